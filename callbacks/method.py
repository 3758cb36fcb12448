"""The method behind every score: its forms and text, what a change would do, and its versions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from flask import Flask, Response, make_response, request

from callbacks.method_draft import Asked, Draft, draft_of, next_label, read_asked, read_draft
from callbacks.method_effect import column_in_view, effect_of, effect_view
from callbacks.method_forms import (
    Question,
    advocacy_view,
    kinds_view,
    live_texts,
    partner_types,
    scores_view,
)
from callbacks.method_notice import foot_text, unreadable_notice
from callbacks.method_versions import versions_view
from callbacks.security import log_error, plain_answer
from data.errors import TandemError
from data.table_files import csv_pieces
from data.work.methods import InForce, SavedMethod
from kpi.calibrate import calibrate
from kpi.language import t, tn
from kpi.method import MethodError, Problem
from kpi.method_edit import CannotEdit, Edit, edited
from layouts import formats, method_effect, method_forms, method_versions
from layouts import method as page
from layouts.ids import MethodIds, ShellIds
from layouts.method_words import change_words, entry_name
from layouts.solid import solidify

if TYPE_CHECKING:
    from callbacks.services import Services

EFFECT_CSV: Final = "/api/method/effect.csv"
LONGEST_BASELINE: Final = 12
"""Months from which references are proposed."""


class Refused(ValueError):
    """What can't be done, in words; `field` is the input that it is about, if any."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Query:
    """What an address asks for: a tab, a partner type, a version, a line of the text."""

    tab: str
    partner_type: str
    version: str
    line: int | None
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What the page is told; None leaves a part as it is."""

    told: Mapping[str, Any]
    panel: list[Component] | None = None
    effect: list[Component] | None = None
    partners: list[Component] | None = None
    draft: list[Component] | None = None
    status: Component | None = None
    foot: str | None = None


def method_page(services: Services, search: str | None) -> Component:
    """Return the page; ``?tab=`` names a part of it, ``&type=`` a partner type, ``&version=`` a version."""
    in_force = services.methods.in_force()
    query = read_query(services, search)
    draft = read_draft(in_force.text)
    is_list = query.tab == page.VERSIONS
    view = _effect(services, draft) if not is_list else None
    unreadable = unreadable_notice(in_force)
    return page.layout(
        page.PageView(
            tab=query.tab,
            title=_title(services, in_force),
            sub=_sub(in_force),
            in_force=in_force.method.digest,
            notices=(*([unreadable] if unreadable else []), *query.notices),
            panel=panel(services, query, draft),
            effect=[] if is_list else method_effect.summary(view, reason=_no_preview(services, draft)),
            partners=[],
            label=next_label(in_force.method.label),
        )
    )


def read_query(services: Services, search: object) -> Query:
    """Return what an address asks for; what can't be used falls back with a notice."""
    asked = {key: values[0] for key, values in parse_qs(str(search or "").removeprefix("?")).items()}
    notices = []
    tab = asked.get("tab", page.VERSIONS if "version" in asked else page.SCORES)
    if tab not in page.TABS:
        notices.append(t("There is no part “{tab}” of this page; this is the first.", tab=tab[:40]))
        tab = page.SCORES
    partner_type = asked.get("type", "")
    if partner_type and partner_type not in partner_types(services.board(), services.method):
        notices.append(
            t("There is no partner type “{name}”; these fields hold for all types.", name=partner_type[:40])
        )
        partner_type = ""
    line = asked.get("line", "")
    is_line = line.isascii() and line.isdigit() and len(line) < 7
    return Query(tab, partner_type, asked.get("version", ""), int(line) if is_line else None, tuple(notices))


def panel(services: Services, query: Query, draft: Draft) -> list[Component]:
    """Return what a tab shows of a draft."""
    if query.tab == page.VERSIONS:
        return method_versions.layout(versions_view(services, query.version))
    if query.tab == page.TEXT:
        return [page.text_editor(draft.text, line=query.line)]
    if draft.content is None:
        problem = draft.problems[0]
        return [page.unreadable(str(problem), page.address(page.TEXT, line=problem.line))]
    asked = question(services, query, draft)
    types = partner_types(asked.board, services.method)
    if query.tab == page.ADVOCACY:
        return method_forms.advocacy_form(advocacy_view(asked, types))
    if query.tab == page.KINDS:
        return method_forms.kinds_form(kinds_view(asked))
    return method_forms.scores_form(scores_view(services, asked, types))


