"""What is drawn, made light for the browser: plain markup as single components, see `layouts.solid`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from dash import Dash
from dash.development.base_component import Component

from kpi.board import Board
from kpi.language import language
from kpi.recent import Recent
from layouts.ids import FilterIds
from layouts.solid import solidify

SET_APART: Final = frozenset(one.value for one in FilterIds)
"""Ids that callbacks reach for without saying so at the start: the filter bar stands on many pages."""

APPS_KEPT: Final = 4

ANSWERS_KEPT: Final = 128
"""Answers that are remembered for a board, some 60 kB each."""

LONGEST_QUERY: Final = 500
"""Characters of an address whose answer is remembered; nobody's filters are as long."""

Drawn = list[tuple[str, Any]]
"""Ids, and what is to be their children."""


@lru_cache(maxsize=APPS_KEPT)
def live_ids(app: Dash) -> frozenset[str]:
    """Return the ids that the app's callbacks reach for; asked first when all of them are there."""
    ids: set[str] = set(SET_APART)
    for key, one in app.callback_map.items():
        ids |= {str(entry["id"]) for entry in (*one["inputs"], *one["state"])}
        ids |= {name.split("@")[0].rsplit(".", 1)[0] for name in key.strip(".").split("...")}
    return frozenset(ids)


def remembered(
    board: Board, search: str, question: tuple[object, ...], draw: Callable[[], tuple[Drawn, list[Any]]]
) -> tuple[Drawn, list[Any]]:
    """Return what a page shows, drawn when nobody has asked the same of the same scores before.

    Parameters
    ----------
    board
        The scores; what is drawn of them is forgotten with them.
    search
        Query of the address.
    question
        All else that makes a difference, but for the language.
    draw
        Draws it.
    """
    if len(search) > LONGEST_QUERY:
        return draw()
    answers: Recent = board.memory.get("answers", lambda: Recent(ANSWERS_KEPT))
    return answers.get((search, *question, language().locale), draw)


def solid_value(value: Any, live: frozenset[str]) -> Any:
    """Return a value of a property with its plain markup as single components."""
    if isinstance(value, list | tuple) and any(isinstance(one, Component) for one in value):
        return [solidify(one, live) for one in value]
    return solidify(value, live) if isinstance(value, Component) else value
