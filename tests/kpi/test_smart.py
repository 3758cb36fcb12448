"""Targets under the SMART check, with every number of the words worked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kpi.chance import Outlook
from kpi.smart import STATUSES, SmartCheck, chance_with, check_targets, smart_check, smart_checks, tried_target
from kpi.targets import Target
from tests.kpi.frames import board

Row = dict[str, object]
NAMES = "abcdef"
PARTNERS: list[Row] = [{"partner_id": one, "name": f"Partner {one}", "partner_type": "reseller"} for one in NAMES]
PARTNERS.append({"partner_id": "v", "name": "Venture", "partner_type": "joint_venture"})
MONTHS = [f"{2025 + at // 12}-{at % 12 + 1:02d}" for at in range(15)]  # January 2025 to March 2026


def satisfied(partner: str, start: float, step: float) -> list[Row]:
    return [
        {"partner_id": partner, "date": f"{month}-28", "measure": "customer_satisfaction", "value": start + step * at}
        for at, month in enumerate(MONTHS)
    ]


def target(kpi: str = "customer_satisfaction", value: float = 80, due: str = "2026-09-30", **more: object) -> Row:
    return {"kpi": kpi, "value": value, "due": due, "partner_id": "a", "goal": "Customer satisfaction", **more}


# a: 50 in January 2025, a point a month: the mean of the last three months at March 2026 is 50 + 13 = 63, and it has
# moved 3 a quarter throughout. b to f stand at 70, 75, 80, 85, 90.
MEASURES = [
    *satisfied("a", 50, 1), *(row for at, name in enumerate("bcdef") for row in satisfied(name, 70 + 5 * at, 0)),
    *satisfied("v", 40, 0),
]  # fmt: skip
END: Row = {"partner_id": "a", "date": "2026-03-31", "kind": "call", "quantity": 1}


def checked(*targets: Row, measures: list[Row] = MEASURES, **more: object) -> tuple[SmartCheck, ...]:
    made = board(partners=PARTNERS, measures=measures, interactions=[END], targets=list(targets))
    return smart_checks(made, **more)


def test_a_target_that_is_smart() -> None:
    # 69 is 6 above 63, in two quarters: 3 a quarter, which is what it moves. Five of six peers are above 69.
    (one,) = checked(target(value=69, baseline=60))
    assert one.smart
    assert one.pace is not None
    assert (one.pace.current, one.pace.required, one.pace.best, one.pace.recent) == pytest.approx((63, 3, 3, 3))
    assert one.pace.progress == pytest.approx(3 / 9)
    assert one.specific.words == "Customer satisfaction of Partner a."
    assert one.measurable.words == "63.0 in March 2026; the target is 69.0."
    assert one.achievable.words == (
        "In its best six months it has moved 3.0 points a quarter; it needs 3.0 points a quarter. "
        "5 of 6 peers are at the target or better."
    )
    assert one.relevant.words == "It serves the goal “Customer satisfaction”."
    assert one.time_bound.words == "It is due on 30 Sep 2026, in 6 months."
    # Fifteen months are five quarters: no forecast, so the pace decides
    assert one.chance.value is None
    assert one.chance.words
    assert one.status == "on track"


def test_too_fast_and_too_high() -> None:
    # 90 is 27 off: 13.5 a quarter. f is there. 95 nobody reaches.
    fast, high = checked(target(value=90), target(value=95))
    assert fast.achievable.ok is False
    assert fast.achievable.words == (
        "In its best six months it has moved 3.0 points a quarter; it needs 13.5 points a quarter. "
        "1 of 6 peers is at the target or better."
    )
    assert fast.status == "at risk"
    assert high.achievable.words.endswith("None of 6 peers is at the target or better.")


def test_slowed_down_is_behind() -> None:
    # Two points a month until July 2025, then none: the mean of three months stands at 62 since September. 4 points
    # in two quarters are 2 a quarter. The best six months are March to September, 62 - 52 = 10, or 5 a quarter:
    # January and February are means of less than three months.
    rows = [
        {"partner_id": "a", "date": f"{month}-28", "measure": "customer_satisfaction", "value": 50 + 2 * min(at, 6)}
        for at, month in enumerate(MONTHS)
    ]
    (one,) = checked(target(value=66), measures=rows)
    assert one.pace is not None
    assert (one.pace.current, one.pace.recent, one.pace.required, one.pace.best) == pytest.approx((62, 0, 2, 5))
    assert (one.achievable.ok, one.status) == (True, "behind")
    assert "fewer than five peers" in one.achievable.words


def test_reached_and_overdue() -> None:
    there, past, kept = checked(
        target(value=60), target(value=80, due="2026-01-31"), target(value=60, due="2026-03-31")
    )
    assert (there.status, there.achievable.ok, there.achievable.words) == ("reached", True, "It is at 63.0 already.")
    assert (past.status, past.achievable.ok, past.time_bound.ok) == ("overdue", None, False)
    assert past.time_bound.words == "It was due on 31 Jan 2026."
    assert (kept.status, kept.time_bound.ok) == ("reached", False)


def test_what_is_not_specific() -> None:
    wrong = checked(
        target("mood"),
        target(partner_id="zz"),
        target("active_advocate_rate"),
        target("return_on_investment"),
        target(partner_id="", partner_type="distributor"),
        target("return_on_investment", partner_id="", partner_type="reseller"),
    )
    assert [one.specific.ok for one in wrong] == [False] * 6
    assert [one.specific.words for one in wrong] == [
        "There is no KPI 'mood'.",
        "There is no partner 'zz'.",
        "Active advocate rate is defined for groups, not for one partner.",
        "Return on investment does not apply to resellers.",
        "There are no distributors.",
        "Return on investment does not apply to resellers.",
    ]
    assert {one.status for one in wrong} == {"unknown"}
    assert [one.measurable.ok for one in wrong[:2]] == [False, None]
    assert all(one.chance.value is None for one in wrong)


def test_what_cannot_be_measured() -> None:
    above, below, silent = checked(target(value=120), target(value=-1), target("share_of_wallet", value=30))
    assert above.measurable.words == "120.0 is above 100.0, the most the KPI can be."
    assert below.measurable.words == "−1.0 is below 0.0, the least the KPI can be."
    assert (silent.measurable.ok, silent.measurable.words) == (None, "There is no value in March 2026 to start from.")
    assert (silent.achievable.ok, silent.status) == (None, "unknown")


def test_goal_and_date() -> None:
    aimless, distant = checked(target(goal=" "), target(due="2029-01-31"))
    assert aimless.relevant.ok is False
    assert aimless.relevant.words.startswith("No business goal is named; Customer satisfaction mostly serves")
    # 31 March 2026 to 31 January 2029: 1037 days
    assert distant.time_bound.words == "It is due on 31 Jan 2029, 34 months from now: more than two years."
    edge, beyond, soon = checked(target(due="2028-03-31"), target(due="2028-04-01"), target(due="2026-04-01"))
    assert (edge.time_bound.ok, beyond.time_bound.ok) == (True, False)
    assert soon.time_bound.words == "It is due on 1 Apr 2026, in 1 day."


def test_a_type_is_checked_on_its_own_value() -> None:
    # Six resellers: (63 + 70 + 75 + 80 + 85 + 90) / 6 = 77.17, moving half a point a quarter; all: with the 40 of the
    # venture (463 + 40) / 7 = 71.86
    of_type, of_all = checked(target(partner_id="", partner_type="reseller"), target(partner_id=""))
    assert of_type.pace is not None
    assert of_all.pace is not None
    assert of_type.pace.current == pytest.approx(463 / 6)
    assert of_type.pace.best == pytest.approx(0.5)
    assert of_all.pace.current == pytest.approx(503 / 7)
    assert (of_type.scope, of_all.scope) == ("resellers", "all partners")
    assert "peers" not in of_type.achievable.words


def test_a_sum_of_a_group_is_a_sum() -> None:
    deals = [
        {"partner_id": one, "deal_id": one, "opened_on": "2026-01-10", "closed_on": "2026-03-20", "stage": "won",
         "amount": 100.0}
        for one in "abv"
    ]  # fmt: skip
    rows = [target("bookings", 500, partner_id="", partner_type="reseller"), target("bookings", 500, partner_id="")]
    made = smart_checks(board(partners=PARTNERS, deals=deals, interactions=[END], targets=rows))
    assert [one.pace and one.pace.current for one in made] == [200, 300]


def test_a_day_in_the_past_knows_nothing_later() -> None:
    # At September 2025 (column 8): 50 + 7 = 57, and June 2026 is three quarters ahead
    (one,) = checked(target(value=69, due="2026-06-30"), column=8)
    assert one.pace is not None
    assert (one.pace.current, one.pace.required) == pytest.approx((57, 4))
    assert one.time_bound.words == "It is due on 30 Jun 2026, in 9 months."
    assert one.measurable.words.startswith("57.0 in September 2025")


def test_a_partial_month_is_not_now() -> None:
    made = board(
        as_of=date(2026, 3, 28), partners=PARTNERS, measures=MEASURES, targets=[target(value=69, due="2026-03-28")]
    )
    (one,) = smart_checks(made)
    # February: 50 + 12; the day of the data is the day it was due
    assert one.pace is not None
    assert (one.pace.current, one.status) == (62, "overdue")


def test_a_forecast_decides_the_status() -> None:
    # Ten quarters around 60 with a swing of 3, now at 59, so that 59.5 is likely, 62 less so and 75 out of reach
    swing = (0, 3, -2, 3, 1, -3, 2, 0, 3, -1)
    months = [f"{2024 + at // 12}-{at % 12 + 1:02d}" for at in range(30)]
    rows = [
        {"partner_id": "a", "date": f"{month}-28", "measure": "customer_satisfaction", "value": 60 + swing[at // 3]}
        for at, month in enumerate(months)
    ]
    end = {**END, "date": "2026-06-30"}
    aims = [target(value=value, due="2026-12-31") for value in (59.5, 62, 75)]
    made = smart_checks(board(partners=PARTNERS, measures=rows, interactions=[end], targets=aims))
    chances = [one.chance.value for one in made]
    assert all(chance is not None for chance in chances)
    assert chances == sorted(chances, key=lambda chance: -(chance or 0))
    expected = [
        "on track" if one >= 0.5 else "behind" if one >= 0.2 else "at risk" for one in chances if one is not None
    ]
    assert [one.status for one in made] == expected
    assert set(expected) == {"on track", "behind", "at risk"}


def test_the_table() -> None:
    rows = [target(value=69, baseline=60, owner="Mia"), target("mood", partner_id="")]
    made = board(partners=PARTNERS, measures=MEASURES, interactions=[END], targets=rows)
    table = check_targets(made)
    first, second = table.to_dict("records")
    assert (first["kpi"], first["scope"], first["partner_id"], first["owner"]) == (
        "customer_satisfaction", "Partner a", "a", "Mia"
    )  # fmt: skip
    assert (first["value"], first["due"], first["baseline"], first["current"]) == (69, date(2026, 9, 30), 60, 63)
    assert (first["pace_required"], first["pace_best"], first["progress"]) == pytest.approx((3, 3, 1 / 3))
    assert first["achievable"] is True
    assert first["achievable_why"].startswith("In its best six months")
    assert np.isnan(first["probability"])
    assert first["forecast"]
    assert second["specific"] is False
    assert table["achievable"].isna().tolist() == [False, True]
    assert np.isnan(second["pace_required"])
    assert str(table["achievable"].dtype) == "boolean"
    assert set(table["status"]) <= set(STATUSES)


def test_no_targets() -> None:
    empty = check_targets(board(interactions=[END]))
    assert empty.empty
    assert list(empty.columns)[:3] == ["kpi", "scope", "partner_id"]


def test_a_target_that_is_only_thought_of_is_checked_alike_and_not_kept() -> None:
    made = board(partners=PARTNERS, measures=MEASURES, interactions=[END], targets=[target(value=69)])
    outlook = Outlook.of(made)
    (kept,) = smart_checks(made)
    assert Outlook.of(made) is outlook
    assert smart_check(outlook, kept.target) is kept
    tried = tried_target(outlook, kept.target)
    assert tried == kept
    assert tried is not kept


def test_what_plans_add_counts_on_top_of_the_present_path() -> None:
    # Ten quarters at 60: the forecast stays there. A target of 70 is out of reach, one of 60 is not.
    months = [f"{2024 + at // 12}-{at % 12 + 1:02d}" for at in range(30)]
    rows: list[Row] = [
        {"partner_id": "a", "date": f"{month}-28", "measure": "customer_satisfaction", "value": 60 + (at % 2)}
        for at, month in enumerate(months)
    ]
    end: Row = {"partner_id": "a", "date": "2026-06-30", "kind": "call", "quantity": 1}
    outlook = Outlook.of(board(partners=PARTNERS, measures=rows, interactions=[end]))
    high = Target("customer_satisfaction", 70.0, date(2026, 12, 31), "a", "", None, "", "")
    alone, planned = chance_with(outlook, high, []).value, chance_with(outlook, high, [8.0, 4.0]).value
    assert alone is not None
    assert planned is not None
    assert alone < 0.05
    assert planned > 0.95
