"""The partner page: from an address to what the page shows of one partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from callbacks.filters import Filters, parse_filters
from callbacks.partner_evidence import components_view, confidence_view, counted_view
from callbacks.subject import Subject
from callbacks.views import kpi_switch, partner_path, period_name, result_view, score_scale
from kpi import narrative, summary
from kpi.benchmark import benchmark, peer_medians
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS
from kpi.partner import advocacy_year, by_change
from kpi.schema import type_label, type_plural
from kpi.selection import Selection, matching
from kpi.summary import number
from kpi.targets import open_target
from layouts import components, findings, formats, partner, tiles
from layouts.charts import ChartView
from layouts.figures import (
    Canvas,
    Line,
    Step,
    Target,
    known_periods,
    partner_trend_figure,
    partner_trend_summary,
    partner_trend_table,
    waterfall_figure,
    waterfall_summary,
    waterfall_table,
)

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

TARGET_QUARTERS = 4
"""Quarters for which a target is drawn back from the last one."""

SMALLEST_STEP = 0.05
"""Points that a waterfall leaves out, because they read as nothing."""

NO_RESULT = {
    "bookings": "No deal is known",
    "win_rate": "No deal was closed",
    "average_deal_size": "No deal was won",
    "sourced_pipeline_share": "No deal was opened",
    "new_leads": "No deal is known",
    "sales_cycle": "No deal was won",
}


def partner_page(services: Services, partner_id: str, search: str | None, canvas: Canvas) -> Component:
    """Return the page of a partner for an address.

    Parameters
    ----------
    services
        The running app.
    partner_id
        As in the address, unquoted; whatever a client sends.
    search
        Query of the address.
    canvas
        What charts are drawn on.
    """
    board = services.board()
    if board is None:
        return partner.no_data()
    filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start)
    if partner_id not in board.programme.partners.index:
        return partner.unknown(partner=partner_id[:60], href=filters.href("/"))
    return partner.layout(partner_view(board, partner_id, filters, canvas, currency=services.currency()))


def partner_view(
    board: Board, partner_id: str, filters: Filters, canvas: Canvas, *, currency: str
) -> partner.PartnerView:
    """Return all that the page shows of a partner.

    Raises
    ------
    KeyError
        When the board has no such partner.
    """
    subject = Subject(board, filters, board.reading(filters.kpi).row(partner_id))
    about = board.programme.partners.iloc[subject.row]
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
    order = by_change(board, filters.kpi, chosen, filters.period, filters.before)
    height = partner.CHART_HEIGHT_PHONE if canvas.compact else partner.CHART_HEIGHT
    canvas = replace(canvas, height=height)
    bookings = subject.standing("bookings")
    path = partner_path(partner_id)
    return partner.PartnerView(
        name=str(about["name"]) or partner_id,
        trail=_trail(filters, len(order)),
        meta=_meta(about),
        notices=[*filters.notices, *_presence(subject)],
        previous=_neighbour(subject, order, -1),
        following=_neighbour(subject, order, 1),
        period=period_name(filters.period),
        periods=[
            (period_name(one), filters.with_period(one).href(path), one == filters.period)
            for one in reversed(filters.periods)
        ],
        share_href=f"/sharing?partner={quote(partner_id, safe='')}",
        lead=_lead(subject),
        tiles=[_tile(subject, kpi) for kpi in HEADLINE],
        switch=kpi_switch(filters, path=path),
        trend=_trend(subject, canvas),
        why=_why(subject, canvas) if subject.composite else None,
        counted=None if subject.composite else counted_view(subject),
        components=components_view(subject) if subject.composite else None,
        confidence=confidence_view(subject),
        results=[
            result_view(subject.standing(kpi), filters, currency=currency, reason=NO_RESULT[kpi]) for kpi in RESULTS
        ],
        results_title=findings.bookings_finding(
            bookings.value, bookings.previous, period=filters.period.label, currency=currency
        ),
        results_sub=_results_sub(board, filters),
        chart_height=height,
    )


def _results_sub(board: Board, filters: Filters) -> str:
    month = formats.month(board.programme.calendar.first + filters.period.column)
    return f"{formats.plural(board.months, 'month')} to {month}, by the dates of the deals"


def _trail(filters: Filters, matched: int) -> list[tuple[str, str]]:
    """Return the way back: the Overview, and the filtered list where there is one."""
    if filters.selection == Selection():
        return [("Overview", filters.href("/"))]
    return [("Overview", filters.cleared().href("/")), (formats.plural(matched, "partner"), filters.href("/"))]


def _meta(about: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what is known of the partner beside its scores, as (before, emphasised, after)."""
    facts = [
        ("", type_label(str(about["partner_type"])), ""),
        ("", str(about["tier"]), " tier"),
        ("Region ", str(about["region"]), ""),
        ("Managed by ", str(about["manager"]), ""),
    ]
    for column, before in (("joined_on", "Partner since "), ("left_on", "Left on ")):
        when = about[column]
        if when == when:
            text = str(when.year) if column == "joined_on" else formats.day(when.date())
            facts.append((before, text, ""))
    return [fact for fact in facts if fact[1]]


