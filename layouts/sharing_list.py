"""The links there are, what can be done with each, and the one switch for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from kpi.language import joined, marked, t, tn
from layouts import components, formats
from layouts.ids import link_button

STATES = {
    "active": ("check-circle", "is-good", marked("Active")),
    "expired": ("clock", "", marked("Expired")),
    "revoked": ("x-circle", "is-bad", marked("Revoked")),
}
"""Icon, class and word of each state of a link."""

SECTIONS = {
    "scores": (marked("Scores and what moved them"), marked("scores")),
    "steps": (marked("Steps that would raise them"), marked("steps")),
    "results": (marked("Results to check"), marked("results")),
    "respond": (marked("Ways to answer"), marked("answers")),
}
"""What a link may show, by the name under which it is kept: in the form, and in the list."""

EXTENDED_BY = 90
"""Days from now for which a link works when it is extended."""


@dataclass(frozen=True)
class LinkView:
    """A link as the page lists it; its secret is not known any more. Dates as text.

    Parameters
    ----------
    sections
        What it shows; empty: everything.
    siblings
        Links of the same partner that are not revoked, itself included.
    """

    link_id: str
    partner: str
    label: str
    created: str
    expires: str
    views: int
    last_opened: str
    state: str
    created_by: str = ""
    sections: Sequence[str] = ()
    is_frozen: bool = False
    has_passcode: bool = False
    siblings: int = 1


def link_list(links: Sequence[LinkView], *, is_stopped: bool = False) -> Component:
    """Return the links there are, or what to do while there is none."""
    if not links:
        return components.empty_state(
            symbol="link-45deg", title=t("No links yet"), text=t("Choose a partner above and create the first one.")
        )
    names = (t("Partner"), t("Shows"), t("Created"), t("Expires"), t("Views"), t("Last opened"), t("State"))
    heads = [html.Th(text, scope="col", className="num" if at == 4 else "") for at, text in enumerate(names)]
    heads.append(html.Th(components.hidden(t("What to do")), scope="col"))
    table = html.Table(
        [
            html.Caption(t("Links, active ones first"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_link_row(link, is_stopped) for link in links]),
        ],
        className="table tdm-stack-sm tdm-flow tdm-linktable",
    )
    return html.Div(table, className="tdm-linkscroll")


def stop_card(*, is_stopped: bool) -> Component:
    """Return the switch that ends every link, or lets links be made again."""
    if is_stopped:
        title, text = (
            t("Sharing is stopped"),
            t("No link opens. Allowing it again lets new links be made; old ones stay ended."),
        )
        action: Component = _button("resume", t("Allow sharing again"), look="btn btn-outline-secondary")
    else:
        title, text = (
            t("Stop all sharing"),
            t("Ends every link of every partner at once, and none can be made until an admin allows it."),
        )
        action = components.menu(
            name="sharing-stop",
            summary=[components.icon("sign-stop"), t("Stop all sharing")],
            items=[
                html.P(
                    t("Every link ends for good: none of them ever opens again, also when sharing is allowed again.")
                ),
                _button("stop", t("End all links now"), look="btn btn-danger btn-sm"),
            ],
            class_name="tdm-stopmenu",
            className="btn btn-outline-secondary",
        )
    head = html.Div([html.H2(title, id="sharing-stop-title"), html.P(text)])
    return html.Section(
        html.Div([head, action], className="card-body tdm-stopcard"),
        className="card",
        **{"aria-labelledby": "sharing-stop-title"},
    )


def _link_row(link: LinkView, is_stopped: bool) -> html.Tr:
    symbol, tone, word = STATES[link.state]
    name: list[components.Child] = [link.partner]
    if link.label:
        name.append(html.Span(link.label, className="tdm-cellsub"))
    created: list[components.Child] = [link.created]
    if link.created_by:
        created.append(html.Span(t("by {name}", name=link.created_by), className="tdm-cellsub tdm-by"))
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(_shows(link), className="tdm-shows"),
            html.Td(created, className="tdm-num", **{"data-label": t("Created")}),
            html.Td(link.expires, className="tdm-num", **{"data-label": t("Expires")}),
            html.Td(formats.count(link.views), className="num", **{"data-u": tn("view", "views", link.views)}),
            html.Td(link.last_opened or formats.MISSING, className="tdm-num", **{"data-label": t("Last opened")}),
            html.Td(html.Span([components.icon(symbol), t(word)], className=f"tdm-status {tone}".strip())),
            html.Td(_acts(link, is_stopped), className="num"),
        ],
        className="" if link.state == "active" else "tdm-off",
    )


def _shows(link: LinkView) -> list[components.Child]:
    """Return whether a link is live or frozen, what it shows, and whether it asks for a passcode."""
    kind = t("Frozen") if link.is_frozen else t("Live")
    known = [t(SECTIONS[one][1]) for one in link.sections if one in SECTIONS]
    said = [t("{sections} only", sections=joined(known)) if known else t("everything")]
    if link.has_passcode:
        said.append(t("with passcode"))
    return [kind, html.Span(", ".join(said), className="tdm-cellsub")]


def _acts(link: LinkView, is_stopped: bool) -> Component | str:
    """Return the buttons of a link: the urgent one in sight, the others in a menu."""
    revoke = t("Revoke the link for {partner}, created {created}", partner=link.partner, created=link.created)
    items = []
    if not is_stopped and link.state == "active":
        items.append(_item("rotate", link, t("Give it a new address")))
    if not is_stopped and link.state in ("active", "expired"):
        days = formats.days(EXTENDED_BY)
        items.append(_item("extend", link, t("Extend to {days} from today", days=days)))
    if link.siblings > 1 and link.state != "revoked":
        items.append(
            _item("revoke_partner", link, t("Revoke all {count} links of this partner", count=link.siblings))
        )
    made: list[Component] = []
    if link.state == "active":
        made.append(
            html.Button(
                t("Revoke"),
                id=link_button("revoke", link.link_id),
                className="btn btn-outline-secondary btn-sm",
                type="button",
                **{"aria-label": revoke},
            )
        )
    if items:
        label = t("More for the link for {partner}, created {created}", partner=link.partner, created=link.created)
        made.append(
            components.menu(
                name=f"link-{link.link_id}",
                summary=components.icon("three-dots"),
                items=items,
                class_name="tdm-options",
                className="btn btn-ghost btn-icon btn-sm",
                **{"aria-label": label},
            )
        )
    return html.Div(made, className="tdm-linkacts") if made else ""


def _item(act: str, link: LinkView, text: str) -> html.Button:
    return html.Button(text, id=link_button(act, link.link_id), className="tdm-item", type="button")


def _button(act: str, text: str, *, look: str) -> html.Button:
    return html.Button(text, id=link_button(act), className=look, type="button")
