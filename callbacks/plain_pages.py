"""Draws the pages that need no Dash: they look like all others, hold no figure, and are never kept or named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import Response, make_response

from kpi.language import language
from layouts import plain, sign_in

if TYPE_CHECKING:
    from callbacks.static_files import StaticFiles
    from layouts.solid import Node


class PlainPages:
    """Pages of a site without Dash.

    Parameters
    ----------
    static
        Knows the addresses of our files.
    brand
        Name of the site.
    """

    def __init__(self, static: StaticFiles, brand: str) -> None:
        self._static = static
        self._brand = brand

    def answer(self, title: str, body: Sequence[Node], status: int = 200) -> Response:
        """Return a page as an answer."""
        made = make_response(plain.document(self._frame(), title, body), status)
        return private(made)

    def message(self, title: str, text: str, status: int, *, href: str = "", label: str = "") -> Response:
        """Return a page that says one thing, with one way on."""
        return self.answer(title, sign_in.message(title, text, href=href, label=label), status)

    def _frame(self) -> plain.Frame:
        bootstrap = ("bootstrap.min.css", "font/bootstrap-icons.min.css")
        return plain.Frame(
            brand=self._brand,
            language=language().locale.replace("_", "-"),
            icon=self._static.url("assets", "favicon.svg"),
            scripts=[self._static.url("assets", "theme.js")],
            styles=[
                *(self._static.url("bootstrap", name) for name in bootstrap),
                *self._static.urls("assets", ".css"),
            ],
        )


def private(answer: Response) -> Response:
    """Return an answer that nobody keeps."""
    answer.headers["Cache-Control"] = "no-store"
    return answer
