"""The list of partners: the page for an address, and the rows that its grid asks for."""

from __future__ import annotations

import json

import pytest
from dash.development.base_component import Component
from flask.testing import FlaskClient

from callbacks import partners
from callbacks.filters import parse_filters
from callbacks.partner_list import MOST_ROWS, rows_of
from callbacks.services import Services
from layouts import partners as layout
from layouts.ids import PartnerListIds, ShellIds
from tests.callbacks.boards import small_board

BOARD = small_board()


def view(query: str) -> layout.PartnersView:
    return partners.partners_view(BOARD, parse_filters(query, BOARD))


class Site:
    """Services over the small board."""

    class settings:
        fiscal_year_start = 1

    def __init__(self, board=BOARD) -> None:
        self._board = board

    def board(self):
        return self._board

    def currency(self) -> str:
        return "USD"


def names(query: str, **request: object) -> list[str]:
    asked = {"startRow": 0, "endRow": 25, "sortModel": [], **request}
    return [row["partner"] for row in rows_of(Site(), asked, query)["rowData"]]


def test_the_title_is_the_finding_of_the_partners_in_view() -> None:
    page = view("period=2026Q2")
    assert page.title.startswith("4 of 5 partners are strong")
    assert page.sub == "Partner Engagement Score, Q2 2026, for 5 partners"
    assert page.groups is None


def test_a_page_of_rows_is_what_the_grid_asked_for() -> None:
    found = rows_of(Site(), {"startRow": 1, "endRow": 3, "sortModel": [{"colId": "partner", "sort": "desc"}]}, "")
    assert found["rowCount"] == 6
    assert [row["partner"] for row in found["rowData"]] == ["Elm", "Dogwood"]
    assert found["rowData"][0]["href"] == "/partners/p5"
    json.dumps(found, allow_nan=False)


def test_rows_keep_to_the_filters_and_to_the_order_of_the_address() -> None:
    assert names("period=2026Q2&tier=Gold&sort=-partner") == ["Elm", "Cedar", "Alder, Voss & Co"]
    assert names("period=2026Q2")[0] == "Birch"  # the largest fall
    assert names("sort=-bookings")[0] == "Alder, Voss & Co"
    # The grid's own order is newer than the address.
    assert names("sort=-partner", sortModel=[{"colId": "partner", "sort": "asc"}])[0] == "Alder, Voss & Co"


def test_links_of_rows_keep_filters_and_order_but_not_the_columns() -> None:
    rows = rows_of(Site(), {}, "region=DACH&sort=-partner&columns=-tier&group=tier")["rowData"]
    assert rows[0]["href"] == "/partners/p3?region=DACH&sort=-partner"


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"startRow": "x", "endRow": None, "sortModel": 7},
        {"startRow": -5, "endRow": -9, "sortModel": [{}]},
        {"startRow": 10**9, "endRow": 10**12, "sortModel": [{"colId": "colour", "sort": 3}]},
        {"startRow": 0, "endRow": 10**12, "sortModel": ["change"]},
        {"startRow": True, "endRow": 2.5, "sortModel": [{"colId": ["a"]}]},
    ],
)
def test_whatever_a_client_asks_for_is_answered(request_: dict) -> None:
    found = rows_of(Site(), request_, "?sort=%00&columns=x&region=nowhere")
    assert found["rowCount"] == 6
    assert len(found["rowData"]) <= MOST_ROWS


def test_without_data_there_are_no_rows() -> None:
    assert rows_of(Site(None), {}, "") == {"rowData": [], "rowCount": 0}


def test_groups_are_summed_up_and_lead_to_their_partners() -> None:
    page = view("period=2026Q2&group=type&sort=-partner")
    assert page.groups is not None
    reseller = next(row for row in page.groups.rows if row.name == "Reseller")
    # Alder at 100 and Birch at 0, which was at 100 a quarter before.
    assert (reseller.partners, reseller.scores[0], reseller.bands[0], reseller.change) == (2, 50, "moderate", -50)
    assert reseller.href == "/partners?period=2026Q2&type=reseller&sort=-partner"
    assert [(label, shown) for label, _, shown in page.grouping][:2] == [("List", False), ("By type", True)]


def test_partners_without_a_value_form_a_group_of_their_own() -> None:
    page = view("group=tier&kpi=mindshare_score")
    assert page.groups is not None
    assert [(row.name, row.partners) for row in page.groups.rows] == [("Not given", 2), ("Gold", 3), ("Silver", 1)]
    assert page.groups.rows[0].href == "/partners?tier=&kpi=mindshare_score"
    assert page.groups.scores[0] == "Mindshare"


def test_nonsense_in_the_address_is_said_and_left_out() -> None:
    page = view("sort=colour&columns=wings&group=planet")
    assert len(page.notices) == 3
    assert page.groups is None
    assert page.table.sort == "change"


def test_no_match_offers_a_way_back_to_the_list() -> None:
    page = view("q=nobody&group=type")
    assert page.no_match is not None
    assert page.groups is None
    assert page.no_match.clear_href == "/partners?group=type"


def test_the_page_is_drawn_for_any_address() -> None:
    for query in ("", "group=manager", "q=zzz", "columns=bookings,-tier", "band=low&period=2026Q1"):
        assert isinstance(layout.layout(view(query)), Component)
        assert len(layout.parts(view(query))) == len(layout.PARTS)


def call(client: FlaskClient, search: str) -> dict:
    outputs = [{"id": str(part), "property": name} for part, name in layout.PARTS]
    body = {
        "output": "..".join(["", "...".join(f"{one['id']}.{one['property']}" for one in outputs), ""]),
        "outputs": outputs,
        "inputs": [{"id": ShellIds.LOCATION.value, "property": "search", "value": search}],
        "state": [{"id": ShellIds.LOCATION.value, "property": "pathname", "value": "/partners"}],
        "changedPropIds": [f"{ShellIds.LOCATION.value}.search"],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200
    return answer.get_json()


def test_a_filter_redraws_the_parts_of_the_page_and_of_the_filter_bar(filled: Services, client: FlaskClient) -> None:
    answer = call(client, "?tier=Gold")
    assert "1 of 2 partners" in json.dumps(answer["sideUpdate"]["filter-active"])
    assert answer["response"][PartnerListIds.LIST]["hidden"] is False
    assert call(client, "?group=type")["response"][PartnerListIds.LIST]["hidden"] is True
