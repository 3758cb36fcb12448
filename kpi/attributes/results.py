"""KPIs of deals that were decided, in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

BOOKINGS: Final = Attributes(
    name="Bookings",
    short="Bookings",
    standfirst="The value of deals won with a partner in the quarter.",
    definition=(
        "Bookings are the amounts of all deals that were won, at the date on which they closed. They count whole, "
        "whichever side found the deal. The figure must equal the one in your CRM for the same period, and it is the "
        "result against which the scores are tested."
    ),
    formula="Bookings = Σ amount of deals won, by closing date",
    formula_notes=(
        "Open and lost deals are not counted, and the expected date of an open deal plays no part. Deals count by "
        "their own dates, also outside the time in which the partner belonged to the programme. When deals were "
        "delivered and none was won, the value is 0; when no deals were delivered at all, it is missing."
    ),
    interpretation_high=(
        "The partner sells. Look at engagement and mindshare too: high bookings with little joint work can end with "
        "one lost contact."
    ),
    interpretation_low=(
        "Little was won in the window. Look at open pipeline and the sales cycle before you judge a partner with "
        "long projects."
    ),
    insights=(
        "Which partners carry the revenue of a region, and how dependent you are on them.",
        "Where activity does not turn into sales.",
        "Whether a fall comes from fewer deals, smaller deals or lost ones.",
    ),
    measurement=(
        "Import the opportunity export of your CRM with opening date, closing date, stage and amount. Map the stages "
        "to open, won and lost once. Use the same currency throughout; with deal ids, a later export replaces what "
        "has changed."
    ),
    trend=(
        "The trailing quarter smooths single deals, but a large one still lifts three months and then drops out. "
        "Year ends and quarter ends matter in most businesses: compare with the same quarter a year before. In the "
        "first months of an export that begins with newly opened deals, bookings fill up slowly."
    ),
    questions=(
        "Is the change one large deal or many?",
        "Which customers that ordered in the same quarter last year did not order now?",
        "Did fewer deals close, or smaller ones?",
        "Does our figure equal the partner's own, and if not, which deals are missing?",
        "Which large deals with an expected date in this quarter slipped into the next?",
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
        "Columns per month or quarter with the same quarter of last year beside them. For comparisons use a sorted "
        "bar chart, with the number of deals written next to it."
    ),
    tools=(
        "The opportunity report of any CRM, exported as CSV with deal id, partner, stage, amount, opening and "
        "closing date. Finance's order list for the same quarter is the check against it."
    ),
    integration=(
        "Compare with finance once a quarter, deal by deal for the largest ten. Use it with the scores in business "
        "reviews, tier decisions and targets. Rebates should be paid from these rows and no others, so that both "
        "sides argue about one list."
    ),
    impact=(
        "Bookings follow new leads, win rate and deal size, after one sales cycle. They do not enter any of the "
        "three scores, so a rise in both is a finding and not arithmetic."
    ),
    sources=(
        Source(
            (
                "Channel Mechanics, practices for partner KPIs: booking trends show sales patterns; a decline should "
                "trigger an action"
            ),
            "B",
        ),
        Source(
            (
                "Counted by closing date and kept out of the scores, since nobody has published evidence that an "
                "engagement score predicts revenue"
            ),
            "own",
        ),
    ),
    levers={
        "": (
            "Review the partner's ten largest open deals with its sales lead this week, and set a next step and an "
            "owner for each."
        ),
        "bookings_decline": (
            "Start a promotion or campaign with the partner's sales lead within two weeks, aimed at the product that "
            "lost most."
        ),
        "score_without_bookings": (
            "Ask the partner's sales lead this month which customers the joint work reached, and open two deals from "
            "it."
        ),
        "bookings_without_engagement": (
            "Meet the partner that sells so much this month, find a second contact and agree on a joint plan."
        ),
        "falling_three_quarters": (
            "Go back to the registrations of two quarters ago with the partner this month and rebuild the pipeline "
            "where it broke."
        ),
        "target_at_risk": (
            "Add up the open deals that can close before the due date with the partner this week, and name what is "
            "missing."
        ),
        "numbers_disagree": (
            "Match your list of won deals with the partner's by deal id this week and settle the differences with "
            "finance."
        ),
        "stale_data": (
            "Ask sales operations for the opportunity export up to today by Friday, and import it before the review."
        ),
    },
    goal="Revenue growth",
)

WIN_RATE: Final = Attributes(
    name="Win rate",
    short="Win rate",
    standfirst="Of the deals that were decided in the quarter, the share that was won.",
    definition=(
        "The win rate compares deals won with all deals that were closed, won or lost, by the date of closing. It "
        "counts deals, not amounts, so a small deal weighs as much as a large one. For a group it is computed from "
        "all deals together and is never a mean of the partners' rates."
    ),
    formula="Win rate = 100 · deals won ÷ (deals won + deals lost), by closing date",
    formula_notes=(
        "Open deals are not counted, however old. The value is missing when nothing closed in the window. Deals "
        "count by their own dates, also when the partner has left since. With few deals the rate is a rough one: 3 "
        "of 4 gives 75 %, and a 95 % interval from 30 to 95 %."
    ),
    interpretation_high=(
        "Deals that are fought for are won. A very high rate can mean that only safe deals are registered, or that "
        "lost ones are never closed."
    ),
    interpretation_low=(
        "Many deals end without an order. Look at where they were lost: price, product fit, or too late in the "
        "process."
    ),
    insights=(
        "Where partners spend effort on deals that they can't win.",
        "Which types need help before the offer and which after it.",
        "Whether partner-sourced deals are won more often than ours.",
    ),
    measurement=(
        "Needs stage and closing date of every deal. Losses must be recorded as faithfully as wins, otherwise the "
        "rate flatters. The number of closed deals stands beside the rate; when they are few, read the deals and not "
        "the percentage."
    ),
    trend=(
        "A quarter of one partner has few deals and jumps; look at a year, or at a whole type. A rate that rises "
        "while the number of closed deals falls often means that losses stay open. Cleaning up old deals makes the "
        "rate fall in one month."
    ),
    questions=(
        "How many decided deals stand behind the rate, and would one more loss change its meaning?",
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
        "A line per quarter with the number of closed deals under it. For comparing partners use dots with intervals "
        "instead of bars."
    ),
    tools=(
        "The opportunity report of any CRM, with lost deals included and a field for the reason of loss. A "
        "competitor field of six fixed names is filled in; a free text is not."
    ),
    integration=(
        "Use it with average deal size and sales cycle to see how a partner sells. Enablement plans may take it as "
        "one measure of success."
    ),
    impact=(
        "At the same number of deals, bookings move in proportion to the win rate. It reacts to better "
        "qualification, which lowers new leads at the same time."
    ),
    sources=(
        Source("CRM documentation: won / (won + lost), by close date", "A"),
        Source("Wilson score interval: a 75 % win rate on 4 deals spans 30 to 95 %", "A"),
    ),
    levers={
        "": (
            "Go through the last five lost deals with the partner's sales lead this month and bring presales help "
            "into the next offer."
        ),
        "invest_partner_sourced": (
            "Write this month the business case for more budget on deals that partners bring, since these are won "
            "more often."
        ),
        "falling_three_quarters": (
            "Train the partner's sellers this quarter on the competitor named most often in its lost deals."
        ),
        "target_at_risk": (
            "Assign a presales engineer to each of the partner's offers that are due before the target's date."
        ),
        "stale_data": (
            "Ask the partner's sellers to close dead deals as lost by Friday, so that the rate counts losses as well."
        ),
    },
    goal="Revenue growth",
)

AVERAGE_DEAL_SIZE: Final = Attributes(
    name="Average deal size",
    short="Deal size",
    standfirst="The mean value of the deals won in the quarter.",
    definition=(
        "Average deal size divides bookings by the number of deals won in the same window. It shows what kind of "
        "business a partner does: many small orders or few large projects. For a group it is the total amount over "
        "the total number of deals."
    ),
    formula="Average deal size = bookings ÷ deals won",
    formula_notes=(
        "The value is missing when nothing was won in the window. Lost and open deals play no part, whatever their "
        "amount. Deals count by their closing date; renewals and expansions are included, so the mix of deal types "
        "moves the mean."
    ),
    interpretation_high=(
        "The partner wins large deals. Check how many there are: one project can make the whole mean."
    ),
    interpretation_low=(
        "Orders are small. This may be the right business for a distributor and a sign of discounting for a project "
        "partner; compare within the type only."
    ),
    insights=(
        "Which partners can carry larger projects.",
        "Where discounting may be eating into the amounts.",
        "Whether cross-selling takes hold.",
    ),
    measurement=(
        "Taken from the amounts of won deals in the CRM export, in one currency. Make sure that amounts are of the "
        "same kind throughout, list price or net, whole contract or first year; mixing them changes this KPI more "
        "than any other."
    ),
    trend=(
        "Single large deals dominate short windows. A steady fall over several quarters is more telling than one low "
        "value, and is worth splitting by deal type and product. A price change shows at once."
    ),
    questions=(
        "Is the change one deal, or has the middle of the deals moved as well?",
        "Has the mix of new business, renewals and expansions changed?",
        "Did the discount per deal grow, and who approved it?",
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
        "A line per quarter with the number of deals in text, or a strip of dots with one per deal, which shows the "
        "large ones. Bars of means alone hide them."
    ),
    tools=(
        "The opportunity report of any CRM, with product lines and discount where it has them. A configurator or "
        "quoting tool knows what was left out of the offer."
    ),
    integration=(
        "Combine with win rate and number of deals when you plan bookings for a partner. Finance can say what the "
        "amount includes."
    ),
    impact=(
        "Bookings change in proportion at the same number of deals. Larger deals usually take longer, so the sales "
        "cycle tends to rise with them."
    ),
    sources=(Source("Bookings over deals won; no published benchmark is adopted", "own"),),
    levers={
        "": (
            "Show the partner's sellers this month the two product combinations that similar partners sell, and join "
            "the next two offers."
        ),
        "falling_three_quarters": (
            "Check the discounts of the last three quarters with the partner's sales lead this month and agree on a "
            "limit."
        ),
        "target_at_risk": (
            "Add a service or second product to each open offer of the partner before it is sent, until the target's "
            "date."
        ),
        "stale_data": "Ask sales operations by Friday for the amounts that are missing from won deals.",
    },
    goal="Revenue growth",
)
