"""From a finding to an action: which finding it is, by when something should be done, and what is said of why."""

from __future__ import annotations

import re
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from kpi.insight_rules.rules import RULES
from kpi.insights import Insight
from kpi.language import t
from kpi.narrative import drivers

LONGEST_KEY: Final = 500
"""Characters of a key; longer ones end in their digest."""

SOON: Final = 14
"""Days that are given for what is severe."""

LATER: Final = 30
"""Days that are given for the rest."""

SEVERE: Final = 0.7
"""Severity of a rule from which on its findings should not wait."""

_SATURDAY: Final = 5
_KEY: Final = re.compile(r"[^:]*:[^:]*:(?:(?!:[pg]:).)*:p:(?P<partner>.+?)(?:@\d{4}Q[1-4])?", re.DOTALL)


def insight_key(insight: Insight) -> str:
    """Return what a finding is known by from month to month: its rule, KPI, subject, and whom it is about.

    Examples
    --------
    >>> one = Insight("fell_band", "engagement_score", "P-7", "", "2026-10", 46.0, 58.0, "", (), "", (), 1.0)
    >>> insight_key(one)
    'fell_band:engagement_score::p:P-7'
    """
    whom = f"p:{insight.partner_id}" if insight.partner_id else f"g:{insight.group}"
    key = f"{insight.rule}:{insight.kpi}:{insight.subject}:{whom}"
    if len(key) <= LONGEST_KEY:
        return key
    digest = sha256(key.encode()).hexdigest()
    return f"{key[: LONGEST_KEY - len(digest)]}{digest}"


def finding_of(key: str) -> str:
    """Return the id of the partner that the finding of a key is about; empty for a group or an unreadable key.

    A key may end in the quarter in which the finding was dismissed. What can be read in several ways is read so that
    no partner's id is found within the name of another.

    Examples
    --------
    >>> finding_of("fell_band:engagement_score::p:P-7"), finding_of("fell_band:engagement_score::p:P-7@2026Q3")
    ('P-7', 'P-7')
    >>> finding_of("few_partners:bookings::g:reseller"), finding_of("nonsense")
    ('', '')
    """
    found = _KEY.fullmatch(key)
    return found["partner"] if found else ""


def due_day(insight: Insight, today: date) -> date:
    """Return by when the recommended action should be done: in two weeks when it is severe, else in a month.

    The day is a weekday, but for a target it is no later than the target, and it is never before tomorrow.

    Examples
    --------
    >>> one = Insight("fell_band", "engagement_score", "P-7", "", "2026-10", 46.0, 58.0, "", (), "", (), 1.0)
    >>> due_day(one, date(2026, 11, 4)), due_day(one, date(2026, 11, 7))
    (datetime.date(2026, 11, 18), datetime.date(2026, 11, 23))
    """
    rule = RULES.get(insight.rule)
    wait = SOON if rule is not None and rule.severity >= SEVERE else LATER
    wanted = today + timedelta(days=wait)
    wanted += timedelta(days=max(7 - wanted.weekday(), 0) if wanted.weekday() >= _SATURDAY else 0)
    if insight.rule != "target_at_risk":
        return wanted
    return max(min(wanted, date.fromisoformat(insight.subject)), today + timedelta(days=1))


def reason_of(insight: Insight) -> str:
    """Return why something is to be done: the components that moved, else what was found."""
    return drivers(insight.drivers) or kept_words(insight_key(insight), insight.what)


def tells_of_peers(key: str) -> bool:
    """Say whether the words of a finding hold figures of other partners."""
    rule = RULES.get(key.partition(":")[0])
    return rule is not None and rule.of_peers


def kept_words(key: str, what: str) -> str:
    """Return what is kept of a finding's words with a partner: who reads it may not see the others."""
    return t(RULES[key.partition(":")[0]].title) if tells_of_peers(key) else what


def is_good_news(insight: Insight) -> bool:
    """Whether a finding is something to build on and not something to put right."""
    rule = RULES.get(insight.rule)
    return rule is not None and rule.good
