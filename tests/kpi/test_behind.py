"""The rows behind a number make that number: for random programmes against the board, and worked by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from kpi.behind import COLUMNS, Behind, components_behind, figure_on_page, needs, rows_behind
from kpi.board import Board
from kpi.catalogue import Scope
from kpi.schema import EVENT_TABLES
from tests.kpi.frames import board, frame

PARTNERS = [
    {"partner_id": f"p{at}", "name": f"N{at}", "partner_type": kind}
    for at, kind in enumerate(("reseller", "distributor", "technology", "joint_venture", "referral", "service"))
] + [{"partner_id": "late", "name": "Late", "partner_type": "reseller", "joined_on": "2025-06-01"}]  # fmt: skip
MEASURES = (
    "customer_satisfaction", "share_of_wallet", "resources_shared", "resources_agreed", "projects_completed",
    "projects_due", "cost", "baseline_cost", "gain", "profit", "revenue", "milestones_met", "milestones_due",
    "product_launches", "development_days", "active_users", "eligible_users", "units_sold", "units_received",
    "market_size", "acquisition_cost", "new_customers", "project_satisfaction", "gross_margin",
)  # fmt: skip
KINDS = ("phone_call", "call", "email", "campaign", "co_marketing", "training", "lead", "feedback", "qbr", "golf_day")


def random_rows(seed: int) -> dict[str, list[dict[str, object]]]:
    """Two and a half years of everything, with gaps, both sides' figures, and rows that name nobody."""
    rng = np.random.default_rng(seed)
    names = [str(one["partner_id"]) for one in PARTNERS]

    def day() -> str:
        return str(np.datetime64("2023-09-01") + int(rng.integers(0, 900)))

    def pick(words: tuple[str, ...]) -> str:
        return str(rng.choice(words))

    closed = []
    for number in range(400):
        opened = np.datetime64("2023-09-01") + int(rng.integers(0, 800))
        stage = pick(("won", "lost", "open"))
        closed.append(
            {
                "partner_id": pick(tuple(names)), "deal_id": str(number), "opened_on": str(opened), "stage": stage,
                "closed_on": str(opened + int(rng.integers(0, 90))), "amount": float(rng.integers(1, 90)),
                "sourced_by": pick(("partner", "us", "")), "deal_type": pick(("new", "renewal", "")),
                "customer": pick(("c1", "c2", "c3", "")),
            }
        )  # fmt: skip
    return {
        "partners": list(PARTNERS),
        "interactions": [
            {"partner_id": pick(tuple(names)), "date": day(), "kind": pick(KINDS),
             "quantity": float(rng.integers(0, 4)), "initiated_by": pick(("partner", "us", ""))}
            for _ in range(2500)
        ],
        "surveys": [
            {"partner_id": pick(tuple(names)), "date": day(), "score": float(rng.integers(1, 6)), "scale_min": 1.0,
             "scale_max": 5.0, "question": pick(("fit", "support", "likelihood_to_recommend")),
             "respondent": pick(("a", "b", "")), "response_id": pick(("r1", "r2", ""))}
            for _ in range(500)
        ],
        "advocacy": [
            {"partner_id": pick(tuple(names)), "date": day(), "kind": pick(("reference", "case_study", "talk")),
             "quantity": float(rng.integers(0, 3))}
            for _ in range(120)
        ],
        "deals": closed,
        "measures": [
            {"partner_id": pick(tuple(names)), "date": day(), "measure": pick(MEASURES),
             "value": float(rng.integers(0, 50)), "reported_by": pick(("us", "partner"))}
            for _ in range(4000)
        ],
    }  # fmt: skip


def facts_of(rows: Mapping[str, list[dict[str, object]]], partner: str) -> dict[str, pd.DataFrame]:
    """Return the live rows of a partner, as a store hands them out."""
    found = {}
    for table in EVENT_TABLES:
        if table in rows:
            whole = frame(table, rows[table]).assign(import_id=1, _line=np.arange(len(rows[table])) + 2)
            found[table] = whole[whole["partner_id"] == partner]
    return found


@pytest.fixture(scope="module")
def given() -> tuple[Board, dict[str, list[dict[str, object]]]]:
    rows = random_rows(20260331)
    return board(**rows), rows  # type: ignore[arg-type]


def same(made: float, wanted: float | None) -> bool:
    return math.isnan(made) if wanted is None else made == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_the_rows_make_the_value_and_the_count_of_every_kpi(given: tuple[Board, dict]) -> None:
    scores, rows = given
    last = scores.programme.shape[1] - 1
    for partner, column in (("p0", last), ("p1", 2), ("p3", 26), ("late", last - 1)):
        facts, row = facts_of(rows, partner), scores.reading("bookings").row(partner)
        for kpi in scores.catalogue.values():
            if kpi.scope is Scope.GROUPS:
                continue
            made = rows_behind(scores, kpi.id, label=partner, column=column, facts=facts)
            wanted = figure_on_page(scores, made, label=partner, column=column)
            assert same(made.value, wanted), (kpi.id, partner, column)
            assert wanted is None or made.n == scores.reading(kpi.id).n[row, column], (kpi.id, partner)
            assert sum(part.rows for part in made.parts) == len(made.rows), (kpi.id, partner, column)


