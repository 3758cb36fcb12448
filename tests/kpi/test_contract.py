"""What every KPI of the catalogue keeps: nothing in gives nothing out, no infinities, inputs untouched, row order
without meaning, and equality with the slow oracle on random programmes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from types import FunctionType

import numpy as np
import pandas as pd
import pytest

import kpi.board
from kpi.board import Board
from kpi.catalogue import CATALOGUE, Scope
from kpi.change import explain_change
from kpi.contributions import contributions_of, group_contributions
from kpi.programme import EmptyProgramme, build_programme
from kpi.reading import Groups, Reading, each_partner, everyone, grouped_by
from kpi.rollup import MissingColumns, merge_rollups, roll_up
from kpi.schema import TABLES
from kpi.scores import score_table
from tests.kpi.frames import frame, programme
from tests.oracle.adapter import canonical_frame, method, rows_of, tandem_programme
from tests.oracle.comparison import differences
from tests.oracle.oracle import Row, score_each_way
from tests.oracle.programmes import Table
from tests.oracle.programmes import programme as random_tables

SEEDS = (37, 5, 26)
"""Random programmes: the first two hold every partner type between them, in the third most divisors are 0."""

COLUMNS = ["month", "kpi", "value", "band", "coverage", "n", "partial"]
WAYS = (None, "partner_type")

NEEDS = {
    "interactions": ("engagement_score", "joint_campaigns"),
    "surveys": ("mindshare_score", "partner_nps"),
    "advocacy": ("advocacy_score", "advocacy_per_partner", "active_advocate_rate"),
    "deals": (
        "bookings", "bookings_growth", "sourced_pipeline_share", "win_rate", "average_deal_size", "sales_cycle",
        "new_leads", "renewal_rate", "market_penetration", "lead_conversion", "customer_lifetime_value",
        "market_share_growth",
    ),
    "measures": (
        "customer_satisfaction", "share_of_wallet", "resource_sharing", "project_completion", "cost_reduction",
        "return_on_investment", "profit_margin", "milestones_on_time", "product_launches", "development_cycle",
        "user_adoption_rate", "sales_volume", "customer_acquisition_cost", "sell_through_rate", "delivery_quality",
    ),
}  # fmt: skip
"""The table without which a KPI has no value."""

ONE_ROW = {
    "interactions": {"date": "2026-01-31", "kind": "call"},
    "surveys": {"date": "2026-01-31", "question": "fit", "score": 4, "scale_min": 1, "scale_max": 5},
    "advocacy": {"date": "2026-01-31", "kind": "review"},
    "deals": {"deal_id": "1", "opened_on": "2026-01-31", "stage": "open"},
    "measures": {"date": "2026-01-31", "measure": "umbrellas", "value": 1},
}

every_kpi = pytest.mark.parametrize("kpi_id", CATALOGUE)
every_seed = pytest.mark.parametrize("seed", SEEDS)


@dataclass(frozen=True)
class World:
    """One random programme, scored by the product and by the oracle, per partner and by type."""

    board: Board
    found: Mapping[str | None, Mapping[str, list[Row]]]
    expected: Mapping[str | None, Mapping[str, list[Row]]]


@cache
def with_an_idle_partner(seed: int) -> Board:
    """The same programme with a partner z that has no row of any table."""
    tables = {name: list(rows) for name, rows in random_tables(seed).items()}
    tables["partners"].append({"partner_id": "z", "name": "Z", "partner_type": "reseller"})
    return Board(tandem_programme(tables, None), method(), 3)


@cache
def world(seed: int) -> World:
    tables = random_tables(seed)
    board = Board(tandem_programme(tables, None), method(), 3)
    found = {by: by_kpi(rows_of(score_table(board, group_by=by))) for by in WAYS}
    expected = {by: by_kpi(rows) for by, rows in score_each_way(tables, ways=WAYS).items()}
    return World(board, found, expected)


def by_kpi(rows: list[Row]) -> dict[str, list[Row]]:
    held: dict[str, list[Row]] = {kpi_id: [] for kpi_id in CATALOGUE}
    for row in rows:
        held[row.kpi].append(row)
    return held


def apart(board: Board) -> Groups:
    """Every partner as a group of one, in the opposite order."""
    labels = each_partner(board.programme).labels
    return Groups(np.arange(len(labels))[::-1], labels[::-1])


def readings(board: Board, kpi_id: str) -> list[Reading]:
    """A KPI of single partners, unless it is one of groups, and of all and of the types."""
    groups = [everyone(board.programme), grouped_by(board.programme, "partner_type")]
    made = [board.reading(kpi_id, each) for each in groups]
    return made if CATALOGUE[kpi_id].scope is Scope.GROUPS else [board.reading(kpi_id), *made]


def function_of(kpi_id: str) -> FunctionType:
    """The function called by the id of a KPI, from the board or a module that it uses."""
    places = [vars(kpi.board), *(vars(one) for one in vars(kpi.board).values() if inspect.ismodule(one))]
    return next(place[kpi_id] for place in places if inspect.isfunction(place.get(kpi_id)))


def test_every_kpi_needs_a_table() -> None:
    assert sorted(one for names in NEEDS.values() for one in names) == sorted(CATALOGUE)
    assert len(CATALOGUE) == 34


# Nothing in


@cache
def without(table: str, *, empty: bool) -> Board:
    """A partner of every type and a row of every other table; with `empty` this table is there, without rows."""
    types = sorted({kind for row in CATALOGUE.values() for kind in row.partner_types})
    members = [{"partner_id": kind, "name": kind, "partner_type": kind} for kind in types]
    others = {name: [{"partner_id": types[0]} | cells] for name, cells in ONE_ROW.items() if name != table}
    nothing: dict[str, list[dict[str, object]]] = {table: []} if empty else {}
    return Board(programme(partners=members, **others, **nothing), method())


@every_kpi
@pytest.mark.parametrize("empty", [False, True])
def test_without_its_table_a_kpi_is_missing_and_not_zero(kpi_id: str, empty: bool) -> None:
    needed = next(table for table, names in NEEDS.items() if kpi_id in names)
    board = without(needed, empty=empty)
    table = score_table(board, kpis=[kpi_id], group_by="all")
    assert list(table.columns) == ["group", *COLUMNS]
    assert table[["group", "month", "kpi"]].to_numpy().tolist() == [["*", "2026-01", kpi_id]]
    assert table["value"].isna().all()
    assert table["n"].tolist() == [0]
    assert table["band"].tolist() == ["insufficient data" if CATALOGUE[kpi_id].banded else ""]
    if CATALOGUE[kpi_id].scope is not Scope.GROUPS:
        alone = score_table(board, kpis=[kpi_id])
        assert list(alone.columns) == ["partner_id", *COLUMNS]
        assert len(alone) == (len(CATALOGUE[kpi_id].partner_types) or len(board.partners.labels))
        assert alone["value"].isna().all()


@every_kpi
def test_one_partner_without_rows_has_missing_values_or_zeros(kpi_id: str) -> None:
    # z has no row of any table, the others have: a sum may be 0, an average of nothing is missing
    for board in map(with_an_idle_partner, SEEDS):
        if CATALOGUE[kpi_id].scope is Scope.GROUPS:
            labels = np.where(np.array(board.partners.labels) == "z", 0, -1)
            reading = board.reading(kpi_id, Groups(labels, ("z",)))
        else:
            reading = board.reading(kpi_id)
        values, n = reading.value[reading.row("z")], reading.n[reading.row("z")]
        assert set(np.unique(values[~np.isnan(values)]).tolist()) <= {0.0}
        assert not n.any()


def test_no_rows_at_all_are_refused_in_words() -> None:
    with pytest.raises(EmptyProgramme, match="no dated row yet"):
        programme(**{table: [] for table in NEEDS})


@pytest.mark.parametrize(
    ("table", "column"), [(name, column) for name, table in TABLES.items() for column in table.required]
)
def test_a_missing_column_is_named(table: str, column: str) -> None:
    rows = [{"partner_id": "a", "name": "A", "partner_type": "x"} | ONE_ROW.get(table, {})]
    with pytest.raises(MissingColumns) as caught:
        roll_up(table, frame(table, rows).drop(columns=column))
    assert (caught.value.table, caught.value.columns) == (table, (column,))
    assert str(caught.value) == f"rows of {table} need the column {column}"
    assert isinstance(caught.value, KeyError)


# What comes out


@every_kpi
@every_seed
def test_values_are_finite_and_within_their_range(seed: int, kpi_id: str) -> None:
    row, board = CATALOGUE[kpi_id], world(seed).board
    for reading in readings(board, kpi_id):
        known = reading.value[~np.isnan(reading.value)]
        assert np.isfinite(known).all()
        assert row.lower is None or (known >= row.lower - 1e-9).all()
        assert row.upper is None or (known <= row.upper + 1e-9).all()
        assert reading.value.shape == reading.n.shape == (len(reading.labels), board.programme.shape[1])
        assert reading.value.dtype == np.float64
        assert reading.n.dtype == np.int64
        assert (reading.n >= 0).all()
        assert (reading.kpi, reading.first) == (kpi_id, board.programme.calendar.first)
        assert (reading.bands is not None) == (reading.coverage is not None) == row.banded


@every_kpi
@every_seed
def test_a_rate_is_its_numerator_over_its_denominator(seed: int, kpi_id: str) -> None:
    for reading in readings(world(seed).board, kpi_id):
        if reading.rate is None:
            continue
        known = ~np.isnan(reading.value)
        parts = reading.rate.factor * reading.rate.numerator[known] / reading.rate.denominator[known]
        assert reading.value[known] == pytest.approx(parts)
        assert np.isnan(reading.value[reading.rate.denominator == 0]).all()
        assert np.isfinite(reading.rate.numerator).all()
        assert np.isfinite(reading.rate.denominator).all()


@every_kpi
@every_seed
def test_it_is_listed_for_partners_of_its_types_in_the_months_in_which_they_exist(seed: int, kpi_id: str) -> None:
    row, board = CATALOGUE[kpi_id], world(seed).board
    if row.scope is Scope.GROUPS:
        assert not world(seed).found[None][kpi_id]
        return
    types, exists = board.programme.partners["partner_type"], board.programme.exists
    months = [f"{month // 12}-{month % 12 + 1:02d}" for month in board.programme.calendar.months]
    assert [(one.key, one.month) for one in world(seed).found[None][kpi_id]] == [
        (name, month)
        for name, there in zip(board.partners.labels, exists, strict=True)
        if not row.partner_types or types[name] in row.partner_types
        for month, now in zip(months, there, strict=True)
        if now
    ]


@every_kpi
@every_seed
def test_a_group_of_one_is_the_partner(seed: int, kpi_id: str) -> None:
    board = world(seed).board
    if CATALOGUE[kpi_id].scope is Scope.GROUPS:
        return
    alone, one = board.reading(kpi_id), board.reading(kpi_id, apart(board))
    applies = board.applies(kpi_id)
    where = board.programme.exists & applies[:, None]
    assert one.value[::-1][where] == pytest.approx(alone.value[where], nan_ok=True)
    scored = where & (~np.isnan(alone.value) | (not CATALOGUE[kpi_id].banded))
    assert one.n[::-1][scored].tolist() == alone.n[scored].tolist()


@every_kpi
@every_seed
def test_it_equals_the_slow_oracle(seed: int, kpi_id: str) -> None:
    made = world(seed)
    for by in WAYS:
        found = differences(made.expected[by][kpi_id], made.found[by][kpi_id])
        assert not found, f"{kpi_id} by {by or 'partner'}:\n" + "\n".join(found[:5])


def test_the_oracle_has_something_to_say_of_every_kpi() -> None:
    # Sums are missing where a source is silent for a year, which happens seldom
    missing = set()
    for kpi_id in CATALOGUE:
        values = [row.value for seed in SEEDS for rows in world(seed).expected.values() for row in rows[kpi_id]]
        assert sum(value is not None for value in values) > 20, kpi_id
        missing |= {kpi_id} if sum(value is None for value in values) > 5 else set()
    assert len(missing) > 28


# What goes in


def distinct(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The tables with one answer per respondent, question and day: of two the later row counts, by design."""
    answers = {
        (row["partner_id"], row["date"], row["question"], row["respondent"] or row["response_id"] or str(at)): row
        for at, row in enumerate(tables["surveys"])
    }
    return {**tables, "surveys": list(answers.values())}


