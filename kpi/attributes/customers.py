"""KPIs of the partner's customers in words: satisfaction, renewals, lifetime value."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

CUSTOMER_SATISFACTION: Final = Attributes(
    name="Customer satisfaction",
    short="Satisfaction",
    standfirst="How satisfied a partner's customers are, from 0 to 100, as reported for the quarter.",
    definition=(
        "This is the mean of the measure customer_satisfaction over the window. It holds the verdict of end "
        "customers on what they got through the partner: product, advice, delivery and support together. People who "
        "work at the partner are not asked here; for their view there are partner NPS and mindshare."
    ),
    formula="Customer satisfaction = mean of the measure customer_satisfaction in the window",
    formula_notes=(
        "Each reported row weighs the same, however many customers answered behind it. When both sides report a "
        "month, our row is taken; the partner's is used where we have none and it was accepted. The value is missing "
        "when no row lies in the window, and a group's mean runs over the rows of all its partners. Stars and "
        "smileys are not converted: the column value must already be on 0 to 100."
    ),
    interpretation_high=(
        "Customers are content with what this partner delivers. Their names belong on the list of possible "
        "references."
    ),
    interpretation_low=(
        "Customers are let down somewhere between offer and support. Separate deals that the partner led from those "
        "that you led."
    ),
    insights=(
        "Whether service quality at a partner keeps up with its sales.",
        "Which partners need trained engineers, and which need more of them.",
        "Whether customers suffer from the partner or from a release that hurt everybody.",
    ),
    measurement=(
        "Deliver one row per partner and month with partner_id, date, measure customer_satisfaction, value and "
        "reported_by. Convert before the import and write the rule down: 4 on a scale from 1 to 5 is 75, three "
        "quarters of the way up, while a share of 80 % who gave 4 or 5 is another figure altogether. The n beside "
        "the value counts rows and not customers, so keep the number of answers in your own file and doubt a month "
        "that rests on three."
    ),
    trend=(
        "Satisfaction usually moves slowly; several points within a quarter deserve a phone call. A new survey tool, "
        "or asking at another moment, shifts the level of all partners in the same month. After a troubled release "
        "everybody dips, so judge a partner by its distance from others of its type."
    ),
    questions=(
        "Did it drop on deals that the partner led, or also where our own services delivered?",
        "Which step do unhappy customers name: advice, installation, training or support?",
        "Was the survey sent after go-live this time, or after the invoice?",
        "How many customers stand behind the lowest month?",
    ),
    tips=(
        "After a drop, book product training for the engineers who did the last three installations.",
        "Lend one of your specialists to the partner's next difficult go-live.",
        "Ask at two fixed moments, at go-live and half a year later, and never move both in the same year.",
        "Forward the three worst comments in the week they arrive, with the customer's name where that is permitted.",
    ),
    risks=(
        (
            "Falling on partner-led deals only",
            "Service quality has slipped there: trained people left, or too many projects run at once.",
        ),
        (
            "The partner's own figure lies far above ours",
            "Two samples or two scales are being compared; reconcile them before anyone sees either.",
        ),
        ("Every month the same round number", "Somebody types in an estimate."),
        (
            "Mean steady and complaints rising",
            "Delighted customers may be hiding furious ones; ask for the distribution.",
        ),
    ),
    visualisation=(
        "A line per partner against the median of its type, with go-lives marked on the time axis. For a region, one "
        "dot per partner brings out those that the regional mean swallows."
    ),
    tools=(
        "The rating that a help desk asks for when a case is closed, and a short form at project acceptance, are the "
        "usual sources. Most ticket systems average it by account and month, which is the form that is needed here."
    ),
    integration=(
        "Take the figure from the help desk each month and let the service lead see it before the account manager "
        "does. Service partners have delivery quality as well, which asks about a project; this one is about "
        "everything. Accreditation rules can require both a level and a number of answers."
    ),
    impact=(
        "Renewals tend to react a contract term later, and lifetime value through them. Case studies become harder "
        "to get, because they need a customer who agrees to be named. More support tickets fill the feedback "
        "component of engagement, so a bad quarter can even raise that score."
    ),
    sources=(
        Source(
            "Channel Mechanics, on insights that drive action: a drop on partner-led transactions could reveal service problems and prompt training or more resources",
            "B",
        ),
        Source("AWS Services Path: customer satisfaction is among its gates", "B"),
        Source(
            "Key Performance Indicators for Business Partnerships: satisfaction levels belong to the measures of shared value",
            "C",
        ),
    ),
    goal="Customer satisfaction",
    levers={
        "": (
            "Ask the partner's service lead this week for the three unhappiest customers and call them together "
            "within five days."
        ),
        "satisfaction_drop": (
            "Book product training within 30 days for the engineers of the partner's last three deals, and join its "
            "next go-live."
        ),
        "falling_three_quarters": (
            "Agree this month with the partner's management on more service staff, or on fewer parallel projects, "
            "until it recovers."
        ),
        "target_at_risk": (
            "Place one of our specialists with the partner for every go-live due before the target date."
        ),
        "stale_data": "Ask the help desk this week for the ratings of the missing months and import them by partner.",
        "numbers_disagree": (
            "Compare question, scale and moment of asking with the partner within two weeks and settle on one survey."
        ),
    },
)

RENEWAL_RATE: Final = Attributes(
    name="Renewal rate",
    short="Renewals",
    standfirst="Of the renewals decided in the quarter, the share that customers signed again.",
    definition=(
        "The renewal rate takes the deals of type renewal that closed in the window and gives the part of them that "
        "was won. It shows whether customers stay once the partner has sold, installed and supported. Contracts are "
        "counted, not amounts: a licence for ten people weighs as much as one for ten thousand."
    ),
    formula="Renewal rate = 100 · renewals won ÷ (renewals won + renewals lost), by closing date",
    formula_notes=(
        "Only deals whose deal_type is renewal enter, by closed_on; a blank deal_type is not taken for one. "
        "Expansions stay outside, also when they prolong a running contract. A renewal that is still open counts on "
        "neither side, even after its contract has ended. With no renewal closed in the window there is no value, "
        "and a group's rate pools the renewals of all its partners."
    ),
    interpretation_high=(
        "Customers stay. Make sure that losses are recorded: a contract which simply runs out often leaves no lost "
        "deal behind."
    ),
    interpretation_low=(
        "Contracts are not being signed again. Find out whether these customers left the product, the partner, or "
        "only this way of buying."
    ),
    insights=(
        "Which partners sell once, and which ones keep the customer afterwards.",
        (
            "Whether customers go at their first renewal, which points at onboarding, or at a later one, which "
            "points at price or product."
        ),
        "How much of next year's bookings can be expected before a single new customer is won.",
    ),
    measurement=(
        "Open each renewal in the CRM as a deal of its own before the contract ends, and export deal_type, stage and "
        "closed_on with it. If the customer doesn't sign, close it as lost on the day on which the contract ran out. "
        "Contracts that extend themselves need a won deal as well; otherwise only the contested ones are counted and "
        "the rate comes out too low. When renewals seem to be missing, look first at how your CRM's deal types were "
        "mapped."
    ),
    trend=(
        "Renewals come in waves, since what was sold in one December falls due in the next, and a quarter may rest "
        "on three contracts. For one partner, read a year of closed renewals; keep quarters for a type or a region. "
        "The effect of a price rise arrives with the contracts that are due after it, spread over a whole contract "
        "term."
    ),
    questions=(
        "How many contracts ended in the quarter without any renewal deal in the CRM?",
        "Were the lost customers at their first renewal, or had they renewed before?",
        "Who speaks with the customer 90 days before expiry: the partner, our own people, or nobody?",
        "Which lost renewals came back as new deals, with this or another partner?",
    ),
    tips=(
        (
            "Give the partner the contracts that expire in the next 120 days, with the date of a first call on each "
            "line."
        ),
        "Ask for usage figures half a year before expiry; a customer who hardly logs in has often decided already.",
        "Pay more for a saved renewal than for one that extends itself.",
        "Agree after how many overdue days a renewal is closed as lost, and keep to it for every partner.",
    ),
    risks=(
        (
            "Rate near 100 % on few closed renewals",
            "Lapsed contracts may leave the books in silence; compare with the contracts that ended.",
        ),
        (
            "Renewals hold while customer satisfaction falls",
            "Notice periods and switching costs keep customers for now; the losses come a term later.",
        ),
        ("Lost renewals reappear as new deals", "Contracts may be reset to earn a bonus for new business."),
        (
            "Renewals won at smaller and smaller amounts",
            "Customers stay and shrink, which a count of contracts can't see.",
        ),
    ),
    visualisation=(
        "Stacked columns of renewals won and lost per quarter, with the rate in the label. When partners are "
        "compared, draw the Wilson interval: 9 of 10 reaches from 60 to 98 %. In a review, the table of contracts "
        "that end in the next two quarters serves better than a curve."
    ),
    tools=(
        "An opportunity report with a deal type field, and the contract list of the billing or subscription system. "
        "The second reveals the expiries that never became a deal."
    ),
    integration=(
        "Let subscription billing create the renewal deal by itself, so that expiry dates and CRM agree. Hand the "
        "list of expiring contracts to the customer success team too, as it decides which customers to visit. In "
        "tier rules, ask for a minimum number of closed renewals before the rate counts."
    ),
    impact=(
        "No other figure moves customer lifetime value as much: from 80 to 90 % the expected lifetime doubles from 5 "
        "to 10 years, once enough renewals have closed to show it. A lost contract lowers bookings in its quarter "
        "and bookings growth with them. Where service is weak, renewals react a contract term later than "
        "satisfaction does."
    ),
    sources=(
        Source(
            "Practitioner benchmark for service partners: managed-services retention of at least 90 % a year; it counts customers, not signed renewals, so use it with care",
            "B",
        ),
        Source(
            "Channel Mechanics, on adapting KPIs as an ecosystem evolves: priorities may shift over time to include renewal rates",
            "B",
        ),
        Source("Counted by contract, so that one large customer can't hide several lost small ones", "own"),
    ),
    goal="Customer satisfaction",
    levers={
        "": (
            "Call with the partner, within two weeks, every customer whose contract ends in the next 90 days, "
            "largest first."
        ),
        "falling_three_quarters": (
            "Have the partner's service lead interview the last five lost customers this month and bring the reasons "
            "to the review."
        ),
        "target_at_risk": (
            "Assign an owner on each side to every renewal still open this week and offer terms for the three "
            "largest before expiry."
        ),
        "stale_data": (
            "Ask sales operations this week to close overdue renewals as won or lost and to export the deals again."
        ),
    },
)

CUSTOMER_LIFETIME_VALUE: Final = Attributes(
    name="Customer lifetime value",
    short="Lifetime value",
    standfirst="The gross margin that one customer of this partner can be expected to bring over the years.",
    definition=(
        "Lifetime value multiplies what a customer books in a year, the gross margin on it, and the years for which "
        "a customer is likely to stay. All three come from the partner's last 24 months, so the figure tells what a "
        "customer is worth when won and kept by this partner. It is an expectation under unchanged conditions; later "
        "years are not discounted."
    ),
    formula=(
        "Customer lifetime value = bookings per customer and year · gross margin · lifetime; lifetime in years = 1 ÷ "
        "max(1 − renewal rate, 1 ÷ (renewals closed + 1))"
    ),
    formula_notes=(
        "Bookings of the trailing 24 months are divided by the distinct customers with a won deal in them, and times "
        "12 ÷ months they become a yearly amount. The margin is the mean of the measure gross_margin, in percent. "
        "Evidence caps the lifetime: 4 renewals closed and all of them won give 5 years, not eternity. Without "
        "closed renewals there is no value, nor without a gross_margin row or a named customer."
    ),
    interpretation_high=(
        "A customer won here is worth a lot over time. See on how many customers and renewals that rests before you "
        "plan with it."
    ),
    interpretation_low=(
        "Customers bring little, leave early or were bought with margin. Take the three factors apart before "
        "choosing what to do."
    ),
    insights=(
        "How much may be spent on winning a customer through this partner.",
        "Whether a partner should work on keeping customers or on selling more to each.",
        "Which partners win many customers that never earn back their discount.",
    ),
    measurement=(
        "Fill the customer column of every won deal, one spelling per company: two spellings make two customers and "
        "lower the yearly amount of both. Mark renewals in deal_type, and report gross_margin as a monthly measure "
        "between 0 and 100. As an example, 240,000 booked by 10 customers in 24 months, a margin of 40 % and 8 of 10 "
        "renewals won give 12,000 · 0.40 · 5 = 24,000. A partner with fewer months is brought to a year as well, on "
        "thinner evidence."
    ),
    trend=(
        "It moves slowly, because quarters next to each other share 21 of their 24 months: judge it by the year. The "
        "lifetime is the sensitive factor at high renewal rates, where one contract more or less of twenty, 19 won "
        "or 18, stands for 20 years or 10. A step in a single month is often a cleaned-up customer list or a new "
        "margin figure."
    ),
    questions=(
        "Which of the three moved: yearly bookings per customer, margin or lifetime?",
        "How many names in the customer column belong to the same company?",
        "On how many closed renewals does the lifetime rest?",
        "Is gross_margin taken before or after the partner's rebate and our support costs?",
    ),
    tips=(
        "Work on the first renewal of each new customer, since the lifetime multiplies everything else.",
        (
            "Hold it against the customer acquisition cost of the same partner, and stop offers that cost more than "
            "they can return."
        ),
        "Show account plans for the five customers with the lowest yearly bookings and ask what else they could use.",
        "Round to thousands in reviews; the arithmetic carries no more.",
    ),
    risks=(
        (
            "Expected lifetime longer than your product has existed",
            "Hardly a renewal was lost so far, and the future is drawn from a handful of contracts.",
        ),
        ("Value rises as small customers disappear", "The same bookings over fewer customers look like progress."),
        (
            "Won deals without a customer, or with one called various",
            "They add bookings and hardly a customer, so everyone appears too valuable.",
        ),
        ("Margin is a planned figure", "The result then repeats the plan; ask finance for what was earned."),
    ),
    visualisation=(
        "Three small bars for yearly bookings, margin and lifetime belong under the figure, since that is where a "
        "change is understood. Across partners, plot it against acquisition cost with a line where the two are "
        "equal."
    ),
    tools=(
        "Account names and deals from the CRM, margin from the ERP or the partner's profit report, contract ends "
        "from billing. A spreadsheet is enough to check one partner by hand."
    ),
    integration=(
        "Budgets for recruiting and market development can take it as the limit of what a customer may cost. "
        "Controllers usually want a discounted figure; hand them the three factors and let them choose the rate. "
        "Clean the customer names together with the CRM team, for the same list serves the renewal calls."
    ),
    impact=(
        "Each point of renewal rate counts for more the higher the rate already is. Discounts shorten it through the "
        "margin even while bookings grow. A rising value makes a higher customer acquisition cost bearable, which is "
        "a reason to look at both together."
    ),
    sources=(
        Source(
            "Key Performance Indicators for Business Partnerships: lifetime value as an advanced measure of customers acquired through a partnership",
            "C",
        ),
        Source(
            "Distributors earn a gross margin of 31 % typically and 34 % when it is high; something to hold your own gross_margin against",
            "B",
        ),
        Source(
            "Farris, Bendle, Pfeifer and Reibstein, Marketing Metrics: lifetime value with a retention rate and a discount rate; discounting is left out here",
            "B",
        ),
        Source(
            "Lifetime limited to renewals closed + 1 years, so that a few won contracts do not become an endless customer",
            "own",
        ),
    ),
    goal="Revenue growth",
    levers={
        "": (
            "Take the partner's five smallest renewing customers this month and agree on one offer that raises what "
            "each books in a year."
        ),
        "falling_three_quarters": (
            "Compare margin, yearly bookings and renewals with last year in the next review and give the weakest "
            "factor an owner."
        ),
        "target_at_risk": (
            "Have the partner call every customer due for renewal this quarter within ten days, since each one kept "
            "lengthens the lifetime."
        ),
        "stale_data": (
            "Ask finance this week for the missing gross_margin rows and import them before the next review."
        ),
    },
)
