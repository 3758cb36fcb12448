"""Any sequence of imports, undos and redos: scores are those of a store that got only what is active."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from data.errors import AlreadyImported
from data.facts.checks import check_store
from data.facts.programmes import Programmes, programme_of
from data.method_files import load_method
from data.store import Store
from data.table_files import text_blocks
from kpi.board import Board
from kpi.programme import Programme
from kpi.scores import score_blocks
from tests.data.staging import Row, bring, stage

METHOD = load_method()

PARTNER = st.sampled_from(["P1", "P2", "P3"])
DAY = st.sampled_from(["2025-11-30", "2026-01-05", "2026-01-31", "2026-02-06", "2026-03-02", "2026-03-31"])
# Sums of these depend on the order in which they are added.
FIGURE = st.sampled_from([0.1, 0.2, 0.3, 0.7, 1.0, 2.5, 1e9])
ID = st.sampled_from([None, "1", "2", "3", "4"])
SIDE = st.sampled_from([None, "partner", "us"])


def rows_of(**columns: st.SearchStrategy[object]) -> st.SearchStrategy[Row]:
    return st.fixed_dictionaries(columns)


ROWS = {
    "partners": rows_of(
        partner_id=PARTNER,
        name=st.sampled_from(["Acme", "Beta"]),
        partner_type=st.sampled_from(["reseller", "technology"]),
        joined_on=st.sampled_from([None, "2026-01-10", "2025-06-01"]),
        left_on=st.sampled_from([None, "2026-02-10"]),
    ),
    "interactions": rows_of(
        partner_id=PARTNER,
        date=DAY,
        kind=st.sampled_from(["call", "training", "lead", "golf_day"]),
        quantity=FIGURE,
        initiated_by=SIDE,
        interaction_id=ID,
    ),
    "surveys": rows_of(
        partner_id=PARTNER,
        date=DAY,
        question=st.sampled_from(["likelihood_to_recommend", "nps"]),
        score=st.sampled_from([0.0, 7.0, 10.0]),
        respondent=st.sampled_from([None, "ada", "bo"]),
        response_id=ID,
    ),
    "advocacy": rows_of(
        partner_id=PARTNER, date=DAY, kind=st.sampled_from(["case_study", "review"]), quantity=FIGURE, activity_id=ID
    ),
    "deals": rows_of(
        partner_id=PARTNER,
        deal_id=st.sampled_from(["1", "2", "3"]),
        opened_on=st.just("2025-12-01"),
        stage=st.sampled_from(["open", "won", "lost"]),
        amount=FIGURE,
        closed_on=DAY.filter(lambda day: day > "2025-12-01"),
        sourced_by=SIDE,
        deal_type=st.sampled_from([None, "new", "renewal"]),
        customer=st.sampled_from([None, "Cato"]),
    ),
    "measures": rows_of(
        partner_id=PARTNER,
        date=DAY,
        measure=st.sampled_from(["customer_satisfaction", "units_sold"]),
        value=FIGURE,
        reported_by=st.sampled_from(["us", "partner"]),
    ),
    "targets": rows_of(kpi=st.just("bookings"), value=FIGURE, due=st.just("2026-12-31"), partner_id=PARTNER),
}

ROW_ID = {
    "partners": ("partner_id",),
    "interactions": ("interaction_id",),
    "surveys": ("response_id", "question"),
    "advocacy": ("activity_id",),
    "deals": ("deal_id",),
}


@st.composite
def accepted(draw: st.DrawFn, table: str) -> list[Row]:
    """Rows that a file of a table may have: ids come once in it."""
    kept, seen = [], set()
    for row in draw(st.lists(ROWS[table], min_size=1, max_size=6)):
        key = tuple(row[name] for name in ROW_ID.get(table, ()))
        if key and None not in key:
            if key in seen:
                continue
            seen.add(key)
        kept.append(row)
    return kept


@dataclass
class Known:
    """What the test knows of an import."""

    table: str
    rows: list[Row]
    mode: str
    source: str
    number: int = 0
    active: bool = True

    def is_same_file(self, other: "Known") -> bool:
        return (self.table, self.rows, self.source) == (other.table, other.rows, other.source)


def scores(programme: Programme | None) -> str:
    """What ``tandem scores`` prints."""
    if programme is None:
        return ""
    return "".join(text_blocks(score_blocks(Board(programme, METHOD)), "csv"))


class Homes:
    """Stores that are emptied rather than made anew: it takes longer to open one than to fill it."""

    def __init__(self, folder: Path) -> None:
        self._empty = folder / "empty"
        made = Store(self._empty)
        made.migrate()
        made.close()
        self.store, self.fresh = (Store(folder / name) for name in ("store", "fresh"))

    def emptied(self, store: Store) -> Store:
        store.close()
        shutil.rmtree(store.home)
        shutil.copytree(self._empty, store.home)
        return store

    def close(self) -> None:
        self.store.close()
        self.fresh.close()


@pytest.fixture(scope="module", autouse=True)
def homes(tmp_path_factory):
    Imports.homes = Homes(tmp_path_factory.mktemp("homes"))
    yield
    Imports.homes.close()


class Imports(RuleBasedStateMachine):
    """Imports come in, go out and come in again."""

    homes: Homes

    @initialize(tables=st.lists(st.sampled_from(sorted(ROWS)), min_size=1, max_size=3, unique=True))
    def open_store(self, tables: list[str]) -> None:
        # Few at a time, so that imports get into each other's way.
        self.tables = tables
        self.store = self.homes.emptied(self.homes.store)
        self.programmes = Programmes(self.store)
        self.known: list[Known] = []

    @rule(data=st.data(), mode=st.sampled_from(["add", "replace"]), source=st.sampled_from("ab"))
    def bring(self, data: st.DataObject, mode: str, source: str) -> None:
        table = data.draw(st.sampled_from(self.tables))
        self.take(Known(table, data.draw(accepted(table)), mode, source))

    @precondition(lambda self: self.known)
    @rule(data=st.data(), mode=st.sampled_from(["add", "replace"]))
    def bring_again(self, data: st.DataObject, mode: str) -> None:
        earlier = data.draw(st.sampled_from(self.known))
        self.take(Known(earlier.table, earlier.rows, mode, earlier.source))

    def take(self, made: Known) -> None:
        refused = made.mode == "add" and any(one.is_same_file(made) for one in self.there(active=True))
        compared = self.compared(made)
        assert compared.new + compared.changed + compared.unchanged == len(made.rows)
        try:
            made.number = bring(self.store, made.table, made.rows, mode=made.mode, source=made.source)
        except AlreadyImported:
            assert refused
        else:
            assert not refused
            self.known.append(made)

    def compared(self, made: Known):
        staged = stage(self.store.files, made.table, made.rows)
        compared = self.store.compare(staged, mode=made.mode, source=made.source)
        self.store.files.discard([staged.facts_path, staged.rollup_path])
        return compared

    @precondition(lambda self: self.there(active=True))
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.there(active=True)))
        self.store.undo(one.number)
        one.active = False

    @precondition(lambda self: self.there(active=False))
    @rule(data=st.data())
    def redo(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.there(active=False)))
        again = one.mode == "add" and any(other.is_same_file(one) for other in self.there(active=True))
        try:
            self.store.redo(one.number)
        except AlreadyImported:
            assert again
        else:
            assert not again
            one.active = True

    def there(self, *, active: bool) -> list[Known]:
        return [one for one in self.known if one.active == active]

    @rule()
    def look(self) -> None:
        """What is laid out now is gone on from later."""
        _, programme = self.programmes.current()
        if programme is not None:
            board = Board(programme, METHOD)
            assert all(board.reading(kpi) for kpi in ("engagement_score", "mindshare_score", "bookings"))

    def compare(self) -> None:
        fresh = self.homes.emptied(self.homes.fresh)
        for at, one in enumerate(self.there(active=True)):
            bring(fresh, one.table, one.rows, mode=one.mode, source=one.source, salt=at)
        expected = scores(programme_of(fresh))
        assert scores(programme_of(self.store)) == expected
        assert scores(self.programmes.current()[1]) == expected
        assert check_store(self.store) == []

    def teardown(self) -> None:
        if any(one.active for one in getattr(self, "known", ())):
            self.compare()


TestImports = Imports.TestCase
TestImports.settings = (
    settings.get_profile("thorough")
    if settings.get_current_profile_name() == "thorough"
    else settings(max_examples=8, stateful_step_count=12, derandomize=True, database=None, deadline=None)
)