@cache
def orders(seed: int) -> list[dict[str, pd.DataFrame]]:
    """Scores of one programme as it is, turned round and shuffled, by KPI."""
    tables = distinct(random_tables(seed))
    ways = [
        tables,
        {name: rows[::-1] for name, rows in tables.items()},
        {name: Random(7).sample(rows, len(rows)) for name, rows in tables.items()},
    ]
    made = []
    for each in ways:
        board = Board(tandem_programme(each, None), method(), 3)
        table = pd.concat(
            [score_table(board).rename(columns={"partner_id": "group"}), score_table(board, group_by="all")]
        )
        made.append({name: table[table["kpi"] == name].reset_index(drop=True) for name in CATALOGUE})
    return made


@every_kpi
def test_row_order_does_not_matter(kpi_id: str) -> None:
    first, second = orders(SEEDS[0]), orders(SEEDS[1])
    assert first[0][kpi_id]["value"].notna().any() or second[0][kpi_id]["value"].notna().any()
    for one, *others in (first, second):
        for other in others:
            pd.testing.assert_frame_equal(one[kpi_id], other[kpi_id], rtol=1e-12, atol=1e-9)


@every_seed
def test_frames_and_rollups_stay_as_they_are(seed: int) -> None:
    frames = {name: canonical_frame(name, rows) for name, rows in random_tables(seed).items() if rows}
    copies = {name: one.copy(deep=True) for name, one in frames.items()}
    rollups = {name: [roll_up(name, one.iloc[::2]), roll_up(name, one.iloc[1::2])] for name, one in frames.items()}
    kept = {name: [one.copy(deep=True) for one in both] for name, both in rollups.items()}
    merged = {name: merge_rollups(name, both) for name, both in rollups.items()}
    before = {name: one.copy(deep=True) for name, one in merged.items()}
    made = build_programme(merged)
    score_table(Board(made, method(), 3), group_by="all")
    for name in frames:
        pd.testing.assert_frame_equal(frames[name], copies[name])
        pd.testing.assert_frame_equal(merged[name], before[name])
        for one, copy in zip(rollups[name], kept[name], strict=True):
            pd.testing.assert_frame_equal(one, copy)


