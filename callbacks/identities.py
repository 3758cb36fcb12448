"""The partners tab of the Data page: which ids mean one partner, asked, answered and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, ctx, no_update

from callbacks.linking import link_rows
from data.errors import TandemError
from data.partners.aliases import LONGEST_ID, Aliases
from data.partners.identities import Identities, rows_by_id
from kpi.language import t
from layouts import formats, identities
from layouts.ids import IdentityIds

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

#: Rows that each list of the tab shows.
SHOWN = 50
#: Known partners that a search lists.
MATCHES = 20
LONGEST_SEARCH = 100


def panel(services: Services, _search: object = "", _jobs: object = None) -> list[Component]:
    """Return the tab."""
    return [identities.layout(identities_view(services))]


def identities_view(services: Services, asked: object = "") -> identities.IdentitiesView:
    """Return all that the tab shows, or what of it fits a search."""
    found, wanted = Identities.of(services.store), _wanted(asked)
    names = found.directory.names
    partners = [
        one for one in _partner_views(found) if _fits(wanted, one.partner_id, one.name, *_words(one.spellings))
    ]
    apart = [_spelling(word) for word in found.words if not word.is_merge and _fits(wanted, word.alias)]
    strangers = [one for one in _stranger_views(found) if _fits(wanted, one.word)]
    pairs = [
        identities.PairView((one.first, names[one.first]), (one.second, names[one.second]), one.reason)
        for one in found.pairs
        if _fits(wanted, one.first, one.second, names[one.first], names[one.second])
    ]
    matches = [(one, name) for one, name in names.items() if wanted and _fits(wanted, one, name)]
    return identities.IdentitiesView(
        partners=partners[:SHOWN],
        apart=apart[:SHOWN],
        strangers=strangers[:SHOWN],
        strangers_total=len(found.strangers),
        pairs=pairs[:SHOWN],
        known=len(names),
        asked=wanted,
        matches=matches[:MATCHES],
    )


def answer(services: Services, asked: object) -> tuple[bool, str]:
    """Do what the id of a button names; returns whether that was done, and a sentence."""
    button = asked.get("button") if isinstance(asked, Mapping) else None
    known = button if isinstance(button, Mapping) else {}
    kind, word, partner = known.get("type"), known.get("word"), known.get("partner")
    act = ACTS.get(kind) if isinstance(kind, str) else None
    if act is None or not _is_id(word) or not (partner == "" or _is_id(partner)):
        return False, t("That button is not known. Reload the page.")
    try:
        if kind != IdentityIds.UNMERGE and not _is_there(services, str(word)):
            return False, t("There is no such id in the data any more. Reload the page.")
        return True, act(services, str(word), str(partner))
    except TandemError as error:
        return False, str(error)


def merge(services: Services, word: str, partner_id: str) -> str:
    """Let rows under a word count for a partner, and say what that did."""
    Aliases(services.store).merge(word, partner_id, services.today())
    services.note("merged partners", partner_id=partner_id, detail=f"{word} counts for it")
    text = t(
        "Rows of {word} count for {partner}, also in files to come. Unmerge takes that back.",
        word=identities.shortened(word),
        partner=identities.shortened(partner_id),
    )
    return " ".join([text, *_told_by_links(services, word, partner_id)])


def keep_apart(services: Services, word: str, _partner_id: str) -> str:
    """Remember that a word is a partner of its own."""
    Aliases(services.store).keep_apart(word, services.today())
    services.note("unmerged partners", partner_id=word, detail="kept apart")
    return t(
        "{word} is a partner of its own. Add it to a partners file to give it a name and type.",
        word=identities.shortened(word),
    )


def unmerge(services: Services, word: str, _partner_id: str) -> str:
    """Take back what was said of a word."""
    said = Aliases(services.store).unmerge(word)
    services.note("unmerged partners", partner_id=word, detail=f"counted for {said.target}" if said.is_merge else "")
    if said.is_merge:
        return t(
            "Rows of {word} count under it again: every number is as it was before.",
            word=identities.shortened(word),
        )
    return t("{word} is asked about again.", word=identities.shortened(word))


ACTS = {
    IdentityIds.SAME.value: merge,
    IdentityIds.NEW.value: keep_apart,
    IdentityIds.UNMERGE.value: unmerge,
}
"""What each kind of button does."""


def register(app: Dash, services: Services) -> None:
    """Connect the tab: its buttons and its search."""
    app.clientside_callback(
        ClientsideFunction("tandem", "asked"),
        Output(IdentityIds.ASKED, "data"),
        *[Input({"type": kind, "word": ALL, "partner": ALL}, "n_clicks") for kind in ACTS],
        prevent_initial_call=True,
    )

    @app.callback(
        Output(IdentityIds.BODY, "children"),
        Output(IdentityIds.STATUS, "children"),
        Input(IdentityIds.ASKED, "data"),
        Input(IdentityIds.FIND, "value"),
        prevent_initial_call=True,
    )
    def act(asked: Any, search: Any) -> Any:
        # A tab that has just been drawn asks too; it is up to date.
        if not any(one["value"] is not None for one in ctx.triggered):
            return no_update, no_update
        said = _said(services, asked) if ctx.triggered_id == IdentityIds.ASKED else None
        return identities.body(identities_view(services, search)), said


def _said(services: Services, asked: object) -> Component:
    is_done, text = answer(services, asked)
    return identities.done(text) if is_done else identities.problem(text)


def _told_by_links(services: Services, word: str, partner_id: str) -> list[str]:
    """Say what the merge means for whoever holds a link: a manager must not find out from a partner."""
    active = [row["partner_id"] for row in link_rows(services) if row["status"] == "active"]
    texts = []
    if active.count(partner_id):
        texts.append(
            formats.counted(
                "{count} open link to its scorecard now shows them too.",
                "{count} open links to its scorecard now shows them too.",
                active.count(partner_id),
            )
        )
    if active.count(word):
        texts.append(t("Links of {word} show no figures while it is merged.", word=identities.shortened(word)))
    return texts


def _partner_views(found: Identities) -> list[identities.PartnerView]:
    spellings: dict[str, list[identities.SpellingView]] = {}
    for word in found.words:
        if word.is_merge:
            spellings.setdefault(word.target, []).append(_spelling(word))
    names = found.directory.names
    return [identities.PartnerView(one, names.get(one, one), words) for one, words in spellings.items()]


def _stranger_views(found: Identities) -> list[identities.StrangerView]:
    asked = {one.topic: one.options for one in found.questions}
    ranked = sorted(found.strangers.items(), key=lambda pair: (-pair[1], pair[0]))
    return [identities.StrangerView(word, rows, asked.get(word, ())) for word, rows in ranked]


def _spelling(word: Any) -> identities.SpellingView:
    return identities.SpellingView(word.alias, formats.day(word.made_on))


def _words(spellings: Sequence[identities.SpellingView]) -> list[str]:
    return [one.word for one in spellings]


def _wanted(asked: object) -> str:
    return " ".join(asked[:LONGEST_SEARCH].split()) if isinstance(asked, str) else ""


def _fits(wanted: str, *texts: str) -> bool:
    return any(wanted.casefold() in text.casefold() for text in texts)


def _is_there(services: Services, word: str) -> bool:
    """Whether a word is an id that the data hold: pages offer no other, whatever a client sends."""
    return word in rows_by_id(services.store) or word in Aliases(services.store).directory().known


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID
