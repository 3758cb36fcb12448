"""Native fields and buttons as plain markup, which costs Dash nothing however many a page has.

What they do is told to the server by `assets/actions.js`, from their ``data-tdm-…`` attributes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dash.development.base_component import Component

from layouts import html
from layouts.solid import Node, solid


def field(tag: str, attributes: Mapping[str, str], *children: Node) -> Component:
    """Return an element that Dash has no component for, such as ``input`` or ``form``; its children are nodes."""
    return solid(html.Div, [[tag, dict(attributes), *children]], className="tdm-native")


def select(attributes: Mapping[str, str], options: Sequence[tuple[str, str]], chosen: str) -> Node:
    """Return a select of (value, label)."""
    made = [
        ["option", {"value": value, **({"selected": ""} if value == chosen else {})}, label]
        for value, label in options
    ]
    return ["select", dict(attributes), *made]


def button(
    label: str, *, do: str, key: str = "", outline: bool = False, item: bool = False, **attributes: Any
) -> html.Button:
    """Return a button that asks the server to do something with what `key` names."""
    look = "tdm-item" if item else "btn btn-outline-secondary btn-sm" if outline else "btn btn-ghost btn-sm"
    asked = {"data-tdm-do": do, "data-tdm-key": key}
    return html.Button(label, className=look, type="button", **{**asked, **attributes})
