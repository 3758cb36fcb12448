"""Insight rules about people: advocates, registrations, surveys, satisfaction; each fires once and misses nearly."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.insight_rules import people
from tests.kpi.insight_cases import answers, board, deals, found, measure, months, partners, who, work

MONTHS = months(30)
LATEST = MONTHS[-1]


def speaks(partner, when):
    return [{"partner_id": partner, "date": f"{month}-05", "kind": "reference"} for month in when]


def advocates(*activity_months):
    """Acme's activities, with Beta speaking every month."""
    return board(
        partners=partners("acme", "beta"),
        advocacy=speaks("acme", activity_months) + speaks("beta", MONTHS),
    )


def test_an_advocate_lapses_a_year_after_the_last_of_four_activities():
    # The last activity is of September 2025; September 2026 is the twelfth month without one.
    given = advocates("2024-12", "2025-03", "2025-06", "2025-09")
    (one,) = found(people.advocate_lapsed, given)
    assert who(given, [one]) == ["acme"]
    assert one.what == (
        "Acme has not spoken for us since September 2025; in the twelve months until then it did so 4 times."
    )
    assert (one.value, one.before) == (0.0, 100.0)


@pytest.mark.parametrize(
    "when",
    [
        ("2024-12", "2025-03", "2025-06", "2025-10"),  # eleven months ago: not yet
        ("2025-03", "2025-06", "2025-09"),  # three activities: no advocate
        ("2024-09", "2025-03", "2025-06", "2025-09"),  # the fourth is older than a year before the last
        ("2024-09", "2024-12", "2025-03", "2025-06"),  # lapsed in June: that has been said
    ],
)
def test_an_advocate_has_not_lapsed(when):
    assert found(people.advocate_lapsed, advocates(*when)) == []


def test_no_advocate_lapses_when_the_source_is_silent():
    activity = speaks("acme", ("2024-12", "2025-03", "2025-06", "2025-09")) + speaks("beta", MONTHS[:-3])
    given = board(
        partners=partners("acme", "beta"), advocacy=activity, interactions=work("acme", MONTHS) + work("beta", MONTHS)
    )
    assert found(people.advocate_lapsed, given) == []


def registers(partner, days):
    return [{"partner_id": partner, "date": day, "kind": "deal_reg"} for day in days]


EVERY_WEEK = [date.fromordinal(date(2025, 8, 1).toordinal() + 7 * week).isoformat() for week in range(53)]
"""Friday by Friday from 1 August 2025; the last one is 31 July 2026."""


def registrations(last, *, as_of=date(2026, 9, 30)):
    beta = registers("beta", [f"{month}-25" for month in MONTHS])
    acme = registers("acme", [day for day in EVERY_WEEK if day <= last])
    return board(as_of=as_of, partners=partners("acme", "beta"), interactions=acme + beta + work("beta", MONTHS))


def test_sixty_silent_days_of_a_partner_that_registers_weekly():
    # 31 July to 29 September are 60 days; (364 / 424)^53 = 0.0003.
    given = registrations("2026-07-31", as_of=date(2026, 9, 29))
    (one,) = found(people.no_registration, given, column=29)
    assert (who(given, [one]), one.value) == (["acme"], 60.0)
    assert one.what == "Acme has registered no deal for 60 days; before, it did so every 7 days on average."


def test_fifty_nine_silent_days_are_not_sixty():
    assert found(people.no_registration, registrations("2026-07-31", as_of=date(2026, 9, 28)), column=29) == []


def test_a_partner_that_registers_monthly_may_wait_sixty_days():
    # Twelve in a year: (334 / (334 + 63))^12 = 0.13.
    acme = registers("acme", [f"{month}-29" for month in MONTHS[-15:-2] if month != "2026-02"])
    beta = registers("beta", [f"{month}-25" for month in MONTHS])
    given = board(partners=partners("acme", "beta"), interactions=acme + beta + work("beta", MONTHS))
    assert found(people.no_registration, given) == []


