"""Partner Advocacy on frames worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kpi.board import Board
from kpi.method import parse_method
from kpi.reading import everyone, grouped_by
from tests.kpi.frames import METHOD_FILE, board, default_method, programme


def act(partner: str, day: str, quantity: float = 1) -> dict[str, object]:
    return {"partner_id": partner, "date": day, "kind": "reference", "quantity": quantity}


PARTNERS = [
    {"partner_id": "a", "name": "A", "partner_type": "reseller", "joined_on": "2020-01-01"},
    {"partner_id": "b", "name": "B", "partner_type": "reseller", "joined_on": "2020-01-01"},
    {
        "partner_id": "c",
        "name": "C",
        "partner_type": "referral",
        "joined_on": "2020-01-01",
        "left_on": "2026-02-28",
    },
]


def test_score_divides_by_at_least_six_months() -> None:
    # Three months delivered, divided by 6: 12 * 1 / 6 = 2 a year of 4 -> 50; without activity 0
    made = board(partners=PARTNERS, advocacy=[act("a", "2026-01-31"), act("c", "2026-01-31"), act("a", "2026-03-31")])
    score = made.reading("advocacy_score").value
    assert list(score[0]) == pytest.approx([50, 50, 100])
    assert list(score[1]) == [0, 0, 0]
    assert made.reading("advocacy_score").coverage is not None


def test_without_advocacy_in_twelve_months_the_score_is_missing() -> None:
    rows = [act("a", "2024-12-31"), act("a", "2026-03-31")]
    reading = board(partners=PARTNERS, advocacy=rows).reading("advocacy_score")
    assert np.isnan(reading.value[1, 12])
    assert reading.band_codes[1, 12] == 0
    assert reading.value[1, 11] == 0


def test_activities_per_partner_count_those_of_partners_that_left() -> None:
    rows = [act("a", "2026-01-31", 2), act("c", "2026-02-28"), act("a", "2026-03-31")]
    made = board(partners=PARTNERS, advocacy=rows)
    per_partner = made.reading("advocacy_per_partner", everyone(made.programme))
    # January 2/3, February 3/3, March 4/2 (c has left)
    assert list(per_partner.value[0]) == pytest.approx([2 / 3, 1, 2])


def test_active_rate_is_over_partners_that_exist() -> None:
    rows = [act("a", "2026-01-31", 2), act("c", "2026-02-28"), act("a", "2026-03-31", 0)]
    made = board(partners=PARTNERS, advocacy=rows)
    rate = made.reading("active_advocate_rate", everyone(made.programme))
    assert list(rate.value[0]) == pytest.approx([100 / 3, 200 / 3, 50])
    by_type = made.reading("active_advocate_rate", grouped_by(made.programme, "partner_type"))
    assert by_type.labels == ("referral", "reseller")


def test_active_rate_is_missing_when_those_still_there_have_no_month_left() -> None:
    partners = [
        {"partner_id": "a", "name": "A", "partner_type": "reseller", "left_on": "2026-01-31"},
        {"partner_id": "b", "name": "B", "partner_type": "reseller", "joined_on": "2026-02-01"},
    ]
    call = {"partner_id": "b", "date": "2026-02-28", "kind": "call", "quantity": 1}
    made = board(partners=partners, advocacy=[act("a", "2026-01-31")], interactions=[call])
    group = everyone(made.programme)
    assert np.isnan(made.reading("active_advocate_rate", group).value[0, 1])
    assert made.reading("advocacy_per_partner", group).value[0, 1] == 1


def since(
    name: str, joined: str = "2020-01-01", left: str | None = None, kind: str = "reseller"
) -> dict[str, object]:
    return {"partner_id": name, "name": name, "partner_type": kind, "joined_on": joined, "left_on": left}


def spoke(partner: str, day: str, quantity: float = 1, kind: str = "review") -> dict[str, object]:
    return {"partner_id": partner, "date": day, "kind": kind, "quantity": quantity}


def test_points_a_year_over_the_months_that_are_left() -> None:
    # a: 1 in January 2025. Months 1 to 6 are divided by 6: 12·1/6 = 2 of 4 -> 50; the seventh 12/7 of 4 -> 42.857;
    # the twelfth 12/12 -> 25; in the thirteenth it has left the window: 0.
    rows = [spoke("a", "2025-01-05"), spoke("b", "2026-02-28", 0)]
    made = board(partners=[since("a"), since("b")], advocacy=rows)
    score = made.reading("advocacy_score")
    assert score.value[0].tolist() == pytest.approx(
        [50] * 6 + [100 * 12 / months / 4 for months in range(7, 13)] + [np.nan, 0], nan_ok=True
    )
    assert score.n[0].tolist() == [1] * 12 + [0, 0]
    assert score.n[1].tolist() == [0] * 13 + [1]
    assert score.coverage is not None
    assert score.coverage[0].tolist() == [1] * 12 + [0, 1]
    assert score.band_codes[0].tolist() == [2] * 6 + [1] * 6 + [0, 1]


def test_a_partial_month_and_a_late_joiner() -> None:
    # 10 of 30 days of September: a has 8 + 1/3 months: 12·3/(25/3) = 4.32 of 4 -> 100; b joined in March: 6 + 1/3
    # months, 12·1/(19/3) = 36/19 of 4; c joined in April: 5 + 1/3, divided by 6: 2 of 4
    rows = [spoke("a", "2026-01-05", 3), spoke("b", "2026-04-05"), spoke("c", "2026-09-10"), spoke("b", "2026-01-05")]
    partners = [since("a"), since("b", "2026-03-31"), since("c", "2026-04-01")]
    made = board(partners=partners, advocacy=rows)
    (part,) = made.advocacy.parts
    assert part.raw[:, -1].tolist() == pytest.approx([4.32, 36 / 19, 2])
    assert part.score[:, -1].tolist() == pytest.approx([100, 900 / 19, 50])
    assert part.reference.tolist() == [[4] * 9] * 3
    assert (part.name, part.label, part.unit) == ("activity", "Advocacy activities", "points a year")
    assert (part.weight.tolist(), part.rows[:, -1].tolist()) == ([1, 1, 1], [1, 1, 1])


def test_points_of_a_kind() -> None:
    # case_study 3 points (also as "study"), social_post a quarter, anything else 0.5: 2·3 + 1·3 + 4·0.25 + 1·0.5 =
    # 10.5; 12·10.5/6 = 21 of 24 -> 87.5
    text = METHOD_FILE.read_text(encoding="utf-8")
    text = text.replace("[advocacy.points]", "[advocacy.points]\ncase_study = 3\nsocial_post = 0.25")
    text = text.replace("default_points = 1.0", "default_points = 0.5").replace(
        "reference = 4.0 ", "reference = 24.0 "
    )
    method = parse_method(text.replace("[synonyms.kinds]", '[synonyms.kinds]\nstudy = "case_study"'))
    rows = [spoke("a", "2026-03-31", amount, kind) for kind, amount in
            [("case_study", 2), ("study", 1), ("social_post", 4), ("talk", 1)]]  # fmt: skip
    made = programme(advocacy=rows)
    composite = Board(made, method).advocacy
    assert composite.parts[0].raw.tolist() == [[21]]
    assert composite.value.tolist() == [[87.5]]
    assert composite.parts[0].rows.tolist() == [[4]]
    # The same programme under the shipped method: 8 activities, 12·8/6 = 16
    assert Board(made, default_method()).advocacy.parts[0].raw.tolist() == [[16]]


def test_windows_of_the_method() -> None:
    # A window of 4 months, at least 2: in May (2 + 6) of February to May, 12·8/4; in June, without the 2, 12·6/4;
    # in January 12·1/2
    rows = [spoke("a", "2026-01-05", 1), spoke("a", "2026-02-05", 2), spoke("a", "2026-05-31", 6),
            spoke("a", "2026-06-30", 0)]  # fmt: skip
    made, method = programme(advocacy=rows), default_method()
    short = replace(method, windows=replace(method.windows, advocacy=4, partial_advocacy=2))
    raw = Board(made, short).advocacy.parts[0].raw[0]
    assert raw.tolist() == pytest.approx([6, 18, 12, 9, 24, 18])
    assert Board(made, method).advocacy.parts[0].raw[0, 5] == pytest.approx(18)  # 12·9/6
    fewest = replace(method, windows=replace(method.windows, advocacy=4, partial_advocacy=3))
    assert Board(made, fewest).advocacy.parts[0].raw[0, 0] == pytest.approx(4)
    groups = everyone(made)
    assert Board(made, short).reading("active_advocate_rate", groups).n.tolist() == [[1, 2, 2, 2, 2, 2]]
    assert Board(made, method).reading("active_advocate_rate", groups).n.tolist() == [[1, 2, 2, 2, 3, 4]]


def test_a_partner_type_may_have_its_own_reference() -> None:
    text = METHOD_FILE.read_text(encoding="utf-8") + "\n[advocacy.types.referral]\nreference = 16\n"
    rows = [spoke("a", "2026-03-31"), spoke("r", "2026-03-31")]
    made = Board(programme(partners=[since("a"), since("r", kind="referral")], advocacy=rows), parse_method(text))
    # 2 a year of 4 and of 16
    assert made.advocacy.value[:, 0].tolist() == pytest.approx([50, 12.5])


def test_per_partner_and_rate_of_groups() -> None:
    # North: a 2 and 5 activities, b none; South: c 1 (left after January) and d none. A window of two months.
    partners = [
        since("a") | {"region": "N"},
        since("b") | {"region": "N"},
        since("c", left="2026-01-31") | {"region": "S"},
        since("d", "2026-02-01") | {"region": "S"},
    ]
    rows = [spoke("a", "2026-01-05", 2), spoke("a", "2026-02-28", 5), spoke("c", "2026-01-05", 1),
            spoke("b", "2026-03-31", 0)]  # fmt: skip
    made = board(None, 2, partners=partners, advocacy=rows)
    groups = grouped_by(made.programme, "region")
    found = made.reading("advocacy_per_partner", groups)
    # North 2/2, 7/2, 5/2; South 1/1, 1/1 (d), 0/1
    assert found.value.tolist() == [[1, 3.5, 2.5], [1, 1, 0]]
    assert found.n.tolist() == [[1, 2, 2], [1, 1, 0]]
    assert (found.kpi, found.labels) == ("advocacy_per_partner", ("N", "S"))
    rate = made.reading("active_advocate_rate", groups)
    # c's row is nobody's who exists in February
    assert rate.value.tolist() == [[50, 50, 50], [100, 0, 0]]
    assert rate.n.tolist() == [[1, 2, 3], [1, 0, 0]]
    assert (rate.kpi, rate.labels) == ("active_advocate_rate", ("N", "S"))


def test_small_activities_are_activities_and_zeros_are_none() -> None:
    made = board(advocacy=[spoke("a", "2026-03-31", 0.25), spoke("b", "2026-03-31", 0), spoke("c", "2026-03-31")])
    group = everyone(made.programme)
    assert made.reading("active_advocate_rate", group).value[0, 0] == pytest.approx(200 / 3)
    assert made.reading("advocacy_per_partner", group).value[0, 0] == pytest.approx(1.25 / 3)


def test_no_advocacy_at_all() -> None:
    made = board(interactions=[{"partner_id": "a", "date": "2026-03-31", "kind": "call"}])
    group = everyone(made.programme)
    assert made.advocacy.coverage.tolist() == [[0]]
    for kpi in ("advocacy_per_partner", "active_advocate_rate", "advocacy_score"):
        found = made.reading(kpi, group)
        assert np.isnan(found.value).tolist() == [[True]]
        assert found.n.tolist() == [[0]]


def test_without_a_partner_that_exists_nothing_is_per_partner() -> None:
    made = board(
        partners=[since("a", left="2026-01-31")], advocacy=[spoke("a", "2026-01-05"), spoke("a", "2026-02-09")]
    )
    group = everyone(made.programme)
    assert made.reading("advocacy_per_partner", group).value[0].tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert made.reading("active_advocate_rate", group).value[0].tolist() == pytest.approx([100, np.nan], nan_ok=True)


def test_who_came_after_the_last_delivery_is_missing_and_not_silent() -> None:
    # Advocacy was delivered for January; b joined in February, the span of its window is empty. a is at 0 next to it.
    partners = [since("a"), since("b", "2026-02-10", kind="referral"), since("c")]
    call = {"partner_id": "b", "date": "2026-03-31", "kind": "call"}
    made = board(partners=partners, advocacy=[spoke("a", "2026-01-31")], interactions=[call])
    assert made.reading("advocacy_score").value == pytest.approx(
        np.array([[50, 50, 50], [np.nan, np.nan, np.nan], [0, 0, 0]]), nan_ok=True
    )
    found = made.reading("advocacy_per_partner", grouped_by(made.programme, "partner_type"))
    # Referral partners: b alone; resellers: 1 of two
    assert found.value == pytest.approx(np.array([[np.nan, np.nan, np.nan], [0.5, 0.5, 0.5]]), nan_ok=True)
