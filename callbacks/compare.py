"""Comparing: from partners in an address to the same figures of each, side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from dash import Dash
from flask import Flask, Response, jsonify, request

from callbacks import compare_sections as sections
from callbacks.comparing import MOST, Asked, name_of, parse_asked
from callbacks.search import LONGEST, answer, partner_choices
from callbacks.views import partner_path, period_name, score_scale
from kpi import comparison, summary
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE
from kpi.language import lowered, t
from kpi.partner import by_change
from kpi.schema import type_label
from layouts import compare, components, formats
from layouts.charts import ChartView
from layouts.figures import PEERS, Canvas, Line, known_periods, trend_figure, trend_summary, trend_table
from layouts.ids import CompareIds

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

FIND = "/api/compare"
SUGGESTED = 4
"""Pairs that are offered while nothing is chosen."""

COLOURS = tuple(
    f"var(--tdm-{name})" for name in ("reseller", "technology", "distributor", "venture", "referral", "service")
)
"""In the order of `layouts.template.Tokens.palette`, which the lines of the chart take."""

PEER_COLOUR = "var(--tdm-peer)"


def compare_page(services: Services, search: str | None, canvas: Canvas) -> Component:
    """Return the page.

    Parameters
    ----------
    services
        The running app.
    search
        Query of the address.
    canvas
        What charts are drawn on.
    """
    board = services.board()
    if board is None:
        return compare.no_data()
    asked = parse_asked(search, board, fiscal_start=services.settings.fiscal_year_start)
    if len(asked.partners) + asked.with_peers < 2:
        return compare.too_few(too_few_view(board, asked))
    return compare.layout(compare_view(board, asked, canvas, currency=services.currency()))


def too_few_view(board: Board, asked: Asked) -> compare.TooFewView:
    """Return what is shown while there is nothing to compare: a field, and pairs worth a look."""
    column = asked.filters.period.column
    only = asked.partners[0] if asked.partners else None
    can_have_peers = only is not None and comparison.has_peers(board, only, column=column)
    return compare.TooFewView(
        notices=asked.notices,
        only=None if only is None else _column(board, only, asked, 0),
        find_at=find_at(asked),
        peers_href=replace(asked, with_peers=True).href() if can_have_peers else "",
        suggestions=[] if only else _suggestions(board, asked),
    )


def compare_view(board: Board, asked: Asked, canvas: Canvas, *, currency: str) -> compare.CompareView:
    """Return all that the page shows of some partners."""
    filters, question = asked.filters, asked.question()
    height = compare.TREND_HEIGHT_PHONE if canvas.compact else compare.TREND_HEIGHT
    scores = comparison.score_rows(board, question)
    names = {one: name_of(board, one) for one in asked.partners}
    versus = (
        t("{period} against {before}", period=period_name(filters.period), before=filters.before.label)
        if filters.before
        else period_name(filters.period)
    )
    return compare.CompareView(
        title=comparison.comparison_title(names, scores, question),
        sub=versus,
        notices=[*asked.notices, *_absent(board, asked, names)],
        columns=_columns(board, asked),
        find_at=find_at(asked),
        can_add=len(asked.partners) < MOST,
        peers_href=_peers_href(board, asked),
        peers_label=t("Hide the peers") if asked.with_peers else t("Add the median of peers"),
        period=period_name(filters.period),
        periods=[
            (period_name(one), asked.href(filters.with_period(one)), one == filters.period)
            for one in reversed(filters.periods)
        ],
        switch=[(CATALOGUE[kpi].short, asked.href(filters.with_kpi(kpi)), kpi == filters.kpi) for kpi in HEADLINE],
        scores=sections.scores(board, scores),
        trend=_trend(board, asked, names, replace(canvas, height=height)),
        sections=[
            sections.made_of(board, asked),
            sections.results(board, asked, currency),
            sections.targets(board, asked),
            sections.places(board, asked),
        ],
        height=height,
    )


def find_at(asked: Asked) -> str:
    """Return the address that finds a further partner of a comparison."""
    return f"{FIND}?to={quote(asked.href().partition('?')[2], safe='')}"


def register(_app: Dash, _services: Services) -> None:
    """Connect nothing: every choice of the page is an address."""


def routes(server: Flask, services: Services) -> None:
    """Add the address that finds partners to compare; before the manager app, whose pages are a catch-all."""

    @server.get(FIND, endpoint="compare-find")
    def find() -> Response:
        board, typed = services.board(), request.args.get("q", "").strip()[:LONGEST]
        if board is None:
            return jsonify(nodes=[], said="")
        asked = parse_asked(request.args.get("to", ""), board, fiscal_start=services.settings.fiscal_year_start)
        group = partner_choices(board, typed, href=lambda one: asked.adding(one).href(), without=asked.partners)
        return answer([group] if group.choices else [], typed, prefix=CompareIds.FOUND)


def _columns(board: Board, asked: Asked) -> list[compare.ColumnView]:
    columns = [_column(board, one, asked, at) for at, one in enumerate(asked.partners)]
    if asked.with_peers:
        first = asked.partners[0]
        count = comparison.peer_count(board, first, column=asked.filters.period.column)
        detail = t(
            "Median of {count} {type}", count=formats.count(count), type=lowered(sections.type_of(board, first))
        )
        columns.append(
            compare.ColumnView(t("Peers"), detail, PEER_COLOUR, remove_href=replace(asked, with_peers=False).href())
        )
    return columns


def _column(board: Board, partner_id: str, asked: Asked, at: int) -> compare.ColumnView:
    about = board.programme.partners.loc[partner_id]
    details = (type_label(str(about["partner_type"])), str(about["tier"]), str(about["region"]))
    return compare.ColumnView(
        name=str(about["name"]) or partner_id,
        detail=", ".join(one for one in details if one),
        colour=COLOURS[at],
        href=asked.filters.href(partner_path(partner_id)),
        remove_href=asked.without(partner_id).href(),
    )


def _peers_href(board: Board, asked: Asked) -> str:
    """Return the address with or without the peers; empty where there are too few of them."""
    if asked.with_peers and len(asked.partners) == 1:
        return ""
    if not asked.with_peers and not comparison.has_peers(
        board, asked.partners[0], column=asked.filters.period.column
    ):
        return ""
    return replace(asked, with_peers=not asked.with_peers).href()


def _absent(board: Board, asked: Asked, names: dict[str, str]) -> list[str]:
    """Say which of them were no partners in the period."""
    exists = dict(
        zip(board.programme.partners.index, board.programme.exists[:, asked.filters.period.column], strict=True)
    )
    label = asked.filters.period.label
    return [
        t("{name} was no partner in {period}, so it has no scores there.", name=names[one], period=label)
        for one in asked.partners
        if not exists[one]
    ]


def _suggestions(board: Board, asked: Asked) -> list[tuple[str, str]]:
    """Return a few partners that lost most, each against its peers."""
    filters = asked.filters
    chosen = board.programme.exists[:, filters.period.column]
    order = by_change(board, filters.kpi, chosen, filters.period, filters.before)
    labels = [str(board.programme.partners.index[at]) for at in order]
    fit = (one for one in labels if comparison.has_peers(board, one, column=filters.period.column))
    return [
        (t("{name} and its peers", name=name_of(board, one)), replace(asked, partners=(one,), with_peers=True).href())
        for one, _ in zip(fit, range(SUGGESTED), strict=False)
    ]


def _trend(board: Board, asked: Asked, names: dict[str, str], canvas: Canvas) -> ChartView:
    filters, kpi = asked.filters, CATALOGUE[asked.filters.kpi]
    at, reading = filters.until, board.reading(asked.filters.kpi)
    lines = [
        Line(
            names[one],
            f"partner-{number}",
            summary.history(reading, at, row=reading.row(one)),
            href=filters.href(partner_path(one)),
        )
        for number, one in enumerate(asked.partners)
    ]
    if asked.with_peers:
        history = comparison.peer_history(board, kpi.id, label=asked.partners[0], at=at)
        lines.append(Line(t("Median of peers"), PEERS, history, short=t("Peers")))
    periods = [quarter.label for quarter in at]
    scale, points = score_scale(board, kpi.id), known_periods(lines)
    partial = not filters.period.complete
    title = comparison.trend_title(names, comparison.kpi_row(board, kpi.id, asked.question()), asked.question())
    table = trend_table(periods, lines)
    sub = (
        t("{kpi}, each quarter, the last one so far", kpi=kpi.name)
        if partial
        else t("{kpi}, each quarter", kpi=kpi.name)
    )
    return ChartView(
        title=title,
        sub=sub,
        figure=trend_figure(periods, lines, scale=scale, canvas=canvas, partial=partial) if points else None,
        label=trend_summary(kpi.name, periods, lines, scale=scale),
        table=components.value_table(
            caption=title,
            columns=table.columns,
            rows=table.rows,
            unit=kpi.unit,
            head_hrefs=["", *(line.href for line in lines)],
        ),
        file_name=f"{kpi.id}-compared.csv",
        reason=t("None of these partners has a score yet."),
    )
