"""Insight rules about the headline scores: each on a case where it fires and on its near miss."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kpi.insight_rules import odds, scores
from kpi.insight_rules.context import Context
from kpi.insight_rules.noise import usual_change
from tests.kpi.insight_cases import answers, board, found, months, partners, who, work

MONTHS = months(24)
STEADY = ("beta", "gamma", "delta", "epsilon", "zeta")


def steady(when=MONTHS):
    return [row for id_ in STEADY for row in work(id_, when)]


def changing(*stretches, others=MONTHS):
    """Acme among five steady resellers, in stretches of (months, components)."""
    rows, at = [], 0
    for count, components in stretches:
        rows += work("acme", MONTHS[at : at + count], **components)
        at += count
    return board(partners=partners("acme", *STEADY), interactions=[*rows, *steady(others)])


def test_fell_a_band_names_bands_points_and_components():
    # Without training (20 points) and joint marketing (20) for a whole quarter: 100 -> 60.
    given = changing((21, {}), (3, {"enablement": 0, "marketing": 0}))
    (one,) = found(scores.fell_band, given)
    assert (who(given, [one]), one.kpi, one.before, one.value) == (["acme"], "engagement_score", 100.0, 60.0)
    assert dict(one.drivers)["Training"] == pytest.approx(-20)
    assert dict(one.drivers)["Joint marketing"] == pytest.approx(-20)
    assert sum(points for _, points in one.drivers) == pytest.approx(-40)
    assert one.what == (
        "Acme fell from strong to moderate: engagement fell 40.0 points to 60.0 since June 2026. "
        "Joint marketing took 20.0 and training 20.0."
    )
    assert one.component == "marketing"


def test_a_fall_within_a_band_is_not_a_fell_band():
    # Without training only: 100 -> 80, still strong.
    assert found(scores.fell_band, changing((21, {}), (3, {"enablement": 0}))) == []


BARELY = {"feedback": 0, "planning": 0}


def test_a_band_is_crossed_by_three_points_at_least():
    # Without feedback (10) and planning (10), communication at 3.2 of 4 (16): 76. Then at 2.8: 74, at 2.6: 73.
    assert (
        found(scores.fell_band, changing((21, BARELY | {"communication": 3.2}), (3, BARELY | {"communication": 2.8})))
        == []
    )
    given = changing((21, BARELY | {"communication": 3.2}), (3, BARELY | {"communication": 2.6}))
    (one,) = found(scores.fell_band, given)
    assert (one.before, one.value) == (pytest.approx(76), pytest.approx(73))


def test_a_fall_that_a_partner_has_every_other_quarter_is_none():
    up, down = (3, {}), (3, {"enablement": 0, "marketing": 0})
    restless = changing(up, down, up, down, up, down, up, down)
    assert float(restless.reading("engagement_score").value[0, -4]) == 100.0
    assert found(scores.fell_band, restless) == []


def test_rose_a_band_needs_three_times_the_usual_change():
    given = changing((21, {"enablement": 0, "marketing": 0}), (3, {}))
    (one,) = found(scores.rose_band, given)
    assert one.what.startswith(
        "Acme rose from moderate to strong: engagement rose 40.0 points to 100.0 since June 2026."
    )
    assert one.component == ""
    up, down = (3, {}), (3, {"enablement": 0, "marketing": 0})
    assert found(scores.rose_band, changing(down, up, down, up, down, up, down, up)) == []


def test_who_left_or_leaves_is_not_reported_as_falling():
    rows = work("acme", MONTHS[:21]) + work("acme", MONTHS[21:], enablement=0, marketing=0)
    leaving = partners("acme", left_on="2026-09-30") + partners(*STEADY)
    assert found(scores.fell_band, board(partners=leaving, interactions=rows + steady())) == []
    staying = partners("acme", left_on="2026-10-31") + partners(*STEADY)
    assert len(found(scores.fell_band, board(partners=staying, interactions=rows + steady()))) == 1


def test_a_newcomer_is_not_compared_with_half_a_quarter():
    # Joined in May: at June the score stands on two months.
    rows = work("acme", MONTHS[-5:-3]) + work("acme", MONTHS[-3:], enablement=0, marketing=0)
    joined = partners("acme", joined_on="2026-05-01") + partners(*STEADY)
    assert found(scores.fell_band, board(partners=joined, interactions=rows + steady())) == []


QUARTERLY = ({}, {"enablement": 0.8}, {"enablement": 0.6}, {"enablement": 0.3})
"""Training at 20, 16, 12 and 6 points: 100, 96, 92, 86."""


def test_three_falls_in_a_row_are_a_run():
    given = changing((15, {}), *((3, components) for components in QUARTERLY[1:]))
    (one,) = found(scores.falling_three_quarters, given)
    assert (one.before, one.value, one.component) == (pytest.approx(100), pytest.approx(86), "enablement")
    assert one.what == (
        "Acme has fallen for three quarters: engagement went from 100.0 to 86.0 between December 2025 and "
        "September 2026. Training took 14.0."
    )


def test_two_falls_and_a_pause_are_no_run():
    given = changing((15, {}), (3, QUARTERLY[1]), (3, QUARTERLY[1]), (3, QUARTERLY[3]))
    assert found(scores.falling_three_quarters, given) == []


def test_three_small_falls_are_no_run():
    # 98.8, 97.6, 95.2: in all 4.8 points, where 5 are asked.
    small = [{"enablement": 0.94}, {"enablement": 0.88}, {"enablement": 0.76}]
    assert found(scores.falling_three_quarters, changing((15, {}), *((3, one) for one in small))) == []


def test_a_run_is_of_whole_quarters_only():
    # One month later the quarter is not over: the run is still the one that ended in September.
    late = [*MONTHS, "2026-10"]
    rows = [
        row
        for at, components in enumerate(({}, {}, {}, {}, {}, *QUARTERLY[1:]))
        for row in work("acme", late[3 * at : 3 * at + 3], **components)
    ]
    rows += [*work("acme", late[-1:]), *steady(late)]
    given = board(as_of=date(2026, 10, 31), partners=partners("acme", *STEADY), interactions=rows)
    (one,) = found(scores.falling_three_quarters, given)
    assert "between December 2025 and September 2026" in one.what


def drifting(training, *, members=5):
    ids = [f"d{at}" for at in range(members)]
    rows = [
        row
        for id_ in ids
        for at, share in enumerate((1, 1, 1, 1, 1, *training))
        for row in work(id_, MONTHS[3 * at : 3 * at + 3], enablement=share)
    ]
    return board(partners=partners(*ids, kind="distributor") + partners(*STEADY), interactions=[*rows, *steady()])


def test_a_type_falls_and_its_mirror_rises():
    falling = drifting((0.7, 0.4, 0.1))
    (one,) = found(scores.type_falling, falling)
    assert (one.partner, one.group, one.before, one.value) == (
        None,
        "distributor",
        pytest.approx(100),
        pytest.approx(82),
    )
    assert one.what == (
        "Distributors have fallen for three quarters: the mean engagement of the 5 that were there throughout went "
        "from 100.0 to 82.0 between December 2025 and September 2026. Training took 18.0."
    )
    assert found(scores.type_rising, falling) == []


def test_a_type_that_rises_is_good_news():
    ids = [f"d{at}" for at in range(5)]
    shares = (0.1, 0.1, 0.1, 0.1, 0.1, 0.4, 0.7, 1.0)
    rows = [
        row
        for id_ in ids
        for at, share in enumerate(shares)
        for row in work(id_, MONTHS[3 * at : 3 * at + 3], enablement=share)
    ]
    given = board(partners=partners(*ids, kind="distributor") + partners(*STEADY), interactions=[*rows, *steady()])
    assert [one.group for one in found(scores.type_rising, given)] == ["distributor"]
    assert found(scores.type_falling, given) == []


def test_four_partners_are_no_type_and_two_quarters_no_run():
    assert found(scores.type_falling, drifting((0.7, 0.4, 0.1), members=4)) == []
    assert found(scores.type_falling, drifting((0.7, 0.7, 0.1))) == []


def unhappy(score, *, people=8, **components):
    """Acme surveyed in June 2026, with five others that are content."""
    rows = work("acme", MONTHS, **components) + steady()
    said = answers("acme", "2026-06", people, score)
    for at, id_ in enumerate(STEADY):
        said += answers(id_, "2026-06", 4, 4.0 if at % 2 else 5.0) + answers(id_, "2026-05", 1, 3.0 + at % 3)
    return board(partners=partners("acme", *STEADY), interactions=rows, surveys=said)


def test_busy_but_unhappy_is_strong_engagement_and_surely_low_answers():
    given = unhappy(1.0)
    (one,) = found(odds.busy_but_unhappy, given)
    assert who(given, [one]) == ["acme"]
    assert one.value == pytest.approx(float(given.reading("mindshare_score").value[0, -1]))
    assert one.value < 50


def test_unhappy_without_being_busy_or_sure_is_none():
    assert found(odds.busy_but_unhappy, unhappy(1.0, marketing=0, enablement=0)) == []
    # One person: the index is pulled half-way to the peers and its interval reaches over 50.
    assert found(odds.busy_but_unhappy, unhappy(1.0, people=1)) == []
    assert found(odds.busy_but_unhappy, unhappy(4.0)) == []


def test_usual_change_is_pulled_towards_type_and_prior():
    # One type, two partners, eight months; at column 7 the changes that end by column 4 count: columns 3 and 4.
    # Sums of |d|: 2 + 4 = 6 and 0; programme (6 + 12 · 10) / (4 + 12) = 7.875, as the prior is 12.533 / 1.2533 = 10.
    # Type (6 + 12 · 7.875) / (4 + 12) = 6.28125. Partners (6 + 12 · 6.28125) / (2 + 12) and (0 + 75.375) / 14.
    values = np.array([[0.0, 0.0, 0.0, 2.0, 4.0, 9.0, 9.0, 9.0], [1.0] * 8])
    usual = usual_change(values, np.array([0, 0]), np.ones((2, 8), dtype=bool), 7, prior=12.533)
    assert usual == pytest.approx([1.2533 * 81.375 / 14, 1.2533 * 75.375 / 14])


def test_usual_change_without_history_is_the_prior():
    usual = usual_change(np.full((2, 3), np.nan), np.array([0, 1]), np.ones((2, 3), dtype=bool), 2, prior=8.0)
    assert usual == pytest.approx([8.0, 8.0])


def test_the_advocacy_score_needs_more_than_one_activity_less():
    # Poisson: 4 and 3 activities a year, 25 points each: 25 · √(7 / 4) = 33 points are usual.
    advocacy = [
        {"partner_id": "acme", "date": f"{month}-05", "kind": "reference"}
        for month in (*MONTHS[:10:3], *MONTHS[10:22:3])
    ]
    given = board(partners=partners("acme", *STEADY), interactions=steady() + work("acme", MONTHS), advocacy=advocacy)
    usual = Context(given, 23).usual("advocacy_score")
    raw = given.advocacy.parts[0].raw[0, [20, 23]]
    assert usual[0] >= 25 * np.sqrt(raw.sum() / 4) - 1e-9
