"""What a review brings up of the figures on which the two sides differ."""

from __future__ import annotations

import pytest

from kpi.review import Difference, differences, due, quarter_label, to_discuss
from kpi.summary import quarters
from tests.callbacks.boards import small_board
from tests.kpi.frames import board

END = 2026 * 12 + 8
"""September 2026, the last month of the quarter under review."""


def figure(month: int, status: str, measure: str = "units_sold") -> Difference:
    return Difference(month, measure, 100.0, 130.0, 0.2, status, "Ada")


@pytest.mark.parametrize(
    ("one", "brought"),
    [
        (figure(END, "disputed"), True),
        (figure(END - 11, "disputed"), True),
        (figure(END - 12, "disputed"), False),
        (figure(END + 1, "disputed"), False),
        (figure(END, "agreed"), False),
        (figure(END - 2, "one-sided"), True),
        (figure(END - 3, "one-sided"), False),
    ],
)
def test_disputes_of_a_year_and_gaps_of_the_quarter_are_brought_up(one: Difference, brought: bool) -> None:
    assert to_discuss([one], until=END) == ([one] if brought else [])


def test_what_was_settled_before_is_not_brought_up_and_what_was_written_here_stays() -> None:
    settled, agreed = figure(END, "disputed"), figure(END - 1, "agreed")
    found = [settled, agreed]
    assert to_discuss(found, until=END, settled=[settled.key]) == []
    assert to_discuss(found, until=END, settled=[settled.key], written=[settled.key, agreed.key]) == found


def test_the_figures_of_some_partners_are_those_of_all_partners_cut_to_them() -> None:
    rows = [
        {
            "partner_id": partner,
            "date": f"2026-0{month}-01",
            "measure": "units_sold",
            "value": value,
            "reported_by": side,
        }
        for partner, theirs in (("p1", 130.0), ("p2", 101.0))
        for month in (1, 2)
        for side, value in (("us", 100.0), ("partner", theirs))
    ]
    made = board(
        partners=[{"partner_id": one, "name": one, "partner_type": "reseller"} for one in ("p1", "p2", "p3")],
        measures=rows,
    )
    both = differences(made, ["p1", "p2", "p3"])
    assert [(one.month, one.status, one.share) for one in both["p1"]] == [
        (2026 * 12 + 1, "disputed", pytest.approx(30 / 130)),
        (2026 * 12, "disputed", pytest.approx(30 / 130)),
    ]
    assert [one.status for one in both["p2"]] == ["agreed", "agreed"]
    assert both["p3"] == ()
    assert differences(made, ["p1"])["p1"] == both["p1"]
    assert differences(made, []) == {}


def test_a_review_is_due_until_there_is_one_the_largest_fall_first() -> None:
    made = small_board()
    known = quarters(made.programme.calendar)
    everybody = made.programme.exists[:, known[1].column]
    ids = list(made.programme.partners.index)
    rows = due(made, "engagement_score", everybody, reviewed={"p3"}, now=known[1], before=known[0])
    # Birch stops in April; of the others none has moved. Fir is no partner yet.
    assert [ids[row] for row in rows] == ["p2", "p1", "p4", "p5"]


def test_a_quarter_has_its_name_whether_the_data_hold_it_or_not() -> None:
    assert quarter_label("1999Q1", fiscal_start=4) == "FY99 Q1"
    for key in ("", "2026Q5", "2026q3", "26Q3", "2026Q3 ", "２０２６Q3"):
        assert quarter_label(key) == key
