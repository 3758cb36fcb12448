import json
import math

import pytest

from layouts import components, tiles
from layouts.solid import ATTRIBUTE
from tests.layouts.tree import classes, links, nodes, texts, words
from tests.layouts.view_examples import tile


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("strong", "Strong"),
        ("moderate", "Moderate"),
        ("low", "Low"),
        ("none", "Not measured"),
        ("insufficient data", "Insufficient data"),
    ],
)
def test_a_band_is_always_a_word_beside_its_icon(name: str, word: str) -> None:
    assert words(components.band(name=name)) == word
    assert words(components.band(name=name, word_hidden=True)) == f"{word}: "
    assert "is-chip" in components.band(name=name, chip=True).className


@pytest.mark.parametrize("missing", [None, math.nan])
def test_a_missing_change_is_an_en_dash_without_arrow_or_colour(missing: float | None) -> None:
    shown = components.delta(change=missing)
    assert texts(shown) == ["–"]
    assert classes(shown) == ["tdm-muted"]


def test_a_first_value_is_new() -> None:
    assert texts(components.delta(change=None, is_new=True)) == ["new"]


@pytest.mark.parametrize(
    ("change", "unit", "higher_is_better", "marks"),
    [
        (4.2, "points", True, ("↑", "is-up")),
        (-8.2, "points", True, ("↓", "is-down")),
        (0.3, "points", True, ("↑", "")),  # too small for a colour
        (0.5, "points", True, ("↑", "is-up")),
        (0.04, "points", True, ("", "")),  # reads as 0.0
        (3.0, "days", False, ("↑", "is-down")),  # a longer sales cycle is worse
        (-1200.0, "money", True, ("↓", "is-down")),
    ],
)
def test_marks_of_a_change(change: float, unit: str, higher_is_better: bool, marks: tuple[str, str]) -> None:
    assert components.delta_marks(change, unit, higher_is_better) == marks


def test_a_tile_without_a_value_shows_a_dash_the_band_in_words_and_no_arrow() -> None:
    shown = tiles.kpi_tile(view=tile("advocacy_score", None, "insufficient data", None))
    assert "–" in texts(shown)
    assert "Insufficient data" in texts(shown)
    assert not any(text in ("↑", "↓") for text in texts(shown))
    assert not any("tdm-delta" in name for name in classes(shown))


def test_a_tile_links_its_name_to_the_definition() -> None:
    shown = tiles.kpi_tile(view=tile("engagement_score", 76.1, "strong", 1.2))
    assert "/kpis#engagement_score" in links(shown)
    assert "76" in texts(shown)
    assert "vs Q2 2026" in texts(shown)


def test_the_scale_says_in_words_what_it_shows() -> None:
    shown = tiles.scale(value=75.3, name="Engagement", band="strong", target=78)
    assert shown.to_plotly_json()["props"]["aria-label"] == "Engagement 75.3 of 100, strong, target 78"
    assert shown.style == {"--t": 78, "--v": 75.3}
    empty = tiles.scale(value=None, name="Engagement", band="insufficient data")
    assert empty.to_plotly_json()["props"]["aria-label"] == "Engagement: insufficient data"
    assert empty.style == {}


def test_a_sparkline_breaks_where_a_value_is_missing() -> None:
    shown = tiles.sparkline(values=[60, None, 70, 80], band="strong", label="History")
    # 60 to 80 fills the box from 92 to 6 per cent; 70 lies in the middle, at 49.
    assert "M0.0%2092.0M66.7%2049.0L100.0%206.0" in shown.style["--line"]
    assert (shown.style["--x"], shown.style["--y"]) == (100.0, 6.0)


def test_a_sparkline_without_values_says_so() -> None:
    assert words(tiles.sparkline(values=[None, math.nan], band="none", label="History")) == "no history"


def test_a_value_table_shows_text_and_keeps_the_number_for_the_download() -> None:
    table = components.value_table(
        caption="Scores", columns=("Quarter", "Score"), rows=(("Q3 2026", 63.24), ("Q2 2026", None)), unit="score"
    )
    shown = components.data_table(table=table)
    assert {"63", "–"} <= set(texts(shown))
    (body,) = [node for node in nodes(shown) if type(node).__name__ == "Tbody"]
    rows = json.loads(vars(body)[ATTRIBUTE])
    assert [cell[1]["data-value"] for _, _, _, cell in rows] == ["63.24", ""]


def test_a_table_with_components_in_its_cells_keeps_them() -> None:
    view = components.TableView("Scores", [components.Column("KPI")], [[components.html.B("Engagement")]])
    assert "B" in {type(node).__name__ for node in nodes(components.data_table(table=view))}
