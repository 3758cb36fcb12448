"""Insight rules about results: bookings, sources, scores at odds with them; each fires once and misses nearly."""

from __future__ import annotations

import pytest

from kpi.insight_rules import business, odds
from tests.kpi.insight_cases import board, deals, found, months, partners, who, work

MONTHS = months(30)
HALF_NOW, HALF_BEFORE, HALF_YEAR_AGO = MONTHS[-6:], MONTHS[-12:-6], MONTHS[-18:-12]
FRAME = deals("beta", MONTHS, amount=10.0)
"""Somebody else's deals in every month: the source speaks throughout."""


def won(was, now):
    """Acme wins so many deals of 1,000 in the half-year a year ago, and in the last one."""
    rows = deals("acme", HALF_YEAR_AGO[:1], each=was) + deals("acme", HALF_NOW[-1:], each=now)
    return board(partners=partners("acme", joined_on="2024-01-01") + partners("beta"), deals=rows + FRAME)


def test_bookings_decline_beyond_chance():
    # 8 deals, then 1: 7,000 less, and √(8·1000² + 1·1000²) = 3,000: 2.333 standard errors, where 2.33 are asked.
    given = won(8, 1)
    (one,) = found(business.bookings_decline, given)
    assert (who(given, [one]), one.before, one.value) == (["acme"], 8000.0, 1000.0)
    assert one.what == (
        "Acme booked 88% less: 1,000 from 1 deal in the six months to September 2026, against 8,000 from 8 deals in "
        "the same months a year before."
    )
    assert one.drivers == (("Number of deals won", -7000.0), ("Size of a deal", 0.0))


def test_a_decline_within_chance_is_none():
    # 8 and 2: 6,000 less, √10,000,000 = 3,162: 1.9 standard errors.
    assert found(business.bookings_decline, won(8, 2)) == []


def test_five_deals_are_too_few_to_decline():
    assert found(business.bookings_decline, won(5, 0)) == []
    assert len(found(business.bookings_decline, won(6, 0))) == 1  # 6,000 / √6,000,000 = 2.449


def test_a_decline_below_a_quarter_is_none():
    # 1,000 and 760 deals of 1,000: 5.7 standard errors, and 24 %.
    assert found(business.bookings_decline, won(1000, 760)) == []
    assert len(found(business.bookings_decline, won(1000, 740))) == 1


def test_drivers_tell_fewer_deals_from_smaller_ones():
    # 20 of 1,000, then 20 of 300: 14,000 less, all of it size; √(20·1000² + 20·300²) = 4,669, three times.
    rows = deals("acme", HALF_YEAR_AGO[:1], each=20) + deals("acme", HALF_NOW[-1:], each=20, amount=300.0)
    given = board(partners=partners("acme", joined_on="2024-01-01") + partners("beta"), deals=rows + FRAME)
    (one,) = found(business.bookings_decline, given)
    assert one.drivers == (("Number of deals won", 0.0), ("Size of a deal", pytest.approx(-14000)))


def test_a_young_partner_is_compared_with_the_half_year_before():
    rows = deals("acme", HALF_BEFORE[:1], each=8) + deals("acme", HALF_NOW[-1:])
    young = partners("acme", joined_on="2025-10-01") + partners("beta")
    (one,) = found(business.bookings_decline, board(partners=young, deals=rows + FRAME))
    assert "in the six months before" in one.what
    younger = partners("acme", joined_on="2025-11-01") + partners("beta")
    assert found(business.bookings_decline, board(partners=younger, deals=rows + FRAME)) == []


def test_a_type_declines_when_several_of_it_do():
    ids = [f"d{at}" for at in range(4)]
    rows = [row for id_ in ids for row in deals(id_, HALF_YEAR_AGO[:1], each=4)]
    given = board(partners=partners(*ids, kind="distributor", joined_on="2024-01-01") + partners("beta"),
                  deals=rows + FRAME)  # fmt: skip
    assert who(given, found(business.bookings_decline, given)) == ["distributor"]


