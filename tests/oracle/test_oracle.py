"""The oracle against values worked by hand; the arithmetic stands in the comments."""

from datetime import date

import pytest

from tests.oracle.oracle import score
from tests.oracle.rows import answer, contact, deal, find, partner


def test_engagement_renormalises_over_the_components_that_anyone_has() -> None:
    # Three complete months. Communication 6 a quarter of 12 -> 50; marketing none by anyone; enablement
    # 3 of 3 -> 100; pipeline 3 of 6 -> 50; feedback and planning none. Weights 20 + 20 + 20 = 60 of 100.
    # (20·50 + 20·100 + 20·50) / 60 = 66.666…; coverage 0.6, not below 0.6.
    tables = {
        "partners": [partner("A")],
        "interactions": [
            contact("A", "2024-01-10", "meeting", "6"),
            contact("A", "2024-02-10", "training", "3"),
            contact("A", "2024-03-31", "lead", "3"),
        ],
    }
    row = find(score(tables), "A", "2024-03", "engagement_score")
    assert row.value == pytest.approx(200 / 3, abs=1e-12)
    assert (row.coverage, row.band, row.partial) == (0.6, "moderate", False)


def test_engagement_in_a_partial_month_counts_the_elapsed_fraction() -> None:
    # as_of 15 April: 30 days, so half a month. Window Feb, Mar, Apr = 2.5 months; 5 calls -> 3·5/2.5 = 6 a
    # quarter of 12 -> 50; 5 trainings -> 6 of 3 -> 100; 1 lead -> 1.2 of 6 -> 20. Mean of equal weights:
    # 170/3. In January alone the length is 1: nothing there but a meeting of quantity 4 -> 12 of 12.
    tables = {
        "partners": [partner("A")],
        "interactions": [
            contact("A", "2024-01-10", "meeting", "4"),
            contact("A", "2024-02-10", "call", "5"),
            contact("A", "2024-03-10", "training", "5"),
            contact("A", "2024-04-15", "lead"),
        ],
    }
    row = find(score(tables), "A", "2024-04", "engagement_score")
    assert row.value == pytest.approx(170 / 3, abs=1e-12)
    assert row.partial
    # January: communication only, 20 of 100 -> insufficient data.
    january = find(score(tables), "A", "2024-01", "engagement_score")
    assert (january.value, january.coverage, january.band) == (None, 0.2, "insufficient data")


def test_a_silent_type_of_five_leaves_the_component_out_and_a_small_type_follows_everyone() -> None:
    # Five resellers never train; the one service partner does. Resellers (5 peers): enablement has no data.
    # The service partner has fewer than 5 peers, so all six are its peers: all four kinds have data.
    # Resellers, one month, length 1: call 2 -> 6 of 12 -> 50, campaign 1 -> 3 of 6 -> 50, lead 1 -> 50:
    # 50, coverage 0.6. Service: training 1 -> 3 of 3 -> 100, the other three 0: 20·100/80 = 25, coverage 0.8.
    resellers = [f"R{i}" for i in range(5)]
    rows = [contact("S", "2024-01-31", "training")]
    for each in resellers:
        rows += [
            contact(each, "2024-01-05", "call", "2"),
            contact(each, "2024-01-06", "campaign"),
            contact(each, "2024-01-07", "lead"),
        ]
    partners = [partner(each) for each in resellers] + [partner("S", kind="service")]
    found = score({"partners": partners, "interactions": rows})
    reseller = find(found, "R0", "2024-01", "engagement_score")
    service = find(found, "S", "2024-01", "engagement_score")
    assert (reseller.value, reseller.coverage) == (pytest.approx(50), 0.6)
    assert (service.value, service.coverage) == (pytest.approx(25), 0.8)


def test_existence_cuts_the_window_and_rows_outside_it() -> None:
    # B joins in March. Its call of February is not counted; the window of March is one month long.
    # March: call 4 -> 12 of 12 -> 100, campaign 2 -> 6 of 6 -> 100, training 1 -> 100 -> 100. No row before.
    tables = {
        "partners": [partner("A"), partner("B", joined="2024-03-20")],
        "interactions": [
            contact("A", "2024-01-10", "call"),
            contact("B", "2024-02-10", "lead", "50"),
            contact("B", "2024-03-10", "call", "4"),
            contact("B", "2024-03-11", "campaign", "2"),
            contact("B", "2024-03-31", "training"),
        ],
    }
    found = score(tables)
    row = find(found, "B", "2024-03", "engagement_score")
    assert (row.value, row.coverage) == (pytest.approx(100), 0.6)
    assert not [each for each in found if each.key == "B" and each.month < "2024-03"]


