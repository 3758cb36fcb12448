"""Plain markup as one component: the same elements, and nothing that a callback reaches for goes missing."""

import json

from dash import dcc, html

from layouts.solid import ATTRIBUTE, node, solidify


def tree(component):
    return json.loads(component.to_plotly_json()["props"][ATTRIBUTE])


def test_a_plain_subtree_becomes_one_component_with_its_own_attributes() -> None:
    plain = html.Div([html.P(["a ", html.B(1)]), html.I(className="x"), None], className="card", role="img")
    solid = solidify(plain, frozenset())
    assert solid.className == "card"
    assert solid.role == "img"
    assert getattr(solid, "children", None) is None
    assert tree(solid) == [["p", {}, "a ", ["b", {}, "1"]], ["i", {"class": "x"}]]


def test_ids_of_callbacks_and_what_is_around_them_stay_components() -> None:
    part = html.Div(
        [html.Div([html.P([html.B("a"), html.I("b")])], id="live"), html.Ul([html.Li("1"), html.Li("2")])]
    )
    solid = solidify(part, {"live"})
    live, rest = solid.children
    assert live.id == "live"
    assert tree(live.children[0]) == [["b", {}, "a"], ["i", {}, "b"]]
    assert tree(rest) == [["li", {}, "1"], ["li", {}, "2"]]


def test_ids_of_many_alike_and_other_components_are_never_plain() -> None:
    for one in (html.Button([html.B("x"), html.I("y")], id={"type": "undo"}), dcc.Store(id="s")):
        solid = solidify(html.Div([one, html.P("a")]), frozenset())
        assert solid.children[0].to_plotly_json() == solidify(one, frozenset()).to_plotly_json()
        assert ATTRIBUTE not in solid.to_plotly_json()["props"]


def test_attributes_are_those_of_html() -> None:
    made = node(html.Label("a", htmlFor="q", hidden=True, style={"--v": 7, "fontSize": "1px"}, tabIndex=0))
    assert made == ["label", {"for": "q", "hidden": "", "style": "--v:7;font-size:1px", "tabindex": "0"}, "a"]


def test_text_that_looks_like_markup_stays_text() -> None:
    hostile = '<img src=x onerror="alert(1)">'
    solid = solidify(html.Div([html.P(hostile), html.P("b")]), frozenset())
    assert tree(solid)[0] == ["p", {}, hostile]


def test_the_page_that_is_given_is_not_changed() -> None:
    plain = html.Div([html.P("a"), html.P("b")])
    before = json.dumps(plain.to_plotly_json(), default=lambda one: one.to_plotly_json())
    solidify(plain, frozenset())
    assert json.dumps(plain.to_plotly_json(), default=lambda one: one.to_plotly_json()) == before
