"""What a rule finds: a `Found` before it is ranked, and the words in which figures stand in its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kpi.wording import decimal_text

PROGRAMME: Final = "*"
"""The group of all partners, as `kpi.reading.everyone` names it."""

Drivers = tuple[tuple[str, float], ...]
Evidence = tuple[tuple[str, str | float], ...]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


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
    return f"{_MONTHS[ordinal % 12]} {ordinal // 12}"


def whole(value: float) -> str:
    """Return an amount of money or a count without decimals.

    Examples
    --------
    >>> whole(1234567.8)
    '1,234,568'
    """
    return decimal_text(value, 0)


def counted(number: float, one: str, many: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "deal"), counted(3, "deal")
    ('1 deal', '3 deals')
    """
    text = decimal_text(number, 0)
    return f"{text} {one if text == '1' else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
