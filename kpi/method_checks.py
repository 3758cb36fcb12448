"""Reading a table of the method entry by entry: every value is checked, every complaint is kept with its line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from kpi.method_text import Path, line_of, lines_of
from kpi.method_types import MethodError, Problem
from kpi.schema import normalise_word

LARGEST_BITS: Final = 64
"""Longest whole number taken for one; floats can't hold much more, and texts of more are refused by Python."""

LARGEST_WHOLE: Final = 9_999
"""Largest number of months or partners that makes sense."""

SHOWN: Final = 80
"""Characters of a value that a complaint repeats."""


class Problems:
    """What is wrong with a method.

    Parameters
    ----------
    text
        The method, for the lines of its entries.
    """

    def __init__(self, text: str) -> None:
        self._lines = lines_of(text)
        self._found: list[Problem] = []

    def add(self, path: Path, words: str) -> None:
        """Complain about an entry; its name goes before the words."""
        keys = tuple(part for part in path if isinstance(part, str))
        self._found.append(Problem(self.line(path), f"{dotted(path)} {words}".strip(), keys))

    def line(self, path: Path) -> int:
        """Return the line of an entry."""
        return line_of(self._lines, path)

    def refuse(self) -> None:
        """Raise what was found.

        Raises
        ------
        MethodError
            When there was a complaint; it tells them all, in the order of their lines.
        """
        if self._found:
            raise MethodError(tuple(sorted(dict.fromkeys(self._found), key=lambda one: one.line)))


