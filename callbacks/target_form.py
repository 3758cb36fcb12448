"""The form of a target: what was typed becomes a target, or words that say what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from callbacks.access import may
from callbacks.target_views import (
    address,
    found_target,
    held_targets,
    outlook_words,
    target_id,
    value_words,
    verdict_views,
)
from data.cells.number_text import parse_number
from data.people.principal import Right
from data.work.targets import LONGEST_TEXT
from kpi.board import Board
from kpi.catalogue import Kpi
from kpi.chance import Outlook
from kpi.language import joined, language, lowered, marked, t
from kpi.lookup import partners_called, partners_named
from kpi.schema import type_plural
from kpi.smart import SmartCheck, tried_target
from kpi.target_case import Case
from kpi.targets import Target
from layouts import formats, target_form
from layouts.ids import TargetIds
from layouts.targets import VerdictView

if TYPE_CHECKING:
    from callbacks.filters import Filters
    from callbacks.services import Services

FIELDS: Final = (
    TargetIds.KPI,
    TargetIds.SCOPE,
    TargetIds.VALUE,
    TargetIds.DUE,
    TargetIds.BASELINE,
    TargetIds.GOAL,
    TargetIds.OWNER,
)
"""Fields of the form, in the order of `Typed`."""

OFFERED: Final = 50
"""Partners that are offered at once; typing finds the others."""

LONGEST: Final = 400
"""Characters of a field that are looked at."""

MISSING: Final = {
    "specific": marked("a KPI and whom it is for"),
    "measurable": marked("a value that can be measured"),
    "achievable": marked("a pace that was kept before"),
    "relevant": marked("a business goal"),
    "time_bound": marked("a day within two years"),
}
"""What a target lacks when an answer is no."""


@dataclass(frozen=True)
class Typed:
    """What stands in the fields, as text; nonsense is empty."""

    kpi: str = ""
    scope: str = ""
    value: str = ""
    due: str = ""
    baseline: str = ""
    goal: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Draft:
    """What the fields come to: a target, or problems by field, in words."""

    target: Target | None
    problems: Mapping[str, str] = field(default_factory=dict)


def typed(values: Sequence[object]) -> Typed:
    """Return what a client says stands in the fields."""
    texts = [str(one) if isinstance(one, str | int | float) and not isinstance(one, bool) else "" for one in values]
    return Typed(*[" ".join(one[:LONGEST].split()) for one in texts[: len(FIELDS)]])


def scope_text(board: Board, target: Target) -> str:
    """Return what stands in the field for whom a target is for: a name where it is clear, else the id."""
    if target.partner_id:
        return partner_text(board, target.partner_id)
    return type_plural(target.partner_type) if target.partner_type else t("All partners")


def partner_text(board: Board, partner_id: str) -> str:
    """Return a partner's name, or its id where another partner or a type is called the same."""
    name = str(board.programme.partners["name"].get(partner_id, ""))
    return name if name and read_scope(board, name)[0] == [partner_id] else partner_id


def read_scope(board: Board, text: str) -> tuple[list[str], str]:
    """Return the partners that a text can mean, or the type; one empty id and no type for all partners."""
    wanted = text.casefold()
    if wanted == t("All partners").casefold():
        return [""], ""
    for kind in board.programme.partner_types[1]:
        if wanted in (kind.casefold(), type_plural(kind).casefold()):
            return [""], kind
    if text in board.programme.partners.index:
        return [text], ""
    return partners_called(board.programme, text), ""


def read_form(board: Board, asked: Typed, *, today: date, edited: Target | None = None, groups: bool = True) -> Draft:
    """Return what the fields come to.

    Parameters
    ----------
    board
        The scores.
    asked
        The fields.
    today
        Days up to it are past.
    edited
        The target that is changed; None for a new one.
    groups
        Whether it may be for all partners or a type.
    """
    problems: dict[str, str] = {}
    kpi = _kpi(board, asked, problems)
    partner, kind = _scope(board, asked, problems)
    if partner == "" and not groups:
        problems[TargetIds.SCOPE] = t("Choose one of your partners: targets of many are set by who sees all of them.")
    value = _value(asked.value, kpi, problems)
    due = _due(board, asked.due, today, edited, problems)
    baseline = _number(TargetIds.BASELINE, asked.baseline, problems) if asked.baseline else None
    for name, text in ((TargetIds.GOAL, asked.goal), (TargetIds.OWNER, asked.owner)):
        if len(text) > LONGEST_TEXT:
            problems[name] = t("“{text}…” has more than {count} characters. Shorten it.", text=text[:20],
                               count=formats.count(LONGEST_TEXT))  # fmt: skip
        elif not text.isprintable():
            problems[name] = t("It holds characters that can't be shown. Type it again.")
    if kpi is None or partner is None or value is None or due is None:
        return Draft(None, problems)
    target = Target(kpi.id, value, due, partner, kind, baseline, asked.goal, asked.owner)
    case = Case(Outlook.of(board), target)
    if case.flaw:
        problems[TargetIds.SCOPE] = t("{flaw} Choose another KPI, or for others.", flaw=case.flaw)
    if any(one.key == target.key and one != edited for one in held_targets(board)):
        problems[TargetIds.DUE] = t(
            "There is a target of {kpi} for {who} by {day} already. Choose another day, or change that one.",
            kpi=lowered(kpi.short), who=case.who, day=formats.day(due),
        )  # fmt: skip
    return Draft(target, problems)


