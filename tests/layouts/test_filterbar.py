from dataclasses import replace

from layouts.filterbar import filter_bar, matched_text
from tests.layouts.tree import classes, links, nodes, texts, words
from tests.layouts.view_examples import filters


def test_every_address_of_the_view_is_a_link() -> None:
    view = filters()
    given = [option.href for menu in view.menus for option in menu.options]
    given += [chip.remove_href for chip in view.chips] + [view.clear_href]
    assert links(filter_bar(view=view)) == given


def test_options_say_whether_they_are_chosen() -> None:
    properties = [
        node.to_plotly_json()["props"] for node in nodes(filter_bar(view=filters())) if "tdm-option " in str(node)
    ]
    states = [(one.get("role"), one.get("aria-checked"), one.get("aria-current")) for one in properties]
    boxes = [state for state in states if state[0] == "checkbox"]
    assert boxes == [("checkbox", "true", None), ("checkbox", "false", None)]
    assert (None, None, "true") in states  # the period, one choice only


def test_counts_chips_and_result() -> None:
    shown = filter_bar(view=filters())
    assert "2 of 3 partners" in texts(shown)
    assert "Show 2 partners" in texts(shown)
    assert "Clear all" in texts(shown)
    removers = [node for node in nodes(shown) if getattr(node, "className", None) == "btn-close"]
    labels = [remover.to_plotly_json()["props"].get("aria-label") for remover in removers]
    assert labels == ["Close filters", "Remove filter Tier: Gold"]


def test_nothing_to_clear_without_filters() -> None:
    shown = filter_bar(view=replace(filters(), chips=()))
    assert "Clear all" not in words(shown)
    assert "tdm-count ms-0" not in classes(shown)


def test_matched_text() -> None:
    assert matched_text(matched=1280, total=3120) == "1,280 of 3,120 partners"
    assert matched_text(matched=0, total=1) == "0 of 1 partner"
