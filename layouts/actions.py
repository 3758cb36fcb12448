"""The Actions page: findings that wait for a decision, what is being done, targets, business goals."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dash.development.base_component import Component

from kpi.language import t, tn
from layouts import action_form, components, filterbar, formats, html, insights
from layouts.action_parts import ActionRow, action_table


@dataclass(frozen=True)
class TabView:
    """A tab: its word in the address, its label, how many things it lists, its address."""

    name: str
    label: str
    count: int | None
    href: str


@dataclass(frozen=True)
class PagerView:
    """Which part of a list is shown; addresses are empty at its ends."""

    first: int
    last: int
    total: int
    previous_href: str = ""
    next_href: str = ""


@dataclass(frozen=True)
class InsightsView:
    """The tab of findings. `piles` lists (label, address, is it shown) by where findings stand."""

    items: Sequence[insights.InsightItem]
    piles: Sequence[tuple[str, str, bool]]
    pager: PagerView
    file_href: str
    empty_title: str = ""
    empty_text: str = ""
    pending: bool = False
    failed: str = ""


@dataclass(frozen=True)
class ActionsView:
    """The tab of actions; `form` is the one that the address asks for."""

    rows: Sequence[ActionRow]
    pager: PagerView
    file_href: str
    add_href: str
    sub: str
    empty_title: str = ""
    empty_text: str = ""
    form: action_form.FormView | None = None


@dataclass(frozen=True)
class PageView:
    """Everything around a tab."""

    title: str
    sub: str
    tab: str
    tabs: Sequence[TabView]
    filters: filterbar.FilterBarView
    add_href: str
    notices: Sequence[str] = field(default=())
    has_form: bool = False


def layout(view: PageView, body: Sequence[Component]) -> Component:
    """Return the whole page around what a tab shows."""
    add = components.link(
        [components.icon("plus-lg"), t("Add action")],
        href=view.add_href,
        class_name="btn btn-primary",
        **components.needs("work"),
    )
    # An open form has the page's one filled button.
    tools = [components.copy_button(), *([] if view.has_form else [add])]
    return html.Div(
        [
            components.page_head(title=view.title, sub=view.sub, actions=tools),
            *[components.notice(text=text, kind="warning") for text in view.notices],
            _tabs(view),
            filterbar.filter_bar(view=view.filters),
            html.Div(list(body), className="mt-3"),
        ]
    )


def nothing_yet() -> Component:
    """Return the page before there are any data."""
    empty = components.empty_state(
        symbol="list-check",
        title=t("Nothing to act on yet"),
        text=t("Findings come from partner data. Add a file, or look around with the sample data."),
        actions=[components.link(t("Add data"), href="/data", class_name="btn btn-primary")],
        level=2,
    )
    head = components.page_head(
        title=t("Actions"), sub=t("Findings that wait for a decision, and what is being done")
    )
    return html.Div([head, html.Section(empty, className="card", **{"aria-label": t("No data")})])


def insights_tab(view: InsightsView) -> list[Component]:
    """Return the ranked findings."""
    return [html.Section(_insights(view), className="card", **{"aria-labelledby": "insights-title"})]


def actions_tab(view: ActionsView) -> list[Component]:
    """Return the actions, under the form when one is open."""
    form = [action_form.form_card(view.form)] if view.form else []
    head = _card_head("actions-title", t("What is being done"), view.sub, file_href=view.file_href)
    if not view.rows:
        add = components.link(
            t("Add action"), href=view.add_href, class_name="btn btn-outline-secondary", **components.needs("work")
        )
        body = components.empty_state(
            symbol="list-check", title=view.empty_title, text=view.empty_text, actions=[add] if not view.form else ()
        )
    else:
        body = html.Div([action_table(view.rows), _pager(view.pager)])
    return [*form, html.Section([head, body], className="card", **{"aria-labelledby": "actions-title"})]


def _insights(view: InsightsView) -> list[Component]:
    control = components.segmented(label=t("Findings shown"), key="show", options=view.piles)
    head = _card_head(
        "insights-title",
        t("What the data say"),
        t("Ranked by how severe, how sure and how much is at stake"),
        control=control,
        file_href=view.file_href,
    )
    if view.pending:
        return [head, insights.waiting()]
    if view.failed:
        return [head, insights.not_found(view.failed)]
    if not view.items:
        return [head, components.empty_state(symbol="check2-circle", title=view.empty_title, text=view.empty_text)]
    items = [insights.insight_item(one, detailed=True) for one in view.items]
    return [head, html.Ul(items, className="tdm-insights is-wide"), _pager(view.pager)]


def _card_head(title_id: str, title: str, sub: str, *, file_href: str, control: Component | None = None) -> html.Div:
    download = html.A(
        [components.icon("filetype-csv"), t("Download CSV")],
        href=file_href,
        className="btn btn-ghost btn-sm",
        download="",
    )
    tools = html.Div([*([control] if control else []), download], className="tdm-cardtools")
    return html.Div([html.Div([html.H2(title, id=title_id), html.P(sub)]), tools], className="card-header")


def _tabs(view: PageView) -> html.Nav:
    links = [
        components.link(
            [one.label, *([html.Span(formats.count(one.count), className="tdm-count")] if one.count else [])],
            href=one.href,
            class_name="nav-link active" if one.name == view.tab else "nav-link",
            **({"aria-current": "page"} if one.name == view.tab else {}),
        )
        for one in view.tabs
    ]
    return html.Nav(links, className="nav tdm-tabs", **{"aria-label": t("Actions")})


def _pager(view: PagerView) -> html.Div:
    shown = t(
        "{first} to {last} of {total}",
        first=formats.count(view.first),
        last=formats.count(view.last),
        total=formats.count(view.total),
    )
    if view.last - view.first + 1 >= view.total:
        shown = tn("{count} shown", "{count} shown", view.total, count=formats.count(view.total))
    steps = [
        components.link(label, href=href, class_name="btn btn-outline-secondary btn-sm")
        for label, href in ((t("Previous"), view.previous_href), (t("Next"), view.next_href))
        if href
    ]
    return html.Div(
        [html.Span(shown, className="num"), html.Div(steps, className="tdm-actions")],
        className="card-footer tdm-pager",
    )
