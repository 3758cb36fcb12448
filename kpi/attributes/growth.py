"""KPIs of growth in words: bookings and market share against a year ago."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

BOOKINGS_GROWTH: Final = Attributes(
    name="Bookings growth",
    short="Growth",
    standfirst="How much more, or less, was won with a partner than in the same months of the year before.",
    definition=(
        "Bookings growth sets the amount of deals won in the last three months against the amount won in the same "
        "three months a year earlier. The season falls out of the comparison, because March is measured against "
        "March. At +25 % the partner closed five for every four; at −100 % it closed nothing."
    ),
    formula="Bookings growth = 100 · (bookings in the window ÷ bookings in the same window a year before − 1)",
    formula_notes=(
        "Both windows add up the amounts of deals won, by closed_on, whichever side found them. No value is given "
        "unless the whole earlier window lies within the delivered deals and the partner's time with you: one that "
        "joined in January 2025 has its first figure in March 2026. The earlier amount must be above 0, so growth "
        "from nothing is missing and not infinite. A group compares two totals, which include deals of partners "
        "recruited since."
    ),
    interpretation_high=(
        "More is being closed than a year ago. Look at how small last year's window was before you celebrate: "
        "doubling a single order is easy."
    ),
    interpretation_low=(
        "Less closed than in the same months of last year. One large order back then is enough for that, so read "
        "both lists of deals first."
    ),
    insights=(
        "Which partners grow by selling more often, and which were carried by an order that is now a year old.",
        "Whether a region's growth comes from partners that were there a year ago or from recruits.",
        "How much of a fall in bookings is season, which a comparison with the previous quarter can't tell.",
    ),
    measurement=(
        "Nothing is needed beyond the deals that bookings use: partner_id, stage, amount and closed_on, reaching "
        "back 15 months or more. Take the older year from the same CRM report and the same amount field, or a change "
        "from list price to net will look like decline. A deal whose closed_on slips over a quarter's end distorts "
        "growth twice, now and again in a year, so correct closing dates before the review."
    ),
    trend=(
        "Watch the base as much as the rate: after an exceptional quarter, growth turns negative four quarters later "
        "although nobody works less. Two months in a row share most of both windows, so step by quarters. In a "
        "partial month a few days stand against a whole month, and the figure starts far too low."
    ),
    questions=(
        "Which deals stood in last year's window, and which of them could never have come again?",
        "Did price list, currency or amount field change between the two windows?",
        "Would growth still be positive with renewals taken out of both years?",
        "How much of this region's growth is owed to partners that joined during the year?",
    ),
    tips=(
        (
            "Put last year's three largest orders of the coming quarter into the joint plan, each with what is to "
            "replace it."
        ),
        (
            "Answer a decline with a dated promotion for the products that shrank, instead of a general call for "
            "more effort."
        ),
        "Print both amounts beside the percentage; a step from 2,000 to 6,000 needs no headline.",
        "Look two quarters ahead: the large orders of last year tell you today where growth will turn negative.",
    ),
    risks=(
        (
            "Growth of several hundred percent",
            "The earlier window was almost empty; read the amount and leave the rate aside.",
        ),
        (
            "Growth holds while fewer deals are won",
            "A price rise or one project covers for customers that were lost.",
        ),
        (
            "No value for a partner that sells",
            "Its window of last year held no won deal, or lies before the first delivered month.",
        ),
        ("A whole region jumps in one month", "Part of the older year is probably missing from the import."),
    ),
    visualisation=(
        "Paired columns of this year and last year per quarter, with the percentage written above each pair. For a "
        "programme, draw a point per partner with last year's bookings across and this year's upwards: the diagonal "
        "separates growth from decline, and size stays visible."
    ),
    tools=(
        "Any CRM whose opportunity report can be filtered by close date delivers both years, Salesforce and HubSpot "
        "exports among them. A finance ledger of partner orders is a useful second witness for the older one."
    ),
    integration=(
        "Write it into the joint business plan as a growth target per quarter, with last year's amount as the "
        "baseline. Give finance the two amounts rather than the rate, because amounts can be reconciled. A change of "
        "tier should name the windows on which it was decided."
    ),
    impact=(
        "When win rate or deal size slips, growth follows in the same quarter; when new leads slip, it follows a "
        "sales cycle later. A lasting decline pulls the market share down too, unless the market shrinks as fast. "
        "Strong growth from two or three customers makes the next year's comparison harder."
    ),
    sources=(
        Source(
            "Channel Mechanics, best practices for partner KPIs: a decline in booking trends could trigger specific promotions and marketing campaigns",
            "B",
        ),
        Source("Missing, not infinite, when last year's window is empty; no published growth rate is adopted", "own"),
    ),
    goal="Revenue growth",
    levers={
        "": (
            "List with the partner this week the large orders of last year that have no successor, and agree on two "
            "to win by quarter end."
        ),
        "bookings_decline": (
            "Start a 60-day promotion on the products that shrank most, with a named seller at the partner to run it "
            "from next Monday."
        ),
        "falling_three_quarters": (
            "Ask the partner's owner this month which vendor took the business, and bring an offer for that product "
            "line within 30 days."
        ),
        "target_at_risk": (
            "Go through all open deals with the partner this week and put people on those that can still close "
            "before the due date."
        ),
    },
)

MARKET_SHARE_GROWTH: Final = Attributes(
    name="Market share growth",
    short="Share growth",
    standfirst="By how many percentage points a partner's share of its market changed within a year.",
    definition=(
        "The bookings of the window are divided by the size of the partner's market in the same months, and the "
        "share of a year before is subtracted. From 4.0 to 4.6 % is a growth of 0.6 points. It separates a partner "
        "that wins ground from one that is lifted by a growing market."
    ),
    formula="Market share growth = 100 · bookings ÷ Σ market_size − the same a year before, in points",
    formula_notes=(
        "The measure market_size holds, per partner and month, what all customers of its territory and category "
        "bought in that month, from anyone. There is no value when either window has no market_size, and none when "
        "the earlier one reaches beyond the delivered data or the partner's time with you. Months are not paired: in "
        "a group, bookings of a partner without a market row still count above the line and make the share too high. "
        "Points are differences, so from 2 to 3 % is 1 point and not 50 %."
    ),
    interpretation_high=(
        "The partner gains on its competitors. Make sure that the market figure didn't shrink because somebody "
        "changed its source."
    ),
    interpretation_low="Others gain more here, even if bookings rise. Lost deals by competitor show who.",
    insights=(
        "Which partners take business from competitors, and which merely rise with their market.",
        "Territories with room for a second partner.",
        "Whether a launch won customers over or only moved our own to a newer product.",
    ),
    measurement=(
        "Import one market_size row per partner and month, in the site's currency, with reported_by. A yearly figure "
        "must be divided by twelve, or by the season of your trade; entered whole in one month, it makes that "
        "quarter's share tiny. Define each partner's market by territory and category and watch for overlaps: two "
        "partners with the same city both carry it in full, and the share of their group comes out too low. Keep to "
        "one source for 15 months at least."
    ),
    trend=(
        "Analysts publish late and revise, so a jump is often a new edition of the report. Shares are small numbers, "
        "and 0.1 points may be a single deal; wait for four quarters in one direction. Bookings and market are "
        "rarely seasonal in the same way, which the comparison with a year before removes."
    ),
    questions=(
        "Who published the market figure, for which territory, and when was it revised?",
        "From which competitor did this partner win its last three new customers?",
        "Do two of our partners claim the same territory as their market?",
        "Is the market growing faster than the partner's sales team?",
    ),
    tips=(
        (
            "Choose the segment of the territory where the share is lowest and give it a campaign with its own "
            "number of leads."
        ),
        "Write source and definition of the market into the joint plan, next to the target in points.",
        "Translate a tenth of a point into money at the review, because nobody sells in points.",
        "Collect the winning competitor of each lost deal; it is a view of the market that needs no analyst.",
    ),
    risks=(
        (
            "Share grows while bookings fall",
            "The market shrinks faster than the partner, and the prize itself gets smaller.",
        ),
        (
            "The same market_size for two years",
            "With a frozen denominator this is bookings growth under another name.",
        ),
        (
            "All partners of a region gain in the same month",
            "A source was exchanged, or market rows are missing on one side of the comparison.",
        ),
        ("The gain is one public tender", "Take it out and look again; it will be subtracted next year."),
    ),
    visualisation=(
        "Two dots per partner, share last year and share now, joined by a line and sorted by its length. For a "
        "single territory add the market itself as columns, so that a shrinking one is not mistaken for success."
    ),
    tools=(
        "Analyst reports, trade statistics, public tenders, and distributor panels for hardware. Lost deals with a "
        "competitor field give a rough check at no cost."
    ),
    integration=(
        "Territory planning and partner recruiting are the first to use it, together with the marketing budget per "
        "region. Resellers and distributors also have market penetration, made from the same two inputs: that one "
        "shows the level, this one the change. Strategy teams often own the market figures, so agree with them on a "
        "yearly date of delivery."
    ),
    impact=(
        "It stays at zero while bookings and market grow alike. New leads among customers of competitors come first, "
        "then wins against them, then the share. Ground taken with discounts returns as lower deal sizes and "
        "margins, and through them as lower lifetime value."
    ),
    sources=(
        Source(
            "Key Performance Indicators for Business Partnerships: market share growth shows competitive position and can guide strategic adjustments",
            "C",
        ),
        Source(
            "Channel Mechanics, on aligning KPIs with business goals: realign them when the focus moves to expanding market share",
            "B",
        ),
        Source("Difference in points, because a percentage of a small share exaggerates", "own"),
    ),
    goal="Market expansion",
    levers={
        "": (
            "Pick with the partner, before month end, one segment lost to a named competitor and plan a joint "
            "campaign for it next quarter."
        ),
        "falling_three_quarters": (
            "Review the territory with the regional manager this quarter and decide whether to add a partner where "
            "the share falls."
        ),
        "target_at_risk": (
            "List the competitor's ten largest customers in the territory this week and open a deal with three of "
            "them by month end."
        ),
        "stale_data": (
            "Ask the market analyst this week for the newest territory figures and import market_size for the months "
            "that lack it."
        ),
        "numbers_disagree": (
            "Settle territory and category with the partner at the next call, then have one side correct its "
            "market_size rows."
        ),
    },
)
