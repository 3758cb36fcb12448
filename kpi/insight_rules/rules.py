"""The table of rules: what looks for insights, how much each kind matters, and what to do where no lever is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kpi.insight_rules import business, goals, odds, people, records, scores
from kpi.insight_rules.context import Context
from kpi.insight_rules.finding import Found
from kpi.language import marked


@dataclass(frozen=True)
class Rule:
    """One rule.

    Parameters
    ----------
    id
        Identifier.
    title
        Its name for people.
    find
        The rule.
    severity
        How bad (or how good) it is when it is large and sure, 0 to 1.
    needs
        Tables without which it has nothing to say.
    good
        Whether it is good news.
    action
        What to do when the catalogue has no lever for it.
    of_peers
        Whether its words hold figures of other partners: they are kept with nothing that is shown of one partner.
    """

    id: str
    title: str
    find: Callable[[Context], list[Found]]
    severity: float
    needs: tuple[str, ...]
    good: bool = False
    action: str = ""
    of_peers: bool = False


_RULES: Final = (
    Rule("fell_band", marked("Fell a band"), scores.fell_band, 1.0, ()),
    Rule("bookings_decline", marked("Bookings decline"), business.bookings_decline, 1.0, ("deals",)),
    Rule(
        "satisfaction_drop",
        marked("Customers less satisfied where the partner leads"),
        people.satisfaction_drop,
        0.9,
        ("measures", "deals"),
    ),
    Rule("target_at_risk", marked("Target at risk"), goals.target_at_risk, 0.6, ("targets",)),
    Rule("falling_three_quarters", marked("Falling three quarters running"), scores.falling_three_quarters, 0.8, ()),
    Rule(
        "type_falling",
        marked("A partner type falls three quarters running"),
        scores.type_falling,
        0.8,
        ("interactions",),
    ),
    Rule(
        "partner_silent",
        marked("Nothing recorded of a partner"),
        records.partner_silent,
        0.7,
        (),
        action=marked("Call the partner this week; where the work goes on, find out where it is recorded."),
    ),
    Rule("no_registration", marked("No deal registered in 60 days"), people.no_registration, 0.7, ("interactions",)),
    Rule("busy_but_unhappy", marked("Strong engagement, low mindshare"), odds.busy_but_unhappy, 0.7, ("surveys",)),
    Rule(
        "score_without_bookings",
        marked("Strong on score, low on bookings"),
        odds.score_without_bookings,
        0.6,
        ("interactions", "deals"),
        of_peers=True,
    ),
    Rule(
        "bookings_without_engagement",
        marked("Sells much, hardly engaged"),
        odds.bookings_without_engagement,
        0.6,
        ("interactions", "deals"),
        of_peers=True,
    ),
    Rule(
        "stale_data",
        marked("A source has stopped"),
        records.stale_data,
        0.6,
        (),
        action=marked("Import the next export of this source; until then its figures stand still."),
    ),
    Rule("advocate_lapsed", marked("An advocate has lapsed"), people.advocate_lapsed, 0.5, ("advocacy",)),
    Rule(
        "numbers_disagree",
        marked("Both sides' figures disagree"),
        records.numbers_disagree,
        0.5,
        ("measures",),
        action=marked(
            "Compare the rows behind both figures with the partner, and agree on who reports it from now on."
        ),
    ),
    Rule(
        "invest_partner_sourced",
        marked("Deals that partners bring do better than ours"),
        business.invest_partner_sourced,
        0.5,
        ("deals",),
        good=True,
    ),
    Rule(
        "survey_ran_out",
        marked("Survey answers ran out"),
        people.survey_ran_out,
        0.4,
        ("surveys",),
        action=marked("Ask three people at the partner this week for two minutes each, by name and not by mailing."),
    ),
    Rule(
        "survey_unanswered",
        marked("No survey answer yet"),
        people.survey_unanswered,
        0.2,
        ("surveys",),
        action=marked("Add the partner to the next survey, with the names of at least three of its people."),
    ),
    Rule("thin_survey", marked("Survey sample too thin"), people.thin_survey, 0.2, ("surveys",)),
    Rule(
        "target_reached",
        marked("Target reached"),
        goals.target_reached,
        0.15,
        ("targets",),
        good=True,
        action=marked("Tell the partner, and agree on what to aim for until the target is due."),
    ),
    Rule("rose_band", marked("Rose a band"), scores.rose_band, 0.15, (), good=True),
    Rule(
        "type_rising",
        marked("A partner type rises three quarters running"),
        scores.type_rising,
        0.15,
        ("interactions",),
        good=True,
        action=marked(
            "Find out from the managers of this type what they do differently, and try it with one other type."
        ),
    ),
)

RULES: Final[Mapping[str, Rule]] = {rule.id: rule for rule in _RULES}
"""Every rule by its id, most severe first."""
