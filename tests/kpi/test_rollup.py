"""Rollups of each table on rows worked by hand: sums, keys, latest answers, merging, cutting at a day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kpi.rollup import FORM, MissingColumns, merge_rollups, roll_up, rollup_until, rows_until
from tests.kpi.frames import frame

JANUARY, FEBRUARY, MARCH = 24_312, 24_313, 24_314  # 2026 · 12, and the months after it

Row = dict[str, object]


def lines(table: str, rollup: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(rollup[list(columns)].itertuples(index=False, name=None))


def call(
    day: str, quantity: float | None = None, by: str | None = None, partner: str = "a", kind: str = "call"
) -> Row:
    return {"partner_id": partner, "date": day, "kind": kind, "quantity": quantity, "initiated_by": by}


# Interactions and advocacy


def test_interactions_are_summed_by_partner_month_kind_and_side() -> None:
    rows = [
        call("2026-02-09", 4, "us"),
        call("2026-01-07", 2, "us"),
        call("2026-01-30", 3, "us"),
        call("2026-01-31", 8, "partner"),
        call("2026-01-31", 16, "us", kind="email"),
        call("2026-01-20"),
        call("2026-01-11", 0, "us", partner="b"),
    ]
    found = roll_up("interactions", frame("interactions", rows))
    assert list(found.columns) == [
        "partner_id", "month", "kind", "initiated_by", "quantity", "rows", "last_day",
    ]  # fmt: skip
    assert lines("interactions", found, *found.columns) == [
        ("a", JANUARY, "call", "", 1, 1, 20),
        ("a", JANUARY, "call", "partner", 8, 1, 31),
        ("a", JANUARY, "call", "us", 5, 2, 30),
        ("a", JANUARY, "email", "us", 16, 1, 31),
        ("a", FEBRUARY, "call", "us", 4, 1, 9),
        ("b", JANUARY, "call", "us", 0, 1, 11),
    ]
    assert (found["month"].dtype, found["rows"].dtype, found["last_day"].dtype) == ("int64", "int64", "int64")


def test_advocacy_is_summed_by_kind() -> None:
    rows = [
        {"partner_id": "a", "date": "2026-01-09", "kind": "review", "quantity": 2},
        {"partner_id": "a", "date": "2026-01-03", "kind": "review"},
        {"partner_id": "a", "date": "2026-01-05", "kind": "case_study", "quantity": 5},
    ]
    found = roll_up("advocacy", frame("advocacy", rows))
    assert lines("advocacy", found, *found.columns) == [
        ("a", JANUARY, "case_study", 5, 1, 5),
        ("a", JANUARY, "review", 3, 2, 9),
    ]


def test_optional_columns_may_be_missing() -> None:
    rows = pd.DataFrame({"partner_id": ["a"], "date": pd.to_datetime(["2026-01-07"]), "kind": ["call"]})
    assert lines("interactions", roll_up("interactions", rows), "initiated_by", "quantity") == [("", 1)]
    answers = pd.DataFrame(
        {"partner_id": ["a"], "date": pd.to_datetime(["2026-01-07"]), "question": ["fit"], "score": [4]}
    )
    found = roll_up("surveys", answers)
    assert found[["scale_min", "scale_max"]].isna().all(axis=None)
    deals = pd.DataFrame(
        {"partner_id": ["a"], "deal_id": ["1"], "opened_on": pd.to_datetime(["2026-01-07"]), "stage": ["open"]}
    )
    assert lines("deals", roll_up("deals", deals), "event", "sourced_by", "amount") == [("opened", "", 0)]
    figures = pd.DataFrame(
        {"partner_id": ["a"], "date": pd.to_datetime(["2026-01-07"]), "measure": ["cost"], "value": [3]}
    )
    assert lines("measures", roll_up("measures", figures), "reported_by", "value") == [("us", 3)]
    targets = pd.DataFrame({"kpi": ["bookings"], "value": [3.0], "due": pd.to_datetime(["2026-01-07"])})
    assert np.isnan(roll_up("targets", targets)["baseline"].iloc[0])


# Surveys


def answer(day: str, score: float, **more: object) -> Row:
    return {"partner_id": "a", "date": day, "question": "fit", "score": score} | more


def test_the_latest_answer_of_a_month_stays_and_rows_are_counted() -> None:
    rows = [
        answer("2026-01-20", 4, respondent="r", scale_min=1, scale_max=5),
        answer("2026-01-09", 2, respondent="r", scale_min=0, scale_max=10),
        answer("2026-02-01", 3, respondent="r"),
        answer("2026-01-20", 1, respondent="s"),
        answer("2026-01-20", 5, respondent="s", scale_max=7),
        answer("2026-01-21", 9, respondent="r", question="price"),
    ]
    found = roll_up("surveys", frame("surveys", rows))
    columns = ("month", "respondent", "question", "rows", "last_day", "day", "score", "scale_max")
    filled = found.fillna({"scale_max": -1})
    assert lines("surveys", filled, *columns) == [
        (JANUARY, "person:r", "fit", 2, 20, 20, 4, 5),
        (JANUARY, "person:r", "price", 1, 21, 21, 9, -1),
        (JANUARY, "person:s", "fit", 2, 20, 20, 5, 7),
        (FEBRUARY, "person:r", "fit", 1, 1, 1, 3, -1),
    ]
    assert found["scale_min"].iloc[0] == 1


def test_who_answered() -> None:
    rows = [
        answer("2026-01-01", 1, respondent="r", response_id="7"),
        answer("2026-01-01", 2, response_id="7"),
        answer("2026-01-01", 3),
        answer("2026-01-01", 4),
    ]
    found = roll_up("surveys", frame("surveys", rows))
    assert lines("surveys", found, "respondent", "score") == [
        ("person:r", 1),
        ("response:7", 2),
        ("row:000000000002", 3),
        ("row:000000000003", 4),
    ]


# Deals


def deal(opened: str, stage: str, closed: str | None = None, **more: object) -> Row:
    return {"partner_id": "a", "deal_id": opened, "opened_on": opened, "stage": stage, "closed_on": closed} | more


def test_a_deal_is_opened_and_closed() -> None:
    rows = [
        deal("2026-01-10", "won", "2026-03-05", amount=70, sourced_by="us", deal_type="new", customer="Acme"),
        deal("2026-01-11", "lost", "2026-02-11", amount=30, sourced_by="partner", customer="Lost Ltd"),
        deal("2026-01-12", "open", "2026-09-01", customer="Soon"),
    ]
    found = roll_up("deals", frame("deals", rows))
    columns = ("month", "event", "sourced_by", "deal_type", "days", "customer", "amount", "rows", "last_day")
    # 10 January to 5 March: 21 + 28 + 5 = 54 days. Who opened or lost is not asked for.
    assert lines("deals", found, *columns) == [
        (JANUARY, "opened", "", "", -1, "", 0, 1, 12),
        (JANUARY, "opened", "partner", "", -1, "", 30, 1, 11),
        (JANUARY, "opened", "us", "new", -1, "", 70, 1, 10),
        (FEBRUARY, "lost", "partner", "", -1, "", 30, 1, 11),
        (MARCH, "won", "us", "new", 54, "Acme", 70, 1, 5),
    ]


def test_deals_alike_are_one_line() -> None:
    rows = [
        deal("2026-01-10", "won", "2026-01-12", amount=70),
        deal("2026-01-20", "won", "2026-01-22", amount=5),
        deal("2026-01-20", "won", "2026-01-23", amount=11),
    ]
    found = roll_up("deals", frame("deals", rows))
    assert lines("deals", found, "event", "days", "amount", "rows", "last_day") == [
        ("opened", -1, 86, 3, 20),
        ("won", 2, 75, 2, 22),
        ("won", 3, 11, 1, 23),
    ]


# Measures


def figure(day: str, value: float, by: str | None = None, measure: str = "cost") -> Row:
    return {"partner_id": "a", "date": day, "measure": measure, "value": value, "reported_by": by}


def test_measures_are_summed_by_side() -> None:
    rows = [figure("2026-01-07", 2), figure("2026-01-09", 3, "us"), figure("2026-01-03", 8, "partner")]
    found = roll_up("measures", frame("measures", rows))
    assert lines("measures", found, "measure", "reported_by", "value", "rows", "last_day") == [
        ("cost", "partner", 8, 1, 3),
        ("cost", "us", 5, 2, 9),
    ]


# Errors, nothing, and tables that stay as they are


@pytest.mark.parametrize(
    ("table", "missing", "words"),
    [
        ("interactions", ["kind"], "rows of interactions need the column kind"),
        ("interactions", ["date", "kind"], "rows of interactions need the columns date, kind"),
        ("surveys", ["score"], "rows of surveys need the column score"),
        ("deals", ["opened_on", "stage"], "rows of deals need the columns opened_on, stage"),
    ],
)
def test_missing_columns_are_named(table: str, missing: list[str], words: str) -> None:
    with pytest.raises(MissingColumns) as caught:
        roll_up(table, frame(table, []).drop(columns=missing))
    assert str(caught.value) == words
    assert (caught.value.table, caught.value.columns) == (table, tuple(missing))


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(KeyError):
        roll_up("invoices", frame("measures", []))


@pytest.mark.parametrize("table", ["interactions", "surveys", "advocacy", "deals", "measures", "partners", "targets"])
def test_no_rows_make_no_lines(table: str) -> None:
    found = roll_up(table, frame(table, []))
    assert len(found) == 0
    assert len(merge_rollups(table, [found, found])) == 0


def test_partners_and_targets_stay_rows() -> None:
    rows = frame(
        "partners", [{"partner_id": "b", "name": "B", "partner_type": "x"}, {"partner_id": "a", "name": "A"}]
    )
    found = roll_up("partners", rows.iloc[[1, 0]])
    assert found["partner_id"].tolist() == ["a", "b"]
    assert found.index.tolist() == [0, 1]
    assert list(found.columns) == list(rows.columns)


def test_the_form_is_a_number_that_stores_compare() -> None:
    assert FORM == 3


# Merging


def test_sums_of_files_add_up() -> None:
    one = roll_up("interactions", frame("interactions", [call("2026-01-07", 2, "us")]))
    two = roll_up("interactions", frame("interactions", [call("2026-01-05", 3, "us"), call("2026-01-09", 8)]))
    merged = merge_rollups("interactions", [one, two])
    assert lines("interactions", merged, "initiated_by", "quantity", "rows", "last_day") == [
        ("", 8, 1, 9),
        ("us", 5, 2, 7),
    ]
    assert "_at" not in merged


def test_the_later_file_wins_per_partner_month_measure_and_side() -> None:
    one = roll_up("measures", frame("measures", [figure("2026-01-07", 2), figure("2026-01-08", 4, "partner")]))
    two = roll_up("measures", frame("measures", [figure("2026-01-05", 16), figure("2026-01-06", 32)]))
    three = roll_up("measures", frame("measures", [figure("2026-02-05", 64)]))
    for order in ([one, two, three], [three, one, two]):
        merged = merge_rollups("measures", order)
        assert lines("measures", merged, "month", "reported_by", "value", "rows", "last_day") == [
            (JANUARY, "partner", 4, 1, 8),
            (JANUARY, "us", 48, 2, 6),
            (FEBRUARY, "us", 64, 1, 5),
        ]
    assert lines("measures", merge_rollups("measures", [two, one]), "value") == [(4,), (2,)]


def test_of_answers_on_one_day_the_later_file_wins() -> None:
    def file(*rows: Row) -> pd.DataFrame:
        return roll_up("surveys", frame("surveys", rows))

    one = file(answer("2026-01-20", 4, respondent="r"), answer("2026-01-20", 1, respondent="s"))
    two = file(answer("2026-01-20", 2, respondent="r"), answer("2026-01-19", 5, respondent="s"))
    merged = merge_rollups("surveys", [one, two])
    assert lines("surveys", merged, "respondent", "score", "rows", "day") == [
        ("person:r", 2, 2, 20),
        ("person:s", 1, 2, 20),
    ]
    assert lines("surveys", merge_rollups("surveys", [two, one]), "score") == [(4,), (1,)]


def test_the_later_row_of_a_partner_wins() -> None:
    one = roll_up(
        "partners", frame("partners", [{"partner_id": "a", "name": "Old"}, {"partner_id": "b", "name": "B"}])
    )
    two = roll_up("partners", frame("partners", [{"partner_id": "a", "name": "New"}]))
    merged = merge_rollups("partners", [one, two])
    assert lines("partners", merged, "partner_id", "name") == [("b", "B"), ("a", "New")]
    assert merged.index.tolist() == [0, 1]
    assert "_at" not in merged
    targets = frame("targets", [{"kpi": "bookings", "value": 3, "due": "2026-01-07"}])
    both = merge_rollups("targets", [roll_up("targets", targets)] * 2)
    assert both["kpi"].tolist() == ["bookings", "bookings"]
    assert "_at" not in both


# A day


def test_rows_after_a_day_are_not_known() -> None:
    rows = frame("interactions", [call("2026-01-07"), call("2026-01-08"), call("2026-01-09")])
    assert rows_until("interactions", rows, date(2026, 1, 8))["date"].dt.day.tolist() == [7, 8]
    partners = frame("partners", [{"partner_id": "a", "name": "A", "joined_on": "2026-05-05"}])
    assert rows_until("partners", partners, date(2026, 1, 8)) is partners
    assert rows_until("targets", partners, date(2026, 1, 8)) is partners


def test_a_deal_that_closes_later_is_open() -> None:
    rows = frame(
        "deals",
        [
            deal("2026-01-01", "won", "2026-01-08"),
            deal("2026-01-02", "won", "2026-01-09"),
            deal("2026-01-03", "lost", "2026-02-01"),
            deal("2026-01-08", "open"),
            deal("2026-01-09", "open"),
        ],
    )
    known = rows_until("deals", rows, date(2026, 1, 8))
    assert known["stage"].tolist() == ["won", "open", "open", "open"]
    assert rows["stage"].tolist() == ["won", "won", "lost", "open", "open"]


def test_a_rollup_can_be_cut_at_the_end_of_a_month() -> None:
    rollup = roll_up(
        "interactions", frame("interactions", [call("2026-01-30"), call("2026-02-05"), call("2026-03-01")])
    )
    assert rollup_until("interactions", rollup, date(2026, 2, 28))["month"].tolist() == [JANUARY, FEBRUARY]
    assert rollup_until("interactions", rollup, date(2025, 12, 31)).empty
    # Inside a month it can where nothing later stands in that month
    assert rollup_until("interactions", rollup, date(2026, 2, 5))["month"].tolist() == [JANUARY, FEBRUARY]
    assert rollup_until("interactions", rollup, date(2026, 2, 27))["month"].tolist() == [JANUARY, FEBRUARY]
    words = "^a rollup can't be cut at 2026-02-04, inside a month; roll up its rows again$"
    with pytest.raises(ValueError, match=words):
        rollup_until("interactions", rollup, date(2026, 2, 4))
    for table in ("partners", "targets"):
        assert rollup_until(table, rollup, date(2026, 2, 4)) is rollup
