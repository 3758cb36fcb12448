"""KPIs of what was promised and delivered, in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

MILESTONES_ON_TIME: Final = Attributes(
    name="Milestones on time",
    short="Milestones",
    standfirst="Of the milestones that were due in the quarter, the share that the venture met by their date.",
    definition=(
        "A milestone is a result with a date in the venture's joint plan, such as a prototype accepted or a plant "
        "licensed. The KPI counts those that fell due in the window and, among them, those met by their date. One "
        "met late stays unmet in the month in which it was due. Each counts the same, whatever its weight in the "
        "plan. It applies to the type joint_venture only."
    ),
    formula="Milestones on time = 100 · Σ milestones_met ÷ Σ milestones_due",
    formula_notes=(
        "The window is a quarter, and only partner-months that have milestones_due as well as milestones_met are "
        "added up. A month in which nothing was due may be left out or sent as two zeros; either way it changes "
        "nothing. When nothing fell due in the window the value is missing, since no promise was tested. Our count "
        "goes before the other parent's, which is used after acceptance. For a group it is all milestones met over "
        "all that were due."
    ),
    interpretation_high=(
        "The venture keeps its dates. A full score over many quarters can also mean that dates are set late and "
        "safely, or moved before they are missed."
    ),
    interpretation_low=(
        "Dates pass unmet. Find out whether the same parent holds the work each time, and whether the plan was ever "
        "agreed by those who do it."
    ),
    insights=(
        "Which venture is late before its gain and margin show it.",
        "Whether delays sit with one parent, with approvals, or with a supplier.",
        "How far the next tranche of money or the launch date can be trusted.",
    ),
    measurement=(
        "Count once a month from the joint plan: milestones_due is how many had their date in that month, "
        "milestones_met how many of those were accepted by it. Freeze the date when the plan is approved; a date "
        "that moves after approval keeps its old month here. Let the receiving parent say what is met, not the one "
        "that delivers. Interactions of the kind milestone feed the planning part of engagement and are not read "
        "here."
    ),
    trend=(
        "With two or three milestones a quarter, one is a third of the value or more, so read four quarters "
        "together. Slips come in chains: a low quarter is often followed by another, because the next work starts "
        "late. A rise just after a re-plan means new dates and not new speed. Year-end dates pile up in many plans "
        "and make the last quarter the hardest."
    ),
    questions=(
        "Which milestone was missed by most days, and on which parent's desk did it wait?",
        "How many dates were moved in the plan before they could be missed?",
        "Who accepts a milestone as met, the parent that delivers it or the one that receives it?",
        "Which of next quarter's milestones depend on one that is late already?",
    ),
    tips=(
        "Name one owner in one parent for every milestone; two owners are none.",
        (
            "Look at next quarter's dates in each monthly meeting and ask for the first doubt instead of the last "
            "excuse."
        ),
        "Break a milestone that takes longer than a quarter into parts that can be accepted.",
        "Agree on the answer time for approvals in both houses and write it into the plan.",
    ),
    risks=(
        (
            "All milestones met and none in the next quarter",
            "The plan has run out; nobody has agreed on what comes next.",
        ),
        (
            "The same approval is late for the second time",
            "It isn't a delay but a disagreement about scope or money; raise it to the board.",
        ),
        ("More met than due", "Late results are being counted in the month of their completion; correct the rows."),
    ),
    visualisation=(
        "A timeline with one mark per milestone, filled when met by its date, hollow when late, in two lanes for the "
        "two parents. Under it the quarterly share with the counts as text, such as 5 of 6. A percentage alone says "
        "nothing about two milestones."
    ),
    tools=(
        "The project plan of the venture in any planning tool that keeps the approved date beside the current one. "
        "Without one, a shared table of milestone, owner, approved date and accepted date is enough to count both "
        "measures."
    ),
    integration=(
        "Use it at the venture's board together with return on investment, and in the joint plan for the next phase. "
        "Payment by tranche can be tied to named milestones, and this share then tells finance how much money is "
        "likely to move. Lift late items from it into the actions of the quarterly review."
    ),
    impact=(
        "Late milestones delay gain and so return on investment, usually by as long as the phase that slipped. It "
        "moves with project completion where both count the same work; keep in mind that project_completion reads "
        "projects_due and not milestones. Better planning contact raises the planning component of engagement at the "
        "same time, without any link by formula."
    ),
    sources=(
        Source(
            (
                "Tracking milestones and timelines shows whether joint efforts go as planned (Key Performance "
                "Indicators for Business Partnerships)"
            ),
            "C",
        ),
        Source(
            (
                "Goals that are not financial, met over agreed, as the second measure of a venture: a research "
                "venture can look costly and still outperform"
            ),
            "B",
        ),
    ),
    levers={
        "": (
            "Ask the owner of each missed milestone this week for a new date and the one approval that would hold it."
        ),
        "falling_three_quarters": (
            "Re-plan the venture with both parents within a month, with fewer milestones and one named owner for "
            "each."
        ),
        "target_at_risk": (
            "Move people of both parents to the next two milestones due, and check their state every week until the "
            "target's date."
        ),
        "numbers_disagree": (
            "Have the receiving parent confirm each disputed milestone in writing before the monthly counts are "
            "imported again."
        ),
        "stale_data": (
            "Ask the venture's project office for milestones_due and milestones_met of the missing months before the "
            "board meets."
        ),
    },
    goal="Innovation",
)

DELIVERY_QUALITY: Final = Attributes(
    name="Delivery quality",
    short="Delivery",
    standfirst="How satisfied customers were with the projects that a service partner delivered, from 0 to 100.",
    definition=(
        "Delivery quality is the mean of what customers said about a finished project that the partner carried out "
        "for you or under your name. It is asked project by project, at acceptance, and so differs from customer "
        "satisfaction, which covers the whole account. It belongs to partners of the type service. The scale is 0 to "
        "100, whatever the form used."
    ),
    formula="Delivery quality = mean of the rows of project_satisfaction in the window",
    formula_notes=(
        "Every row of project_satisfaction in the three months counts once: with a row per project all projects "
        "weigh the same, with a row per month a month of one project weighs as much as one of ten. When no project "
        "was rated in the window the value is missing and never 0. Where we and the partner both sent a rating for "
        "the month, ours is taken, and the partner's otherwise once accepted. For a group the rows of all its "
        "service partners are averaged together, so a partner with many rated projects weighs more."
    ),
    interpretation_high=(
        "Customers accept the work and say so. Find out which team does it and how much more it can take on before "
        "quality gives way."
    ),
    interpretation_low=(
        "Projects end in disappointment. Read the comments of the lowest two first: scope, skills and handover need "
        "different answers."
    ),
    insights=(
        "Which service partner you can put in front of your largest customer.",
        "Whether poor projects come from the partner's skills or from what sales promised.",
        "Where a partner has taken on more projects than its certified people can carry.",
    ),
    measurement=(
        "Send three questions to the customer's project lead within two weeks of acceptance, and turn the mean into "
        "0 to 100 before import: 4.5 on a scale from 1 to 5 becomes 87.5, on a scale from 0 to 5 it becomes 90. A "
        "row holds the partner, the date of acceptance, project_satisfaction and the value; all projects of a month "
        "belong in one file, since a later file replaces what it holds for that month. Ask about every project, the "
        "failed ones too; when the partner chooses whom to ask, only friends answer."
    ),
    trend=(
        "Ratings come at acceptance, so a value tells about work that began months ago. One angry customer moves a "
        "quarter of a small partner by ten points or more; look for the second before you act on the first. Values "
        "slide about a quarter after a partner's experienced people have left or its order book has doubled. Summer "
        "and year end bring few acceptances and so many gaps."
    ),
    questions=(
        "Which projects were accepted but never rated by their customer?",
        "Did the same project manager lead the two lowest-rated projects?",
        "Was the scope that sales sold the scope that was delivered?",
        "How many certified consultants worked on the projects behind this value?",
        "What did customers write about the handover to operations?",
    ),
    tips=(
        "Make the rating part of the acceptance form, so that no project closes without one.",
        "Send one of your own engineers to the kick-off when a partner does a kind of project for the first time.",
        (
            "Hold a review of an hour on the lowest-rated project of each quarter, with the partner and your "
            "salesperson in the room."
        ),
        "Let the best-rated team write the checklist that the others follow.",
    ),
    risks=(
        ("Ratings high, few projects rated", "Unhappy customers are not asked, or the partner answers for them."),
        (
            "Delivery falls while bookings rise",
            "More is sold than the partner's people can deliver; references will be missing next year.",
        ),
        ("Ratings fall with no certification in a year", "The product has moved on and the consultants have not."),
    ),
    visualisation=(
        "One dot per rated project over time, with the monthly mean as a line through them, so that a single bad "
        "project can be seen as one. For several service partners show ranges and not bars. The axis runs from 0 to "
        "100; a cut axis turns three points into a cliff."
    ),
    tools=(
        "The acceptance form of a project tool, a ticket system's closing survey or a short web form gives the "
        "answers. Service-desk figures on agreed response times are a useful neighbour, and belong in a measure of "
        "their own."
    ),
    integration=(
        "Professional services, or whoever owns acceptance, sends the month's values with the other measures. Use it "
        "when projects are handed to partners and when a service tier is renewed. Low ratings feed the training "
        "plan; high ones are the list from which case studies are asked for."
    ),
    impact=(
        "Poor projects show up in renewal rate about a contract later and in customer satisfaction sooner. Good ones "
        "give reasons for references and so lift advocacy when somebody asks. More training raises it with a delay "
        "of a project's length, if skills were the cause."
    ),
    sources=(
        Source(
            (
                "Project satisfaction of managed-service partners above 4.5 of 5, the scale's lower end not named: "
                "87.5 or 90 of 100"
            ),
            "B",
        ),
        Source(
            (
                "Managed services: agreed service levels kept in more than 95 % of cases, retention of at least 90 % "
                "a year; neighbours of this KPI, not part of it"
            ),
            "B",
        ),
        Source(
            (
                "A drop in satisfaction on partner-led work asks for faster training or more people (Channel "
                "Mechanics, practices for partner KPIs)"
            ),
            "B",
        ),
    ),
    levers={
        "": (
            "Call the customers of the two lowest-rated projects this week and agree with the partner's delivery "
            "lead on one change."
        ),
        "falling_three_quarters": (
            "Have your services lead join the partner's next three kick-offs and book its consultants into training "
            "this quarter."
        ),
        "satisfaction_drop": (
            "Hold a one-hour project review with the partner's delivery lead within two weeks, comments of the "
            "customer on the table."
        ),
        "target_at_risk": (
            "Give the partner's next projects to its best-rated team, and review each at half time until the target "
            "is due."
        ),
        "stale_data": (
            "Ask by Friday for ratings of all projects accepted since the last one came in, and make rating a step "
            "of acceptance."
        ),
    },
    goal="Customer satisfaction",
)
