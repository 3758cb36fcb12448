"""What the page of comparisons is asked, as it stands in the address: partners, peers, period and KPI."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from callbacks.filters import Filters, parse_filters, query_values
from kpi import comparison
from kpi.board import Board
from kpi.comparison import Question
from kpi.language import t

PATH = "/compare"
MOST = 6
"""Partners side by side: more columns than that are a table, which the list of partners is."""


@dataclass(frozen=True)
class Asked:
    """What an address asks to compare.

    Parameters
    ----------
    partners
        Ids of partners that there are, at most `MOST`.
    with_peers
        Whether the medians of the first partner's peers stand beside.
    filters
        Period and KPI; the partners in view are those above.
    notices
        What of the address could not be used, in words.
    """

    partners: tuple[str, ...]
    with_peers: bool
    filters: Filters
    notices: tuple[str, ...] = ()

    def href(self, filters: Filters | None = None) -> str:
        """Return the address of this comparison, or of the same under other filters."""
        key = "partner" if len(self.partners) == 1 else "partners"
        parts = [f"{key}={','.join(quote(one, safe='') for one in self.partners)}"] if self.partners else []
        parts += ["with=peers"] if self.with_peers else []
        rest = (filters or self.filters).href(PATH).partition("?")[2]
        query = "&".join([*parts, *([rest] if rest else [])])
        return f"{PATH}?{query}" if query else PATH

    def adding(self, partner_id: str) -> Asked:
        """Return the comparison with one more partner."""
        return replace(self, partners=(*self.partners, partner_id))

    def without(self, partner_id: str) -> Asked:
        """Return the comparison with one partner fewer."""
        return replace(self, partners=tuple(one for one in self.partners if one != partner_id))

    def question(self) -> Question:
        """Return the columns as `kpi.comparison` takes them."""
        peers = self.partners[0] if self.with_peers else None
        return Question(self.partners, self.filters.period, self.filters.before, peers)


def parse_asked(search: str | None, board: Board, *, fiscal_start: int = 1) -> Asked:
    """Read the query of an address; what can't be used becomes a notice."""
    filters = parse_filters(search, board, fiscal_start=fiscal_start).cleared().without_list()
    asked = query_values(search)
    wanted = [one for one in (*asked.get("partner", ()), *asked.get("partners", ())) if one]
    known = [one for one in dict.fromkeys(wanted) if one in board.programme.partners.index]
    notices = [*filters.notices]
    notices += [
        t("There is no partner “{partner}”; it was left out.", partner=one[:40])
        for one in dict.fromkeys(wanted)
        if one not in known
    ]
    if len(known) > MOST:
        notices.append(t("Only the first six partners are shown."))
    chosen = tuple(known[:MOST])
    with_peers = "peers" in asked.get("with", ()) and bool(chosen)
    if with_peers and not comparison.has_peers(board, chosen[0], column=filters.period.column):
        with_peers = False
        notices.append(
            t("{name} has fewer than five peers, so there is no median of them.", name=name_of(board, chosen[0]))
        )
    return Asked(chosen, with_peers, filters, tuple(notices))


def name_of(board: Board, partner_id: str) -> str:
    """Return a partner's name, or its id where no file has named it."""
    return str(board.programme.partners.at[partner_id, "name"]) or partner_id
