"""Figures of both sides next to each other."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.programme import Programme
from kpi.reconciliation import COLUMNS, reconcile
from tests.kpi.frames import programme


def figure(
    value: float, by: str = "us", *, partner: str = "a", month: str = "2026-03", measure: str = "units_sold"
) -> dict[str, object]:
    return {"partner_id": partner, "date": f"{month}-10", "measure": measure, "value": value, "reported_by": by}


def reported(*rows: dict[str, object], partners: list[dict[str, object]] | None = None, **more: list) -> Programme:
    return programme(measures=list(rows), **({"partners": partners} if partners else {}), **more)


def both(ours: float, theirs: float, **where: str) -> list[dict[str, object]]:
    return [figure(ours, **where), figure(theirs, "partner", **where)]


def test_the_tolerance_belongs_to_agreement() -> None:
    # 100 and 95 differ by 5 of 100; 100 and 94.9 by 5.1; 0 and 0 not at all; 0 and 1 by all of it
    made = reported(*both(100, 95), *both(100, 94.9, partner="b"), *both(0, 0, partner="c"), *both(0, 1, partner="d"))
    shown = reconcile(made).set_index("partner_id")
    assert shown["status"].to_dict() == {"d": "disputed", "b": "disputed", "a": "agreed", "c": "agreed"}
    assert shown["share"].to_dict() == pytest.approx({"d": 1, "b": 0.051, "a": 0.05, "c": 0})
    assert shown["difference"].to_dict() == pytest.approx({"d": 1, "b": -5.1, "a": -5, "c": 0})


def test_the_largest_dispute_comes_first() -> None:
    made = reported(
        *both(100, 80, partner="b"), *both(10, 5, partner="a"), *both(7, 7, partner="c"),
        *both(3, 3, partner="d"), figure(4, partner="d", month="2026-04"),
    )  # fmt: skip
    shown = reconcile(made)
    assert shown["partner_id"].tolist() == ["a", "b", "d", "c", "d"]
    assert shown["status"].tolist() == ["disputed", "disputed", "one-sided", "agreed", "agreed"]
    assert tuple(shown.columns) == COLUMNS


def test_one_sided_only_once_the_other_side_reports() -> None:
    # They began in January; cost, and what b reports, has one source only
    made = reported(
        figure(4, month="2025-12"), *both(5, 5, month="2026-01"), figure(6, month="2026-02"), figure(7, "partner"),
        figure(9, partner="b"), figure(9, measure="cost"),
    )  # fmt: skip
    shown = reconcile(made)
    assert shown[["month", "status"]].to_numpy().tolist() == [
        ["2026-03", "one-sided"], ["2026-02", "one-sided"], ["2026-01", "agreed"]
    ]  # fmt: skip
    assert math.isnan(shown["theirs"].iloc[1])
    assert math.isnan(shown["share"].iloc[1])
    every = reconcile(made, all_measures=True)
    assert len(every) == 6
    assert (every["status"] == "one-sided").sum() == 5


def test_amounts_add_up_and_means_are_averaged() -> None:
    # Units: 30 + 30 of ours are their 60. Satisfaction: the mean of our 80 and 90 is their 85, and not 170 of 85
    made = reported(
        figure(30), figure(30, month="2026-03"), figure(60, "partner"),
        figure(80, measure="customer_satisfaction"), figure(90, measure="customer_satisfaction"),
        figure(85, "partner", measure="customer_satisfaction"),
    )  # fmt: skip
    shown = reconcile(made).set_index("measure")
    assert shown["ours"].to_dict() == {"units_sold": 60, "customer_satisfaction": 85}
    assert set(shown["status"]) == {"agreed"}
    assert set(reconcile(made, averaged=["units_sold"])["status"]) == {"disputed"}


def test_the_owner_is_the_manager_or_who_has_a_target() -> None:
    partners = [
        {"partner_id": "a", "name": "A", "partner_type": "reseller", "manager": "Mia"},
        {"partner_id": "b", "name": "B", "partner_type": "reseller"},
        {"partner_id": "c", "name": "C", "partner_type": "reseller"},
    ]
    targets = [
        {"kpi": "bookings", "value": 1, "due": "2026-12-31", "partner_id": one, "owner": owner}
        for one, owner in (("a", "Tom"), ("b", ""), ("b", "Ann"), ("b", "Bob"))
    ]
    rows = [row for one in "abc" for row in both(1, 2, partner=one)]
    shown = reconcile(reported(*rows, partners=partners, targets=targets)).set_index("partner_id")
    assert shown["owner"].to_dict() == {"a": "Mia", "b": "Ann", "c": ""}


def test_nothing_to_compare() -> None:
    call = {"partner_id": "a", "date": "2026-03-01", "kind": "call", "quantity": 1}
    for made in (programme(interactions=[call]), reported(figure(1))):
        shown = reconcile(made)
        assert shown.empty
        assert tuple(shown.columns) == COLUMNS
    with pytest.raises(ValueError, match="tolerance"):
        reconcile(made, tolerance=5)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, max_size=6),
    st.floats(0, 1),
)
def test_neither_side_is_favoured(pairs: list[tuple[int, int]], tolerance: float) -> None:
    # A small letter has the figures of its capital the other way round
    named = list(zip("abcdef"[: len(pairs)], pairs, strict=True))
    rows = [row for name, pair in named for row in both(*pair, partner=name)]
    rows += [row for name, pair in named for row in both(*pair[::-1], partner=name.upper())]
    shown = reconcile(reported(*rows), tolerance=tolerance).set_index("partner_id")
    one = shown.loc[[name for name, _ in named]]
    other = shown.loc[[name.upper() for name, _ in named]]
    assert one["status"].tolist() == other["status"].tolist()
    assert one["share"].tolist() == other["share"].tolist()
    assert one["difference"].tolist() == (-other["difference"]).tolist()
    assert shown["share"].between(0, 2).all()
