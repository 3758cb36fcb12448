"""The long table of scores."""

from __future__ import annotations

import pytest

from kpi.board import GroupsOnly, UnknownKpi
from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS
from kpi.scores import UnknownPartner, score_table
from tests.kpi.frames import board

PARTNERS = [
    {"partner_id": "a", "name": "A", "partner_type": "reseller", "tier": "Gold", "joined_on": "2026-01-01"},
    {"partner_id": "b", "name": "B", "partner_type": "reseller", "left_on": "2026-01-31"},
]
ACTS = [
    {"partner_id": one, "date": day, "kind": "review", "quantity": 1}
    for one, day in [("a", "2026-01-05"), ("b", "2026-01-06"), ("c", "2026-02-10")]
]


def test_one_row_per_month_of_existence_and_kpi() -> None:
    table = score_table(board(partners=PARTNERS, advocacy=ACTS), kpis=["advocacy_score", "engagement_score"])
    keys = list(table[["partner_id", "month", "kpi"]].itertuples(index=False, name=None))
    assert keys == [
        (partner, month, kpi)
        for partner, month in [("a", "2026-01"), ("a", "2026-02"), ("b", "2026-01"), ("c", "2026-02")]
        for kpi in ("engagement_score", "advocacy_score")
    ]
    assert table["partial"].tolist() == [False, False, True, True, False, False, True, True]
    assert table["band"].tolist()[:2] == ["insufficient data", "moderate"]
    assert list(table.columns) == ["partner_id", "month", "kpi", "value", "band", "coverage", "n", "partial"]


def test_groups_with_blank_and_unknown_members() -> None:
    made = board(partners=PARTNERS, advocacy=ACTS)
    tiers = score_table(made, kpis=["advocacy_score"], group_by="tier")
    assert tiers["group"].tolist() == ["", "", "Gold", "Gold"]
    types = score_table(made, kpis=["advocacy_per_partner"], group_by="partner_type")
    assert types["group"].tolist() == ["reseller", "reseller", "unknown"]
    assert score_table(made, group_by="all")["group"].unique().tolist() == ["*"]


def test_row_order_never_matters() -> None:
    forward = score_table(board(partners=PARTNERS, advocacy=ACTS))
    backward = score_table(board(partners=PARTNERS[::-1], advocacy=ACTS[::-1]))
    assert forward.equals(backward)


def test_questions_that_make_no_sense_are_answered_in_words() -> None:
    made = board(partners=PARTNERS, advocacy=ACTS)
    with pytest.raises(UnknownKpi, match="known are engagement_score"):
        score_table(made, kpis=["enagement"])
    with pytest.raises(UnknownPartner, match="no partner 'zz'"):
        score_table(made, partners=["zz"])
    with pytest.raises(GroupsOnly, match="by group"):
        score_table(made, kpis=["advocacy_per_partner"])
    with pytest.raises(ValueError, match="can't group by 'colour'"):
        score_table(made, group_by="colour")


@pytest.mark.parametrize("kpi", CATALOGUE)
def test_every_kpi_of_the_catalogue_has_values_in_its_range(kpi: str) -> None:
    row = CATALOGUE[kpi]
    table = score_table(board(partners=PARTNERS, advocacy=ACTS), kpis=[kpi], group_by="all")
    assert len(table) == 2
    assert row.name
    assert row.short
    values = table["value"].dropna()
    if row.lower is not None:
        assert (values >= row.lower).all()
    if row.upper is not None:
        assert (values <= row.upper).all()


def test_headline_and_results_are_in_the_catalogue() -> None:
    assert set(HEADLINE) | set(RESULTS) <= set(CATALOGUE)
