"""Findings as a list: who, what is at stake, what happened, what to do, and buttons that decide about it.

The buttons are plain markup. `assets/actions.js` tells the server what was clicked:
``data-tdm-do`` names what is to be done, the other ``data-tdm-…`` attributes with what.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, html
from layouts.native import button, field

SNOOZE_DAYS = 30
"""Days for which one click puts a finding off."""

BAND_LESS = {False: "exclamation-circle", True: "graph-up-arrow"}
"""Icon of a finding about no band: something to put right, or something to build on."""


@dataclass(frozen=True)
class InsightItem:
    """A finding as a list shows it.

    Parameters
    ----------
    key
        By which the server knows it.
    who, href
        Whom it is about, and their page.
    band
        Band of the partner's score; empty where the finding is about none.
    amount
        What is at stake.
    what, action
        What was found, and what to do about it.
    is_good
        Whether it is good news.
    kind
        Name of its rule.
    state
        open, started or hidden.
    state_text
        Why it is not open: until when it was put off, or for which reason it was dismissed.
    state_key
        Key of the decision, to take it back.
    drivers, evidence
        Label and figure in words.
    action_href
        The action that answers it.
    """

    key: str
    who: str
    href: str
    band: str
    amount: str
    what: str
    action: str
    is_good: bool = False
    kind: str = ""
    state: str = "open"
    state_text: str = ""
    state_key: str = ""
    drivers: Sequence[tuple[str, str]] = ()
    evidence: Sequence[tuple[str, str]] = ()
    action_href: str = ""


@dataclass(frozen=True)
class AttentionView:
    """What needs attention on the Overview.

    Parameters
    ----------
    items
        The most important findings.
    total
        How many there are.
    more_href
        The page that lists all.
    pending
        Whether they are still being looked for.
    failed
        Number under which the log tells why there are none.
    """

    items: Sequence[InsightItem] = ()
    total: int = 0
    more_href: str = "/actions"
    pending: bool = False
    failed: str = ""


def insight_item(view: InsightItem, *, detailed: bool = False) -> html.Li:
    """Return a finding; in detail with its kind, figures and every way to decide about it."""
    head = [_mark(view), components.link(view.who, href=view.href), html.Span(view.amount)]
    parts: list[Component] = [html.Div(head, className="tdm-insight-head"), html.P(view.what, className="tdm-what")]
    if view.action:
        parts.append(html.P(view.action))
    if detailed:
        parts += _figures(view)
    # Where it stands is for everybody; deciding is not.
    needed = components.needs("work") if view.state == "open" else {}
    return html.Li([*parts, html.Div(_decisions(view, detailed=detailed), className="tdm-insight-do", **needed)])


def waiting() -> html.Div:
    """Return what stands where findings will; the script asks for them until they are there."""
    lines = [html.Span(className=f"placeholder d-block col-{width}") for width in (7, 12, 10, 4)]
    return html.Div(
        [
            html.Div(lines, className="placeholder-wave tdm-insightwait"),
            html.P(t("Looking through the scores. This takes a few seconds after new data."), className="tdm-muted"),
        ],
        className="card-body",
        role="status",
        **{"data-tdm-wait": ""},
    )


def not_found(reference: str) -> Component:
    """Return what stands where findings would, had looking for them not failed."""
    return components.empty_state(
        symbol="exclamation-octagon",
        title=t("The findings could not be worked out"),
        text=t(
            "The error is in the log as {reference}. The scores are right all the same; report that number.",
            reference=reference,
        ),
        is_error=True,
    )


def _mark(view: InsightItem) -> Component:
    if view.band:
        return components.band(name=view.band, word_hidden=True)
    tone = "tdm-findmark is-good" if view.is_good else "tdm-findmark"
    return html.Span(components.icon(BAND_LESS[view.is_good]), className=tone)


def _figures(view: InsightItem) -> list[Component]:
    """Return drivers and evidence, folded: they prove what the sentence says."""
    lists = [
        html.Div([html.H4(title), html.Dl([part for label, text in pairs for part in _pair(label, text)])])
        for title, pairs in ((t("What moved it"), view.drivers), (t("Evidence"), view.evidence))
        if pairs
    ]
    if not lists:
        return []
    summary = html.Summary([t("Evidence"), components.hidden(f": {view.who}")])
    return [html.Details([summary, html.Div(lists, className="tdm-proof-lists")], className="tdm-proof")]


def _pair(label: str, text: str) -> tuple[Component, Component]:
    return html.Dt(label), html.Dd(text)


def _decisions(view: InsightItem, *, detailed: bool) -> list[Component]:
    """Return the buttons that fit where the finding stands."""
    if view.state == "hidden":
        named = {"aria-label": t("Bring back: {what}", what=view.what)}
        return [
            html.Span(view.state_text, className="tdm-muted"),
            button(t("Bring back"), do="bring", key=view.state_key, outline=True, **named),
        ]
    if view.state == "started":
        link = components.link(
            t("See the action"), href=view.action_href, class_name="btn btn-outline-secondary btn-sm"
        )
        return [html.Span([components.icon("check2"), t("Action started")], className="tdm-status is-good"), link]
    named = {"aria-label": t("Start action for {who}: {action}", who=view.who, action=view.action)}
    start = button(t("Start action"), do="start", key=view.key, outline=True, **named)
    if not detailed:
        named = {"aria-label": t("Snooze {who} for {days} days", who=view.who, days=str(SNOOZE_DAYS))}
        return [start, button(t("Snooze"), do="snooze", key=view.key, title=t("For 30 days"), **named)]
    return [start, components.link(t("Edit first"), href=view.action_href, class_name="btn btn-ghost btn-sm",
                                   **{"aria-label": t("Edit the action for {who} first", who=view.who)}),
            _snooze_menu(view), _dismiss_menu(view)]  # fmt: skip


def _snooze_menu(view: InsightItem) -> Component:
    until = field(
        "form",
        {"class": "tdm-menuform", "data-tdm-form": "snooze", "data-tdm-key": view.key},
        ["label", {"class": "form-label"}, t("Until"),
         ["input", {"type": "date", "name": "until", "class": "form-control form-control-sm", "required": ""}]],
        ["button", {"type": "submit", "class": "btn btn-outline-secondary btn-sm"}, t("Snooze until then")],
    )  # fmt: skip
    return components.menu(
        name=f"snooze-{view.key}",
        summary=t("Snooze"),
        items=[button(t("For 30 days"), do="snooze", key=view.key, item=True), until],
        class_name="tdm-options tdm-insightmenu",
        className="btn btn-ghost btn-sm",
        **{"aria-label": t("Snooze {what}", what=view.what)},
    )


def _dismiss_menu(view: InsightItem) -> Component:
    reasons = (t("Known and accepted"), t("Being dealt with elsewhere"), t("The data are wrong"))
    own = field(
        "form",
        {"class": "tdm-menuform", "data-tdm-form": "dismiss", "data-tdm-key": view.key},
        ["label", {"class": "form-label"}, t("Another reason"),
         ["input", {"name": "reason", "class": "form-control form-control-sm", "required": "", "maxlength": "200",
                    "autocomplete": "off"}]],
        ["button", {"type": "submit", "class": "btn btn-outline-secondary btn-sm"}, t("Dismiss for this reason")],
    )  # fmt: skip
    items = [button(one, do="dismiss", key=view.key, item=True, **{"data-tdm-reason": one}) for one in reasons]
    return components.menu(
        name=f"dismiss-{view.key}",
        summary=t("Dismiss"),
        items=[*items, own],
        class_name="tdm-options tdm-insightmenu",
        className="btn btn-ghost btn-sm",
        **{"aria-label": t("Dismiss {what}", what=view.what)},
    )


def attention_card(view: AttentionView) -> list[Component]:
    """Return the content of the Overview's card: the findings to look at first, and the way to the rest."""
    sub = t("Ranked by how severe, how sure and how much is at stake")
    title = html.Div([html.H3(t("Needs attention"), id="attention-title"), html.P(sub)])
    head = html.Div(title, className="card-header")
    if view.pending:
        return [head, waiting()]
    if view.failed:
        return [head, not_found(view.failed)]
    if not view.items:
        calm = components.empty_state(
            symbol="check2-circle",
            title=t("Nothing stands out"),
            text=t("Nothing exceeds what these partners' figures usually do, or all of it is decided."),
        )
        return [head, calm]
    shown = t("{shown} of {total} shown", shown=formats.count(len(view.items)), total=formats.count(view.total))
    more = components.link(t("See all"), href=view.more_href, **{"aria-label": t("See all findings")})
    foot = html.Div([html.Span(shown), more], className="card-footer mt-auto tdm-attentionfoot")
    return [head, html.Ul([insight_item(one) for one in view.items], className="tdm-insights"), foot]
