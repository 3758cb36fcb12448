"""KPIs of units that move through the channel, in words."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

SALES_VOLUME: Final = Attributes(
    name="Sales volume",
    short="Volume",
    standfirst="How many units a distributor or reseller sold on in the quarter.",
    definition=(
        "Sales volume adds up the units that the partner sold to its own customers, in pieces, licences or seats. It "
        "counts units and no money, so neither prices nor discounts touch it. What the partner bought from you is "
        "not in it; that is units_received and belongs to sell-through. The KPI is defined for distributors and "
        "resellers."
    ),
    formula="Sales volume = Σ units_sold",
    formula_notes=(
        "The monthly rows of units_sold are added up over three months and not scaled when the window is shorter. It "
        "is 0 only when rows say 0; a window without rows is missing. Returned units may be sent as negative rows in "
        "the month of their return. Where both sides report a month, our units_sold count and the partner's are kept "
        "for reconciliation; where we have none, theirs count, once accepted. A group's volume is the sum over its "
        "distributors and resellers."
    ),
    interpretation_high=(
        "Units move. Compare with bookings: many units and little money mean a change in what is sold, or in its "
        "price."
    ),
    interpretation_low=(
        "Few units reach customers. Look at stock and prices at the partner before you ask for more orders, since "
        "unsold stock will come back."
    ),
    insights=(
        "Which partners move boxes and which sell solutions, when set beside average deal size.",
        "Where volume holds and bookings fall, so that price is giving way.",
        "Which products lose volume before anybody speaks of it.",
    ),
    measurement=(
        "Ask for the point-of-sale report each month and import the total as units_sold, one row per partner and "
        "month, or one per product in one file: rows of a month in the same file are added up. Decide on one unit; a "
        "pack of ten counted as one here and as ten there ruins every comparison. Shipments from a distributor to "
        "its resellers are sales of the distributor, and the same box then counts again at the reseller, so don't "
        "add the two types. Mark partner figures as reported_by partner."
    ),
    trend=(
        "Volume has seasons: school start, fiscal year ends and holidays return each year, so compare with the "
        "quarter a year before. Promotions pull units forward, and a dip in the month after is their price. A steady "
        "loss of a few per cent a quarter is easy to miss in columns and plain in a line of twelve-month totals. The "
        "month that is still running is a part of a month."
    ),
    questions=(
        "Which products made the change in units, and did their prices move?",
        "Did a promotion end, and how many units did it pull from the following month?",
        "Are licences, packs and single pieces counted as the same unit?",
        "How many units of this quarter came back, and in which month were the returns booked?",
        "Does the partner's point-of-sale report show the same units as ours?",
    ),
    tips=(
        "Tie rebates to units sold to customers and not to units bought from you.",
        (
            "Send the partner's product manager a list of the ten products that similar partners sell and this one "
            "doesn't."
        ),
        "Ask for point-of-sale data by the fifth working day and pay a small bonus for it.",
        "Plan stock together for the two strongest months of the year.",
    ),
    risks=(
        ("Volume up and bookings down", "Price or mix is falling; the same effort earns less."),
        ("Jump in the last week of a quarter", "Rebate thresholds are being filled, and returns follow."),
        (
            "Our units and the partner's differ by more than the tolerance",
            "Different cut-off days or returns; settle it before rebates are paid.",
        ),
    ),
    visualisation=(
        "Columns per month with last year's month as an outline, and a line of the trailing twelve months above. "
        "Split by product family in at most five colours. Units and money belong on separate charts, never on two "
        "axes of one."
    ),
    tools=(
        "The point-of-sale report of a distributor, a sell-out feed or the reseller's ERP export. Licence counts "
        "come from the licence server, and a spreadsheet by product and month does for small partners."
    ),
    integration=(
        "Supply planning uses the same rows for stock, finance for volume rebates, and both should see one figure. "
        "Reconciliation compares our units_sold with the partner's month by month; let the two operations teams work "
        "through it before the business review. Product managers read it by family."
    ),
    impact=(
        "It is the numerator of sell-through, so each unit moves both. Bookings follow when prices hold. A drive for "
        "volume with discounts lowers average deal size first and margin next."
    ),
    sources=(
        Source(
            (
                "Sales volume belongs to the central KPIs of distribution partnerships (Key Performance Indicators "
                "for Business Partnerships)"
            ),
            "C",
        ),
        Source(
            "Complaint from practice: the two sides' figures differ because periods and inclusion rules differ",
            "B",
        ),
    ),
    levers={
        "": (
            "Go through units by product with the partner's product manager this month and restart the two that fell "
            "most."
        ),
        "bookings_decline": (
            "Offer the partner a promotion of four weeks on the product family that lost most units, starting this "
            "month."
        ),
        "falling_three_quarters": (
            "Review price, stock and shelf place of the falling product family with the partner's buyer within a "
            "month."
        ),
        "target_at_risk": (
            "Agree with the partner's sales manager on a weekly unit plan by product until the target is due."
        ),
        "numbers_disagree": (
            "Have both operations teams compare cut-off day and returns of the disputed months this week, before "
            "rebates are paid."
        ),
        "stale_data": "Ask the partner's operations desk for the missing point-of-sale reports by Friday.",
    },
    goal="Revenue growth",
)

SELL_THROUGH_RATE: Final = Attributes(
    name="Sell-through rate",
    short="Sell-through",
    standfirst="Of the units that a distributor received in the quarter, how many it sold on, as a percentage.",
    definition=(
        "Sell-through compares units that left a distributor's warehouse for customers with units that came in from "
        "you in the same months. At 100 % stock stays as it is; above, it shrinks; below, it grows. It tells whether "
        "your own sales to the distributor reach the market or only fill shelves. The KPI is defined for "
        "distributors."
    ),
    formula="Sell-through rate = 100 · Σ units_sold ÷ Σ units_received",
    formula_notes=(
        "Both sums cover three months and only the partner-months that have a row of units_sold and one of "
        "units_received. A month with sales from stock and no delivery needs a row of units_received with 0, "
        "otherwise its sales are left out. Nothing received at all makes the rate missing. It may exceed 100 % and "
        "the opening stock plays no part. Of two reports of the same month ours is read, else the distributor's, "
        "once accepted; several distributors together give all units sold over all received."
    ),
    interpretation_high=(
        "Goods move on as fast as they arrive or faster. Much above 100 for long means that shelves run empty and "
        "orders get lost."
    ),
    interpretation_low=(
        "Stock is piling up. Slow your own shipments before the distributor asks to return goods, and look for the "
        "products behind it."
    ),
    insights=(
        "Whether this quarter's shipments were demand or a filled warehouse.",
        "Which distributor will cut its orders next quarter.",
        "Where a product launch reached shelves and not customers.",
    ),
    measurement=(
        "The distributor's weekly or monthly stock report holds both measures: units_received from you and "
        "units_sold to its customers. Use the same product list, the same unit and the same cut-off day for both, "
        "and leave transfers between its own warehouses out. Goods in transit are received on arrival, not when you "
        "invoice them. Ask for the stock at month end as a check: old stock plus received minus sold should give the "
        "new one."
    ),
    trend=(
        "One container changes a quarter: expect a low month at arrival and high ones after it, so judge by the "
        "quarter or by half a year. Before the high season low values are planned, and after it they are a warning. "
        "Four quarters together should be near 100 for a distributor whose stock is to stay the same. A rate that "
        "sinks while sales volume holds means that you ship too much."
    ),
    questions=(
        "How many weeks of supply lie in the distributor's warehouse now, and in which products?",
        "Did a large delivery arrive in the last days of our quarter?",
        "Does opening stock plus received minus sold give the stock that was counted?",
        "Which products were received and have not sold one unit since?",
        "Were goods in transit counted as received in our report and not in theirs?",
    ),
    tips=(
        (
            "Read it together with weeks of supply, and agree on a range instead of a goal: too much stock and too "
            "little are both bad."
        ),
        "Stop quarter-end offers that make the distributor buy what it can't place.",
        "Move slow stock to another distributor before you discount it.",
        "Plan the first delivery of a new product for six weeks of expected demand and refill weekly.",
    ),
    risks=(
        (
            "Low rate and record shipments from us",
            "Next quarter's orders have been taken already; returns may follow.",
        ),
        ("Far above 100 % for two quarters", "Shelves are empty, and resellers learn to buy another brand."),
        (
            "Rate near 100 % while weeks of supply grow old",
            "New goods sell and old ones stay; look at the age of stock by product.",
        ),
    ),
    visualisation=(
        "Columns of units received and units sold side by side per month, with stock at month end as a line. The "
        "rate itself is best as text under each quarter. For many products use a table sorted by unsold units and "
        "not by percentage."
    ),
    tools=(
        "The distributor's stock and sell-out report, by electronic data interchange or as a spreadsheet each month. "
        "Your own shipment ledger serves to check units_received."
    ),
    integration=(
        "Supply planning turns it into the next shipment plan, and finance into reserves for returns and price "
        "protection. Bring it to the distributor's monthly operations call rather than to the quarterly review, when "
        "it is too late. Sales compensation for shipments should look at it before paying."
    ),
    impact=(
        "More sales volume lifts it directly. Fewer shipments from you lift it as well, at the cost of your own "
        "sales in that quarter. Full warehouses today lower your shipments, and after that bookings, a quarter or "
        "two later."
    ),
    sources=(
        Source(
            (
                "Sell-through as units sold over units received, beside on-time-in-full and weeks of supply; the "
                "latter needs a range, since both tails are bad"
            ),
            "C",
        ),
        Source("A practitioner's rule for stock: read the rate only with weeks of supply beside it", "B"),
    ),
    levers={
        "": (
            "Agree with the distributor's buyer this week on smaller shipments and a plan for the three products "
            "with most unsold units."
        ),
        "falling_three_quarters": (
            "Cut next quarter's shipment plan with supply planning and the distributor's buyer until stock is back "
            "in the agreed range."
        ),
        "target_at_risk": (
            "Launch a sell-out promotion for the slowest products with the distributor within two weeks; ship none "
            "of them meanwhile."
        ),
        "numbers_disagree": (
            "Compare goods in transit and cut-off days with the distributor's operations this week and import the "
            "month again."
        ),
        "stale_data": (
            "Ask the distributor for the missing stock reports by Friday and hold its next shipment plan until they "
            "are in."
        ),
    },
    goal="Revenue growth",
)
