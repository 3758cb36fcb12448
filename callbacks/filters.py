"""What a page is asked to show, as it stands in the address: period, KPI and partners.

An address is read once into a `Filters` value. What can't be used falls back to the default with a notice;
every link of a page is made from the value again, so that any view can be sent, bookmarked and gone back to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final
from urllib.parse import quote, unquote_plus

from kpi.board import Board
from kpi.catalogue import HEADLINE
from kpi.language import language, marked, t
from kpi.listing import DEFAULT_SORT, ListSort, read_sort
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

KEYS: Final[Mapping[str, str]] = {**{name: key for key, name in ATTRIBUTE_KEYS.items()}, "band": "band"}
"""Filter -> its key in the address."""

_STRANGE: Final[Mapping[str, str]] = {
    "type": marked("No partner has the type “{value}”; that filter was left out."),
    "tier": marked("No partner has the tier “{value}”; that filter was left out."),
    "region": marked("No partner has the region “{value}”; that filter was left out."),
    "manager": marked("No partner has the manager “{value}”; that filter was left out."),
    "band": marked("No partner has the band “{value}”; that filter was left out."),
}

LIST_PATHS: Final = ("/", "/partners")
"""Pages with the partner table: only their addresses say how it looks."""

COLUMN_WORDS: Final = (
    "-partner_type",
    "-tier",
    "-region",
    "-engagement_score",
    "-mindshare_score",
    "-advocacy_score",
    "-history",
    "-change",
    "-manager",
    "bookings",
)
"""What an address can say of the columns of the table: a column to leave out, or one to add to the usual ones."""

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
    sort
        The order of the partner table.
    columns
        Words of `COLUMN_WORDS`: how the table differs from the usual one.
    group
        Attribute by which the list is summed up; empty for a list of partners.
    """

    period: Quarter
    periods: tuple[Quarter, ...]
    kpi: str = HEADLINE[0]
    selection: Selection = field(default_factory=Selection)
    notices: tuple[str, ...] = ()
    explicit_period: bool = False
    explicit_kpi: bool = False
    sort: ListSort = DEFAULT_SORT
    columns: tuple[str, ...] = ()
    group: str = ""

    @cached_property
    def before(self) -> Quarter | None:
        """The quarter before the one in view: every period implies its comparison."""
        at = self.periods.index(self.period)
        return self.periods[at - 1] if at else None

    @cached_property
    def until(self) -> tuple[Quarter, ...]:
        """The quarters up to the one in view, at most the last twelve."""
        return self.periods[: self.periods.index(self.period) + 1][-12:]

    def href(self, path: str = "/") -> str:
        """Return the address of a page under these filters."""
        return self._address(path, {})

    def period_href(self, path: str, period: Quarter) -> str:
        """Return the address of a page at another quarter."""
        return self._address(path, {"period": period.key})

    def kpi_href(self, path: str, kpi: str) -> str:
        """Return the address of a page with another score in view."""
        return self._address(path, {"kpi": kpi})

    def only_href(self, path: str, name: str, value: str, period: Quarter | None = None) -> str:
        """Return the address of the partners with one value of a filter, under the other filters.

        It names the score in view, and the quarter when one is given.
        """
        words = {KEYS[name]: _joined([query_word(name, value)]), "kpi": self.kpi}
        if period is not None:
            words["period"] = period.key
        return self._address(path, words)

    def without_href(self, path: str, name: str) -> str:
        """Return the address of a page with one filter dropped; ``search`` is the search."""
        return self._address(path, {"q" if name == "search" else KEYS[name]: None})

    def cleared_href(self, path: str) -> str:
        """Return the address of a page with all partners in view."""
        return self._address(path, {"q": None, **dict.fromkeys(KEYS.values())})

    def toggled_href(self, path: str, name: str, value: str) -> str:
        """Return the address of a page with one value of one filter switched: `with_selection` for many links."""
        chosen = self.selection.values(name)
        kept = [one for one in chosen if one != value]
        values = kept if value in chosen else [*kept, value]
        return self._address(path, {KEYS[name]: _joined([query_word(name, one) for one in values])})

    def columns_href(self, path: str, word: str) -> str:
        """Return the address of a page with a column of the table switched."""
        kept = [one for one in self.columns if one != word]
        return self._address(path, {"columns": _joined(kept if word in self.columns else [*kept, word])})

    def sorted_href(self, path: str, sort: ListSort) -> str:
        """Return the address of a page with another order of the table."""
        return self._address(path, {"sort": sort.key})

    def grouped_href(self, path: str, attribute: str) -> str:
        """Return the address of a page with the list summed up by an attribute, or, without one, not."""
        return self._address(path, {"group": _group_word(attribute)})

    def without_list(self) -> Filters:
        """Return the filters without what only the table is asked: its order, columns and groups."""
        return replace(self, sort=DEFAULT_SORT, columns=(), group="")

    @cached_property
    def _words(self) -> dict[str, str | None]:
        """Each key of the address and its values as they stand in it; None where the address need not say it."""
        return {
            "period": self.period.key if self.explicit_period else None,
            **{key: _joined(self.selection.values(name)) for key, name in ATTRIBUTE_KEYS.items()},
            "band": _joined([_word(name) for name in self.selection.band]),
            "kpi": self.kpi if self.explicit_kpi else None,
            "q": quote(self.selection.search, safe="") or None,
            "sort": None if self.sort == DEFAULT_SORT else self.sort.key,
            "columns": _joined(self.columns),
            "group": _group_word(self.group),
        }

    def _address(self, path: str, changed: Mapping[str, str | None]) -> str:
        words = {**self._words, **changed}
        if path not in LIST_PATHS:
            words |= {"columns": None, "group": None}
        query = "&".join([f"{key}={word}" for key, word in words.items() if word is not None])
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
    asked = query_values(search)
    notices: list[str] = []
    programme = board.programme
    available = programme.memory.get(
        ("quarters", fiscal_start, language().locale),
        lambda: tuple(quarters(programme.calendar, fiscal_start=fiscal_start)),
    )
    period = _period(asked, available, notices)
    kpi = _kpi(asked, notices)
    chosen = {
        name: _known(key, asked.get(key, []), programme.coded[name][1], notices)
        for key, name in ATTRIBUTE_KEYS.items()
    }
    bands = _known("band", asked.get("band", []), [_word(name) for name in BAND_NAMES], notices)
    text = asked.get("q", [""])[0].strip()[:LONGEST_SEARCH]
    looks = {"sort": _sort(asked, notices), "columns": _columns(asked, notices), "group": _group(asked, notices)}
    return Filters(
        period=period,
        periods=available,
        kpi=kpi,
        selection=Selection(**chosen, band=tuple(name for name in BAND_NAMES if _word(name) in bands), search=text),
        notices=tuple(notices),
        explicit_period=period.key in asked.get("period", []),
        explicit_kpi=kpi in asked.get("kpi", []),
        **looks,
    )


