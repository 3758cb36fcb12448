"""KPIs of joint work in words: resources, projects, costs."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

RESOURCE_SHARING: Final = Attributes(
    name="Resource sharing",
    short="Resources",
    standfirst="Of the people, money and equipment promised to the joint work, the part that really came.",
    definition=(
        "Resource sharing compares what was put into the partnership in the window with what had been agreed. "
        "Engineer days, marketing money and demo machines can all be meant, as long as promise and delivery are "
        "counted in the same unit. It tells whether commitments are kept; whether they were ambitious is another "
        "matter."
    ),
    formula="Resource sharing = 100 · Σ resources_shared ÷ Σ resources_agreed",
    formula_notes=(
        "The sums run over partner-months that hold both measures: a promise with no report of delivery is left out, "
        "so report 0 for resources_shared when nothing came. Above 100 is possible, when more was given than agreed. "
        "Where the agreed sum is 0, or no month has both figures, the KPI is missing. For a group all amounts are "
        "added first, which is only sensible when its partners use one unit."
    ),
    interpretation_high=(
        "Promises are kept. Well above 100 for long, the plan no longer describes the work and should be rewritten."
    ),
    interpretation_low=(
        "Less came than was agreed. Ask what is short: one missing engineer can hold up a project whose money is "
        "there."
    ),
    insights=(
        "Whether joint plans fail while being made or while being staffed.",
        "What slips first when a partner is under pressure: people, money or equipment.",
        "Who gives more than promised and has earned a larger plan.",
    ),
    measurement=(
        "Take the agreed amounts from the signed plan and spread them over its months. Then import one row for "
        "resources_agreed and one for resources_shared per partner and month, in one unit such as person days; "
        "budgets are converted at a rate that both sides know. The giver should report and the receiver confirm, "
        "under reported_by, since our row is the one that counts where both exist."
    ),
    trend=(
        "Giving often starts late: the amount is due from the first month and the staff arrive in the third, so a "
        "new plan begins low without ill will. Two falling quarters in person days are more serious than in money, "
        "which comes in instalments. A renegotiation moves the denominator; note its date on the chart."
    ),
    questions=(
        "Which commitment in the plan accounts for the gap: staff, budget or equipment?",
        "Were the missing engineers moved to another vendor's project?",
        "Did we deliver our own part, or is the partner waiting for it?",
        "Is the agreed amount still wanted, or left over from last year's plan?",
    ),
    tips=(
        "Put names and weeks into the plan instead of head counts; a named engineer on Tuesdays can be checked.",
        "Go through agreed and given days in the monthly project call, while the gap can still be closed.",
        "Offer a swap when one thing runs short, such as demo equipment for engineer days.",
        "Shrink the plan openly when half of it stays away for two quarters.",
    ),
    risks=(
        ("Exactly 100 % month after month", "Delivery may be copied from the plan; ask for timesheets or invoices."),
        ("resources_agreed lowered before a review", "The percentage rises and the partnership shrinks."),
        ("Money arrives, people don't", "The partner buys itself out of the work."),
        (
            "Promised months without a report",
            "They drop out of both sums, and a silent quarter looks better than it was.",
        ),
    ),
    visualisation=(
        "Columns of agreed and given amounts side by side, split by kind of resource in your own records. On one "
        "page of many partners, a bar with a mark for the agreed amount takes less room and shows both."
    ),
    tools=(
        "The signed plan, timesheets of the shared staff and the claims list of the marketing fund. Planning "
        "software with a resource view, such as MS Project, exports both columns."
    ),
    integration=(
        "Whoever owns the budgets on the two sides should see it before the next plan is signed. Read with project "
        "completion, it separates projects that lacked means from projects that lacked leadership. Claims of market "
        "development funds can be reconciled against its money part."
    ),
    impact=(
        "Missing people usually reach project completion a phase later. When it is marketing money that stays away, "
        "joint campaigns become fewer. Engineers who never came are felt by customers at the next go-live."
    ),
    sources=(
        Source(
            "Key Performance Indicators for Business Partnerships: the level of resource sharing as a sign of aligned objectives",
            "C",
        ),
        Source("Given against agreed, in a unit that can be audited, instead of a rating of goodwill", "own"),
    ),
    goal="Partner loyalty",
    levers={
        "": (
            "Name the missing resource in this month's project call and get a person or amount, with a start date, "
            "from the partner's sponsor."
        ),
        "falling_three_quarters": (
            "Renegotiate the resource plan with both sponsors this quarter: fewer commitments, each with a name and "
            "a month."
        ),
        "target_at_risk": (
            "Ask the partner's sponsor this week to release the staff still owed, and offer equipment of ours in "
            "exchange."
        ),
        "stale_data": (
            "Collect timesheets from both project leads by Friday and enter resources_shared for every promised "
            "month, zeros too."
        ),
        "numbers_disagree": (
            "Put the two sides' timesheets next to each other at the next project call and agree on one person to "
            "report."
        ),
    },
)

PROJECT_COMPLETION: Final = Attributes(
    name="Project completion",
    short="Projects",
    standfirst="Of the joint projects due in the quarter, the share that was brought to an end.",
    definition=(
        "Project completion sets joint projects that were finished against those that were due. A joint project "
        "needs both companies: an integration, a rollout at a shared customer, an entry into a new market. Finished "
        "means accepted by whoever asked for it, and nine tenths count as nothing."
    ),
    formula="Project completion = 100 · Σ projects_completed ÷ Σ projects_due",
    formula_notes=(
        "The measures projects_completed and projects_due are summed over the partner-months that report both. A "
        "late project is due in an earlier month than the one in which it raises projects_completed, so catching up "
        "can carry the value above 100. All projects weigh alike, whatever their size. Nothing due in the window "
        "means no value; a group's projects are added up before dividing."
    ),
    interpretation_high=(
        "Joint work gets done. Check that projects of some weight are among them, for small ones are easy to end."
    ),
    interpretation_low=(
        "Planned projects don't arrive. Sort them into late, blocked and quietly dropped before anybody is blamed."
    ),
    insights=(
        "Which partner can be named to a shared customer with a fixed date.",
        "Whether projects stall at one recurring gate, such as security review or contract law.",
        "How much of the joint plan is dead and still on the list.",
    ),
    measurement=(
        "Keep a list of joint projects with due date and date of acceptance, and count it at each month's end into "
        "projects_due and projects_completed. A project is due in the month that was first agreed; if moved dates "
        "were allowed, nothing would ever be late. Report a 0 for completed in a month where something fell due and "
        "nothing was accepted, since months with only one of the two figures are ignored."
    ),
    trend=(
        "With two or three projects a quarter the value leaps between 0, 50 and 100, so read a year or read the "
        "list. Acceptances crowd at the end of the fiscal year. A stretch above 100 is a backlog being cleared and "
        "should be followed by a return to about 100, not by a hole."
    ),
    questions=(
        "Which project is the longest overdue, and on whose signature does it wait?",
        "Who on each side may declare a project finished?",
        "Were the due dates agreed by the people who do the work?",
        "Which projects on the list would neither side start again today?",
    ),
    tips=(
        "Allow a partner only as many open projects as it has named leads.",
        "Cut anything longer than a quarter into parts that a customer could accept.",
        "Strike out abandoned projects in the review, aloud, and keep the reason.",
        "Two weeks before each due date, call for 20 minutes with a single question: what could stop us?",
    ),
    risks=(
        ("Everything completed, nothing larger than a workshop", "Projects are chosen for being finishable."),
        ("Due dates move every month", "The denominator empties before it can count, and the rate says nothing."),
        (
            "Above 100 % for half a year",
            "Old delays are being worked off while the projects of today may be starving.",
        ),
        ("Accepted internally, disputed by the customer", "The wrong person signs; watch customer satisfaction."),
    ),
    visualisation=(
        "A timeline with one bar per project, the first agreed end marked on it, and the state written at its tip: "
        "accepted, late or dropped. The quarter's percentage belongs below as text, with its two counts."
    ),
    tools=(
        "Any planning tool that keeps a baseline date, such as Jira or MS Project. For a dozen projects, a shared "
        "table with five columns does the same."
    ),
    integration=(
        "Tie each project to the target in the joint plan that it serves, so that a delay shows up where it hurts. "
        "Joint ventures have milestones on time as well, which looks inside a project; here only its end counts. "
        "Product and delivery teams need the same due dates in their own plans."
    ),
    impact=(
        "What was to be sold with a late project is sold later, so bookings can follow. Satisfaction at the shared "
        "customer may suffer sooner. Milestones and plans recorded as interactions feed the planning part of "
        "engagement, which can stay strong while no project ends."
    ),
    sources=(
        Source(
            "Key Performance Indicators for Business Partnerships: joint project completions among the measures of alignment",
            "C",
        ),
        Source(
            "KPI Depot, case in Partner Mindshare: an unnamed firm with 30 % fewer collaborative projects in a year; a story, not a benchmark",
            "C",
        ),
        Source("Due in the month first agreed, so that postponing does not improve the rate", "own"),
    ),
    goal="Partner loyalty",
    levers={
        "": (
            "Sort the overdue projects with the partner's lead this week into finish, cut down or drop, and date "
            "every one you keep."
        ),
        "falling_three_quarters": (
            "Halve the open projects with both sponsors at the next review and put the freed people on those that "
            "customers wait for."
        ),
        "target_at_risk": (
            "Call the owners of all projects due before the target date this week and remove one blocking signature "
            "for each."
        ),
        "stale_data": (
            "Have both project leads count projects due and accepted for the missing months by Friday, zeros "
            "included."
        ),
        "numbers_disagree": (
            "Name with the partner, at the next project call, the one person whose acceptance counts for each "
            "project."
        ),
    },
)

COST_REDUCTION: Final = Attributes(
    name="Cost reduction",
    short="Cost saved",
    standfirst="How much less the joint work costs than the same work would cost without the partner.",
    definition=(
        "Cost reduction compares the cost of work done with the partner with a baseline, the cost of the same work "
        "alone. At 12 % the partnership does for 88 what used to cost 100. The saving is as real as its baseline, "
        "which both sides have to accept before the first saving is claimed."
    ),
    formula="Cost reduction = 100 · (1 − Σ cost ÷ Σ baseline_cost)",
    formula_notes=(
        "Only partner-months with both cost and baseline_cost are summed. The result is below 0 when the joint work "
        "costs more than the baseline, and missing when the baselines add up to 0. As a quotient of sums it follows "
        "the expensive months. Mind the shared name: for joint ventures, return on investment reads the same measure "
        "cost, so it must mean the same money in both."
    ),
    interpretation_high=(
        "The work is cheaper together. Ask what was given up for it, because a saving made at the service desk "
        "returns as complaints."
    ),
    interpretation_low=(
        "Little is saved, or money is lost. First quarters carry the set-up; later ones have no such excuse."
    ),
    insights=(
        "Which activities are worth sharing, and which either side does better alone.",
        "When the set-up of a partnership has paid for itself.",
        "Whether savings come from volume, which lasts, or from a one-off discount.",
    ),
    measurement=(
        "Fix the baseline from a period before the partnership, per unit of work, and have finance on both sides "
        "sign it. Import a row for cost and one for baseline_cost per partner and month, in the site's currency and "
        "for the same scope. The baseline has to move with volume: if twice as many parcels go out, it doubles, or "
        "growth will look like waste."
    ),
    trend=(
        "Set-up costs put the first quarters below zero; afterwards the value climbs and flattens once the easy "
        "savings are made. Inflation alone eats it away while the baseline stays in old prices. Steps at the turn of "
        "the year are usually new contracts or a new baseline, so mark both on the chart."
    ),
    questions=(
        "From which year and which volume was the baseline taken, and who signed it?",
        "Which cost line carries most of the saving?",
        "Are coordination hours booked on the joint work, or hidden in overheads?",
        "Did the partner's costs rise by what ours fell?",
    ),
    tips=(
        "Renew the baseline once a year on a fixed day, and show the old and the new one together in the review.",
        "Take the two largest cost lines and agree on a saving per unit for each.",
        "Write into the contract how savings are split; otherwise each side reports the half that suits it.",
        "End a shared activity whose unit cost has been above the baseline for a year.",
    ),
    risks=(
        ("Saving leaps when the baseline is revised", "The comparison changed and the work did not."),
        ("Costs and customer satisfaction fall together", "Service was cut, not waste."),
        ("No cost row in the dear months", "Such months vanish from both sums, and the quarter is flattered."),
        ("A research venture below zero", "It may look costly and still outperform; judge it by its agreed goals."),
    ),
    visualisation=(
        "Two lines in money, baseline and actual, with the gap between them filled. Add a waterfall of cost lines "
        "for the year; a percentage alone makes a small activity look like a big one."
    ),
    tools=(
        "Cost centre reports from the ERP systems of both companies, and the transfer prices in the contract. The "
        "sheet with the agreed baseline per unit ends most arguments, so keep it beside the contract."
    ),
    integration=(
        "Let controllers deliver the rows and look at each other's, as differences above the tolerance appear in the "
        "reconciliation. Budget rounds can carry over the agreed unit costs. In the review, show it next to "
        "satisfaction and never alone."
    ),
    impact=(
        "In a joint venture, lower cost raises return on investment twice, through the gain that is left and through "
        "the smaller denominator. The profit margin follows if prices hold. Cuts that go too deep reach project "
        "completion and satisfaction within a few months."
    ),
    sources=(
        Source(
            "Key Performance Indicators for Business Partnerships: cost reduction among the measures of shared value",
            "C",
        ),
        Source("Practice of joint ventures: a research venture can look costly and still outperform", "B"),
        Source("Baseline reported month by month, since a fixed one would punish growth", "own"),
    ),
    goal="Cost efficiency",
    levers={
        "": (
            "Go through the two largest cost lines with both controllers this month and agree on a unit cost and a "
            "date for each."
        ),
        "falling_three_quarters": (
            "Decide with both sponsors at the next review which shared activity goes back to the side that does it "
            "cheaper."
        ),
        "target_at_risk": (
            "Ask both operations leads this week for savings that can be had before the due date, with an amount and "
            "an owner each."
        ),
        "stale_data": "Ask both controllers by Friday for the missing months of cost and baseline_cost, in pairs.",
        "numbers_disagree": (
            "Put the two cost reports side by side with the controllers within two weeks and fix the scope in "
            "writing."
        ),
    },
)