def check_view(services: Services, board: Board, asked: Typed, edited: Target | None) -> target_form.CheckView:
    """Return what the SMART check says of what stands in the fields."""
    draft = read_form(board, asked, today=services.today(), edited=edited, groups=services.scope().is_all)
    kpi = board.catalogue.get(asked.kpi)
    if draft.target is None:
        answers, outlook = _unfinished(asked, draft), []
        lacking = [one.name for one in answers if not one.ok and one.name != "achievable"]
    else:
        outlook_of = Outlook.of(board, fiscal_start=services.settings.fiscal_year_start)
        check = tried_target(outlook_of, draft.target)
        answers, outlook = verdict_views(check), outlook_words(check, kpi, services.currency())
        lacking = [one.name for one in answers if one.ok is False]
    return target_form.CheckView(
        title=_check_title(answers, lacking),
        smart=all(one.ok for one in answers),
        verdicts=answers,
        outlook=outlook,
        goals=[] if asked.goal else goals_first(board, kpi)[:3],
    )


def form_view(services: Services, board: Board, filters: Filters, search: str) -> target_form.FormView | None:
    """Return the form that an address asks for; None when it asks for none."""
    asked = {key: values[0] for key, values in parse_qs(search.removeprefix("?")).items()}
    edited = found_target(board, asked.get("edit"))
    if edited is None and "edit" not in asked and "new" not in asked:
        return None
    if not may_change(services, edited):
        return None
    notice = ""
    if edited is not None:
        fields = _fields_of(board, edited)
    else:
        fields, notice = _prefilled(board, asked)
        if "edit" in asked:
            notice = t("That target is not there any more. Here a new one can be set.")
    return target_form.FormView(
        title=t("Change a target") if edited else t("Set a target"),
        edited=target_id(edited) if edited else "",
        kpis=[(one.id, one.name) for one in board.catalogue.values()],
        scopes=scope_options(board, "", groups=services.scope().is_all),
        goals=goals_first(board, board.catalogue.get(fields.kpi)),
        owners=owners(board),
        check=target_form.check(check_view(services, board, fields, edited)),
        close_href=address(filters, "targets"),
        kpi=fields.kpi or None,
        scope=fields.scope,
        value=fields.value,
        due=fields.due,
        baseline=fields.baseline,
        goal=fields.goal,
        owner=fields.owner,
        notice=notice,
    )


def may_change(services: Services, target: Target | None) -> bool:
    """Whether who asks may set targets, and change this one: those of groups are for those who see all partners."""
    return may(Right.WORK) and (target is None or services.scope().sees(target.partner_id))


def scope_options(board: Board, wanted: str, *, groups: bool) -> list[str]:
    """Return what can be chosen for whom a target is for: all, types, and the partners that fit what was typed.

    Parameters
    ----------
    board
        The scores.
    wanted
        What was typed.
    groups
        Whether who asks may set targets of all partners and of types.
    """
    programme = board.programme
    names, ids = programme.partners["name"], programme.partners.index
    best = partners_named(programme, wanted, most=OFFERED).best
    partners = [partner_text(board, str(ids[at])) for at in best or range(min(len(names), OFFERED))]
    if not groups:
        return partners
    return [t("All partners"), *[type_plural(kind) for kind in programme.partner_types[1]], *partners]


def goals_first(board: Board, kpi: Kpi | None) -> list[str]:
    """Return the goals that can be named, that of a KPI first, then those that targets name most."""
    named = [one.goal.strip() for one in held_targets(board) if one.goal.strip()]
    usual = [kpi.text.goal] if kpi and kpi.text.goal else []
    most = sorted(dict.fromkeys(named), key=lambda one: -named.count(one))
    shipped = [one.text.goal for one in board.catalogue.values() if one.text.goal]
    return list(dict.fromkeys([*usual, *most, *shipped]))


def owners(board: Board) -> list[str]:
    """Return who could answer for a target: owners of others, and managers."""
    named = [one.owner for one in held_targets(board)] + board.programme.coded["manager"][1]
    return sorted({one for one in named if one.strip()})[:OFFERED]


def with_baseline(check: SmartCheck) -> Target:
    """Return a new target with the value of today as its baseline, where nobody named another."""
    current = check.pace.current if check.pace else None
    return check.target if check.target.baseline is not None else replace(check.target, baseline=current)


def _kpi(board: Board, asked: Typed, problems: dict[str, str]) -> Kpi | None:
    kpi = board.catalogue.get(asked.kpi)
    if kpi is None:
        problems[TargetIds.KPI] = (
            t("There is no KPI “{name}”. Choose one of the list.", name=asked.kpi[:40])
            if asked.kpi
            else t("Choose the KPI.")
        )
    return kpi


