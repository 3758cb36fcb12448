"""The oracle's three headline KPIs for one partner (specification 4, the method as shipped)."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.oracle.facts import (
    Event,
    World,
    counted_between,
    exists,
    is_defined,
    length,
    window_months,
)

MINIMUM_COVERAGE = 0.6
SHRINKAGE = 5
ENOUGH = 5
ENGAGEMENT = {  # component: (kinds, weight, reference per quarter)
    "communication": (("meeting", "call", "email", "check_in"), 20.0, 12.0),
    "marketing": (("campaign", "event", "co_marketing", "content", "mdf_claim"), 20.0, 6.0),
    "enablement": (("training", "certification"), 20.0, 3.0),
    "pipeline": (("deal_registration", "lead", "deal_update"), 20.0, 6.0),
    "feedback": (("survey_response", "feedback", "support_ticket"), 10.0, 3.0),
    "planning": (("business_review", "joint_plan", "milestone"), 10.0, 1.0),
}
SURVEY_WEIGHT, INTERACTION_WEIGHT = 60.0, 40.0


@dataclass(frozen=True)
class Figure:
    """One figure: value (None is missing), coverage (None for KPIs without one) and rows behind it."""

    value: float | None
    coverage: float | None = None
    n: int = 0


Choice = Callable[[Event], bool]


def band_of(figure: Figure) -> str:
    """Strong above 75; moderate from 50 to 75, both ends included; low below 50.

    'Below minimum_coverage the value is missing and the band is `insufficient data`'; 'thresholds are
    compared after rounding to 9 decimals.'
    """
    if figure.value is None:
        return "insufficient data"
    value = round(figure.value, 9)
    if value > 75:
        return "strong"
    return "moderate" if value >= 50 else "low"


def combine(parts: list[tuple[float, float | None]], n: int) -> Figure:
    """S = Σ w s / Σ w over the components with data, coverage = Σ w (with data) / Σ w (all).

    'Below minimum_coverage (0.6) the value is missing.' A part is (weight, sub-score or None).
    """
    known = [(weight, score) for weight, score in parts if score is not None]
    coverage = sum(weight for weight, _ in known) / sum(weight for weight, _ in parts)
    if not known or round(coverage, 9) < MINIMUM_COVERAGE:
        return Figure(None, coverage, n)
    total = sum(weight * score for weight, score in known)
    return Figure(total / sum(weight for weight, _ in known), coverage, n)


def living(it: World, month: int, partner_type: str | None = None) -> list[str]:
    """The partners (of a type) that exist at a month."""
    return [
        partner.partner_id
        for partner in it.partners.values()
        if exists(it, partner.partner_id, month) and partner_type in (None, partner.partner_type)
    ]


def peers(it: World, partner_id: str, month: int) -> list[str]:
    """The partners that one partner is measured with.

    'The partners of its type that exist at m when there are at least 5 of them (itself included), else
    all partners that exist at m.'
    """
    same = living(it, month, it.partners[partner_id].partner_type)
    return same if len(same) >= ENOUGH else living(it, month)


def has_data(it: World, partner_id: str, month: int, name: str, choice: Choice) -> bool:
    """Whether a component has data for a partner; `name` only labels what is remembered.

    '(a) any of its peers has a counted row of the component's kinds in the 12 months ending at m, and
    (b) anyone at all has one in the 3 months ending at m.'
    """
    group = tuple(peers(it, partner_id, month))
    key = ("has data", group, month, name)
    if key not in it.memory:
        year = [row for row in counted_between(it, "interactions", month - 11, month) if choice(row)]
        quarter = [row for row in counted_between(it, "interactions", month - 2, month) if choice(row)]
        it.memory[key] = any(row.partner_id in group for row in year) and bool(quarter)
    return bool(it.memory[key])


def own_rows(it: World, table: str, partner_id: str, months: list[int]) -> list[Event]:
    """One partner's counted rows in the months of a window."""
    if not months:
        return []
    rows = counted_between(it, table, months[0], months[-1])
    return [row for row in rows if row.partner_id == partner_id]


def quantity(rows: list[Event]) -> float:
    """An *interaction count* is always a sum of quantities."""
    return sum((row.quantity for row in rows), 0.0)


def per_quarter(it: World, amount: float, months: list[int]) -> float:
    """x_c = rate per quarter in the window = 3 · quantity / months."""
    return 3 * amount / length(it, months)


# Engagement --------------------------------------------------------------------------------------


def engagement_score(it: World, partner_id: str, month: int, width: int) -> Figure:
    """Partner Engagement Score.

    's_c = 100 · min(x_c / r_c, 1)'; 'when nothing is left of the window, no component has data.'
    """
    months = window_months(it, "interactions", month, width, partner_id)
    rows = own_rows(it, "interactions", partner_id, months)
    parts: list[tuple[float, float | None]] = []
    n = 0
    for name, (kinds, weight, reference) in ENGAGEMENT.items():
        mine = [row for row in rows if row.kind in kinds]
        n += len(mine)
        if months and has_data(it, partner_id, month, name, lambda row, kinds=kinds: row.kind in kinds):
            score = 100 * min(per_quarter(it, quantity(mine), months) / reference, 1)
            parts.append((weight, score))
        else:
            parts.append((weight, None))
    return combine(parts, n)


# Mindshare ---------------------------------------------------------------------------------------


