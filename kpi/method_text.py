"""Where the entries of a TOML text stand: the line of every table, key and array value."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from typing import Final

Path = tuple[str | int, ...]
"""The keys, and places in arrays (from 0), that lead to an entry."""

_BLANK: Final = re.compile(r"[ \t]*")
_BETWEEN: Final = re.compile(r"(?:\s|#[^\n]*)*")
_KEY: Final = re.compile(r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[\w-]+""")
_SCALAR: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|[^,\]}#\n]+",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Path, int]:
    r"""Return the line, counted from 1, on which each entry of a TOML text stands.

    Parameters
    ----------
    text
        A text that `tomllib` has read without complaint; of another the result means nothing.

    Returns
    -------
    dict[Path, int]
        A table stands where its header does, or where it is first named; a key and a value in an array where
        they begin.

    Examples
    --------
    >>> found = lines_of('[a.b]\nkinds = [\n  "x",\n  "y",\n]\nc.d = 1')
    >>> found["a", "b", "kinds", 1], found["a", "b", "c", "d"]
    (4, 6)
    """
    scanner = _Scanner(text)
    scanner.document()
    return scanner.found


def line_of(found: Mapping[Path, int], path: Path) -> int:
    """Return the line of an entry, or of the nearest table around one that is not there.

    Examples
    --------
    >>> line_of({("bands",): 7}, ("bands", "strong"))
    7
    """
    while path and path not in found:
        path = path[:-1]
    return found[path] if path else 1


class _Scanner:
    """Walks once over a valid text; `at` is the place of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._elements: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self._skip(_BETWEEN) < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        line = self._line()
        many = self.text.startswith("[[", self.at)
        self.at += 1 + many
        keys = self._keys()
        self.at += 1 + many
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            self.found.setdefault(path, line)
            if many and place == len(keys) - 1:
                self._elements[path] = self._elements.get(path, -1) + 1
            if path in self._elements:
                path = (*path, self._elements[path])
        self.found[path] = line
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        keys = self._keys()
        self.at += len("=")
        for count in range(1, len(keys) + 1):
            self.found.setdefault((*table, *keys[:count]), line)
        self._value((*table, *keys))

    def _keys(self) -> tuple[str, ...]:
        """Take the parts of a dotted key, and the blanks around it."""
        keys: list[str] = []
        while not keys or self.text.startswith(".", self.at):
            self.at += bool(keys)
            self._skip(_BLANK)
            raw = self._take(_KEY)
            keys.append(_plain(raw))
            self._skip(_BLANK)
        return tuple(keys)

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        opening = self.text[self.at]
        if opening not in "[{":
            self._take(_SCALAR)
            return
        closing = "]" if opening == "[" else "}"
        self.at += len(opening)
        place = 0
        while self._skip(_BETWEEN) < len(self.text) and self.text[self.at] != closing:
            if opening == "[":
                self.found[(*path, place)] = self._line()
                self._value((*path, place))
            else:
                self._pair(path)
            place += 1
            self._skip(_BETWEEN)
            self.at += self.text.startswith(",", self.at)
        self.at += len(closing)

    def _line(self) -> int:
        return bisect_right(self._ends, self.at) + 1

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def _take(self, pattern: re.Pattern[str]) -> str:
        start = self.at
        self.at = max(self._skip(pattern), start + 1)
        return self.text[start : self.at]


def _plain(raw: str) -> str:
    """Return a key as it is meant, without quotes and escapes."""
    return str(tomllib.loads(f"key = {raw}")["key"]) if raw[0] in "\"'" else raw
