"""The oracle's KPIs of customers, campaigns and growth, worked by hand; the arithmetic stands in the comments."""

from datetime import date

import pytest

from tests.oracle.oracle import score
from tests.oracle.rows import Cells, answer, contact, deal, figure, find, partner

RECOMMEND = "likelihood_to_recommend"


def test_renewal_rate_and_lead_conversion() -> None:
    # Closed in January to March: renewals won 2, lost 1 -> 2/3 (the open one and the new one are none).
    # Sourced by the partner: won 1, lost 1 -> 50 %; the other won and lost deals are ours or nobody's.
    deals = [
        deal("A", "2024-01-01", "2024-01-10", "10", kind="renewal", source="partner"),
        deal("A", "2024-01-01", "2024-02-10", "20", kind="renewal", source="us"),
        deal("A", "2024-01-01", "2024-03-31", "30", kind="renewal", stage="lost"),
        deal("A", "2024-01-01", "2024-03-01", "40", kind="renewal", stage="open", source="partner"),
        deal("A", "2024-01-01", "2024-03-01", "50", kind="new", stage="lost", source="partner"),
        deal("A", "2024-01-01", "2024-03-01", "60"),
    ]
    found = score({"partners": [partner("A", kind="referral")], "deals": deals})
    renewed, converted = (find(found, "A", "2024-03", kpi) for kpi in ("renewal_rate", "lead_conversion"))
    assert (renewed.value, renewed.n) == (pytest.approx(200 / 3), 3)
    assert (converted.value, converted.n) == (50, 2)
    february = find(score({"partners": [partner("A")], "deals": deals[4:]}), "A", "2024-02", "renewal_rate")
    assert (february.value, february.n) == (None, 0)


def test_nps_takes_the_latest_recommendation_of_each_respondent() -> None:
    # ann: 10, then 3 -> critic. bob: 3, then 9 on the same day -> recommender. Nameless rows: 7 neither,
    # 6.9 critic. bob's 0 answers another question. A: (1 − 2)/4 = −25. B's ann is another: 9.
    # Both: (2 − 2)/5 = 0. In January 2025 ann's 3 of February is left and the rest of January is not:
    # −100 for A; in February 2025 nobody's.
    tables = {
        "partners": [partner("A"), partner("B")],
        "surveys": [
            answer("A", "2024-02-01", "3", who="ann", question=RECOMMEND),
            answer("A", "2024-01-31", "10", who="ann", question=RECOMMEND),
            answer("A", "2024-01-10", "3", who="bob", question=RECOMMEND),
            answer("A", "2024-01-10", "9", who="bob", question=RECOMMEND),
            answer("A", "2024-01-10", "7", question=RECOMMEND),
            answer("A", "2024-01-10", "6.9", question=RECOMMEND),
            answer("A", "2024-01-10", "0", who="bob"),
            answer("B", "2024-01-10", "9", who="ann", question=RECOMMEND),
        ],
    }
    found, everyone = score(tables, window=1), score(tables, window=1, group_by="all")
    nps = find(found, "A", "2024-02", "partner_nps")
    assert (nps.value, nps.n, nps.coverage, nps.band) == (-25, 4, None, "")
    assert (find(everyone, "*", "2024-02", "partner_nps").value, find(found, "B", "2024-02", "partner_nps").n) == (
        0,
        1,
    )
    later = score(tables, as_of=date(2025, 2, 28))
    values = [find(later, "A", month, "partner_nps").value for month in ("2024-12", "2025-01", "2025-02")]
    assert values == [-25, -100, None]


def test_nps_counts_answers_while_their_partner_exists_also_of_one_that_left_since() -> None:
    # A left in January: its 10 of January counts in the group of February, its 10 of February does not.
    # B: 0. February: (1 − 1)/2 = 0.
    tables = {
        "partners": [partner("A", left="2024-01-31"), partner("B")],
        "surveys": [
            answer("A", "2024-01-10", "10", who="ann", question=RECOMMEND),
            answer("A", "2024-02-10", "10", who="cid", question=RECOMMEND),
            answer("B", "2024-02-29", "0", who="dan", question=RECOMMEND),
        ],
    }
    everyone = score(tables, group_by="all")
    assert (find(everyone, "*", "2024-01", "partner_nps").value, find(everyone, "*", "2024-01", "partner_nps").n) == (
        100,
        1,
    )
    assert (find(everyone, "*", "2024-02", "partner_nps").value, find(everyone, "*", "2024-02", "partner_nps").n) == (
        0,
        2,
    )


