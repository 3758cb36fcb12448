"""The partner table: what its cells say, which columns stand, and how they are chosen."""

import json
from dataclasses import replace

from layouts import partner_table
from tests.layouts.tree import links, texts
from tests.layouts.view_examples import listing, rows


def cells() -> list[dict]:
    return partner_table.grid_rows(rows=rows(), kpi="engagement_score")


def test_a_missing_score_is_null_and_words_to_read() -> None:
    *_, silent = cells()
    assert silent["engagement_score"] is None
    assert silent["engagement_score_word"] == "Insufficient data"
    assert (silent["change"], silent["change_text"], silent["change_arrow"]) == (None, "–", "")
    assert (silent["manager"], silent["bookings_text"]) == ("–", "–")


def test_changes_are_said_in_an_arrow_and_in_a_word() -> None:
    fall, first, _ = cells()
    assert (fall["change_arrow"], fall["change_tone"], fall["change_text"]) == ("↓", "is-down", "12.0")
    assert fall["change_said"] == "down"
    assert first["change_text"] == "new"


def test_a_score_keeps_to_its_side_of_the_site_s_own_edges() -> None:
    near = replace(rows()[0], scores={"engagement_score": 59.7}, bands={"engagement_score": "low"})
    (cell,) = partner_table.grid_rows(rows=[near], kpi="engagement_score", edges={"engagement_score": (60.0, 80.0)})
    assert cell["engagement_score_text"] == "59.7"


def test_cells_are_plain_json() -> None:
    assert "NaN" not in json.dumps(cells())


def test_the_kpi_shown_comes_first_and_the_order_is_that_of_the_address() -> None:
    columns = partner_table.grid_columns(view=replace(listing(), kpi="mindshare_score", choices=()))
    fields = [column["field"] for column in columns]
    assert fields[4:9] == ["mindshare_score", "history", "change", "engagement_score", "advocacy_score"]
    assert {column["field"]: column["sort"] for column in columns if column["sort"]} == {"change": "desc"}
    always = [column["field"] for column in columns if "context" not in column]
    assert always == ["partner", "mindshare_score", "change"]  # what a phone shows


def test_chosen_columns_stand_and_others_do_not() -> None:
    fields = [column["field"] for column in partner_table.grid_columns(view=listing())]
    assert "tier" in fields
    assert "manager" not in fields
    assert "bookings" not in fields
    bookings = replace(listing(), choices=[replace(one, shown=True) for one in listing().choices])
    assert "bookings" in [column["field"] for column in partner_table.grid_columns(view=bookings)]


def test_the_score_shown_stands_whatever_is_chosen() -> None:
    hidden = [partner_table.ColumnChoice("engagement_score", "-engagement_score", shown=False, href="/")]
    fields = [column["field"] for column in partner_table.grid_columns(view=replace(listing(), choices=hidden))]
    assert "engagement_score" in fields


def test_the_grid_is_as_high_as_it_will_be() -> None:
    few, many = (
        partner_table.partner_grid(view=replace(listing(), matched=number), grid_id="g") for number in (3, 90_000)
    )
    assert few.dashGridOptions["infiniteInitialRowCount"] == 3
    assert many.dashGridOptions["infiniteInitialRowCount"] == partner_table.PAGE_SIZE
    assert getattr(many, "rowData", None) is None


def test_the_head_leads_to_other_columns_and_to_files() -> None:
    head = partner_table.table_head(view=listing())
    assert {"/?columns=-tier", "/export/a.csv", "/export/a.xlsx"} <= set(links(head))
    assert {"Columns", "Tier", "Bookings, 12 months", "As CSV"} <= set(texts(head))
