from datetime import date
from pathlib import Path

from layouts import import_result, imports
from layouts.ids import DataIds, import_button
from layouts.import_result import ColumnView, DecisionView, ReasonView, ResultView
from tests.layouts.tree import classes, ids, links, nodes, texts, words

ASSETS = Path(__file__).parents[2] / "assets"

RESULT = ResultView(
    import_id=12,
    file_name="activity.csv",
    table="interactions",
    rows_read=4861,
    accepted=4812,
    rejected=37,
    skipped=12,
    reasons=[
        ReasonView("date is missing", 36, 214, "Datum", "", "Fill it in."),
        ReasonView("it is below 0", 1, 3951, "Std.", "-2,5", "Give 0 or more."),
    ],
    decisions=[
        DecisionView("encoding", "cp1252", "it is not UTF-8"),
        DecisionView("delimiter", "semicolon", "the header has 8 cells with it"),
        DecisionView("header", "line 1", "8 of its names are known"),
        DecisionView("dates of date", "day before month", "12 rows can be read in no other way"),
    ],
    columns=[
        ColumnView("Partner ID", "partner_id", "synonym", 0.9),
        ColumnView("Typ", "kind", "usual meaning in this table", 0.7),
        ColumnView("Bemerkung", None, "no column of this name is known", 0.0),
    ],
    notes=["read as interactions: it explains 2 of 3 columns, more than any other table"],
    unknown_partners=[f"P-{number}" for number in range(11)],
    unmapped_kinds=["hackathon"],
    rejected_href="/api/imports/12/rejected.csv",
)
ROW = imports.ImportRow(
    import_id=12,
    file_name="<b>activity</b>.csv",
    table="interactions",
    day=date(2026, 10, 3),
    read=4861,
    accepted=4812,
    rejected=37,
    skipped=12,
    is_active=True,
    is_sample=False,
    href="/data?import=12",
    rejected_href="/api/imports/12/rejected.csv",
)
TEMPLATE = imports.TemplateView("partners", "a partner", ["partner_id"], ["tier"], "/api/templates/partners.csv")


def view(**changes: object) -> imports.DataView:
    given = {
        "imports": [ROW],
        "imports_total": 1,
        "findings": [],
        "templates": [TEMPLATE],
        "has_sample": False,
        "largest": 2 * 1024**3,
        "results": [RESULT],
    }
    return imports.DataView(**{**given, **changes})


def test_every_id_is_on_the_page_once() -> None:
    found = ids(imports.layout(view()))
    assert len(found) == len(set(found))
    made_per_import = {DataIds.UNDO, DataIds.REDO}
    assert set(DataIds) - made_per_import <= set(found)
    undo = [str(import_button(DataIds.UNDO, 12, place=place)) for place in ("result", "history")]
    assert set(undo) <= set(found)


def test_an_empty_page_has_the_same_ids() -> None:
    found = ids(imports.layout(view(imports=[], imports_total=0, findings=None, results=[])))
    assert set(DataIds) - {DataIds.UNDO, DataIds.REDO} <= set(found)


def test_counts_stand_in_a_sum() -> None:
    # 4,861 = 4,812 + 37 + 12
    figures = next(node for node in nodes(import_result.result_card(view=RESULT)) if type(node).__name__ == "Dl")
    signs = [group.to_plotly_json()["props"].get("data-sign", "") for group in figures.children]
    numbers = [group.children[1].children[0] for group in figures.children]
    assert list(zip(signs, numbers, strict=True)) == [("", "4,861"), ("=", "4,812"), ("+", "37"), ("+", "12")]
    assert "99% of rows" in words(figures)


def test_a_rejection_says_line_column_value_and_what_to_do() -> None:
    shown = texts(import_result.result_card(view=RESULT))
    for text in ("Line 3,951", "Std. = -2,5", "It is below 0", "Give 0 or more.", "Datum = empty"):
        assert text in shown
    assert "Download 37 rejected rows" in shown
    assert "/api/imports/12/rejected.csv" in links(import_result.result_card(view=RESULT))


def test_how_a_file_was_read_is_one_sentence() -> None:
    assert import_result.read_as(RESULT) == (
        "Text in cp1252, semicolon between columns, header on line 1, dates of date day before month "
        "(dates of date: 12 rows can be read in no other way). "
        "Read as interactions: it explains 2 of 3 columns, more than any other table."
    )


def test_what_should_be_looked_at_is_open_and_marked() -> None:
    (more,) = [node for node in nodes(import_result.result_card(view=RESULT)) if type(node).__name__ == "Details"]
    assert more.open is True
    assert "Please check" in texts(more)
    assert "Kept aside" in texts(more)
    assert "2 of 3 columns matched" in texts(more)


def test_long_lists_are_cut_with_their_number() -> None:
    shown = words(import_result.result_card(view=RESULT))
    assert "11 partners of this file" in shown
    assert "P-7 and 3 more" in shown


def test_a_result_without_rows_offers_nothing_to_undo() -> None:
    empty = ResultView(None, "empty.csv", "partners", 0, 0, 0, 0)
    shown = import_result.result_list(results=[empty])
    assert "Partners. Nothing was stored" in texts(shown)
    assert "See what changed" not in texts(shown)
    assert not [name for name in ids(shown) if DataIds.UNDO in name]


def test_history_lists_undone_imports_with_the_way_back() -> None:
    undone = imports.ImportRow(**{**vars(ROW), "is_active": False, "is_sample": True})
    shown = imports.history(view(imports=[undone], imports_total=3))
    assert {"Undone", "Redo", "sample", "2 earlier imports not shown", "3 Oct 2026"} <= set(texts(shown))
    assert str(import_button(DataIds.REDO, 12, place="history")) in ids(shown)
    assert "tdm-off" in classes(shown)


def test_a_file_name_is_text_whatever_it_is() -> None:
    # React escapes text; nothing here may hand it over as markup.
    assert "<b>activity</b>.csv" in texts(imports.history(view()))
    assert not [node for node in nodes(imports.layout(view())) if type(node).__name__ in ("Markdown", "Iframe")]


def test_findings_say_so_when_there_are_none() -> None:
    assert "Every row counts and every partner has a name." in texts(imports.findings([]))
    assert "Findings appear with the first import." in texts(imports.findings(None))
    found = [imports.FindingView("3 rows of surveys", "Kept")]
    assert texts(imports.findings(found)) == ["3 rows of surveys", "Kept"]


def test_the_script_knows_the_ids_and_writes_no_markup() -> None:
    script = (ASSETS / "upload.js").read_text(encoding="utf-8")
    for name in (DataIds.FINISHED, DataIds.TABLE, DataIds.MODE, DataIds.DATES):
        assert f'"{name}"' in script
    assert f'!== "{imports.AUTO}"' in script
    for name in ("upload.js", "library.js", "wiring.js"):
        text = (ASSETS / name).read_text(encoding="utf-8")
        assert "innerHTML" not in text
        assert "insertAdjacentHTML" not in text
        assert "eval(" not in text
