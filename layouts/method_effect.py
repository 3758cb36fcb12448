"""What a change of the method would do: bands, means and each partner's scores, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t, tn
from layouts import components, formats, html

BANDS = ("strong", "moderate", "low", "insufficient data")
"""The bands as they are listed."""


@dataclass(frozen=True)
class ScoreMove:
    """A score before and after as text, the points gained, and its bands."""

    before: str
    after: str
    change: float | None
    band_before: str
    band_after: str


@dataclass(frozen=True)
class ScoreEffect:
    """A score of the whole programme.

    Parameters
    ----------
    name, href
        Its short name and its definition.
    before, after, change
        The mean.
    counts
        (band, partners before, partners after).
    moves
        (band before, band after, partners) of those that cross.
    """

    name: str
    href: str
    before: str
    after: str
    change: float | None
    counts: Sequence[tuple[str, int, int]]
    moves: Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class PartnerMove:
    """A partner: its name and page, its type, and its scores in the order of `EffectView.scores`."""

    name: str
    href: str
    partner_type: str
    scores: Sequence[ScoreMove]


@dataclass(frozen=True)
class EffectView:
    """What would change.

    Parameters
    ----------
    when
        The month in view, in words.
    total
        Partners in it.
    crossing, changed
        Partners that change band, and that change at all.
    scores
        The headline scores.
    crossers, partners
        The first of those that change band, and of all, the largest change first.
    is_draft
        Whether anything was edited at all.
    """

    when: str
    total: int
    crossing: int
    changed: int
    scores: Sequence[ScoreEffect]
    crossers: Sequence[PartnerMove]
    partners: Sequence[PartnerMove]
    is_draft: bool = True


def summary(view: EffectView | None, *, reason: str = "") -> list[Component]:
    """Return the effect in short: what crosses, means and bands, and who it is; `reason` stands in for it."""
    if view is None:
        empty = components.empty_state(symbol="sliders", title=t("No preview yet"), text=reason)
        return [html.Div(empty, className="card")]
    head = html.Div(html.Div([html.H2(_title(view)), html.P(_sub(view))]), className="card-header")
    return [html.Section([head, _scores(view), *_crossers(view)], className="card")]


def partners_table(view: EffectView | None) -> list[Component]:
    """Return each partner's scores before and after; nothing while nothing changes."""
    if view is None or not (view.changed or view.crossing):
        return []
    heads = [html.Th(t("Partner"), scope="col"), html.Th(t("Type"), scope="col", className="tdm-hide-sm")]
    heads += [html.Th(score.name, scope="col", className="num") for score in view.scores]
    table = html.Table(
        [
            html.Caption(t("Scores of each partner before and after"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_partner(one) for one in view.partners]),
        ],
        className="table tdm-effects",
    )
    region = html.Div(
        table,
        className="table-responsive",
        tabIndex="0",
        role="region",
        **{"aria-label": t("Scores of each partner before and after, scrolls sideways")},
    )
    download = html.Button(
        [components.icon("download"), t("Download all as CSV")],
        className="btn btn-outline-secondary",
        type="button",
        **{"data-tdm-effect": "", "data-tdm-failed": t("The file could not be made. Try again.")},
    )
    shown = t(
        "{shown} of {total} partners shown", shown=formats.count(len(view.partners)), total=formats.count(view.total)
    )
    control = [html.Span(shown, className="tdm-sub me-3"), download]
    return [
        components.section_head(
            title=t("Each partner"), sub=t("Largest change first, {when}", when=view.when), control=control
        ),
        html.Div(region, className="card"),
    ]


def standing(view: EffectView | None) -> str:
    """Return the effect in a few words."""
    return "" if view is None else _title(view)


def _title(view: EffectView) -> str:
    if not view.is_draft:
        return t("Nothing is changed yet")
    if not view.changed and not view.crossing:
        return t("No score changes")
    if not view.crossing:
        return t("No partner changes band")
    return tn(
        "{count} partner changes band",
        "{count} partners change band",
        view.crossing,
        count=formats.count(view.crossing),
    )


