"""Targets: the table of them, what was removed, and the card of one on a partner's page."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import marked, t
from layouts import components, formats, html

STATUSES = {
    "reached": ("check-circle", "is-good", marked("Reached")),
    "on track": ("arrow-up-right-circle", "is-good", marked("On track")),
    "behind": ("exclamation-triangle", "is-warn", marked("Behind")),
    "at risk": ("exclamation-circle", "is-bad", marked("At risk")),
    "overdue": ("clock-history", "is-bad", marked("Overdue")),
    "unknown": ("dash-circle", "", marked("Not known yet")),
}
"""Icon, class and word of each status of a target."""

VERDICTS = {
    True: ("check-lg", "is-good", marked("yes")),
    False: ("x-lg", "is-bad", marked("no")),
    None: ("question-lg", "is-open", marked("not known yet")),
}
"""Icon, class and word of each answer of the SMART check."""

NAMES = {
    "specific": (marked("S"), marked("Specific")),
    "measurable": (marked("M"), marked("Measurable")),
    "achievable": (marked("A"), marked("Achievable")),
    "relevant": (marked("R"), marked("Relevant")),
    "time_bound": (marked("T"), marked("Time-bound")),
}
"""Letter and name of each question of the SMART check."""


@dataclass(frozen=True)
class VerdictView:
    """The answer to one question of the SMART check: which, whether it is so (None: not known), and why."""

    name: str
    ok: bool | None
    words: str


@dataclass(frozen=True)
class TargetView:
    """A target as the table lists it; figures as text.

    Parameters
    ----------
    id
        As in addresses.
    title
        The target in a few words, for names of buttons.
    kpi, kpi_href
        The KPI and its definition; no address for a KPI that there is none of.
    scope, scope_href
        Whom it is for, and the partner's page; no address for a group.
    now, value, due
        Where the KPI is, should be, and by when.
    required, recent
        Changes a quarter: needed from now on, and made over the last six months.
    chance, chance_why
        How likely it is, or why that is not known.
    status
        One of `STATUSES`.
    verdicts
        The SMART check.
    goal, owner
        The business goal it serves and who answers for it; empty when not named.
    edit_href
        Where it can be changed.
    """

    id: str
    title: str
    kpi: str
    kpi_href: str
    scope: str
    scope_href: str
    now: str
    value: str
    due: str
    required: str
    recent: str
    chance: str
    chance_why: str
    status: str
    verdicts: Sequence[VerdictView]
    goal: str
    owner: str
    edit_href: str


@dataclass(frozen=True)
class RemovedView:
    """A target that was removed, and its number."""

    title: str
    key: str


@dataclass(frozen=True)
class PagerView:
    """Which part of a list is shown, and the pages beside it; empty addresses where there is none."""

    text: str
    previous: str = ""
    following: str = ""


@dataclass(frozen=True)
class TargetsView:
    """Everything that the tab shows; `form` stands above the table while a target is set or changed."""

    title: str
    sub: str
    rows: Sequence[TargetView]
    new_href: str
    csv_href: str
    form: Component | None = None
    removed: Sequence[RemovedView] = ()
    pager: PagerView | None = None
    filtered_href: str = ""


@dataclass(frozen=True)
class CardView:
    """A partner's target on its page; `outlook` says what it takes."""

    title: str
    sub: str
    status: str
    verdicts: Sequence[VerdictView]
    outlook: Sequence[str]
    owner: str
    edit_href: str


def layout(view: TargetsView) -> html.Div:
    """Return the tab."""
    parts: list[Component] = [components.section_head(title=view.title, sub=view.sub, control=_controls(view))]
    if view.form is not None:
        parts.append(view.form)
    parts.append(html.Section(_listed(view), className="card", **{"aria-label": t("Targets")}))
    if view.removed:
        parts.append(_removed(view.removed))
    return html.Div(parts, className="tdm-targets")


def verdict_list(verdicts: Sequence[VerdictView]) -> html.Ul:
    """Return the five answers with their reasons."""
    return html.Ul([_verdict_line(one) for one in verdicts], className="tdm-verdicts")


