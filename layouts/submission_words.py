"""What a partner sent, in plain words: for the partner itself, and for the manager who decides."""

from collections.abc import Mapping
from typing import Any

from kpi.catalogue import CATALOGUE
from kpi.language import language, t
from kpi.periods import parse_month
from layouts import formats
from layouts.scorecard_answers import measure_label, question_view


def title(kind: str, content: Mapping[str, Any], *, currency: str) -> str:
    """Return in one line what was sent.

    Examples
    --------
    >>> title("figure", {"measure": "units_sold", "month": "2026-10", "value": 1250.5}, currency="EUR")
    'Units sold, Oct 2026: 1,250.5'
    >>> title("comment", {"kpi": "", "measure": "", "words": "Hello"}, currency="EUR")
    'A remark'
    """
    if kind == "survey":
        return formats.counted(
            "Pulse survey, {count} answer", "Pulse survey, {count} answers", len(content["answers"])
        )
    if kind == "figure":
        return t(
            "{figure}, {month}: {value}",
            figure=measure_label(content["measure"]),
            month=formats.month(parse_month(content["month"])),
            value=exact(content["value"]),
        )
    about = _about(content)
    if kind == "comment":
        return t("A remark on {name}", name=about) if about else t("A remark")
    return _dispute(content, about, currency)


def answer_lines(content: Mapping[str, Any], *, host: str) -> list[tuple[str, str]]:
    """Return the questions of a pulse as they were asked, each with its answer."""
    return [
        (
            question_view(one["question"], one["low"], one["high"], host=host).text,
            t("{score} of {high}", score=exact(one["score"]), high=exact(one["high"])),
        )
        for one in content["answers"]
    ]


def exact(number: float) -> str:
    """Return a number with all its decimals: what somebody typed is not rounded.

    Examples
    --------
    >>> exact(1250.5), exact(3.0), exact(-0.000001)
    ('1,250.5', '3', '−0.000001')
    """
    text = f"{abs(number):,.6f}".rstrip("0").rstrip(".")
    return (formats.MINUS if number < 0 and text != "0" else "") + language().number_text(text)


def _about(content: Mapping[str, Any]) -> str:
    kpi = CATALOGUE.get(content.get("kpi") or "")
    if kpi is not None:
        return kpi.short
    measure = content.get("measure") or content.get("kpi") or ""
    return measure_label(measure) if measure else ""


def _dispute(content: Mapping[str, Any], about: str, currency: str) -> str:
    kpi = CATALOGUE.get(content.get("kpi") or "")
    values = {"name": about, "month": formats.month(parse_month(content["month"]))}
    shown, says = content.get("shown"), content.get("says")
    if shown is not None:
        values["shown"] = formats.value_text(shown, kpi.unit, currency=currency) if kpi else exact(shown)
    if says is not None:
        values["says"] = exact(says)
    if shown is not None and says is not None:
        return t("{name}, to {month}: shown {shown}, should be {says}", **values)
    if says is not None:
        return t("{name}, to {month}: should be {says}", **values)
    if shown is not None:
        return t("{name}, to {month}: {shown} is not right", **values)
    return t("{name}, to {month}: not right", **values)
