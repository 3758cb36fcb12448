"""KPIs of advocacy in words: a partner's score and the two figures of the programme."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

ADVOCACY_SCORE: Final = Attributes(
    name="Partner Advocacy",
    short="Advocacy",
    standfirst=(
        "How often a partner speaks for you in a year: references, case studies, testimonials, referrals, talks and "
        "reviews."
    ),
    definition=(
        "The score counts what a partner did in public or towards a customer on your behalf in the last 12 months. "
        "Four activity points a year, one a quarter, earn 100. It belongs to one partner; for a group the mean of "
        "the scores is shown, next to activities per partner and the share of active advocates, which are different "
        "KPIs."
    ),
    formula="Advocacy = 100 · min(x ÷ 4, 1), x = 12 · activity points in the trailing 12 months ÷ months",
    formula_notes=(
        "Months are those in which the partner existed and advocacy data was delivered, at least 6, so that one "
        "reference does not make a newcomer strong. Every kind counts one point unless the method gives it another "
        "value. When no advocacy data at all was delivered the score is missing; when others have rows and this "
        "partner has none it is 0. Activity dated before joining or after leaving is kept and not counted."
    ),
    interpretation_high=(
        "The partner speaks for you about once a quarter or more. Thank the people who do it and ask before each "
        "use; advocates tire of being asked too often."
    ),
    interpretation_moderate=(
        "Two or three activities a year. One more case study or reference call would often reach strong; ask at the "
        "moment of a good project result."
    ),
    interpretation_low=(
        "Silent or nearly so. Check mindshare first: an unhappy partner should be heard before it is asked for a "
        "reference."
    ),
    insights=(
        "Who speaks for you without being chased, and who never does.",
        "Which former advocates have gone quiet.",
        "Which kinds of proof you lack, such as case studies in one region.",
        (
            "Whether proof comes from partners that also sell, or from a few friendly ones without customers of "
            "their size."
        ),
    ),
    measurement=(
        "Keep one row per activity with partner, date and kind, at the day on which it happened or was published. "
        "Marketing usually has the case studies and testimonials, sales the reference calls, and events the talks; "
        "collect all three, or the score measures your filing. Referrals that became a deal are recorded in the "
        "deals as well and not taken from there."
    ),
    trend=(
        "The window is a year, so the score moves slowly and falls a year after the last activity. A step down with "
        "no recent event means that something old has dropped out. In the first months of the data the score is "
        "built on few months and rises by itself. A mean that rises while few partners are active rests on a handful "
        "of advocates."
    ),
    questions=(
        "When did this partner last speak for us, and who asked?",
        "Which satisfied customers does the partner have that could be told about?",
        "Did a contact who used to give references leave?",
        "What does the partner gain when it speaks for us?",
    ),
    tips=(
        "Ask for the reference in the week a project is accepted, not at the end of the quarter.",
        "Write the first draft of a case study and let the partner correct it.",
        "Offer something in return that helps the partner sell, such as a joint talk or a lead.",
        "Spread requests; keep a list of who was asked when.",
    ),
    risks=(
        (
            "A former advocate has been silent for a year",
            "The relationship may have cooled, or a person left; call before you ask again.",
        ),
        (
            "Advocacy strong and mindshare low",
            "The activities may be owed under the contract; answers say what people think.",
        ),
        ("One partner gives most references", "Customers hear the same voice; the programme depends on it."),
    ),
    visualisation=(
        "A calendar of activities by kind under a line with the bands, so that the gap before a fall can be seen. "
        "For the programme, partners by number of activities in the year."
    ),
    tools=(
        "A reference database, a marketing calendar or a shared list of case studies. A spreadsheet with partner, "
        "date and kind is enough. Review sites and event agendas are worth a look twice a year for what nobody "
        "reported."
    ),
    integration=(
        "Import the list monthly with activity ids, so that corrections replace earlier rows. Marketing and sales "
        "planning can use it to see whom to ask next and whom to leave in peace."
    ),
    impact=(
        "Advocacy tends to follow satisfaction with delay and to feed new leads and referrals. Asking more often "
        "lifts it for a time; without good experience behind it, mindshare answers will show the strain."
    ),
    sources=(
        Source("KPI Depot, Partner Advocacy: measured by references, case studies and testimonials", "C"),
        Source("AWS Services Path: public references are among its gates", "B"),
        Source("Four activities a year as the reference, and the bands of the other two scores", "own"),
    ),
    levers={
        "": (
            "Choose the partner's best project of the last half-year this month and ask its owner for one case "
            "study, drafted by you."
        ),
        "activity": (
            "Ask the partner in the week of its next project acceptance for one reference call or quote, with a text "
            "to approve."
        ),
        "advocate_lapsed": (
            "Call the former advocate this week, ask how things are before you ask for anything, and then offer a "
            "joint talk."
        ),
        "fell_band": (
            "Check with the partner's lead contact this month who used to give references, and win a successor if "
            "that person left."
        ),
        "falling_three_quarters": (
            "Ask the partner's owner this month what it gains by speaking for you, and offer a lead or a joint talk "
            "in return."
        ),
        "rose_band": "Thank the people who spoke for you this week, and note when each may be asked again.",
        "target_at_risk": (
            "Agree with the partner on the two easiest activities, such as a quote and a review, and finish both "
            "before the due date."
        ),
        "stale_data": (
            "Ask marketing, sales and events for their lists of references and talks by Friday and import all three."
        ),
    },
    goal="Market expansion",
)

ADVOCACY_PER_PARTNER: Final = Attributes(
    name="Advocacy activities per partner",
    short="Advocacy per partner",
    standfirst=(
        "How many advocacy activities your partners carried out in the quarter, divided by the number of partners."
    ),
    definition=(
        "This is the standard formula of partner advocacy: all activities of a group of partners divided by the "
        "number of partners in it. It is a volume for the programme, a type or a region and has no meaning for one "
        "partner. It says nothing about how many partners take part."
    ),
    formula="Advocacy per partner = advocacy activities in the window ÷ partners that exist at its end",
    formula_notes=(
        "The window is three months and is not scaled up when it is shorter. Activities are quantities, and those of "
        "partners that have left since are counted. The value is missing when no partner exists at the end or no "
        "advocacy data was delivered. Every kind counts the same; the points of the advocacy score do not apply."
    ),
    interpretation_high=(
        "Partners as a group speak for you often. Check the active advocate rate to see whether it is many of them "
        "or a few."
    ),
    interpretation_low=(
        "Little is said for you, or little of it is recorded. Ask marketing and sales for their lists before you "
        "start a campaign."
    ),
    insights=(
        "Whether the programme produces more public proof than a year ago.",
        "Which regions or types have none.",
        "Whether recruiting outruns the care for existing partners.",
    ),
    measurement=(
        "Taken from the same rows as the advocacy score. The number of partners follows from the joining and leaving "
        "dates, so keep those up to date: forgotten leavers make the value too low."
    ),
    trend=(
        "Values follow campaigns and events and swing from quarter to quarter; compare with the same quarter of the "
        "year before. When many partners join, the value falls although nobody does less."
    ),
    questions=(
        "Were fewer references and talks given, or have new partners enlarged the divisor?",
        "Which partner types or regions add most of the activities?",
        "Was there an event or a campaign that filled the advocacy list in this quarter?",
        "How many partners that have left were still counted at the window's end?",
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
        "Columns per quarter by kind of activity, with the number of partners as text. Compare regions as a sorted "
        "bar chart."
    ),
    tools=(
        "The list of advocacy activities gives the numerator and the partner list with its joining and leaving dates "
        "the denominator. Event registrations and the press office's clippings fill the gaps that such a list "
        "usually has."
    ),
    integration=(
        "Use it in the marketing plan and the quarterly programme review, next to the active advocate rate. When the "
        "budget for customer marketing is set, it tells what the present effort yields per partner. Hand the "
        "regional split to the field marketing teams, who can act on it."
    ),
    impact=(
        "It rises when advocacy scores rise, and falls when partners are added that do not take part yet. More "
        "public proof can help new leads, with a delay that depends on how it is used."
    ),
    sources=(
        Source(
            (
                "KPI Depot, Partner Advocacy: total number of advocacy activities by partners / total number of "
                "partners; the formula only, no target is given for it"
            ),
            "C",
        ),
    ),
    levers={
        "": (
            "Give each region's channel manager three satisfied partners to ask for a reference, quote or talk "
            "before the quarter ends."
        ),
        "falling_three_quarters": (
            "Plan with field marketing this month one advocacy drive per region, with a form of one page and a named "
            "contact."
        ),
        "target_at_risk": (
            "Ask the partners with accepted projects of the last 60 days for a short quote each, before the target "
            "falls due."
        ),
        "stale_data": (
            "Collect the activity lists of marketing, sales and events by Friday, and close the records of partners "
            "that left."
        ),
    },
    goal="Market expansion",
)

ACTIVE_ADVOCATE_RATE: Final = Attributes(
    name="Active advocate rate",
    short="Active advocates",
    standfirst="The share of your partners that spoke for you at least once in the last 12 months.",
    definition=(
        "A partner is an active advocate when it has at least one recorded advocacy activity in the trailing 12 "
        "months. The rate is the number of such partners divided by all partners of the group at that month. The "
        "target of 75 % that is often quoted for advocacy belongs to this KPI and not to activities per partner; "
        "here it is a default of the method."
    ),
    formula=(
        "Active advocate rate = 100 · partners with advocacy activities above 0 in the trailing 12 months ÷ partners"
    ),
    formula_notes=(
        "Both numbers count partners that exist at the month; a partner that has left counts in neither. A quantity "
        "of 0 does not make an advocate. A newcomer counts in the denominator from its first month on. The rate is "
        "missing when no advocacy data was delivered in the window."
    ),
    interpretation_high=(
        "Speaking for you is normal among your partners. Find out what the remaining ones have in common."
    ),
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
        "Computed from the list of advocacy activities and the joining and leaving dates of partners. One activity a "
        "year is enough, so the rate is robust against gaps in recording, but not against a kind of activity that "
        "nobody records."
    ),
    trend=(
        "The rate moves by a partner at a time and falls a year after somebody's last activity. In the first year of "
        "data it rises because the window is filling. For a group of ten, one partner is ten points: compare counts, "
        "not percentages."
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
        "A line with the method's target, and a table of those who are about to drop out. A stacked column of "
        "advocates and others by type shows where to ask."
    ),
    tools=(
        "The same list of activities as for the advocacy score, and a partner list with dates of joining and "
        "leaving. A monthly reminder from the list, nine months after each partner's last activity, is the only "
        "automation that pays off."
    ),
    integration=(
        "Use it as the programme's advocacy target, by region and manager, and in the marketing plan. Hand sales "
        "enablement the names of partners that have just become advocates, because sellers look for a reference in "
        "their own industry. In tier rules it can serve as a yes or no per partner."
    ),
    impact=(
        "A wider base of advocates makes the mean advocacy score rise and lowers the load on each. It changes with "
        "the mix of partners, so compare types separately after a recruiting drive."
    ),
    sources=(
        Source(
            (
                "KPI Depot, Partner Advocacy: at least 75 % of partners should actively advocate; a default to edit "
                "in the method"
            ),
            "C",
        ),
    ),
    levers={
        "": (
            "List partners with strong mindshare that never spoke for you, and have each manager ask two of them "
            "this month."
        ),
        "advocate_lapsed": (
            "Ask every advocate whose last activity is nine months old for a small favour this month, such as a "
            "quote."
        ),
        "falling_three_quarters": (
            "Assign each manager three silent partners this quarter and review in the monthly meeting who has been "
            "won."
        ),
        "target_at_risk": (
            "Count with the managers how many partners are missing to the target and divide these names among them "
            "this week."
        ),
        "stale_data": (
            "Check with marketing by Friday that last quarter's references and talks are in the list before you read "
            "the rate."
        ),
    },
    goal="Market expansion",
)
