"""Insight rules about the records and about targets; each fires once and misses nearly."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.insight_rules import goals, records
from tests.kpi.insight_cases import answers, board, deals, found, measure, months, partners, who, work

MONTHS = months(24)
BOTH = partners("acme", "beta")


def test_a_source_is_stale_after_two_months_and_longer_than_it_ever_paused():
    rows = [row for month in MONTHS[:-2] for row in deals("acme", [month])]
    given = board(partners=BOTH, interactions=work("acme", MONTHS) + work("beta", MONTHS), deals=rows)
    (one,) = found(records.stale_data, given)
    assert (who(given, [one]), one.value) == (["*"], 2.0)
    assert one.what == (
        "The deals end in July 2026: 2 months without a row of anybody, where every month had some before."
    )


@pytest.mark.parametrize(
    "when",
    [
        MONTHS[:-1],  # one month late
        [*MONTHS[0:19:6], MONTHS[21]],  # once in half a year, and the last two months ago
        MONTHS[-4:-2],  # two deliveries are no rhythm
    ],
)
def test_a_source_is_not_stale(when):
    given = board(partners=BOTH, interactions=work("acme", MONTHS), deals=deals("acme", when))
    assert found(records.stale_data, given) == []


def quiet(when, *, last=date(2026, 9, 30)):
    return board(as_of=last, partners=BOTH, interactions=work("acme", when) + work("beta", MONTHS))


def test_a_partner_with_rows_every_month_is_silent_after_two():
    # (1 − 12/13)² = 0.006.
    given = quiet(MONTHS[:-2])
    (one,) = found(records.partner_silent, given)
    assert who(given, [one]) == ["acme"]
    assert one.what == (
        "Nothing has been recorded of Acme for 2 months, by neither side; in the twelve months before, 12 months had "
        "rows."
    )


@pytest.mark.parametrize(
    "when",
    [
        MONTHS[:-1],  # one month
        [month for month in MONTHS[:-2] if month != "2026-02"],  # (1 − 11/13)² = 0.024
    ],
)
def test_a_partner_is_quiet_as_usual(when):
    assert found(records.partner_silent, quiet(when)) == []


def test_no_partner_is_silent_when_the_source_is():
    given = board(
        partners=BOTH,
        interactions=work("acme", MONTHS[:-2]) + work("beta", MONTHS[:-2]),
        deals=deals("beta", MONTHS),
    )
    assert found(records.partner_silent, given) == []


def reported(theirs, *, when=MONTHS[-1:], **columns):
    figures = measure("acme", MONTHS, "units_sold", 100.0) + measure("acme", when, "units_sold", theirs, by="partner")
    return board(partners=partners("acme", **columns), measures=figures)


def test_figures_that_differ_by_more_than_the_tolerance_disagree():
    given = reported(106.0)
    (one,) = found(records.numbers_disagree, given)
    assert (who(given, [one]), one.kpi, one.before, one.value) == (["acme"], "sales_volume", 100.0, 106.0)
    assert one.what == "Acme reports 106 for units sold where we have 100, 6% apart, for September 2026."


def test_figures_that_agree_or_differed_long_ago_are_no_news():
    assert found(records.numbers_disagree, reported(105.0)) == []  # 5 of 105 is 4.8 %
    assert found(records.numbers_disagree, reported(150.0, when=MONTHS[-4:-3])) == []
    assert found(records.numbers_disagree, reported(150.0, left_on="2026-09-10")) == []
    assert found(records.numbers_disagree, board(measures=measure("acme", MONTHS, "units_sold", 9.0))) == []


def test_averages_that_differ_are_averaged():
    figures = measure("acme", MONTHS, "customer_satisfaction", 80.0)
    figures += measure("acme", MONTHS[-2:], "customer_satisfaction", 60.0, by="partner")
    (one,) = found(records.numbers_disagree, board(partners=partners("acme"), measures=figures))
    assert (one.kpi, one.before, one.value) == ("customer_satisfaction", 80.0, 60.0)
    assert one.what.endswith("25% apart, for August 2026 and September 2026.")


def aiming(target, *, low_until=20, due="2026-12-31", **scope):
    """Acme without training (80) up to a month, with it (100) from there on."""
    rows = work("acme", MONTHS[:low_until], enablement=0) + work("acme", MONTHS[low_until:])
    return board(
        partners=partners("acme"),
        interactions=rows + work("beta", MONTHS),
        targets=[{"kpi": "engagement_score", "value": target, "due": due} | scope],
    )


def test_a_target_is_reached_when_it_is_held_for_a_quarter():
    # Training again from June (column 20): 80 + 20/3 in June, 93.3 in July, 100 from August on: 86 since June.
    given = aiming(86.0, partner_id="acme")
    (one,) = found(goals.target_reached, given)
    assert who(given, [one]) == ["acme"]
    assert one.what == (
        "Acme: Partner Engagement Score has met the target of 86.0 every month since June 2026, now 100.0."
    )
    assert one.before == pytest.approx(80)


def test_a_target_held_for_two_months_or_for_long_is_no_news():
    assert found(goals.target_reached, aiming(94.0, partner_id="acme")) == []  # since August
    assert found(goals.target_reached, aiming(86.0, partner_id="acme", low_until=17)) == []  # since March
    assert found(goals.target_reached, aiming(86.0, partner_id="acme", due="2026-08-31")) == []  # over
    assert found(goals.target_reached, aiming(70.0, partner_id="acme")) == []  # never missed


def test_targets_of_nobody_are_no_findings():
    for scope in ({"partner_id": "nobody"}, {"partner_type": "service"}):
        assert found(goals.target_reached, aiming(86.0, **scope)) == []
        assert found(goals.target_at_risk, aiming(86.0, **scope)) == []
    assert found(goals.target_reached, aiming(86.0, kpi="no_such_kpi")) == []


def test_a_target_of_all_partners_is_one_of_the_programme():
    # The mean of Acme and Beta: 90 until May, 93.3 in June, 96.7 in July, then 100.
    given = aiming(93.0)
    (one,) = found(goals.target_reached, given)
    assert who(given, [one]) == ["*"]
    assert one.what.startswith("All partners: Partner Engagement Score has met the target of 93.0")


def test_a_target_that_nothing_moves_towards_is_at_risk():
    # At 80 all along, 100 by the end of the year.
    given = aiming(99.0, partner_id="acme", low_until=24)
    (one,) = found(goals.target_at_risk, given)
    assert (who(given, [one]), one.kpi) == (["acme"], "engagement_score")
    assert one.value == pytest.approx(80)
    assert one.what.startswith("Acme: Partner Engagement Score is 80.0 and should be 99.0 by 31 December 2026.")


def test_a_target_that_is_met_or_over_is_not_at_risk():
    assert found(goals.target_at_risk, aiming(79.0, partner_id="acme", low_until=24)) == []
    assert found(goals.target_at_risk, aiming(99.0, partner_id="acme", low_until=24, due="2026-06-30")) == []
    gone = board(
        partners=partners("acme", left_on="2026-09-15"),
        interactions=work("acme", MONTHS, enablement=0) + work("beta", MONTHS),
        targets=[{"kpi": "engagement_score", "value": 99.0, "due": "2026-12-31", "partner_id": "acme"}],
    )
    assert found(goals.target_at_risk, gone) == []


def test_the_survey_is_not_stale_half_a_year_after_a_wave():
    waves = [row for month in (MONTHS[0], MONTHS[6], MONTHS[12], MONTHS[18]) for row in answers("acme", month, 3)]
    given = board(partners=BOTH, interactions=work("acme", MONTHS), surveys=waves)
    assert found(records.stale_data, given) == []
