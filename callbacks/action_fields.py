"""Fields of actions as they come from a browser: read with suspicion, refused in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from data.work.actions import LONGEST_OWNER, LONGEST_REASON, LONGEST_TITLE, STATUSES
from kpi.language import language, t
from layouts import formats

if TYPE_CHECKING:
    from callbacks.services import Services

LATEST_YEAR = 2199
EARLIEST_YEAR = 1990
"""Years outside are typing errors."""

FURTHEST = 1e12
"""Largest expected change that is taken."""


class Refused(ValueError):
    """What can't be done; the message is for the person who asked."""


def resolve_partner(services: Services, text: str) -> str:
    """Return the id of the partner that a text means; empty for the programme as a whole.

    Raises
    ------
    Refused
        When none, or more than one, is called so.
    """
    board = services.board()
    if not text or board is None:
        return ""
    partners = board.programme.partners
    if text in partners.index:
        return text
    wanted = text.casefold()
    ids = [str(key) for key, name in zip(partners.index, partners["name"], strict=True) if name.casefold() == wanted]
    if len(ids) == 1:
        return ids[0]
    if ids:
        listed = ", ".join(ids[:4])
        raise Refused(t("Several partners are called “{name}”; give the id: {ids}.", name=text[:80], ids=listed))
    raise Refused(t("No partner is called “{name}”. Choose one of the list, or leave it empty.", name=text[:80]))


def _read_title(value: object) -> str:
    text = _clean(value, LONGEST_TITLE)
    if not text:
        raise Refused(t("Say what is to be done."))
    return text


def _read_status(value: object) -> str:
    if value not in STATUSES:
        raise Refused(t("Choose one of the statuses of the list."))
    return str(value)


def _read_due(value: object) -> date | None:
    if value in (None, ""):
        return None
    day = read_day(value)
    if day is None or not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Refused(t("That is no day that an action can be due."))
    return day


def _read_expected(value: object) -> float | None:
    text = str(value if value is not None else "").strip()
    if not text:
        return None
    try:
        number = float(_with_point(text))
    except ValueError as error:
        raise Refused(t("The expected change must be a number, such as +4 or -2.5.")) from error
    if not abs(number) < FURTHEST:
        raise Refused(t("The expected change must be a number, such as +4 or -2.5."))
    return number


FIELDS: Mapping[str, Callable[[object], Any]] = {
    "title": _read_title,
    "reason": lambda value: _clean(value, LONGEST_REASON),
    "owner": lambda value: _clean(value, LONGEST_OWNER),
    "due": _read_due,
    "status": _read_status,
    "expected": _read_expected,
    "kpi": lambda value: _clean(value, 80),
}
"""What can be changed of an action, with what reads it."""


def field_text(value: Any) -> str:
    """Return a value as fields hold it."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def asked_number(asked: Mapping[str, Any]) -> int:
    """Return the number that a click is about.

    Raises
    ------
    Refused
        When it names none.
    """
    text = str(asked.get("key"))
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Refused(t("That button is not known. Reload the page."))
    return int(text)


def asked_text(asked: Mapping[str, Any], name: str, longest: int) -> str:
    """Return a text of a click, on one line; empty when it has none.

    Raises
    ------
    Refused
        When it is no text, too long, or holds what can't be shown.
    """
    value = asked.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused(t("That can't be used. Reload the page."))
    return _clean(value, longest)


def _with_point(text: str) -> str:
    """Return a number as Python reads it: a comma is decimal unless it can only stand between thousands."""
    plain = text.replace(formats.MINUS, "-").replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    head, comma, tail = plain.rpartition(",")
    if not comma:
        return plain
    is_group = language().decimal == "." and (len(tail.partition(".")[0]) == 3 or "," in head)
    return plain.replace(",", "") if is_group else f"{head.replace('.', '')}.{tail}"


def _clean(value: object, longest: int) -> str:
    """Return a text on one line.

    Raises
    ------
    Refused
        When it is too long or holds what can't be shown.
    """
    if value is None:
        return ""
    text = " ".join(value.split()) if isinstance(value, str) else "\0"
    if len(text) > longest:
        raise Refused(t("That text is too long: at most {count} characters are kept.", count=formats.count(longest)))
    if not text.isprintable():
        raise Refused(t("The text holds characters that can't be shown. Type it again."))
    return text


def read_day(value: object) -> date | None:
    """Return a day from its ISO form; None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
