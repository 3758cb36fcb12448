"""KPIs of reported figures and the forms that they are made of, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kpi import reported
from kpi.board import Board
from kpi.measures import last_of, latest, mean_of, measured, paired, ratio_of, site_reading, sum_of
from kpi.method import Method, parse_method
from kpi.programme import Programme
from kpi.reading import Groups, each_partner, everyone
from tests.kpi.frames import METHOD_FILE, board, programme

NAN = float("nan")
Row = dict[str, object]

MEANS = {
    "customer_satisfaction": "customer_satisfaction",
    "share_of_wallet": "share_of_wallet",
    "development_cycle": "development_days",
    "delivery_quality": "project_satisfaction",
}
SUMS = {"product_launches": "product_launches", "sales_volume": "units_sold"}
# KPI: measure above, measure below, and the value of x = above / below: factor · x + constant
RATIOS = {
    "resource_sharing": ("resources_shared", "resources_agreed", 100, 0),
    "project_completion": ("projects_completed", "projects_due", 100, 0),
    "cost_reduction": ("cost", "baseline_cost", -100, 100),
    "return_on_investment": ("gain", "cost", 100, -100),
    "profit_margin": ("profit", "revenue", 100, 0),
    "milestones_on_time": ("milestones_met", "milestones_due", 100, 0),
    "sell_through_rate": ("units_sold", "units_received", 100, 0),
    "customer_acquisition_cost": ("acquisition_cost", "new_customers", 1, 0),
}


def figure(partner: str, month: int, measure: str, value: float, by: str | None = "us", day: int = 15) -> Row:
    return {"partner_id": partner, "date": f"2026-{month:02d}-{day:02d}", "measure": measure, "value": value,
            "reported_by": by}  # fmt: skip


def figures(*rows: Row) -> Programme:
    """The programme of these measures, to the end of April."""
    return programme(measures=[*rows, figure("b", 4, "umbrellas", 3, day=30)])


def of_one_measure(measure: str) -> Programme:
    """Of a: 80 and 91 of ours against the partner's 10 in January, the partner's 40 in February; b: 100 in March."""
    return figures(
        figure("a", 1, measure, 10, "partner"),
        figure("a", 1, measure, 80),
        figure("a", 2, measure, 40, "partner"),
        figure("a", 1, measure, 91, day=31),
        figure("b", 3, measure, 100, None),
    )


# Means and sums


@pytest.mark.parametrize(("kpi", "measure"), MEANS.items())
def test_a_mean_over_the_rows_of_the_side_that_counts(kpi: str, measure: str) -> None:
    # Windows of two: (80 + 91)/2; (80 + 91 + 40)/3; 40; nothing. With b: (40 + 100)/2, 100.
    made = of_one_measure(measure)
    found = getattr(reported, kpi)(made, each_partner(made), window=2)
    assert found.value == pytest.approx(np.array([[85.5, 211 / 3, 40, NAN], [NAN, NAN, 100, 100]]), nan_ok=True)
    assert found.n.tolist() == [[2, 3, 1, 0], [0, 0, 1, 1]]
    group = getattr(reported, kpi)(made, everyone(made), window=2)
    assert group.value[0].tolist() == pytest.approx([85.5, 211 / 3, 70, 100])
    assert (found.kpi, found.labels, found.first, found.bands, found.coverage) == (
        kpi,
        ("a", "b"),
        24_312,
        None,
        None,
    )


@pytest.mark.parametrize(("kpi", "measure"), SUMS.items())
def test_a_sum_over_the_rows_of_the_side_that_counts(kpi: str, measure: str) -> None:
    made = of_one_measure(measure)
    found = getattr(reported, kpi)(made, each_partner(made), window=2)
    assert found.value == pytest.approx(np.array([[171, 211, 40, NAN], [NAN, NAN, 100, 100]]), nan_ok=True)
    assert found.n.tolist() == [[2, 3, 1, 0], [0, 0, 1, 1]]
    assert getattr(reported, kpi)(made, everyone(made), window=2).value[0].tolist() == [171, 211, 140, 100]
    assert (found.kpi, found.rate) == (kpi, None)


@pytest.mark.parametrize(("kpi", "measure"), [*MEANS.items(), *SUMS.items()])
def test_a_reported_zero_is_no_missing_figure(kpi: str, measure: str) -> None:
    made = figures(figure("a", 1, measure, 0))
    found = getattr(reported, kpi)(made, each_partner(made), window=1)
    assert found.value[0] == pytest.approx([0, NAN, NAN, NAN], nan_ok=True)
    assert found.n[0].tolist() == [1, 0, 0, 0]


# Ratios


@pytest.mark.parametrize("kpi", RATIOS)
def test_a_ratio_over_the_partner_months_that_have_both(kpi: str) -> None:
    # a: 30 of 40 in January, February 500 above only, March 9 of ours of the partner's 36; b: below only in
    # January, 7 of 28 in March. Windows of two: 30/40, 30/40, 9/36, 9/36; with b 30/40, 30/40, 16/64, 16/64.
    above, below, factor, constant = RATIOS[kpi]
    made = figures(
        figure("a", 3, above, 9),
        figure("a", 1, above, 30),
        figure("a", 1, below, 40),
        figure("a", 2, above, 500),
        figure("a", 3, below, 36, "partner"),
        figure("b", 1, below, 1000),
        figure("b", 3, above, 6),
        figure("b", 3, above, 1, day=31),
        figure("b", 3, below, 28),
    )
    function = getattr(reported, kpi)

    def shown(*shares: float) -> list[float]:
        return [factor * share + constant for share in shares]

    found = function(made, each_partner(made), window=2)
    assert found.value[0].tolist() == pytest.approx(shown(0.75, 0.75, 0.25, 0.25))
    assert found.value[1].tolist() == pytest.approx(shown(NAN, NAN, 0.25, 0.25), nan_ok=True)
    assert found.n.tolist() == [[2, 2, 2, 2], [0, 0, 3, 3]]
    # Windows of three, March: 39/76 of a, 46/104 of both: a sum over a sum
    assert function(made, each_partner(made), window=3).value[0, 2] == pytest.approx(*shown(39 / 76))
    group = function(made, everyone(made), window=3)
    assert group.value[0, 2] == pytest.approx(*shown(46 / 104))
    assert group.n[0].tolist() == [2, 2, 7, 5]
    assert (found.kpi, group.labels) == (kpi, ("*",))


@pytest.mark.parametrize("kpi", RATIOS)
def test_a_ratio_over_zero_is_missing_and_of_zero_is_a_figure(kpi: str) -> None:
    above, below, factor, constant = RATIOS[kpi]
    made = figures(figure("a", 1, above, 30), figure("a", 1, below, 0), figure("a", 2, above, 0),
                   figure("a", 2, below, 8), figure("a", 3, above, 5), figure("a", 3, below, -2))  # fmt: skip
    function = getattr(reported, kpi)
    found = function(made, each_partner(made), window=1)
    assert found.value[0] == pytest.approx([NAN, constant, -2.5 * factor + constant, NAN], nan_ok=True)
    assert found.n[0].tolist() == [2, 2, 2, 0]
    # 30 and 0 over 0 and 8
    assert function(made, each_partner(made), window=2).value[0, 1] == pytest.approx(3.75 * factor + constant)


def test_adoption_is_of_the_last_month_that_has_both() -> None:
    # a: 20 of 40 in January, 30 of 50 in February, active users only in March. b: 1 of 10 in January.
    made = figures(
        figure("a", 1, "active_users", 20), figure("a", 1, "eligible_users", 40),
        figure("a", 2, "active_users", 30, "partner"), figure("a", 2, "eligible_users", 50),
        figure("a", 3, "active_users", 39),
        figure("b", 1, "active_users", 1), figure("b", 1, "eligible_users", 10),
        figure("b", 4, "active_users", 7), figure("b", 4, "eligible_users", 0),
    )  # fmt: skip
    alone = reported.user_adoption_rate(made, each_partner(made), window=2)
    assert alone.value == pytest.approx(np.array([[50, 60, 60, NAN], [10, 10, NAN, NAN]]), nan_ok=True)
    assert alone.n.tolist() == [[2, 2, 2, 0], [2, 2, 0, 2]]
    # The group's last month is that in which any of its partners has both: 21/50, then a's alone; April 7 of 0
    group = reported.user_adoption_rate(made, everyone(made), window=2)
    assert group.value[0] == pytest.approx([42, 60, 60, NAN], nan_ok=True)
    assert group.n[0].tolist() == [4, 2, 2, 2]
    assert reported.user_adoption_rate(made, everyone(made), window=1).value[0] == pytest.approx(
        [42, 60, NAN, NAN], nan_ok=True
    )
    assert (alone.kpi, alone.labels) == ("user_adoption_rate", ("a", "b"))


# Edges


def test_without_its_measures_nothing_is_known() -> None:
    # Without the table, and with other measures only
    for made in (programme(interactions=[{"partner_id": "a", "date": "2026-01-31", "kind": "call"}]), figures()):
        for kpi in [*MEANS, *SUMS, *RATIOS, "user_adoption_rate"]:
            found = getattr(reported, kpi)(made, each_partner(made), window=3)
            assert np.isnan(found.value).all(), kpi
            assert found.n.sum() == 0


@pytest.mark.parametrize("kpi", [*MEANS, *SUMS])
def test_rows_alike_count_each_and_order_does_not_matter(kpi: str) -> None:
    measure = (MEANS | SUMS)[kpi]
    rows = [figure("a", 1, measure, 10), figure("a", 1, measure, 10), figure("a", 1, measure, 70)]
    for order in (rows, rows[::-1]):
        made = figures(*order)
        found = getattr(reported, kpi)(made, each_partner(made), window=1)
        assert found.value[0, 0] == (30 if kpi in MEANS else 90)
        assert found.n[0, 0] == 3
    assert made.partners["partner_type"].tolist() == ["unknown", "unknown"]


def test_figures_count_outside_existence() -> None:
    partners = [{"partner_id": "a", "name": "A", "partner_type": "reseller", "left_on": "2026-01-31"}]
    made = board(partners=partners, measures=[figure("a", 3, "units_sold", 7), figure("a", 1, "units_sold", 2)])
    assert made.reading("sales_volume").value[0].tolist() == [2, 2, 9]


# The forms


def test_ours_before_theirs_for_each_month() -> None:
    # Ours of 0 counts before theirs of 5
    made = figures(
        figure("a", 1, "cost", 0),
        figure("a", 1, "cost", 5, "partner"),
        figure("a", 2, "cost", 6, "partner"),
        figure("a", 2, "cost", 7, "partner"),
        figure("b", 2, "cost", 3),
        figure("b", 1, "other", 9),
    )
    held = measured(made, "cost")
    assert held.total.tolist() == [[0, 13, 0, 0], [0, 3, 0, 0]]
    assert held.rows.tolist() == [[1, 2, 0, 0], [0, 1, 0, 0]]
    none = programme(interactions=[{"partner_id": "a", "date": "2026-01-31", "kind": "call"}])
    assert (measured(none, "cost").total.tolist(), measured(none, "cost").rows.tolist()) == ([[0]], [[0]])


def test_pairs_need_a_row_of_both() -> None:
    made = figures(
        figure("a", 1, "cost", 4), figure("a", 1, "gain", 0), figure("a", 2, "cost", 8), figure("b", 2, "gain", 2)
    )
    above, below, rows = paired(made, "gain", "cost")
    assert above.tolist() == [[0, 0, 0, 0]] * 2
    assert below.tolist() == [[4, 0, 0, 0], [0, 0, 0, 0]]
    assert rows.tolist() == [[2, 0, 0, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("window", "found"),
    [(1, [0, 7, 0, 2, 0, 0]), (2, [0, 7, 7, 2, 2, 0]), (3, [0, 7, 7, 2, 2, 2]), (99, [0, 7, 7, 2, 2, 2])],
)
def test_the_latest_of_a_window(window: int, found: list[float]) -> None:
    grid = np.array([[5.0, 7.0, 9.0, 2.0, 8.0, 8.0]])
    assert latest(grid, np.array([[False, True, False, True, False, False]]), window).tolist() == [found]


def test_sum_mean_last_and_ratio_of_measures() -> None:
    # a: 4 and 6 in January, 10 in March; b: 20 in January, 1 in February
    made = figures(figure("a", 1, "x", 4), figure("a", 1, "x", 6), figure("a", 3, "x", 10), figure("b", 1, "x", 20),
                   figure("b", 2, "x", 1), figure("a", 3, "y", 8), figure("a", 1, "y", 40))  # fmt: skip
    alone = each_partner(made)
    total = sum_of(made, alone, "x", kpi="k", window=2)
    assert total.value == pytest.approx(np.array([[10, 10, 10, 10], [20, 21, 1, NAN]]), nan_ok=True)
    assert (total.n[0].tolist(), total.kpi) == ([2, 2, 1, 1], "k")
    mean = mean_of(made, alone, "x", kpi="k", window=3)
    assert mean.value == pytest.approx(np.array([[5, 5, 20 / 3, 10], [20, 10.5, 10.5, 1]]), nan_ok=True)
    assert (mean.n[0].tolist(), mean.kpi) == ([2, 2, 3, 1], "k")
    last = last_of(made, alone, "x", kpi="k", window=2)
    assert last.value == pytest.approx(np.array([[5, 5, 10, 10], [20, 1, 1, NAN]]), nan_ok=True)
    assert (last.n[0].tolist(), last.kpi) == ([2, 2, 1, 1], "k")
    assert mean.rate is not None
    assert (mean.rate.numerator[0].tolist(), mean.rate.denominator[0].tolist()) == ([10, 10, 20, 10], [2, 2, 3, 1])
    assert last.rate is not None
    assert (last.rate.numerator[1].tolist(), last.rate.denominator[1].tolist()) == ([20, 1, 1, 0], [1, 1, 1, 0])
    # Of both: January (4 + 6 + 20)/3, February 1, March 10
    assert last_of(made, everyone(made), "x", kpi="k", window=1).value[0] == pytest.approx(
        [10, 1, 10, NAN], nan_ok=True
    )
    share = ratio_of(made, alone, "x", "y", kpi="k", window=1)
    assert share.value[0] == pytest.approx([25, NAN, 125, NAN], nan_ok=True)
    assert (share.n[0].tolist(), share.kpi) == ([3, 0, 2, 0], "k")
    less = ratio_of(made, alone, "x", "y", kpi="k", window=1, factor=8.0, less=True)
    assert less.value[0] == pytest.approx([-6, NAN, 2, NAN], nan_ok=True)
    assert ratio_of(made, Groups(np.array([-1, 0]), ("b",)), "x", "y", kpi="k", window=4).n.tolist() == [[0, 0, 0, 0]]


# A site's own KPIs


def with_kpi(**entry: object) -> Method:
    lines = ["[kpis.own]", 'name = "Own"', 'unit = "count"', 'direction = "up"']
    lines += [f"{name} = {value!r}".replace("'", '"') for name, value in entry.items()]
    return parse_method(METHOD_FILE.read_text(encoding="utf-8") + "\n".join(lines))


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        ({"measure": "x", "aggregate": "sum"}, [4, 10, 16, 12]),
        ({"measure": "x", "aggregate": "mean"}, [4, 5, 16 / 3, 6]),
        ({"measure": "x", "aggregate": "last"}, [4, 6, 6, 6]),
        ({"measure": "x", "aggregate": "sum", "window": 1}, [4, 6, 6, NAN]),
        ({"numerator": "x", "denominator": "y"}, [NAN, 0.75, 1.2, 1.2]),
        ({"numerator": "x", "denominator": "y", "window": 1}, [NAN, 0.75, 3, NAN]),
    ],
)
def test_a_kpi_of_the_site(entry: dict[str, object], values: list[float]) -> None:
    # x 4, 6, 6; y 8 and 2 from February: 6/8, 12/10
    made = figures(figure("a", 1, "x", 4), figure("a", 2, "x", 6), figure("a", 3, "x", 6), figure("a", 2, "y", 8),
                   figure("a", 3, "y", 2))  # fmt: skip
    method = with_kpi(**entry)
    found = Board(made, method).reading("own")
    assert found.value[0] == pytest.approx(values, nan_ok=True)
    assert (found.kpi, found.bands) == ("own", None)


def test_a_ratio_of_the_site_in_percent_with_bands() -> None:
    text = METHOD_FILE.read_text(encoding="utf-8") + "\n".join(
        ["[kpis.own]", 'name = "Own"', 'unit = "percent"', 'direction = "up"', 'numerator = "x"', 'denominator = "y"',
         "bands = { moderate = 30, strong = 60 }", "window = 2"]
    )  # fmt: skip
    method = parse_method(text)
    made = figures(figure("a", 1, "x", 3), figure("a", 1, "y", 8), figure("a", 2, "x", 6), figure("a", 2, "y", 2))
    found = site_reading(made, method.kpis[0], each_partner(made), window=9)
    # 3/8; 9/10; 6/2
    assert found.value[0] == pytest.approx([37.5, 90, 300, NAN], nan_ok=True)
    assert found.band_codes[0].tolist() == [2, 3, 3, 0]
    other = replace(method.kpis[0], window=None)
    assert site_reading(made, other, each_partner(made), window=1).value[0, 1] == pytest.approx(300)