def target_card(view: CardView) -> html.Section:
    """Return the card of a partner's target: whether it is SMART, and how likely."""
    lines: list[Component] = []
    for one in view.verdicts:
        symbol, tone, word = VERDICTS[one.ok]
        mark = [] if one.ok else [html.Span(components.icon(symbol), className=f"tdm-verdict {tone}")]
        lines.append(html.Dt(t(NAMES[one.name][1])))
        lines.append(html.Dd([*mark, components.hidden(f"{t(word)}. "), one.words]))
    body = [html.Dl(lines, className="tdm-dl"), *[html.P(text, className="tdm-note") for text in view.outlook]]
    head = html.Div([html.H3(view.title, id="target-title"), html.P(view.sub)])
    owner = t("Owner: {owner}", owner=view.owner) if view.owner else t("No owner")
    return html.Section(
        [
            html.Div([head, status(view.status)], className="card-header"),
            html.Div(body, className="card-body pt-2"),
            html.Div(
                [
                    html.Span(owner),
                    *([components.link(t("Edit target"), href=view.edit_href)] if view.edit_href else []),
                ],
                className="card-footer d-flex justify-content-between",
            ),
        ],
        className="card h-100",
        **{"aria-labelledby": "target-title"},
    )


def no_target_card(*, title: str, text: str, href: str) -> html.Section:
    """Return the card of a partner without a target of its own, with the way to set one."""
    empty = components.empty_state(
        symbol="bullseye",
        title=title,
        text=text,
        actions=[
            components.link(
                t("Set a target"), href=href, class_name="btn btn-outline-secondary", **components.needs("work")
            )
        ],
    )
    return html.Section(empty, className="card h-100", **{"aria-label": t("Target")})


def status(name: str) -> html.Span:
    """Return a status as icon and word."""
    symbol, tone, word = STATUSES[name]
    return html.Span([components.icon(symbol), t(word)], className=f"tdm-status {tone}".strip())


def pager(view: PagerView) -> html.Div:
    """Return which part of a list is shown, and the ways to the others."""
    steps = [
        components.link(label, href=href, class_name="btn btn-outline-secondary btn-sm")
        for label, href in ((t("Previous"), view.previous), (t("Next"), view.following))
        if href
    ]
    return html.Div(
        [html.Span(view.text, **{"aria-live": "polite"}), html.Div(steps, className="tdm-actions")],
        className="card-footer tdm-pager",
    )


def _controls(view: TargetsView) -> html.Div:
    download = html.A(
        [components.icon("download"), t("Download CSV")], href=view.csv_href, className="btn btn-outline-secondary",
        download="",
    )  # fmt: skip
    new = components.link(
        [components.icon("plus-lg"), t("New target")],
        href=view.new_href,
        class_name="btn btn-outline-secondary",
        **components.needs("work"),
    )
    return html.Div([download, new] if view.rows else [new], className="tdm-actions")


def _listed(view: TargetsView) -> list[Component]:
    if not view.rows:
        return [_empty(view)]
    shown: list[Component] = [_table(view.rows)]
    return [*shown, pager(view.pager)] if view.pager else shown


def _empty(view: TargetsView) -> Component:
    if view.filtered_href:
        return components.empty_state(
            symbol="funnel",
            title=t("No target for these partners"),
            text=t(
                "Targets of a partner type are listed when nothing but types is chosen, those for all partners when "
                "nothing is."
            ),
            actions=[
                components.link(t("Clear all"), href=view.filtered_href, class_name="btn btn-outline-secondary")
            ],
        )
    return components.empty_state(
        symbol="bullseye",
        title=t("No targets yet"),
        text=t("A target says what a KPI should reach, for whom and by when. Set the first one, or import a file."),
        actions=[components.link(t("Import a file"), href="/data", class_name="btn btn-outline-secondary")],
    )


def _table(rows: Sequence[TargetView]) -> html.Div:
    numbers = (t("Now"), t("Should be"), t("Due"), t("Change a quarter"), t("Likely"))
    head = [html.Th(t("Target"), scope="col")]
    head += [html.Th(text, scope="col", className="num") for text in numbers]
    head += [html.Th(text, scope="col") for text in (t("Status"), t("SMART"), t("Goal and owner"))]
    head.append(html.Th(components.hidden(t("Change or remove")), scope="col"))
    caption = html.Caption(t("Targets with pace, probability and SMART check"), className="visually-hidden")
    table = html.Table(
        [caption, html.Thead(html.Tr(head)), html.Tbody([_row(one) for one in rows])],
        className="table tdm-stack-sm tdm-flow tdm-targettable",
    )
    name = {"aria-label": t("Targets, scrolls sideways")}
    return html.Div(table, className="table-responsive", tabIndex="0", role="region", **name)


