"""The Sharing page: a link to one partner's scorecard, and the links that there are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from kpi.language import marked, t
from layouts import components, formats
from layouts.ids import SharingIds
from layouts.sharing_list import SECTIONS, LinkView, link_list, stop_card
from layouts.solid import Node, solid

DAYS = (30, 90, 180, 365)
"""For how many days a link can be made to work."""

USUAL_DAYS = 90

KINDS = {"live": marked("Always current"), "frozen": marked("Frozen today")}
"""Which figures a link shows."""


@dataclass(frozen=True)
class CreatedView:
    """A link that has a new address: the only time that it is known."""

    link_id: str
    partner: str
    address: str
    until: str
    has_passcode: bool = False


@dataclass(frozen=True)
class SharingView:
    """Everything that the page shows; `partners` lists (id, name) by name."""

    partners: Sequence[tuple[str, str]]
    chosen: str | None
    links: Sequence[LinkView]
    notice: str = ""
    is_stopped: bool = False
    may_stop: bool = False


def layout(view: SharingView) -> html.Div:
    """Return the whole page."""
    return html.Div(
        [
            dcc.Store(id=SharingIds.ASKED),
            dcc.Store(id=SharingIds.NEWEST),
            components.page_head(
                title=t("Share a scorecard"),
                sub=t("A link shows one partner its own scorecard, without an account, until it ends."),
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
                    html.Div(
                        link_list(view.links, is_stopped=view.is_stopped), id=SharingIds.LINKS, className="card"
                    ),
                ],
            ),
            html.Div(
                stop_card(is_stopped=view.is_stopped) if view.may_stop else None,
                id=SharingIds.STOP,
                className="mt-4",
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
    """Return a text to send a link with, in plain words for the partner; a passcode never stands beside its link."""
    rest = {"partner": view.partner, "address": view.address, "until": view.until}
    if view.has_passcode:
        return t(
            "Hello,\n\nhere is the scorecard of {partner}: how we see our work together, what moved the "
            "scores, and what would raise them.\n\n{address}\n\nThe link needs no account and works until "
            "{until}. It asks for a passcode, which you get from me separately.\n\nBest regards",
            **rest,
        )
    return t(
        "Hello,\n\nhere is the scorecard of {partner}: how we see our work together, what moved the "
        "scores, and what would raise them.\n\n{address}\n\nThe link needs no account and works until "
        "{until}. Whoever has it can open it, so please pass it on only within your team.\n\nBest "
        "regards",
        **rest,
    )


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
        disabled=not offered or view.is_stopped,
    )
    fields = [
        _field(SharingIds.PARTNER, t("Partner"), partner, listed),
        _field(SharingIds.LABEL, t("Label, for your own list"), label),
        _field(SharingIds.DAYS, t("Works for"), days),
        _sections(),
        _kind(),
        _passcode(),
    ]
    return html.Section(
        html.Div(
            [html.Div(fields, className="tdm-sharegrid"), html.Div(button, className="mt-3")], className="card-body"
        ),
        className="card mt-2",
        **{"aria-label": t("New link")},
    )


def _sections() -> html.Div:
    ticks = dbc.Checklist(
        id=SharingIds.SECTIONS,
        options=[{"label": t(words[0]), "value": name} for name, words in SECTIONS.items()],
        value=list(SECTIONS),
    )
    return _group("sharing-sections-label", t("Shows"), ticks)


def _kind() -> html.Div:
    switch = dbc.RadioItems(
        id=SharingIds.KIND,
        options=[{"label": t(word), "value": kind} for kind, word in KINDS.items()],
        value="live",
        className="btn-group tdm-seg",
        input_class_name="btn-check",
        label_class_name="btn btn-sm",
        label_checked_class_name="active",
    )
    hint = t("Frozen figures stay those of today, whatever is imported later.")
    return _group("sharing-kind-label", t("Figures"), switch, html.Div(hint, className="form-text"))


def _passcode() -> html.Div:
    field = dbc.Input(
        id=SharingIds.PASSCODE,
        type="text",
        maxlength=64,
        autocomplete="off",
        placeholder=t("None"),
    )
    hint = t("Six characters or more, if you like. Tell it in another way than the link.")
    # The field can't name what describes it, so its label says the hint to screen readers.
    label = html.Label(
        [t("Passcode, optional"), components.hidden(f". {hint}")], htmlFor=SharingIds.PASSCODE, className="form-label"
    )
    return html.Div([label, field, html.Div(hint, className="form-text", **{"aria-hidden": "true"})])


def _group(label_id: str, label: str, *parts: Component) -> html.Div:
    """Return several fields under one name."""
    named = {"aria-labelledby": label_id}
    return html.Div([html.Div(label, id=label_id, className="form-label"), *parts], role="group", **named)


def _field(field_id: SharingIds, label: str, *parts: Component) -> html.Div:
    return html.Div([html.Label(label, htmlFor=field_id, className="form-label"), *parts])
