"""Headers that are nearly a known name: another order of words, a unit beside it, a slip of the keyboard.

A false friend is worse than a miss. A header counts as misspelt only when one word of it differs by one
slip, that word is none of its own, and no other column is as near.
"""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz.distance import OSA

from data.columns.headers import header_key, header_words
from data.columns.synonyms import Names, initials, own_words, telling_words

_SHORTEST_WORD: Final = 4
_SHORTEST_CHANGED: Final = 6
_CURRENCIES: Final = frozenset(
    {"EUR", "USD", "GBP", "CHF", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "TRY", "CAD"}
    | {"AUD", "NZD", "BRL", "MXN", "INR", "SGD", "HKD", "ZAR", "KRW"}
)
_SIGNS: Final = {"€": "EUR", "£": "GBP", "US$": "USD"}
_OPEN_SIGNS: Final = frozenset("$¥")
_UNIT: Final = re.compile(r"[\s([/_-]+(?:in\s+)?(US\$|[€£$¥]|[A-Z]{3}|Euro|euro|EURO)[\s)\]]*$")


def without_unit(header: str) -> tuple[str, str] | None:
    """Return a header without the currency at its end, and that currency; None when there is none.

    A sign that several currencies share gives no code.

    Examples
    --------
    >>> without_unit("Betrag in EUR"), without_unit("Amount ($)"), without_unit("Net ARR")
    (('Betrag', 'EUR'), ('Amount', ''), None)
    """
    match = _UNIT.search(header)
    if match is None:
        return None
    unit = _SIGNS.get(match[1], "EUR" if match[1].casefold() == "euro" else match[1])
    code = unit if unit in _CURRENCIES else ""
    return (header[: match.start()], code) if code or unit in _OPEN_SIGNS else None


def unit_key(header: str) -> str:
    """Return the key of a header without its currency; empty when it names none."""
    found = without_unit(header)
    return header_key(found[0]) if found else ""


def reordered(header: str, names: Names) -> frozenset[str]:
    """Return the columns whose name has the same words in another order."""
    words = telling_words(header_words(header))
    return names.jumbled.get(words, frozenset()) if len(words) > 1 else frozenset()


def misspelt(header: str, names: Names) -> frozenset[str]:
    """Return the columns of whose name a header may be a misspelling.

    Examples
    --------
    >>> from data.columns.synonyms import known_names
    >>> [sorted(misspelt(name, known_names()["deals"])) for name in ("Ammount", "Account", "Close rate")]
    [['amount'], [], []]
    """
    words = header_words(header)
    near = names.spelt.get(initials(words), {}) if words else {}
    return frozenset[str]().union(*(columns for known, columns in near.items() if _is_slip(words, known)))


def _is_slip(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
    different = [(one, other) for one, other in zip(words, known, strict=True) if one != other]
    return len(different) == 1 and _is_one_slip(*different[0])


def _is_one_slip(word: str, known: str) -> bool:
    """Say whether a letter is missing, doubled or too many, or two are exchanged.

    Another letter in the place of one makes another word (mouth, month), and so does another ending (open, opener).
    """
    if min(len(word), len(known)) < _SHORTEST_WORD or abs(len(word) - len(known)) > 1 or word in own_words():
        return False
    if OSA.distance(word, known, score_cutoff=1) != 1:
        return False
    if len(word) == len(known):
        return sorted(word) == sorted(known)
    if _is_doubled(word, known):
        return True
    short, long = sorted((word, known), key=len)
    return len(short) >= _SHORTEST_CHANGED and not long.startswith(short)


def _is_doubled(word: str, known: str) -> bool:
    """Say whether a letter of the known word was typed twice."""
    return any(word == known[: at + 1] + known[at:] for at in range(len(known)))
