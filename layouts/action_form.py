"""The form of an action: a new one, one from a finding, or one that is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import html
from layouts.action_parts import status_words
from layouts.native import field, select
from layouts.solid import Node


@dataclass(frozen=True)
class FormView:
    """An action to be filled in.

    Parameters
    ----------
    heading
        What the form is for.
    key
        Number of the action that is changed; empty for a new one.
    insight
        Key of the finding that a new one answers.
    partner
        Name of the partner, or what was asked for.
    partners
        Names to choose from; empty where there are too many to list.
    is_partner_fixed
        Whether the partner is settled already.
    kpi, kpis
        The KPI, and (id, name) of those to choose from.
    title, reason, owner, due, status, expected
        The action, as its fields hold it.
    save
        What the button says.
    cancel_href
        The page without the form.
    """

    heading: str
    partner: str
    kpis: Sequence[tuple[str, str]]
    cancel_href: str
    save: str
    key: str = ""
    insight: str = ""
    partners: Sequence[str] = ()
    is_partner_fixed: bool = False
    kpi: str = ""
    title: str = ""
    reason: str = ""
    owner: str = ""
    due: str = ""
    status: str = "planned"
    expected: str = ""


def form_card(view: FormView) -> html.Section:
    """Return the form in a card; the script sends its fields by their names."""
    words = status_words()
    statuses = [(name, words[name]) for name in ("planned", "in_progress", "done", "dropped")]
    kpis = [("", t("None")), *view.kpis]
    nodes: list[Node] = [
        _labelled(t("Action"), _input("title", view.title, required=True, maxlength="300"), wide=True),
        _labelled(
            t("Partner"), _partner(view), note="" if view.is_partner_fixed else t("Empty: the whole programme")
        ),
        _labelled(t("KPI that it should move"), select({"name": "kpi", "class": "form-select"}, kpis, view.kpi)),
        _labelled(
            t("Root cause"),
            ["textarea", {"name": "reason", "class": "form-control", "rows": "2", "maxlength": "2000"}, view.reason],
            wide=True,
        ),
        _labelled(t("Owner"), _input("owner", view.owner, maxlength="200")),
        _labelled(t("Due"), _input("due", view.due, type="date")),
        _labelled(t("Status"), select({"name": "status", "class": "form-select"}, statuses, view.status)),
        _labelled(
            t("Expected change"),
            _input("expected", view.expected, inputmode="decimal", placeholder=t("+4, in the KPI's unit")),
        ),
        *_choices(view),
        [
            "div",
            {"class": "tdm-formfoot"},
            ["button", {"type": "submit", "class": "btn btn-primary"}, view.save],
            ["a", {"href": view.cancel_href, "class": "btn btn-ghost", "data-tdm-nav": ""}, t("Cancel")],
        ],
    ]
    asked = {"data-tdm-form": "save", "data-tdm-key": view.key, "data-tdm-insight": view.insight}
    form: Component = field("form", {"class": "tdm-actionform", "aria-labelledby": "form-title", **asked}, *nodes)
    return html.Section(
        [
            html.Div(html.H2(view.heading, id="form-title"), className="card-header"),
            html.Div(form, className="card-body"),
        ],
        className="card mb-3",
        **{"aria-labelledby": "form-title"},
    )


def _partner(view: FormView) -> Node:
    fixed = {"readonly": ""} if view.is_partner_fixed else {}
    listed = {"list": "action-partners"} if view.partners and not view.is_partner_fixed else {}
    return _input("partner", view.partner, maxlength="400", **fixed, **listed)


def _choices(view: FormView) -> list[Node]:
    if view.is_partner_fixed or not view.partners:
        return []
    options: list[Node] = [["option", {"value": name}] for name in view.partners]
    return [["datalist", {"id": "action-partners"}, *options]]


def _input(name: str, value: str, *, required: bool = False, **attributes: str) -> Node:
    given = {"name": name, "value": value, "class": "form-control", "autocomplete": "off", **attributes}
    return ["input", {**given, "required": ""} if required else given]


def _labelled(label: str, control: Node, *, wide: bool = False, note: str = "") -> Node:
    words: list[Node] = ["label", {"class": "form-label"}, ["span", {}, label], control]
    if note:
        words.append(["small", {"class": "tdm-muted"}, note])
    return ["div", {"class": "is-wide" if wide else ""}, words]
