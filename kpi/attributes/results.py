"""KPIs of deals in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

BOOKINGS: Final = Attributes(
    name="Bookings",
    short="Bookings",
    standfirst="The value of deals won with a partner in the quarter.",
    definition=(
        "Bookings are the amounts of all deals that were won, at the date on which they closed. They count "
        "whole, whichever side found the deal. The figure must equal the one in your CRM for the same period,"
        " and it is the result against which the scores are tested."
    ),
    formula="Bookings = Σ amount of deals won, by closing date",
    formula_notes=(
        "Open and lost deals are not counted, and the expected date of an open deal plays no part. Deals "
        "count by their own dates, also outside the time in which the partner belonged to the programme. When"
        " deals were delivered and none was won, the value is 0; when no deals were delivered at all, it is "
        "missing."
    ),
    interpretation_high=(
        "The partner sells. Look at engagement and mindshare too: high bookings with little joint work can "
        "end with one lost contact."
    ),
    interpretation_low=(
        "Little was won in the window. Look at open pipeline and the sales cycle before you judge a partner "
        "with long projects."
    ),
    insights=(
        "Which partners carry the revenue of a region, and how dependent you are on them.",
        "Where activity does not turn into sales.",
        "Whether a fall comes from fewer deals, smaller deals or lost ones.",
    ),
    measurement=(
        "Import the opportunity export of your CRM with opening date, closing date, stage and amount. Map the"
        " stages to open, won and lost once. Use the same currency throughout; with deal ids, a later export "
        "replaces what has changed."
    ),
    trend=(
        "The trailing quarter smooths single deals, but a large one still lifts three months and then drops "
        "out. Year ends and quarter ends matter in most businesses: compare with the same quarter a year "
        "before. In the first months of an export that begins with newly opened deals, bookings fill up "
        "slowly."
    ),
    questions=(
        "Is the change one large deal or many?",
        "Which products and customers made the difference?",
        "Did fewer deals close, or smaller ones?",
        "Does our figure equal the partner's own, and if not, which deals are missing?",
    ),
    tips=(
        "Review the ten largest open deals together each month, with a next step for each.",
        "Agree on one figure with the partner before the review instead of in it.",
        "After a fall, look at registrations two quarters earlier: the cause is often there.",
    ),
    risks=(
        ("One deal makes up most of the quarter", "The trend is that deal; look at the number of deals won."),
        ("Bookings high, engagement low", "The sales rest on a habit or on one person; there is no early warning."),
        ("Two falling quarters", "Check pipeline, win rate and competitors in the partner's offer."),
        ("Bookings concentrated in renewals", "Past success is being harvested; new customers are missing."),
    ),
    visualisation=(
        "Columns per month or quarter with the same quarter of last year beside them. For comparisons use a "
        "sorted bar chart, with the number of deals written next to it."
    ),
    tools="The opportunity report of any CRM, exported as CSV.",
    integration=(
        "Compare with finance once a quarter. Use it with the scores in business reviews, tier decisions and targets."
    ),
    impact=(
        "Bookings follow new leads, win rate and deal size, after one sales cycle. They do not enter any of "
        "the three scores, so a rise in both is a finding and not arithmetic."
    ),
    sources=(
        Source(
            "Channel Mechanics, practices for partner KPIs: booking trends show sales patterns; a decline should trigger an action",
            "B",
        ),
        Source(
            "Counted by closing date and kept out of the scores, since nobody has published evidence that an engagement score predicts revenue",
            "own",
        ),
    ),
)

WIN_RATE: Final = Attributes(
    name="Win rate",
    short="Win rate",
    standfirst="Of the deals that were decided in the quarter, the share that was won.",
    definition=(
        "The win rate compares deals won with all deals that were closed, won or lost, by the date of "
        "closing. It counts deals, not amounts, so a small deal weighs as much as a large one. For a group it"
        " is computed from all deals together and is never a mean of the partners' rates."
    ),
    formula="Win rate = 100 · deals won ÷ (deals won + deals lost), by closing date",
    formula_notes=(
        "Open deals are not counted, however old. The value is missing when nothing closed in the window. "
        "Deals count by their own dates, also when the partner has left since. With few deals the rate is a "
        "rough one: 3 of 4 gives 75 %, and a 95 % interval from 30 to 95 %."
    ),
    interpretation_high=(
        "Deals that are fought for are won. A very high rate can mean that only safe deals are registered, or"
        " that lost ones are never closed."
    ),
    interpretation_low=(
        "Many deals end without an order. Look at where they were lost: price, product fit, or too late in "
        "the process."
    ),
    insights=(
        "Where partners spend effort on deals that they can't win.",
        "Which types need help before the offer and which after it.",
        "Whether partner-sourced deals are won more often than ours.",
    ),
    measurement=(
        "Needs stage and closing date of every deal. Losses must be recorded as faithfully as wins, otherwise"
        " the rate flatters. The number of closed deals stands beside the rate; when they are few, read the "
        "deals and not the percentage."
    ),
    trend=(
        "A quarter of one partner has few deals and jumps; look at a year, or at a whole type. A rate that "
        "rises while the number of closed deals falls often means that losses stay open. Cleaning up old "
        "deals makes the rate fall in one month."
    ),
    questions=(
        "How many deals is this rate based on?",
        "How many open deals are older than the usual sales cycle?",
        "Against whom were deals lost, and at which stage?",
        "Is the rate different for deals that the partner sourced?",
    ),
    tips=(
        "Note a reason for each loss, from a short list.",
        "Bring technical help into deals earlier for partners with a low rate.",
        "Close deals that have had no activity for two sales cycles.",
    ),
    risks=(
        (
            "Rate close to 100 % for several quarters",
            "Losses may not be recorded, or only certain orders are registered.",
        ),
        ("Rate falls after training stopped", "New sellers at the partner may not know the product."),
        ("Few closed deals", "The interval is wide; don't rank partners by it."),
    ),
    visualisation=(
        "A line per quarter with the number of closed deals under it. For comparing partners use dots with "
        "intervals instead of bars."
    ),
    tools="The opportunity report of any CRM, with lost deals included.",
    integration=(
        "Use it with average deal size and sales cycle to see how a partner sells. Enablement plans may take "
        "it as one measure of success."
    ),
    impact=(
        "At the same number of deals, bookings move in proportion to the win rate. It reacts to better "
        "qualification, which lowers new leads at the same time."
    ),
    sources=(
        Source("CRM documentation: won / (won + lost), by close date", "A"),
        Source("Wilson score interval: a 75 % win rate on 4 deals spans 30 to 95 %", "A"),
    ),
)

AVERAGE_DEAL_SIZE: Final = Attributes(
    name="Average deal size",
    short="Deal size",
    standfirst="The mean value of the deals won in the quarter.",
    definition=(
        "Average deal size divides bookings by the number of deals won in the same window. It shows what kind"
        " of business a partner does: many small orders or few large projects. For a group it is the total "
        "amount over the total number of deals."
    ),
    formula="Average deal size = bookings ÷ deals won",
    formula_notes=(
        "The value is missing when nothing was won in the window. Lost and open deals play no part, whatever "
        "their amount. Deals count by their closing date; renewals and expansions are included, so the mix of"
        " deal types moves the mean."
    ),
    interpretation_high="The partner wins large deals. Check how many there are: one project can make the whole mean.",
    interpretation_low=(
        "Orders are small. This may be the right business for a distributor and a sign of discounting for a "
        "project partner; compare within the type only."
    ),
    insights=(
        "Which partners can carry larger projects.",
        "Where discounting may be eating into the amounts.",
        "Whether cross-selling takes hold.",
    ),
    measurement=(
        "Taken from the amounts of won deals in the CRM export, in one currency. Make sure that amounts are "
        "of the same kind throughout, list price or net, whole contract or first year; mixing them changes "
        "this KPI more than any other."
    ),
    trend=(
        "Single large deals dominate short windows. A steady fall over several quarters is more telling than "
        "one low value, and is worth splitting by deal type and product. A price change shows at once."
    ),
    questions=(
        "Is the change one deal, or has the middle of the deals moved as well?",
        "Has the mix of new business, renewals and expansions changed?",
        "Did discounts grow?",
        "Which products are missing from the deals of this partner?",
    ),
    tips=(
        "Show partners the two or three product combinations that are bought together most.",
        "Involve your own specialists in deals that are larger than the partner's usual ones.",
        "Compare with partners of the same type and tier, never with all.",
    ),
    risks=(
        ("Size rises, number of deals falls", "The partner bets on few projects; a single loss will be felt."),
        ("Size falls while win rate rises", "Deals may be won through discounts."),
        ("Amounts repeated across many deals", "Placeholder values in the CRM; ask for real amounts."),
    ),
    visualisation=(
        "A line per quarter with the number of deals in text, or a strip of dots with one per deal, which "
        "shows the large ones. Bars of means alone hide them."
    ),
    tools="The opportunity report of any CRM.",
    integration=(
        "Combine with win rate and number of deals when you plan bookings for a partner. Finance can say what"
        " the amount includes."
    ),
    impact=(
        "Bookings change in proportion at the same number of deals. Larger deals usually take longer, so the "
        "sales cycle tends to rise with them."
    ),
    sources=(Source("Bookings over deals won; no published benchmark is adopted", "own"),),
)

SOURCED_PIPELINE_SHARE: Final = Attributes(
    name="Partner-sourced share of pipeline",
    short="Sourced share",
    standfirst="Of the pipeline opened in the quarter, the share that partners brought.",
    definition=(
        "The share compares the amounts of deals opened with the partner as their source with the amounts of "
        "all deals opened whose source is known. It tells whether a partner brings business or works on what "
        "you hand over. It is measured at opening, so it says something about the next quarters."
    ),
    formula=(
        "Sourced share = 100 · amount of deals opened with source partner ÷ amount of deals opened with a "
        "known source"
    ),
    formula_notes=(
        "Deals count by their opening date, whatever became of them. Deals without a source count on neither "
        "side, and deals without an amount add nothing. The value is missing when no deal with a known source"
        " and an amount was opened in the window. For a group it is a sum over a sum."
    ),
    interpretation_high=(
        "The partner finds its own customers. If its deals are also won more often than ours, there is a case"
        " for investing in it."
    ),
    interpretation_low=(
        "The partner mostly works on leads from you. That can be agreed, as with service partners; for "
        "resellers it is worth a conversation about prospecting."
    ),
    insights=(
        "Which partners open markets and which fulfil.",
        "Whether partner-sourced pipeline does better than our own, and so deserves more resources.",
        "How dependent a partner is on leads from you.",
    ),
    measurement=(
        "Needs the opening date, amount and source of each deal. Decide once what sourced means, for example "
        "who first spoke with the customer, write it down and apply it when the deal is registered; decided "
        "afterwards, it becomes an argument. Look at how many deals have no source."
    ),
    trend=(
        "Amounts make the share jump with single large deals, so compare several quarters. A share that rises"
        " because your own leads have dried up is not a success; look at the amounts behind it. Changes in "
        "the rule for what counts as sourced show as a step."
    ),
    questions=(
        "Did partner pipeline grow, or did ours shrink?",
        "How many deals have no known source?",
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
        "Stacked columns of partner-sourced and own pipeline in amounts, with the share as a line or text. "
        "The share alone hides whether the whole is growing."
    ),
    tools="Deal registration and the opportunity report of the CRM, with a source field.",
    integration=(
        "Use it with win rate by source when you argue for partner budget. Marketing can set it against lead "
        "spending."
    ),
    impact=(
        "A higher share today means more partner-led bookings after one sales cycle if the win rate holds. It"
        " moves with new leads, which counts deals where this one weighs amounts."
    ),
    sources=(
        Source(
            "Channel Mechanics, practices for partner KPIs: pipelines started by partners that outperform internal efforts justify more investment",
            "B",
        ),
        Source(
            "HubSpot partner tiers: points for sourced deals exceed those for assisted and managed ones (5, 3, 1 per 100 US$)",
            "A",
        ),
        Source(
            "Sourced share of new revenue in circulation: 0 to 10 % early, 20 to 30 % growth, 40 to 50 % mature; a default to edit",
            "C",
        ),
    ),
)

NEW_LEADS: Final = Attributes(
    name="New leads",
    short="New leads",
    standfirst="How many new deals partners brought in during the quarter.",
    definition=(
        "New leads are deals that were opened with the partner as their source, without renewals. They count "
        "when they are opened, as soon as they are in the CRM. The KPI is about prospecting and says nothing "
        "yet about quality."
    ),
    formula="New leads = number of deals opened with source partner, renewals left out",
    formula_notes=(
        "A deal without a deal type is not a renewal and counts; expansions count too. Deals without a source"
        " do not. The amount plays no part. The value is 0 when deals were delivered and the partner opened "
        "none, and missing when no deals were delivered at all."
    ),
    interpretation_high="The partner looks for customers. Check lead quality with win rate one sales cycle later.",
    interpretation_low=(
        "Few new deals arrive. For a partner with long projects that may be usual; otherwise ask what stands "
        "in the way of registering."
    ),
    insights=(
        "Which partners are prospecting at all.",
        "Which campaigns led to real deals.",
        "How the bookings of the next quarters are likely to develop.",
    ),
    measurement=(
        "Taken from the opening date, the source and the deal type of each deal. The interaction kinds lead "
        "and deal registration are not used here, so that each KPI has one source. Register on the day of "
        "first contact, or the month is wrong."
    ),
    trend=(
        "Campaigns and events show at once, holidays as well. A year-on-year comparison removes the season. A"
        " fall is an early sign: bookings follow after the sales cycle of the type."
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
        "Columns per month, by partner type or region. For one partner a calendar of openings shows gaps "
        "better than a line."
    ),
    tools="Deal registration, or the opportunity report of the CRM with source and type.",
    integration=(
        "Marketing plans and fund decisions can use it per campaign. Put it beside win rate, so that quantity"
        " and quality are seen together."
    ),
    impact=(
        "More new leads raise the pipeline at once and bookings after a sales cycle, as far as the win rate "
        "holds. A drive for leads often lowers the win rate for a time."
    ),
    sources=(
        Source(
            "Channel Mechanics, practices for partner KPIs: net new leads belong to a maturing programme, beside renewals and satisfaction",
            "B",
        ),
        Source("Activation in circulation: a lead in the last 90 days; a default to edit", "C"),
    ),
)

SALES_CYCLE: Final = Attributes(
    name="Sales cycle",
    short="Sales cycle",
    standfirst="How many days it usually takes from opening a deal to winning it.",
    definition=(
        "The sales cycle is the median number of days between opening and closing of the deals won in the "
        "quarter. The median is used because a single deal of two years would pull a mean far up. Fewer days "
        "are better, within reason."
    ),
    formula="Sales cycle = median of (closing date − opening date) in days, over deals won, by closing date",
    formula_notes=(
        "Lost and open deals are not counted. The value is missing when nothing was won in the window. For a "
        "group it is the median of all its deals together, not a mean of medians. With an even number of "
        "deals it is the mean of the two in the middle."
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
        "Needs true opening and closing dates. A partner that registers late looks fast, so compare with the "
        "date of the first contact now and then. Look at the number of deals beside the value and compare "
        "partners of the same type only."
    ),
    trend=(
        "Only won deals count, so a quarter in which old deals are won at last shows a longer cycle although "
        "it is good news. Larger deals and new products lengthen it. A slow rise over a year across partners "
        "points at your own approval or contract steps."
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
        "A line of medians per quarter with the range between the quartiles. For one quarter, dots per deal "
        "by deal type."
    ),
    tools="The opportunity report of any CRM, with creation and closing dates.",
    integration=(
        "Use it as the delay when you compare activity with bookings, and in planning: it says how early "
        "pipeline must be there."
    ),
    impact=(
        "A shorter cycle brings bookings forward and makes the same pipeline yield sooner. It also shortens "
        "the delay after which better training or more leads can be seen in bookings."
    ),
    sources=(Source("Median and not mean, won deals only; no published benchmark is adopted", "own"),),
)
