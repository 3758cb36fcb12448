"""KPIs of winning customers through a partner, in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

CUSTOMER_ACQUISITION_COST: Final = Attributes(
    name="Customer acquisition cost",
    short="Acquisition cost",
    standfirst="What it cost, on average, to win one new customer with a partner in the quarter.",
    definition=(
        "Customer acquisition cost divides all that was spent to win new customers with a partner by the number of "
        "customers won. Commission, market funds, campaigns and the time of your own sellers belong to the cost; "
        "discounts and support do not. A new customer is one that had never bought before, so renewals and "
        "expansions are no customers here. Lower is better, up to a point. It is defined for distributors, resellers "
        "and referral partners."
    ),
    formula="Customer acquisition cost = Σ acquisition_cost ÷ Σ new_customers",
    formula_notes=(
        "Cost and customers are summed over three months, from partner-months that have a row of acquisition_cost "
        "and one of new_customers. A month of spending without a customer needs new_customers with 0, or its cost is "
        "lost to the KPI. When no customer was won in the window the cost per customer is missing and not infinite. "
        "The CRM's deals play no part. A group's value is the whole cost over all customers won; of a month that "
        "both sides report ours counts, or else the partner's, once accepted."
    ),
    interpretation_high=(
        "Each customer is bought dearly. Compare with what such a customer brings over its lifetime before you cut, "
        "and see which part is fixed."
    ),
    interpretation_low=(
        "Customers come cheaply, or the cost is not all there. Ask whether your sellers' time and the partner's own "
        "spending are included."
    ),
    insights=(
        "Which partner type wins customers at a price that their value can carry.",
        "Whether market funds bring customers or only leads.",
        "Where a referral fee is higher than your own advertising would be.",
    ),
    measurement=(
        "Let finance define the list of cost types once, and take commission and market funds from the books and "
        "sellers' hours from the CRM or a fixed rate. A row each for acquisition_cost and new_customers, with the "
        "same partner and month; the cost in the month in which it was caused. Count new_customers by first "
        "contract, one per company and not one per deal. For your share and the partner's share of a campaign, "
        "decide whose money counts and keep to it."
    ),
    trend=(
        "Spending comes before customers: a campaign quarter is dear, the one after is cheap, so read four quarters "
        "together. In partners with two or three new customers a quarter a single one changes the value by a third "
        "or more. The first cheap customers of a new territory are followed by dearer ones, which is saturation and "
        "no fault. A jump for all partners in one month is usually a new cost type in the ledger."
    ),
    questions=(
        "How many new customers stand behind this cost, and did any of them buy before?",
        "Are our own sellers' hours in acquisition_cost, and at which rate?",
        "Which campaign's market funds fell into this quarter, and which customers came from it?",
        "What is a customer of this partner worth over its lifetime, compared with what it cost?",
        "Was commission paid on renewals booked as acquisition?",
    ),
    tips=(
        "Pay market funds after a named customer result and not after an event took place.",
        "Show partners the cost per customer of each kind of campaign and let them choose the next one.",
        "Move commission from renewals to first contracts in the next agreement.",
        "Compare within a type only: a distributor buys reach, a referral partner sells a name.",
    ),
    risks=(
        (
            "Cost per customer falls and renewal rate falls later",
            "Cheap customers were the wrong ones; compare lifetime value by quarter of winning.",
        ),
        ("Cost booked once a year", "One quarter carries it all, and the others look free."),
        ("new_customers above the deals won of type new", "Somebody counts trials or second contracts as customers."),
    ),
    visualisation=(
        "A line of four-quarter values with the number of new customers as text, on an axis that starts at 0. "
        "Stacked columns of commission, market funds and own time per customer show which part to change. A dot per "
        "partner, cost against lifetime value, divides the good from the dear."
    ),
    tools=(
        "The commission run, the market-fund system and the accounting system for cost; the CRM's list of first "
        "contracts for customers. A campaign tool that writes the customer's name on each claim saves the argument "
        "about who brought whom."
    ),
    integration=(
        "Finance delivers acquisition_cost after each closing, sales operations delivers new_customers at the same "
        "time. Use it beside customer lifetime value when commission plans and market funds are fixed for the year. "
        "The partner's manager should know it before a special incentive is promised."
    ),
    impact=(
        "A better win rate lowers it, since lost offers cost as much as won ones. New leads from campaigns raise it "
        "first and lower it a sales cycle later. It touches no score, but it decides how much growth in a region is "
        "worth paying for."
    ),
    sources=(
        Source(
            (
                "Customer acquisition cost is central to evaluating distribution partnerships (Key Performance "
                "Indicators for Business Partnerships)"
            ),
            "C",
        ),
        Source(
            (
                "Return on market funds as won revenue of linked deals over funds reimbursed: the reason to name the "
                "customer on each claim"
            ),
            "A",
        ),
        Source(
            "No published cost per customer is adopted, as the cost types included differ from company to company",
            "own",
        ),
    ),
    levers={
        "": (
            "Go through last quarter's campaigns with the partner's marketing lead this month and end the one with "
            "no named customer."
        ),
        "falling_three_quarters": (
            "Have finance split three quarters of cost per new customer by kind of campaign, and stop the dearest "
            "kind next month."
        ),
        "target_at_risk": (
            "Move next month's market funds of the partner to the campaign kind with the lowest cost per customer."
        ),
        "numbers_disagree": (
            "Agree with the partner's finance lead within two weeks on who counts as a new customer and whose "
            "spending counts."
        ),
        "stale_data": (
            "Ask finance and sales operations for acquisition_cost and new_customers of the missing months after "
            "this closing."
        ),
    },
    goal="Cost efficiency",
)

LEAD_CONVERSION: Final = Attributes(
    name="Lead conversion",
    short="Lead conversion",
    standfirst=(
        "Of the deals that a referral partner brought and that were decided in the quarter, the share that was won."
    ),
    definition=(
        "Lead conversion is the win rate of what a referral partner sent to you. The partner opens the door and your "
        "own sellers do the rest, so it measures the quality of the introduction and the speed of your follow-up "
        "together. Only deals with the partner as their source count. It is defined for the type referral."
    ),
    formula="Lead conversion = 100 · deals won ÷ deals closed, both sourced by the partner, by closing date",
    formula_notes=(
        "Closed deals are those won or lost with a closing date in the three months and sourced_by partner; deals "
        "from us, deals without a source and open ones stay out. Renewals and expansions count too when the partner "
        "is their source. The rate is missing when none of its leads was decided in the window. A lead counts once, "
        "whatever its amount, and when it was opened does not matter. A group's rate is all won over all closed of "
        "its referral partners."
    ),
    interpretation_high=(
        "The partner knows whom to send. Ask for more of the same kind, and see whether it sends few because it "
        "sends only the sure ones."
    ),
    interpretation_low=(
        "Introductions seldom become orders. Compare the time of your first call and the reasons for loss before you "
        "blame the leads."
    ),
    insights=(
        "Which referral partner's introductions deserve your best seller on the same day.",
        "Whether leads die of poor fit or of a late first call.",
        "How many introductions you need from a partner for one order.",
    ),
    measurement=(
        "Register each introduction as a deal on the day on which it arrives, with sourced_by partner and the "
        "referral partner's id; a lead that lives in a mailbox is never lost and never won. Close the ones that went "
        "nowhere as lost with a reason. Leave qualification to one rule, since leads that are sifted before "
        "registration make the rate look better than the partner is."
    ),
    trend=(
        "A decision comes a sales cycle after the introduction, so today's rate judges the leads of an earlier "
        "quarter. Tidying up the CRM closes many dead leads in one month and makes the rate fall at once. With fewer "
        "than ten decisions the value moves in leaps, and a year says more. When a partner begins to be paid per "
        "introduction instead of per order, expect more leads and a lower rate two quarters later."
    ),
    questions=(
        "How many hours passed between each introduction and our seller's first call?",
        "Which of the lost leads were never reached at all?",
        "Is the partner paid for the introduction or for the order?",
        "How many introductions were turned down before they were registered as deals?",
        "Do the won leads have an industry or a size in common?",
    ),
    tips=(
        "Call every introduced customer within one working day and tell the partner that you did.",
        "Write to the partner after each decision, with the reason, so that it learns whom to send.",
        "Pay the fee on the order, with a small part at the first meeting.",
        "Give the partner three sentences with which to introduce you and an example of a good fit.",
    ),
    risks=(
        (
            "Conversion falls after the fee was moved to the introduction",
            "The partner is paid for names; restore a part for the order.",
        ),
        (
            "High rate from two or three leads a year",
            "Luck and quality look the same in so few; ask for more before you draw conclusions.",
        ),
        ("Many leads open for more than two sales cycles", "They are lost and not closed, and the rate is too good."),
    ),
    visualisation=(
        "A funnel from introduction over first meeting and offer to order for each referral partner, in counts. "
        "Beside it the rate of the last four quarters as a dot with its interval. Columns of won and lost in one "
        "colour family keep the numbers in sight."
    ),
    tools=(
        "A referral form that creates the deal with the partner's id, and the CRM for what follows. "
        "Partner-management tools record the time of the introduction, and from that the hours until the first call "
        "can be had."
    ),
    integration=(
        "Your own sales managers need it as much as the partner does, because half of it is their work. Use it in "
        "the yearly talk about fees and when introductions are routed to sellers. Set it beside the win rate of your "
        "own leads; that comparison is the business case for referrals."
    ),
    impact=(
        "A better rate turns the same new leads into more bookings and lowers customer acquisition cost, since the "
        "fee is spread over more orders. Stricter qualification raises it and lowers the number of new leads. Quick "
        "and honest feedback after each decision also shows in the partner's mindshare answers."
    ),
    sources=(
        Source(
            "Lead to close, referred against other leads: 22 against 8 %, an illustrative case and no benchmark",
            "B",
        ),
        Source("Partner-sourced deals decided in the window, by closing date as in a CRM's win rate", "A"),
    ),
    levers={
        "": (
            "Call every introduction of the last two weeks yourself or through a named seller, and tell the partner "
            "how each one stands."
        ),
        "no_registration": (
            "Call the partner's contact this week, say what became of the last introductions and ask for one new "
            "name."
        ),
        "falling_three_quarters": (
            "Sit down with the partner and your sales lead this month and sort the lost leads into poor fit and late "
            "call."
        ),
        "bookings_decline": (
            "Route the partner's next introductions to your best closer for a quarter and report back after each "
            "decision."
        ),
        "target_at_risk": (
            "Review all open introductions with the sales lead weekly until the due date, and close the dead ones "
            "with a reason."
        ),
    },
    goal="Revenue growth",
)
