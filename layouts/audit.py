"""The Audit page: who did what, when, and from where; filtered by the address, nothing on it can be changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import marked, t
from layouts import components, formats, html, native

PATH = "/audit"

ACT_WORDS = {
    "imported": marked("Imported a file"),
    "undid import": marked("Took an import back"),
    "redid import": marked("Took an import in again"),
    "merged partners": marked("Merged partners"),
    "unmerged partners": marked("Took a merge back"),
    "loaded sample": marked("Loaded the sample data"),
    "removed sample": marked("Removed the sample data"),
    "made link": marked("Made a link"),
    "opened link": marked("Opened a link"),
    "extended link": marked("Extended a link"),
    "rotated link": marked("Renewed a link's address"),
    "revoked link": marked("Revoked a link"),
    "stopped sharing": marked("Stopped all sharing"),
    "resumed sharing": marked("Allowed sharing again"),
    "sent": marked("Sent something"),
    "accepted": marked("Accepted what was sent"),
    "declined": marked("Declined what was sent"),
    "took back": marked("Took back what was accepted"),
    "changed method": marked("Changed the method"),
    "changed target": marked("Changed a target"),
    "closed review": marked("Closed a review"),
    "reopened review": marked("Reopened a review"),
    "exported": marked("Exported a table"),
    "signed in": marked("Signed in"),
    "failed sign-in": marked("Failed to sign in"),
    "signed out": marked("Signed out"),
    "invited": marked("Invited somebody"),
    "joined": marked("Joined"),
    "changed role": marked("Changed a role"),
    "disabled person": marked("Disabled an account"),
    "enabled person": marked("Enabled an account"),
    "reset password": marked("Made a password reset"),
    "changed password": marked("Changed a password"),
    "ended session": marked("Ended a session"),
    "made token": marked("Made an API token"),
    "revoked token": marked("Revoked an API token"),
}
"""What each act of `data.audit.ACTS` is called."""


@dataclass(frozen=True)
class EntryView:
    """An entry in words; `partner_href` is empty where there is no such partner any more."""

    day: str
    time: str
    actor: str
    act: str
    partner: str
    partner_href: str
    detail: str
    address: str


@dataclass(frozen=True)
class AuditAsked:
    """What the address asks for, as it stands in the fields."""

    actor: str = ""
    act: str = ""
    partner: str = ""
    since: str = ""
    until: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether anything is filtered."""
        return any((self.actor, self.act, self.partner, self.since, self.until))


@dataclass(frozen=True)
class AuditView:
    """Everything that the page shows.

    Parameters
    ----------
    asked
        What is filtered.
    actors, acts
        What there is to choose from: (value, label).
    entries
        The latest first.
    older_href, export_href
        Addresses of the next page, empty on the last one, and of the file.
    days
        How long entries are kept.
    notices
        What of the address could not be used, in words.
    """

    asked: AuditAsked
    actors: Sequence[tuple[str, str]]
    acts: Sequence[tuple[str, str]]
    entries: Sequence[EntryView]
    older_href: str
    export_href: str
    days: int
    notices: Sequence[str] = ()


def layout(view: AuditView) -> html.Div:
    """Return the whole page."""
    export = html.A(
        [components.icon("download"), t("Download CSV")], href=view.export_href, className="btn btn-outline-secondary"
    )
    sub = t("Entries are added and never changed; those older than {days} are removed.", days=formats.days(view.days))
    return html.Div(
        [
            components.page_head(title=t("Audit log"), sub=sub, actions=[export]),
            *[components.notice(text=text) for text in view.notices],
            _filters(view),
            html.Section(_table(view), className="card mt-3", **{"aria-label": t("Entries")}),
            *([_older(view.older_href)] if view.older_href else []),
        ]
    )


def _filters(view: AuditView) -> html.Section:
    """Return the filters as a form that leads to the filtered page, which can be bookmarked."""
    asked, every = view.asked, ("", t("All"))
    fields = [
        _choice("who", t("Person"), [every, *view.actors], asked.actor),
        _choice("act", t("Act"), [every, *view.acts], asked.act),
        _text("partner", t("Partner id"), asked.partner, "text"),
        _text("from", t("From"), asked.since, "date"),
        _text("until", t("Until"), asked.until, "date"),
    ]
    send = ["button", {"class": "btn btn-primary", "type": "submit"}, t("Filter")]
    clear = ["a", {"class": "btn btn-ghost", "href": PATH}, t("Clear all")]
    last = ["div", {"class": "tdm-auditsend"}, send, *([clear] if asked.is_asked else [])]
    form = native.field("form", {"action": PATH, "method": "get", "class": "tdm-auditform"}, *fields, last)
    return html.Section(
        html.Div(form, className="card-body"), className="card mt-2", **{"aria-label": t("Filter the log")}
    )


def _choice(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> list[object]:
    field = native.select({"class": "form-select", "id": f"audit-{name}", "name": name}, options, chosen)
    return _labelled(name, label, field)


def _text(name: str, label: str, value: str, kind: str) -> list[object]:
    given = {"class": "form-control", "id": f"audit-{name}", "name": name, "type": kind, "value": value}
    return _labelled(name, label, ["input", {**given, "maxlength": "400", "autocomplete": "off"}])


def _labelled(name: str, label: str, field: object) -> list[object]:
    return ["div", {}, ["label", {"class": "form-label", "for": f"audit-{name}"}, label], field]


def _table(view: AuditView) -> Component:
    if not view.entries:
        text = t("Nothing passes these filters.") if view.asked.is_asked else t("What people do is listed here.")
        return components.empty_state(symbol="journal-text", title=t("No entries"), text=text)
    names = (t("When"), t("Who"), t("What"), t("Partner"), t("Details"), t("From where"))
    table = html.Table(
        [
            html.Caption(t("Who did what, the latest first"), className="visually-hidden"),
            html.Thead(html.Tr([html.Th(name, scope="col") for name in names])),
            html.Tbody([_row(entry) for entry in view.entries]),
        ],
        className="table tdm-stack-sm tdm-flow mb-0",
    )
    return html.Div(table, className="table-responsive")


def _row(entry: EntryView) -> html.Tr:
    partner: components.Child = entry.partner
    if entry.partner_href:
        partner = components.link(entry.partner, href=entry.partner_href)
    return html.Tr(
        [
            html.Th([entry.day, html.Span(entry.time, className="tdm-cellsub")], scope="row", className="tdm-num"),
            html.Td(entry.actor),
            html.Td(entry.act),
            html.Td(partner),
            html.Td(entry.detail, className="tdm-soft tdm-auditdetail"),
            html.Td(entry.address, className="tdm-num tdm-soft"),
        ]
    )


def _older(href: str) -> html.Div:
    older = components.link(t("Older entries"), href=href, class_name="btn btn-outline-secondary")
    return html.Div(older, className="mt-3")