def test_a_registration_in_the_running_month_ends_the_silence():
    # September is the last complete month, and the registration is of 9 October.
    weekly = registers("acme", [*EVERY_WEEK, "2026-10-09"]) + registers("beta", ["2026-10-02"])
    given = board(as_of=None, partners=partners("acme", "beta"), interactions=weekly + work("beta", MONTHS))
    assert given.programme.calendar.partial
    assert found(people.no_registration, given) == []


def test_no_partner_is_blamed_when_nobody_registers():
    acme = registers("acme", EVERY_WEEK)
    given = board(partners=partners("acme", "beta"), interactions=acme + work("beta", MONTHS, pipeline=0))
    assert found(people.no_registration, given) == []


def surveyed(*said):
    rows = [row for one in said for row in one]
    interactions = work("acme", MONTHS) + work("beta", MONTHS)
    return board(partners=partners("acme", "beta"), interactions=interactions, surveys=rows)


BETA = answers("beta", "2026-03", 5)


def test_two_respondents_are_too_thin_and_three_are_not():
    given = surveyed(answers("acme", "2026-03", 2), BETA)
    (one,) = found(people.thin_survey, given)
    assert who(given, [one]) == ["acme"]
    assert "2 people" in one.what
    assert found(people.thin_survey, surveyed(answers("acme", "2026-03", 3), BETA)) == []


def test_who_never_answered_is_named_after_three_months():
    joined = partners("acme", joined_on="2026-07-14") + partners("beta")
    interactions = work("acme", MONTHS[-3:]) + work("beta", MONTHS)
    given = board(partners=joined, interactions=interactions, surveys=BETA)
    (one,) = found(people.survey_unanswered, given)
    assert one.what == "Acme has not answered a survey in 3 months, so it has no mindshare score."
    later = board(partners=partners("acme", joined_on="2026-08-01") + partners("beta"), interactions=interactions,
                  surveys=BETA)  # fmt: skip
    assert found(people.survey_unanswered, later) == []


def test_nobody_is_unanswered_when_nobody_is_asked():
    assert found(people.survey_unanswered, surveyed(answers("beta", "2025-09", 3))) == []


def test_answers_run_out_a_year_after_the_last():
    # Answered in August 2025: valid until July 2026.
    given = surveyed(answers("acme", "2025-08", 3), BETA)
    (one,) = found(people.survey_ran_out, given)
    assert who(given, [one]) == ["acme"]
    assert "no mindshare score since August 2026" in one.what
    assert found(people.survey_ran_out, surveyed(answers("acme", "2025-10", 3), BETA)) == []
    # February 2025: out since February 2026, more than two quarters ago.
    assert found(people.survey_ran_out, surveyed(answers("acme", "2025-02", 3), BETA)) == []


def satisfied(last, *, led=3, ours=1):
    ids = ("acme", "beta", "gamma")
    figures = [row for id_ in ids for row in measure(id_, MONTHS[:-3], "customer_satisfaction", 80.0)]
    figures += measure("acme", MONTHS[-3:], "customer_satisfaction", last)
    figures += [row for id_ in ids[1:] for row in measure(id_, MONTHS[-3:], "customer_satisfaction", 80.0)]
    closed = deals("acme", MONTHS[-led:], by="partner") + deals("acme", MONTHS[-ours:], by="us") if ours else deals(
        "acme", MONTHS[-led:], by="partner"
    )  # fmt: skip
    return board(partners=partners(*ids), measures=figures, deals=closed)


def test_satisfaction_drops_where_the_partner_leads():
    given = satisfied(70.0)
    (one,) = found(people.satisfaction_drop, given)
    assert (who(given, [one]), one.before, one.value) == (["acme"], 80.0, 70.0)
    assert "brought 3 of the 4 deals that closed" in one.what


def test_satisfaction_that_hardly_drops_or_elsewhere_is_none():
    assert found(people.satisfaction_drop, satisfied(77.1)) == []  # 2.9 points
    assert found(people.satisfaction_drop, satisfied(70.0, led=2, ours=2)) == []  # half of the deals are ours
    assert found(people.satisfaction_drop, satisfied(70.0, led=2, ours=0)) == []  # two deals say nothing
    assert len(found(people.satisfaction_drop, satisfied(76.9))) == 1  # 3.1 points, of a figure that never moved
