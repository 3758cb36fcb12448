"""Words of the rows behind a number: what a part is called, and how its figures are written."""

from __future__ import annotations

from collections.abc import Mapping

from kpi.behind import Behind
from kpi.catalogue import Kpi
from kpi.language import t
from layouts import findings, formats


def part_label(name: str, labels: Mapping[str, str]) -> str:
    """Return the name of a part: a word of the files where the part is one, else its label.

    Examples
    --------
    >>> part_label("case_study", {}), part_label("units_sold", {})
    ('Case study', 'Units sold')
    >>> part_label("enablement", {"enablement": "Training"})
    'Training'
    """
    label = labels.get(name, name)
    text = findings.kind_text(name) if label == name else t(label)
    return text[:1].upper() + text[1:]


def detail_text(detail: str) -> str:
    """Return what else tells a row: of a measure who reported it."""
    if detail == "us":
        return t("reported by us")
    return t("reported by the partner") if detail == "partner" else detail


def total_text(value: float | None, unit: str, currency: str) -> str:
    """Return what rows give, in the unit of their part; of an index with one decimal."""
    if unit == "score":
        return formats.signed(value).removeprefix("+")
    return formats.value_text(value, unit, currency=currency)


def figure_text(value: float, unit: str, currency: str) -> str:
    """Return the figure that a row holds, as it is in the file: deals hold amounts."""
    return formats.money(value, currency=currency) if unit == "money" else formats.count(value)


def value_text(kpi: Kpi, found: Behind, value: float | None, currency: str) -> str:
    """Return the figure that rows make, or that a page shows for them."""
    if not found.component:
        return formats.value_text(value, kpi.unit, currency=currency)
    if kpi.id == "engagement_score":
        return t("{rate} a quarter", rate=formats.count(value))
    if kpi.id == "advocacy_score":
        return formats.counted("{count} point", "{count} points", 0 if value is None or value != value else value)
    return formats.score(value)
