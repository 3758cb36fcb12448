"""Targets under the SMART check: specific, measurable, achievable, relevant, time-bound, and on their way or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from kpi.benchmark import merit, peer_values
from kpi.board import Board
from kpi.chance import Chance, Outlook
from kpi.language import language, t
from kpi.pace import Pace
from kpi.reading import DECIMALS
from kpi.summary import BENCHMARK_MINIMUM
from kpi.target_case import Case
from kpi.targets import Target
from kpi.wording import counted

FARTHEST: Final = 731
"""Days from now beyond which a due date binds nobody: two years."""

PEER_SHARE: Final = 0.1
"""What one peer in ten has reached is possible; what fewer have takes more than effort."""

LIKELY: Final = 0.5
"""Probability from which a target is on track."""

UNLIKELY: Final = 0.2
"""Probability below which it is at risk."""

_MONTH: Final = 365.25 / 12
"""Days in a month, for words."""

STATUSES: Final = ("reached", "on track", "behind", "at risk", "overdue", "unknown")
"""Where a target can stand."""

VERDICTS: Final = ("specific", "measurable", "achievable", "relevant", "time_bound")
"""The five questions, in the order of the word."""


@dataclass(frozen=True)
class Verdict:
    """The answer to one question: whether it is so (None: nobody can tell yet), and why."""

    ok: bool | None
    words: str


@dataclass(frozen=True)
class SmartCheck:
    """One target under the SMART check.

    Parameters
    ----------
    target
        The target.
    scope
        Whom it is for, in words.
    specific, measurable, achievable, relevant, time_bound
        The five verdicts.
    pace
        Where the KPI stands and how fast it moves; None when it can't be measured.
    chance
        How likely the KPI is at the target when it is due, or why that is not known.
    status
        One of `STATUSES`.
    """

    target: Target
    scope: str
    specific: Verdict
    measurable: Verdict
    achievable: Verdict
    relevant: Verdict
    time_bound: Verdict
    pace: Pace | None
    chance: Chance
    status: str

    @property
    def smart(self) -> bool:
        """Say whether all five verdicts are good."""
        return all(getattr(self, name).ok for name in VERDICTS)


def smart_checks(board: Board, *, column: int | None = None, fiscal_start: int = 1) -> tuple[SmartCheck, ...]:
    """Return every target under the SMART check.

    Parameters
    ----------
    board
        The scores, with the targets of their programme.
    column
        Column of the month that is now; the last complete month when None.
    fiscal_start
        First month of the fiscal year, 1 to 12, for the quarters of the forecast.

    Returns
    -------
    tuple
        One check per target, in the order of the targets.

    Notes
    -----
    A target of one partner is checked on that partner; one of a type or of everybody on the value of the group, as
    a group's value is defined: the mean of a score, the sum of a sum, a rate from its sums.

    *Specific*: the KPI exists, the partner or type does, and the KPI applies to it. *Measurable*: the target lies in
    the KPI's range, and there is a value to start from. *Achievable*: the pace that is required was kept over six
    months before, and one in ten of at least five partners of the type is there or better; not known without a
    history. *Relevant*: a business goal is named. *Time-bound*: due after today and within two years.

    Status: *reached* when the value is the target or better; else *overdue* when it was due. Else by the probability:
    *on track* from 50 %, *behind* from 20 %, *at risk* below. Without a forecast by the pace of the last six months:
    *on track* when it is enough, *behind* when the best six months were, else *at risk*; *unknown* without a pace.
    """
    outlook = Outlook.of(board, column, fiscal_start)
    return tuple(smart_check(outlook, target) for target in board.programme.targets)


def smart_check(outlook: Outlook, target: Target) -> SmartCheck:
    """Return one target under the SMART check, as `smart_checks`; looked up when it was asked for before.

    Parameters
    ----------
    outlook
        The scores and the day, `Outlook.of` a board.
    target
        Any target, of the programme or not.
    """
    return outlook.memory.get(target, lambda: tried_target(outlook, target))


def tried_target(outlook: Outlook, target: Target) -> SmartCheck:
    """Return a target that is only thought of under the SMART check: nothing is kept of it.

    Parameters
    ----------
    outlook, target
        As in `smart_check`.
    """
    return _checked(Case(outlook, target))


def chance_with(outlook: Outlook, target: Target, gains: Sequence[float]) -> Chance:
    """Return how likely a target is when plans add what is expected of them to the present path.

    Parameters
    ----------
    outlook, target
        As in `smart_check`.
    gains
        Changes of the KPI that are expected until the target is due [its unit].

    Notes
    -----
    The chance that the forecast is at the target minus the gains: they come on top of it, and surely. That is what
    the plan promises, not what it will do.
    """
    return Case(outlook, replace(target, value=target.value - sum(gains))).chance


def check_targets(board: Board, *, column: int | None = None, fiscal_start: int = 1) -> pd.DataFrame:
    """Return `smart_checks` as a table.

    Parameters
    ----------
    board, column, fiscal_start
        As in `smart_checks`.

    Returns
    -------
    pd.DataFrame
        kpi, scope, partner_id, partner_type, value (the target), due, baseline, current, goal, owner, status,
        progress (0 to 1 of the way from the baseline), pace_required, pace_recent, pace_best (changes per quarter),
        probability (0 to 1), forecast (why there is none), and for each of the five verdicts a nullable boolean
        and, with ``_why`` behind its name, the reason. Missing numbers are NaN.
    """
    return smart_table(smart_checks(board, column=column, fiscal_start=fiscal_start))


def smart_table(checks: Iterable[SmartCheck]) -> pd.DataFrame:
    """Return checks as the table that `check_targets` describes.

    Parameters
    ----------
    checks
        Of any targets.
    """
    frame = pd.DataFrame([_row(check) for check in checks], columns=[*_COLUMNS])
    numbers = ["value", "baseline", "current", "progress", "pace_required", "pace_recent", "pace_best", "probability"]
    return frame.astype(dict.fromkeys(numbers, "float64") | dict.fromkeys(VERDICTS, "boolean"))


_COLUMNS: Final = (
    *("kpi", "scope", "partner_id", "partner_type", "value", "due", "baseline", "current", "goal", "owner", "status"),
    *("progress", "pace_required", "pace_recent", "pace_best", "probability", "forecast"),
    *(column for name in VERDICTS for column in (name, f"{name}_why")),
)


def _row(check: SmartCheck) -> dict[str, object]:
    target, moved = check.target, check.pace
    made: dict[str, object] = {
        name: getattr(target, name)
        for name in ("kpi", "partner_id", "partner_type", "value", "due", "baseline", "goal", "owner")
    }
    made |= {"scope": check.scope, "status": check.status}
    made |= {"probability": check.chance.value, "forecast": check.chance.words}
    if moved:
        made |= {"current": moved.current, "progress": moved.progress, "pace_required": moved.required}
        made |= {"pace_recent": moved.recent, "pace_best": moved.best}
    for name in VERDICTS:
        made |= {name: getattr(check, name).ok, f"{name}_why": getattr(check, name).words}
    return made


def _checked(case: Case) -> SmartCheck:
    return SmartCheck(
        target=case.target,
        scope=case.who,
        specific=_specific(case),
        measurable=_measurable(case),
        achievable=_achievable(case),
        relevant=_relevant(case),
        time_bound=_time_bound(case),
        pace=case.pace,
        chance=case.chance,
        status=_status(case),
    )


def _specific(case: Case) -> Verdict:
    if case.kpi is None or case.flaw:
        return Verdict(False, case.flaw)
    return Verdict(True, t("{kpi} of {who}.", kpi=case.kpi.name, who=case.who))


def _measurable(case: Case) -> Verdict:
    if case.kpi is None or case.write is None:
        return Verdict(False, t("Nothing is measured under that name."))
    aim, (low, high) = case.write.value(case.target.value), (case.kpi.lower, case.kpi.upper)
    if low is not None and case.target.value < low:
        return Verdict(
            False, t("{aim} is below {least}, the least the KPI can be.", aim=aim, least=case.write.value(low))
        )
    if high is not None and case.target.value > high:
        return Verdict(
            False, t("{aim} is above {most}, the most the KPI can be.", aim=aim, most=case.write.value(high))
        )
    if case.pace is None or case.pace.current is None:
        return Verdict(None, t("There is no value in {month} to start from.", month=language().month_words(case.now)))
    current, month = case.write.value(case.pace.current), language().month_words(case.now)
    return Verdict(True, t("{current} in {month}; the target is {aim}.", current=current, month=month, aim=aim))


def _achievable(case: Case) -> Verdict:
    moved, write = case.pace, case.write
    if moved is None or write is None or moved.current is None:
        return Verdict(None, t("There is no value to start from."))
    if moved.reached:
        return Verdict(True, t("It is at {value} already.", value=write.value(moved.current)))
    if moved.required is None:
        return Verdict(None, t("The day has come."))
    needed = write.size(abs(moved.required))
    among, said = _among_peers(case)
    kept = moved.achieved_before
    if moved.best is None or kept is None:
        unknown = None if among is not False else False
        short = t("The history is too short to know its pace; it needs {needed} a quarter.", needed=needed)
        return Verdict(unknown, short + said)
    forward = moved.best * moved.required > 0
    if forward:
        best = t(
            "In its best six months it has moved {best} a quarter; it needs {needed} a quarter.",
            best=write.size(abs(moved.best)),
            needed=needed,
        )
    else:
        best = t("In its best six months it has not moved that way; it needs {needed} a quarter.", needed=needed)
    return Verdict(kept and among is not False, best + said)


def _among_peers(case: Case) -> tuple[bool | None, str]:
    """Return whether one peer in ten is at the target, in words too; None and nothing for a group or few peers."""
    if case.kpi is None or case.reading is None or case.write is None or not case.target.partner_id:
        return None, ""
    values = peer_values(case.board, case.reading, label=case.target.partner_id)[:, case.outlook.column]
    held = np.round(merit(case.kpi, values[~np.isnan(values)]), DECIMALS)
    if len(held) < BENCHMARK_MINIMUM:
        return None, f" {t('There are fewer than five peers to compare with.')}"
    there = int((held >= np.round(merit(case.kpi, case.target.value), DECIMALS)).sum())
    share = there / len(held) >= PEER_SHARE
    if not there:
        return share, f" {t('None of {total} peers is at the target or better.', total=len(held))}"
    said = counted(
        "{count} of {total} peers is at the target or better.",
        "{count} of {total} peers are at the target or better.",
        there,
        total=len(held),
    )
    return share, f" {said}"


def _relevant(case: Case) -> Verdict:
    if case.target.goal.strip():
        return Verdict(True, t("It serves the goal “{goal}”.", goal=case.target.goal.strip()))
    if case.kpi is None or not case.kpi.text.goal:
        return Verdict(False, t("No business goal is named."))
    goal = t(case.kpi.text.goal)
    return Verdict(False, t("No business goal is named; {kpi} mostly serves “{goal}”.", kpi=case.kpi.name, goal=goal))


def _time_bound(case: Case) -> Verdict:
    day, days = _day_words(case.target.due), (case.target.due - case.today).days
    if case.due:
        return Verdict(False, t("It was due on {day}.", day=day))
    if days > FARTHEST:
        far = t(
            "It is due on {day}, {months} months from now: more than two years.", day=day, months=round(days / _MONTH)
        )
        return Verdict(False, far)
    length = counted("{count} month", "{count} months", round(days / _MONTH))
    if days < 2 * _MONTH:
        length = counted("{count} day", "{count} days", days)
    return Verdict(True, t("It is due on {day}, in {length}.", day=day, length=length))


def _day_words(day: date) -> str:
    """Return a day as people write it: 31 Mar 2026."""
    spoken = language()
    return spoken.day_form.format(day=day.day, month=spoken.months[day.month - 1], year=day.year)


def _status(case: Case) -> str:
    moved, chance = case.pace, case.chance.value
    if moved is not None and moved.reached:
        return "reached"
    if case.due:
        return "overdue"
    if chance is not None:
        return "on track" if chance >= LIKELY else "behind" if chance >= UNLIKELY else "at risk"
    if moved is None or moved.kept is None:
        return "unknown"
    return "on track" if moved.kept else "behind" if moved.achieved_before else "at risk"
