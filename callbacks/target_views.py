"""Targets as pages show them: which are in view, under which id, and each with its pace, chance and SMART check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from callbacks.filters import Filters
from callbacks.views import partner_path
from data.work.targets import Before
from kpi.board import Board
from kpi.catalogue import Kpi, Unit
from kpi.chance import Outlook
from kpi.language import lowered, raised, t
from kpi.programme import Flags
from kpi.selection import Selection
from kpi.smart import STATUSES, VERDICTS, SmartCheck
from kpi.target_case import Case
from kpi.targets import Target
from layouts import formats, targets

PATH: Final = "/actions"
UPLOADED: Final = "f-"
"""Begins the id of a target of a file; one of the site is known by its number."""

DIGITS: Final = 12
"""Length of what follows: enough that no two targets share it."""

URGENCY: Final = ("overdue", "at risk", "behind", "unknown", "on track", "reached")
"""Statuses, those first that ask for a decision."""

LONGEST_ID: Final = 40


def address(filters: Filters, tab: str, **more: str) -> str:
    """Return the address of a tab of the Actions page under some filters."""
    parts = {"tab": tab, **more}
    path = filters.href(PATH)
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in parts.items() if value)
    return f"{path}{'&' if '?' in path else '?'}{query}"


def target_id(target: Target) -> str:
    """Return how addresses call a target: its number, or for one of a file what its key comes to."""
    if target.number is not None:
        return str(target.number)
    key = "\n".join((*target.key[:3], target.due.isoformat()))
    return UPLOADED + hashlib.sha256(key.encode()).hexdigest()[:DIGITS]


def held_targets(board: Board) -> list[Target]:
    """Return the targets that count: of several of the same KPI, scope and day the last one."""
    return list({one.key: one for one in board.programme.targets}.values())


def found_target(board: Board, asked: object) -> Target | None:
    """Return the target of an id; None for whatever else a client sends.

    The id of an uploaded target goes on to mean what has taken its place.
    """
    if not isinstance(asked, str) or not 0 < len(asked) <= LONGEST_ID:
        return None
    if asked.startswith(UPLOADED):
        plain = (target_id(_unnumbered(one)) for one in held_targets(board))
        return next((one for one, name in zip(held_targets(board), plain, strict=True) if name == asked), None)
    return next((one for one in held_targets(board) if target_id(one) == asked), None)


def in_view(board: Board, filters: Filters, chosen: Flags) -> list[Target]:
    """Return the targets of the partners in view.

    One of a type is listed while nothing but types is chosen, one of all partners while nothing is.
    """
    only_types = filters.selection.without("partner_type") == Selection()
    types = set(filters.selection.partner_type)
    shown = {str(name) for name in board.programme.partners.index[chosen]}

    def fits(one: Target) -> bool:
        if one.partner_id:
            return one.partner_id in shown or (filters.selection == Selection() and not _is_known(board, one))
        return only_types and (not types or one.partner_type in types)

    return [one for one in held_targets(board) if fits(one)]


def by_urgency(checks: Iterable[SmartCheck]) -> list[SmartCheck]:
    """Return checks, those first that ask for a decision, then by due day."""
    return sorted(checks, key=lambda one: (URGENCY.index(one.status), one.target.due, one.scope.casefold()))


def by_due(held: Iterable[Target]) -> list[Target]:
    """Return targets, those due first at the top."""
    return sorted(held, key=lambda one: (one.due, one.kpi, one.partner_id, one.partner_type))


def target_view(
    check: SmartCheck, outlook: Outlook, filters: Filters, *, currency: str, is_fixed: bool = False
) -> targets.TargetView:
    """Return a target as the table lists it; without a way to change one that is fixed."""
    board, target, moved = outlook.board, check.target, check.pace
    kpi = board.catalogue.get(target.kpi)
    has_page = bool(target.partner_id) and _is_known(board, target)
    return targets.TargetView(
        id=target_id(target),
        title=target_title(outlook, target),
        kpi=kpi.short if kpi else target.kpi,
        kpi_href=f"/kpis/{target.kpi}" if kpi else "",
        scope=raised(check.scope),
        scope_href=filters.href(partner_path(target.partner_id)) if has_page else "",
        now=value_words(moved.current if moved else None, kpi, currency),
        value=value_words(target.value, kpi, currency),
        due=formats.day(target.due),
        required=change_words(moved.required if moved else None, kpi, currency),
        recent=change_words(moved.recent if moved else None, kpi, currency),
        chance=chance_words(check.chance.value),
        chance_why=check.chance.words,
        status=check.status if check.status in STATUSES else "unknown",
        verdicts=verdict_views(check),
        goal=target.goal,
        owner=target.owner,
        edit_href="" if is_fixed else address(filters, "targets", edit=target_id(target)),
    )


def target_title(outlook: Outlook, target: Target) -> str:
    """Return a target in a few words: bookings of Alder by 31 Dec 2026."""
    kpi = outlook.board.catalogue.get(target.kpi)
    name = lowered(kpi.short) if kpi else target.kpi
    return t("{kpi} of {who} by {day}", kpi=name, who=Case(outlook, target).who, day=formats.day(target.due))


def verdict_views(check: SmartCheck) -> list[targets.VerdictView]:
    """Return the five answers of a check."""
    held = {name: getattr(check, name) for name in VERDICTS}
    return [targets.VerdictView(name, one.ok, one.words) for name, one in held.items()]


def value_words(value: float | None, kpi: Kpi | None, currency: str) -> str:
    """Return a value in the unit of its KPI; a plain number without one."""
    return formats.value_text(value, kpi.unit if kpi else Unit.COUNT, currency=currency)


def change_words(change: float | None, kpi: Kpi | None, currency: str) -> str:
    """Return a change with its sign; empty when it is not known."""
    if change is None or kpi is None:
        return ""
    size = formats.change_text(change, kpi.unit, currency=currency)
    if not any(digit in size for digit in "123456789"):
        return size
    return f"{'+' if change > 0 else formats.MINUS}{size}"


def chance_words(chance: float | None) -> str:
    """Return a probability as people read it; empty when it is not known.

    Examples
    --------
    >>> chance_words(0.384), chance_words(0.001), chance_words(0.999), chance_words(None)
    ('38%', 'below 1%', 'above 99%', '')
    """
    if chance is None:
        return ""
    if chance < 0.01:
        return t("below {percent}", percent=formats.percent(1))
    return (
        t("above {percent}", percent=formats.percent(99)) if chance > 0.99 else formats.percent(round(100 * chance))
    )


def pace_words(check: SmartCheck, kpi: Kpi | None, currency: str) -> str:
    """Say how fast it has to move and did; empty when it has not to."""
    moved = check.pace
    required = change_words(moved.required if moved else None, kpi, currency)
    recent = change_words(moved.recent if moved else None, kpi, currency)
    if required and recent:
        return t(
            "It has to change by {required} a quarter; over the last six months it changed by {recent}.",
            required=required,
            recent=recent,
        )
    return t("It has to change by {required} a quarter.", required=required) if required else ""


def outlook_words(check: SmartCheck, kpi: Kpi | None, currency: str) -> list[str]:
    """Return pace and probability, a sentence each."""
    said = [pace_words(check, kpi, currency)]
    if check.chance.value is not None:
        said.append(t("{chance} likely on the present path.", chance=chance_words(check.chance.value)))
    elif check.chance.words and check.pace is not None and not check.pace.reached:
        said.append(t("No probability: {reason}", reason=lowered(check.chance.words)))
    return [raised(one) for one in said if one]


def write_before(before: Sequence[Before]) -> str:
    """Return what undoing a change needs, as the id of its button carries it."""
    return json.dumps([[one.number, one.removed, _packed(one.target)] for one in before], separators=(",", ":"))


def read_before(text: object) -> tuple[Before, ...]:
    """Read what `write_before` wrote.

    Raises
    ------
    ValueError
        When a client sends anything else.
    """
    try:
        made = tuple(
            Before(_number(number), _unpacked(held), removed is True) for number, removed, held in _parsed(text)
        )
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("no change that could be undone") from error
    if not 0 < len(made) <= MOST_UNDONE:
        raise ValueError("no change that could be undone")
    return made


MOST_UNDONE: Final = 2
"""Rows that one change touches at most."""


def _parsed(text: object) -> list[Any]:
    parsed = json.loads(text) if isinstance(text, str) and len(text) < 4000 else []
    return parsed if isinstance(parsed, list) else []


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
        raise ValueError("no number of a target")
    return value


def _packed(target: Target | None) -> dict[str, Any] | None:
    if target is None:
        return None
    names = ("kpi", "value", "partner_id", "partner_type", "baseline", "goal", "owner")
    return {"due": target.due.isoformat(), **{name: getattr(target, name) for name in names}}


def _unpacked(held: Mapping[str, Any] | None) -> Target | None:
    if held is None:
        return None
    texts = {name: held[name] for name in ("kpi", "partner_id", "partner_type", "goal", "owner")}
    if not all(isinstance(one, str) for one in texts.values()):
        raise ValueError("no target")
    baseline = held["baseline"]
    return Target(
        value=float(held["value"]),
        due=date.fromisoformat(held["due"]),
        baseline=None if baseline is None else float(baseline),
        **texts,
    )


def _is_known(board: Board, target: Target) -> bool:
    return target.partner_id in board.programme.partners.index


def _unnumbered(target: Target) -> Target:
    return Target(target.kpi, target.value, target.due, target.partner_id, target.partner_type, None, "", "")


def statuses_of(checks: Collection[SmartCheck]) -> Mapping[str, int]:
    """Return how many checks came to each status."""
    held = [one.status for one in checks]
    return {name: held.count(name) for name in STATUSES}
