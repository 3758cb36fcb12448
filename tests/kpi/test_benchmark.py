"""Benchmarks: quartiles and places among peers, worked by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.benchmark import benchmark, merit, peer_medians, peer_values
from kpi.board import Board, GroupsOnly, UnknownKpi
from kpi.catalogue import CATALOGUE, Direction
from tests.kpi.frames import board


def partners(names: str, partner_type: str = "reseller", **more: object) -> list[dict[str, object]]:
    return [{"partner_id": one, "name": one, "partner_type": partner_type, **more} for one in names]


def won(partner: str, amount: float, *, days: int = 10, day: int = 20) -> dict[str, object]:
    return {
        "partner_id": partner, "deal_id": f"{partner}{amount}{day}", "opened_on": f"2026-03-{day - days:02d}",
        "closed_on": f"2026-03-{day}", "stage": "won", "amount": amount,
    }  # fmt: skip


def sold(amounts: dict[str, float], known: list[dict[str, object]] | None = None) -> Board:
    deals = [won(name, amount) for name, amount in amounts.items()]
    return board(partners=known or partners("".join(amounts)), deals=deals)


def test_quartiles_percentile_and_rank() -> None:
    # 10 20 30 40 50: quartiles 20, 30, 40. c: two worse, one as well (itself) -> 100 * (2 + 1/2) / 5 = 50, third
    made = sold({"a": 10, "b": 20, "c": 30, "d": 40, "e": 50})
    shown = benchmark(made, "bookings", label="c", column=0)
    assert shown is not None
    assert (shown.count, shown.low, shown.median, shown.high) == (5, 20, 30, 40)
    assert (shown.percentile, shown.rank) == (50, 3)
    best = benchmark(made, "bookings", label="e", column=0)
    assert best is not None
    assert (best.percentile, best.rank) == (90, 1)


def test_equal_values_share_the_better_place() -> None:
    # b and c at 20: one worse, two as well, so 100 * (1 + 1) / 5 = 40, and third behind 30 and 40
    made = sold({"a": 10, "b": 20, "c": 20, "d": 30, "e": 40})
    places = [benchmark(made, "bookings", label=name, column=0) for name in "bc"]
    assert [(one.percentile, one.rank) for one in places if one] == [(40, 3), (40, 3)]


def test_shorter_is_better_where_down_is_good() -> None:
    deals = [won(name, 1, days=days) for name, days in zip("abcde", (2, 4, 6, 8, 10), strict=True)]
    shown = benchmark(board(partners=partners("abcde"), deals=deals), "sales_cycle", label="a", column=0)
    assert shown is not None
    assert (shown.median, shown.percentile, shown.rank) == (6, 90, 1)


def test_a_band_is_better_the_nearer() -> None:
    stock = dataclasses.replace(CATALOGUE["sales_cycle"], direction=Direction.BAND, target_band=(4.0, 8.0))
    assert merit(stock, [1.0, 4.0, 6.0, 8.0, 10.0]).tolist() == [-3, 0, 0, 0, -2]


def test_four_partners_are_too_few() -> None:
    made = sold({"a": 10, "b": 20, "c": 30, "d": 40})
    assert benchmark(made, "bookings", label="a", column=0) is None
    assert peer_medians(made, "bookings", label="a") == [None]


def test_peers_are_of_the_same_type() -> None:
    known = [*partners("abcde"), *partners("xyz", "referral")]
    made = sold({"a": 10, "b": 20, "c": 30, "d": 40, "e": 50, "x": 1, "y": 1, "z": 1}, known)
    shown = benchmark(made, "bookings", label="a", column=0)
    assert shown is not None
    assert shown.count == 5
    assert benchmark(made, "bookings", label="x", column=0) is None


def test_partners_that_left_are_no_peers_and_have_no_place() -> None:
    # f left in January; its deal of March counts for bookings, not among peers
    known = [*partners("abcde"), *partners("f", left_on="2026-01-31")]
    early = {"partner_id": "a", "date": "2026-01-05", "kind": "call", "quantity": 1}
    deals = [won(name, amount) for name, amount in zip("abcdef", (10, 20, 30, 40, 50, 60), strict=True)]
    made = board(partners=known, deals=deals, interactions=[early])
    shown = benchmark(made, "bookings", label="f", column=2)
    assert shown is not None
    assert (shown.count, shown.percentile, shown.rank) == (5, None, None)


def test_without_a_value_there_is_no_place() -> None:
    made = sold({"a": 10, "b": 20, "c": 30, "d": 40, "e": 50}, partners("abcdef"))
    shown = benchmark(made, "win_rate", label="f", column=0)
    assert shown is not None
    assert (shown.count, shown.median, shown.percentile) == (5, 100, None)


def test_partners_without_a_score_are_no_peers() -> None:
    # Training and communication are 40 of 100 of the weight: below the minimum coverage nobody has a score
    rows = [
        {"partner_id": one, "date": "2026-03-31", "kind": kind, "quantity": 1}
        for one in "abcde"
        for kind in ("training", "meeting")
    ]
    made = board(partners=partners("abcde"), interactions=rows)
    assert benchmark(made, "engagement_score", label="a", column=0) is None


def test_medians_by_month() -> None:
    later = [{"partner_id": "a", "date": "2026-04-30", "kind": "call", "quantity": 1}]
    deals = [won(name, amount) for name, amount in zip("abcde", (10, 20, 30, 40, 50), strict=True)]
    made = board(partners=partners("abcde"), deals=deals, interactions=later)
    assert peer_medians(made, "bookings", label="b") == [30, 30]


def test_what_applies_to_another_type_has_no_peers() -> None:
    made = sold({"a": 10, "b": 20, "c": 30, "d": 40, "e": 50})
    reading = dataclasses.replace(made.reading("bookings"), kpi="product_launches")
    assert peer_values(made, reading, label="a").shape == (0, 1)


def test_unknown_names_are_refused() -> None:
    made = sold({"a": 10, "b": 20, "c": 30, "d": 40, "e": 50})
    with pytest.raises(KeyError, match="nobody"):
        benchmark(made, "bookings", label="nobody", column=0)
    with pytest.raises(UnknownKpi):
        benchmark(made, "mood", label="a", column=0)
    with pytest.raises(GroupsOnly):
        benchmark(made, "active_advocate_rate", label="a", column=0)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=5, max_size=9))
def test_percentiles_average_fifty(amounts: list[int]) -> None:
    # Mid-ranks: every pair gives 1 to the better or ½ to both, every partner ½ to itself
    names = "abcdefghi"[: len(amounts)]
    made = sold(dict(zip(names, amounts, strict=True)))
    places = [benchmark(made, "bookings", label=name, column=0) for name in names]
    assert np.mean([one.percentile for one in places if one]) == pytest.approx(50)
