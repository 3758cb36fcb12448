import json

from plotly.utils import PlotlyJSONEncoder

from layouts import overview
from layouts.ids import FilterIds, OverviewIds
from tests.layouts.tree import classes, ids, nodes, texts, words
from tests.layouts.view_examples import overview as example
from tests.layouts.view_examples import overview_without_partners


def test_ids_are_unique_and_every_one_of_the_page_exists() -> None:
    found = ids(overview.layout(example()))
    assert len(found) == len(set(found))
    assert {*OverviewIds, *FilterIds} - {OverviewIds.SAMPLE} <= set(found)
    assert OverviewIds.SAMPLE in ids(overview.first_run())


def test_every_part_that_changes_is_on_the_page() -> None:
    found = set(ids(overview.layout(example())))
    assert {part for part, _ in overview.PARTS} <= found
    assert len(overview.parts(example())) == len(overview.PARTS)


def test_the_parts_hold_what_the_page_holds() -> None:
    view = example()
    values = dict(zip(overview.PARTS, overview.parts(view), strict=True))
    assert words(values[OverviewIds.HEAD, "children"]).startswith(view.headline)
    assert values[OverviewIds.TREND, "figure"] == {"data": []}
    assert values[OverviewIds.NO_MATCH, "children"] is None
    assert "Largest rises first" in words(values[OverviewIds.PARTNERS, "children"])


def test_an_empty_result_names_the_filter_to_drop() -> None:
    shown = texts(overview.layout(overview_without_partners()))
    assert {"No partner matches", "Drop Tier", "Clear all"} <= set(shown)


def test_the_page_is_plain_json() -> None:
    text = json.dumps(overview.layout(example()), cls=PlotlyJSONEncoder)
    assert "NaN" not in text
    assert "Indicator" not in text


def test_no_inline_style_but_variables_and_chart_heights() -> None:
    page = overview.layout(example())
    styles = [getattr(node, "style", None) for node in nodes(page)]
    names = {name for style in styles if isinstance(style, dict) for name in style}
    assert {name for name in names if not name.startswith("--")} <= {"height", "width", "minHeight"}
    assert "card h-100 tdm-tile" in classes(page)
