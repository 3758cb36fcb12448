"""The long table of scores."""

from __future__ import annotations

import pytest

from kpi.board import GroupsOnly, UnknownKpi
from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS
from kpi.scores import UnknownPartner, score_blocks, score_table
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


def test_a_kpi_of_some_types_is_listed_for_their_partners_only() -> None:
    deals = [
        {"partner_id": one, "deal_id": one, "opened_on": "2026-01-05", "closed_on": "2026-01-20", "stage": stage,
         "sourced_by": "partner", "amount": 10.0}
        for one, stage in [("a", "won"), ("r", "lost")]
    ]  # fmt: skip
    referrer = {"partner_id": "r", "name": "R", "partner_type": "referral"}
    made = board(partners=[*PARTNERS, referrer], deals=deals)
    table = score_table(made, kpis=["lead_conversion", "win_rate"])
    assert set(table.loc[table["kpi"] == "lead_conversion", "partner_id"]) == {"r"}
    assert set(table.loc[table["kpi"] == "win_rate", "partner_id"]) == {"a", "b", "r"}
    everyone = score_table(made, kpis=["lead_conversion"], group_by="all")
    assert everyone["value"].tolist() == [0.0]  # the reseller's deal won is none of a referral partner
    assert set(score_table(made, kpis=["lead_conversion"], group_by="partner_type")["group"]) == {"referral"}


def test_a_long_table_comes_in_blocks_that_add_up_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = board(partners=PARTNERS, advocacy=ACTS)
    whole = score_table(made)
    monkeypatch.setattr("kpi.scores.BLOCK", 1)
    assert len(list(score_blocks(made))) == 3
    assert score_table(made).equals(whole)
    assert whole.attrs["method"] == made.method.version


def test_headline_and_results_are_in_the_catalogue() -> None:
    assert set(HEADLINE) | set(RESULTS) <= set(CATALOGUE)
