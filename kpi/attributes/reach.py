"""KPIs of how far a market or its users are reached, in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

MARKET_PENETRATION: Final = Attributes(
    name="Market penetration",
    short="Penetration",
    standfirst=(
        "Of what customers in a partner's market spent in the quarter, the share that you won through that partner."
    ),
    definition=(
        "Market penetration sets the bookings won with a partner against the size of the market that the partner is "
        "meant to cover. The market is an estimate for a territory or a segment, in money and per month, of "
        "everything that customers buy there in your category. The KPI is defined for distributors and resellers, "
        "since other types have no territory of their own. It speaks of one partner's patch, while market share "
        "growth speaks of change."
    ),
    formula="Market penetration = 100 · bookings ÷ Σ market_size",
    formula_notes=(
        "Above stands the amount of deals won in the window, by closing date; below the sum of the measure "
        "market_size. Months are not paired, and for a group both are totals: a partner whose market nobody sent "
        "adds bookings and no market. It is missing without a row of market_size or when its sum is 0, and 0 when "
        "deals were delivered and none was won. Our estimate of the market counts where both sides sent one, else "
        "the partner's, once accepted."
    ),
    interpretation_high=(
        "You hold a good part of this market through this partner. Growth will have to come from new segments, new "
        "products or a larger territory."
    ),
    interpretation_low=(
        "Most of the market buys elsewhere. Check that the estimate belongs to what this partner can really reach "
        "before you call the patch neglected."
    ),
    insights=(
        "Which territories are large and hardly worked, so that a second partner would find room.",
        "Where bookings grow only because the market does.",
        "Which partner was given a market that is too small to live on.",
    ),
    measurement=(
        "Take market_size from one analyst or statistical source per region and write it as spending per month: an "
        "estimate of 12 million a year is 1 million in each monthly row. Send one row for every month of the window "
        "with partner, date, market_size and value, in the currency of the deals. Where two partners share a "
        "territory, divide its market between them, or it is counted twice for the group. Keep year and publisher of "
        "the estimate in your file, and change it once a year for all partners together."
    ),
    trend=(
        "Bookings move every month and the estimate once a year, so what you see is mostly bookings, with a step "
        "when the estimate is renewed. Compare with the same quarter a year earlier: market estimates are rarely "
        "seasonal, and customers' budgets are. A large deal lifts three months and leaves again. A penetration that "
        "rises in a shrinking market is worth less than it looks."
    ),
    questions=(
        "From which publisher and year is the market estimate of this territory?",
        "Does market_size hold segments into which this partner isn't allowed to sell?",
        "Is a second partner selling in the same territory, and is the market divided between the two?",
        "Which named accounts in this patch have never had an offer from you?",
    ),
    tips=(
        (
            "List the thirty largest accounts in the territory with the partner and mark those that neither of you "
            "has met."
        ),
        (
            "Recruit a second partner for a segment before you do so for a territory; the first one will accept it "
            "sooner."
        ),
        "Renew all estimates in the same month and note the step in the chart.",
    ),
    risks=(
        (
            "Penetration jumps in the month of a new estimate",
            "The divisor changed, not the sales; compare bookings alone.",
        ),
        (
            "High penetration with most bookings from renewals",
            "The base is being served, and the rest of the patch is open to a competitor.",
        ),
        (
            "market_size sent for one month of three",
            "A month of market stands under a quarter of bookings, and the rate is three times too high.",
        ),
    ),
    visualisation=(
        "A scatter of partners with market size to the right and penetration upwards: large and low, at the bottom "
        "right, is where to act. For one territory use a line with the steps of the estimate marked. A map is pretty "
        "and hides the size of small, rich regions."
    ),
    tools=(
        "A market study, an association's statistics or customs data for market_size, and the CRM for bookings. "
        "Account-mapping tools help to turn the share into names of customers not yet met."
    ),
    integration=(
        "Strategy or market research owns the estimate; sales operations turns it into monthly rows. Use the value "
        "when territories, exclusivity and recruiting are decided, and in the goal of market expansion. Marketing "
        "can rank regional campaigns by the market that is not reached."
    ),
    impact=(
        "It rises with bookings, so with new leads and win rate before that. A partner that gains share in its patch "
        "usually buys more from you, which lifts share of wallet. More penetration makes each further customer "
        "harder to win and tends to raise customer acquisition cost."
    ),
    sources=(
        Source(
            (
                "Market penetration belongs to the sales-focused KPIs of distribution partnerships (Key Performance "
                "Indicators for Business Partnerships)"
            ),
            "C",
        ),
        Source(
            (
                "Bookings of the window over the sum of monthly market size; no published benchmark is adopted, as "
                "the size of a market is an estimate"
            ),
            "own",
        ),
    ),
    levers={
        "": (
            "Go through the largest accounts of the territory with the partner's sales lead this month and open ten "
            "that have no offer."
        ),
        "bookings_decline": (
            "Plan a regional campaign with the partner within two weeks, aimed at the segment of the territory that "
            "stopped buying."
        ),
        "falling_three_quarters": (
            "Decide this quarter with regional sales whether the territory gets a second partner or a smaller "
            "exclusive segment."
        ),
        "target_at_risk": (
            "Agree with the partner on five named accounts to win before the due date, and lend a specialist for "
            "each offer."
        ),
        "numbers_disagree": (
            "Agree with the partner on one publisher for market_size this month and send the territory's rows again."
        ),
        "stale_data": "Ask market research for market_size of the missing months before the next territory review.",
    },
    goal="Market expansion",
)

USER_ADOPTION_RATE: Final = Attributes(
    name="User adoption rate",
    short="Adoption",
    standfirst=(
        "Of the users who could work with the joint product, the share that did so in the latest month with figures."
    ),
    definition=(
        "User adoption sets active users of what was built with a technology partner against all users who are "
        "entitled to it. Active means that the integration did something for the person in that month, not that it "
        "is installed. Eligible users are those with a licence on both sides and a version that supports it. The KPI "
        "is defined for the type technology."
    ),
    formula=(
        "User adoption rate = 100 · Σ active_users ÷ Σ eligible_users, in the last month of the window that has both"
    ),
    formula_notes=(
        "Users are a stock and not a flow, so months are never added up: the latest of the three months that has "
        "active_users and eligible_users is taken. When none of them has both, or nobody was eligible, the rate is "
        "missing. For a group it is the latest month in which any of its partners has both, and only the partners "
        "that report that month are added. Our count is read where both companies sent one, the partner's otherwise, "
        "once accepted."
    ),
    interpretation_high=(
        "The integration is part of daily work. Customers who use it are worth asking for a reference, and the next "
        "feature may start here."
    ),
    interpretation_low=(
        "It was built and is hardly used. Find the step at which users stop: they don't know it, can't switch it on, "
        "or tried it and went back."
    ),
    insights=(
        "Whether a launch reached people or only the price list.",
        "Which customers hold licences of both products and use neither together.",
        "Where a change of interface or sign-in has cost users overnight.",
    ),
    measurement=(
        "Count distinct users with at least one action through the integration in the calendar month as "
        "active_users, and licensed users on supported versions as eligible_users. Send both with a date in the same "
        "month, from the same side; a month with one of them is not read. Keep service accounts and test tenants out "
        "of both. Agree with the partner on the time zone in which a day ends, for a count of logins in UTC and one "
        "in local time never agree."
    ),
    trend=(
        "After a launch the rate falls first, because eligible users arrive at once and active ones one by one, and "
        "then climbs for some months towards a plateau. Holiday months dip. A step down in one month is usually "
        "technical, a slow slide usually a better alternative. Since one month is read, a month that arrives late is "
        "replaced by the one before it and the line stays flat."
    ),
    questions=(
        "At which step between licence and first use do most eligible users stop?",
        "Did eligible_users jump because a large customer was added or a version became supported?",
        "Which five customers have the most eligible users and the fewest active ones?",
        "Was there an outage, a new sign-in or a changed interface in the month of the step?",
        "Is a user counted as active after one click or after a finished task?",
    ),
    tips=(
        (
            "Ask the partner's customer-success team to switch the integration on during onboarding instead of "
            "offering it."
        ),
        "Write to administrators of the five largest customers without active users, with a guide of one page.",
        "Repair the first-run screen before you build the next feature.",
        "Show inside the product what colleagues in the same company use it for.",
    ),
    risks=(
        (
            "Adoption falls right after a new interface version",
            "The integration is broken for some; each week without repair makes it permanent.",
        ),
        (
            "Active users steady, eligible users falling",
            "The rate rises while the base shrinks; look at licences lost.",
        ),
        (
            "Adoption high among two customers and near zero elsewhere",
            "The feature was built for them, and its business case rests on two contracts.",
        ),
    ),
    visualisation=(
        "Two lines, eligible and active users, with the space between them shaded: the gap in people says more than "
        "the percentage. Mark launches and interface changes. A bar per customer of active over eligible shows whom "
        "to call."
    ),
    tools=(
        "Product analytics or access logs of the interface give active users; the licence system gives eligible "
        "ones. A monthly query on the log that counts distinct account names is enough, once service accounts are "
        "excluded."
    ),
    integration=(
        "Product analytics of the company that sees the traffic sends the measures each month. Customer success uses "
        "the list behind it for onboarding calls, and product management for the roadmap in the joint plan. When you "
        "compare renewals of users and others, match size and plan first, for adopters are usually the better "
        "customers anyway."
    ),
    impact=(
        "Product launches enlarge the divisor and lower it for a while. Integrated customers often stay longer, but "
        "that is a correlation: the eager ones integrate, so don't promise renewals from it. High adoption is where "
        "customers for case studies are found, which feeds advocacy."
    ),
    sources=(
        Source(
            (
                "User adoption rates are named among the KPIs of technology partnerships (Key Performance Indicators "
                "for Business Partnerships)"
            ),
            "C",
        ),
        Source(
            (
                "Integration adoption and the retention of integrated against other customers: correlational, so "
                "match size and plan"
            ),
            "C",
        ),
        Source(
            "Complaint from practice: partner counts in local time, vendor counts in UTC, and the scorecards differ",
            "B",
        ),
    ),
    levers={
        "": (
            "Call the five customers with most idle eligible users this month, with the partner's success team, and "
            "switch it on for them."
        ),
        "falling_three_quarters": (
            "Have both product managers watch five users try the first run this quarter, and repair what stops them."
        ),
        "target_at_risk": (
            "Give the partner's success team a named list of idle customers and meet weekly until the target is due."
        ),
        "numbers_disagree": (
            "Compare one day's log with the partner's analyst this week and agree on time zone and what an active "
            "user is."
        ),
        "stale_data": (
            "Ask product analytics for active_users and eligible_users of the missing months by Friday, both from "
            "one side."
        ),
    },
    goal="Customer satisfaction",
)
