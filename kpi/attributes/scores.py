"""The scores of engagement and mindshare in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

ENGAGEMENT_SCORE: Final = Attributes(
    name="Partner Engagement Score",
    short="Engagement",
    standfirst=(
        "How actively both sides work together, measured against an agreed amount of activity in each of six areas."
    ),
    definition=(
        "The score adds up six kinds of joint work: communication, joint marketing, training, pipeline work, "
        "feedback and joint planning. In each area the activity of the last quarter is compared with a reference "
        "amount; reaching the reference earns full marks and going beyond it earns no more. Activity counts "
        "whichever side began it. Revenue is left out on purpose, so that you can test whether engagement comes "
        "before sales with your partners."
    ),
    formula=(
        "Engagement = Σ w·s / Σ w over the components with data; s = 100 · min(activities per quarter ÷ reference, 1)"
    ),
    formula_notes=(
        "The window is three months, shorter for a partner that joined within it, and activities are turned into a "
        "rate per quarter. A component in which no comparable partner has had a row in 12 months, or nobody at all "
        "in the last 3, is left out and the other weights are scaled up; a partner with no rows where its peers have "
        "some scores 0. Below a coverage of 0.6 no score is shown. Kinds that belong to no component, survey rows "
        "and deals are not counted here, nor is activity dated before a partner joined or after it left."
    ),
    interpretation_high=(
        "Nearly all agreed forms of joint work happen at their usual rate. Keep the rhythm, and look at mindshare "
        "and bookings before you conclude that all is well."
    ),
    interpretation_moderate=(
        "Some areas run and others have gaps. The table of components shows which one costs the most points; begin "
        "there."
    ),
    interpretation_low=(
        "Several areas have stopped. Find out first whether the work stopped or only its recording, then agree on "
        "the one or two that matter for this partner."
    ),
    insights=(
        "Which partners slow down before it can be seen in their sales.",
        "Where time of your team is spent on partners that answer, and where it is not.",
        (
            "Which area of joint work a whole partner type neglects, which points at the programme and not at the "
            "partner."
        ),
        "Whether a partner works with one person of yours or through several areas of the programme.",
    ),
    measurement=(
        "Export activities from the CRM, the learning system and the partner portal with partner, date and kind, and "
        "import them as interactions. Kinds are matched to the six components through a table of synonyms; a word "
        "that matches none is kept and listed. Weights and references come from the method and may differ by partner "
        "type, because a distributor and a service partner do not work in the same way."
    ),
    trend=(
        "The window moves month by month, so an event leaves the score three months after it happened: a sudden stop "
        "shows as a slide over a quarter. Planning has a reference of one a quarter and jumps more than the other "
        "components. Compare whole quarters when you want independent values, and look for three falls in a row "
        "before you speak of a trend. Several partners falling in the same month usually means that a source was "
        "delivered late."
    ),
    questions=(
        "Which component lost the most points, and did that work stop or did its recording stop?",
        "Who at the partner has left or changed role since the score was last strong?",
        "Is the reference right for this partner type, or does it ask for work that nobody needs?",
        "How much of the activity did the partner begin, and how much did we?",
        "When did both sides last agree on a joint plan with dates?",
    ),
    tips=(
        "Start with the weakest component that has the largest weight; a full component cannot earn more.",
        "Put a monthly check-in in the calendar with one question from each side.",
        "Offer the next training to named people and agree on a date instead of sending a catalogue.",
        "Bring the component table to the business review and let the partner say what was not recorded.",
        "Simplify the terms that come up in every support ticket; unclear agreements cost more goodwill than price.",
    ),
    risks=(
        (
            "Training falls to zero while other components hold",
            "The people who knew the product may have left; deals registered now can stall later.",
        ),
        ("Strong score and low bookings", "Busy work: the activity is recorded but does not reach customers."),
        ("Strong score and low mindshare", "The partner does what is asked and prefers someone else."),
        (
            "Coverage falls below 1",
            "A source has gone silent; the score rests on fewer components than last quarter.",
        ),
    ),
    visualisation=(
        "A line by month with the three bands behind it, and bars of contribution by component beside it. Avoid "
        "gauges: they show one value and hide how it got there. Across partners, a heat map of partners by the six "
        "components shows the neglected area as a pale column."
    ),
    tools=(
        "A CRM for meetings and registrations, a learning system for training, a portal or marketing tool for "
        "campaigns and claims. A spreadsheet with one row per activity works as well."
    ),
    integration=(
        "Import the activity export every month; a file with interaction ids may overlap the last one without "
        "counting twice. Use it in business reviews and tier decisions together with results, never in their place."
    ),
    impact=(
        "Engagement often moves before pipeline and bookings, but no published evidence proves that it predicts "
        "revenue, so check it on your own partners. More training and planning tend to show in win rate after a "
        "sales cycle, if at all. More partner-begun contact also raises the interaction part of mindshare."
    ),
    sources=(
        Source("OECD and JRC, Handbook on Constructing Composite Indicators: distance to a reference", "A"),
        Source(
            (
                "Microsoft, partner capability score: partial credit up to a threshold, then capped; thresholds "
                "differ by track"
            ),
            "A",
        ),
        Source(
            (
                "HubSpot partner tiers: gave up rigid thresholds in 2022 because sellers and service partners each "
                "missed the other's bar"
            ),
            "A",
        ),
        Source(
            (
                "KPI Depot, Partner Engagement Score: composite of interaction metrics; bands above 75, 50 to 75, "
                "below 50, defaults to edit in the method"
            ),
            "C",
        ),
    ),
    levers={
        "": (
            "Meet the partner within two weeks, show the weakest of the six areas and agree on one activity in it "
            "with a date."
        ),
        "communication": (
            "Set a fixed monthly check-in with the partner's lead contact from this month on, with one question from "
            "each side."
        ),
        "marketing": (
            "Plan one joint campaign or event with the partner's marketing lead this month and release the funds for "
            "it."
        ),
        "enablement": (
            "Ask the partner this week for the names of two people to train and book them on the next course."
        ),
        "pipeline": (
            "Go through the partner's open opportunities with its sales lead this week and register those that are "
            "missing."
        ),
        "feedback": (
            "Call the partner's service lead this week, ask what goes wrong most and answer in writing within ten "
            "days."
        ),
        "planning": (
            "Invite the partner to a business review within 30 days and leave it with a joint plan that has dates "
            "and owners."
        ),
        "fell_band": (
            "Call the partner's lead contact this week to find out whether the work or its recording stopped, then "
            "restart one area."
        ),
        "falling_three_quarters": (
            "Ask the partner's owner or managing director for a meeting this month and agree on what both sides "
            "still want."
        ),
        "score_without_bookings": (
            "Review with the partner's sales lead this month which of the joint activities led to an offer, and drop "
            "the rest."
        ),
        "bookings_without_engagement": (
            "Find a second contact at the partner this month and invite both to a business review, before the one "
            "you have leaves."
        ),
        "rose_band": (
            "Thank the partner's team by name this week and offer one step more, such as a joint plan or a customer "
            "event."
        ),
        "type_falling": (
            "Ask three partners of the type this month what makes joint work harder, and change that rule or offer "
            "for all of them."
        ),
        "type_rising": (
            "Write down this month what the managers of this partner type do differently, and try it with one other "
            "type next quarter."
        ),
        "target_at_risk": (
            "Choose with the partner the component that is cheapest to fill and put its activities into the calendar "
            "before the due date."
        ),
        "stale_data": (
            "Ask the owner of the missing activity export for a file by Friday and import it before you judge anyone."
        ),
    },
    goal="Revenue growth",
)

MINDSHARE_SCORE: Final = Attributes(
    name="Partner Mindshare",
    short="Mindshare",
    standfirst=(
        "How far the people at a partner put you ahead of other vendors, from what they say and from how often they "
        "come to you first."
    ),
    definition=(
        "Mindshare joins two views. The survey index says what people at the partner answer: would they recommend "
        "you, where do you rank among their vendors, how do they rate working with you. The interaction index says "
        "what they do: the share of contacts that they begin, and how many those are. The survey weighs 60 and "
        "behaviour 40."
    ),
    formula=(
        "Mindshare = (60 · survey index + 40 · interaction index) / 100, with weights scaled up when one of them is "
        "missing and 60 % of the weight is left"
    ),
    formula_notes=(
        "Each person counts once, with the latest answer to each question in 12 months; recommendations of 9 or 10 "
        "give 100, 7 or 8 give 50, less gives 0; rank r of n vendors gives 100·(n−r)/(n−1); ratings use their scale. "
        "The index of n people is drawn towards the mean μ of comparable partners as if five more people had "
        "answered like them: (n·x̄ + 5·μ)/(n + 5). Behaviour is the mean of two parts over three months: initiative, "
        "where half of all contacts begun by the partner gives 100, and attention, where 12 begun in a quarter give "
        "100. A partner that nobody has answered for in 12 months has no survey index, and behaviour alone is not "
        "enough for a score."
    ),
    interpretation_high=(
        "Your offer comes to mind first and the partner comes to you unasked. Protect it: ask what would make them "
        "look elsewhere, and don't change terms without warning."
    ),
    interpretation_moderate=(
        "You are one of several vendors they like. See which of the two parts is lower: low answers ask for a "
        "conversation, low initiative asks for a reason to call."
    ),
    interpretation_low=(
        "Another vendor comes first. Speak to the people who answered lowest before the next renewal or price "
        "change, and ask whether the partnership still fits both sides."
    ),
    insights=(
        "Which active partners are unhappy, and which quiet partners would do more if asked.",
        "Whether a change in terms or support was noticed by the people who sell.",
        "Where a competitor has moved ahead, before orders show it.",
        "Whether the owner and the sellers of a partner think of you in the same way.",
    ),
    measurement=(
        "Ask several people at each partner once or twice a year, and keep the questions and scales the same. Give "
        "every answer its scale and a stable name or code for the person, so that a second answer replaces the first "
        "one. Name the initiator of each contact in the CRM; five named contacts in three months are needed before a "
        "share is shown. The number of people and the 95 % interval stand beside the score."
    ),
    trend=(
        "The survey part moves in steps when a survey runs and again when answers pass 12 months; the interaction "
        "part moves every month. A change within the interval is no change. When the two parts drift apart, believe "
        "neither before you have asked: friendly answers with little initiative can mean a lack of time, much "
        "activity with poor answers can mean obligation."
    ),
    questions=(
        "Which vendor is named first, and since when?",
        "Do sellers and engineers at the partner answer differently?",
        "What changed in price, terms or support before the answers changed?",
        "Who has not answered, and would they answer in the same way?",
        "What does the partner have to call us for, and what could it settle without us?",
    ),
    tips=(
        "Answer every survey comment within two weeks, even when the answer is no.",
        "Start one joint project that needs both companies, with a date and an owner on each side.",
        "Ask for five answers or more per partner before you compare partners.",
        "Share the scorecard before the review, so that the meeting begins with causes.",
    ),
    risks=(
        (
            "Fewer than five people answer",
            "The score leans on the mean of others; treat it as the start of a conversation.",
        ),
        ("One contact gives most answers", "The score may leave together with that person."),
        ("High activity and low answers", "The partner works with you because it must; renewals are at risk."),
        (
            "Last answers are more than 12 months old",
            "The survey part disappears and with it the score; send a short survey.",
        ),
    ),
    visualisation=(
        "A line with bands and the interval around it, with the two parts below. For a whole programme use a "
        "histogram, since a mean hides the partners at both ends. Beside it, a dot for each respondent shows whether "
        "a middling index is one mood or two camps."
    ),
    tools=(
        "Any survey tool that exports one row per answer or one column per question, and a CRM that notes who began "
        "a contact. A five-question form is enough."
    ),
    integration=(
        "Import survey exports as they are; scales missing from a file are asked for once per question. Bring the "
        "score to renewal and joint planning decisions, beside engagement and results."
    ),
    impact=(
        "A fall in mindshare can come before fewer registrations and lost renewals, because a seller's short list is "
        "only a few products long. A rise tends to show in partner-begun contact first and in sourced pipeline "
        "later; test the delay on your own data."
    ),
    sources=(
        Source(
            (
                "Practitioners' account: mindshare is a ranked list of three or four products in a seller's head, "
                "among some 30 vendors carried"
            ),
            "B",
        ),
        Source(
            (
                "KPI Depot, Partner Mindshare: survey and interaction analysis; bands above 75, 50 to 75, below 50, "
                "defaults to edit in the method"
            ),
            "C",
        ),
        Source(
            (
                "Rank-to-wallet rule (1 − r/(n+1))·(2/n): not used here, because the first of five vendors would get "
                "33 % only"
            ),
            "B",
        ),
    ),
    levers={
        "": (
            "Speak within two weeks with the partner's two lowest respondents and answer each with one thing that "
            "you will change."
        ),
        "survey": (
            "Call the people who answered lowest this week, ask what the first-ranked vendor does better and settle "
            "one point."
        ),
        "interaction": (
            "Give the partner's sellers a reason to call this month: a named presales engineer and an answer within "
            "a day."
        ),
        "thin_survey": (
            "Ask the partner's lead contact this week for five names from sales and service and send each the short "
            "survey."
        ),
        "survey_ran_out": (
            "Send the survey again this week to the same people, with one line on what was changed after their last "
            "answers."
        ),
        "survey_unanswered": (
            "Ask the partner's lead contact in this week's call to name three people, and send each a personal link "
            "to the survey."
        ),
        "fell_band": (
            "Visit the partner this month with the comments in hand and promise one change in terms or support with "
            "a date."
        ),
        "falling_three_quarters": (
            "Bring your channel director to a talk with the partner's owner this month and ask which vendor comes "
            "first, and why."
        ),
        "busy_but_unhappy": (
            "Ask the partner's team this month which joint activity costs it most and returns least, and stop that "
            "one."
        ),
        "rose_band": "Ask the happiest respondents this month for a reference while the experience is fresh.",
        "target_at_risk": (
            "Settle the most frequent complaint of the last survey before the due date and ask the same people again."
        ),
        "stale_data": (
            "Send a survey of five questions to all earlier respondents this week, before their old answers run out."
        ),
    },
    goal="Customer satisfaction",
)
