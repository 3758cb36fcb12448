"""Who is who: ids and names that mean one partner, those that nobody knows, and partners that may be one."""

from collections.abc import Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats
from layouts.ids import IdentityIds, identity_button

LONGEST_SHOWN = 60
"""Letters of an id or a name that the page shows; the button's label has all of them."""


@dataclass(frozen=True)
class SpellingView:
    """An id or a name that counts for a partner because a person said so; the day as text."""

    word: str
    since: str


@dataclass(frozen=True)
class PartnerView:
    """A partner that is known by more than one id."""

    partner_id: str
    name: str
    spellings: Sequence[SpellingView]


@dataclass(frozen=True)
class StrangerView:
    """An id in facts that no partners file names; the options are (id, name), the likeliest first."""

    word: str
    rows: int
    options: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class PairView:
    """Two partners that may be one, as (id, name) each, and why they may be."""

    first: tuple[str, str]
    second: tuple[str, str]
    reason: str


@dataclass(frozen=True)
class IdentitiesView:
    """Everything that the tab shows.

    Parameters
    ----------
    partners
        Partners with several spellings.
    apart
        Ids of which a person said that they are partners of their own.
    strangers
        The first of those that nobody knows.
    strangers_total
        How many there are.
    pairs
        Known partners that may be one.
    known
        How many partners are known.
    asked
        What was searched for.
    matches
        Known partners that fit the search, as (id, name).
    """

    partners: Sequence[PartnerView]
    apart: Sequence[SpellingView]
    strangers: Sequence[StrangerView]
    strangers_total: int
    pairs: Sequence[PairView]
    known: int
    asked: str = ""
    matches: Sequence[tuple[str, str]] = ()


def layout(view: IdentitiesView) -> html.Div:
    """Return the whole tab."""
    return html.Div(
        [
            dcc.Store(id=IdentityIds.ASKED),
            _search(),
            html.Div(id=IdentityIds.STATUS, className="tdm-statusline", **{"aria-live": "polite"}),
            html.Div(body(view), id=IdentityIds.BODY),
        ]
    )


def body(view: IdentitiesView) -> list[Component]:
    """Return what a search or a click changes: questions first, then what was said."""
    if not view.known and not view.strangers_total:
        return [_card(_nothing_yet())]
    found = (
        [_section(t("Partners found"), t("Whose id or name holds “{asked}”", asked=view.asked), _matches(view))]
        if view.asked
        else []
    )
    pairs = [
        _section(t("Possibly one partner"), t("Suggestions: nothing is merged without your word"), _pairs(view.pairs))
    ]
    return [
        *found,
        _section(t("Open questions"), _question_text(view), _strangers(view)),
        *(pairs if view.pairs else []),
        _section(t("Known by several names"), t("Rows of each count for the partner"), _spellings(view)),
    ]


def done(text: str) -> Component:
    """Return the line that says what has just been done."""
    return components.notice(text=text, kind="success", role="status")


def problem(text: str) -> Component:
    """Return the line that says why something was not done."""
    return components.notice(text=text, kind="danger", role="alert")


