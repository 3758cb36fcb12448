"""What partners send back: the forms that it can have, and what of it is taken.

Whatever a client sends is looked at here field by field; what is kept are new values made of what was understood, so
that nothing else comes along.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kpi.asking import LARGEST, OwnMeasure, PulseQuestion
from kpi.language import marked, t
from kpi.periods import month_text, parse_month

SURVEY, FIGURE, DISPUTE, COMMENT = KINDS = ("survey", "figure", "dispute", "comment")

LONGEST_WORDS: Final = 2000
LONGEST_NAME: Final = 100

_NUMBER: Final = re.compile(r"[+\-−]?[0-9]{1,15}(?:\.[0-9]{1,12})?", re.ASCII)
_NOT_UNDERSTOOD: Final = marked("That was not understood. Reload the page and try again.")


class BadSubmission(ValueError):
    """What was sent can't be taken; the message is for whoever sent it."""


@dataclass(frozen=True)
class Askable:
    """What a partner can be asked at the moment.

    Parameters
    ----------
    questions
        Of the pulse survey.
    measures
        That the partner can report.
    shown
        Id of each KPI that its page shows -> the value there; missing where there is none.
    first, last
        Ordinals of the months for which figures are taken.
    month
        Ordinal of the last month of the figures that the page shows.
    """

    questions: tuple[PulseQuestion, ...]
    measures: tuple[OwnMeasure, ...]
    shown: Mapping[str, float | None]
    first: int
    last: int
    month: int

    def measure(self, word: object) -> OwnMeasure | None:
        """Return a measure by its word; None when it is none of these."""
        return next((one for one in self.measures if one.word == word), None)


def checked_content(kind: object, content: object, askable: Askable) -> dict[str, Any]:
    """Return what is kept of what was sent.

    Parameters
    ----------
    kind
        One of `KINDS`; whatever a client sends.
    content
        The fields of its form; whatever a client sends.
    askable
        What can be asked.

    Raises
    ------
    BadSubmission
        When something can't be taken, in words.
    """
    if not isinstance(kind, str) or kind not in KINDS or not isinstance(content, dict):
        raise BadSubmission(t(_NOT_UNDERSTOOD))
    check = {SURVEY: _survey, FIGURE: _figure, DISPUTE: _dispute, COMMENT: _comment}[kind]
    return check(content, askable)


def plain_words(value: object, *, longest: int = LONGEST_WORDS) -> str:
    """Return words as they are kept: of letters that can be seen, in lines.

    Raises
    ------
    BadSubmission
        When it is no text, or too long.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadSubmission(t(_NOT_UNDERSTOOD))
    # Before anything is done with it: a text of megabytes costs no more than its length.
    if len(value) > 2 * longest:
        raise _too_long(len(value), longest)
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = [" ".join("".join(one if one.isprintable() else " " for one in line).split()) for line in lines]
    text = "\n".join(plain).strip()
    if len(text) > longest:
        raise _too_long(len(text), longest)
    return text


def read_number(value: object) -> float | None:
    """Return a number that a form sent, as a number or as text; None for an empty field.

    Raises
    ------
    BadSubmission
        When it is something else, or not finite.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadSubmission(t(_NOT_UNDERSTOOD))
    if isinstance(value, str):
        text = value.strip() if len(value) < 60 else ""
        if not value.strip():
            return None
        if not _NUMBER.fullmatch(text):
            raise BadSubmission(t("Write the number with digits only, for instance 1250 or 12.5."))
        value = text.replace("−", "-")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise BadSubmission(t("The number is too large. Check it."))
    number = float(value)
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise BadSubmission(t("The number is too large. Check it."))
    return round(number, 6)


def _too_long(length: int, longest: int) -> BadSubmission:
    return BadSubmission(
        t(
            "The text has {length} characters; at most {longest} are taken. Shorten it.",
            length=str(length),
            longest=str(longest),
        )
    )


def _survey(content: Mapping[str, Any], askable: Askable) -> dict[str, Any]:
    given = content.get("answers")
    if not isinstance(given, dict):
        raise BadSubmission(t(_NOT_UNDERSTOOD))
    answers = []
    # By the questions, not by what was sent: whatever else there is has no place to go.
    for question in askable.questions:
        score = read_number(given.get(question.word))
        if score is None:
            continue
        if not question.takes(score):
            raise BadSubmission(t("One of the answers is not on its scale. Choose it again."))
        answers.append({"question": question.word, "score": score, "low": question.low, "high": question.high})
    if not answers:
        raise BadSubmission(t("Answer at least one of the questions."))
    name = " ".join(plain_words(content.get("name"), longest=LONGEST_NAME).split())
    return {"answers": answers, "name": name, "words": plain_words(content.get("words"))}


def _figure(content: Mapping[str, Any], askable: Askable) -> dict[str, Any]:
    measure = askable.measure(content.get("measure"))
    if measure is None:
        raise BadSubmission(t("Choose which figure it is."))
    month = _month(content.get("month"), askable)
    value = read_number(content.get("value"))
    if value is None:
        raise BadSubmission(t("Enter the number."))
    _refuse_outside(measure, value)
    return {
        "measure": measure.word,
        "month": month_text(month),
        "value": value,
        "words": plain_words(content.get("words")),
    }


def _dispute(content: Mapping[str, Any], askable: Askable) -> dict[str, Any]:
    about = _about(content.get("about"), askable)
    measure = askable.measure(about["measure"])
    month = _month(content.get("month"), askable) if measure else askable.month
    says = read_number(content.get("says"))
    if measure is not None and says is not None:
        _refuse_outside(measure, says)
    words = plain_words(content.get("words"))
    if not words and says is None:
        raise BadSubmission(t("Say what is wrong, or what the number should be."))
    # The number shown is what the page holds, not what a form says that it held.
    shown = askable.shown.get(about["kpi"]) if about["kpi"] else None
    return {**about, "month": month_text(month), "shown": shown, "says": says, "words": words}


def _comment(content: Mapping[str, Any], askable: Askable) -> dict[str, Any]:
    wanted = content.get("about")
    about = {"kpi": "", "measure": ""} if wanted in (None, "") else _about(wanted, askable)
    words = plain_words(content.get("words"))
    if not words:
        raise BadSubmission(t("Write what you want to say."))
    return {**about, "words": words}


def _about(value: object, askable: Askable) -> dict[str, str]:
    """Return what a remark is about: a KPI that the page shows, or a measure."""
    if isinstance(value, str) and value in askable.shown:
        return {"kpi": value, "measure": value if askable.measure(value) else ""}
    if isinstance(value, str) and askable.measure(value) is not None:
        return {"kpi": "", "measure": value}
    raise BadSubmission(t(_NOT_UNDERSTOOD))


def _month(value: object, askable: Askable) -> int:
    text = value if isinstance(value, str) and len(value) == 7 and value.isascii() else ""
    try:
        month = parse_month(text)
    except ValueError:
        raise BadSubmission(t("Choose the month.")) from None
    if not askable.first <= month <= askable.last:
        raise BadSubmission(t("Choose one of the months in the list."))
    return month


def _refuse_outside(measure: OwnMeasure, value: float) -> None:
    if not measure.takes(value):
        raise BadSubmission(
            t("This figure lies between {low} and {high}.", low=f"{measure.low:g}", high=f"{measure.high:g}")
        )
