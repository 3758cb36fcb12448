"""What differs between two methods, entry by entry, and since when an entry has been as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Keys = tuple[str, ...]
"""The keys that lead to an entry of a method."""


@dataclass(frozen=True)
class Difference:
    """An entry that two methods give differently.

    Parameters
    ----------
    keys
        Where it stands.
    old, new
        Its values; None where it is not given.
    """

    keys: Keys
    old: Any
    new: Any


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return the entries that differ, in the order of the new method, and then those that it lacks.

    Parameters
    ----------
    old, new
        Contents of two methods, as read from TOML. Neither order nor 20 for 20.0 is a difference.

    Examples
    --------
    >>> differences({"bands": {"strong": 75.0}}, {"bands": {"strong": 80.0}, "label": "B"})
    (Difference(keys=('bands', 'strong'), old=75.0, new=80.0), Difference(keys=('label',), old=None, new='B'))
    """
    before, after = dict(entries(old)), dict(entries(new))
    keys = [*after, *(one for one in before if one not in after)]
    return tuple(
        Difference(one, before.get(one), after.get(one)) for one in keys if before.get(one) != after.get(one)
    )


def entries(content: Mapping[str, Any], above: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Return every entry that is no table, with the keys that lead to it.

    Examples
    --------
    >>> list(entries({"a": {"b": 1, "c": [2, 3]}, "d": "x"}))
    [(('a', 'b'), 1), (('a', 'c'), [2, 3]), (('d',), 'x')]
    """
    for key, value in content.items():
        if isinstance(value, dict):
            yield from entries(value, (*above, key))
        else:
            yield (*above, key), value


def entry(content: Mapping[str, Any], keys: Sequence[str]) -> Any:
    """Return what stands at some keys, None when nothing does."""
    found: Any = content
    for key in keys:
        if not isinstance(found, Mapping) or key not in found:
            return None
        found = found[key]
    return found


def unchanged_since(history: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> int:
    """Return the place in a history from which on an entry has been as it is at the end.

    Parameters
    ----------
    history
        Contents of methods, the oldest first; at least one.
    keys
        The entry.

    Examples
    --------
    >>> unchanged_since([{"a": 1}, {"a": 2}, {"a": 2}], ("a",))
    1
    """
    now, place = entry(history[-1], keys), len(history) - 1
    while place and entry(history[place - 1], keys) == now:
        place -= 1
    return place
