"""The oracle's KPIs of measures, worked by hand; the arithmetic stands in the comments."""

import pytest

from tests.oracle.oracle import APPLIES_TO, Row, score
from tests.oracle.rows import Cells, contact, figure, find, partner

MEANS = [
    ("customer_satisfaction", "customer_satisfaction", "guild"),
    ("share_of_wallet", "share_of_wallet", "guild"),
    ("development_cycle", "development_days", "technology"),
    ("delivery_quality", "project_satisfaction", "service"),
]
SUMS = [("product_launches", "product_launches", "technology"), ("sales_volume", "units_sold", "reseller")]
RATIOS = [  # KPI, measures above and below the line, type, value for 45 / 60
    ("resource_sharing", "resources_shared", "resources_agreed", "guild", 75),
    ("project_completion", "projects_completed", "projects_due", "guild", 75),
    ("cost_reduction", "cost", "baseline_cost", "guild", 25),
    ("return_on_investment", "gain", "cost", "joint_venture", -25),
    ("profit_margin", "profit", "revenue", "joint_venture", 75),
    ("milestones_on_time", "milestones_met", "milestones_due", "joint_venture", 75),
    ("customer_acquisition_cost", "acquisition_cost", "new_customers", "referral", 0.75),
    ("sell_through_rate", "units_sold", "units_received", "distributor", 75),
]


def figures(row: Row) -> tuple[float | None, int]:
    """Value and n of a row."""
    return (None if row.value is None else round(row.value, 12), row.n)


@pytest.mark.parametrize(("kpi", "measure", "kind"), MEANS)
def test_a_mean_takes_our_rows_else_the_partners(kpi: str, measure: str, kind: str) -> None:
    # A, January: ours 80 and 90, the partner's 10 is not taken. February: the partner's 40 alone. Mean of
    # January to March (80 + 90 + 40)/3 = 70; with B's 100 of March (80 + 90 + 40 + 100)/4 = 77.5.
    tables = {
        "partners": [partner("A", kind=kind), partner("B", kind=kind)],
        "measures": [
            figure("A", "2024-01-31", measure, "10", by="partner"),
            figure("A", "2024-01-01", measure, "80"),
            figure("A", "2024-02-10", measure, "40", by="partner"),
            figure("A", "2024-01-20", measure, "90"),
            figure("B", "2024-03-31", measure, "100", by=""),
        ],
    }
    found, everyone = score(tables), score(tables, group_by="all")
    assert figures(find(found, "A", "2024-03", kpi)) == (70, 3)
    assert figures(find(everyone, "*", "2024-03", kpi)) == (77.5, 4)
    assert figures(find(score(tables, window=1), "A", "2024-03", kpi)) == (None, 0)


@pytest.mark.parametrize(("kpi", "measure", "kind"), SUMS)
def test_a_sum_without_a_row_is_missing_and_of_zeros_is_zero(kpi: str, measure: str, kind: str) -> None:
    # A: ours 3 and 4 in January = 7 (the partner's 50 not), 0 in April. In March the window of 1 has no row.
    tables = {
        "partners": [partner("A", kind=kind)],
        "measures": [
            figure("A", "2024-01-31", measure, "3"),
            figure("A", "2024-01-31", measure, "4"),
            figure("A", "2024-01-31", measure, "50", by="partner"),
            figure("A", "2024-04-30", measure, "0"),
        ],
    }
    found, monthly = score(tables), score(tables, window=1)
    assert [figures(find(found, "A", f"2024-0{month}", kpi)) for month in (1, 3, 4)] == [(7, 2), (7, 2), (0, 1)]
    assert [figures(find(monthly, "A", f"2024-0{month}", kpi)) for month in (1, 3, 4)] == [(7, 2), (None, 0), (0, 1)]


@pytest.mark.parametrize(("kpi", "above", "below", "kind", "value"), RATIOS)
def test_a_ratio_uses_the_partner_months_that_have_both(
    kpi: str, above: str, below: str, kind: str, value: float
) -> None:
    # January 30 and 40; February 500 above only; March 15 of ours above and 20 of the partner's below:
    # (30 + 15)/(40 + 20) = 45/60, four rows. B: below only, so that with B nothing changes.
    tables = {
        "partners": [partner("A", kind=kind), partner("B", kind=kind)],
        "measures": [
            figure("A", "2024-01-31", above, "30"),
            figure("A", "2024-01-01", below, "40"),
            figure("A", "2024-02-10", above, "500"),
            figure("A", "2024-03-10", above, "15"),
            figure("A", "2024-03-31", below, "20", by="partner"),
            figure("B", "2024-03-31", below, "1000"),
        ],
    }
    found, everyone = score(tables), score(tables, group_by="all")
    assert figures(find(found, "A", "2024-03", kpi)) == (value, 4)
    assert figures(find(found, "B", "2024-03", kpi)) == (None, 0)
    assert figures(find(everyone, "*", "2024-03", kpi)) == (value, 4)


@pytest.mark.parametrize(("kpi", "above", "below", "kind", "value"), RATIOS)
def test_a_ratio_over_nothing_is_missing(kpi: str, above: str, below: str, kind: str, value: float) -> None:
    # 30/0: not defined, two rows. The sum over A and B is 45/60, not the mean of two rates.
    tables = {
        "partners": [partner("A", kind=kind), partner("B", kind=kind)],
        "measures": [
            figure("A", "2024-01-31", above, "30"),
            figure("A", "2024-01-31", below, "0"),
            figure("B", "2024-01-31", above, "15"),
            figure("B", "2024-01-31", below, "60"),
        ],
    }
    assert figures(find(score(tables), "A", "2024-01", kpi)) == (None, 2)
    assert figures(find(score(tables, group_by="all"), "*", "2024-01", kpi)) == (value, 4)


