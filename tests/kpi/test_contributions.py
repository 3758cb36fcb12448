"""Contributions add up to the score, of a partner and of a group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.composite import Composite, Part, compose
from kpi.contributions import COLUMNS, contributions, contributions_of, group_contributions
from kpi.reading import everyone, grouped_by
from tests.kpi.frames import board
from tests.kpi.lively import MONTHS, SEEDS, changed, lively

EXACT = 1e-9
SCORES = ("engagement_score", "mindshare_score", "advocacy_score")


def part(name: str, score: float | None, weight: float, rows: int = 1) -> Part:
    grid = np.array([[score]], dtype="float64")
    return Part(
        name, name.title(), grid, np.array([weight]), grid / 10, grid * 0 + 10, np.array([[rows]]), "a quarter"
    )


def composite(*parts: Part, coverage: float = 0.6) -> Composite:
    return compose(parts, minimum_coverage=coverage)


def test_each_component_gives_its_score_times_its_share() -> None:
    # Weights 60, 20 and 20, the last without data: 40 * 60/80 + 100 * 20/80 = 30 + 25 = 55, the score.
    made = composite(part("calls", 40, 60, 7), part("events", 100, 20, 3), part("plans", None, 20, 0))
    table = contributions(made, (0, 0))
    assert list(table.columns) == list(COLUMNS)
    assert table["contribution"].tolist() == [30, 25, 0]
    assert made.value[0, 0] == 55
    assert table["weight"].tolist() == pytest.approx([0.6, 0.2, 0.2])
    assert table["rows"].tolist() == [7, 3, 0]
    assert table.loc[0, ["component", "label", "unit", "raw", "reference"]].tolist() == [
        "calls", "Calls", "a quarter", 4, 10,
    ]  # fmt: skip
    assert table.loc[2, ["raw", "reference", "score"]].isna().all()


def test_a_score_with_too_little_data_shows_what_it_would_be() -> None:
    made = composite(part("calls", 40, 50), part("plans", None, 50))
    assert np.isnan(made.value[0, 0])
    assert contributions(made, (0, 0))["contribution"].sum() == 40


def test_without_any_data_nothing_contributes() -> None:
    table = contributions(composite(part("calls", None, 50), part("plans", None, 50)), (0, 0))
    assert table["contribution"].tolist() == [0, 0]


def advocates() -> list[dict[str, object]]:
    """Over six months: a has 3 references, 6 a year against 4: capped at 100; b has 1, 2 a year: 50; c left."""
    rows = [("a", 1), ("a", 2), ("a", 6), ("b", 3), ("c", 1)]
    return [{"partner_id": name, "date": f"2026-{month:02d}-28", "kind": "reference", "quantity": 1}
            for name, month in rows]  # fmt: skip


def test_a_group_is_the_mean_of_its_scored_partners() -> None:
    partners = [
        {"partner_id": name, "name": name, "partner_type": "reseller", "joined_on": "2026-01-01", "left_on": left}
        for name, left in (("a", None), ("b", None), ("c", "2026-02-28"))
    ]
    made = board(partners=partners, advocacy=advocates())
    everybody = everyone(made.programme)
    table = group_contributions(made, "advocacy_score", everybody, "*", 5)
    assert table[["raw", "score", "contribution", "weight", "rows"]].to_numpy().tolist() == [[4, 75, 75, 1, 4]]
    assert made.reading("advocacy_score", everybody).value[0, 5] == 75
    assert contributions_of(made, "advocacy_score", "b", 5)["contribution"].tolist() == [50]
    assert contributions_of(made, "advocacy_score", "c", 5).empty


def test_what_has_no_components_has_no_rows() -> None:
    made = board(advocacy=advocates())
    assert list(contributions_of(made, "bookings", "a", 0).columns) == list(COLUMNS)
    assert group_contributions(made, "bookings", everyone(made.programme), "*", 0).empty
    assert group_contributions(made, "engagement_score", everyone(made.programme), "*", 0).empty
    with pytest.raises(KeyError):
        contributions_of(made, "advocacy_score", "nobody", 0)
    with pytest.raises(KeyError):
        group_contributions(made, "advocacy_score", everyone(made.programme), "nothing", 0)


score = st.none() | st.floats(0, 100)


@given(st.lists(st.tuples(score, st.floats(0.01, 100)), min_size=1, max_size=7))
def test_contributions_add_up_to_any_score(rows: list[tuple[float | None, float]]) -> None:
    made = composite(*(part(f"c{at}", *row) for at, row in enumerate(rows)), coverage=0.0)
    whole = float(np.nan_to_num(made.value[0, 0]))
    assert contributions(made, (0, 0))["contribution"].sum() == pytest.approx(whole, abs=EXACT)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, SEEDS - 1), st.integers(0, MONTHS - 1), st.sampled_from(SCORES), st.booleans())
def test_contributions_add_up_in_random_programmes(at: int, column: int, kpi: str, other: bool) -> None:
    made = changed(at) if other else lively(at)
    groups = grouped_by(made.programme, "region")
    single, grouped = made.reading(kpi).value[:, column], made.reading(kpi, groups).value[:, column]
    held = made.programme.exists[:, column] & ~np.isnan(single)
    for row in np.flatnonzero(held).tolist():
        table = contributions_of(made, kpi, made.partners.labels[row], column)
        assert table["contribution"].sum() == pytest.approx(single[row], abs=EXACT)
    for label, value in zip(groups.labels, grouped.tolist(), strict=True):
        table = group_contributions(made, kpi, groups, label, column)
        assert table.empty == np.isnan(value)
        assert table["contribution"].sum() == pytest.approx(np.nan_to_num(value), abs=EXACT)
        assert table["weight"].sum() == pytest.approx(0 if table.empty else 1)