def test_joint_campaigns_are_quantities_and_zero_or_missing() -> None:
    # A: 2 + 1 + 0 = 3 in three rows; an event is none. B has no row but the table has: 0. In 2025, a year
    # after the last delivery, nothing is left of the window: missing. C comes after the deliveries: missing.
    tables = {
        "partners": [partner("A"), partner("B", joined="2024-01-01"), partner("C", joined="2024-05-01")],
        "interactions": [
            contact("A", "2024-01-10", "co_marketing", "2"),
            contact("A", "2024-01-11", "Co-marketing"),
            contact("A", "2024-01-12", "co_marketing", "0"),
            contact("A", "2024-03-31", "event", "9"),
        ],
    }
    found, everyone = (score(tables, as_of=date(2025, 6, 30), group_by=by) for by in (None, "all"))
    assert [(find(found, key, "2024-03", "joint_campaigns").value) for key in "AB"] == [3, 0]
    assert (find(everyone, "*", "2024-03", "joint_campaigns").value) == 3
    assert (find(found, "A", "2024-03", "joint_campaigns").n, find(found, "B", "2024-03", "joint_campaigns").n) == (
        3,
        0,
    )
    assert [find(found, "A", month, "joint_campaigns").value for month in ("2024-04", "2024-06")] == [0, None]
    assert find(found, "C", "2024-05", "joint_campaigns").value is None


# Growth -------------------------------------------------------------------------------------------


def two_years() -> list[Cells]:
    """Won by A: 100 in January and 100 in February 2023, 300 in March 2024; a span of January to March."""
    return [
        deal("A", "2023-01-01", "2023-01-10", "100"),
        deal("A", "2023-01-01", "2023-02-10", "100"),
        deal("A", "2024-01-01", "2024-03-31", "300"),
    ]


def test_growth_against_the_same_window_a_year_before() -> None:
    # March 2024: 300 against January to March 2023, 200 -> 50 %. February 2024: 0 in the window, but December
    # 2022 is not in the span: missing. A window of 1: in February 0 against 100 -> −100 %; in March the base
    # is 0: missing. n are the deals won now.
    found, monthly = (score({"partners": [partner("A")], "deals": two_years()}, window=each) for each in (3, 1))
    growth = find(found, "A", "2024-03", "bookings_growth")
    assert (growth.value, growth.n) == (pytest.approx(50), 1)
    february = find(found, "A", "2024-02", "bookings_growth")
    assert (february.value, february.n) == (None, 0)
    assert find(monthly, "A", "2024-02", "bookings_growth").value == -100
    march = find(monthly, "A", "2024-03", "bookings_growth")
    assert (march.value, march.n) == (None, 1)


def test_growth_needs_existence_in_every_month_of_the_earlier_window() -> None:
    # A joined in February 2023: no growth of its own. With B, which was there in January 2023 and left in
    # February 2023, the group has one in each month. With C, there in January 2024 only, it has not.
    whole = [partner("A", joined="2023-02-20"), partner("B", left="2023-02-01")]
    torn = [partner("A", joined="2023-02-20"), partner("C", joined="2024-01-01")]
    assert find(score({"partners": whole, "deals": two_years()}), "A", "2024-03", "bookings_growth").value is None
    values = [
        find(score({"partners": each, "deals": two_years()}, group_by="all"), "*", "2024-03", "bookings_growth").value
        for each in (whole, torn)
    ]
    assert values == [pytest.approx(50), None]


def test_market_penetration_and_its_growth() -> None:
    # January to March 2024: 300 of 2,000 + 4,000 -> 5 %, one deal and two rows. A year before: 200 of 2,000
    # -> 10 %. Growth 5 − 10 = −5 points. Months are not paired: no market size in the months of the deals.
    sizes = [
        figure("A", "2023-01-31", "market_size", "0"),
        figure("A", "2023-03-31", "market_size", "2000"),
        figure("A", "2024-01-31", "market_size", "2000"),
        figure("A", "2024-02-29", "market_size", "4000"),
        figure("A", "2024-02-29", "market_size", "1", by="partner"),
    ]
    tables = {"partners": [partner("A")], "deals": two_years(), "measures": sizes}
    found = score(tables)
    share, growth = (find(found, "A", "2024-03", kpi) for kpi in ("market_penetration", "market_share_growth"))
    assert (share.value, share.n) == (pytest.approx(5), 3)
    assert (growth.value, growth.n) == (pytest.approx(-5), 3)
    # In May 2023 bookings are 0 and the market is known: 0 %. In June nothing is known of the market; and as a
    # base of nothing 2024's January (a window of 1) has no growth.
    assert find(found, "A", "2023-05", "market_penetration").value == 0
    june = find(found, "A", "2023-06", "market_penetration")
    assert (june.value, june.n) == (None, 0)
    monthly = score(tables, window=1)
    assert find(monthly, "A", "2023-01", "market_penetration").value is None
    assert find(monthly, "A", "2024-01", "market_share_growth").value is None
    # The measures start in February 2023: the earlier window is not whole. It applies to every type, though
    # penetration does not.
    late = dict(tables, measures=sizes[1:], partners=[partner("A", kind="service")])
    assert find(score(late), "A", "2024-03", "market_share_growth").value is None
    early = dict(tables, partners=[partner("A", kind="service")])
    assert find(score(early), "A", "2024-03", "market_share_growth").value == pytest.approx(-5)


# Lifetime value -----------------------------------------------------------------------------------