def test_adoption_is_of_the_last_month_that_has_both() -> None:
    # A: February 20/40 = 50 %; in March only active users. B: January 1/2, nothing later. March, both: the
    # last month in which any has both is February, A alone. April: a window of 3 has February to April. May:
    # the 0 eligible users of May are its last month: missing.
    tables = {
        "partners": [partner("A", kind="technology", joined="2024-01-01"), partner("B", kind="technology")],
        "measures": [
            figure("A", "2024-02-10", "active_users", "20"),
            figure("A", "2024-02-10", "eligible_users", "40"),
            figure("A", "2024-03-10", "active_users", "39"),
            figure("B", "2024-01-10", "active_users", "1"),
            figure("B", "2024-01-10", "eligible_users", "2"),
            figure("A", "2024-05-31", "active_users", "7"),
            figure("A", "2024-05-31", "eligible_users", "0"),
        ],
    }
    found, everyone = score(tables), score(tables, group_by="partner_type")
    values = [figures(find(found, "A", f"2024-0{month}", "user_adoption_rate")) for month in range(1, 6)]
    assert values == [(None, 0), (50, 2), (50, 2), (50, 2), (None, 2)]
    assert figures(find(found, "B", "2024-03", "user_adoption_rate")) == (50, 2)
    values = [figures(find(everyone, "technology", f"2024-0{month}", "user_adoption_rate")) for month in (1, 2, 3)]
    assert values == [(50, 2), (50, 2), (50, 2)]


def test_the_later_import_wins_per_partner_month_measure_and_side() -> None:
    # First file: January 10 and 20 of ours, 70 of the partner's, February 60. Second file: January 30 of ours.
    # The second's 30 stands in place of both 10 and 20: (30 + 60)/2 = 45. In one file: (10 + 20 + 60 + 30)/4.
    # As of 15 January the second file has no row yet: (10 + 20)/2, the partner's on the 20th is not known.
    rows = [
        figure("A", "2024-01-10", "share_of_wallet", "10"),
        figure("A", "2024-01-11", "share_of_wallet", "20"),
        figure("A", "2024-01-20", "share_of_wallet", "70", by="partner"),
        figure("A", "2024-02-29", "share_of_wallet", "60"),
        figure("A", "2024-01-25", "share_of_wallet", "30"),
        figure("A", "2024-01-25", "customer_satisfaction", "1"),
        figure("A", "2024-01-25", "customer_satisfaction", "1"),
        figure("A", "2024-01-25", "customer_satisfaction", "1"),
    ]
    tables = {"partners": [partner("A")], "measures": rows}
    assert figures(find(score(tables, files=2), "A", "2024-02", "share_of_wallet")) == (45, 2)
    assert figures(find(score(tables), "A", "2024-02", "share_of_wallet")) == (30, 4)
    january = dict(tables, measures=[row for row in rows if row["date"] <= "2024-01-15"])
    assert figures(find(score(january, files=2), "A", "2024-01", "share_of_wallet")) == (20, 1)


@pytest.mark.parametrize("kpi", sorted(APPLIES_TO))
def test_a_kpi_has_rows_of_the_partners_that_it_applies_to(kpi: str) -> None:
    # T is of the KPI's type from February to February, W (an unknown type) in all months. The group of both
    # has the KPI in February only, a group of W never.
    kind = min(APPLIES_TO[kpi])
    tables = {
        "partners": [
            partner("T", kind=kind, joined="2024-02-01", left="2024-02-20", region="North"),
            partner("W", kind="weavers_guild", region="South"),
        ],
        "interactions": [contact("W", "2024-01-05", "call"), contact("W", "2024-03-31", "call")],
    }
    rows = [*score(tables), *score(tables, group_by="all"), *score(tables, group_by="region")]
    assert {(row.key, row.month) for row in rows if row.kpi == kpi} == {
        ("T", "2024-02"),
        ("*", "2024-02"),
        ("North", "2024-02"),
    }


def test_a_group_takes_only_the_partners_that_a_kpi_applies_to() -> None:
    # Units sold of the distributor 5 and of the reseller 7, not of the referral partner; D's count on after it
    # left in January, as long as R is there. Sell-through: of distributors only, so 5/10 in January.
    rows: list[Cells] = [
        figure("D", "2024-01-10", "units_sold", "5"),
        figure("D", "2024-01-10", "units_received", "10"),
        figure("R", "2024-02-29", "units_sold", "7"),
        figure("R", "2024-02-29", "units_received", "7"),
        figure("F", "2024-01-10", "units_sold", "900"),
        figure("F", "2024-01-10", "units_received", "900"),
    ]
    partners = [
        partner("D", kind="distributor", left="2024-01-31"),
        partner("R", kind="reseller", joined="2024-02-01"),
        partner("F", kind="referral"),
    ]
    everyone = score({"partners": partners, "measures": rows}, group_by="all")
    assert [find(everyone, "*", month, "sales_volume").value for month in ("2024-01", "2024-02")] == [5, 12]
    assert find(everyone, "*", "2024-01", "sell_through_rate").value == 50
    assert not [row for row in everyone if row.kpi == "sell_through_rate" and row.month == "2024-02"]
