"""The table of known headers, read from `synonyms.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from data.columns.headers import header_key as header_key
from data.columns.headers import header_words
from data.columns.signatures import SIGNATURES
from kpi.schema import TABLES, Table, normalise_word

PARTNER_NAME: Final = "partner_name"
"""A partner given by its name: not a column of any table, but a way to fill `partner_id`."""


@dataclass(frozen=True)
class Names:
    """What headers mean in one table.

    Parameters
    ----------
    exact
        Canonical names.
    close
        Canonical names without case and punctuation -> canonical column.
    strong
        Synonyms, in the same form -> canonical columns that they may stand for.
    weak
        Synonyms tried in order when nothing better claims a column: (synonym, canonical column).
    seen
        Synonyms that count only when the cells say the same, in order.
    spelt
        First letters of its words -> every name and strong synonym, as the words that it is made of -> canonical
        columns; a name of several words also under its first letter alone, as one.
    jumbled
        Every name and strong synonym without small words, the others sorted -> canonical columns.
    """

    exact: frozenset[str]
    close: Mapping[str, str]
    strong: Mapping[str, tuple[str, ...]]
    weak: tuple[tuple[str, str], ...]
    seen: tuple[tuple[str, str], ...]
    spelt: Mapping[str, Mapping[tuple[str, ...], frozenset[str]]]
    jumbled: Mapping[tuple[str, ...], frozenset[str]]


_SMALL_WORDS: Final = frozenset(
    {"the", "of", "in", "a", "an", "de", "du", "la", "le", "les", "del", "di", "do", "da", "van", "het"}
)


def initials(words: tuple[str, ...]) -> str:
    """Return the first letters of words."""
    return "".join(word[:1] for word in words)


def telling_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words without the small ones, sorted."""
    return tuple(sorted(word for word in words if word not in _SMALL_WORDS))


@lru_cache(maxsize=1)
def known_names() -> Mapping[str, Names]:
    """Return what headers mean, by table."""
    return {name: _names(table, _content()) for name, table in TABLES.items()}


@lru_cache(maxsize=1)
def known_headers() -> frozenset[str]:
    """Return every header that means something in some table or export, as `header_key` gives it."""
    named = {
        key
        for names in known_names().values()
        for key in [*names.close, *names.strong, *(synonym for synonym, _ in (*names.weak, *names.seen))]
    }
    return frozenset(named | {key for signature in SIGNATURES for key in signature.keys})


@lru_cache(maxsize=1)
def own_words() -> frozenset[str]:
    """Return the words that are never a misspelling of another one."""
    found = {word for signature in SIGNATURES for header in signature.headers for word in header_words(header)}
    for section, entry in _content().items():
        if section != "words":
            found |= {word for header in _headers(entry) for word in header_words(header)}
    listed = _content()["words"]
    return frozenset(found | set(listed["own"]) | {word for one in listed["measures"] for word in one.split("_")})


@lru_cache(maxsize=1)
def measure_words() -> frozenset[str]:
    """Return the measures that some KPI is made of."""
    return frozenset(_content()["words"]["measures"])


@lru_cache(maxsize=1)
def survey_words() -> tuple[str, ...]:
    """Return the words by which a file's name tells that it holds a survey."""
    return tuple(normalise_word(word) for word in _content()["words"]["surveys"])


@lru_cache(maxsize=1)
def answer_words() -> tuple[str, ...]:
    """Return the beginnings of words by which an answer is told from free text."""
    return tuple(_content()["words"]["answers"])


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    return tomllib.loads((files("data.columns") / "synonyms.toml").read_text(encoding="utf-8"))


def _headers(entry: object) -> Iterator[str]:
    """Give every header named somewhere in a section."""
    if isinstance(entry, str):
        yield entry
    for inner in entry.values() if isinstance(entry, Mapping) else entry if isinstance(entry, list) else ():
        yield from _headers(inner)


def _names(table: Table, content: Mapping[str, Mapping[str, object]]) -> Names:
    columns = [column.name for column in table.columns]
    by_name = [PARTNER_NAME] if "partner_id" in columns and table.name not in ("partners", "targets") else []
    wanted = [*columns, *by_name]
    strong: dict[str, tuple[str, ...]] = {}
    spelt: dict[tuple[str, ...], frozenset[str]] = {header_words(name): frozenset([name]) for name in columns}
    # What a table says of a header counts, not what holds for any table.
    for section in (table.name, "any"):
        found: dict[str, tuple[str, ...]] = {}
        for column, headers in content.get(section, {}).items():
            if column in wanted and isinstance(headers, list):
                for key in dict.fromkeys(map(header_key, headers)):
                    found[key] = (*found.get(key, ()), column)
                for words in map(header_words, headers):
                    spelt[words] = spelt.get(words, frozenset()) | {column}
        strong = found | strong
    weak = [pair for section in ("any", table.name) for pair in _listed(content.get(section, {}), "weak", wanted)]
    seen = _listed(content.get(table.name, {}), "seen", wanted)
    close = {header_key(column): column for column in columns}
    jumbled: dict[tuple[str, ...], frozenset[str]] = {}
    for known, meant in spelt.items():
        jumbled[telling_words(known)] = jumbled.get(telling_words(known), frozenset()) | meant
    return Names(frozenset(columns), close, strong, tuple(weak), tuple(seen), _by_initials(spelt), jumbled)


def _by_initials(
    spelt: Mapping[tuple[str, ...], frozenset[str]],
) -> dict[str, dict[tuple[str, ...], frozenset[str]]]:
    found: dict[str, dict[tuple[str, ...], frozenset[str]]] = {}
    for words, columns in spelt.items():
        for one in dict.fromkeys([words, ("".join(words),)]):
            named = found.setdefault(initials(one), {})
            named[one] = named.get(one, frozenset()) | columns
    return found


def _listed(entry: Mapping[str, object], kind: str, wanted: list[str]) -> list[tuple[str, str]]:
    inner = entry.get(kind, {})
    found = inner if isinstance(inner, dict) else {}
    return [(header_key(header), column) for column in found if column in wanted for header in found[column]]