def query_values(search: str | None) -> dict[str, list[str]]:
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
        said = {"period": wanted[:20], "shown": available[-1].label}
        notices.append(t("There are no data for the period “{period}”; this is {shown}.", **said))
    return available[-1]


def _kpi(asked: Mapping[str, Sequence[str]], notices: list[str]) -> str:
    wanted = asked.get("kpi", [""])[0]
    if wanted and wanted not in HEADLINE:
        notices.append(t("“{kpi}” can't be shown here; choose one of the three scores.", kpi=wanted[:40]))
    return wanted if wanted in HEADLINE else HEADLINE[0]


def _sort(asked: Mapping[str, Sequence[str]], notices: list[str]) -> ListSort:
    wanted = asked.get("sort", [""])[0]
    found = read_sort(wanted)
    if wanted and found is None:
        notices.append(t("The table can't be sorted by “{column}”; largest falls come first.", column=wanted[:40]))
    return found or DEFAULT_SORT


def _columns(asked: Mapping[str, Sequence[str]], notices: list[str]) -> tuple[str, ...]:
    wanted = [one for one in asked.get("columns", []) if one]
    notices += [
        t("The table has no column “{column}”.", column=one[:40]) for one in wanted if one not in COLUMN_WORDS
    ]
    return tuple(dict.fromkeys(one for one in wanted if one in COLUMN_WORDS))


def _group(asked: Mapping[str, Sequence[str]], notices: list[str]) -> str:
    wanted = asked.get("group", [""])[0]
    if wanted and wanted not in ATTRIBUTE_KEYS:
        notices.append(t("Partners can't be grouped by “{group}”.", group=wanted[:40]))
    return ATTRIBUTE_KEYS.get(wanted, "")


def _known(key: str, asked: Sequence[str], known: Sequence[str], notices: list[str]) -> tuple[str, ...]:
    strange = [one for one in asked if one not in known]
    notices += [t(_STRANGE[key], value=one[:40]) for one in strange]
    return tuple(dict.fromkeys(one for one in asked if one in known))


def query_word(name: str, value: str) -> str:
    """Return a filter's value as it stands in addresses."""
    return _word(value) if name == "band" else value


def _word(band: str) -> str:
    return band.replace(" ", "_")


def _group_word(attribute: str) -> str | None:
    return KEYS[attribute] if attribute else None


def _joined(values: Sequence[str]) -> str | None:
    return ",".join([quote(one, safe="") for one in values]) if values else None
