"""KPIs of the whole programme in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

ADVOCACY_PER_PARTNER: Final = Attributes(
    name="Advocacy activities per partner",
    short="Advocacy per partner",
    standfirst=(
        "How many advocacy activities your partners carried out in the quarter, divided by the number of partners."
    ),
    definition=(
        "This is the standard formula of partner advocacy: all activities of a group of partners divided by "
        "the number of partners in it. It is a volume for the programme, a type or a region and has no "
        "meaning for one partner. It says nothing about how many partners take part."
    ),
    formula="Advocacy per partner = advocacy activities in the window ÷ partners that exist at its end",
    formula_notes=(
        "The window is three months and is not scaled up when it is shorter. Activities are quantities, and "
        "those of partners that have left since are counted. The value is missing when no partner exists at "
        "the end or no advocacy data was delivered. Every kind counts the same; the points of the advocacy "
        "score do not apply."
    ),
    interpretation_high=(
        "Partners as a group speak for you often. Check the active advocate rate to see whether it is many of"
        " them or a few."
    ),
    interpretation_low=(
        "Little is said for you, or little of it is recorded. Ask marketing and sales for their lists before "
        "you start a campaign."
    ),
    insights=(
        "Whether the programme produces more public proof than a year ago.",
        "Which regions or types have none.",
        "Whether recruiting outruns the care for existing partners.",
    ),
    measurement=(
        "Taken from the same rows as the advocacy score. The number of partners follows from the joining and "
        "leaving dates, so keep those up to date: forgotten leavers make the value too low."
    ),
    trend=(
        "Values follow campaigns and events and swing from quarter to quarter; compare with the same quarter "
        "of the year before. When many partners join, the value falls although nobody does less."
    ),
    questions=(
        "Did the number of activities change, or the number of partners?",
        "Which partner types or regions add most of the activities?",
        "Was there an event or a campaign that explains the quarter?",
    ),
    tips=(
        "Set a number of activities per region and plan them with the marketing calendar.",
        "Make giving a reference easy: one form, one contact, one week.",
        "Clean up partners that have left before you compare periods.",
    ),
    risks=(
        ("Value rises and active advocate rate falls", "Fewer partners carry more of the load."),
        (
            "Value falls in the quarter after a recruiting drive",
            "New partners have not had a project yet; judge them later.",
        ),
        (
            "All activities are of one kind",
            "A campaign or an incentive may be producing them; proof for customers is thin.",
        ),
    ),
    visualisation=(
        "Columns per quarter by kind of activity, with the number of partners as text. Compare regions as a "
        "sorted bar chart."
    ),
    tools="The list of advocacy activities and the partner list; nothing else is needed.",
    integration=(
        "Use it in the marketing plan and the quarterly programme review, next to the active advocate rate."
    ),
    impact=(
        "It rises when advocacy scores rise, and falls when partners are added that do not take part yet. "
        "More public proof can help new leads, with a delay that depends on how it is used."
    ),
    sources=(
        Source(
            "KPI Depot, Partner Advocacy: total number of advocacy activities by partners / total number of partners",
            "C",
        ),
    ),
)

ACTIVE_ADVOCATE_RATE: Final = Attributes(
    name="Active advocate rate",
    short="Active advocates",
    standfirst="The share of your partners that spoke for you at least once in the last 12 months.",
    definition=(
        "A partner is an active advocate when it has at least one recorded advocacy activity in the trailing "
        "12 months. The rate is the number of such partners divided by all partners of the group at that "
        "month. The well-known target of 75 % belongs to this KPI and not to activities per partner."
    ),
    formula=(
        "Active advocate rate = 100 · partners with advocacy activities above 0 in the trailing 12 months ÷ partners"
    ),
    formula_notes=(
        "Both numbers count partners that exist at the month; a partner that has left counts in neither. A "
        "quantity of 0 does not make an advocate. A newcomer counts in the denominator from its first month "
        "on. The rate is missing when no advocacy data was delivered in the window."
    ),
    interpretation_high="Speaking for you is normal among your partners. Find out what the remaining ones have in common.",
    interpretation_low=(
        "A few partners speak for all. Look for satisfied partners that were never asked, by comparing with "
        "mindshare."
    ),
    insights=(
        "How broad the goodwill towards you is.",
        "Which satisfied partners were never asked.",
        "How many advocates are about to lapse.",
    ),
    measurement=(
        "Computed from the list of advocacy activities and the joining and leaving dates of partners. One "
        "activity a year is enough, so the rate is robust against gaps in recording, but not against a kind "
        "of activity that nobody records."
    ),
    trend=(
        "The rate moves by a partner at a time and falls a year after somebody's last activity. In the first "
        "year of data it rises because the window is filling. For a group of ten, one partner is ten points: "
        "compare counts, not percentages."
    ),
    questions=(
        "Which partners with strong mindshare have never spoken for us?",
        "Which advocates fall out of the window in the next three months?",
        "Do whole types or regions lack advocates?",
        "Did the rate change because partners joined or left?",
    ),
    tips=(
        "List the partners whose last activity is nine months old and ask these first.",
        "Begin with small requests: a quote or a review takes less than a case study.",
        "Give each desk a number of partners to win as advocates, not a number of activities.",
    ),
    risks=(
        ("Rate stable, activities falling", "Partners do the minimum once a year."),
        ("Advocates are all of one tier", "Smaller partners are not asked, and their customers never hear of you."),
        ("Large fall in one month", "An event a year ago has left the window; check before you act."),
    ),
    visualisation=(
        "A line with the target at 75, and a table of those who are about to drop out. A stacked column of "
        "advocates and others by type shows where to ask."
    ),
    tools=(
        "The same list of activities as for the advocacy score, and a partner list with dates of joining and leaving."
    ),
    integration="Use it as the programme's advocacy target, by region and manager, and in the marketing plan.",
    impact=(
        "A wider base of advocates makes the mean advocacy score rise and lowers the load on each. It changes"
        " with the mix of partners, so compare types separately after a recruiting drive."
    ),
    sources=(Source("KPI Depot, Partner Advocacy: at least 75 % of partners should actively advocate", "C"),),
)