def shortened(text: str) -> str:
    """Return a text that fits into a line."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def _search() -> html.Div:
    field = dbc.Input(
        id=IdentityIds.FIND, type="search", placeholder=t("Find an id or a name"), autocomplete="off", debounce=0.3
    )
    label = html.Label(t("Find an id or a name"), htmlFor=IdentityIds.FIND, className="visually-hidden")
    return html.Div([components.icon("search"), label, field], className="tdm-search ms-0 mb-3")


def _nothing_yet() -> Component:
    return components.empty_state(
        symbol="people",
        title=t("No partners yet"),
        text=t("Names and ids that may mean one partner are listed here once there are data."),
        actions=[components.link(t("Add data"), href="/data", class_name="btn btn-primary")],
    )


def _question_text(view: IdentitiesView) -> str:
    if not view.strangers_total:
        return t("Every id in the data belongs to a known partner")
    return t(
        "{ids} in the data that no partners file names",
        ids=formats.counted("{count} id", "{count} ids", view.strangers_total),
    )


def _strangers(view: IdentitiesView) -> Component:
    if not view.strangers:
        text = t("Nothing fits the search.") if view.asked else t("Nothing to decide.")
        return html.P(text, className="card-body tdm-soft mb-0")
    rows = [_stranger_row(one) for one in view.strangers]
    table = _table(
        t("Ids that nobody knows, those of most rows first"),
        (t("In the data"), t("Rows"), t("Which partner is it?")),
        rows,
    )
    more = view.strangers_total - len(view.strangers)
    if more <= 0 or view.asked:
        return table
    text = t(
        "{ids} with fewer rows not shown. Add a partners file to name them.",
        ids=formats.counted("{count} further id", "{count} further ids", more),
    )
    return html.Div([table, html.Div(text, className="card-footer")])


def _stranger_row(one: StrangerView) -> html.Tr:
    same = [
        _same(one.word, partner, t("This is {shortened}", shortened=shortened(name))) for partner, name in one.options
    ]
    new = _button(
        IdentityIds.NEW, one.word, "", t("It is a new partner"), t("It is a new partner: {word}", word=one.word)
    )
    return html.Tr(
        [
            _name_cell(one.word, ""),
            html.Td(formats.count(one.rows), className="num", **{"data-u": "row" if one.rows == 1 else "rows"}),
            html.Td(html.Div([*same, new], className="tdm-samples")),
        ]
    )


def _pairs(pairs: Sequence[PairView]) -> Component:
    rows = [
        html.Tr(
            [
                _name_cell(*pair.first),
                _name_cell(*pair.second, tag=html.Td),
                html.Td(pair.reason, className="tdm-soft"),
                html.Td(
                    html.Div(
                        [
                            _same(
                                pair.second[0],
                                pair.first[0],
                                t("Merge into {shortened}", shortened=shortened(pair.first[1])),
                            ),
                            _same(
                                pair.first[0],
                                pair.second[0],
                                t("Merge into {shortened}", shortened=shortened(pair.second[1])),
                            ),
                            _button(
                                IdentityIds.NEW,
                                pair.second[0],
                                "",
                                t("Keep apart"),
                                t("Keep {second} apart", second=pair.second[0]),
                            ),
                        ],
                        className="tdm-samples",
                    )
                ),
            ]
        )
        for pair in pairs
    ]
    return _table(t("Partners that may be one"), (t("Partner"), t("Partner"), t("Why"), t("What to do")), rows)


def _spellings(view: IdentitiesView) -> Component:
    if not view.partners and not view.apart:
        text = t("Nothing fits the search.") if view.asked else t("No partners have been merged.")
        return html.P(text, className="card-body tdm-soft mb-0")
    rows = [_spelling_row(one, word) for one in view.partners for word in one.spellings]
    rows += [_spelling_row(None, word) for word in view.apart]
    return _table(
        t("What was said of ids and names"), (t("In the data"), t("Counts for"), t("Since"), t("Take back")), rows
    )


def _spelling_row(partner: PartnerView | None, word: SpellingView) -> html.Tr:
    text = t("Unmerge") if partner else t("Ask again")
    target = (
        _name_cell(partner.partner_id, partner.name, tag=html.Td) if partner else html.Td(t("Itself, a new partner"))
    )
    button = _button(IdentityIds.UNMERGE, word.word, "", text, f"{text}: {word.word}")
    return html.Tr(
        [
            _name_cell(word.word, ""),
            target,
            html.Td(word.since, className="tdm-num", **{"data-label": "Since"}),
            html.Td(button, className="num"),
        ]
    )


def _matches(view: IdentitiesView) -> Component:
    if not view.matches:
        return html.P(t("No known partner."), className="card-body tdm-soft mb-0")
    rows = [html.Tr([html.Th(shortened(name), scope="row"), html.Td(_code(one))]) for one, name in view.matches]
    return _table(t("Known partners that fit the search"), (t("Name"), t("Id")), rows)


def _same(word: str, partner_id: str, text: str) -> html.Button:
    return _button(
        IdentityIds.SAME,
        word,
        partner_id,
        text,
        t("{word} is {partner_id}: {text}", word=word, partner_id=partner_id, text=text),
    )


def _button(kind: IdentityIds, word: str, partner_id: str, text: str, label: str) -> html.Button:
    return html.Button(
        text,
        id=identity_button(kind, word, partner_id),
        className="btn btn-outline-secondary btn-sm",
        type="button",
        **{"aria-label": label},
    )


def _name_cell(partner_id: str, name: str, *, tag: type[Component] = html.Th) -> Component:
    """Return an id with its name under it, or a word that is both."""
    parts: list[Component] = [_code(partner_id)]
    if name and name != partner_id:
        parts = [html.Span(shortened(name)), html.Span(_code(partner_id), className="tdm-cellsub")]
    return tag(parts, **({"scope": "row"} if tag is html.Th else {}))


def _code(text: str) -> html.Code:
    return html.Code(shortened(text), className="tdm-sample", title=text)


def _section(title: str, sub: str, content: Component) -> html.Section:
    return html.Section([components.section_head(title=title, sub=sub), _card(content)])


def _card(content: Component) -> html.Div:
    return html.Div(content, className="card")


def _table(caption: str, heads: Sequence[str], rows: Sequence[html.Tr]) -> html.Div:
    cells = [html.Th(text, scope="col", className="num" if text == "Rows" else "") for text in heads]
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr(cells)),
            html.Tbody(list(rows)),
        ],
        className="table tdm-stack-sm tdm-flow",
    )
    return html.Div(table, className="table-responsive")
