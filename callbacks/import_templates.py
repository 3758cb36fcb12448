"""Templates of every kind of file, and the sample data as examples of them."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, make_response

from callbacks.import_routes import CSV
from kpi.language import marked, t
from kpi.schema import TABLES, Column, Kind, Table
from layouts import import_templates
from layouts.import_templates import ColumnView, TemplateView

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

TEMPLATES = "/api/templates"
EXAMPLES = "/api/examples"
#: Rows of a sample file in which an example of each column is looked for.
LOOKED_THROUGH = 200
#: What a column of a kind holds, in words.
MEANINGS: Mapping[Kind, str] = {
    Kind.TEXT: marked("Text"),
    Kind.WORD: marked("A word of the vocabulary, or a synonym of one; any other is kept"),
    Kind.DATE: marked("A date, in one form throughout the column"),
    Kind.NUMBER: marked("A number"),
    Kind.CHOICE: marked("One of {words}, or a synonym"),
}


def templates_view(*, has_sample: bool) -> import_templates.TemplatesView:
    """Return every kind of file with its columns."""
    return import_templates.TemplatesView([template_view(table) for table in TABLES.values()], has_sample)


def template_view(table: Table) -> TemplateView:
    """Return a kind of file as the list of templates shows it."""
    examples = sample_cells(table.name)
    return TemplateView(
        table=table.name,
        row_noun=table.row_noun,
        columns=[
            ColumnView(column.name, column.required, meaning(column), examples.get(column.name, ""))
            for column in table.columns
        ],
        href=f"{TEMPLATES}/{table.name}.csv",
        sample_href=f"{EXAMPLES}/{table.name}.csv" if sample_file(table.name).is_file() else "",
    )


def meaning(column: Column) -> str:
    """Return in words what a column holds.

    Examples
    --------
    >>> meaning(TABLES["deals"].column("stage")), meaning(TABLES["interactions"].column("quantity"))
    ('One of open, won, lost, or a synonym', 'A number, at least 0; empty means 1')
    """
    words = t(MEANINGS[column.kind], words=", ".join(dict.fromkeys(column.choices.values())))
    if column.minimum is not None:
        words += t(", at least {minimum}", minimum=f"{column.minimum:g}")
    if column.default is not None:
        default = f"{column.default:g}" if isinstance(column.default, float) else column.default
        words += t("; empty means {default}", default=default)
    return words


def template_text(table: Table) -> str:
    """Return an empty file of a kind: its header alone, so that nothing made up can be imported with it."""
    return ",".join(column.name for column in table.columns) + "\r\n"


def sample_file(table: str) -> Traversable:
    """Return the sample file of a table."""
    return files("data") / "samples" / f"{table}.csv"


@lru_cache
def sample_cells(table: str) -> Mapping[str, str]:
    """Return the first cell of each column of a sample file."""
    file = sample_file(table)
    if not file.is_file():
        return {}
    found: dict[str, str] = {}
    with file.open(encoding="utf-8-sig") as stream:
        for row in islice(csv.DictReader(stream), LOOKED_THROUGH):
            for name, cell in row.items():
                if cell:
                    found.setdefault(name, cell)
    return found


def add_template_routes(server: Flask) -> None:
    """Add the addresses of templates and examples; before the manager app, whose pages are a catch-all."""

    @server.get(f"{TEMPLATES}/<name>.csv", endpoint="template")
    def template(name: str) -> Response:
        return _download(TABLES.get(name) or abort(404), None)

    @server.get(f"{EXAMPLES}/<name>.csv", endpoint="example")
    def example(name: str) -> Response:
        table = TABLES.get(name) or abort(404)
        file = sample_file(table.name)
        return _download(table, file.read_text("utf-8-sig") if file.is_file() else abort(404))


def _download(table: Table, text: str | None) -> Response:
    kind = "" if text is None else "example-"
    headers = {"Content-Disposition": f'attachment; filename="{kind}{table.name}.csv"', "Content-Type": CSV}
    # Spreadsheets take a CSV for UTF-8 only when it begins with the mark.
    return make_response("\ufeff" + (template_text(table) if text is None else text), headers)
