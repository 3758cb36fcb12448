"""The rows behind a number, from the files of a store to the page and its download."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from callbacks.loading import Wish, import_all
from callbacks.partner_rows import PAGE, asked_of, is_same, rows_file, rows_page, rows_view
from callbacks.services import Services
from data.behind import file_names, read_behind, source_states
from data.partners.aliases import Aliases
from data.settings import Settings
from kpi.board import Board
from layouts import rows
from tests.layouts.tree import links, texts

MANY = 120
"""More rows than two pages hold."""


FILES = {
    "partners.csv": "partner_id,name,partner_type\nP1,Alder,reseller\nP2,Birch,referral\n",
    "calls.csv": "partner_id,date,kind,quantity,initiated_by,interaction_id\n"
    + "".join(f"P1,2025-0{1 + at % 2}-{1 + at % 28:02d},phone call,1,partner,I{at}\n" for at in range(MANY)),
    "later.csv": "partner_id,date,kind,quantity,initiated_by,interaction_id\nP1,2025-03-31,call,5,us,I0\n",
    "deals.csv": "partner_id,deal_id,opened_on,stage,amount,closed_on,sourced_by,customer\n"
    "P1,D1,2025-01-15,won,1000,2025-02-20,partner,=HYPERLINK()\nP1,D2,2025-01-16,lost,50,2025-03-21,us,B\n"
    "P1,D3,2025-03-16,open,70,,us,C\n",
}
"""One partner with two files of calls, of which the second replaces a row of the first, and some deals."""


def composed(folder: Path) -> Services:
    made = Services.compose(Settings.in_folder(folder / "home"), lambda: datetime(2025, 4, 15, 12, tzinfo=UTC))
    for name, text in FILES.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        assert import_all(made, Wish([path]))[0].result is not None
    return made


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    made = composed(tmp_path_factory.mktemp("busy"))
    yield made
    made.jobs.close()
    made.store.close()


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Services]:
    made = composed(tmp_path)
    yield made
    made.jobs.close()
    made.store.close()


def board_of(services: Services) -> Board:
    board = services.board()
    assert board is not None
    return board


def view(services: Services, query: str, partner_id: str = "P1") -> rows.RowsView:
    return rows_view(services, asked_of(services, board_of(services), partner_id, query))


def test_the_rows_of_a_component_make_the_figure_on_the_page(busy: Services) -> None:
    # I0 was replaced: 119 calls of 1 and one of 5 make 124 in three months.
    shown = view(busy, "?kpi=engagement_score&component=communication")
    assert shown.title == "120 rows behind communication: 124 a quarter"
    assert shown.same == "Together they make 124 a quarter, the figure on the partner's page."
    assert shown.is_same
    assert [(one.label, one.rows, one.total) for one in shown.parts] == [("Communication", 120, "124")]


def test_each_row_names_its_file_import_and_line(busy: Services) -> None:
    first = view(busy, "?kpi=engagement_score").rows[0]
    assert (first.file_name, first.import_id, first.line, first.gave) == ("later.csv", 3, 2, "5")
    assert first.href == "/data?tab=history&import=3"
    assert (first.kind, first.detail, first.part) == ("Call", "begun by us", "Communication")
    assert view(busy, "?kpi=engagement_score").rows[1].line == 29


def test_pages_lead_on_and_a_number_beyond_the_last_is_the_last(busy: Services) -> None:
    shown = view(busy, "?kpi=engagement_score&page=2")
    assert len(shown.rows) == PAGE
    assert shown.shown == "Rows 51 to 100 of 120, the latest first"
    base = "/partners/P1/rows?kpi=engagement_score&period=2025Q1"
    assert [href for _, href in shown.pages] == [base, f"{base}&page=3"]
    last = view(busy, "?kpi=engagement_score&page=99")
    assert (len(last.rows), last.pages[1][1]) == (20, "")


@pytest.mark.parametrize(
    ("kpi", "value", "count"),
    [("bookings", "€1,000", 1), ("win_rate", "50%", 2), ("new_leads", "1", 1), ("sales_cycle", "36 days", 1)],
)
def test_deals_are_counted_by_their_own_dates(busy: Services, kpi: str, value: str, count: int) -> None:
    shown = view(busy, f"?kpi={kpi}")
    assert shown.same == f"Together they make {value}, the figure on the partner's page."
    assert len(shown.rows) == count


@pytest.mark.parametrize("kpi", ["engagement_score", "mindshare_score", "advocacy_score", "bookings", "sales_volume"])
@pytest.mark.parametrize("partner_id", ["P1", "P2-canary"])
def test_rows_and_page_agree_for_every_partner(filled: Services, kpi: str, partner_id: str) -> None:
    board = board_of(filled)
    if not board.catalogue[kpi].applies_to(str(board.programme.partners.at[partner_id, "partner_type"])):
        return
    asked = asked_of(filled, board, partner_id, f"?kpi={kpi}")
    found = read_behind(filled.store, board, kpi, partner_id=partner_id, column=asked.column)
    assert is_same(asked, found)


def test_a_merged_partner_brings_its_rows(changing: Services, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("partner_id,date,kind,initiated_by\nOther-7,2025-03-30,call,us\n", encoding="utf-8")
    import_all(changing, Wish([path]))
    Aliases(changing.store).merge("Other-7", "P1", changing.today())
    shown = view(changing, "?kpi=engagement_score&component=communication")
    assert shown.title == "121 rows behind communication: 125 a quarter"
    assert shown.rows[1].file_name == "other.csv"


def test_an_undefined_figure_is_said_to_be_undefined(busy: Services) -> None:
    shown = view(busy, "?kpi=sales_volume")
    assert shown.same == "The figure is not defined for this quarter, on the partner's page too."
    assert shown.reason in texts(rows.layout(shown))


@pytest.mark.parametrize(
    ("query", "partner_id", "notice"),
    [
        ("?kpi=nonsense", "P1", "There are no rows of one partner behind “nonsense”."),
        ("?kpi=advocacy_per_partner", "P1", "There are no rows of one partner behind “advocacy_per_partner”."),
        ("?kpi=sales_volume", "P2", "Sales Volume does not apply to this partner's type."),
        ("?component=golf", "P1", "Engagement has no part “golf”; these are all its rows."),
        ("?period=1999Q1", "P1", "There are no data for the period “1999Q1”; this is Q1 2025."),
    ],
)
def test_what_an_address_can_not_have_falls_back_with_a_notice(
    busy: Services, query: str, partner_id: str, notice: str
) -> None:
    shown = view(busy, query, partner_id)
    assert [one.casefold() for one in shown.notices] == [notice.casefold()]


@pytest.mark.parametrize(
    "query", [None, "", "?", "?page=-1", "?page=9e9", "?kpi=%00&component=%00&period=%00&page=%00"]
)
def test_any_address_gives_a_page(busy: Services, query: str | None) -> None:
    assert "Rows of the uploaded files" in texts(rows_page(busy, "P1", query))


def test_unknown_partners_have_a_way_on(busy: Services) -> None:
    assert links(rows_page(busy, "<nobody>", "")) == ["/partners"]


def test_without_data_the_page_asks_for_them(services: Services) -> None:
    assert links(rows_page(services, "P1", "")) == ["/data"]


def test_the_download_holds_every_row_with_its_place(busy: Services) -> None:
    answer = rows_file(busy, "partner=P1&kpi=engagement_score&component=communication")
    held = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(held) == MANY
    assert sum(float(row["gave"]) for row in held) == 124
    assert (held[0]["file"], held[0]["import"], held[0]["line"]) == ("later.csv", "3", "2")
    assert 'filename="rows-engagement_score-communication-2025Q1.csv"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("query", ["", "partner=nobody", "partner=%00", "kpi=bookings"])
def test_a_download_of_nobody_is_not_found(busy: Services, query: str) -> None:
    with Flask("test").test_request_context("/export/rows.csv"):
        assert rows_file(busy, query).status_code == 404


def test_sources_are_files_in_use_with_their_last_day(changing: Services) -> None:
    held = {one.table: one.files for one in source_states(changing.store)}
    assert held == {"partners": 1, "interactions": 2, "deals": 1}
    changing.store.undo(3)
    assert {one.table: one.files for one in source_states(changing.store)}["interactions"] == 1
    assert file_names(changing.store, [3, 99]) == {3: "later.csv"}
