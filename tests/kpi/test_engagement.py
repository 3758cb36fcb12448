"""Partner Engagement Score on frames worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kpi.board import Board
from kpi.change import change
from kpi.contributions import contributions
from kpi.engagement import component_slots, unmapped_kinds
from kpi.method import parse_method
from kpi.reading import everyone
from tests.kpi.frames import METHOD_FILE, board, default_method, programme, value


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


PARTS = [  # component, label, a kind, weight, reference per quarter (SPEC 4)
    ("communication", "Communication", "check_in", 20, 12),
    ("marketing", "Joint marketing", "mdf_claim", 20, 6),
    ("enablement", "Training", "certification", 20, 3),
    ("pipeline", "Pipeline work", "deal_update", 20, 6),
    ("feedback", "Feedback", "survey_response", 10, 3),
    ("planning", "Joint planning", "business_review", 10, 1),
]


def test_parts_of_a_score() -> None:
    # Two complete months. Quantities 5, 3, 1, 0, 0.5 and 2 of one row each, 3·q/2: 7.5, 4.5, 1.5, 0, 0.75 and 3
    quantities = [5, 3, 1, 0, 0.5, 2]
    rows = [
        row("a", "2026-02-28", kind, amount) for (_, _, kind, _, _), amount in zip(PARTS, quantities, strict=True)
    ]
    rows.append(row("a", "2026-01-31", "other"))
    made = board(interactions=rows)
    parts = made.engagement.parts
    assert [(one.name, one.label, float(one.weight[0])) for one in parts] == [
        (name, label, weight) for name, label, _, weight, _ in PARTS
    ]
    assert [float(one.reference[0, 1]) for one in parts] == [reference for *_, reference in PARTS]
    assert [float(one.raw[0, 1]) for one in parts] == pytest.approx([7.5, 4.5, 1.5, 0, 0.75, 3])
    assert [float(one.score[0, 1]) for one in parts] == pytest.approx([62.5, 75, 50, 0, 25, 100])
    assert [one.rows[0].tolist() for one in parts] == [[0, 1]] * 6
    assert {one.unit for one in parts} == {"per quarter"}
    # (20·62.5 + 20·75 + 20·50 + 0 + 10·25 + 10·100)/100
    assert value(made, "engagement_score", "a", "2026-02") == pytest.approx(50)
    reading = made.reading("engagement_score")
    assert reading.n.tolist() == [[0, 6]]
    assert reading.coverage is not None
    assert reading.coverage.tolist() == [[0, 1]]
    assert np.isnan(reading.value[0, 0])
    assert reading.band_codes.tolist() == [[0, 2]]


def test_kinds_share_a_component_and_words_of_the_file_mean_kinds() -> None:
    # qbr is a business review, telephone a call: 2 + 4 + 8 calls, 1 + 1 plans; a lunch counts nowhere
    rows = [
        row("a", "2026-03-31", kind, amount)
        for kind, amount in [
            ("telephone", 2),
            ("call", 4),
            ("meeting", 8),
            ("qbr", 1),
            ("joint_plan", 1),
            ("lunch", 99),
        ]
    ]
    made = board(interactions=rows)
    assert [float(one.raw[0, 0]) for one in made.engagement.parts] == pytest.approx(
        [42, np.nan, np.nan, np.nan, np.nan, 6], nan_ok=True
    )
    assert [float(one.rows[0, 0]) for one in made.engagement.parts] == [3, 0, 0, 0, 0, 2]
    assert component_slots(made.programme, made.method) == {
        "call": 0, "joint_plan": 5, "meeting": 0, "qbr": 5, "telephone": 0,
    }  # fmt: skip
    assert unmapped_kinds(made.programme, made.method) == {"lunch": 1}


def test_another_window_has_another_length() -> None:
    # January 3, February 0, March 4 (a row of 0 keeps the span): 1 month 3·4/1 = 12; 2 months 3·4/2 = 6; 6: 3·7/3
    rows = [row("a", "2026-01-05", "call", 3), row("a", "2026-03-31", "call", 4)]
    made = programme(interactions=rows)
    raw = [
        float(Board(made, default_method(), window).engagement.parts[0].raw[0, 2]) for window in (1, 2, 3, 6)
    ]  # fmt: skip
    assert raw == pytest.approx([12, 6, 7, 7])
    assert Board(made, default_method()).months == 3
    assert Board(made, default_method(), 6).months == 6


def test_a_partner_type_may_differ_in_weight_and_reference() -> None:
    # 6 calls a quarter and 3 trainings: resellers 50 and 100, weights 20 and 20; distributors 6 of 24 -> 25,
    # weights 60 and 20
    text = METHOD_FILE.read_text(encoding="utf-8") + (
        "\n[engagement.types.distributor.communication]\nweight = 60\nreference = 24\n"
    )
    method = replace(parse_method(text), minimum_coverage=0.1)
    partners = [{"partner_id": one, "name": one, "partner_type": kind}
                for one, kind in (("a", "reseller"), ("d", "distributor"), ("e", "reseller"))]  # fmt: skip
    rows = [row(one, "2026-01-31", kind, amount) for one in "ade" for kind, amount in (("call", 2), ("training", 1))]
    made = Board(programme(partners=partners, interactions=rows), method).engagement
    assert made.parts[0].score[:, 0].tolist() == pytest.approx([50, 25, 50])
    assert made.parts[0].reference[:, 0].tolist() == [12, 24, 12]
    # (20·50 + 20·100)/40 and (60·25 + 20·100)/80; coverage 40/100 and 80/140
    assert made.value[:, 0].tolist() == pytest.approx([75, 43.75, 75])
    assert made.coverage[:, 0].tolist() == pytest.approx([0.4, 80 / 140, 0.4])


def test_the_same_programme_under_other_components() -> None:
    made, method = (
        programme(interactions=[row("a", "2026-03-31", "call", 2), row("a", "2026-03-31", "lunch", 5)]),
        (default_method()),
    )
    assert Board(made, method).engagement.parts[0].raw.tolist() == [[6]]
    first, *rest = method.components
    lunches = replace(method, components=(replace(first, kinds=(*first.kinds, "lunch")), *rest))
    assert Board(made, lunches).engagement.parts[0].raw.tolist() == [[21]]
    fewer = replace(method, components=(first,))
    assert [one.raw.tolist() for one in Board(made, fewer).engagement.parts] == [[[6]]]
    assert Board(made, fewer).engagement.value.tolist() == [[50]]


def test_without_interactions_nothing_has_data() -> None:
    made = board(advocacy=[{"partner_id": "a", "date": "2026-03-31", "kind": "review", "quantity": 1}])
    assert made.engagement.coverage.tolist() == [[0]]
    assert np.isnan(made.engagement.value).all()
    assert made.reading("engagement_score").n.tolist() == [[0]]
    assert component_slots(made.programme, made.method) == {}
    assert unmapped_kinds(made.programme, made.method) == {}
    assert np.isnan(made.reading("joint_campaigns").value).all()
    assert made.reading("joint_campaigns").n.tolist() == [[0]]


# Joint campaigns


def test_joint_campaigns_are_quantities_of_both_sides_kinds() -> None:
    # Window of three: a 2 in January, 3 (as "joint_marketing") in February; a campaign of one side is none
    partners = [{"partner_id": one, "name": one, "partner_type": "reseller", "joined_on": "2020-01-01",
                 "left_on": left} for one, left in (("a", None), ("b", "2026-02-28"))]  # fmt: skip
    rows = [
        row("a", "2026-01-05", "co_marketing", 2),
        row("a", "2026-02-05", "joint_marketing", 3),
        row("a", "2026-02-06", "campaign", 70),
        row("b", "2026-02-07", "co_marketing", 5),
        row("b", "2026-03-31", "co_marketing", 90),
        row("a", "2026-04-30", "call", 1),
    ]
    made = board(partners=partners, interactions=rows)
    found = made.reading("joint_campaigns")
    assert found.value.tolist() == [[2, 5, 5, 3], [0, 5, 5, 5]]
    assert found.n.tolist() == [[1, 2, 2, 1], [0, 1, 1, 1]]
    assert (found.kpi, found.labels, found.bands, found.coverage) == ("joint_campaigns", ("a", "b"), None, None)
    group = made.reading("joint_campaigns", everyone(made.programme))
    assert group.value.tolist() == [[2, 10, 10, 8]]
    assert group.n.tolist() == [[1, 3, 3, 2]]
    assert board(None, 1, partners=partners, interactions=rows).reading("joint_campaigns").value[0].tolist() == [
        2, 3, 0, 0,
    ]  # fmt: skip


def test_joint_campaigns_are_missing_without_delivery() -> None:
    # Interactions of January 2025 and of February 2026: twelve months are delivered, January 2026 is not
    rows = [row("a", "2025-01-05", "co_marketing", 2), row("a", "2026-02-28", "call")]
    found = board(interactions=rows).reading("joint_campaigns").value[0]
    assert found[:12].tolist() == [2, 2, 2, *[0] * 9]
    assert np.isnan(found[12])
    assert found[13] == 0
