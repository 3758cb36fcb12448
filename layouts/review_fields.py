"""Fields of a review that are stored as they are filled in, and the buttons that change it.

A field names what is to be stored in ``data-tdm-save`` (what the server is asked, without the value) and
``data-tdm-name`` (under which name the value goes); a button names what is to be done in ``data-tdm-act``. The rest
is in ``assets/reviews.js``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts import components, formats
from layouts.review_agenda import ActionItem
from layouts.solid import Node, solid

Ask = Mapping[str, Any]


def text_field(*, ask: Ask, name: str, value: str, label: str, longest: int, placeholder: str = "") -> Node:
    """Return a line of text."""
    given = {"type": "text", "value": value, "maxlength": str(longest), "autocomplete": "off"}
    return ["input", {**given, **_field(ask, name, label, placeholder)}]


def area_field(
    *, ask: Ask, name: str, value: str, label: str, longest: int, placeholder: str = "", rows: int = 1
) -> Node:
    """Return a text of any height."""
    given = {"rows": str(rows), "maxlength": str(longest)}
    return ["textarea", {**given, **_field(ask, name, label, placeholder)}, value]


def day_field(*, ask: Ask, name: str, value: date | None, label: str) -> Node:
    """Return a day."""
    given = {"type": "date", "value": "" if value is None else value.isoformat()}
    return ["input", {**given, **_field(ask, name, label, "")}]


def tick_field(*, ask: Ask, name: str, value: bool, label: str) -> Node:
    """Return a box to tick."""
    given = {"type": "checkbox", **_field(ask, name, label, ""), "class": "form-check-input"}
    return ["input", {**given, **({"checked": ""} if value else {})}]


def choice_field(*, ask: Ask, name: str, value: str, label: str, options: Sequence[tuple[str, str]]) -> Node:
    """Return a choice of (value, text)."""
    made: list[Node] = [
        ["option", {"value": one, **({"selected": ""} if one == value else {})}, text] for one, text in options
    ]
    return ["select", {**_field(ask, name, label, ""), "class": "form-select"}, *made]


def cell(field: Node, *, label: str = "", class_name: str = "") -> Component:
    """Return a field as a cell of a table; `label` stands before it on a phone, where the table has no head."""
    return solid(html.Td, [field], className=class_name, **{"data-label": label})


def act_button(
    *, ask: Ask, children: components.Children, label: str = "", kind: str = "btn-outline-secondary"
) -> Component:
    """Return a button that does something to the review."""
    name = {"aria-label": label} if label else {}
    return html.Button(
        children, className=f"btn {kind}", type="button", **{"data-tdm-act": json.dumps(dict(ask)), **name}
    )


def new_action(*, owner: str, words: Mapping[str, str]) -> Component:
    """Return the form for one more action; `words` has its labels: title, owner, due, add."""
    given = {"class": "form-control", "autocomplete": "off"}
    fields: list[Node] = [
        _labelled(words["title"], ["input", {**given, "type": "text", "name": "title", "maxlength": "300"}]),
        _labelled(words["owner"], ["input", {**given, "type": "text", "name": "owner", "value": owner}]),
        _labelled(words["due"], ["input", {**given, "type": "date", "name": "due"}]),
        ["button", {"type": "submit", "class": "btn btn-outline-secondary"}, words["add"]],
    ]
    return solid(html.Form, fields, className="tdm-rv-new tdm-noprint", **{"data-tdm-add": ""})


def due_text(one: ActionItem) -> components.Child:
    """Return by when an action is due, marked when that has passed."""
    text = formats.day(one.due) if one.due else formats.MISSING
    return html.Span([components.icon("clock"), text], className="tdm-status is-bad") if one.overdue else text


def _labelled(label: str, field: Node) -> Node:
    return ["label", {"class": "form-label"}, ["span", {}, label], field]


def _field(ask: Ask, name: str, label: str, placeholder: str) -> dict[str, str]:
    given = {
        "class": "form-control",
        "aria-label": label,
        "data-tdm-save": json.dumps(dict(ask)),
        "data-tdm-name": name,
    }
    return given | ({"placeholder": placeholder} if placeholder else {})
