from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.action_effect import ActionEffect, EffectStatus, action_effect
from kpi.board import Board
from kpi.follow_up import due_day, insight_key, is_good_news, reason_of
from kpi.insights import Insight
from kpi.periods import parse_month
from tests.kpi.insight_cases import board, deals, months, partners

YEAR = months(12)  # October 2025 to September 2026
BEGAN, ENDED = date(2026, 3, 10), date(2026, 5, 20)
OTHERS = ("p1", "p2", "p3", "p4", "p5")


def grown(amounts: dict[str, tuple[float, float]], **columns: object) -> Board:
    """Return partners that book one amount a month until May and another from June on."""
    rows = [
        row
        for partner, (early, late) in amounts.items()
        for month in YEAR
        for row in deals(partner, [month], amount=early if month < "2026-06" else late)
    ]
    return board(partners=partners(*amounts, **columns), deals=rows)


def effect(given: Board, *, kpi: str = "bookings", partner_id: str = "p0", **days: date | None) -> ActionEffect:
    return action_effect(given, kpi=kpi, partner_id=partner_id, **{"began": BEGAN, "ended": ENDED, **days})


def test_the_change_is_from_the_quarter_before_it_began_to_the_quarter_after_it_ended() -> None:
    # December to February: 3 · 1000. June to August: 3 · 2500. Peers: 3 · 1100 − 3 · 1000 = 300 each.
    found = effect(grown({"p0": (1000, 2500), **dict.fromkeys(OTHERS, (1000, 1100))}))
    assert found.status is EffectStatus.MEASURED
    assert (found.before, found.after, found.change) == (3000, 7500, 4500)
    assert (found.peers, found.count) == (300, 5)
    assert found.beyond_peers == 4200
    assert (found.before_month, found.after_month) == (parse_month("2026-02"), parse_month("2026-08"))


def test_peers_are_summed_up_by_their_median() -> None:
    # 3 · (−900, 0, 30, 60, 90 000): one partner in luck moves no median.
    others = {"p1": (1000, 100), "p2": (1000, 1000), "p3": (1000, 1030), "p4": (1000, 1060), "p5": (1000, 91000)}
    assert effect(grown({"p0": (1000, 1000), **others})).peers == 90


def test_fewer_than_five_peers_are_not_shown() -> None:
    found = effect(grown({"p0": (1000, 2000), **dict.fromkeys(OTHERS[:4], (1000, 1100))}))
    assert found.status is EffectStatus.FEW_PEERS
    assert (found.change, found.peers, found.beyond_peers, found.count) == (3000, None, None, 4)


def test_partners_of_another_type_are_no_peers() -> None:
    rows = [row for one in ("p0", *OTHERS) for row in deals(one, YEAR)]
    mixed = board(partners=[*partners("p0"), *partners(*OTHERS, kind="technology")], deals=rows)
    assert effect(mixed).count == 0


@pytest.mark.parametrize(("ended", "month"), [(date(2026, 6, 30), "2026-09"), (date(2026, 7, 1), "2026-10")])
def test_it_is_too_early_until_the_quarter_after_the_end_is_complete(ended: date, month: str) -> None:
    found = effect(grown({"p0": (1, 2), **dict.fromkeys(OTHERS, (1, 1))}), ended=ended)
    assert found.after_month == parse_month(month)
    assert found.status is (EffectStatus.MEASURED if month == "2026-09" else EffectStatus.TOO_EARLY)


def test_a_partial_month_is_not_complete() -> None:
    rows = [row for one in ("p0", *OTHERS) for row in deals(one, YEAR)]
    partial = board(as_of=date(2026, 9, 29), partners=partners("p0", *OTHERS), deals=rows)
    assert effect(partial, ended=date(2026, 6, 30)).status is EffectStatus.TOO_EARLY


def test_an_action_that_ended_before_it_was_written_down_counts_from_its_end() -> None:
    given = grown({"p0": (1000, 2000), **dict.fromkeys(OTHERS, (1000, 1000))})
    found = effect(given, began=date(2026, 9, 1), ended=ENDED)
    # Before May, which is 3 · 1000; June to August 3 · 2000.
    assert (found.before_month, found.change) == (parse_month("2026-04"), 3000)


def test_what_cannot_be_measured_is_said() -> None:
    given = grown({"p0": (1000, 2000), **dict.fromkeys(OTHERS, (1000, 1000))})
    assert effect(given, ended=None).status is EffectStatus.NO_DAY
    assert effect(given, kpi="").status is EffectStatus.NO_KPI
    assert effect(given, kpi="no_such").status is EffectStatus.NO_KPI
    assert effect(given, partner_id="nobody").status is EffectStatus.NO_VALUE
    assert effect(given, kpi="active_advocate_rate").status is EffectStatus.NO_VALUE
    assert effect(given, kpi="win_rate", began=date(2020, 1, 1)).status is EffectStatus.NO_VALUE
    assert effect(given, kpi="customer_satisfaction").status is EffectStatus.NO_VALUE
    # A KPI of joint ventures has no value for a reseller.
    assert effect(given, kpi="profit_margin").status is EffectStatus.NO_VALUE