def closed(own, ours, *, amount=1000.0, renewal=False):
    """(won, lost) deals of twelve months that partners brought, and that we brought."""
    rows = []
    for by, (wins, losses) in (("partner", own), ("us", ours)):
        worth = amount if by == "partner" else 1000.0
        rows += deals("acme", ["2026-06"], "won", by=by, each=wins, amount=worth)
        rows += deals("acme", ["2026-06"], "lost", by=by, each=losses)
    rows = [row | {"deal_type": "renewal"} for row in rows] if renewal else rows
    return board(partners=partners("acme"), deals=rows + deals("acme", MONTHS[:-12]))


def test_deals_that_partners_bring_win_clearly_more_often():
    # Wilson 95 %: 15 of 20 lies in 53–89 %, 6 of 20 in 15–52 %.
    given = closed((15, 5), (6, 14))
    one, *others = found(business.invest_partner_sourced, given)
    assert who(given, [one, *others]) == ["*", "reseller", "acme"]
    assert (one.kpi, one.value, one.before) == ("win_rate", 75.0, 30.0)
    assert one.what == (
        "Deals that partners brought were won in 75% of 20 cases in twelve months, those that we brought to them in "
        "30% of 20; the 95% intervals do not touch."
    )


@pytest.mark.parametrize(
    "given",
    [
        closed((14, 6), (6, 14)),  # 48–85 % and 15–52 % touch
        closed((9, 0), (0, 20)),  # nine of theirs: too few
        closed((15, 5), (6, 14), amount=300.0),  # won more often, worth less: 225 against 300 per closed deal
        closed((15, 5), (6, 14), renewal=True),  # renewals win more often anyway
    ],
)
def test_partner_sourced_deals_do_not_outperform(given):
    assert found(business.invest_partner_sourced, given) == []


PEERS = ("beta", "gamma", "delta", "epsilon")


def selling(acme_deals, *, peers=PEERS, amount=1000.0, **components):
    """Acme's deals in the last month, and a deal a month of each of its peers: twelve a year, 12,000."""
    rows = deals("acme", MONTHS[:1]) + deals("acme", MONTHS[-1:], each=acme_deals, amount=amount)
    rows += [row for id_ in peers for row in deals(id_, MONTHS)]
    interactions = [row for id_ in peers for row in work(id_, MONTHS)] + work("acme", MONTHS, **components)
    return board(partners=partners("acme", *peers), interactions=interactions, deals=rows)


def test_a_strong_score_with_hardly_any_bookings_is_told():
    # The median of the five is 12 deals of 1,000. P(at most 4 | 12) = 0.0076; 4,000 is a third of 12,000.
    given = selling(4)
    (one,) = found(odds.score_without_bookings, given)
    assert who(given, [one]) == ["acme"]
    assert one.what == (
        "Acme has strong engagement at 100.0 and booked 4,000 in twelve months, where the median of its peers among "
        "resellers is 12,000: the score does not tell what the partner sells."
    )


def test_low_bookings_that_may_be_chance_or_bad_score_are_not_told():
    assert found(odds.score_without_bookings, selling(5, amount=800.0)) == []  # P(at most 5 | 12) = 0.02
    assert found(odds.score_without_bookings, selling(4, amount=1001.0)) == []  # above a third
    assert found(odds.score_without_bookings, selling(4, marketing=0, enablement=0)) == []  # moderate
    assert found(odds.score_without_bookings, selling(4, peers=PEERS[:3])) == []  # four peers are none


LOW = {"communication": 1.0, "marketing": 0.0, "enablement": 0.0}
"""5 + 0 + 0 + 20 + 10 + 10: 45 points."""


def test_much_business_with_a_low_score_is_told():
    # P(at least 24 | 12) = 0.0015, and 24,000 is twice the median.
    given = selling(24, **LOW)
    (one,) = found(odds.bookings_without_engagement, given)
    assert who(given, [one]) == ["acme"]
    assert "low engagement at 45.0 and booked 24,000" in one.what


def test_business_that_is_not_twice_the_usual_or_comes_with_work_is_not_told():
    assert found(odds.bookings_without_engagement, selling(23, **LOW)) == []
    assert found(odds.bookings_without_engagement, selling(24)) == []
    # Two large deals: chance.
    assert found(odds.bookings_without_engagement, selling(2, amount=50_000.0, **LOW)) == []