def test_survey_index_shrinks_to_fifty_when_fewer_than_five_partners_answer() -> None:
    # ann: 4/10 then 8/10 on the same day -> 80. bob: 60. The nameless row is its own: 10. n = 3, mean 50;
    # index (3·50 + 5·50)/8 = 50. No named interactions: mindshare = survey index, coverage 0.6.
    tables = {
        "partners": [partner("A")],
        "surveys": [
            answer("A", "2024-01-31", "4", who="ann"),
            answer("A", "2024-01-31", "8", who="ann"),
            answer("A", "2024-01-10", "6", who="bob"),
            answer("A", "2024-01-10", "1"),
        ],
    }
    row = find(score(tables), "A", "2024-01", "mindshare_score")
    assert (row.value, row.coverage, row.band, row.n) == (pytest.approx(50), 0.6, "moderate", 3)


def test_survey_index_shrinks_to_the_mean_of_the_type() -> None:
    # Five resellers with one respondent each: 100, 0, 0, 0, 0; mean 20. A: (1·100 + 5·20)/6 = 33.33…
    # The service partner (50) takes the mean of all six: 150/6 = 25 -> (50 + 125)/6 = 29.166…
    names = ["A", "B", "C", "D", "E"]
    tables = {
        "partners": [*(partner(each) for each in names), partner("S", kind="service")],
        "surveys": [
            answer("A", "2024-01-31", "10", who="x"),
            *(answer(each, "2024-01-31", "0", who="x") for each in names[1:]),
            answer("S", "2024-01-31", "5", who="x"),
        ],
    }
    found = score(tables)
    assert find(found, "A", "2024-01", "mindshare_score").value == pytest.approx(100 / 3)
    assert find(found, "S", "2024-01", "mindshare_score").value == pytest.approx(175 / 6)


def test_kinds_of_answers_and_the_interaction_index() -> None:
    # One respondent: recommendation 8 -> 50; rank 2 of 5 vendors -> 75; rating 10 of 0–10 -> 100. Mean 75.
    # Index (75 + 5·50)/6 = 54.166…. Interactions of one month: partner 4, us 1: five named; share 0.8/0.5
    # -> 100; attention 3·4/1 = 12 of 12 -> 100. Mindshare 0.6·54.166… + 0.4·100 = 72.5.
    tables = {
        "partners": [partner("A")],
        "surveys": [
            answer("A", "2024-01-30", "8", who="ann", question="likelihood_to_recommend"),
            answer("A", "2024-01-30", "2", who="ann", question="vendor_rank", top="5"),
            answer("A", "2024-01-31", "10", who="ann"),
        ],
        "interactions": [
            contact("A", "2024-01-10", "meeting", "4", by="partner"),
            contact("A", "2024-01-11", "odd_kind", "1", by="us"),
            contact("A", "2024-01-12", "meeting", "90"),
        ],
    }
    row = find(score(tables), "A", "2024-01", "mindshare_score")
    assert (row.value, row.coverage) == (pytest.approx(72.5), 1.0)


def test_advocacy_counts_at_least_six_months_and_groups_count_those_that_left() -> None:
    # Two months of data. A: 2 points -> 12·2/6 = 4 of 4 -> 100. B: a row of quantity 0 -> 0.
    # C left in January with 3 activities: they count in the window, C not among the partners of February:
    # (2 + 0 + 3)/2 = 2.5 activities per partner; active: A of A and B -> 50 %. Mean score (100 + 0)/2.
    tables = {
        "partners": [partner("A"), partner("B"), partner("C", left="2024-01-09")],
        "advocacy": [
            {"partner_id": "A", "date": "2024-02-29", "kind": "referral", "quantity": "2"},
            {"partner_id": "B", "date": "2024-01-20", "kind": "referral", "quantity": "0"},
            {"partner_id": "C", "date": "2024-01-30", "kind": "referral", "quantity": "3"},
        ],
    }
    found = score(tables)
    assert find(found, "A", "2024-02", "advocacy_score").value == pytest.approx(100)
    assert find(found, "B", "2024-02", "advocacy_score").value == 0
    everyone = score(tables, group_by="all")
    assert find(everyone, "*", "2024-02", "advocacy_per_partner").value == pytest.approx(2.5)
    assert find(everyone, "*", "2024-02", "active_advocate_rate").value == pytest.approx(50)
    assert find(everyone, "*", "2024-02", "advocacy_score").value == pytest.approx(50)


def test_a_partner_that_came_after_the_last_delivery_is_no_idle_advocate() -> None:
    # Advocacy was delivered for January only. B came in March: nothing is left of its 12 months, so the rate
    # of the partners that exist in March is missing; A's activity of January is still in the group's window:
    # 1 activity / 1 partner. In February A itself exists: 1 of 1.
    tables = {
        "partners": [partner("A", left="2024-02-20"), partner("B", joined="2024-03-05")],
        "advocacy": [{"partner_id": "A", "date": "2024-01-10", "kind": "referral"}],
        "interactions": [contact("B", "2024-03-31", "call")],
    }
    found = score(tables, group_by="all")
    assert find(found, "*", "2024-02", "active_advocate_rate").value == 100
    assert find(found, "*", "2024-03", "active_advocate_rate").value is None
    assert find(found, "*", "2024-03", "advocacy_per_partner").value == 1


