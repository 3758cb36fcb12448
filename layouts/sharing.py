"""The Sharing page: a link to one partner's scorecard, and the links that there are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from kpi.language import marked, t, tn
from layouts import components, formats
from layouts.ids import SharingIds, revoke_button
from layouts.solid import Node, solid

DAYS = (30, 90, 180, 365)
"""For how many days a link can be made to work."""

USUAL_DAYS = 90

STATES = {
    "active": ("check-circle", "is-good", marked("Active")),
    "expired": ("clock", "", marked("Expired")),
    "revoked": ("x-circle", "is-bad", marked("Revoked")),
}
"""Icon, class and word of each state of a link."""


@dataclass(frozen=True)
class LinkView:
    """A link as the page lists it; its secret is not known any more. Dates as text."""

    link_id: str
    partner: str
    label: str
    created: str
    expires: str
    views: int
    last_opened: str
    state: str


@dataclass(frozen=True)
class CreatedView:
    """A link that has just been made: the only time that its address is known."""

    link_id: str
    partner: str
    address: str
    until: str


@dataclass(frozen=True)
class SharingView:
    """Everything that the page shows; `partners` lists (id, name) by name."""

    partners: Sequence[tuple[str, str]]
    chosen: str | None
    links: Sequence[LinkView]
    notice: str = ""


def layout(view: SharingView) -> html.Div:
    """Return the whole page."""
    return html.Div(
        [
            dcc.Store(id=SharingIds.ASKED),
            dcc.Store(id=SharingIds.NEWEST),
            components.page_head(
                title=t("Share a scorecard"),
                sub=t("A link shows one partner its own scorecard, read-only and without an account, until it ends."),
            ),
            _form(view),
            html.Div(
                problem(view.notice) if view.notice else None,
                id=SharingIds.STATUS,
                className="tdm-statusline",
                **{"aria-live": "polite"},
            ),
            html.Div(id=SharingIds.CREATED, **{"aria-live": "polite"}),
            html.Section(
                [
                    components.section_head(
                        title=t("Links"), sub=t("Revoking works at once, also where a link is open")
                    ),
                    html.Div(link_list(view.links), id=SharingIds.LINKS, className="card"),
                ],
            ),
        ],
        className="tdm-narrow",
    )


def created(view: CreatedView) -> html.Section:
    """Return a new link's address and a text to send it with, each with a button that copies it."""
    text = mail_text(view)
    mail = f"mailto:?subject={quote(t('Your partner scorecard: {partner}', partner=view.partner))}&body={quote(text)}"
    return html.Section(
        [
            html.Div(
                html.Div(
                    [
                        html.H2(t("Link for {partner}", partner=view.partner), id="sharing-created-title"),
                        html.P(t("Copy it now: only its fingerprint is kept, so it can't be shown again.")),
                    ]
                ),
                className="card-header",
            ),
            html.Div(
                [
                    html.Label(t("Address"), htmlFor=SharingIds.ADDRESS, className="form-label"),
                    html.Div(
                        [
                            dbc.Input(id=SharingIds.ADDRESS, value=view.address, readonly=True, autocomplete="off"),
                            components.copy_button(label=t("Copy link"), text=view.address),
                        ],
                        className="tdm-address",
                    ),
                    html.Label(t("E-mail"), htmlFor=SharingIds.MAIL, className="form-label mt-3"),
                    dbc.Textarea(id=SharingIds.MAIL, value=text, readonly=True, className="tdm-mail"),
                ],
                className="card-body",
            ),
            html.Div(
                [
                    components.copy_button(label=t("Copy e-mail"), text=text),
                    html.A(
                        [components.icon("envelope"), t("Open in e-mail program")],
                        href=mail,
                        className="btn btn-outline-secondary",
                    ),
                ],
                className="card-footer d-flex flex-wrap gap-2",
            ),
        ],
        className="card mt-3",
        **{"aria-labelledby": "sharing-created-title"},
    )


def mail_text(view: CreatedView) -> str:
    """Return a text to send a link with, in plain words for the partner."""
    return t(
        "Hello,\n\nhere is the scorecard of {partner}: how we see our work together, what moved the "
        "scores, and what would raise them.\n\n{address}\n\nThe link needs no account and works until "
        "{until}. Whoever has it can open it, so please pass it on only within your team.\n\nBest "
        "regards",
        partner=view.partner,
        address=view.address,
        until=view.until,
    )