def _sub(view: EffectView) -> str:
    if not view.is_draft:
        return t(
            "Edit an entry and see here who would change band. The scores of {total} partners in {when}:",
            total=formats.count(view.total),
            when=view.when,
        )
    if not view.changed:
        return t("Scores of {total} partners as they are, {when}", total=formats.count(view.total), when=view.when)
    return t(
        "{changed} of {total} partners have another score, {when}",
        changed=formats.count(view.changed),
        total=formats.count(view.total),
        when=view.when,
    )


def _scores(view: EffectView) -> html.Div:
    heads = [html.Th(t("Score"), scope="col"), html.Th(t("Mean"), scope="col", className="num")]
    heads += [html.Th(components.band_word(band), scope="col", className="num") for band in BANDS]
    rows = [
        html.Tr(
            [
                html.Th(components.link(one.name, href=one.href), scope="row"),
                html.Td(_mean(one), className="num"),
                *[html.Td(_count(before, after), className="num") for _, before, after in one.counts],
            ]
        )
        for one in view.scores
    ]
    table = html.Table(
        [
            html.Caption(t("Means and partners per band, before and after"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody(rows),
        ],
        className="table tdm-effectsum",
    )
    return html.Div(
        table,
        className="table-responsive",
        tabIndex="0",
        role="region",
        **{"aria-label": t("Means and bands before and after, scrolls sideways")},
    )


def _mean(one: ScoreEffect) -> list[components.Child]:
    if not one.change:
        return [one.after]
    return [_from_to(one.before, one.after), html.Br(), components.delta(change=one.change)]


def _count(before: int, after: int) -> components.Child:
    if before == after:
        return formats.count(after)
    return html.B(_arrow(formats.count(before), formats.count(after)))


def _from_to(before: str, after: str) -> html.Span | str:
    return after if before == after else _arrow(before, after)


def _arrow(before: str, after: str) -> html.Span:
    return html.Span(
        [before, html.Span(" → ", **{"aria-hidden": "true"}), components.hidden(t(" to ")), after],
        className="tdm-fromto",
    )


def _crossers(view: EffectView) -> list[Component]:
    if not view.crossing:
        return []
    moves = [
        html.Li(
            [
                html.B(formats.count(count)),
                html.Span(one.name),
                components.band(name=before),
                html.Span("→", **{"aria-hidden": "true"}),
                components.hidden(t("to")),
                components.band(name=after),
            ]
        )
        for one in view.scores
        for before, after, count in one.moves
    ]
    items = [
        html.Li(
            [components.link(one.name, href=one.href), *_crossed(one, view)],
        )
        for one in view.crossers
    ]
    more = view.crossing - len(view.crossers)
    foot = [
        html.P(
            tn("{count} more, in the CSV below", "{count} more, in the CSV below", more, count=formats.count(more)),
            className="tdm-note",
        )
    ]
    return [
        html.Div(
            [
                html.Ul(moves, className="tdm-moves", **{"aria-label": t("Changes of band")}),
                html.H3(t("Who changes band"), className="tdm-crosshead"),
                html.Ul(items, className="tdm-crossers"),
                *(foot if more else []),
            ],
            className="card-body",
        )
    ]


def _crossed(one: PartnerMove, view: EffectView) -> list[Component]:
    return [
        html.Span(
            [
                html.Span(f"{score.name} "),
                _from_to(move.before, move.after),
                " ",
                components.band(name=move.band_before),
                html.Span(" → ", **{"aria-hidden": "true"}),
                components.band(name=move.band_after),
            ],
            className="tdm-crossed",
        )
        for score, move in zip(view.scores, one.scores, strict=True)
        if move.band_before != move.band_after
    ]


def _partner(one: PartnerMove) -> html.Tr:
    return html.Tr(
        [
            html.Th(components.link(one.name, href=one.href), scope="row"),
            html.Td(one.partner_type, className="tdm-hide-sm"),
            *[html.Td(_move(move), className="num") for move in one.scores],
        ]
    )


def _move(move: ScoreMove) -> list[components.Child]:
    crosses = move.band_before != move.band_after
    if not move.change and move.before == move.after and not crosses:
        return [html.Span(move.after, className="tdm-muted")]
    bands = [components.band(name=move.band_before), html.Span(" → "), components.band(name=move.band_after)]
    parts: list[components.Child] = [_from_to(move.before, move.after)]
    if move.change:
        parts += [" ", components.delta(change=move.change)]
    return [*parts, html.Div(bands)] if crosses else parts