class Entry:
    """One table of a method; hands out checked values and remembers what it was asked for.

    A value that is wrong is complained about and given as NaN, 0 or empty, so that reading goes on to the end.

    Parameters
    ----------
    content
        What stands there: a table if all is well, None when it is missing and that has been said.
    path
        Where it stands.
    problems
        Takes the complaints.
    """

    def __init__(self, content: object, path: Path, problems: Problems) -> None:
        self.path = path
        self.problems = problems
        self.is_table = isinstance(content, dict)
        self._content: Mapping[str, Any] = content if isinstance(content, dict) else {}
        self._missing: list[str] = []
        self._asked: list[str] = []
        if not self.is_table and content is not None:
            problems.add(path, f"is {shown(content)}; it must be a table, begun by a line [{dotted(path)}]")

    def __contains__(self, name: str) -> bool:
        return name in self._content

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the entries that are there."""
        return tuple(self._content)

    def close(self) -> None:
        """Complain about entries that nobody asked for, and about those that were asked for in vain."""
        guesses = []
        for name in self._content:
            if name not in self._asked:
                near = get_close_matches(name, self._asked, n=1)
                guesses += near
                known = f"did you mean {near[0]}?" if near else f"here stand {', '.join(sorted(set(self._asked)))}"
                self.problems.add((*self.path, name), f"is no known entry; {known}")
        for name in self._missing:
            if self.is_table and name not in guesses:
                self.problems.add((*self.path, name), "is missing; give it as kpi/method.toml shows")

    def take(self, name: str, *, needed: bool = True) -> Any:
        """Return a value as it stands, None when it is missing."""
        self._asked.append(name)
        if name not in self._content and needed:
            self._missing.append(name)
        return self._content.get(name)

    def complain(self, name: str, words: str) -> None:
        """Complain about one of the entries."""
        self.problems.add((*self.path, name), words)

    def number(
        self, name: str, low: float, high: float = math.inf, *, above: bool = False, default: float | None = None
    ) -> float:
        """Return a number from `low` (with `above`: from just above it) to `high`, NaN when it is none."""
        value = self.take(name, needed=default is None)
        if value is None:
            return math.nan if default is None else default
        return checked_number(value, (*self.path, name), self.problems, low, high, above=above)

    def optional_number(self, name: str) -> float | None:
        """Return any number, None when there is none."""
        value = self.take(name, needed=False)
        if value is None:
            return None
        number = checked_number(value, (*self.path, name), self.problems, -math.inf)
        return None if math.isnan(number) else number

    def whole(self, name: str, *, needed: bool = True) -> int | None:
        """Return a whole number of at least 1, or None."""
        value = self.take(name, needed=needed)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST_WHOLE):
            return value
        self.complain(name, f"is {shown(value)}; it must be a whole number from 1 to {LARGEST_WHOLE:,}")
        return None

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text that is not blank."""
        value = self.take(name, needed=default is None)
        if value is None:
            return default or ""
        return checked_text(value, (*self.path, name), self.problems)

    def one_of(self, name: str, options: Sequence[str], default: str | None = None) -> str:
        """Return a word out of some, or the empty word."""
        value = self.take(name, needed=default is None)
        if value is None:
            return default or ""
        if value in options:
            return str(value)
        near = get_close_matches(str(value), options, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        self.complain(name, f"is {shown(value)}; it must be one of {', '.join(options)}{hint}")
        return ""

    def texts(self, name: str, *, needed: bool = True) -> list[str]:
        """Return a list of texts."""
        value = self.take(name, needed=needed)
        if value is None:
            return []
        if not isinstance(value, list):
            self.complain(name, f'is {shown(value)}; it must be a list like ["one", "two"]')
            return []
        if needed and not value:
            self.complain(name, "is empty; list at least one")
        return [checked_text(one, (*self.path, name, at), self.problems) for at, one in enumerate(value)]

    def vocabulary(self, name: str, *, needed: bool = True) -> list[str]:
        """Return a list of normalised words, each of them once."""
        words = [normalise_word(one) for one in self.texts(name, needed=needed)]
        for at, word in enumerate(words):
            if word and word in words[:at]:
                self.problems.add((*self.path, name, at), f"lists {word!r} a second time; remove it here")
        return words

    def table(self, name: str, *, needed: bool = True) -> Entry:
        """Return a table below this one; an empty one when it is missing and need not be there."""
        value = self.take(name, needed=needed)
        return Entry({} if value is None and not needed else value, (*self.path, name), self.problems)

    def tables(self) -> Iterator[tuple[str, Entry]]:
        """Return every entry as a table of its own, by name."""
        for name in self.names:
            yield name, self.table(name)

    def by_word(self) -> Iterator[tuple[str, str]]:
        """Return (normalised word, name) of every entry; a word that comes again is complained about."""
        seen: dict[str, str] = {}
        for name in self.names:
            self._asked.append(name)
            word = normalise_word(name)
            if not word:
                self.complain(name, "holds no letter or digit; name it with a word")
            elif word in seen:
                self.complain(name, f"means the same as {seen[word]!r} above; keep one of them")
            else:
                seen[word] = name
                yield word, name


def checked_number(
    value: object, path: Path, problems: Problems, low: float, high: float = math.inf, *, above: bool = False
) -> float:
    """Return a number within bounds, else NaN with a complaint."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.add(path, f"is {shown(value)}; it must be a number")
        return math.nan
    beyond = isinstance(value, int) and value.bit_length() > LARGEST_BITS
    if not beyond and math.isfinite(value) and low <= value <= high and not (above and value == low):
        return float(value)
    wanted = [f"above {low:g}" if above else f"at least {low:g}"] if low > -math.inf else ["a finite number"]
    wanted += [f"at most {high:g}"] if high < math.inf else []
    problems.add(path, f"is {shown(value)}; it must be {' and '.join(wanted)}")
    return math.nan


def checked_text(value: object, path: Path, problems: Problems) -> str:
    """Return a text that holds a letter or digit, trimmed, else an empty one with a complaint."""
    if isinstance(value, str) and normalise_word(value):
        return value.strip()
    problems.add(path, f"is {shown(value)}; it must be a text with at least one letter or digit")
    return ""


def dotted(path: Path) -> str:
    """Return the name of an entry; places in arrays are left out, the line tells them.

    Examples
    --------
    >>> dotted(("engagement", "components", "marketing", "kinds", 2))
    'engagement.components.marketing.kinds'
    """
    return ".".join(part for part in path if isinstance(part, str))


def shown(value: object) -> str:
    """Return a value as a person would write it.

    Examples
    --------
    >>> shown(True), shown("x"), shown([1]), shown(-2.0)
    ('true', "'x'", 'a list', '-2.0')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and value.bit_length() > LARGEST_BITS:
        return "a number beyond all bounds"
    return repr(value[:SHOWN]) if isinstance(value, str) else str(value)
