"""KPIs of a technology partner's product work in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

PRODUCT_LAUNCHES: Final = Attributes(
    name="Product launches",
    short="Launches",
    standfirst=(
        "How many joint products, integrations or major versions a technology partner brought to customers in the "
        "quarter."
    ),
    definition=(
        "A launch counts when customers can buy or switch on what was built together: a new integration, a joint "
        "product, a major version. Announcements, betas and patches are not launches. The KPI counts releases and "
        "says nothing about who uses them, which is what user adoption is for. Partners of the type technology have "
        "it."
    ),
    formula="Product launches = Σ product_launches",
    formula_notes=(
        "The monthly values of product_launches are added up over three months and are not scaled when the window is "
        "shorter. It is missing, not 0, when the window holds no row at all: send 0 for a month without a launch, or "
        "silence and idleness look the same. When both companies report a month, our count is used; theirs stands "
        "in, after acceptance, where we have none. A group's value is the sum over its technology partners."
    ),
    interpretation_high=(
        "The partner ships. See whether the launches reach users, and whether many small ones stand in for the one "
        "that was agreed."
    ),
    interpretation_low=(
        "Nothing or little became available. In a year with one large release this may be the plan; otherwise look "
        "at where the work waits."
    ),
    insights=(
        "Which alliances produce something that customers can buy, and which produce meetings.",
        "Whether the roadmap agreed at the start of the year is being kept.",
        "When your own sales team will need training on something new.",
    ),
    measurement=(
        "Product management counts a launch in the month of general availability, using one written rule for what is "
        "large enough to count. A row holds the partner, a date in that month, product_launches and the number, "
        "usually 0 or 1. Let both companies' product managers agree on the list once a quarter, since a joint launch "
        "is easily counted by one and forgotten by the other."
    ),
    trend=(
        "Launches are rare and lumpy: most quarters hold 0, 1 or 2, so compare whole years or the running total. "
        "Both companies' conferences and fiscal year ends pull dates towards them. A long gap after a rush often "
        "means that engineers have moved to maintenance of what was launched. Three quarters without any is a "
        "finding for a partner that had planned one."
    ),
    questions=(
        "Which integration on the agreed roadmap was not launched, and which team holds it?",
        "Could a customer buy each launch on the day it was counted?",
        "Did the marketplace listing, price and support path exist at launch?",
        "How many of last year's launches are still maintained by the partner?",
    ),
    tips=(
        "Fix two launches a year with dates in the joint plan, and let everything else be a bonus.",
        "Give the partner a named engineer and early builds of your interfaces a quarter ahead.",
        "Hold the launch until the listing, a price and a support contact exist, then count it.",
        "Ask three customers to wait for the release in writing; a launch with a waiting customer is rarely moved.",
    ),
    risks=(
        (
            "Several launches and flat user adoption",
            "Things are built that nobody asked for, or nobody was told about.",
        ),
        (
            "All launches fall in the last month of the fiscal year",
            "The count is being filled; look at what happened to them in the quarter after.",
        ),
        ("None for a year in an active alliance", "The work has no sponsor in one of the two product teams."),
    ),
    visualisation=(
        "A timeline of named launches with planned dates as hollow marks and real ones as filled. A running total "
        "per year against the roadmap's number is enough for a review. Columns per quarter are mostly empty and tell "
        "less."
    ),
    tools=(
        "The release calendar or roadmap tool of product management, and the marketplace listing as proof of "
        "availability. A release list kept in a wiki can be counted by hand in a minute a month."
    ),
    integration=(
        "Product management delivers it together with development_days, so that number and speed come from the same "
        "list. Marketing plans joint campaigns around the dates, and enablement plans training a month ahead of "
        "each. The joint business plan names the launches of the year."
    ),
    impact=(
        "A launch gives joint campaigns a subject and new leads a reason, a quarter or so later. User adoption falls "
        "at first when a launch makes more users eligible than have begun to use it. A shorter development cycle "
        "allows more launches, as long as neither company cuts the team."
    ),
    sources=(
        Source(
            (
                "Number of successful product launches is a KPI of technology partnerships (Key Performance "
                "Indicators for Business Partnerships)"
            ),
            "C",
        ),
        Source("Availability to customers as the moment of counting, and no benchmark for the number", "own"),
    ),
    levers={
        "": (
            "Sit down with both product managers this month, pick the one integration closest to done and fix its "
            "launch date."
        ),
        "falling_three_quarters": (
            "Ask both product heads within a month to name a sponsor and one launch, or to end the joint roadmap."
        ),
        "target_at_risk": (
            "Cut the scope of the next release with the partner's product manager now, so that a launch fits before "
            "the due date."
        ),
        "numbers_disagree": (
            "Go through the list of launches with the partner's product manager this week and settle what counts as "
            "available."
        ),
        "stale_data": (
            "Ask product management for product_launches of each missing month by Friday, with 0 where nothing was "
            "launched."
        ),
    },
    goal="Innovation",
)

DEVELOPMENT_CYCLE: Final = Attributes(
    name="Development cycle",
    short="Dev cycle",
    standfirst="How many days joint development takes, from the agreed start of a piece of work to its release.",
    definition=(
        "The development cycle is the mean number of days between the day on which both teams agreed to build "
        "something and the day on which it was released. It covers joint work of a technology partner, such as an "
        "integration or a connector, and neither company's own backlog. Fewer days are better as long as what is "
        "released works. It is defined for the type technology."
    ),
    formula="Development cycle = mean of the rows of development_days in the window",
    formula_notes=(
        "Each row of development_days in the three months counts once: sent as a row per released item, items weigh "
        "the same; sent as a monthly mean, months do. Without a row in the window it is missing, because no release "
        "means no duration rather than a duration of 0. In a month for which both companies sent durations ours are "
        "used, and the partner's, once accepted, where we have none. For a group the rows of all its technology "
        "partners are averaged together."
    ),
    interpretation_high=(
        "Work takes long. Divide it into waiting and doing: most long cycles are reviews, credentials and legal "
        "papers and not code."
    ),
    interpretation_low=(
        "Releases come quickly. Check the kind of work: a quarter of small fixes is fast by nature and says nothing "
        "about the next large item."
    ),
    insights=(
        "How early a launch must be started to be ready for a fixed date.",
        "Whether your own interface team or the partner's is the one that others wait for.",
        "Which technology partners can be trusted with a date in front of a customer.",
    ),
    measurement=(
        "Take start and release from the shared ticket of each item: the start is the day on which both sides "
        "accepted the specification. Send one row of development_days per released item, dated on its release, with "
        "all items of a month in one file. Items that were given up have no release and are left out, so keep a "
        "separate eye on them. Calendar days are used, weekends included, because customers count that way."
    ),
    trend=(
        "Only released items are counted, so a quarter that finally ships an old item gets worse on paper while "
        "things improve. A change of interface version lengthens the cycle for two or three quarters and then "
        "shortens it. Slow growth over a year across several technology partners has its cause on your side: "
        "sandbox, certification or review. A single month may rest on one item."
    ),
    questions=(
        "How many of the days were waiting for access, certification or a security review?",
        "Which items have been in work longer than this mean and are not released yet?",
        "Does the clock start at the idea or at the accepted specification, in both companies?",
        "Was the mix of small connectors and large integrations the same as before?",
    ),
    tips=(
        "Measure your own review time first and publish a limit for it, such as ten working days.",
        "Hand out a sandbox with test data on the day of the specification.",
        "Cut items until each fits in a quarter, and release the useful half.",
        "Hold a weekly call of half an hour between the two lead engineers while an item is open.",
    ),
    risks=(
        ("Cycle falls and support tickets rise", "Testing was cut; customers finish the work."),
        (
            "Cycle falls and launches fall too",
            "Only fixes are released; the large item is stuck and does not count yet.",
        ),
        (
            "Rows stop for two quarters",
            "Nothing was released; the last good value stands for work that no longer happens.",
        ),
    ),
    visualisation=(
        "One dot per released item with days upwards and release date to the right, coloured by size of item, and "
        "the monthly mean as a step line. A bar divided into waiting and working days shows what to change. Put days "
        "on an axis from 0."
    ),
    tools=(
        "The issue tracker that both teams share, with the dates of specification and release as fields. Where each "
        "company keeps its own tracker, export both and join on the item's name once a month."
    ),
    integration=(
        "Use it to date the roadmap in the joint plan: a launch promised for June with a cycle of 90 days starts in "
        "March at the latest. Engineering managers of both companies look at it monthly, channel managers once a "
        "quarter beside product launches."
    ),
    impact=(
        "Shorter cycles let product launches rise a few months later. They bring bug fixes to users sooner, which "
        "can be seen in user adoption and in satisfaction of integrated customers. Pressing on days alone lowers "
        "quality and returns as feedback tickets."
    ),
    sources=(
        Source(
            (
                "Speed of development cycles is a KPI of technology partnerships (Key Performance Indicators for "
                "Business Partnerships)"
            ),
            "C",
        ),
        Source(
            "Mean of monthly values in calendar days, released items only; no published benchmark is adopted",
            "own",
        ),
    ),
    levers={
        "": (
            "Ask both lead engineers this week where the open items wait, and remove the one wait that is on your "
            "side."
        ),
        "falling_three_quarters": (
            "Agree with both engineering managers within a month on a limit for review time, and report it every "
            "month."
        ),
        "target_at_risk": (
            "Divide the largest open item with the partner's lead engineer so that a first part is released before "
            "the due date."
        ),
        "numbers_disagree": (
            "Settle with the partner's engineering manager this month which day starts the clock, and send the rows "
            "again."
        ),
        "stale_data": (
            "Ask engineering for development_days of each month with a release since the last row, by the end of the "
            "week."
        ),
    },
    goal="Innovation",
)
