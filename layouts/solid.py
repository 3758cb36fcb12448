"""Markup without callbacks as one component: what nothing reaches for need not be known to Dash.

Dash keeps every component in its store and looks at all of them for each one that a callback draws, so drawing
takes time with the square of their number: seconds for a page. Here every subtree that is plain HTML and has no
id of a callback becomes the attribute ``data-tdm-dom`` of its root, a tree of tags, attributes and texts from
which ``assets/solid.js`` makes the same elements.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dash.development.base_component import Component

ATTRIBUTE = "data-tdm-dom"
HTML = "dash_html_components"
RENAMED = {
    "className": "class",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "colSpan": "colspan",
    "dateTime": "datetime",
}
FEWEST = 3
"""Components from which on a subtree is worth an attribute."""

Node = str | list[Any]


def solidify(component: Component, live: Collection[str]) -> Component:
    """Return a page with its plain subtrees as single components.

    Parameters
    ----------
    component
        A page or a part of one; it is not changed.
    live
        Ids that callbacks reach for: they and what is around them stay components.
    """
    if not isinstance(component, Component):
        return component
    if _is_plain(component, live) and _size(component) >= FEWEST:
        return _root(component)
    children = getattr(component, "children", None)
    if children is None or isinstance(children, str | int | float):
        return component
    properties = component.to_plotly_json()["props"]
    solid = [solidify(child, live) for child in children] if _is_list(children) else solidify(children, live)
    return type(component)(**{**properties, "children": solid})


def node(content: Any) -> Node:
    """Return an element as [tag, attributes, child, ...], or a text.

    Examples
    --------
    >>> from dash import html
    >>> node(html.P(["Up ", html.B("3", className="n")], **{"aria-label": "change"}))
    ['p', {'aria-label': 'change'}, 'Up ', ['b', {'class': 'n'}, '3']]
    """
    if not isinstance(content, Component):
        return str(content)
    properties = {key: value for key, value in content.to_plotly_json()["props"].items() if key != "children"}
    attributes = {RENAMED.get(key, key): _text(key, value) for key, value in properties.items() if _is_given(value)}
    return [content._type.lower(), attributes, *[node(child) for child in _children(content)]]


def _root(component: Component) -> Component:
    properties = {key: value for key, value in component.to_plotly_json()["props"].items() if key != "children"}
    tree = [node(child) for child in _children(component)]
    return type(component)(**properties, **{ATTRIBUTE: json.dumps(tree, ensure_ascii=False, separators=(",", ":"))})


def _is_plain(content: Any, live: Collection[str]) -> bool:
    if not isinstance(content, Component):
        return True
    name = getattr(content, "id", None)
    if content._namespace != HTML or not isinstance(name, str | None) or name in live:
        return False
    return all(_is_plain(child, live) for child in _children(content))


def _size(content: Any) -> int:
    return 1 + sum(_size(child) for child in _children(content)) if isinstance(content, Component) else 0


def _children(component: Component) -> Sequence[Any]:
    children = getattr(component, "children", None)
    found = children if _is_list(children) else [children]
    return [child for child in found if child is not None]


def _is_list(children: Any) -> bool:
    return isinstance(children, list | tuple)


def _is_given(value: Any) -> bool:
    return value is not None and value is not False


def _text(key: str, value: Any) -> str:
    if key == "style":
        return _css(value)
    return "" if value is True else str(value)


def _css(style: Mapping[str, Any]) -> str:
    """Return a style as CSS; only custom properties and names in camel case stand in pages."""
    return ";".join(f"{_css_name(name)}:{value}" for name, value in style.items() if value is not None)


def _css_name(name: str) -> str:
    if name.startswith("--"):
        return name
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
