"""The Settings page: the reader's own language, and what the site has set."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, html, native
from layouts.solid import Node

CHOOSE = "/settings/language"
"""Where the form with the language is sent."""


@dataclass(frozen=True)
class LanguageOption:
    """A language to choose: its word in the form, its own name, and how numbers and dates look in it."""

    value: str
    name: str
    example: str
    chosen: bool


@dataclass(frozen=True)
class FactView:
    """Something that the site has set, and where it is changed: a place in words, or an address."""

    name: str
    value: str
    where: str
    href: str = ""


@dataclass(frozen=True)
class SettingsView:
    """Everything that the page shows."""

    options: Sequence[LanguageOption]
    facts: Sequence[FactView]
    saved: bool = False


def layout(view: SettingsView) -> html.Div:
    """Return the whole page."""
    done = components.notice(text=t("Your language is saved in this browser."), kind="success", role="status")
    return html.Div(
        [
            components.page_head(
                title=t("Settings"),
                sub=t("Your language is yours alone; the rest holds for everybody who works here."),
            ),
            *([done] if view.saved else []),
            _language_card(view.options),
            _site_card(view.facts),
        ],
        className="tdm-narrow",
    )


def _language_card(options: Sequence[LanguageOption]) -> html.Section:
    """Return the choice as a form that works without scripts: the page is loaded anew in the language."""
    legend = ["legend", {"class": "visually-hidden"}, t("Language of words, numbers and dates")]
    choices = ["fieldset", {"class": "tdm-languages"}, legend, *[_option(one) for one in options]]
    save = ["button", {"class": "btn btn-primary mt-3", "type": "submit"}, t("Save language")]
    form = native.field("form", {"action": CHOOSE, "method": "post", "class": "card-body"}, choices, save)
    return _card(
        "settings-language",
        t("Language"),
        t("For this browser only. Downloads and addresses stay the same in every language."),
        form,
    )


def _option(one: LanguageOption) -> Node:
    name = f"language-{one.value or 'site'}"
    given = {"class": "form-check-input", "id": name, "type": "radio", "name": "language", "value": one.value}
    field = ["input", {**given, **({"checked": ""} if one.chosen else {})}]
    spoken = {"lang": one.value.partition("_")[0]} if one.value else {}
    words = [["span", spoken, one.name], " ", ["small", {"class": "tdm-soft tdm-num"}, one.example]]
    return ["div", {"class": "form-check"}, field, ["label", {"class": "form-check-label", "for": name}, *words]]


def _site_card(facts: Sequence[FactView]) -> html.Section:
    heads = [html.Th(text, scope="col") for text in (t("Setting"), t("Now"), t("Where it is changed"))]
    rows = [
        html.Tr(
            [
                html.Th(one.name, scope="row"),
                html.Td(one.value),
                html.Td(
                    components.link(one.where, href=one.href) if one.href else one.where,
                    className="tdm-soft",
                ),
            ]
        )
        for one in facts
    ]
    table = html.Table(
        [
            html.Caption(t("What the site has set"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody(rows),
        ],
        className="table tdm-stack-sm tdm-flow mb-0",
    )
    return _card(
        "settings-site",
        t("This site"),
        t("Names in capitals are set in the environment or in the file .env, and read when the server starts."),
        html.Div(table, className="table-responsive"),
    )


def _card(id: str, title: str, sub: str, body: Component) -> html.Section:
    head = html.Div(html.Div([html.H2(title, id=id), html.P(sub)]), className="card-header")
    return html.Section([head, body], className="card mt-3", **{"aria-labelledby": id})
