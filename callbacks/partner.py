"""The partner page: from an address to what the page shows of one partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from callbacks.access import may
from callbacks.filters import Filters, parse_filters
from callbacks.inbox import inbox_section
from callbacks.partner_evidence import components_view, confidence_view, counted_view
from callbacks.partner_results import figures_view, path_view, results_heading, results_view
from callbacks.partner_trend import Actions, trend_view
from callbacks.plan import plan_card, recorded_actions
from callbacks.reviews import Way, way_to_review
from callbacks.subject import Subject, subject_of
from callbacks.targets import target_card
from callbacks.views import kpi_switch, partner_path, period_name, score_scale
from data.behind import SourceState, source_states
from data.people.principal import Right
from kpi import narrative, summary
from kpi.benchmark import benchmark
from kpi.catalogue import CATALOGUE, HEADLINE
from kpi.language import lowered, t
from kpi.partner import advocacy_year, by_change
from kpi.schema import type_label, type_plural
from kpi.selection import Selection, matching
from kpi.summary import number
from kpi.targets import open_target
from layouts import components, findings, formats, partner, tiles
from layouts.charts import ChartView
from layouts.figures import Canvas, Step, waterfall_figure, waterfall_summary, waterfall_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from callbacks.services import Services

SMALLEST_STEP: Final = 0.05
"""Points that a waterfall leaves out, because they read as nothing."""


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
    start = services.settings.fiscal_year_start
    filters = parse_filters(search, board, fiscal_start=start).without_list()
    if partner_id not in board.programme.partners.index:
        return partner.unknown(partner=partner_id[:60], href=filters.href("/partners"))
    subject = subject_of(board, partner_id, filters)
    view = partner_view(
        subject,
        canvas,
        currency=services.currency(),
        actions=recorded_actions(services, partner_id),
        sources=source_states(services.store),
        review=way_to_review(services, partner_id),
        fiscal_start=start,
        sees_all=services.scope().is_all,
    )
    plans = [plan_card(services, subject), target_card(services, subject)]
    return partner.layout(view, plan=plans[0], target=plans[1], sent=inbox_section(services, partner_id))


def partner_view(
    subject: Subject,
    canvas: Canvas,
    *,
    currency: str,
    review: Way,
    actions: Actions = (),
    sources: Sequence[SourceState] = (),
    fiscal_start: int = 1,
    sees_all: bool = True,
) -> partner.PartnerView:
    """Return all that the page shows of a partner, but for its plan, its target and its calendar.

    Parameters
    ----------
    subject
        The partner and the filters.
    canvas
        What charts are drawn on.
    currency
        Code of the reporting currency.
    review
        The way to the partner's review.
    actions
        Day and short title of what was done, the oldest first.
    sources
        What the store holds of each table.
    fiscal_start
        First month of the fiscal year.
    sees_all
        Whether who asks may see the partners that this one is compared with.
    """
    board, filters = subject.board, subject.filters
    about = board.programme.partners.iloc[subject.row]
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
    order = by_change(board, filters.kpi, chosen, filters.period, filters.before)
    height = partner.CHART_HEIGHT_PHONE if canvas.compact else partner.CHART_HEIGHT
    canvas = replace(canvas, height=height)
    path = partner_path(subject.id)
    return partner.PartnerView(
        partner_id=subject.id,
        name=str(about["name"]) or subject.id,
        trail=_trail(filters, len(order)),
        meta=_meta(about, review.day),
        notices=[*filters.notices, *_presence(subject)],
        previous=_neighbour(subject, order, -1),
        following=_neighbour(subject, order, 1),
        period=period_name(filters.period),
        periods=[
            (period_name(one), filters.with_period(one).href(path), one == filters.period)
            for one in reversed(filters.periods)
        ],
        share_href=f"/sharing?partner={quote(subject.id, safe='')}" if may(Right.SHARE) else "",
        lead=_lead(subject),
        tiles=[_tile(subject, kpi) for kpi in HEADLINE],
        switch=kpi_switch(filters, path=path),
        trend=trend_view(subject, canvas, actions, fiscal_start=fiscal_start),
        why=_why(subject, canvas) if subject.composite else None,
        counted=None if subject.composite else counted_view(subject),
        components=components_view(subject) if subject.composite else None,
        confidence=confidence_view(subject, sources, sees_all=sees_all),
        path=path_view(subject),
        results=results_view(subject, currency=currency),
        figures=figures_view(subject, review_href=review.href),
        results_heading=results_heading(subject),
        calendar={
            "partner": subject.id,
            "search": filters.href(""),
            "screen": {"theme": canvas.theme, "compact": canvas.compact},
        },
        chart_height=height,
    )


def _trail(filters: Filters, matched: int) -> list[tuple[str, str]]:
    """Return the way back: the list of partners, and the filtered one where there is one."""
    if filters.selection == Selection():
        return [(t("Overview"), filters.href("/")), (t("Partners"), filters.href("/partners"))]
    count = formats.counted("{count} partner", "{count} partners", matched)
    return [(t("Overview"), filters.cleared().href("/")), (count, filters.href("/partners"))]


def _meta(about: Mapping[str, Any], next_review: date | None) -> list[str]:
    """Return what is known of the partner beside its scores; what is emphasised stands between asterisks."""
    held = {
        "*{type}*": ("type", type_label(str(about["partner_type"]))),
        t("*{tier}* tier"): ("tier", str(about["tier"])),
        t("Region *{region}*"): ("region", str(about["region"])),
        t("Managed by *{manager}*"): ("manager", str(about["manager"])),
    }
    facts = [text.format(**{key: value}) for text, (key, value) in held.items() if value]
    joined, left = (about[column] for column in ("joined_on", "left_on"))
    if joined == joined:
        facts.append(t("Partner since *{year}*", year=joined.year))
    if left == left:
        facts.append(t("Left on *{day}*", day=formats.day(left.date())))
    if next_review:
        facts.append(t("Next review *{day}*", day=formats.day(next_review)))
    return facts


def _presence(subject: Subject) -> list[str]:
    if subject.board.programme.exists[subject.now]:
        return []
    period = subject.filters.period.label
    return [t("This company was no partner in {period}, so it has no scores there.", period=period)]


def _neighbour(subject: Subject, order: Sequence[int], step: int) -> partner.Step | None:
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
        return t(
            "{name} has no score in {period}: {why}.",
            name=CATALOGUE[kpi].short,
            period=subject.filters.period.label,
            why=_missing(subject, kpi),
        )
    before = subject.filters.before
    said = narrative.change_sentence(
        kpi, one, before.label if before else "", subject.changes(), bands=subject.board.method.bands_of(kpi)
    )
    if kpi != "advocacy_score":
        return said
    count = round(advocacy_year(subject.board, *subject.now).quantity)
    if not count:
        return f"{said} {t('No activity counted in twelve months.')}"
    counted = formats.counted(
        "{count} activity counted in twelve months.", "{count} activities counted in twelve months.", count
    )
    return f"{said} {counted}"


def _missing(subject: Subject, kpi: str) -> str:
    """Say why a score is missing."""
    if not subject.board.programme.exists[subject.now]:
        return t("not a partner then")
    if kpi == "advocacy_score":
        return t("no advocacy data were delivered")
    if kpi == "mindshare_score" and not subject.board.mindshare.survey.respondents[subject.now]:
        return t("nobody answered a survey in twelve months")
    share = formats.percent(100 * (subject.standing(kpi).coverage or 0))
    return t("only {share} of its weight has data", share=share)


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
        edges=score_scale(subject.board, kpi).edges,
        href=filters.with_kpi(kpi).href(partner_path(subject.id)),
        is_here=kpi == filters.kpi,
        note=findings.rank_text(among.rank, among.count, lowered(type_plural(subject.partner_type)))
        if among and among.rank
        else "",
    )


def _why(subject: Subject, canvas: Canvas) -> ChartView:
    """Return the waterfall from the quarter before to this one."""
    one, changes, before = subject.standing(subject.filters.kpi), subject.changes(), subject.filters.before
    if changes is None or before is None or one.value is None or one.previous is None:
        reason = t("A change appears when two quarters in a row have a score.")
        return ChartView(title=t("Why it changed"), sub=t("Points gained and lost"), reason=reason)
    moves = [findings.Move(str(row.label), float(row.points)) for row in changes.itertuples()]
    named = [move for move in moves[:-1] if not _without_data(subject, move.label)]
    rest = [move for move in moves[-1:] if abs(move.points) >= SMALLEST_STEP]
    steps = [Step(t(move.label), move.points) for move in (*named, *rest)]
    ends = (before.label, one.previous), (subject.filters.period.label, one.value)
    title, table = findings.change_finding(moves), waterfall_table(*ends, steps)
    return ChartView(
        title=title,
        sub=t("Points gained and lost, {before} to {now}", before=before.label, now=subject.filters.period.label),
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