def arrays(board: Board, kpi_id: str) -> list[np.ndarray]:
    """Every array that a KPI shares with those who ask for it."""
    made = [] if CATALOGUE[kpi_id].scope is Scope.GROUPS else [board.reading(kpi_id)]
    held = [grid for one in made for grid in (one.value, one.n, one.coverage, one.band_codes)]
    held += [grid for one in made if one.rate for grid in (one.rate.numerator, one.rate.denominator)]
    composite = board.composite(kpi_id)
    if composite is not None:
        held += [composite.value, composite.coverage]
        held += [grid for part in composite.parts for grid in (part.score, part.raw, part.reference, part.rows)]
        held += [part.weight for part in composite.parts]
    return [grid for grid in held if grid is not None]


@every_kpi
def test_nobody_changes_the_arrays_that_are_shared(kpi_id: str) -> None:
    board = world(SEEDS[0]).board
    programme_of_it = board.programme
    held = [*arrays(board, kpi_id), programme_of_it.exists]
    grids = [grid for lines in programme_of_it.lines.values() for grid in (lines.partner, lines.month)]
    copies = [grid.copy() for grid in [*held, *grids]]
    for by in (None, "all", "partner_type"):
        if by or CATALOGUE[kpi_id].scope is not Scope.GROUPS:
            score_table(board, kpis=[kpi_id], group_by=by)
    groups = everyone(programme_of_it)
    last = programme_of_it.shape[1] - 2
    if CATALOGUE[kpi_id].scope is not Scope.GROUPS:
        label = board.partners.labels[0]
        contributions_of(board, kpi_id, label, last)
        explain_change(board, kpi_id, label=label, before=last - 3, after=last)
    group_contributions(board, kpi_id, groups, "*", last)
    explain_change(board, kpi_id, label="*", before=last - 3, after=last, groups=groups)
    for grid, copy in zip([*held, *grids], copies, strict=True):
        np.testing.assert_array_equal(grid, copy)


def test_a_used_board_answers_as_a_fresh_one() -> None:
    # What functions remember is not changed by other questions, asked under other windows
    used = world(SEEDS[1]).board
    for window in (1, 12):
        score_table(Board(used.programme, method(), window), group_by="all")
    fresh = Board(tandem_programme(random_tables(SEEDS[1]), None), method(), 3)
    again = Board(used.programme, method(), 3)
    for by in (None, "all"):
        pd.testing.assert_frame_equal(score_table(again, group_by=by), score_table(fresh, group_by=by))


# Words


@every_kpi
@pytest.mark.parametrize("section", ["Parameters", "Returns", "Notes", "Examples"])
def test_the_function_of_a_kpi_is_documented(kpi_id: str, section: str) -> None:
    function = function_of(kpi_id)
    words = inspect.getdoc(function) or ""
    assert words.splitlines()[0].endswith(".")
    assert re.search(rf"^{section}\n-+$", words, re.MULTILINE), f"{function.__module__}.{kpi_id} has no {section}"