def test_the_programme_as_a_whole_has_no_peers() -> None:
    found = effect(grown({"p0": (1000, 2000), "p1": (1000, 1000)}), partner_id="")
    assert found.status is EffectStatus.MEASURED
    assert (found.change, found.peers) == (3000, None)


def test_nobody_counts_before_they_joined_or_after_they_left() -> None:
    rows = [row for one in ("p0", *OTHERS) for row in deals(one, YEAR)]
    left = [*partners("p0", *OTHERS[:4]), *partners("p5", left_on="2026-06-15")]
    assert effect(board(partners=left, deals=rows)).count == 4
    joined = [*partners("p0", joined_on="2026-03-01"), *partners(*OTHERS)]
    assert effect(board(partners=joined, deals=rows)).status is EffectStatus.NO_VALUE


@settings(max_examples=12, deadline=None)
@given(
    own=st.tuples(st.integers(1, 10_000), st.integers(1, 10_000)),
    others=st.lists(st.tuples(st.integers(1, 10_000), st.integers(1, 10_000)), min_size=5, max_size=8),
    shift=st.integers(0, 5_000),
)
def test_the_effect_is_a_difference_beside_the_median_difference(
    own: tuple[int, int], others: list[tuple[int, int]], shift: int
) -> None:
    found = effect(grown({"p0": own, **{f"q{at}": one for at, one in enumerate(others)}}))
    assert found.change == 3 * (own[1] - own[0])
    assert found.peers == float(np.median([3 * (late - early) for early, late in others]))
    # What happens to everybody alike goes with no action.
    raised = {f"q{at}": (early, late + shift) for at, (early, late) in enumerate(others)}
    again = effect(grown({"p0": (own[0], own[1] + shift), **raised}))
    assert again.beyond_peers == pytest.approx(found.beyond_peers)


def insight(rule: str = "fell_band", **values: object) -> Insight:
    given = {
        "kpi": "engagement_score", "partner_id": "P-7", "group": "", "month": "2026-10", "value": 46.0,
        "before": 58.0, "what": "It fell.", "drivers": (), "action": "Call.", "evidence": (), "weight": 1.0, **values,
    }  # fmt: skip
    return Insight(rule=rule, **given)  # type: ignore[arg-type]


def test_a_key_tells_findings_apart_and_lasts_over_months() -> None:
    keys = {
        insight_key(one)
        for one in (
            insight(), insight("rose_band"), insight(kpi="mindshare_score"), insight(partner_id="P-8"),
            insight(partner_id="", group="P-7"), insight(subject="2026-12-31"),
        )
    }  # fmt: skip
    assert len(keys) == 6
    assert insight_key(insight(month="2026-11", value=40.0, what="It fell more.")) == insight_key(insight())


def test_long_keys_stay_within_what_is_kept_and_apart() -> None:
    long = [insight_key(insight(partner_id="x" * 600 + end)) for end in "ab"]
    assert len(set(long)) == 2
    assert {len(key) for key in long} == {500}


@pytest.mark.parametrize("day", range(1, 29))
def test_due_days_are_weekdays_to_come(day: int) -> None:
    today = date(2026, 2, day)
    severe, mild = due_day(insight(), today), due_day(insight("rose_band"), today)
    assert 14 <= (severe - today).days <= 16
    assert 30 <= (mild - today).days <= 32
    assert severe.weekday() < 5 > mild.weekday()


def test_an_action_for_a_target_is_due_before_the_target_is() -> None:
    at_risk = insight("target_at_risk", subject="2026-11-12")
    assert due_day(at_risk, date(2026, 11, 2)) == date(2026, 11, 12)
    assert due_day(at_risk, date(2026, 11, 18)) == date(2026, 11, 19)


def test_the_reason_is_what_moved_else_what_was_found() -> None:
    assert reason_of(insight()) == "It fell."
    assert reason_of(insight(drivers=(("Training", -9.9), ("Feedback", 0.1)))) == "Training took 9.9."
    # It is read by those who see one partner alone: what others have stays out.
    of_peers = insight(rule="bookings_without_engagement", what="The median of its peers is 5.")
    assert reason_of(of_peers) == "Sells much, hardly engaged"


def test_good_news_is_told_from_bad() -> None:
    assert is_good_news(insight("rose_band"))
    assert not is_good_news(insight("fell_band"))
    assert not is_good_news(insight("a rule of another version"))
