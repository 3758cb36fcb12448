from datetime import date
from pathlib import Path

import pytest
from dash.development.base_component import Component

from layouts import import_history, import_quality, import_result, import_review, import_templates, imports
from layouts.ids import DataIds, import_button
from layouts.import_reasons import ReasonView
from layouts.import_result import ChangeView, ResultView, change_text
from layouts.import_templates import ColumnView, TemplatesView, TemplateView
from layouts.import_views import (
    AnswerView,
    AsideView,
    DecisionView,
    MatchView,
    PreviewView,
    QuestionView,
    ReviewView,
)
from tests.layouts.tree import classes, ids, links, nodes, texts, words

ASSETS = Path(__file__).parents[2] / "assets"

DECISIONS = [
    DecisionView("encoding", "cp1252", "it is not UTF-8"),
    DecisionView("delimiter", "semicolon", "the header has 8 cells with it"),
    DecisionView("header", "line 1", "8 of its names are known"),
    DecisionView("dates of date", "day before month", "12 rows can be read in no other way"),
]
MATCHES = [
    MatchView("Partner ID", "partner_id", "synonym", 0.99, ["P-00412", "P-01077"]),
    MatchView("Typ", "kind", "usual meaning in this table", 0.7, ["Schulung"], 12),
    MatchView("Bemerkung", None, "no column of this name is known", 0.0, ["Rückruf"], 4120),
]
REASONS = [
    ReasonView("date is missing", 36, 214, "Datum", "", "Fill it in."),
    ReasonView("it is below 0", 1, 3951, "Std.", "-2,5", "Give 0 or more."),
]
RESULT = ResultView(
    import_id=12,
    file_name="activity.csv",
    table="interactions",
    rows_read=4861,
    accepted=4812,
    rejected=37,
    skipped=12,
    reasons=REASONS,
    decisions=DECISIONS,
    matches=MATCHES,
    notes=["read as interactions: it explains 2 of 3 columns, more than any other table"],
    unknown_partners=[f"P-{number}" for number in range(11)],
    unmapped_kinds=["hackathon"],
    rejected_href="/api/imports/12/rejected.csv",
)
ROW = import_history.ImportRow(
    import_id=12,
    file_name="<b>activity</b>.csv",
    table="interactions",
    day=date(2026, 10, 3),
    mode="replace",
    read=4861,
    accepted=4812,
    rejected=37,
    skipped=12,
    is_active=True,
    is_sample=False,
    href="/data?tab=history&import=12",
    rejected_href="/api/imports/12/rejected.csv",
)


def review(**changes: object) -> ReviewView:
    given = {
        "job": "job-1",
        "file_name": "activity.csv",
        "table": "interactions",
        "rows_read": 4861,
        "accepted": 4812,
        "rejected": 37,
        "skipped": 12,
        "preview": PreviewView(4000, 12, 800),
        "matches": MATCHES,
        "decisions": DECISIONS,
        "reasons": REASONS,
        "tables": ("partners", "interactions"),
        "fields": ("partner_id", "date", "kind", "quantity"),
        "required": ("partner_id", "kind"),
    }
    return ReviewView(**{**given, **changes})


def question(*values: str, is_open: bool = True) -> QuestionView:
    answers = [AnswerView(value.upper(), ("date_order",), value) for value in values]
    return QuestionView("Day or month first?", answers, rows=48, is_open=is_open)


def attributes(tree: object, name: str) -> list[str]:
    return [value for node in nodes(tree) if (value := getattr(node, name, None)) is not None]


def options(tree: object, path: str) -> list[tuple[str, str]]:
    """The options of the control of a path: (text, value)."""
    (select,) = [
        node for node in nodes(tree) if type(node).__name__ == "Select" and getattr(node, "data-tdm-path", "") == path
    ]
    return [(option.children, option.value) for option in select.children]


def test_every_id_is_somewhere_on_the_page() -> None:
    page = imports.layout(tab=imports.ADD, panel=[], largest=2 * 1024**3)
    found = ids(page)
    assert len(found) == len(set(found))
    typed = {DataIds.UNDO, DataIds.REDO, DataIds.LOAD_SAMPLE, DataIds.REMOVE_SAMPLE}
    assert set(DataIds) - typed == set(found) & set(DataIds)
    assert "CSV, Excel, zip or gzip, up to 2 GB each" in texts(page)


@pytest.mark.parametrize("tab", imports.TABS)
def test_every_tab_names_itself_and_the_others(tab: imports.TabView) -> None:
    page = imports.layout(tab=tab.name, panel=[], largest=2 * 1024**3)
    assert [one.href for one in imports.TABS] == [href for href in links(page) if href.startswith("/data")]
    (here,) = [node for node in nodes(page) if getattr(node, "aria-current", None) == "page"]
    assert here.children == tab.label
    assert (str(DataIds.DROP) in ids(page)) == (tab.name == imports.ADD)


