"""KPIs of how deals begin and how long they take, in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

SOURCED_PIPELINE_SHARE: Final = Attributes(
    name="Partner-sourced share of pipeline",
    short="Sourced share",
    standfirst="Of the pipeline opened in the quarter, the share that partners brought.",
    definition=(
        "The share compares the amounts of deals opened with the partner as their source with the amounts of all "
        "deals opened whose source is known. It tells whether a partner brings business or works on what you hand "
        "over. It is measured at opening, so it says something about the next quarters."
    ),
    formula=(
        "Sourced share = 100 · amount of deals opened with source partner ÷ amount of deals opened with a known "
        "source"
    ),
    formula_notes=(
        "Deals count by their opening date, whatever became of them. Deals without a source count on neither side, "
        "and deals without an amount add nothing. The value is missing when no deal with a known source and an "
        "amount was opened in the window. For a group it is a sum over a sum."
    ),
    interpretation_high=(
        "The partner finds its own customers. If its deals are also won more often than ours, there is a case for "
        "investing in it."
    ),
    interpretation_low=(
        "The partner mostly works on leads from you. That can be agreed, as with service partners; for resellers it "
        "is worth a conversation about prospecting."
    ),
    insights=(
        "Which partners open markets and which fulfil.",
        "Whether partner-sourced pipeline does better than our own, and so deserves more resources.",
        "How dependent a partner is on leads from you.",
    ),
    measurement=(
        "Needs the opening date, amount and source of each deal. Decide once what sourced means, for example who "
        "first spoke with the customer, write it down and apply it when the deal is registered; decided afterwards, "
        "it becomes an argument. Look at how many deals have no source."
    ),
    trend=(
        "Amounts make the share jump with single large deals, so compare several quarters. A share that rises "
        "because your own leads have dried up is not a success; look at the amounts behind it. Changes in the rule "
        "for what counts as sourced show as a step."
    ),
    questions=(
        "Did partner pipeline grow, or did ours shrink?",
        "Which of the deals without a source are large enough to turn the share?",
        "Are partner-sourced deals won more often, and are they larger?",
        "Do both sides agree on who sourced the largest deals?",
    ),
    tips=(
        "Make the source a required field of deal registration.",
        "Pay for sourced deals earlier and more visibly than for assisted ones.",
        "Run one joint campaign per quarter towards customers that neither side has met.",
    ),
    risks=(
        ("Share high and win rate low", "Deals are registered to claim them, not because they are real."),
        ("Many deals without a source", "The share rests on the part that somebody filled in."),
        ("Disputes about the source", "The definition is unclear; settle it before it costs trust."),
    ),
    visualisation=(
        "Stacked columns of partner-sourced and own pipeline in amounts, with the share as a line or text. The share "
        "alone hides whether the whole is growing."
    ),
    tools=(
        "Deal registration and the opportunity report of the CRM, with a source field. An account-mapping tool shows "
        "who knew the customer first when both sides claim it."
    ),
    integration=(
        "Use it with win rate by source when you argue for partner budget. Marketing can set it against lead "
        "spending."
    ),
    impact=(
        "A higher share today means more partner-led bookings after one sales cycle if the win rate holds. It moves "
        "with new leads, which counts deals where this one weighs amounts."
    ),
    sources=(
        Source(
            (
                "Channel Mechanics, practices for partner KPIs: pipelines started by partners that outperform "
                "internal efforts justify more investment"
            ),
            "B",
        ),
        Source(
            (
                "HubSpot partner tiers: points for sourced deals exceed those for assisted and managed ones (5, 3, 1 "
                "per 100 US$)"
            ),
            "A",
        ),
        Source(
            (
                "Sourced share of new revenue in circulation: 0 to 10 % early, 20 to 30 % growth, 40 to 50 % mature; "
                "a default to edit"
            ),
            "C",
        ),
    ),
    levers={
        "": (
            "Plan one prospecting campaign with the partner's sales lead this month, towards thirty customers that "
            "neither of you has met."
        ),
        "invest_partner_sourced": (
            "Write this month the case for more market funds and presales time for the partners whose own deals do "
            "better."
        ),
        "falling_three_quarters": (
            "Ask the partner's sales lead this month what stopped it prospecting, and move part of the bonus to "
            "sourced deals."
        ),
        "no_registration": (
            "Call the partner's sellers this week and register the deals they are working on with their true source."
        ),
        "target_at_risk": (
            "Agree with the partner on three target accounts per seller to open before the due date, and check "
            "weekly."
        ),
        "numbers_disagree": (
            "Decide with the partner this week who sourced the disputed deals, by the date of the first customer "
            "contact."
        ),
        "stale_data": "Ask sales operations by Friday to fill in the source of the largest deals that lack one.",
    },
    goal="Revenue growth",
)

SALES_CYCLE: Final = Attributes(
    name="Sales cycle",
    short="Sales cycle",
    standfirst="How many days it usually takes from opening a deal to winning it.",
    definition=(
        "The sales cycle is the median number of days between opening and closing of the deals won in the quarter. "
        "The median is used because a single deal of two years would pull a mean far up. Fewer days are better, "
        "within reason."
    ),
    formula="Sales cycle = median of (closing date − opening date) in days, over deals won, by closing date",
    formula_notes=(
        "Lost and open deals are not counted. Without a deal won in the window there is no median and the value is "
        "missing. For a group it is the median of all its deals together, not a mean of medians. With an even number "
        "of deals it is the mean of the two in the middle."
    ),
    interpretation_high=(
        "Deals take long. Find the stage in which they wait: approval, technical proof, or the customer's own budget."
    ),
    interpretation_low=(
        "Deals are won quickly. Very short cycles can mean that deals are registered when they are already decided."
    ),
    insights=(
        "Where deals wait and on which side.",
        "How far ahead pipeline has to be built to reach a target.",
        "Which partners register too late to be helped.",
    ),
    measurement=(
        "Needs true opening and closing dates. A partner that registers late looks fast, so compare with the date of "
        "the first contact now and then. Look at the number of deals beside the value and compare partners of the "
        "same type only."
    ),
    trend=(
        "Only won deals count, so a quarter in which old deals are won at last shows a longer cycle although it is "
        "good news. Larger deals and new products lengthen it. A slow rise over a year across partners points at "
        "your own approval or contract steps."
    ),
    questions=(
        "In which stage do deals wait longest?",
        "Do renewals hide a long cycle of new business?",
        "When is a deal opened: at first contact or at the offer?",
        "How many open deals are already older than this median?",
    ),
    tips=(
        "Agree on answer times for prices and registrations, and measure your own side first.",
        "Prepare contract and security papers that every customer asks for.",
        "Review deals that have passed twice the median and close the dead ones.",
    ),
    risks=(
        (
            "Cycle under a few days for many deals",
            "Registration happens after the decision; the figure measures paperwork.",
        ),
        (
            "Cycle rises for several types at once",
            "The cause is probably on your side: approval, pricing or delivery.",
        ),
        ("Cycle falls while open deals grow older", "Only easy deals are won; the rest is waiting."),
    ),
    visualisation=(
        "A line of medians per quarter with the range between the quartiles. For one quarter, dots per deal by deal "
        "type."
    ),
    tools=(
        "The opportunity report of any CRM, with creation and closing dates. Stage history, where the CRM keeps it, "
        "shows in which step the days were spent."
    ),
    integration=(
        "Use it as the delay when you compare activity with bookings, and in planning: it says how early pipeline "
        "must be there. Legal and pricing teams should see it by quarter, for many of the days are theirs. A "
        "forecast of bookings can date open deals with it."
    ),
    impact=(
        "A shorter cycle brings bookings forward and makes the same pipeline yield sooner. It also shortens the "
        "delay after which better training or more leads can be seen in bookings."
    ),
    sources=(Source("Median and not mean, won deals only; no published benchmark is adopted", "own"),),
    levers={
        "": (
            "Find with the partner's sales lead this month the stage where deals wait longest, and cut the wait that "
            "is on your side."
        ),
        "falling_three_quarters": (
            "Set answer times for prices and registrations with sales operations this month and publish them to "
            "partners."
        ),
        "target_at_risk": (
            "Review all deals older than the median with the partner this week, and settle or close each before the "
            "due date."
        ),
        "stale_data": (
            "Ask sales operations by Friday for opening and closing dates of the deals won since the last export."
        ),
    },
    goal="Revenue growth",
)

NEW_LEADS: Final = Attributes(
    name="New leads",
    short="New leads",
    standfirst="How many new deals partners brought in during the quarter.",
    definition=(
        "New leads are deals that were opened with the partner as their source, without renewals. They count when "
        "they are opened, as soon as they are in the CRM. The KPI is about prospecting and says nothing yet about "
        "quality."
    ),
    formula="New leads = number of deals opened with source partner, renewals left out",
    formula_notes=(
        "A deal without a deal type is not a renewal and counts; expansions count too. Deals without a source do "
        "not. The amount plays no part. The value is 0 when deals were delivered and the partner opened none, and "
        "missing when no deals were delivered at all."
    ),
    interpretation_high="The partner looks for customers. Check lead quality with win rate one sales cycle later.",
    interpretation_low=(
        "Few new deals arrive. For a partner with long projects that may be usual; otherwise ask what stands in the "
        "way of registering."
    ),
    insights=(
        "Which partners are prospecting at all.",
        "Which campaigns led to real deals.",
        "How the bookings of the next quarters are likely to develop.",
    ),
    measurement=(
        "Taken from the opening date, the source and the deal type of each deal. The interaction kinds lead and deal "
        "registration are not used here, so that each KPI has one source. Register on the day of first contact, or "
        "the month is wrong."
    ),
    trend=(
        "Campaigns and events show at once, holidays as well. A year-on-year comparison removes the season. A fall "
        "is an early sign: bookings follow after the sales cycle of the type."
    ),
    questions=(
        "When did this partner last register a deal?",
        "Which campaign or event brought the leads of the quarter?",
        "How long does it take us to approve a registration?",
        "Do leads come from one person at the partner or from several?",
    ),
    tips=(
        "Answer registrations within a working day and say why when you refuse one.",
        "Tell partners which customers you are looking for, with three examples.",
        "Call partners that have not registered anything for 60 days.",
    ),
    risks=(
        ("No new lead for 60 days", "The partner may be selling something else, or has stopped recording."),
        ("Leads rise and win rate falls", "Quantity is rewarded; check what counts as a lead."),
        (
            "All leads come in the last week of a quarter",
            "Registrations are collected for a deadline, and their dates don't tell when work began.",
        ),
    ),
    visualisation=(
        "Columns per month, by partner type or region. For one partner a calendar of openings shows gaps better than "
        "a line."
    ),
    tools=(
        "Deal registration, or the opportunity report of the CRM with source and type. A registration form of five "
        "fields on the partner portal gets more leads than one of twenty."
    ),
    integration=(
        "Marketing plans and fund decisions can use it per campaign. Put it beside win rate, so that quantity and "
        "quality are seen together. The finding about 60 days without a registration reads interactions of the kind "
        "deal_registration instead, so keep both sources alive."
    ),
    impact=(
        "More new leads raise the pipeline at once and bookings after a sales cycle, as far as the win rate holds. A "
        "drive for leads often lowers the win rate for a time."
    ),
    sources=(
        Source(
            (
                "Channel Mechanics, practices for partner KPIs: net new leads belong to a maturing programme, beside "
                "renewals and satisfaction"
            ),
            "B",
        ),
        Source(
            (
                "Activation in circulation, a lead in the last 90 days; another source asks for a first deal; a "
                "default to edit"
            ),
            "C",
        ),
    ),
    levers={
        "": (
            "Call the partner's sellers this week, name three kinds of customer that you look for and register the "
            "first lead together."
        ),
        "no_registration": (
            "Call the partner's sales contact this week, ask what it is selling now and remove one obstacle to "
            "registering."
        ),
        "falling_three_quarters": (
            "Run one lead campaign with the partner's marketing lead this quarter, with market funds tied to "
            "registered deals."
        ),
        "target_at_risk": (
            "Hold a calling day with the partner's sellers before month's end and register each lead on the spot."
        ),
        "bookings_decline": (
            "Open ten new accounts with the partner's sales lead within a month to refill what bookings have lost."
        ),
        "stale_data": (
            "Ask sales operations by Friday for the opportunities opened since the last export, source and type "
            "included."
        ),
    },
    goal="Revenue growth",
)