def _presence(subject: Subject) -> list[str]:
    if subject.board.programme.exists[subject.now]:
        return []
    return [f"This company was no partner in {subject.filters.period.label}, so it has no scores there."]


def _neighbour(subject: Subject, order: list[int], step: int) -> partner.Step | None:
    """Return the partner one step away in the filtered list, with the same query."""
    if subject.row not in order:
        return None
    at = order.index(subject.row) + step
    if not 0 <= at < len(order):
        return None
    about = subject.board.programme.partners.iloc[order[at]]
    return partner.Step(str(about["name"]) or str(about.name), subject.filters.href(partner_path(str(about.name))))


def _lead(subject: Subject) -> str:
    """Say what happened to the score in view."""
    kpi, one = subject.filters.kpi, subject.standing(subject.filters.kpi)
    if one.value is None:
        return f"{CATALOGUE[kpi].short} has no score in {subject.filters.period.label}: {_missing(subject, kpi)}."
    before = subject.filters.before
    said = narrative.change_sentence(
        kpi, one, before.label if before else "", subject.changes(), bands=subject.board.method.bands_of(kpi)
    )
    if kpi != "advocacy_score":
        return said
    count = round(advocacy_year(subject.board, *subject.now).quantity)
    number_of = formats.plural(count, "activity", "activities") if count else "No activity"
    return f"{said} {number_of} counted in twelve months."


def _missing(subject: Subject, kpi: str) -> str:
    """Say why a score is missing."""
    if not subject.board.programme.exists[subject.now]:
        return "not a partner then"
    if kpi == "advocacy_score":
        return "no advocacy data were delivered"
    if kpi == "mindshare_score" and not subject.board.mindshare.survey.respondents[subject.now]:
        return "nobody answered a survey in twelve months"
    return f"only {formats.percent(100 * (subject.standing(kpi).coverage or 0))} of its weight has data"


def _tile(subject: Subject, kpi: str) -> tiles.TileView:
    filters, one = subject.filters, subject.standing(kpi)
    target = open_target(subject.board.programme, kpi, partner_id=subject.id, month=filters.period.column)
    among = benchmark(subject.board, kpi, label=subject.id, column=filters.period.column)
    reason = _missing(subject, kpi) if one.value is None else ""
    return tiles.TileView(
        kpi=kpi,
        name=CATALOGUE[kpi].name,
        definition_href=f"/kpis/{kpi}",
        value=one.value,
        band=one.band,
        change=one.change,
        versus=filters.before.label if filters.before else "",
        history=summary.history(subject.board.reading(kpi), filters.until, row=subject.row),
        first_label=filters.until[0].label,
        last_label=filters.period.label,
        target=None if target is None else tiles.Target(target.value, formats.day(target.due)),
        reason=reason[:1].upper() + reason[1:],
        note=findings.rank_text(among.rank, among.count, type_plural(subject.partner_type))
        if among and among.rank
        else "",
    )