def link_list(links: Sequence[LinkView]) -> Component:
    """Return the links there are, or what to do while there is none."""
    if not links:
        return components.empty_state(
            symbol="link-45deg", title=t("No links yet"), text=t("Choose a partner above and create the first one.")
        )
    names = (t("Partner"), t("Created"), t("Expires"), t("Views"), t("Last opened"), t("State"))
    heads = [html.Th(text, scope="col", className="num" if text == "Views" else "") for text in names]
    heads.append(html.Th(components.hidden(t("Revoke")), scope="col"))
    table = html.Table(
        [
            html.Caption(t("Links, active ones first"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_link_row(link) for link in links]),
        ],
        className="table tdm-stack-sm tdm-flow",
    )
    return html.Div(table, className="table-responsive")


def done(text: str) -> Component:
    """Return the line that says what has just been done."""
    return components.notice(text=text, kind="success", role="status")


def problem(text: str) -> Component:
    """Return the line that says why something was not done."""
    return components.notice(text=text, kind="danger", role="alert")


def _form(view: SharingView) -> html.Section:
    taken = Counter(text.casefold() for partner in view.partners for text in partner)
    # Where a name is not enough to tell a partner, its id is offered.
    offered = {one: (one, name) if taken[name.casefold()] > 1 else (name, one) for one, name in view.partners}
    choices: list[Node] = [["option", {"value": text, "label": other}] for text, other in offered.values()]
    partner = dbc.Input(
        id=SharingIds.PARTNER,
        value=offered[view.chosen][0] if view.chosen in offered else "",
        placeholder=t("Name or id") if offered else t("No partners yet: add data first"),
        list="sharing-partners",
        maxlength=400,
        autocomplete="off",
        disabled=not offered,
    )
    listed = solid(html.Datalist, choices, id="sharing-partners")
    label = dbc.Input(
        id=SharingIds.LABEL, placeholder=t("Review in October, for example"), maxlength=200, autocomplete="off"
    )
    days = dbc.Select(
        id=SharingIds.DAYS,
        options=[{"label": formats.days(number), "value": str(number)} for number in DAYS],
        value=str(USUAL_DAYS),
    )
    button = html.Button(
        [components.icon("link-45deg"), t("Create link")],
        id=SharingIds.CREATE,
        className="btn btn-primary",
        type="button",
        disabled=not offered,
    )
    fields = [
        _field(SharingIds.PARTNER, t("Partner"), partner, listed),
        _field(SharingIds.LABEL, t("Label, for your own list"), label),
        _field(SharingIds.DAYS, t("Works for"), days),
        button,
    ]
    return html.Section(
        html.Div(html.Div(fields, className="tdm-sharegrid"), className="card-body"),
        className="card mt-2",
        **{"aria-label": t("New link")},
    )


def _field(field_id: SharingIds, label: str, *parts: Component) -> html.Div:
    return html.Div([html.Label(label, htmlFor=field_id, className="form-label"), *parts])


def _link_row(link: LinkView) -> html.Tr:
    symbol, tone, word = STATES[link.state]
    name: list[components.Child] = [link.partner]
    if link.label:
        name.append(html.Span(link.label, className="tdm-cellsub"))
    button = html.Button(
        t("Revoke"),
        id=revoke_button(link.link_id),
        className="btn btn-outline-secondary btn-sm",
        type="button",
        **{
            "aria-label": t(
                "Revoke the link for {partner}, created {created}", partner=link.partner, created=link.created
            )
        },
    )
    return html.Tr(
        [
            html.Th(name, scope="row"),
            _dated(t("Created"), link.created),
            _dated(t("Expires"), link.expires),
            html.Td(formats.count(link.views), className="num", **{"data-u": tn("view", "views", link.views)}),
            _dated(t("Last opened"), link.last_opened or formats.MISSING),
            html.Td(html.Span([components.icon(symbol), t(word)], className=f"tdm-status {tone}".strip())),
            html.Td(button if link.state == "active" else "", className="num"),
        ],
        className="" if link.state == "active" else "tdm-off",
    )


def _dated(label: str, day: str) -> html.Td:
    """Return a day; on a phone, where the table has no head, with what it is the day of."""
    return html.Td(day, className="tdm-num", **{"data-label": label})
