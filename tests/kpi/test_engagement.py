"""Partner Engagement Score on frames worked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kpi.change import change
from kpi.contributions import contributions
from tests.kpi.frames import board, value


def row(partner: str, day: str, kind: str, quantity: float = 1) -> dict[str, object]:
    return {"partner_id": partner, "date": day, "kind": kind, "quantity": quantity}


def complete_quarter(partner: str, month: str = "03") -> list[dict[str, object]]:
    """One row of each component: 6 meetings, 3 campaigns, 3 trainings, 6 leads, 3 tickets, 1 plan."""
    kinds = {"meeting": 6, "campaign": 3, "training": 3, "lead": 6, "support_ticket": 3, "joint_plan": 1}
    return [row(partner, f"2026-{month}-31", kind, quantity) for kind, quantity in kinds.items()]


def test_score_is_the_weighted_mean_of_capped_rates() -> None:
    # One month only: length max(1, 1) = 1, so rates are 3 x quantity: 18, 9, 9, 18, 9, 3 against references
    # 12, 6, 3, 6, 3, 1: all capped at 100.
    assert value(board(interactions=complete_quarter("a")), "engagement_score", "a", "2026-03") == 100


def test_a_whole_quarter_is_taken_as_it_is() -> None:
    # January to March: length 3, rates = quantities. 6/12 -> 50, 3/6 -> 50, 3/3, 6/6, 3/3 and 1/1 -> 100:
    # (20*50 + 20*50 + 20*100 + 20*100 + 10*100 + 10*100) / 100 = 80
    rows = [row("a", "2026-01-01", "meeting", 0), *complete_quarter("a")]
    made = board(interactions=rows)
    assert value(made, "engagement_score", "a", "2026-03") == pytest.approx(80)
    assert made.reading("engagement_score").band_codes[0, -1] == 3


def test_a_kind_nobody_has_leaves_its_component_out() -> None:
    # Without planning: 90 of 100 weight, (1000 + 1000 + 2000 + 2000 + 1000) / 90
    rows = [row("a", "2026-01-01", "meeting", 0), *complete_quarter("a")[:-1]]
    made = board(interactions=rows)
    assert value(made, "engagement_score", "a", "2026-03") == pytest.approx(7000 / 90)
    assert made.reading("engagement_score").coverage is not None
    assert made.engagement.coverage[0, -1] == pytest.approx(0.9)


def test_below_minimum_coverage_the_score_is_missing() -> None:
    made = board(interactions=[row("a", "2026-03-31", "meeting"), row("a", "2026-03-31", "campaign")])
    assert np.isnan(value(made, "engagement_score", "a", "2026-03"))
    assert made.engagement.coverage[0, 0] == pytest.approx(0.4)
    assert made.reading("engagement_score").band_codes[0, 0] == 0


def test_peers_are_the_type_from_five_partners_on() -> None:
    # Five resellers without any planning; a distributor plans. The resellers' planning has no data (their
    # peers are resellers); the lone distributor's peers are everyone, so all six components have data for it.
    types = dict.fromkeys("abcde", "reseller") | {"z": "distributor"}
    partners = [{"partner_id": one, "name": one, "partner_type": kind} for one, kind in types.items()]
    rows = [item for one in "abcde" for item in complete_quarter(one)[:-1]] + complete_quarter("z")
    made = board(partners=partners, interactions=rows)
    assert made.engagement.coverage[0, 0] == pytest.approx(0.9)
    assert made.engagement.coverage[5, 0] == 1


def test_a_source_silent_for_three_months_has_no_data() -> None:
    rows = complete_quarter("a", "01")
    rows[-1] = row("a", "2025-12-31", "joint_plan")
    rows += [row("a", "2026-04-30", kind) for kind in ("meeting", "campaign", "training", "lead", "feedback")]
    made = board(interactions=rows)
    # Planning in December: still within three months in February, not in March.
    assert list(made.engagement.coverage[0]) == pytest.approx([0.1, 1, 1, 0.9, 0.9])


def test_partial_month_counts_its_elapsed_fraction() -> None:
    # 15 of 30 days of April: window February to April has 2.5 months; meetings 5 -> 3*5/2.5 = 6 of 12 -> 50
    rows = [row("a", "2026-02-10", "meeting", 2), row("a", "2026-04-15", "meeting", 3)]
    made = board(interactions=rows)
    assert made.programme.calendar.partial
    assert made.engagement.parts[0].raw[0, -1] == pytest.approx(6)
    assert made.programme.calendar.last_complete - made.programme.calendar.first == 1


def test_window_is_cut_to_existence_and_rows_outside_do_not_count() -> None:
    partners = [{"partner_id": "a", "name": "A", "partner_type": "reseller", "joined_on": "2026-03-20"}]
    rows = [row("a", "2026-01-31", "meeting", 50), row("a", "2026-03-25", "meeting", 2)]
    made = board(date(2026, 3, 31), partners=partners, interactions=rows)
    # Exists in March only: length 1, rate 3 x 2 = 6.
    assert made.engagement.parts[0].raw[0, 2] == pytest.approx(6)
    assert made.programme.outside["interactions"] == 1
    assert not made.programme.exists[0, 0]


def test_contributions_add_up_to_the_score() -> None:
    made = board(interactions=[row("a", "2026-01-01", "meeting", 0), *complete_quarter("a")[:-1]])
    table = contributions(made.engagement, (0, 2))
    assert table["contribution"].sum() == pytest.approx(made.engagement.value[0, 2], abs=1e-9)
    assert table["component"].iloc[0] == "communication"
    assert table.loc[0, ["raw", "reference", "score", "rows"]].tolist() == [6, 12, 50, 2]


def test_change_adds_up_when_data_vanish() -> None:
    rows = complete_quarter("a", "01") + [
        row("a", "2026-04-30", kind) for kind in ("meeting", "campaign", "training", "lead", "feedback")
    ]
    made = board(interactions=rows)
    difference = made.engagement.value[0, 3] - made.engagement.value[0, 0]
    table = change(made.engagement, (0, 0), (0, 3))
    assert table["points"].sum() == pytest.approx(difference, abs=1e-9)
    assert table["component"].iloc[-1] == "reweighted"
    assert table["points"].iloc[-1] != 0
