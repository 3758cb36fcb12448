"""Searching from any page, and the list of keys: two dialogs of the frame, and the answers that the search shows.

The answers are made here as plain nodes and put into the page by `assets/search.js`; Dash never sees them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from kpi.language import t, tn
from layouts import components, formats, html
from layouts.ids import SearchIds
from layouts.solid import Node, solid

KEY_ROWS = ("/", "f", "[", "]", "?", "Esc")


@dataclass(frozen=True)
class Choice:
    """Something that was found; `detail` tells it from others of the same name."""

    label: str
    href: str
    detail: str = ""
    icon: str = ""


@dataclass(frozen=True)
class ChoiceGroup:
    """What was found of one kind; `total` counts what is not shown too, `more` is the way to all of it."""

    title: str
    choices: Sequence[Choice]
    total: int
    more: Choice | None = None


def palette() -> Component:
    """Return the search: a field over a list of what was found, in a dialog that is closed at first."""
    field: dict[str, Any] = {
        "id": SearchIds.FIELD.value,
        "type": "text",
        "class": "tdm-palette-field",
        "placeholder": t("Partners, KPIs, pages and saved views"),
        "aria-label": t("Search partners, KPIs, pages and saved views"),
        **_combobox(SearchIds.RESULTS),
        "autofocus": "",
    }
    close = [
        "button",
        {"class": "btn-close", "type": "button", "data-tdm-close": "", "aria-label": t("Close search")},
    ]
    hints = [(("↑", "↓"), t("choose")), (("Enter",), t("open")), (("Esc",), t("close"))]
    return solid(
        html.Dialog,
        [
            ["div", {"class": "tdm-palette-head"}, _icon("search"), ["input", field], close],
            _listbox(SearchIds.RESULTS, t("Results")),
            ["p", {"id": SearchIds.SAID.value, "role": "status", "class": "tdm-palette-said"}],
            [
                "div",
                {"class": "tdm-palette-foot", "aria-hidden": "true"},
                *[["span", {}, *[["kbd", {}, key] for key in keys], f" {word}"] for keys, word in hints],
            ],
        ],
        id=SearchIds.DIALOG.value,
        className="tdm-dialog tdm-palette",
        **{"aria-label": t("Search"), "data-tdm-find-at": "/api/search", "data-tdm-failed": _failed()},
    )


def picker(*, field_id: str, list_id: str, said_id: str, label: str, find_at: str) -> Component:
    """Return a field that finds partners as one types; choosing one follows its address.

    Parameters
    ----------
    field_id, list_id, said_id
        Ids of the field, of the list under it, and of the line that says how many were found.
    label
        What choosing does; also the placeholder.
    find_at
        Address that answers with choices.
    """
    field = {
        "id": field_id,
        "type": "text",
        "class": "form-control",
        "placeholder": label,
        "aria-label": label,
        **_combobox(list_id),
    }
    return solid(
        html.Div,
        [
            _icon("plus-lg"),
            ["input", field],
            _listbox(list_id, label),
            ["p", {"id": said_id, "role": "status", "class": "visually-hidden"}],
        ],
        className="tdm-picker",
        **{"data-tdm-find-at": find_at, "data-tdm-failed": _failed()},
    )


def found_nodes(groups: Sequence[ChoiceGroup], *, prefix: str) -> list[Node]:
    """Return what was found as options under their headings; ids begin with `prefix`."""
    nodes: list[Node] = []
    number = 0
    for at, group in enumerate(groups):
        options: list[Node] = []
        for choice in (*group.choices, *([group.more] if group.more else [])):
            options.append(_option(choice, f"{prefix}-{number}"))
            number += 1
        head_id = f"{prefix}-group-{at}"
        head = ["div", {"id": head_id, "class": "tdm-found-head", "role": "presentation"}, group.title]
        nodes.append(["div", {"role": "group", "aria-labelledby": head_id}, head, *options])
    return nodes


def found_text(groups: Sequence[ChoiceGroup], typed: str) -> str:
    """Say how much was found."""
    number = sum(group.total for group in groups)
    if typed and not number:
        return t("Nothing matches “{typed}”. Search looks at names and ids of partners, KPIs and pages.", typed=typed)
    return tn("{count} result", "{count} results", number, count=formats.count(number))


def keys_help() -> Component:
    """Return the list of keys, in a dialog that is closed at first, with a way to switch single keys off."""
    meanings = {
        "/": t("Search partners, KPIs and pages"),
        "f": t("Go to the filters"),
        "[": t("Previous partner"),
        "]": t("Next partner"),
        "?": t("Show these keys"),
        "Esc": t("Close what is open"),
    }
    rows: list[Node] = [["div", {}, ["dt", {}, ["kbd", {}, key]], ["dd", {}, meanings[key]]] for key in KEY_ROWS]
    switch = [
        "label",
        {"class": "tdm-keyswitch"},
        ["input", {"type": "checkbox", "class": "form-check-input", "data-tdm-single-keys": "", "checked": ""}],
        [
            "span",
            {},
            t("Act on single keys. Switch this off if you speak to your computer or press keys by accident."),
        ],
    ]
    close = ["button", {"class": "btn-close", "type": "button", "data-tdm-close": "", "aria-label": t("Close")}]
    title_id = f"{SearchIds.KEYS.value}-title"
    return solid(
        html.Dialog,
        [
            ["div", {"class": "tdm-dialog-head"}, ["h2", {"id": title_id}, t("Keyboard")], close],
            ["dl", {"class": "tdm-keys"}, *rows],
            [
                "p",
                {"class": "tdm-muted"},
                t("Everything else is reached with Tab; inside tables, menus and lists the arrow keys move on."),
            ],
            switch,
        ],
        id=SearchIds.KEYS.value,
        className="tdm-dialog tdm-keysdialog",
        **{"aria-labelledby": title_id},
    )


def search_button() -> Component:
    """Return the button of the top bar that opens the search."""
    return html.Button(
        components.icon("search"),
        className="btn btn-ghost btn-icon",
        type="button",
        title=t("Search (/)"),
        **{"data-tdm-dialog": SearchIds.DIALOG.value, "aria-label": t("Search"), "aria-haspopup": "dialog"},
    )


def help_button() -> Component:
    """Return the button of the top bar that lists the keys."""
    return html.Button(
        components.icon("question-circle"),
        className="btn btn-ghost btn-icon tdm-hide-sm",
        type="button",
        title=t("Keyboard (?)"),
        **{"data-tdm-dialog": SearchIds.KEYS.value, "aria-label": t("Keyboard"), "aria-haspopup": "dialog"},
    )


def _combobox(list_id: str) -> dict[str, str]:
    return {
        "role": "combobox",
        "aria-expanded": "false",
        "aria-controls": str(list_id),
        "aria-autocomplete": "list",
        "aria-haspopup": "listbox",
        "autocomplete": "off",
        "autocapitalize": "off",
        "spellcheck": "false",
    }


def _listbox(list_id: str, label: str) -> Node:
    return ["div", {"id": str(list_id), "role": "listbox", "class": "tdm-found", "aria-label": label, "hidden": ""}]


def _option(choice: Choice, option_id: str) -> Node:
    detail: list[Node] = [["small", {}, choice.detail]] if choice.detail else []
    symbol: list[Node] = [_icon(choice.icon)] if choice.icon else []
    attributes = {
        "id": option_id,
        "role": "option",
        "aria-selected": "false",
        "class": "tdm-found-one",
        "data-tdm-href": choice.href,
    }
    return ["div", attributes, *symbol, ["span", {}, choice.label], *detail]


def _failed() -> str:
    return t("The search could not be answered. Type on to try again.")


def _icon(name: str) -> Node:
    return ["i", {"class": f"bi bi-{name}", "aria-hidden": "true"}]