def question(services: Services, query: Query, draft: Draft) -> Question:
    """Return what the forms are asked to show."""
    board = services.board()
    return Question(draft, query.partner_type, board, column_in_view(services, board) if board else 0)


def answer(services: Services, value: object, search: object) -> Answer:
    """Do what the page asks for, and return what changes in it."""
    asked, query = read_asked(value), read_query(services, search)
    try:
        if asked.do == "save":
            return saved(services, asked, query)
        if asked.do == "restore":
            return restored(services, asked, query)
        if asked.do == "propose":
            return proposed(services, asked, query)
    except Refused as error:
        draft = draft_of(asked, services.methods.in_force())
        told = _told(services, asked, query, draft)
        if error.field:
            problems = [*told["problems"], {"keys": [error.field], "text": str(error)}]
            return Answer({**told, "problems": problems, "focus": error.field})
        return Answer(told, status=page.problem(str(error)))
    except TandemError as error:
        return Answer({"number": asked.number}, status=page.problem(str(error)))
    if asked.do == "discard":
        words = page.done(t("The changes were discarded."), back=True)
        return started_anew(services, asked, query, words)
    draft = draft_of(asked, services.methods.in_force())
    return previewed(services, asked, query, draft, whole=asked.do == "draw")


def previewed(services: Services, asked: Asked, query: Query, draft: Draft, *, whole: bool) -> Answer:
    """Return what a draft would do; with `whole` also its form."""
    told = _told(services, asked, query, draft)
    view = None if query.tab == page.VERSIONS else _effect(services, draft)
    told["texts"]["standing"] = method_effect.standing(view)
    shown = method_effect.summary(view, reason=_no_preview(services, draft))
    return Answer(
        told,
        panel=panel(services, query, draft) if whole else None,
        effect=[] if query.tab == page.VERSIONS else shown,
        partners=method_effect.partners_table(view),
        draft=_draft_list(services, asked, draft) if told["dirty"] else [],
    )


def saved(services: Services, asked: Asked, query: Query) -> Answer:
    """Save a draft as a version.

    Raises
    ------
    Refused
        When it can't be saved, in words.
    """
    in_force = services.methods.in_force()
    draft = draft_of(asked, in_force)
    if draft.method is None or draft.problems:
        raise Refused(t("The draft can't be saved yet; what is to be put right stands beside it."))
    if draft.text == in_force.text:
        raise Refused(t("Nothing is changed, so there is nothing to save."))
    if not asked.note:
        raise Refused(t("Say in a note what changes, and why; whoever compares versions will look for it."), "note")
    if not asked.label:
        raise Refused(t("Give the version a label; scores carry it."), "label")
    try:
        text = edited(draft.text, [Edit(("label",), asked.label)])
        made = services.methods.save(text, note=asked.note, now=services.clock())
        services.note("changed method", detail=f"version {made.id}, {made.label}: {asked.note}")
    except MethodError as error:
        raise Refused(str(error), "label") from error
    except CannotEdit as error:
        raise Refused(
            t("The label can't be changed here, as the text is written; change it under Text."), "label"
        ) from error
    except ValueError as error:
        raise Refused(t("The text, the note or the label is too long to be kept; shorten it.")) from error
    words = t("Version {number} is saved and in force: every score follows it.", number=made.id)
    return started_anew(services, asked, query, page.done(words, undo=in_force.version or method_versions.BASE))


def restored(services: Services, asked: Asked, query: Query) -> Answer:
    """Put an earlier version in force again, as the newest one; a draft stays as it is.

    Raises
    ------
    Refused
        When it can't be, in words.
    """
    before = services.methods.in_force()
    try:
        made = _restored(services, asked.version)
    except MethodError as error:
        raise Refused(
            t("This program can't read that version: {reason}", reason=str(error).splitlines()[0])
        ) from error
    services.note("changed method", detail=f"version {made.id}, {made.label}: restored")
    words = t("{label} is in force again, as version {number}.", label=made.label, number=made.id)
    status = page.done(words, undo=before.version or method_versions.BASE)
    if asked.text is None and not asked.edits:
        return started_anew(services, asked, query, status)
    kept = draft_of(asked, services.methods.in_force())
    told = previewed(services, asked, query, kept, whole=True)
    return _with(told, services, status)