def _trend(subject: Subject, canvas: Canvas) -> ChartView:
    filters, kpi = subject.filters, CATALOGUE[subject.filters.kpi]
    periods = [quarter.label for quarter in filters.until]
    own = Line(
        str(subject.board.programme.partners["name"].iloc[subject.row]),
        "partner",
        summary.history(subject.board.reading(kpi.id), filters.until, row=subject.row),
        short="Partner",
    )
    peers = _peer_line(subject)
    scale = score_scale(subject.board, kpi.id)
    aim = open_target(subject.board.programme, kpi.id, partner_id=subject.id, month=filters.period.column)
    target = Target(aim.value, max(len(periods) - TARGET_QUARTERS, 0)) if aim else None
    points, partial = known_periods([own]), not filters.period.complete
    title = findings.trend_finding(
        kpi.short,
        own.values,
        peers=peer_medians(subject.board, kpi.id, label=subject.id)[filters.period.column],
        peers_name=findings.low(peers.name) if peers else "",
    )
    table = partner_trend_table(periods, own, peers=peers, target=target)
    return ChartView(
        title=title,
        sub=_trend_sub(kpi.name, points=points, partial=partial),
        figure=partner_trend_figure(
            periods, own, scale=scale, peers=peers, target=target, canvas=canvas, partial=partial
        )
        if points
        else None,
        label=partner_trend_summary(kpi.name, periods, own, scale=scale, peers=peers, target=target),
        table=components.value_table(caption=title, columns=table.columns, rows=table.rows, unit=kpi.unit),
        file_name=f"{kpi.id}-by-quarter.csv",
        reason=f"This partner has no {findings.low(kpi.short)} score yet.",
    )


def _trend_sub(name: str, *, points: int, partial: bool) -> str:
    if points == 1:
        return f"{name}; a trend appears with the second quarter of data"
    return f"{name} each quarter" + (", the last one so far" if partial else "")


def _peer_line(subject: Subject) -> Line | None:
    medians = peer_medians(subject.board, subject.filters.kpi, label=subject.id)
    values = [medians[quarter.column] for quarter in subject.filters.until]
    if all(value is None for value in values):
        return None
    return Line(f"{type_label(subject.partner_type)} median", "peers", values, short="Median")


def _why(subject: Subject, canvas: Canvas) -> ChartView:
    """Return the waterfall from the quarter before to this one."""
    one, changes, before = subject.standing(subject.filters.kpi), subject.changes(), subject.filters.before
    if changes is None or before is None or one.value is None or one.previous is None:
        reason = "A change appears when two quarters in a row have a score."
        return ChartView(title="Why it changed", sub="Points gained and lost", reason=reason)
    moves = [findings.Move(str(row.label), float(row.points)) for row in changes.itertuples()]
    named = [move for move in moves[:-1] if not _without_data(subject, move.label)]
    rest = [move for move in moves[-1:] if abs(move.points) >= SMALLEST_STEP]
    steps = [Step(move.label, move.points) for move in (*named, *rest)]
    ends = (before.label, one.previous), (subject.filters.period.label, one.value)
    title, table = findings.change_finding(moves), waterfall_table(*ends, steps)
    return ChartView(
        title=title,
        sub=f"Points gained and lost, {before.label} to {subject.filters.period.label}",
        figure=waterfall_figure(*ends, steps, canvas=canvas),
        label=waterfall_summary(*ends, steps),
        table=components.value_table(caption=title, columns=table.columns, rows=table.rows, unit="points"),
        file_name=f"{subject.filters.kpi}-change.csv",
    )


def _without_data(subject: Subject, label: str) -> bool:
    """Say whether a component had data neither now nor before."""
    assert subject.composite is not None
    (part,) = [one for one in subject.composite.parts if one.label == label]
    places = [place for place in (subject.now, subject.earlier) if place]
    return all(number(part.score[place]) is None for place in places)
