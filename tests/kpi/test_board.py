"""The board: which KPIs it knows, for whom, under which window and bands, and what it says of those it does not."""

from __future__ import annotations

import numpy as np
import pytest

from kpi.board import Board, GroupsOnly, UnknownKpi
from kpi.catalogue import CATALOGUE
from kpi.method import parse_method
from kpi.reading import everyone, grouped_by
from tests.kpi.frames import METHOD_FILE, board, programme

Row = dict[str, object]


def won(partner: str, day: str, amount: float) -> Row:
    return {"partner_id": partner, "deal_id": partner + day, "opened_on": day, "closed_on": day, "stage": "won",
            "amount": amount, "sourced_by": "partner"}  # fmt: skip


PARTNERS: list[Row] = [
    {"partner_id": "d", "name": "D", "partner_type": "distributor", "region": "North"},
    {"partner_id": "f", "name": "F", "partner_type": "referral", "region": "North"},
    {"partner_id": "r", "name": "R", "partner_type": "referral", "region": "South"},
]
DEALS = [
    won("d", "2026-01-31", 100),
    won("f", "2026-01-31", 20),
    won("r", "2026-02-28", 3),
    won("d", "2025-02-28", 7),
]


def test_the_window_is_the_methods_unless_it_is_given() -> None:
    text = METHOD_FILE.read_text(encoding="utf-8").replace("default = 3 ", "default = 2 ")
    made = programme(deals=[*DEALS, won("d", "2025-12-31", 50)])
    values = [
        float(Board(made, parse_method(text), window).reading("bookings").value[0, -1]) for window in (None, 1, 3)
    ]
    assert values == [100, 0, 150]
    assert Board(made, parse_method(text)).months == 2
    assert Board(made, parse_method(text), 5).months == 5


def test_a_kpi_of_some_types_takes_only_their_partners() -> None:
    made = board(partners=PARTNERS, deals=DEALS)
    assert made.applies("lead_conversion").tolist() == [False, True, True]
    assert made.applies("win_rate").tolist() == [True, True, True]
    region = grouped_by(made.programme, "region")
    assert made.reading("lead_conversion", region).n[:, -1].tolist() == [1, 1]
    assert made.reading("win_rate", region).n[:, -1].tolist() == [2, 1]
    assert made.reading("lead_conversion", everyone(made.programme)).n[0, -1] == 2


def test_only_scores_have_components() -> None:
    made = board(partners=PARTNERS, deals=DEALS)
    assert made.composite("engagement_score") is made.engagement
    assert made.composite("mindshare_score") is made.mindshare.composite
    assert made.composite("advocacy_score") is made.advocacy
    assert [kpi for kpi in CATALOGUE if made.composite(kpi) is not None] == [*CATALOGUE][:3]


def test_readings_of_partners_are_made_once() -> None:
    made = board(partners=PARTNERS, deals=DEALS)
    assert made.reading("bookings") is made.reading("bookings")
    assert made.reading("bookings") is not made.reading("win_rate")
    assert made.reading("bookings").labels == made.partners.labels == ("d", "f", "r")


def test_what_is_at_stake_with_a_partner_is_a_year_of_bookings() -> None:
    made = board(partners=PARTNERS, deals=DEALS)
    # d won 7 in February 2025 and 100 in January 2026: twelve months later the 7 is out
    assert made.yearly_bookings.value[0].tolist() == [*[7] * 11, 107, 100]


def test_thresholds_may_differ_from_score_to_score() -> None:
    text = METHOD_FILE.read_text(encoding="utf-8") + "\n[bands.advocacy_score]\nmoderate = 20\nstrong = 40\n"
    act = {"partner_id": "a", "date": "2026-01-31", "kind": "review", "quantity": 1}
    made = Board(programme(advocacy=[act]), parse_method(text))
    # 2 a year of 4 is 50: strong above 40
    assert made.reading("advocacy_score").value.tolist() == [[50]]
    assert made.reading("advocacy_score").band_codes.tolist() == [[3]]
    assert made.reading("engagement_score").bands == made.method.bands
    assert made.reading("bookings").bands is None


def test_a_group_score_is_a_mean_and_a_partner_score_is_not_cut() -> None:
    act = [{"partner_id": one, "date": "2026-01-31", "kind": "review", "quantity": amount}
           for one, amount in (("d", 1), ("f", 2))]  # fmt: skip
    made = board(partners=PARTNERS, advocacy=act)
    assert made.reading("advocacy_score").value[:, 0].tolist() == [50, 100, 0]
    found = made.reading("advocacy_score", grouped_by(made.programme, "partner_type"))
    assert (found.labels, found.value[:, 0].tolist()) == (("distributor", "referral"), [50, 50])
    assert np.isnan(made.reading("mindshare_score", everyone(made.programme)).value).all()


def test_unknown_kpis_and_kpis_of_groups_are_refused_in_words() -> None:
    made = board(partners=PARTNERS, deals=DEALS)
    with pytest.raises(UnknownKpi) as caught:
        made.reading("revenue")
    assert str(caught.value) == f"there is no KPI 'revenue'; known are {', '.join(CATALOGUE)}"
    assert str(UnknownKpi("x", ["a", "b"])) == "there is no KPI 'x'; known are a, b"
    with pytest.raises(GroupsOnly) as refused:
        made.reading("active_advocate_rate")
    assert str(refused.value) == "active_advocate_rate is defined for groups of partners; ask for it by group"


@pytest.mark.parametrize("kpi", CATALOGUE)
def test_a_reading_names_its_kpi(kpi: str) -> None:
    made = board(partners=PARTNERS, deals=DEALS)
    assert made.reading(kpi, everyone(made.programme)).kpi == kpi
