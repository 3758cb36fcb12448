"""The forms of the method: one card for each thing that is commonly changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, html
from layouts.method_fields import Field, entry_input, form_card, form_table, grid, live, word_list

KNOWN_KINDS = "method-kinds"
"""Id of the list of kinds that fields offer."""


@dataclass(frozen=True)
class ComponentRow:
    """A component of the engagement score.

    Parameters
    ----------
    name, label
        Its name in the method, and the one for people.
    kinds
        What it counts, in words.
    weight, reference
        Its two entries.
    share
        Its share of all weights.
    usual
        What partners do, in words; empty when too few have data.
    origin
        Since when the reference is what it is.
    """

    name: str
    label: str
    kinds: str
    weight: Field
    reference: Field
    share: str
    usual: str
    origin: str


@dataclass(frozen=True)
class ScoresView:
    """The tab of scores.

    Parameters
    ----------
    types
        (label, address, whether it is shown) of all types, and of each partner type.
    who
        Whom the fields hold for, in words.
    components
        Components of the engagement score.
    mindshare
        Parameters of mindshare.
    bands
        (score, its moderate and strong thresholds), the first row for all scores; empty for a partner type.
    others
        Windows and minimum coverage; empty for a partner type.
    can_propose
        Whether there are data to propose references from.
    """

    types: Sequence[tuple[str, str, bool]]
    who: str
    components: Sequence[ComponentRow]
    mindshare: Sequence[Field]
    bands: Sequence[tuple[str, Field, Field]]
    others: Sequence[Field]
    can_propose: bool


@dataclass(frozen=True)
class PointsRow:
    """A kind of advocacy activity: its name, how many rows of it there are, its points."""

    kind: str
    rows: str
    points: Field


@dataclass(frozen=True)
class AdvocacyView:
    """The tab of advocacy; the points are the same for all types."""

    types: Sequence[tuple[str, str, bool]]
    who: str
    fields: Sequence[Field]
    points: Sequence[PointsRow]


@dataclass(frozen=True)
class KindsView:
    """The tab of kinds.

    Parameters
    ----------
    components
        (label, entry of its kinds) of each engagement component.
    strangers
        (kind, number of rows, entry of its synonym) of kinds that no component counts.
    kpis
        (name, id, what it is made of, address of its place in the text) of the site's own KPIs.
    text_href
        Address of the text.
    known
        Kinds that components count.
    """

    components: Sequence[tuple[str, Field]]
    strangers: Sequence[tuple[str, str, Field]]
    kpis: Sequence[tuple[str, str, str, str]]
    text_href: str
    known: Sequence[str] = ()


def scores_form(view: ScoresView) -> list[Component]:
    """Return the forms of the tab of scores."""
    made = [_type_switch(view.types), _engagement(view), _mindshare(view)]
    if view.bands:
        made.append(_bands(view.bands))
    if view.others:
        made.append(
            form_card(
                title=t("Windows and coverage"),
                sub=t("How far back activity counts, and how much of a score must have data"),
                body=[grid(view.others)],
            )
        )
    return made


def advocacy_form(view: AdvocacyView) -> list[Component]:
    """Return the forms of the tab of advocacy."""
    card = form_card(
        title=t("Advocacy score"),
        sub=[
            t("100 · points in twelve months / reference, at most 100; {who}. ", who=view.who),
            _more("advocacy_score"),
        ],
        body=[grid(view.fields)],
    )
    made = [_type_switch(view.types), card]
    if view.points:
        made.append(_points(view.points))
    return made


def kinds_form(view: KindsView) -> list[Component]:
    """Return the forms of the tab of kinds."""
    heads = [components.Column(t("Component")), components.Column(t("Kinds that it counts"))]
    rows = [
        html.Tr([html.Th(label, scope="row"), html.Td(entry_input(field, wide=True, hidden_label=True))])
        for label, field in view.components
    ]
    card = form_card(
        title=t("What each component counts"),
        sub=[
            t("Kinds of interactions, separated by commas; each in one component only. "),
            _more("engagement_score"),
        ],
        body=[form_table(caption=t("Components and the kinds that they count"), heads=heads, rows=rows)],
    )
    return [card, _strangers(view), _own_kpis(view), word_list(KNOWN_KINDS, view.known)]


def _strangers(view: KindsView) -> html.Section:
    if not view.strangers:
        body: list[Component] = [
            html.Div(
                html.P(t("Every kind in the data is counted by a component."), className="mb-0"),
                className="card-body",
            )
        ]
    else:
        heads = [
            components.Column(t("Kind in the data")),
            components.Column(t("Rows"), is_number=True),
            components.Column(t("Means the kind")),
        ]
        rows = [
            html.Tr(
                [
                    html.Th(kind, scope="row"),
                    html.Td(count, className="num", **{"data-u": t("rows")}),
                    html.Td(entry_input(field, wide=True, hidden_label=True)),
                ]
            )
            for kind, count, field in view.strangers
        ]
        body = [form_table(caption=t("Kinds that no component counts"), heads=heads, rows=rows)]
    return form_card(
        title=t("Kinds that nothing counts"),
        sub=t("They are kept and listed. Say which kind one means, or add it to a component above."),
        body=body,
    )


def _own_kpis(view: KindsView) -> html.Section:
    link = components.link(
        t("Write one in the text"), href=view.text_href, class_name="btn btn-outline-secondary btn-sm"
    )
    if not view.kpis:
        words = t("None yet. A KPI of your own is a measure of your files, or the ratio of two, without code.")
        body: list[Component] = [html.Div(html.P(words, className="mb-0"), className="card-body")]
    else:
        heads = [components.Column(t("KPI")), components.Column(t("Made of")), components.Column("")]
        rows = [
            html.Tr(
                [
                    html.Th(components.link(name, href=f"/kpis/{kpi}"), scope="row"),
                    html.Td(made),
                    html.Td(
                        components.link(
                            t("Edit in the text"),
                            href=href,
                            **{"aria-label": t("Edit {name} in the text", name=name)},
                        ),
                        className="num",
                    ),
                ]
            )
            for name, kpi, made, href in view.kpis
        ]
        body = [form_table(caption=t("KPIs of this site"), heads=heads, rows=rows)]
    return form_card(
        title=t("KPIs of this site"),
        sub=t("By partner type, with unit, direction, range and bands; they stand in the text under [kpis]"),
        body=body,
        tools=[link],
    )


def _type_switch(types: Sequence[tuple[str, str, bool]]) -> Component:
    return html.Div(
        components.segmented(label=t("Partner type"), key="type", options=types), className="tdm-typeswitch"
    )


def _engagement(view: ScoresView) -> html.Section:
    heads = [
        components.Column(t("Component")),
        components.Column(t("Weight"), is_number=True),
        components.Column(t("Share"), is_number=True),
        components.Column(t("Reference per quarter"), is_number=True),
        components.Column(t("Usual, and where the reference comes from")),
    ]
    propose = html.Button(
        [components.icon("magic"), t("Propose from data")],
        className="btn btn-outline-secondary btn-sm",
        type="button",
        **{"data-tdm-method-do": "propose"},
    )
    sub = [
        t("100 · activity / reference, at most 100, weighted over the components with data; {who}. ", who=view.who),
        _more("engagement_score"),
    ]
    return form_card(
        title=t("Engagement score"),
        sub=sub,
        body=[
            form_table(
                caption=t("Weights and references of the engagement score"),
                heads=heads,
                rows=[_component(row) for row in view.components],
            )
        ],
        tools=[propose] if view.can_propose else [],
    )


def _component(row: ComponentRow) -> html.Tr:
    return html.Tr(
        [
            html.Th([row.label, html.Span(row.kinds, className="tdm-cellsub")], scope="row"),
            html.Td(entry_input(row.weight, hidden_label=True), className="num", **{"data-label": t("Weight")}),
            html.Td(live(f"share:{row.name}", row.share), className="num tdm-num", **{"data-label": t("Share")}),
            html.Td(
                entry_input(row.reference, hidden_label=True),
                className="num",
                **{"data-label": t("Reference per quarter")},
            ),
            html.Td(
                [row.usual, html.Span(live(f"origin:{row.name}", row.origin), className="tdm-cellsub")],
            ),
        ]
    )


def _mindshare(view: ScoresView) -> html.Section:
    sub = [t("Survey index and interaction index, weighted; {who}. ", who=view.who), _more("mindshare_score")]
    return form_card(title=t("Mindshare score"), sub=sub, body=[grid(view.mindshare)])


def _bands(bands: Sequence[tuple[str, Field, Field]]) -> html.Section:
    heads = [
        components.Column(t("Score")),
        components.Column(t("Moderate from"), is_number=True),
        components.Column(t("Strong above"), is_number=True),
    ]
    rows = [
        html.Tr(
            [
                html.Th(name, scope="row"),
                html.Td(
                    entry_input(moderate, hidden_label=True), className="num", **{"data-label": t("Moderate from")}
                ),
                html.Td(entry_input(strong, hidden_label=True), className="num", **{"data-label": t("Strong above")}),
            ]
        )
        for name, moderate, strong in bands
    ]
    return form_card(
        title=t("Bands"),
        sub=t("Strong above the upper threshold, low below the lower; both thresholds belong to moderate"),
        body=[form_table(caption=t("Thresholds of the bands"), heads=heads, rows=rows)],
    )


def _points(points: Sequence[PointsRow]) -> html.Section:
    heads = [
        components.Column(t("Activity")),
        components.Column(t("Rows in the data"), is_number=True),
        components.Column(t("Points"), is_number=True),
    ]
    rows = [
        html.Tr(
            [
                html.Th(row.kind, scope="row"),
                html.Td(row.rows, className="num", **{"data-label": t("Rows in the data")}),
                html.Td(entry_input(row.points, hidden_label=True), className="num", **{"data-label": t("Points")}),
            ]
        )
        for row in points
    ]
    return form_card(
        title=t("Points of an activity"),
        sub=t("What one activity of a kind is worth; an empty field takes the points of any other kind"),
        body=[form_table(caption=t("Points by kind of activity"), heads=heads, rows=rows)],
    )


def _more(kpi: str) -> html.A:
    return components.link(t("How it is calculated"), href=f"/kpis/{kpi}")