def customers_of_a_year() -> list[Cells]:
    """Deals from April 2023 on: four won, 3,000 in all, of Acme, Globex and nobody named; one renewal lost."""
    return [
        deal("A", "2023-04-01", "2023-04-30", "1000", kind="renewal", customer="Acme"),
        deal("A", "2023-05-01", "2023-06-30", "500", kind="new", customer="Acme"),
        deal("A", "2023-05-01", "2023-07-31", "900", customer=" Globex "),
        deal("A", "2023-05-01", "2023-08-31", "600", kind="expansion"),
        deal("A", "2023-05-01", "2024-03-31", "", kind="renewal", stage="lost", customer="Initech"),
    ]


def margins() -> list[Cells]:
    """Gross margins of 40 and 20 %."""
    return [
        figure("A", "2023-04-30", "gross_margin", "40"),
        figure("A", "2024-03-31", "gross_margin", "20"),
        figure("A", "2024-03-31", "gross_margin", "99", by="partner"),
    ]


def test_customer_lifetime_value() -> None:
    # March 2024: April 2023 to March 2024 of the 24 months are left, 12. 3,000 of 2 customers: 1,500 a year
    # each; margin (40 + 20)/2 = 30 %; renewals 1 of 2: lifetime 1/max(0.5, 1/3) = 2 years. 1,500·0.3·2 = 900.
    # February 2024: 11 months; margin 40 %; renewals 1 of 1: 1/max(0, 1/2) = 2 years: 3,000/2·12/11·0.4·2.
    tables = {"partners": [partner("A")], "deals": customers_of_a_year(), "measures": margins()}
    for window in (3, 1):
        found = score(tables, window=window)
        march, february = (find(found, "A", month, "customer_lifetime_value") for month in ("2024-03", "2024-02"))
        assert (march.value, march.n) == (pytest.approx(900), 4)
        assert (february.value, february.n) == (pytest.approx(1500 * 12 / 11 * 0.8), 4)


def test_customer_lifetime_value_of_a_partial_month_and_of_less_than_one() -> None:
    # As of 15 June 2023: April, May and half of June = 2.5 months; 1,000 (500 closes on the 30th) of Acme:
    # 1,000·12/2.5 = 4,800; margin 40 %; lifetime 2: 3,840. Without the row of June the span ends in May: 2
    # months, 4,800. As of 15 April (nothing won): missing, n = 0. With a deal won on 10 April: half a month
    # counts as 1: 70·12·0.4·2 = 672.
    june = deal("A", "2023-06-01", "", stage="open")
    tables = {"partners": [partner("A")], "deals": customers_of_a_year(), "measures": margins()[:1]}
    row = find(score(tables, as_of=date(2023, 6, 15)), "A", "2023-06", "customer_lifetime_value")
    assert (row.value, row.n) == (pytest.approx(4800), 1)
    tables["deals"] = [*customers_of_a_year(), june]
    row = find(score(tables, as_of=date(2023, 6, 15)), "A", "2023-06", "customer_lifetime_value")
    assert (row.value, row.n) == (pytest.approx(3840), 1)
    row = find(score(tables, as_of=date(2023, 4, 15)), "A", "2023-04", "customer_lifetime_value")
    assert (row.value, row.n) == (None, 0)
    early = [deal("A", "2023-04-01", "2023-04-10", "70", kind="renewal", customer="Acme")]
    tables = {"partners": [partner("A")], "deals": early}
    tables["measures"] = [figure("A", "2023-04-05", "gross_margin", "40")]
    row = find(score(tables, as_of=date(2023, 4, 15)), "A", "2023-04", "customer_lifetime_value")
    assert (row.value, row.n) == (pytest.approx(672), 1)


def test_customer_lifetime_value_of_a_group_counts_a_shared_customer_once() -> None:
    # B sells 600 to Acme and renews it: 3,600 of 2 customers; margins 40, 20 and B's 60: 40 %; renewals 2 of
    # 3: lifetime 1/max(1/3, 1/4) = 3. 1,800·0.4·3 = 2,160.
    tables = {
        "partners": [partner("A"), partner("B")],
        "deals": [
            *customers_of_a_year(),
            deal("B", "2024-01-01", "2024-01-31", "600", kind="renewal", customer="Acme"),
        ],
        "measures": [*margins(), figure("B", "2024-01-31", "gross_margin", "60")],
    }
    row = find(score(tables, group_by="all"), "*", "2024-03", "customer_lifetime_value")
    assert (row.value, row.n) == (pytest.approx(2160), 5)


@pytest.mark.parametrize("without", ["customer", "margin", "renewal"])
def test_customer_lifetime_value_needs_customers_margin_and_renewals(without: str) -> None:
    # One thing is taken away at a time; the four deals won are counted anyway.
    deals = [
        {
            **row,
            "customer": "" if without == "customer" else row["customer"],
            "deal_type": "new" if without == "renewal" else row["deal_type"],
        }
        for row in customers_of_a_year()
    ]
    tables = {"partners": [partner("A")], "deals": deals, "measures": [] if without == "margin" else margins()}
    row = find(score(tables), "A", "2024-03", "customer_lifetime_value")
    assert (row.value, row.n) == (None, 4)