def test_a_file_without_a_question_is_imported_in_one_click() -> None:
    shown = import_review.review_list(reviews=[review()])
    assert "2 of 2 needed columns matched" in words(shown)
    assert "Ready, 37 rows rejected" in texts(shown)
    assert "Import: 4,812 rows" in texts(shown)
    assert attributes(shown, "data-tdm-ready") == ["yes"]
    assert attributes(shown, "data-tdm-import-all") == []


def test_what_importing_would_do_stands_in_numbers() -> None:
    shown = words(import_review.review_card(view=review(preview=PreviewView(4000, 12, 800, 31))))
    for text in ("New4,000", "Changed12", "Unchanged800", "Superseded31", "Rejected37", "Skipped12"):
        assert text in shown
    assert "To be imported4,812" in words(import_review.review_card(view=review(preview=None)))


def test_files_that_are_clear_go_in_together_and_the_others_wait() -> None:
    asked = review(job="job-2", file_name="deals.csv", questions=[question("dmy", "mdy")])
    shown = import_review.review_list(reviews=[review(), review(job="job-3"), asked])
    assert "3 files, 2 ready to import" in texts(shown)
    assert "Import 2 ready files" in texts(shown)
    assert "2 files, 9,624 rows; 1 file stay open. Nothing is stored until then." not in texts(shown)
    assert "2 files, 9,624 rows; 1 file stays open. Nothing is stored until then." in texts(shown)
    assert attributes(shown, "data-tdm-ready") == ["yes", "yes", ""]
    assert len([name for name in classes(shown) if name == "btn btn-primary"]) == 1


def test_a_question_is_answered_in_place() -> None:
    view = review(questions=[question("dmy", "mdy")], given={"date_order": "mdy"})
    shown = import_review.review_card(view=view)
    assert {
        "Day or month first?",
        "48 rows wait for the answer",
        "1 question open",
        "Import as it is: 4,812 rows",
    } <= set(texts(shown))
    assert attributes(shown, "data-tdm-answer") == ['"dmy"', '"mdy"']
    assert attributes(shown, "aria-pressed") == ["false", "true"]


def test_many_answers_are_a_list_and_none_leads_to_the_partners() -> None:
    shown = import_review.review_card(view=review(questions=[question(*"abcde")]))
    (select,) = [node for node in nodes(shown) if getattr(node, "data-tdm-answers", None) is not None]
    assert [option.children for option in select.children] == ["Choose an answer", "A", "B", "C", "D", "E"]
    shown = import_review.review_card(view=review(questions=[question(is_open=False)]))
    assert "/data?tab=partners" in links(shown)
    assert review(questions=[question(is_open=False)]).is_ready


def test_a_column_shows_samples_gaps_field_and_doubt() -> None:
    shown = import_review.review_card(view=review())
    for text in (
        "P-00412",
        "no gaps",
        "12 gaps",
        "4,120 gaps",
        "99%",
        "70%",
        "Please check",
        "Kept in the file only",
    ):
        assert text in texts(shown)
    assert options(shown, '["columns", "Typ"]') == [
        ("Leave out", "null"),
        ("Partner ID (needed)", '"partner_id"'),
        ("Date", '"date"'),
        ("Kind (needed)", '"kind"'),
        ("Quantity", '"quantity"'),
    ]
    (columns,) = [node for node in nodes(shown) if "tdm-more" in (getattr(node, "className", "") or "")]
    assert columns.open is True


def test_a_missing_column_is_to_be_chosen() -> None:
    shown = import_review.review_card(view=review(required=("partner_id", "date", "kind")))
    assert "No match" in texts(shown)
    assert options(shown, '["columns", "Bemerkung"]')[0] == ("Choose a field", "")


def test_every_decision_can_be_changed() -> None:
    view = review(given={"delimiter": ";"}, sheets=("Answers", "Notes"))
    shown = import_review.review_card(view=view)
    sentence = (
        "Text in Western Windows-1252, semicolon between columns, header on line 1, dates of date day before month."
    )
    assert sentence in texts(shown)
    for name in ("table", "date_order", "decimal", "delimiter", "encoding", "header_line", "sheet"):
        assert options(shown, f'["{name}"]')[0][1] == ""
    assert options(shown, '["table"]')[0] == ("As found: Interactions", "")
    assert options(shown, '["date_order"]')[0] == ("As found: day before month", "")
    chosen = [node.value for node in nodes(shown) if getattr(node, "selected", None)]
    assert '";"' in chosen


def test_a_file_that_is_mostly_rejected_is_not_called_ready() -> None:
    view = review(rows_read=30, accepted=3, rejected=27, skipped=0)
    assert not view.is_ready
    assert "27 of 30 rows rejected" in texts(import_review.review_card(view=view))


