"""What a rule finds: a `Found` before it is ranked, and the words in which figures stand in its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kpi.language import joined, language
from kpi.wording import decimal_text

PROGRAMME: Final = "*"
"""The group of all partners, as `kpi.reading.everyone` names it."""

Drivers = tuple[tuple[str, float], ...]
Evidence = tuple[tuple[str, str | float], ...]


@dataclass(frozen=True)
class Found:
    """One finding of a rule.

    Parameters
    ----------
    what
        One or two plain sentences, made of measured figures.
    partner
        Row of the partner; None for a group.
    group
        Partner type, ``*`` for the programme; empty for a partner.
    kpi
        Catalogue id; empty when the finding is about records.
    value, before
        The figure now and at the comparison; None where there is none.
    drivers
        Label and part of the difference between them.
    component
        The component whose lever is recommended; empty for the general one.
    evidence
        Label and figure or text.
    size
        How large it is for its kind, 0 to 1.
    certainty
        How sure it is, 0 to 1.
    subject
        What tells it from other findings of its rule about the same partner and KPI, in no reader's language: a
        table, a measure, the day a target is due. Empty where a rule finds one only.
    """

    what: str
    partner: int | None = None
    group: str = ""
    kpi: str = ""
    value: float | None = None
    before: float | None = None
    drivers: Drivers = ()
    component: str = ""
    evidence: Evidence = ()
    size: float = 1.0
    certainty: float = 1.0
    subject: str = ""


def certainty_of(times_noise: float) -> float:
    """Return how sure a move is that is so many times what the series usually does.

    Examples
    --------
    >>> certainty_of(2.0), certainty_of(6.0)
    (0.5, 0.75)
    """
    return times_noise / (times_noise + 2.0)


def month_words(ordinal: int) -> str:
    """Return a month as people say it.

    Examples
    --------
    >>> month_words(2026 * 12 + 6)
    'July 2026'
    """
    return language().month_words(ordinal)


def day_words(day: date) -> str:
    """Return a date as people say it.

    Examples
    --------
    >>> day_words(date(2026, 7, 14))
    '14 July 2026'
    """
    return language().day_form.format(day=day.day, month=language().month_names[day.month - 1], year=day.year)


def whole(value: float) -> str:
    """Return an amount of money or a count without decimals.

    Examples
    --------
    >>> whole(1234567.8)
    '1,234,568'
    """
    return decimal_text(value, 0)


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return joined(list(words))
