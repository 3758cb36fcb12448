"""Rates carry what they are made of: numerator, denominator and factor, worked by hand for every KPI that is one."""

from __future__ import annotations

import numpy as np
import pytest

from kpi.board import Board
from kpi.catalogue import CATALOGUE
from kpi.reading import everyone
from tests.kpi.frames import board

NAN = float("nan")
Row = dict[str, object]


def deal(partner: str, stage: str, amount: float, by: str, kind: str) -> Row:
    return {"partner_id": partner, "deal_id": f"{partner}{stage}{amount}", "opened_on": "2026-01-02", "stage": stage,
            "closed_on": "2026-01-31", "amount": amount, "sourced_by": by, "deal_type": kind}  # fmt: skip


def figures(**measures: tuple[float, float]) -> list[Row]:
    """Figures of a and b in January."""
    return [
        {"partner_id": name, "date": "2026-01-31", "measure": measure, "value": value}
        for measure, values in measures.items()
        for name, value in zip("ab", values, strict=True)
    ]


def rated(partner: str, who: str, score: float) -> Row:
    return {"partner_id": partner, "date": "2026-01-31", "question": "likelihood_to_recommend", "score": score,
            "respondent": who}  # fmt: skip


@pytest.fixture(scope="module")
def both() -> Board:
    return board(
        deals=[
            deal("a", "won", 100, "partner", "new"), deal("a", "won", 30, "us", "renewal"),
            deal("a", "lost", 70, "partner", "renewal"), deal("b", "won", 50, "partner", "new"),
            deal("b", "lost", 10, "us", "renewal"), deal("b", "lost", 40, "partner", "new"),
        ],
        surveys=[rated("a", "r", 9), rated("a", "s", 8), rated("a", "t", 10), rated("b", "r", 2), rated("b", "s", 3),
                 rated("b", "t", 9), rated("b", "u", 0)],
        measures=figures(
            customer_satisfaction=(80, 95), share_of_wallet=(30, 41), resources_shared=(5, 6),
            resources_agreed=(8, 9),
            projects_completed=(3, 1), projects_due=(4, 7), cost=(70, 12), baseline_cost=(100, 15), gain=(90, 20),
            profit=(13, -4), revenue=(50, 31), milestones_met=(2, 5), milestones_due=(6, 11),
            development_days=(33, 44),
            active_users=(17, 19), eligible_users=(40, 77), acquisition_cost=(300, 410), new_customers=(3, 8),
            units_sold=(21, 22), units_received=(25, 60), project_satisfaction=(71, 72), market_size=(1300, 700),
        ),
        advocacy=[{"partner_id": name, "date": "2026-01-31", "kind": "review", "quantity": amount}
                  for name, amount in (("a", 7), ("b", 0))],
    )  # fmt: skip


RATES = {
    # KPI: numerators of a and b, denominators of a and b, factor
    "sourced_pipeline_share": ((170, 90), (200, 100), 100),
    "win_rate": ((2, 1), (3, 3), 100),
    "average_deal_size": ((130, 50), (2, 1), 1),
    "renewal_rate": ((1, 0), (2, 1), 100),
    "lead_conversion": ((1, 1), (2, 2), 100),
    "partner_nps": ((2, -2), (3, 4), 100),
    "customer_satisfaction": ((80, 95), (1, 1), 1),
    "share_of_wallet": ((30, 41), (1, 1), 1),
    "resource_sharing": ((5, 6), (8, 9), 100),
    "project_completion": ((3, 1), (4, 7), 100),
    "cost_reduction": ((30, 3), (100, 15), 100),
    "return_on_investment": ((20, 8), (70, 12), 100),
    "profit_margin": ((13, -4), (50, 31), 100),
    "milestones_on_time": ((2, 5), (6, 11), 100),
    "development_cycle": ((33, 44), (1, 1), 1),
    "user_adoption_rate": ((17, 19), (40, 77), 100),
    "market_penetration": ((130, 50), (1300, 700), 100),
    "customer_acquisition_cost": ((300, 410), (3, 8), 1),
    "sell_through_rate": ((21, 22), (25, 60), 100),
    "delivery_quality": ((71, 72), (1, 1), 1),
}


OF_GROUPS = {"advocacy_per_partner": (7, 2, 1), "active_advocate_rate": (1, 2, 100)}
"""KPI of groups: numerator, denominator and factor."""


@pytest.mark.parametrize("kpi", RATES)
def test_a_rate_and_its_parts(both: Board, kpi: str) -> None:
    numerator, denominator, factor = RATES[kpi]
    found = both.reading(kpi)
    assert found.rate is not None
    assert found.rate.numerator[:, 0].tolist() == list(numerator)
    assert found.rate.denominator[:, 0].tolist() == list(denominator)
    assert found.rate.factor == factor
    expected = [factor * top / bottom for top, bottom in zip(numerator, denominator, strict=True)]
    assert found.value[:, 0].tolist() == pytest.approx(expected)
    assert found.rate.value[:, 0].tolist() == pytest.approx(expected)


@pytest.mark.parametrize("kpi", RATES)
def test_the_rate_of_a_group_is_a_sum_over_a_sum(both: Board, kpi: str) -> None:
    # The types of a and b are unknown: KPIs of certain types have no partner here, so the group is empty
    numerator, denominator, factor = RATES[kpi]
    found = both.reading(kpi, everyone(both.programme))
    assert found.rate is not None
    if CATALOGUE[kpi].partner_types:
        assert (found.rate.numerator.tolist(), found.rate.denominator.tolist()) == ([[0]], [[0]])
        assert np.isnan(found.value).all()
        return
    assert found.rate.numerator.tolist() == [[sum(numerator)]]
    assert found.rate.denominator.tolist() == [[sum(denominator)]]
    assert found.value[0, 0] == pytest.approx(factor * sum(numerator) / sum(denominator))


@pytest.mark.parametrize("kpi", OF_GROUPS)
def test_a_rate_of_groups_and_its_parts(both: Board, kpi: str) -> None:
    numerator, denominator, factor = OF_GROUPS[kpi]
    found = both.reading(kpi, everyone(both.programme))
    assert found.rate is not None
    assert (found.rate.numerator.tolist(), found.rate.denominator.tolist()) == ([[numerator]], [[denominator]])
    assert found.rate.factor == factor
    assert found.value[0, 0] == pytest.approx(factor * numerator / denominator)


def test_nothing_else_is_a_rate(both: Board) -> None:
    group = everyone(both.programme)
    assert {kpi for kpi in CATALOGUE if both.reading(kpi, group).rate is not None} == {*RATES, *OF_GROUPS}
