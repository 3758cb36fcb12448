"""KPIs of a joint venture's money in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

RETURN_ON_INVESTMENT: Final = Attributes(
    name="Return on investment",
    short="ROI",
    standfirst=(
        "What a joint venture gained in the quarter for every unit of money that was put into it, beyond the money "
        "itself."
    ),
    definition=(
        "Return on investment sets the gain of a joint venture against its cost: 0 % means that the money came back "
        "and no more, 20 % that each 100 brought 120. Gain is what both parents agreed to count as benefit, which "
        "may be revenue, savings or the value of something built. Cost is what both parents put in, their people's "
        "time included. The KPI is defined for partners of the type joint_venture only."
    ),
    formula="Return on investment = 100 · (Σ gain − Σ cost) ÷ Σ cost",
    formula_notes=(
        "Both sums run over three months and take only the partner-months that have a row of gain and a row of cost; "
        "a month of building work with costs alone is left out, so send a gain of 0 for it. Of a month that both "
        "parents report, our gain or cost counts, and the other parent's, once accepted, fills the months that we "
        "don't have. Without such a month, or with a total cost of 0, the value is missing; it is −100 % when "
        "nothing came back and has no upper end. For several ventures the gains and the costs are added up first."
    ),
    interpretation_high=(
        "The venture earns more than it costs, in this quarter. Ask whether the gain repeats or was a single "
        "licence, sale or grant, and whether both parents' time is in the cost."
    ),
    interpretation_low=(
        "More goes in than comes back. For a venture that still builds its product this is the plan; compare with "
        "the milestones before you speak of failure."
    ),
    insights=(
        "Which ventures pay for themselves by now and which still live on the parents' money.",
        (
            "Whether a venture that looks costly delivers what was agreed apart from money: a research venture can "
            "cost more than it earns and still outperform."
        ),
        "How much of a better return comes from lower cost and how much from higher gain.",
    ),
    measurement=(
        "One row a month and venture for each of the two measures gain and cost, in the reporting currency, dated in "
        "the month to which the money belongs and not when it was paid. Write down once, with both finance "
        "departments, what counts as gain and at which rate the seconded people are charged. The same cost rows feed "
        "cost reduction, so keep their scope equal to that of baseline_cost. Mark who reports with reported_by, so "
        "that a difference between the parents' books shows up in reconciliation."
    ),
    trend=(
        "A quarter's return swings with single invoices: a machine paid in March makes that quarter poor and the "
        "next one good. Over the life of a venture expect a negative stretch, a crossing of zero and a plateau; the "
        "month of the crossing against the business case says more than any single value. A return that climbs while "
        "both gain and cost shrink is a venture running out, not a success. Returns published per year can't be set "
        "beside a quarter without care."
    ),
    questions=(
        "Does cost hold the hours of the people that both parents lent to the venture?",
        "Which single invoice or licence fee made the gain of this quarter?",
        "In which month was the venture to cross zero in its business case, and where is it now?",
        "What did the venture learn or build that no line of gain shows?",
        "Do the two parents' books give the same cost, and if not, which transfer price differs?",
    ),
    tips=(
        (
            "Agree with the other parent on a one-page list of what is gain and what is cost before the first month "
            "is reported."
        ),
        "Book shared equipment over its life in both books, so that one purchase doesn't decide a quarter.",
        "Put the return beside the milestones on one page for the venture's board, so that neither is read alone.",
        "Move work to the parent that does it cheaper before you cut work that earns.",
    ),
    risks=(
        (
            "Return above plan and milestones late",
            "The venture saves on development; the gain of next year is being spent now.",
        ),
        (
            "One parent reports gain, the other doesn't",
            "The venture's benefit lands in one house, and the other will ask to leave.",
        ),
        (
            "Cost has rows in every month and gain in few",
            "Months without gain are left out, and the return looks better than the venture is.",
        ),
        (
            "Return negative beyond the month of the business case",
            "Money alone won't settle it: the board must confirm, change or end the purpose.",
        ),
    ),
    visualisation=(
        "Columns of gain above and cost below a zero line per quarter, with the return as text on each. A running "
        "total of gain minus cost since the start shows the crossing of zero, which a line of quarterly percentages "
        "hides. Mark the planned crossing from the business case on the same axis."
    ),
    tools=(
        "The venture's own ledger or a cost centre in each parent's ERP gives cost; time sheets give the lent hours. "
        "Gain often sits in a business-case spreadsheet: export it as rows of month, measure and value. Where one "
        "parent keeps the books, ask for the trial balance instead of a slide."
    ),
    integration=(
        "Finance of both parents signs the two measures once a quarter, before the venture's board meets. Use the "
        "value for decisions on the next tranche of money and in the joint plan, together with profit margin and "
        "milestones. A target for it should name the tranche that depends on it."
    ),
    impact=(
        "Lower cost lifts it at once, and lifts cost reduction as well, since both use the same rows. Late "
        "milestones push gain into later quarters, so the return tends to follow milestones_on_time with a lag of a "
        "phase. A higher profit margin need not raise it when the parents' own time is the larger cost."
    ),
    sources=(
        Source(
            (
                "Joint ventures should be measured by operational efficiency and financial performance: return on "
                "investment, profit margin, milestones (Key Performance Indicators for Business Partnerships)"
            ),
            "C",
        ),
        Source(
            (
                "Joint venture return in circulation: 15 % and more good, 10 to 14 % fair, below 10 % weak, without "
                "a period; a default to edit for your own cost of capital"
            ),
            "C",
        ),
        Source(
            (
                "Case of a research venture: judged by agreed goals that are not financial, it outperformed although "
                "it looked costly"
            ),
            "B",
        ),
    ),
    levers={
        "": (
            "Go through gain and cost line by line with both parents' finance leads before the next board, and stop "
            "one cost that earns nothing."
        ),
        "falling_three_quarters": (
            "Put a decision to continue, change or end the venture, with three quarters of gain and cost, on the "
            "next board's agenda."
        ),
        "target_at_risk": (
            "Ask both parents this month which milestone would release gain before the target's due date, and staff "
            "that one first."
        ),
        "numbers_disagree": (
            "Ask both controllers to settle the disputed gain or cost rows within two weeks, beginning with the "
            "transfer price."
        ),
        "stale_data": (
            "Ask the venture's controller for the missing months of gain and cost by Friday, with 0 where nothing "
            "was gained."
        ),
    },
    goal="Profitability",
)

PROFIT_MARGIN: Final = Attributes(
    name="Profit margin",
    short="Profit margin",
    standfirst="Of each 100 that a joint venture took in during the quarter, what was left as profit.",
    definition=(
        "Profit margin divides the profit of a joint venture by its revenue. It describes the venture's running "
        "business; the money that the parents put in to start it belongs to return on investment. Which profit is "
        "meant, before or after tax and the parents' charges, is for the parents to fix, and it must not change "
        "afterwards. The KPI is defined for the type joint_venture only."
    ),
    formula="Profit margin = 100 · Σ profit ÷ Σ revenue",
    formula_notes=(
        "Profit and revenue are added up over three months, and a partner-month counts only when it has both. A loss "
        "is sent as a negative profit and makes the margin negative; below zero there is no limit. The margin is "
        "missing without a month that has both, or when the revenue adds up to 0. Our own figure is used where both "
        "parents sent one for the month, theirs otherwise, as soon as it is accepted. A margin of several ventures "
        "is their joint profit over their joint revenue, so a large venture weighs more."
    ),
    interpretation_high=(
        "The venture keeps much of what it earns. Check that the parents charge it for what they supply, since free "
        "services make any margin look good."
    ),
    interpretation_low=(
        "Little is left of the revenue, or less than nothing. Look first at prices given to the parents as customers "
        "and at what they charge, then at the market."
    ),
    insights=(
        "Whether growth in revenue is bought with discounts or brings profit along.",
        "How the parents' charges to the venture move its result from one to the other.",
        "Which ventures could live without further money from the parents.",
    ),
    measurement=(
        "Two measures a month: profit and revenue of the same venture, of the same accounting standard and in one "
        "currency. Take both from the venture's monthly closing and not from the forecast, and send a corrected "
        "closing again: the later import wins for the month. Sales to the parents themselves should stay inside "
        "revenue only when they are priced as for others. Write into the venture's agreement whether profit is "
        "gross, operating or net."
    ),
    trend=(
        "The first months after launch carry fixed cost on little revenue, so the margin starts deep below zero and "
        "rises quickly; that is arithmetic and no merit. Year-end charges from the parents make the last quarter "
        "fall in many ventures: compare it with the last quarter of the year before. A margin that slips a little "
        "each quarter while revenue grows points at the mix of what is sold. One restated month changes three "
        "values, since it stays in the window for a quarter."
    ),
    questions=(
        "Which charges from the parents fell into this quarter's profit?",
        "Is revenue from the parents priced like revenue from outside customers?",
        "Did the mix of products or the prices move the margin?",
        "Is profit here gross, operating or net, and do both parents read it so?",
    ),
    tips=(
        (
            "List the parents' charges as a line of their own in the venture's closing, so that the margin can be "
            "read without them."
        ),
        "Review the three contracts with the thinnest margin before you raise all prices.",
        "Fix transfer prices for a year at the planning meeting instead of in each closing.",
    ),
    risks=(
        (
            "Margin rises in the month a parent stops charging",
            "The profit moved between the houses; nobody earned more.",
        ),
        (
            "Revenue grows and profit doesn't",
            "Sales are bought with price, or each new customer costs as much as it brings.",
        ),
        (
            "Profit reported quarterly, revenue monthly",
            "Only the months with both count, and the margin sets three months' profit against one month's revenue.",
        ),
    ),
    visualisation=(
        "Two columns per quarter, revenue and profit on one money axis from zero, with the margin written above "
        "them. A waterfall from revenue to profit for the last quarter shows which cost took most. For several "
        "ventures use dots of margin sized by revenue."
    ),
    tools=(
        "The monthly profit-and-loss statement of the venture, from its accounting system or a parent's ERP. A "
        "controller's spreadsheet with one line per month exports directly as rows of profit and revenue."
    ),
    integration=(
        "Feed it from the venture's closing on the same working day each month, and show it to both parents before "
        "dividends or charges are discussed. In the quarterly review it stands between return on investment, which "
        "looks at the parents' money, and milestones on time."
    ),
    impact=(
        "A better margin raises the gain of the venture and so return on investment, as far as gain is defined "
        "through profit. Discounts that lift revenue may lower it in the same quarter. It has no link by formula "
        "with bookings, which are counted by closed deals and not by invoices."
    ),
    sources=(
        Source(
            (
                "Profit margin is named as a financial KPI of joint ventures (Key Performance Indicators for "
                "Business Partnerships)"
            ),
            "C",
        ),
        Source(
            (
                "Gross margin of distributors: 31 % typical, 34 % high; another kind of margin in another business, "
                "given so that the two aren't compared"
            ),
            "B",
        ),
    ),
    levers={
        "": (
            "Take the last closing to both parents this month and agree on the one price or charge that would "
            "restore the margin."
        ),
        "falling_three_quarters": (
            "Have the venture's controller split three quarters of margin by product and drop or reprice the "
            "thinnest within a month."
        ),
        "target_at_risk": (
            "Agree with the venture's manager by month's end which contract gets repriced before the target falls "
            "due."
        ),
        "numbers_disagree": (
            "Ask both controllers this week which profit they mean, gross, operating or net, and import the agreed "
            "months again."
        ),
    },
    goal="Profitability",
)