def test_deals_by_their_own_dates_and_as_of() -> None:
    # A left in February, its deal closes in March: not in A's rows (A has none in March) but in the group's.
    # Group, March, window Jan–Mar: won 300 + 100 = 400, one lost -> win rate 2/3, size 200, cycle of 60 and
    # 10 days -> 35.
    # As of 15 March the deal of 31 March is open: 300, 1 of 2, size 300, cycle 60 (1 January to 1 March).
    tables = {
        "partners": [partner("A", left="2024-02-01"), partner("B")],
        "deals": [
            deal("A", "2024-01-01", "2024-03-01", "300"),
            deal("B", "2024-03-21", "2024-03-31", "100"),
            deal("B", "2024-01-01", "2024-02-01", "", stage="lost"),
            deal("B", "2024-01-01", "2024-09-01", "999", stage="open"),
        ],
    }
    later, sooner = score(tables, group_by="all"), score(tables, group_by="all", as_of=date(2024, 3, 15))
    expected = {
        "bookings": (400, 300),
        "win_rate": (200 / 3, 50),
        "average_deal_size": (200, 300),
        "sales_cycle": (35, 60),
    }
    for kpi, (all_of_it, until) in expected.items():
        assert find(later, "*", "2024-03", kpi).value == pytest.approx(all_of_it)
        assert find(sooner, "*", "2024-03", kpi).value == pytest.approx(until)
    assert [find(found, "*", "2024-03", "bookings").partial for found in (later, sooner)] == [False, True]
    assert not [each for each in score(tables) if each.key == "A" and each.month == "2024-03"]


def test_zero_or_missing_before_in_and_after_the_deliveries_of_deals() -> None:
    # Deals are delivered from March 2023 to March 2023 and once more in June 2024; interactions from January
    # 2023. January: nothing left of the window. April: months Feb–Apr left, a row in 12 months: the sum 50.
    # July 2023: A has none in May–July, the table has one in 12 months: 0. May 2024: 14 months of silence:
    # missing. A window of 24 in May 2024 still holds A's own row: 50.
    tables = {
        "partners": [partner("A")],
        "interactions": [contact("A", "2023-01-01", "call"), contact("A", "2024-06-30", "call")],
        "deals": [
            deal("A", "2023-03-01", "2023-03-02", "50"),
            deal("A", "2024-06-01", "", "", stage="open"),
        ],
    }
    found = score(tables)
    values = [find(found, "A", month, "bookings").value for month in ("2023-01", "2023-04", "2023-07", "2024-05")]
    assert values == [None, 50, 0, None]
    assert find(score(tables, window=24), "A", "2024-05", "bookings").value == 50


def test_sourced_share_and_leads() -> None:
    # Opened with a known source: partner 300 (a renewal) and 100, us 600 -> 400 of 1,000 = 40 %. The source
    # of the 5,000 is unknown. Leads: sourced by the partner and no renewal: one.
    deals = [
        {"sourced_by": "partner", "deal_type": "renewal", "amount": "300"},
        {"sourced_by": "partner", "deal_type": "", "amount": "100"},
        {"sourced_by": "us", "deal_type": "new", "amount": "600"},
        {"sourced_by": "", "deal_type": "new", "amount": "5000"},
    ]
    rows = [
        {"partner_id": "A", "deal_id": f"d{i}", "opened_on": "2024-01-31", "stage": "open", **each}
        for i, each in enumerate(deals)
    ]
    found = score({"partners": [partner("A")], "deals": rows})
    assert find(found, "A", "2024-01", "sourced_pipeline_share").value == pytest.approx(40)
    assert find(found, "A", "2024-01", "new_leads").value == 1


def test_partners_of_facts_only_and_without_rows() -> None:
    # G is in facts only: type unknown, from its first row. A has no joined_on and no row: from the first
    # month of the data, in the group of the empty region.
    tables = {
        "partners": [partner("A"), partner("B", region="North")],
        "interactions": [contact("B", "2024-01-10", "call"), contact("G", "2024-02-20", "call")],
    }
    months = {(row.key, row.month) for row in score(tables)}
    assert months == {
        ("A", "2024-01"),
        ("A", "2024-02"),
        ("B", "2024-01"),
        ("B", "2024-02"),
        ("G", "2024-02"),
    }
    assert {row.key for row in score(tables, group_by="partner_type")} == {"reseller", "unknown"}
    assert {row.key for row in score(tables, group_by="region")} == {"North", ""}


def test_nothing_gives_nothing() -> None:
    assert score({}) == []
    assert score({"partners": [partner("A")]}) == []