def _row(one: TargetView) -> html.Tr:
    kpi = components.link(one.kpi, href=one.kpi_href, class_name="tdm-rowlink") if one.kpi_href else one.kpi
    scope = components.link(one.scope, href=one.scope_href) if one.scope_href else one.scope
    return html.Tr(
        [
            html.Th([kpi, html.Span(scope, className="tdm-cellsub")], scope="row"),
            _cell(t("Now"), one.now, "num"),
            _cell(t("Should be"), html.B(one.value), "num"),
            _cell(t("Due"), one.due, "num tdm-nowrap"),
            _cell(t("Change a quarter"), _pace(one), "num"),
            _cell(t("Likely"), _chance(one), "num"),
            html.Td(status(one.status)),
            html.Td(_letters(one)),
            html.Td(_served(one)),
            html.Td(_buttons(one), className="num"),
        ]
    )


def _cell(label: str, content: components.Child, class_name: str) -> html.Td:
    """Return a cell; on a phone, where the table has no head, with what it holds."""
    return html.Td(content, className=class_name, **{"data-label": label})


def _pace(one: TargetView) -> components.Child:
    if not one.required and not one.recent:
        return formats.MISSING
    needed = t("{change} needed", change=one.required) if one.required else t("none needed")
    moved = t("{change} made", change=one.recent) if one.recent else t("too short a history")
    return html.Span([needed, html.Span(moved, className="tdm-cellsub")])


def _chance(one: TargetView) -> html.Span:
    if one.chance:
        return html.Span(one.chance)
    return html.Span([formats.MISSING, components.hidden(one.chance_why)], title=one.chance_why)


def _letters(one: TargetView) -> Component:
    """Return the five letters, marked by their answers, as a link to the reasons where there is one."""
    said = "; ".join(f"{t(NAMES[each.name][1])}: {t(VERDICTS[each.ok][2])}" for each in one.verdicts)
    named = {"aria-label": t("SMART check of {target}: {answers}", target=one.title, answers=said)}
    letters = [_letter(each) for each in one.verdicts]
    if not one.edit_href:
        return html.Span(letters, className="tdm-letters", role="img", **named)
    return components.link(letters, href=one.edit_href, class_name="tdm-letters", **named)


def _letter(each: VerdictView) -> html.Span:
    letter, name = NAMES[each.name]
    return html.Span(t(letter), className=VERDICTS[each.ok][1], title=f"{t(name)}: {each.words}")


def _served(one: TargetView) -> html.Span:
    goal = html.Span(one.goal) if one.goal else html.Span(t("No goal"), className="tdm-muted")
    return html.Span([goal, html.Span(one.owner or t("No owner"), className="tdm-cellsub")])


def _buttons(one: TargetView) -> html.Div:
    if not one.edit_href:
        return html.Div()
    edit = components.link(
        t("Edit"),
        href=one.edit_href,
        class_name="btn btn-outline-secondary btn-sm",
        **{"aria-label": t("Edit target: {target}", target=one.title)},
    )
    remove = html.Button(
        components.icon("trash3"),
        className="btn btn-ghost btn-icon btn-sm",
        type="button",
        title=t("Remove"),
        **{
            "data-tdm-do": "target-remove",
            "data-tdm-key": one.id,
            "aria-label": t("Remove target: {target}", target=one.title),
        },
    )
    return html.Div([edit, remove], className="tdm-rowbuttons")


def _verdict_line(one: VerdictView) -> html.Li:
    symbol, tone, word = VERDICTS[one.ok]
    name = html.Span([html.B(t(NAMES[one.name][1])), components.hidden(f": {t(word)}. ")])
    mark = html.Span(components.icon(symbol), className=f"tdm-verdict {tone}")
    return html.Li([mark, name, html.Span(one.words)])


def _removed(removed: Sequence[RemovedView]) -> html.Details:
    items = [
        html.Li(
            [
                html.Span(one.title),
                html.Button(
                    t("Restore"),
                    className="btn btn-outline-secondary btn-sm",
                    type="button",
                    **{
                        "data-tdm-do": "target-restore",
                        "data-tdm-key": one.key,
                        "aria-label": t("Restore target: {target}", target=one.title),
                    },
                ),
            ]
        )
        for one in removed
    ]
    summary = formats.counted(
        "{count} target was removed or replaced", "{count} targets were removed or replaced", len(removed)
    )
    return html.Details(
        [html.Summary(html.Span(summary)), html.Ul(items, className="tdm-removedlist")],
        className="card tdm-more mt-3",
        **components.needs("work"),
    )