def test_the_rows_of_a_component_make_its_raw_value(given: tuple[Board, dict]) -> None:
    scores, rows = given
    facts = facts_of(rows, "p0")
    for kpi in ("engagement_score", "mindshare_score", "advocacy_score"):
        for name, _ in components_behind(scores, kpi, "p0"):
            made = rows_behind(scores, kpi, label="p0", column=20, facts=facts, component=name)
            assert same(made.value, figure_on_page(scores, made, label="p0", column=20)), (kpi, name)


def test_what_is_needed_is_enough(given: tuple[Board, dict]) -> None:
    scores, rows = given
    facts, first = facts_of(rows, "p0"), scores.programme.calendar.first
    for kpi in (
        "engagement_score",
        "mindshare_score",
        "bookings_growth",
        "customer_lifetime_value",
        "sell_through_rate",
    ):
        cut = {}
        for need in needs(scores, kpi, 26):
            day = facts[need.table]["opened_on" if need.table == "deals" else "date"]
            month = day.dt.year * 12 + day.dt.month - 1
            inside = month.between(need.first, need.last)
            if need.table == "deals":
                closed = facts["deals"]["closed_on"]
                inside |= (closed.dt.year * 12 + closed.dt.month - 1).between(need.first, need.last)
            cut[need.table] = facts[need.table][inside]
            assert first <= need.last
        whole = rows_behind(scores, kpi, label="p0", column=26, facts=facts)
        part = rows_behind(scores, kpi, label="p0", column=26, facts=cut)
        assert same(part.value, None if math.isnan(whole.value) else whole.value)
        pd.testing.assert_frame_equal(part.rows, whole.rows)


def calls(*days: str) -> Behind:
    rows = [{"partner_id": "a", "date": day, "kind": "phone_call", "quantity": 2.0} for day in days]
    rows.append({"partner_id": "a", "date": "2026-03-31", "kind": "golf_day", "quantity": 9.0})
    given = {"partners": [{"partner_id": "a", "name": "A", "partner_type": "reseller"}], "interactions": rows}
    scores = board(**given)  # type: ignore[arg-type]
    return rows_behind(
        scores, "engagement_score", label="a", column=2, facts=facts_of(given, "a"), component="communication"
    )


def test_synonyms_count_and_other_kinds_do_not() -> None:
    # A phone call is a call: two a month are six in the quarter; nobody counts golf.
    made = calls("2026-01-05", "2026-02-05", "2026-03-05")
    assert (made.value, made.n, made.parts[0].total) == (6.0, 3, 6.0)
    assert made.rows["date"].dt.month.tolist() == [3, 2, 1]
    assert made.rows["line"].tolist() == [4, 3, 2]
    assert tuple(made.rows) == COLUMNS


def test_of_each_month_and_side_the_later_import_counts_and_of_both_sides_ours() -> None:
    rows = [
        {"partner_id": "a", "date": "2026-01-31", "measure": "units_sold", "value": 10.0, "reported_by": "us"},
        {"partner_id": "a", "date": "2026-01-31", "measure": "units_sold", "value": 12.0, "reported_by": "us"},
        {"partner_id": "a", "date": "2026-01-31", "measure": "units_sold", "value": 99.0, "reported_by": "partner"},
        {"partner_id": "a", "date": "2026-02-28", "measure": "units_sold", "value": 7.0, "reported_by": "partner"},
    ]
    given = {"partners": [{"partner_id": "a", "name": "A", "partner_type": "reseller"}], "measures": rows}
    scores = board(**given)  # type: ignore[arg-type]
    facts = {"measures": facts_of(given, "a")["measures"].assign(import_id=[1, 2, 2, 1])}
    made = rows_behind(scores, "sales_volume", label="a", column=1, facts=facts)
    assert made.rows["gave"].tolist() == [7.0, 12.0]


def test_without_rows_nothing_is_made() -> None:
    given = {"partners": list(PARTNERS), "interactions": [{"partner_id": "p0", "date": "2026-03-31", "kind": "call"}]}
    scores = board(**given)  # type: ignore[arg-type]
    for kpi in ("bookings", "mindshare_score", "partner_nps", "customer_lifetime_value", "user_adoption_rate"):
        made = rows_behind(scores, kpi, label="p1", column=0, facts={})
        assert (len(made.rows), math.isnan(made.value)) == (0, True)


def test_an_unknown_partner_is_an_error() -> None:
    scores = board(interactions=[{"partner_id": "a", "date": "2026-03-31", "kind": "call"}])
    with pytest.raises(KeyError):
        rows_behind(scores, "engagement_score", label="b", column=0, facts={})
