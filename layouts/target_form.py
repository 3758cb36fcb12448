"""The form in which a target is set or changed, with the SMART check that answers as one types."""

from collections.abc import Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from kpi.language import t
from layouts import components, html
from layouts.ids import TargetIds, target_error
from layouts.targets import VerdictView, verdict_list

PAUSE = 300
"""Pause in typing after which the check is asked [ms]."""

GOALS, OWNERS = "target-goals", "target-owners"
"""Ids of the lists of suggestions."""


@dataclass(frozen=True)
class FormView:
    """The form with what it holds; `edited` is the target that is changed, empty for a new one."""

    title: str
    edited: str
    kpis: Sequence[tuple[str, str]]
    scopes: Sequence[str]
    goals: Sequence[str]
    owners: Sequence[str]
    check: Component
    close_href: str
    kpi: str | None = None
    scope: str = ""
    value: str = ""
    due: str = ""
    baseline: str = ""
    goal: str = ""
    owner: str = ""
    notice: str = ""


@dataclass(frozen=True)
class CheckView:
    """What the SMART check says of what has been typed.

    Parameters
    ----------
    title
        What is missing, in words.
    smart
        Whether all five answers are good.
    verdicts
        The five answers.
    outlook
        Pace and probability, a sentence each.
    goals
        Goals that could be named.
    """

    title: str
    smart: bool
    verdicts: Sequence[VerdictView]
    outlook: Sequence[str] = ()
    goals: Sequence[str] = ()


def form(view: FormView) -> html.Section:
    """Return the form."""
    left = html.Div(html.Div(_fields(view), className="tdm-targetfields"), className="col-12 col-lg-7")
    right = html.Div(
        html.Div(view.check, id=TargetIds.CHECK, className="tdm-check-panel", **{"aria-live": "polite"}),
        className="col-12 col-lg-5",
    )
    notice = [components.notice(text=view.notice, kind="warning")] if view.notice else []
    return html.Section(
        [
            dcc.Store(id=TargetIds.EDITED, data=view.edited),
            html.Div(html.Div(html.H3(view.title, id="target-form-title")), className="card-header"),
            html.Div([*notice, html.Div([left, right], className="row tdm-grid")], className="card-body"),
            html.Div(_buttons(view), className="card-footer d-flex flex-wrap gap-2"),
        ],
        className="card mb-3",
        **{"aria-labelledby": "target-form-title", "data-tdm-target-form": view.edited or "new"},
    )


def check(view: CheckView) -> html.Div:
    """Return what the SMART check says."""
    symbol, tone = ("check-circle", "is-good") if view.smart else ("info-circle", "")
    head = html.H4(
        [html.Span(components.icon(symbol), className=f"tdm-status {tone}".strip()), view.title],
        className="tdm-smarthead",
    )
    parts: list[Component] = [head, verdict_list(view.verdicts)]
    if view.goals:
        parts.append(_goal_buttons(view.goals))
    parts += [html.P(text, className="tdm-note") for text in view.outlook]
    return html.Div(parts)


def choices(words: Sequence[str]) -> list[Component]:
    """Return what a field offers while one types in it."""
    return [html.Option(value=word) for word in words]


def _fields(view: FormView) -> list[Component]:
    kpis = [{"label": label, "value": name} for name, label in view.kpis]
    return [
        _field(
            TargetIds.KPI,
            t("KPI"),
            dbc.Select(id=TargetIds.KPI, options=kpis, value=view.kpi, placeholder=t("Choose a KPI")),
        ),
        _field(
            TargetIds.SCOPE,
            t("For"),
            [
                _text(
                    TargetIds.SCOPE,
                    view.scope,
                    list=TargetIds.SCOPES.value,
                    placeholder=t("A partner, a type or all partners"),
                    maxlength=400,
                ),
                html.Datalist(choices(view.scopes), id=TargetIds.SCOPES),
            ],
        ),
        _field(TargetIds.VALUE, t("Should reach"), _text(TargetIds.VALUE, view.value, inputmode="decimal")),
        _field(TargetIds.DUE, t("By"), _text(TargetIds.DUE, view.due, type="date")),
        _field(
            TargetIds.BASELINE,
            t("Value when it was agreed"),
            _text(TargetIds.BASELINE, view.baseline, inputmode="decimal", placeholder=t("The value of today")),
        ),
        _field(
            TargetIds.OWNER,
            t("Owner"),
            [_text(TargetIds.OWNER, view.owner, list=OWNERS, maxlength=200), _suggestions(OWNERS, view.owners)],
        ),
        _field(
            TargetIds.GOAL,
            t("Business goal"),
            [_text(TargetIds.GOAL, view.goal, list=GOALS, maxlength=200), _suggestions(GOALS, view.goals)],
            class_name="is-wide",
        ),
    ]


def _field(
    field: TargetIds, label: str, content: Component | Sequence[Component], *, class_name: str = ""
) -> html.Div:
    held = list(content) if isinstance(content, list) else [content]
    wrong = html.Div(id=target_error(field.value), className="tdm-fielderror", role="alert")
    return html.Div(
        [html.Label(label, htmlFor=field, className="form-label"), *held, wrong],
        className=f"tdm-field {class_name}".strip(),
    )


def _text(field: TargetIds, value: str, **properties: object) -> dbc.Input:
    return dbc.Input(id=field, value=value, debounce=PAUSE, autocomplete="off", **properties)


def _suggestions(name: str, words: Sequence[str]) -> html.Datalist:
    return html.Datalist(choices(words), id=name)


def _goal_buttons(goals: Sequence[str]) -> html.Div:
    buttons = [
        html.Button(
            goal,
            className="btn btn-outline-secondary btn-sm",
            type="button",
            **{
                "data-tdm-fill": TargetIds.GOAL.value,
                "data-tdm-text": goal,
                "aria-label": t("Use {goal}", goal=goal),
            },
        )
        for goal in goals
    ]
    return html.Div([html.Span(t("Goals it could serve:")), *buttons], className="tdm-goalpick")


def _buttons(view: FormView) -> list[Component]:
    label = t("Save changes") if view.edited else t("Set target")
    return [
        html.Button(label, id=TargetIds.SAVE, className="btn btn-primary", type="button"),
        components.link(t("Cancel"), href=view.close_href, class_name="btn btn-ghost"),
    ]
