"""A partner's plan: what is being done, by whom, until when, and what went with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, html
from layouts.action_parts import ActionRow, due_mark, measured_mark, status_mark
from layouts.insights import InsightItem, insight_item

SHOWN_SUGGESTIONS = 2


@dataclass(frozen=True)
class PlanView:
    """The actions of a partner; `suggestions` are findings about it that nobody has decided about."""

    rows: Sequence[ActionRow]
    title: str
    sub: str
    add_href: str
    all_href: str
    suggestions: Sequence[InsightItem] = ()


def plan_card(view: PlanView) -> html.Section:
    """Return the card."""
    add = components.link(
        [components.icon("plus-lg"), t("Add action")],
        href=view.add_href,
        class_name="btn btn-outline-secondary btn-sm",
        **components.needs("work"),
    )
    head = html.Div(
        [
            html.Div([html.H3(view.title, id="plan-title"), html.P(view.sub)]),
            html.Div(add, className="tdm-cardtools"),
        ],
        className="card-header",
    )
    body: list[Component] = [_table(view.rows)] if view.rows else []
    if view.suggestions:
        items = [insight_item(one) for one in view.suggestions[:SHOWN_SUGGESTIONS]]
        body.append(html.Ul(items, className="tdm-insights tdm-suggested", **{"aria-label": t("Suggested actions")}))
    if not body:
        body.append(
            components.empty_state(
                symbol="list-check",
                title=t("Nothing is planned"),
                text=t("An action has an owner and a day, and shows later what went with it."),
            )
        )
    foot = [components.link(t("All actions"), href=view.all_href)] if view.rows else []
    return html.Section(
        [head, *body, *([html.Div(foot, className="card-footer mt-auto")] if foot else [])],
        className="card h-100",
        **{"aria-labelledby": "plan-title"},
    )


def _table(rows: Sequence[ActionRow]) -> html.Div:
    names = (
        (t("Action"), ""),
        (t("Root cause"), ""),
        (t("Owner"), ""),
        (t("Due"), "num"),
        (t("Expected"), "num"),
        (t("Measured"), "num"),
        (t("Status"), ""),
    )
    heads = [html.Th(label, scope="col", className=look) for label, look in names]
    table = html.Table(
        [
            html.Caption(t("Action plan"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_row(row) for row in rows]),
        ],
        className="table tdm-stack-sm tdm-plantable",
    )
    return html.Div(
        table, className="table-responsive", tabIndex="0", role="region", **{"aria-label": t("Action plan, a table")}
    )


def _row(row: ActionRow) -> html.Tr:
    title = row.title if row.is_fixed else components.link(row.title, href=row.edit_href, class_name="tdm-rowlink")
    return html.Tr(
        [
            html.Th(title, scope="row"),
            html.Td(row.reason, className="tdm-clip"),
            html.Td(row.owner or formats.MISSING, **{"data-label": t("Owner")}),
            html.Td(due_mark(row), className="num tdm-num", **{"data-label": t("Due")}),
            html.Td(row.expected or formats.MISSING, className="num tdm-num", **{"data-label": t("Expected")}),
            html.Td(measured_mark(row), className="num tdm-num", **{"data-label": t("Measured")}),
            html.Td(status_mark(row.status, is_overdue=row.is_overdue)),
        ],
        className="tdm-off" if row.status == "dropped" else "",
    )
