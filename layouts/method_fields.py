"""Fields of the method's forms: plain inputs that ``assets/method.js`` reads, each with its one line and its problem.

An input names in ``data-tdm-entry`` the entry that it stands for, as a JSON list of keys.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from dash.development.base_component import Component

from layouts import components, html
from layouts.solid import Node, solid


@dataclass(frozen=True)
class Field:
    """An entry in a form.

    Parameters
    ----------
    keys
        Where it stands in the method.
    label
        Its name.
    value
        As it is written; empty when it is not given.
    help
        One line on what it does.
    fallback
        What holds while it is not given.
    unit
        What it counts, behind the field.
    options
        Id of a list of words to choose from.
    """

    keys: tuple[str, ...]
    label: str
    value: str
    help: str = ""
    fallback: str = ""
    unit: str = ""
    options: str = ""


def field_id(keys: Sequence[str]) -> str:
    """Return the id of the input of an entry."""
    return "entry-" + quote(".".join(keys), safe=".")


def labelled(field: Field) -> html.Div:
    """Return a field under its label, with its line below."""
    return html.Div(
        [
            html.Label(field.label, htmlFor=field_id(field.keys), className="form-label"),
            entry_input(field),
            *([html.Div(field.help, id=f"{field_id(field.keys)}-help", className="form-text")] if field.help else []),
        ],
        className="tdm-labelled",
    )


def entry_input(field: Field, *, wide: bool = False, hidden_label: bool = False) -> Component:
    """Return the input of an entry and the place for its problem.

    Parameters
    ----------
    field
        The entry.
    wide
        For words; else for a number.
    hidden_label
        Name the input itself, where a table's head names it for the eye.
    """
    name = field_id(field.keys)
    described = [f"{name}-problem", *([f"{name}-help"] if field.help and not hidden_label else [])]
    attributes = {
        "type": "text",
        "id": name,
        "class": "form-control" if wide else "form-control tdm-number",
        "value": field.value,
        "data-tdm-entry": json.dumps(list(field.keys)),
        "autocomplete": "off",
        "spellcheck": "false",
        "aria-describedby": " ".join(described),
        **({} if wide else {"inputmode": "decimal"}),
        **({"placeholder": field.fallback} if field.fallback else {}),
        **({"aria-label": field.label} if hidden_label else {}),
        **({"list": field.options} if field.options else {}),
    }
    unit: list[Node] = [["span", {"class": "tdm-unit"}, field.unit]] if field.unit else []
    problem: Node = ["small", {"class": "tdm-fieldproblem", "id": f"{name}-problem"}]
    return solid(html.Span, [["input", attributes], *unit, problem], className="tdm-entry")


def form_card(
    *, title: str, sub: components.Children, body: Sequence[Component], tools: Sequence[Component] = ()
) -> html.Section:
    """Return a part of the form under its heading."""
    head = html.Div([html.Div([html.H2(title), html.P(sub)]), *tools], className="card-header")
    return html.Section([head, *body], className="card tdm-formcard")


def grid(fields: Sequence[Field]) -> html.Div:
    """Return fields side by side."""
    return html.Div([labelled(field) for field in fields], className="card-body tdm-fieldgrid")


def word_list(name: str, words: Sequence[str]) -> Component:
    """Return words that fields offer while one types; a field names the list in `Field.options`."""
    options: list[Node] = [["option", {"value": word}] for word in words]
    return solid(html.Div, [["datalist", {"id": name}, *options]])


def live(key: str, text: str) -> html.Span:
    """Return a text that follows what is typed."""
    return html.Span(text, **{"data-tdm-live": key})


def form_table(*, caption: str, heads: Sequence[components.Column], rows: Sequence[Component]) -> html.Div:
    """Return a table of fields in a region that scrolls sideways."""
    cells = [html.Th(one.label, scope="col", className="num" if one.is_number else "") for one in heads]
    table = html.Table(
        [html.Caption(caption, className="visually-hidden"), html.Thead(html.Tr(cells)), html.Tbody(list(rows))],
        className="table tdm-formtable tdm-stack-sm",
    )
    return html.Div(table, className="table-responsive")
