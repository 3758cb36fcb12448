"""What a page is asked to show, as it stands in the address: period, KPI and partners.

An address is read once into a `Filters` value. What can't be used falls back to the default with a notice;
every link of a page is made from the value again, so that any view can be sent, bookmarked and gone back to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote, unquote_plus

from kpi.board import Board
from kpi.catalogue import HEADLINE
from kpi.reading import BAND_NAMES
from kpi.selection import Selection
from kpi.summary import Quarter, quarters

ATTRIBUTE_KEYS: Final[Mapping[str, str]] = {
    "type": "partner_type",
    "tier": "tier",
    "region": "region",
    "manager": "manager",
}
"""Key in the address -> attribute of a partner."""

LONGEST_SEARCH: Final = 100
"""Characters of a partner search that are looked at."""


@dataclass(frozen=True)
class Filters:
    """A page's question.

    Parameters
    ----------
    period
        The quarter in view.
    periods
        All quarters with data, oldest first.
    kpi
        The headline KPI in view.
    selection
        The partners in view.
    notices
        What of the address could not be used, in words.
    explicit_period, explicit_kpi
        Whether the address named them; links name them only then.
    """

    period: Quarter
    periods: tuple[Quarter, ...]
    kpi: str = HEADLINE[0]
    selection: Selection = field(default_factory=Selection)
    notices: tuple[str, ...] = ()
    explicit_period: bool = False
    explicit_kpi: bool = False

    @property
    def before(self) -> Quarter | None:
        """The quarter before the one in view: every period implies its comparison."""
        at = self.periods.index(self.period)
        return self.periods[at - 1] if at else None

    @property
    def until(self) -> tuple[Quarter, ...]:
        """The quarters up to the one in view, at most the last twelve."""
        return self.periods[: self.periods.index(self.period) + 1][-12:]

    def href(self, path: str = "/") -> str:
        """Return the address of a page under these filters."""
        parts = [("period", [self.period.key])] if self.explicit_period else []
        parts += [(key, list(self.selection.values(name))) for key, name in ATTRIBUTE_KEYS.items()]
        parts.append(("band", [_word(name) for name in self.selection.band]))
        if self.explicit_kpi:
            parts.append(("kpi", [self.kpi]))
        if self.selection.search:
            parts.append(("q", [self.selection.search]))
        query = "&".join(
            f"{key}={','.join(quote(one, safe='') for one in values)}" for key, values in parts if values
        )
        return f"{path}?{query}" if query else path

    def with_selection(self, selection: Selection) -> Filters:
        """Return the filters with other partners in view."""
        return replace(self, selection=selection)

    def with_kpi(self, kpi: str) -> Filters:
        """Return the filters with another KPI in view."""
        return replace(self, kpi=kpi, explicit_kpi=True)

    def with_period(self, period: Quarter) -> Filters:
        """Return the filters with another quarter in view."""
        return replace(self, period=period, explicit_period=True)

    def cleared(self) -> Filters:
        """Return the filters with all partners in view."""
        return self.with_selection(Selection())


def parse_filters(search: str | None, board: Board, *, fiscal_start: int = 1) -> Filters:
    """Read the query of an address.

    Parameters
    ----------
    search
        The query with or without its question mark; whatever a client sends.
    board
        The scores, for what there is to choose from.
    fiscal_start
        First month of the fiscal year.

    Returns
    -------
    Filters
        With a notice for every part that could not be used.
    """
    asked = _query(search)
    notices: list[str] = []
    available = tuple(quarters(board.programme.calendar, fiscal_start=fiscal_start))
    period = _period(asked, available, notices)
    kpi = _kpi(asked, notices)
    chosen = {
        name: _known(key, asked.get(key, []), sorted(board.programme.partners[name].unique()), notices)
        for key, name in ATTRIBUTE_KEYS.items()
    }
    bands = _known("band", asked.get("band", []), [_word(name) for name in BAND_NAMES], notices)
    text = asked.get("q", [""])[0].strip()[:LONGEST_SEARCH]
    return Filters(
        period=period,
        periods=available,
        kpi=kpi,
        selection=Selection(**chosen, band=tuple(name for name in BAND_NAMES if _word(name) in bands), search=text),
        notices=tuple(notices),
        explicit_period=period.key in asked.get("period", []),
        explicit_kpi=kpi in asked.get("kpi", []),
    )


def _query(search: str | None) -> dict[str, list[str]]:
    """Split a query into keys and values; a comma inside a value is written %2C."""
    parts = (search or "").removeprefix("?").split("&")
    pairs = [part.partition("=") for part in parts if "=" in part]
    return {unquote_plus(key): [unquote_plus(one) for one in values.split(",")] for key, _, values in pairs}


def _period(asked: Mapping[str, Sequence[str]], available: Sequence[Quarter], notices: list[str]) -> Quarter:
    wanted = asked.get("period", [""])[0]
    for quarter in available:
        if quarter.key == wanted:
            return quarter
    if wanted:
        notices.append(f"There are no data for the period “{wanted[:20]}”; this is {available[-1].label}.")
    return available[-1]


def _kpi(asked: Mapping[str, Sequence[str]], notices: list[str]) -> str:
    wanted = asked.get("kpi", [""])[0]
    if wanted and wanted not in HEADLINE:
        notices.append(f"“{wanted[:40]}” can't be shown here; choose one of the three scores.")
    return wanted if wanted in HEADLINE else HEADLINE[0]


def _known(key: str, asked: Sequence[str], known: Sequence[str], notices: list[str]) -> tuple[str, ...]:
    notices += [
        f"No partner has the {key} “{one[:40]}”; that filter was left out." for one in asked if one not in known
    ]
    return tuple(dict.fromkeys(one for one in asked if one in known))


def query_word(name: str, value: str) -> str:
    """Return a filter's value as it stands in addresses."""
    return _word(value) if name == "band" else value


def _word(band: str) -> str:
    return band.replace(" ", "_")
