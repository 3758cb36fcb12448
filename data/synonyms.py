"""The table of known headers, read from `synonyms.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

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
    """

    exact: frozenset[str]
    close: Mapping[str, str]
    strong: Mapping[str, tuple[str, ...]]
    weak: tuple[tuple[str, str], ...]


def header_key(header: str) -> str:
    """Return a header without case, accents and punctuation; a header of signs stays as it is.

    Examples
    --------
    >>> header_key("Close-Date"), header_key("closeDate"), header_key(" # ")
    ('closedate', 'closedate', '#')
    """
    return normalise_word(header).replace("_", "") or header.strip()


@lru_cache(maxsize=1)
def known_names() -> Mapping[str, Names]:
    """Return what headers mean, by table."""
    content = tomllib.loads((files("data") / "synonyms.toml").read_text(encoding="utf-8"))
    return {name: _names(table, content) for name, table in TABLES.items()}


@lru_cache(maxsize=1)
def known_headers() -> frozenset[str]:
    """Return every header that means something in some table, as `header_key` gives it."""
    return frozenset(
        key
        for names in known_names().values()
        for key in [*names.close, *names.strong, *(synonym for synonym, _ in names.weak)]
    )


def _names(table: Table, content: Mapping[str, Mapping[str, object]]) -> Names:
    columns = [column.name for column in table.columns]
    by_name = [PARTNER_NAME] if "partner_id" in columns and table.name not in ("partners", "targets") else []
    wanted = [*columns, *by_name]
    strong: dict[str, tuple[str, ...]] = {}
    weak: list[tuple[str, str]] = []
    # What a table says of a header counts, not what holds for any table.
    for section in (table.name, "any"):
        entry = content.get(section, {})
        found: dict[str, tuple[str, ...]] = {}
        for column, headers in entry.items():
            if column in wanted and isinstance(headers, list):
                for key in dict.fromkeys(map(header_key, headers)):
                    found[key] = (*found.get(key, ()), column)
        strong = found | strong
    for section in ("any", table.name):
        inner = content.get(section, {}).get("weak", {})
        if isinstance(inner, dict):
            weak += [(header_key(item), column) for column in inner if column in wanted for item in inner[column]]
    close = {header_key(column): column for column in columns}
    return Names(frozenset(columns), close, strong, tuple(weak))
