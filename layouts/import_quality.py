"""Data quality: what the data lack or hold that can't be right, each with what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from kpi.language import raised, t
from layouts import components, formats, import_reasons


@dataclass(frozen=True)
class FindingView:
    """Something to look at: how many of what, which they are, what to do, and where."""

    count: int
    noun: tuple[str, str]
    text: str
    which: Sequence[str]
    remedy: str
    href: str = ""


def layout(found: Sequence[FindingView] | None) -> Component:
    """Return the findings as a table to work through; None: there are no data yet."""
    if found is None:
        go = components.link(t("Add data"), href="/data", class_name="btn btn-primary")
        text = t("Findings appear with the first import that holds dated rows.")
        return _card(
            components.empty_state(symbol="clipboard-check", title=t("No data yet"), text=text, actions=[go])
        )
    if not found:
        text = t("Every row counts, every partner has a name, and every kind is known.")
        return _card(components.empty_state(symbol="check-circle", title=t("Nothing to put right"), text=text))
    heads = [html.Th(text, scope="col") for text in (t("What was found"), t("Which"), t("What to do"))]
    table = import_reasons.wide_table(t("Data-quality findings"), heads, [_row(one) for one in found])
    return _card(table)


def _card(body: Component) -> html.Div:
    return html.Div(body, className="card tdm-findings")


def _row(one: FindingView) -> html.Tr:
    single, several = one.noun
    count = html.B(formats.counted(f"{{count}} {single}", f"{{count}} {several}", one.count))
    which = [html.Span(import_reasons.shortened(name), className="tdm-sample") for name in one.which]
    go = (
        [" ", components.link(raised(t("open")), href=one.href, **{"aria-label": t("Open: {text}", text=one.text)})]
        if one.href
        else []
    )
    return html.Tr(
        [
            html.Th([count, f" {one.text}"], scope="row"),
            html.Td(html.Div(which, className="tdm-samples")),
            html.Td([one.remedy, *go], className="tdm-soft"),
        ]
    )