def _restored(services: Services, number: int) -> SavedMethod:
    if number == method_versions.BASE:
        note = t("Restored the method from before all versions")
    else:
        note = t("Restored version {number}: {note}", number=number, note=services.methods.get(number).note)
    return services.methods.restore(number, note=note[:2000], now=services.clock())


def proposed(services: Services, asked: Asked, query: Query) -> Answer:
    """Fill the draft with references that the data propose.

    Raises
    ------
    Refused
        When they can't be proposed, in words.
    """
    draft, board = draft_of(asked, services.methods.in_force()), services.board()
    if board is None:
        raise Refused(t("There are no data to propose references from. Add data first."))
    if draft.method is None:
        raise Refused(t("Put the draft right first; references are proposed beside all other entries."))
    calendar = board.programme.calendar
    last = calendar.last_complete - calendar.first
    first = max(last - LONGEST_BASELINE + 1, 0)
    try:
        made = calibrate(board.under(draft.method), first=first, last=last)
        text = made.method_text(draft.text)
    except (MethodError, ValueError) as error:
        raise Refused(t("References can't be proposed: {reason}.", reason=str(error).rstrip("."))) from error
    count, total = len(made.proposed), len(made.references)
    if not count:
        raise Refused(t("The data propose no reference: it takes five partners of a type with activity."))
    words = t(
        "{count} of {total} references are proposed from {first} to {last}: what one in five windows of three months "
        "goes beyond. Nothing is saved yet.",
        count=formats.count(count),
        total=formats.count(total),
        first=formats.month(calendar.first + first),
        last=formats.month(calendar.first + last),
    )
    told = previewed(services, asked, query, read_draft(text), whole=True)
    return _with(told, services, page.done(words, back=True), keep=True)


def started_anew(services: Services, asked: Asked, query: Query, status: Component) -> Answer:
    """Return the page without a draft."""
    in_force = services.methods.in_force()
    draft = read_draft(in_force.text)
    shown = previewed(services, asked, query, draft, whole=True)
    told = {**shown.told, "dirty": False, "text": None, "cleared": True, "keep": asked.do == "discard"}
    return Answer(told, shown.panel, shown.effect, shown.partners, [], status, foot_text(in_force))


def effect_csv(services: Services, value: object) -> Response:
    """Return every partner's scores, as they are and under a draft, as a file."""
    board = services.board()
    asked = read_asked(value)
    draft = draft_of(asked, services.methods.in_force())
    if board is None or draft.method is None:
        return plain_answer(t("There is nothing to compare: no data, or a draft that can't be read."), 400)
    text = "".join(csv_pieces([effect_of(services, board, draft.method).table()]))
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="method-effect.csv"',
    }
    return make_response(text, headers)


def routes(server: Flask, services: Services) -> None:
    """Add the address of the file; before the manager app, whose pages are a catch-all."""

    @server.post(EFFECT_CSV)
    def get_effect() -> Response:
        return effect_csv(services, request.get_json(silent=True))


