from dataclasses import fields

import pytest

from kpi.catalogue import CATALOGUE
from layouts import components, library
from layouts.ids import LibraryIds
from layouts.library import CheckView, KpiGroup, LibraryView, NowView, ScopeView, SpreadView
from tests.layouts.tree import ids, links, nodes, texts, words

ELSEWHERE = ("levers", "goal")  # actions stand beside insights, the goal among the facts
SPREAD = SpreadView(
    "Most are low", "9 partners", {"data": [], "layout": {}}, "Histogram", components.TableView("", [], []), "x.csv"
)


CHECKS = [
    CheckView("look", "Who is low?", "3 of 8 are low.", "/partners?band=low"),
    CheckView("unknown", "How far is the target?", "No target is set."),
]


def view(kpi: str = "engagement_score", **changes: object) -> LibraryView:
    row = CATALOGUE[kpi]
    given = {
        "kpi": kpi,
        "groups": [
            KpiGroup("Partner scores", [(row.name, f"/kpis/{kpi}", True), ("Win rate", "/kpis/win_rate", False)])
        ],
        "kicker": "Partner score, measured monthly",
        "text": row.text,
        "edges": (50.0, 75.0) if row.banded else None,
        "facts": [("Unit", "score")],
    }
    return LibraryView(**{**given, **changes})


def all_texts(value: object) -> list[str]:
    """Every text of a KPI's attributes."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, tuple):
        return [text for one in value for text in all_texts(one)]
    shown = [field.name for field in fields(value) if field.name not in ELSEWHERE]
    return [text for name in shown for text in all_texts(getattr(value, name))]


@pytest.mark.parametrize("kpi", CATALOGUE)
def test_every_text_of_every_kpi_is_on_its_page(kpi: str) -> None:
    shown = words(library.layout(view(kpi)))
    text = CATALOGUE[kpi].text
    for part in all_texts(text):
        if part not in (text.short, text.formula):
            assert part in shown, part
    # The formula is set in parts; whole it is what a screen reader says.
    (formula,) = [node for node in nodes(library.layout(view(kpi))) if getattr(node, "role", None) == "math"]
    assert formula.to_plotly_json()["props"]["aria-label"] == text.formula
    assert words(formula).replace(" ", "") == text.formula.replace("; ", "").replace(" ", "")


def test_ids_are_unique_and_all_there() -> None:
    found = ids(library.layout(view(spread=SPREAD)))
    assert len(found) == len(set(found))
    assert set(LibraryIds) <= set(found)


def test_every_entry_of_the_contents_leads_to_a_heading() -> None:
    page = library.layout(view(checks=CHECKS, uses=[("The Overview", "/")]))
    anchors = [href.removeprefix("#") for href in links(page) if href.startswith("#")]
    assert len(anchors) == len(set(anchors)) == sum(len(sections) for _, sections in library.PARTS)
    assert set(anchors) <= set(ids(page))


def test_a_part_without_content_is_left_out_with_its_entry() -> None:
    page = library.layout(view())
    assert not {"#checks", "#used"} & set(links(page))
    assert not {"checks", "used"} & set(ids(page))


def test_answers_say_how_they_are_meant_and_lead_to_the_partners() -> None:
    page = library.layout(view(checks=CHECKS))
    assert "Worth a look: Who is low?3 of 8 are low. See them" in words(page)
    assert "Not known: How far is the target?" in words(page)
    assert "/partners?band=low" in links(page)


def test_the_figures_say_whom_they_are_of() -> None:
    page = library.layout(view(scope=ScopeView("The figures are of 9 partners.", "/kpis/engagement_score")))
    assert "The figures are of 9 partners. Show all partners" in words(page)


def test_bands_follow_the_method() -> None:
    shown = library.layout(view(edges=(40.0, 80.5)))
    assert {"below 40", "40 to 80.5", "above 80.5"} <= set(texts(shown))
    (ruler,) = [node for node in nodes(shown) if getattr(node, "className", None) == "tdm-bandrow"]
    assert ruler.style["gridTemplateColumns"] == "minmax(0,40fr) minmax(0,40.5fr) minmax(0,19.5fr)"


def test_a_kpi_without_bands_has_no_ruler_and_says_its_value() -> None:
    shown = library.layout(view("win_rate", now=NowView("47%", "is the value now.")))
    assert "tdm-bandrow" not in [getattr(node, "className", None) for node in nodes(shown)]
    assert "47% is the value now." in words(shown)
    assert {"High", "Low"} <= set(texts(shown))


def test_the_kpi_shown_is_marked_in_both_lists() -> None:
    current = [node for node in nodes(library.layout(view())) if type(node).__name__ == "A"]
    marked = [node.href for node in current if node.to_plotly_json()["props"].get("aria-current") == "page"]
    assert marked == ["/kpis/engagement_score"] * 2


def test_sources_say_what_their_grade_means() -> None:
    shown = words(library.layout(view()))
    assert ": Content marketing, a default to edit" in shown


def test_the_field_knows_the_list_that_it_filters() -> None:
    around = [
        node
        for node in nodes(library.layout(view()))
        if "data-tdm-find" in getattr(node, "to_plotly_json", dict)().get("props", {})
    ]
    assert [node.to_plotly_json()["props"]["data-tdm-find"] for node in around] == [LibraryIds.KPIS]
