"""The table of known exports, read from `signatures.toml`: whose file it is, told by its header."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from data.columns.headers import header_key
from kpi.schema import normalise_word

_FEWEST: Final = 3
"""Headers of an export that must be there, beside those that it can't be without."""


@dataclass(frozen=True)
class Only:
    """Which rows of an export count.

    Parameters
    ----------
    reason
        What the other rows are called.
    header
        Column that tells; of no account when `column` is given.
    column
        Canonical column that must not be empty.
    words
        Words that tell that a row counts not, normalised; empty: `column` tells.
    """

    reason: str
    header: str = ""
    column: str = ""
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Signature:
    """An export that is known by its header.

    Parameters
    ----------
    name, title
        For the machine, and as people call it.
    headers
        All headers seen in it.
    table
        What it is read as; empty for an export that holds none of the seven tables.
    reason
        Why a column of it stands for what it does.
    refuse
        Of an export without a table: why, and what to export instead.
    header_rows
        How many rows its header has.
    needs, any, first
        Headers without which it is something else: all of them, one of them, the first one.
    alone
        It has no other columns.
    hint
        It counts only when nothing else explains the file.
    columns
        Header -> canonical column; empty for a column that means nothing to us.
    with_partner, without_partner
        The same, when another column names the partner, or none does.
    partner_email
        Headers of addresses whose domain tells the partner when nothing else does.
    constants
        Canonical column -> what it is in every row.
    filled
        Header, canonical column, and what that is in rows in which the header's cell is not empty.
    only
        Which rows count.
    """

    name: str
    title: str
    headers: tuple[str, ...]
    table: str = ""
    reason: str = ""
    refuse: str = ""
    header_rows: int = 1
    needs: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    first: str = ""
    alone: bool = False
    hint: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    with_partner: Mapping[str, str] = field(default_factory=dict)
    without_partner: Mapping[str, str] = field(default_factory=dict)
    partner_email: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    filled: tuple[str, str, str] | None = None
    only: Only | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Its headers without case and punctuation."""
        return frozenset(map(header_key, self.headers))

    def fits(self, header: Sequence[str]) -> bool:
        """Say whether a header may be of this export."""
        keys = [header_key(name) for name in header]
        wants = set(map(header_key, self.needs)), set(map(header_key, self.any))
        found = self.keys & set(keys)
        return (
            wants[0] <= found
            and (not wants[1] or bool(wants[1] & found))
            and (not self.first or keys[:1] == [header_key(self.first)])
            and (not self.alone or set(keys) <= self.keys)
            and len(found) >= min(_FEWEST, len(self.headers), max(len(self.needs), 1))
        )


def signature_of(header: Sequence[str], *, hints: bool = False) -> Signature | None:
    """Return the export that a header is of: the one of which it holds most.

    Parameters
    ----------
    header
        Headers as the vendor writes them: of several header rows the first.
    hints
        Take also an export of which the header is only a hint.
    """
    keys = set(map(header_key, header))
    fitting = [one for one in SIGNATURES if one.hint <= hints and one.fits(header)]
    return max(fitting, key=lambda one: len(one.keys & keys), default=None)


def _read() -> tuple[Signature, ...]:
    content = tomllib.loads((files("data.columns") / "signatures.toml").read_text(encoding="utf-8"))
    return tuple(_signature(entry, content["words"]) for entry in content["source"])


def _signature(entry: Mapping[str, Any], words: Mapping[str, Collection[str]]) -> Signature:
    values: dict[str, Any] = {name: tuple(item) if isinstance(item, list) else item for name, item in entry.items()}
    values["columns"] = dict.fromkeys(values.pop("aside", ()), "") | values.get("columns", {})
    if "filled" in values:
        values["filled"] = tuple(values["filled"][part] for part in ("header", "column", "value"))
    if "only" in values:
        only = dict(values["only"])
        listed = (words[name] for name in only.pop("words", ()))
        values["only"] = Only(**only, words=frozenset(normalise_word(word) for found in listed for word in found))
    return Signature(**values)


SIGNATURES: Final = _read()
"""All known exports, in the order of the table."""
