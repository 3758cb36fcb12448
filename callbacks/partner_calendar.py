"""The calendar of a partner's page, drawn after the page itself: its days are read from the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import Dash, Input, Output, no_update

from callbacks.drawing import live_ids, solid_value
from callbacks.filters import parse_filters
from callbacks.partner_results import calendar_view
from callbacks.subject import subject_of
from layouts.figures import Canvas
from layouts.ids import PartnerIds
from layouts.partner_results import CALENDAR_HEIGHT, calendar_card

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

LONGEST_ID: Final = 400
"""Characters of a partner's id that a client may send."""


def calendar_of(services: Services, asked: object) -> Component | None:
    """Return the calendar that a page asks for; None when it asks for nothing that there is.

    Parameters
    ----------
    services
        The running app.
    asked
        Partner, query and screen, as the page was given them; whatever a client sends.
    """
    board, known = services.board(), asked if isinstance(asked, dict) else {}
    partner_id = str(known.get("partner") or "")[:LONGEST_ID]
    if board is None or partner_id not in board.programme.partners.index:
        return None
    filters = parse_filters(str(known.get("search") or ""), board, fiscal_start=services.settings.fiscal_year_start)
    canvas = Canvas.read(known.get("screen"), height=CALENDAR_HEIGHT)
    view, height = calendar_view(services, subject_of(board, partner_id, filters), canvas)
    return calendar_card(view, height=height)


def register(app: Dash, services: Services) -> None:
    """Connect the calendar."""

    @app.callback(
        Output(PartnerIds.CALENDAR, "children"),
        Input(PartnerIds.CALENDAR_ASKED, "data"),
    )
    def draw_calendar(asked: object) -> Any:
        drawn = calendar_of(services, asked)
        return no_update if drawn is None else solid_value(drawn, live_ids(app))