def register(app: Dash, services: Services) -> None:
    """Connect the page: whatever is asked goes one way, so that answers keep the order of the questions."""

    @app.callback(
        Output(MethodIds.TOLD, "data-tdm-told"),
        Output(MethodIds.PANEL, "children"),
        Output(MethodIds.EFFECT, "children"),
        Output(MethodIds.PARTNERS, "children"),
        Output(MethodIds.DRAFT, "children"),
        Output(MethodIds.STATUS, "children"),
        Output(ShellIds.BANDS, "children", allow_duplicate=True),
        Input(MethodIds.ASKED, "data"),
        State(ShellIds.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def ask(asked: Any, search: Any) -> tuple[Any, ...]:
        if not asked:
            return (no_update,) * 7
        try:
            found = answer(services, asked, search)
        except Exception as error:
            words = t("This could not be worked out. The error is in the log as {number}.", number=log_error(error))
            found = Answer({"number": read_asked(asked).number}, status=page.problem(words))
        return (
            json.dumps(found.told),
            *[_drawn(part) for part in (found.panel, found.effect, found.partners, found.draft)],
            no_update if found.status is None else found.status,
            no_update if found.foot is None else found.foot,
        )


def _drawn(part: Sequence[Component] | None) -> Any:
    return no_update if part is None else [solidify(one, ()) for one in part]


def _with(found: Answer, services: Services, status: Component, *, keep: bool = False) -> Answer:
    told = {**found.told, "keep": keep}
    foot = foot_text(services.methods.in_force())
    return Answer(told, found.panel, found.effect, found.partners, found.draft, status, foot)


def _effect(services: Services, draft: Draft) -> method_effect.EffectView | None:
    board = services.board()
    if board is None or draft.method is None:
        return None
    is_draft = draft.text != services.methods.in_force().text
    return effect_view(services, board, draft.method, is_draft=is_draft)


def _no_preview(services: Services, draft: Draft) -> str:
    if draft.method is None:
        return t("Once the draft is put right, what it would change is shown here.")
    return t(
        "There are no data yet. A method can be saved all the same; what it changes is shown once data are there."
    )


def _told(services: Services, asked: Asked, query: Query, draft: Draft) -> dict[str, Any]:
    """Return what the page keeps: the draft, its problems by entry, and the texts that follow it."""
    in_force = services.methods.in_force()
    is_dirty = draft.text != in_force.text
    label = draft.method.label if draft.method else ""
    texts: dict[str, str] = {}
    if query.tab == page.SCORES and draft.content is not None:
        texts = live_texts(services, question(services, query, draft))
    return {
        "number": asked.number,
        "text": draft.text if is_dirty else None,
        "base": (asked.base or in_force.method.digest) if is_dirty else in_force.method.digest,
        "dirty": is_dirty,
        "label": label if label and label != in_force.method.label else next_label(in_force.method.label),
        "problems": [{"keys": list(one.keys), "text": _short(one.text, one.keys)} for one in draft.problems],
        "texts": texts,
    }


def _draft_list(services: Services, asked: Asked, draft: Draft) -> list[Component]:
    in_force = services.methods.in_force()
    is_overtaken = bool(asked.base) and asked.base != in_force.method.digest
    overtaken = t(
        "Another version was saved since this draft began. The draft is compared with that one, {version}, "
        "and saving it takes back what that one changed.",
        version=in_force.method.version,
    )
    return page.draft_list(
        page.DraftView(
            changes=[change_words(one, draft.content) for one in draft.changes(in_force.text)],
            problems=[
                page.ProblemView(one.line, _named(one, draft), page.address(page.TEXT, line=one.line))
                for one in draft.problems
            ],
            overtaken=overtaken if is_overtaken else "",
        )
    )


def _named(one: Problem, draft: Draft) -> str:
    """Return what is wrong under the name by which the form calls the entry."""
    short = one.text.removeprefix(".".join(one.keys)).strip()
    return t("{entry} {problem}", entry=entry_name(one.keys, draft.content), problem=short) if one.keys else short


def _short(text: str, keys: Sequence[str]) -> str:
    """Return what is wrong without the name of the entry, beside whose field it stands."""
    words = text.removeprefix(".".join(keys)).strip()
    return words[:1].upper() + words[1:]


def _title(services: Services, in_force: InForce) -> str:
    count = len(services.methods.list())
    if not count:
        return t("Scores follow the method {label}", label=in_force.method.label)
    return tn(
        "Scores follow {label}, the only version saved",
        "Scores follow {label}, the newest of {count} versions",
        count,
        label=in_force.method.label,
        count=formats.count(count),
    )


def _sub(in_force: InForce) -> str:
    where = t("version {number}", number=in_force.version) if in_force.version else t("before any version was saved")
    return t(
        "{digest}, {where}. Nothing changes until you save, and every version can be restored.",
        digest=in_force.method.digest,
        where=where,
    )