def _scope(board: Board, asked: Typed, problems: dict[str, str]) -> tuple[str | None, str]:
    """Return partner and type, the partner None when neither is known."""
    found, kind = read_scope(board, asked.scope) if asked.scope else ([], "")
    if len(found) == 1:
        return found[0], kind
    if found:
        problems[TargetIds.SCOPE] = t(
            "Several partners are called “{name}”. Type the id: {ids}.",
            name=asked.scope[:40],
            ids=", ".join(found[:4]),
        )
    elif asked.scope:
        problems[TargetIds.SCOPE] = t(
            "No partner or type is called “{name}”. Choose one of the list.", name=asked.scope[:40]
        )
    else:
        problems[TargetIds.SCOPE] = t("Choose whom the target is for.")
    return None, ""


def _value(text: str, kpi: Kpi | None, problems: dict[str, str]) -> float | None:
    if not text:
        problems[TargetIds.VALUE] = t("Type the value that it should reach.")
        return None
    value = _number(TargetIds.VALUE, text, problems)
    if value is None or kpi is None:
        return value
    low, high = (value_words(bound, kpi, "") for bound in (kpi.lower, kpi.upper))
    shown, name = value_words(value, kpi, ""), lowered(kpi.short)
    if kpi.lower is not None and value < kpi.lower:
        problems[TargetIds.VALUE] = t(
            "{value} is below {low}, the least that {kpi} can be. Type {low} or more.", value=shown, low=low, kpi=name
        )
    elif kpi.upper is not None and value > kpi.upper:
        problems[TargetIds.VALUE] = t(
            "{value} is above {high}, the most that {kpi} can be. Type {high} or less.",
            value=shown, high=high, kpi=name,
        )  # fmt: skip
    return value


def _number(name: str, text: str, problems: dict[str, str]) -> float | None:
    value = parse_number(text, "," if language().decimal == "," else ".")
    if math.isfinite(value):
        return value
    problems[name] = t(
        "“{text}” is no number. Type one such as {example}.", text=text[:40], example=formats.count(72.5)
    )
    return None


def _due(board: Board, text: str, today: date, edited: Target | None, problems: dict[str, str]) -> date | None:
    if not text:
        problems[TargetIds.DUE] = t("Choose the day by which.")
        return None
    try:
        due = date.fromisoformat(text)
    except ValueError:
        problems[TargetIds.DUE] = t("“{text}” is no day. Choose one of the calendar.", text=text[:40])
        return None
    last = max(today, board.programme.calendar.as_of)
    if due <= last and not (edited and edited.due == due):
        problems[TargetIds.DUE] = t(
            "{day} is past. Choose a day after {last}.", day=formats.day(due), last=formats.day(last)
        )
    return due


def _unfinished(asked: Typed, draft: Draft) -> list[VerdictView]:
    """Return the answers that can be given before there is a target; what is still empty is no mistake."""
    wrong = draft.problems

    def answer(name: str, typed_now: str, good: str, *fields: str) -> VerdictView:
        said = next((wrong[one] for one in fields if one in wrong), "")
        return VerdictView(name, not said or (False if typed_now else None), said or good)

    return [
        answer("specific", asked.kpi and asked.scope, t("KPI and scope are named."), TargetIds.KPI, TargetIds.SCOPE),
        answer("measurable", asked.value, t("A value is given."), TargetIds.VALUE),
        VerdictView("achievable", None, t("That shows with KPI, scope, value and day.")),
        VerdictView(
            "relevant",
            True if asked.goal else None,
            t("It serves the goal “{goal}”.", goal=asked.goal) if asked.goal else t("No business goal is named."),
        ),
        answer("time_bound", asked.due, t("A day is given."), TargetIds.DUE),
    ]


def _check_title(answers: Sequence[VerdictView], lacking: Sequence[str]) -> str:
    if lacking:
        return t("Not SMART yet: it lacks {what}", what=joined([t(MISSING[name]) for name in lacking]))
    if all(one.ok for one in answers):
        return t("This target is SMART")
    return t("SMART as far as can be told")


def _fields_of(board: Board, target: Target) -> Typed:
    return Typed(
        kpi=target.kpi,
        scope=scope_text(board, target),
        value=_plain(target.value),
        due=target.due.isoformat(),
        baseline="" if target.baseline is None else _plain(target.baseline),
        goal=target.goal,
        owner=target.owner,
    )


def _plain(value: float) -> str:
    """Return a number as the reader would type it: no digit is lost."""
    text = f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    return text.replace(".", language().decimal)


def _prefilled(board: Board, asked: Mapping[str, str]) -> tuple[Typed, str]:
    """Return the fields of a new target as an address names them, and what of it could not be used."""
    kpi = asked.get("of") or asked.get("kpi") or ""
    partner = asked.get("partner", "")
    is_known = partner in board.programme.partners.index
    notice = t("There is no partner “{name}”; choose one.", name=partner[:40]) if partner and not is_known else ""
    return Typed(
        kpi=kpi if kpi in board.catalogue else "", scope=partner_text(board, partner) if is_known else ""
    ), notice