def answer_index(row: Event) -> float:
    """An answer's index.

    'rating 100·(score−min)/(max−min); rank r among n = scale_max vendors 100·(n−r)/(n−1); recommendation
    0–10: at least 9 → 100, at least 7 → 50, else 0.'
    """
    if row.kind == "likelihood_to_recommend":
        score = round(row.score, 9)
        return 100.0 if score >= 9 else 50.0 if score >= 7 else 0.0
    if row.scale_max is None:
        raise ValueError("a score with no scale is a rejected row")
    if row.kind == "vendor_rank":
        return 100 * (row.scale_max - row.score) / (row.scale_max - 1)
    if row.scale_min is None:
        raise ValueError("a score with no scale is a rejected row")
    return 100 * (row.score - row.scale_min) / (row.scale_max - row.scale_min)


def latest_answers(rows: list[Event]) -> dict[tuple[str, str], dict[str, Event]]:
    """Each respondent's latest answer to each question; the later row wins on the same date."""
    found: dict[tuple[str, str], dict[str, Event]] = {}
    for row in sorted(rows, key=lambda each: (each.day, each.order)):
        found.setdefault(row.respondent, {})[row.kind] = row
    return found


def respondent_indices(it: World, partner_id: str, month: int) -> list[float]:
    """A respondent's index is the weighted mean of their latest answers in 12 months (weights are 1).

    'The survey's span ends no opinion: an answer counts for its 12 months.'
    """
    key = ("respondents", partner_id, month)
    if key not in it.memory:
        rows = [row for row in counted_between(it, "surveys", month - 11, month) if row.partner_id == partner_id]
        answers = latest_answers(rows).values()
        it.memory[key] = [sum(map(answer_index, each.values())) / len(each) for each in answers]
    return it.memory[key]  # type: ignore[return-value]


def raw_index(it: World, partner_id: str, month: int) -> float | None:
    """A partner's raw index is the mean over its respondents; None without an answer."""
    indices = respondent_indices(it, partner_id, month)
    return sum(indices) / len(indices) if indices else None


def peer_mean(it: World, partner_id: str, month: int) -> float:
    """μ, towards which small samples shrink.

    'The mean of the raw indices of the partners of the same type that exist at m and have answers (itself
    included); of all partners that exist at m and have answers when those of the type are fewer than 5;
    50 when all together are fewer than 5.'
    """
    for partner_type in (it.partners[partner_id].partner_type, None):
        everyone = [raw_index(it, each, month) for each in living(it, month, partner_type)]
        raw = [each for each in everyone if each is not None]
        if len(raw) >= ENOUGH:
            return sum(raw) / len(raw)
    return 50.0


def survey_index(it: World, partner_id: str, month: int) -> float | None:
    """Shrinkage for small samples: index = (n·x̄ + k·μ)/(n + k), n respondents, k = 5.

    'A partner with no answer in the window has no survey index.'
    """
    n = len(respondent_indices(it, partner_id, month))
    raw = raw_index(it, partner_id, month)
    if raw is None:
        return None
    return (n * raw + SHRINKAGE * peer_mean(it, partner_id, month)) / (n + SHRINKAGE)


def initiative(named: list[Event]) -> float | None:
    """100·min(share of interactions initiated by the partner / 0.5, 1).

    'When at least 5 of the partner's interactions in the window name their initiator (the share is among
    those)'; interactions are quantities.
    """
    total = quantity(named)
    if round(total, 9) < ENOUGH:
        return None
    theirs = quantity([row for row in named if row.initiated_by == "partner"])
    return 100 * min(theirs / total / 0.5, 1)


def attention(it: World, partner_id: str, month: int, months: list[int], named: list[Event]) -> float | None:
    """100·min(partner-initiated interactions per quarter / 12, 1).

    'When named interactions have data in the sense of (a) and (b) above.'
    """
    if not months or not has_data(it, partner_id, month, "named", lambda row: row.initiated_by != ""):
        return None
    theirs = quantity([row for row in named if row.initiated_by == "partner"])
    return 100 * min(per_quarter(it, theirs, months) / 12, 1)


def interaction_index(it: World, partner_id: str, month: int, width: int) -> float | None:
    """Interaction index: the mean of initiative and attention, of those that are defined."""
    months = window_months(it, "interactions", month, width, partner_id)
    named = [row for row in own_rows(it, "interactions", partner_id, months) if row.initiated_by]
    parts = [initiative(named), attention(it, partner_id, month, months, named)]
    known = [each for each in parts if each is not None]
    return sum(known) / len(known) if known else None


def mindshare_score(it: World, partner_id: str, month: int, width: int) -> Figure:
    """Partner Mindshare = 60 · survey index + 40 · interaction index, combined as above."""
    parts = [
        (SURVEY_WEIGHT, survey_index(it, partner_id, month)),
        (INTERACTION_WEIGHT, interaction_index(it, partner_id, month, width)),
    ]
    return combine(parts, len(respondent_indices(it, partner_id, month)))


# Advocacy ----------------------------------------------------------------------------------------


def advocacy_score(it: World, partner_id: str, month: int) -> Figure:
    """100 · min(x / 4, 1), x = 12 · activity points in the trailing 12 months / months.

    'Months at least 6'; 'coverage 1, or 0 when missing'; points per kind are 1 by default.
    """
    months = window_months(it, "advocacy", month, 12, partner_id)
    if not is_defined(it, "advocacy", months, {partner_id}, month):
        return Figure(None, 0.0, 0)
    rows = own_rows(it, "advocacy", partner_id, months)
    x = 12 * quantity(rows) / max(length(it, months), 6.0)
    return Figure(100 * min(x / 4, 1), 1.0, len(rows))