def test_a_file_that_could_not_be_read_says_why_and_offers_the_controls() -> None:
    view = review(table="", rows_read=0, accepted=0, rejected=0, skipped=0, problem="It has no header.", matches=())
    shown = import_review.review_card(view=view)
    assert {"It has no header.", "Can't be imported yet", "It is not known which kind of file this is"} <= set(
        texts(shown)
    )
    assert "Import" not in texts(shown)
    assert "Check rows" in texts(shown)


def test_lines_that_hold_no_data_are_listed() -> None:
    shown = texts(import_review.review_card(view=review(asides=[AsideView(1, "above the header", "Report of May")])))
    assert {"Lines left out", "12 lines", "Above the header", "Report of May"} <= set(shown)


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


def test_what_became_of_the_scores_is_said() -> None:
    shown = texts(import_result.result_list(results=[RESULT], change=ChangeView(118, 6)))
    assert "118 scores changed, 6 partners are in another band." in shown
    assert change_text(ChangeView(1, 0)) == "1 score changed, no band did."


def test_long_lists_are_cut_with_their_number_and_lead_on() -> None:
    card = import_result.result_card(view=RESULT)
    assert "11 partners without a row" in words(card)
    assert "P-7 and 3 more" in words(card)
    assert "/data?tab=partners" in links(card)


def test_a_result_without_rows_offers_nothing_to_undo() -> None:
    empty = ResultView(None, "empty.csv", "partners", 0, 0, 0, 0)
    shown = import_result.result_list(results=[empty])
    assert "Partners. Nothing was stored" in texts(shown)
    assert "See what changed" not in texts(shown)
    assert not [name for name in ids(shown) if DataIds.UNDO in name]


def test_history_lists_undone_imports_with_the_way_back() -> None:
    undone = import_history.ImportRow(**{**vars(ROW), "is_active": False, "is_sample": True})
    shown = import_history.layout(import_history.HistoryView([undone], 3, [RESULT]))
    wanted = {"Undone", "Redo", "sample", "2 earlier imports not shown", "3 Oct 2026", "Replaced its months"}
    assert wanted <= set(texts(shown))
    assert str(import_button(DataIds.REDO, 12, place="history")) in ids(shown)
    assert "tdm-off" in classes(shown)
    # React escapes text; nothing here may hand it over as markup.
    assert "<b>activity</b>.csv" in texts(shown)
    assert not [node for node in nodes(shown) if type(node).__name__ in ("Markdown", "Iframe")]


def test_empty_tabs_say_what_to_do() -> None:
    assert "Nothing imported yet" in texts(import_history.layout(import_history.HistoryView([], 0)))
    assert "Nothing to put right" in texts(import_quality.layout([]))
    assert "No data yet" in texts(import_quality.layout(None))
    assert import_review.review_list(reviews=[]) == import_result.result_list(results=[]) == []


def test_findings_say_how_many_what_and_where() -> None:
    found = import_quality.FindingView(3, ("row", "rows"), "of surveys", ["x"], "Look.", "/data?tab=partners")
    assert {"3 rows", " of surveys", "x", "Look.", "Open"} <= set(texts(import_quality.layout([found])))


def test_a_template_names_its_columns_with_an_example() -> None:
    columns = [ColumnView("partner_id", True, "Text", "P1"), ColumnView("tier", False, "Text", "")]
    template = TemplateView("partners", "a partner", columns, "/t.csv", "/e.csv")
    shown = import_templates.layout(TemplatesView([template], has_sample=True))
    assert {"partner_id", "needed", "may be empty", "P1", "One row is a partner"} <= set(texts(shown))
    assert links(shown) == ["/t.csv", "/e.csv"]
    assert str(import_button(DataIds.REMOVE_SAMPLE, 0, place="templates")) in ids(shown)


def test_the_scripts_know_the_page_and_write_no_markup() -> None:
    upload, decide = ((ASSETS / name).read_text(encoding="utf-8") for name in ("upload.js", "upload_review.js"))
    assert f'"{DataIds.FINISHED}"' in upload
    assert f'"{DataIds.STEP}"' in upload
    card = import_review.review_card(view=review(questions=[question("dmy"), question(*"abcde")]))
    parts = [node for node in nodes(card) if isinstance(node, Component)]
    asked = {name for part in parts for name in vars(part) if name.startswith("data-tdm-")}
    for name in asked - {"data-tdm-dom", "data-tdm-ready"}:
        assert f"[{name}" in decide, name
    for name in ("upload.js", "upload_review.js", "library.js", "wiring.js"):
        text = (ASSETS / name).read_text(encoding="utf-8")
        assert "innerHTML" not in text
        assert "insertAdjacentHTML" not in text
        assert "eval(" not in text
