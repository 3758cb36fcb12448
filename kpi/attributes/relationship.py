"""KPIs of the relationship in words: partner NPS, share of wallet, joint campaigns."""

from __future__ import annotations

from typing import Final

from kpi.attributes.schema import Attributes, Source

PARTNER_NPS: Final = Attributes(
    name="Partner NPS",
    short="Partner NPS",
    standfirst=(
        "How far the people at a partner who would recommend you outnumber those who would advise against you."
    ),
    definition=(
        "People at the partner say, from 0 to 10, how likely they are to recommend you. Answers of 9 and 10 are "
        "recommenders, 0 to 6 are critics, and the KPI is the share of the first minus the share of the second, from "
        "−100 to 100. It is the opinion of those who sell and install your products; what their customers think is "
        "customer satisfaction."
    ),
    formula="Partner NPS = 100 · (recommenders − critics) ÷ respondents, latest answer of each in 12 months",
    formula_notes=(
        "It reads the questions that the method lists as a recommendation; as shipped that is "
        "likelihood_to_recommend alone, with its synonyms. Each respondent counts once, with the latest answer of "
        "the trailing 12 months; 7 and 8 stay in the denominator and add nothing. Where no respondent is given, rows "
        "of one response_id are one person, and without either each row is a person of its own. No answer in the "
        "window gives no value; a group pools its people, so that thirty of them outweigh three."
    ),
    interpretation_high=(
        "Recommenders clearly outnumber critics. Some of them were never asked for a reference: the advocacy list "
        "shows which partners."
    ),
    interpretation_low=(
        "Critics are as many as recommenders, or more. Read their comments and ring them one by one, sellers first."
    ),
    insights=(
        "Which role is unhappy, sellers, engineers or owners, if the respondent code tells them apart.",
        "Where goodwill lies unused: recommenders at partners without advocacy activity for a year.",
        (
            "Whether a new margin scheme or registration rule was taken badly, when one survey lies before it and "
            "one after."
        ),
    ),
    measurement=(
        "Ask the question on a scale from 0 to 10 and import one row per answer with partner_id, date, question, "
        "score and respondent. Keep the respondent's code from round to round, because a new code for the same "
        "person leaves the old opinion standing for a year. Answers on 1 to 5 should not be stretched to fit: the "
        "limits of 9 and 6 only have a meaning on this scale. Five people per partner, in different roles, is a "
        "sensible minimum."
    ),
    trend=(
        "The value moves in steps, once when a round is imported and again when its answers grow older than 12 "
        "months. With ten respondents, one person who goes from 8 to 9 adds ten points, so compare the intervals of "
        "two rounds before you speak of a change. A value that rises while replies become fewer often means that "
        "only friends still answer."
    ),
    questions=(
        "Who went from 9 to 7 since the last round, and what happened to them in between?",
        "Of the people we asked, which office or role stayed silent?",
        "Were answers given in the presence of our own account manager?",
        "Which of our rules do critics name: registration, margins or waiting for support?",
    ),
    tips=(
        "Ring each critic within ten days, and tell them later what was changed because of the call.",
        "Send the question to named sellers and engineers, never to a shared mailbox.",
        "Survey in the same month every year; right after a price rise you measure the price rise.",
        "Listen to those who gave 7 or 8: they are one good experience away from a recommendation.",
    ),
    risks=(
        (
            "Fewer than five respondents",
            (
                "From 5 replies, +40 may stand for anything between about −30 and +80; it opens a conversation and "
                "settles nothing."
            ),
        ),
        (
            "Score up, number of replies down",
            "The dissatisfied may have stopped answering, which can be the step before leaving.",
        ),
        ("A bonus hangs on this value", "People are asked for a nine by the manager whom they are rating."),
        ("High NPS and a small share of wallet", "They like you and sell something else."),
    ),
    visualisation=(
        "A bar split into recommenders, neutral answers and critics, with the count in each part, says more than one "
        "figure. Over time, set a dot with its interval at each survey round, and draw no line through months in "
        "which nobody was asked."
    ),
    tools=(
        "Qualtrics, SurveyMonkey and Typeform all export this question with a response id. Send it with a personal "
        "link, so that the respondent's code comes along by itself."
    ),
    integration=(
        "The same answers enter the survey half of Partner Mindshare, there beside other questions and drawn towards "
        "the mean of the peers; here they stand alone. Put critics into the quarterly review as cases with an owner. "
        "Programme management should read their comments across partners before terms are changed."
    ),
    impact=(
        "Lost recommenders lower the survey part of mindshare with the same import. They tend to refuse references "
        "as well, so advocacy may follow within the year. Whether sales react is unproven: compare with new leads "
        "two quarters later on your own partners."
    ),
    sources=(
        Source(
            "Reichheld, The One Number You Need to Grow, Harvard Business Review, December 2003: 9 and 10 recommend, 0 to 6 do not",
            "B",
        ),
        Source(
            "Published benchmarks for partner NPS in technology contradict each other, 45 in one and 30 in another; neither is used as a target",
            "C",
        ),
        Source(
            "An NPS of +40 from five replies spans about −30 to +80: interval of a difference of two shares", "own"
        ),
    ),
    goal="Partner loyalty",
    levers={
        "": (
            "Ring every critic of the last round within ten days and bring their two most frequent complaints to the "
            "next review."
        ),
        "thin_survey": (
            "Send the question this week to five named sellers and engineers at the partner and remind them once "
            "after seven days."
        ),
        "falling_three_quarters": (
            "Meet the partner's sales and technical leads this month, one at a time, and agree on one rule of ours "
            "to change."
        ),
        "target_at_risk": (
            "Visit those who gave 7 or 8 before the next round and remove the one obstacle that each of them names."
        ),
        "stale_data": "Start a new survey round this month, before the last answers pass twelve months and drop out.",
    },
)

SHARE_OF_WALLET: Final = Attributes(
    name="Share of wallet",
    short="Wallet share",
    standfirst="Of what a partner buys in your product category, the part that it buys from you.",
    definition=(
        "Share of wallet is the part, in percent, of a partner's purchases in your category that goes to you and not "
        "to the other vendors it carries. It is an estimate that somebody makes and enters as the measure "
        "share_of_wallet, so it can be asked about. Mindshare tells whom sellers think of first; this tells where "
        "the orders go."
    ),
    formula="Share of wallet = mean of the measure share_of_wallet in the window, in %",
    formula_notes=(
        "All rows in the window weigh alike, and a group's value is their plain mean, blind to the size of each "
        "partner's wallet. Values run from 0 to 100: 35 means 35 %, while 0.35 would be about a third of one "
        "percent. Our estimate of a month goes before the partner's accepted one. In a quarter without any estimate "
        "the KPI is missing, for the last one is not carried forward."
    ),
    interpretation_high=(
        "Most of what this partner buys in the category is yours. Further growth has to come from its customers, and "
        "it depends on your terms."
    ),
    interpretation_low=(
        "The partner buys mainly elsewhere. Learn who holds the rest and what it is chosen for: margin, product or "
        "habit."
    ),
    insights=(
        "Where a small account still has room to buy from you, and where a large one is already full.",
        "Which competitor holds the remainder, if the estimate is made vendor by vendor.",
        "Partners so dependent on you that a change of discount would endanger them.",
    ),
    measurement=(
        "Agree on the category first, in one sentence: widening it from firewalls to all of security can halve the "
        "share overnight. Divide your sales to the partner by its purchases in that category, taken from joint "
        "planning, annual accounts or distributor sell-out data. Import the result with partner_id, date, measure "
        "share_of_wallet, value and reported_by. One estimate a quarter is enough, as long as its reasoning is kept "
        "where you find it again."
    ),
    trend=(
        "Estimates jump when someone sits down to make them and lie flat in between, so a monthly curve has no "
        "meaning. A falling share with steady bookings says that the partner grows without you, which bookings alone "
        "would pass off as health. Expect the partner's buying season in it when the estimate covers a single "
        "quarter."
    ),
    questions=(
        "Which vendor gained what we lost, and in which product line?",
        "Who made this estimate, out of what, and would the partner's buyer sign it?",
        "Do sellers rank us first and still order elsewhere because of stock, credit or terms?",
        "How would this partner fare if our discount changed?",
    ),
    tips=(
        "Ask the head of purchasing once a year for spend by vendor, and offer your market figures in return.",
        "Choose one line in which a competitor sits and bundle yours with what the partner already orders.",
        "Where the share is very high, turn to new customers and services; another point of wallet gains little.",
        "Freeze the definition of the category for a fiscal year.",
    ),
    risks=(
        ("Share near 100 %", "The partner carries no alternative; its trouble is yours, and your trouble is its."),
        (
            "A smaller share of growing purchases",
            "Your bookings may rise all the same, while competitors get most of the partner's growth.",
        ),
        ("The same estimate four quarters in a row", "Nobody has asked again."),
        (
            "Our estimate and the partner's lie far apart",
            "The two sides mean different categories; settle the definition before the number.",
        ),
    ),
    visualisation=(
        "One bar per partner, as long as its wallet is large, with your part filled in: a long bar with little "
        "filling is the opportunity. A scatter of mindshare against wallet share finds partners that think of you "
        "and order elsewhere."
    ),
    tools=(
        "Sell-out reports of distributors, annual accounts of larger partners, and category studies of market "
        "analysts. A sheet with vendor, product line and yearly spend, filled in together with the partner, is often "
        "the best of them."
    ),
    integration=(
        "Make the estimate in joint business planning, when both sides have figures on the table. Tell credit "
        "control and risk management which partners live almost entirely on your products. Price and stock questions "
        "that surface go to product management with the amount at stake."
    ),
    impact=(
        "With an unchanged wallet, bookings rise in proportion to the share. Mindshare can be expected to move "
        "earlier, as a seller who names you first has yet to place the order. Concentration grows along with it, and "
        "with concentration the damage of losing the partner."
    ),
    sources=(
        Source("Practitioners' account: of some 30 vendors carried, a partner works with six or seven daily", "B"),
        Source("Practitioners' caution: a high share of wallet is a concentration risk for the partner", "B"),
        Source(
            "Published rank-to-wallet rule: first of two vendors 67 %, first of five 33 %; an expectation to hold the estimate against",
            "B",
        ),
    ),
    goal="Partner loyalty",
    levers={
        "": (
            "Sit down with the partner's buyer by month end, go through orders by vendor, and bundle our weakest "
            "line with its strongest."
        ),
        "falling_three_quarters": (
            "Bring a price and stock comparison with the gaining vendor to the partner's management within 30 days."
        ),
        "target_at_risk": (
            "Choose with the partner's buyer this week one product line to move over to us, with a first order "
            "before the due date."
        ),
        "stale_data": (
            "Ask the partner for spend by vendor at the next review and enter a new estimate within the week."
        ),
        "numbers_disagree": (
            "Write down the product category with the partner in one sentence this week, and have both sides "
            "estimate anew."
        ),
    },
)

JOINT_CAMPAIGNS: Final = Attributes(
    name="Joint campaigns",
    short="Campaigns",
    standfirst="How many marketing campaigns the two companies ran together in the quarter.",
    definition=(
        "Joint campaigns are interactions of the kind co_marketing: campaigns that carry both names and to which "
        "both sides gave work or money. The partner's own mailing about your product is of the kind campaign, and "
        "events, content and fund claims have kinds of their own; none of them is counted here. It is a count of "
        "activity and claims nothing about leads."
    ),
    formula="Joint campaigns = Σ quantity of interactions of kind co_marketing in the window",
    formula_notes=(
        "Words such as joint_marketing become co_marketing through the method's synonyms. A row adds its quantity, 1 "
        "when the column is blank, and the sum is not scaled up for a partner that joined within the window. Rows "
        "dated before joining or after leaving are listed and not counted. The value is 0 when interactions were "
        "delivered without a campaign of this partner, and missing when nobody had an interaction for 12 months."
    ),
    interpretation_high=(
        "Both names are often seen together. Look at leads before you call it marketing: ten webinars for one "
        "audience are one."
    ),
    interpretation_low=(
        "Little is done in public together. Check whether campaigns were filed as events or content before you talk "
        "to the partner."
    ),
    insights=(
        "Which partners put work into shared marketing, and which only spend the fund.",
        "Whether campaigns come before the buying season or after it.",
        "Whether a partner's campaigns are followed by new leads of its own.",
    ),
    measurement=(
        "Log one row per campaign with partner_id, date, kind co_marketing and an interaction_id, dated on the day "
        "on which customers first saw it. A whole campaign has the quantity 1, never the number of mails sent. "
        "Marketing tools export touches or members, so condense those into campaigns before the import, as the sum "
        "takes them at their word. Fill initiated_by too; it tells whose idea the campaign was."
    ),
    trend=(
        "Launches and trade fairs set the rhythm, so compare with the same quarter of last year. A campaign stays in "
        "the value for three months and then leaves it all at once. When every partner jumps in the same month, "
        "suspect a changed mapping of kinds before zeal."
    ),
    questions=(
        "Who proposed the last three campaigns, the partner or we?",
        "After which campaign did the partner open deals as their source?",
        "Did the partner's sellers know of the campaign on the day it started?",
        "How much of this year's market development fund is unclaimed?",
    ),
    tips=(
        (
            "Set the target with a number and a date, such as a fifth more campaigns in the coming quarter, and name "
            "them."
        ),
        "Hand over a kit of landing page, two mails and a call script, and let the partner change all but the offer.",
        "Reserve the next two slots while the present campaign is still running.",
        "Brief the sellers a week ahead with the list of invited customers.",
    ),
    risks=(
        ("Many campaigns and no new leads a quarter later", "Wrong audience, or nobody follows up."),
        ("Campaigns crowd before the fund expires", "Money is spent in order to be spent."),
        (
            "Several campaigns a week from one partner",
            "Touches are logged as campaigns, and they fill the marketing part of engagement as well.",
        ),
        ("Every campaign was begun by us", "The partner lends its logo; its sellers may not know."),
    ),
    visualisation=(
        "A strip per partner with a mark at the start of each campaign and new leads as columns below it. To compare "
        "partners, sorted bars will do, split by who began."
    ),
    tools=(
        "The campaign object of a CRM, marketing automation such as HubSpot, and the claims list of the fund. "
        "Salesforce's campaign member report has a line per person and must be reduced to campaigns first."
    ),
    integration=(
        "Agree with marketing on one calendar in which a campaign exists once, with its partners beside it. Fund "
        "accounting can set the won revenue of linked deals against the money reimbursed, which a count can't do. "
        "Tell inside sales the start date, because leads of the first week go cold in the second."
    ),
    impact=(
        "Each campaign also counts in the marketing component of engagement, where six activities of all marketing "
        "kinds a quarter earn full marks by default. New leads may rise within weeks and bookings a sales cycle "
        "later. The win rate may dip meanwhile, as leads from campaigns tend to be colder than referrals."
    ),
    sources=(
        Source(
            "Channel Mechanics, on being SMART: increase the number of joint marketing campaigns with partners by 20 % in the next quarter, as an example of a target",
            "B",
        ),
        Source("Return on market development funds: won revenue of linked deals over funds reimbursed", "A"),
        Source(
            "Adobe partner activity score: at most 20 of one activity type a day are counted, a guard against inflated logs",
            "A",
        ),
    ),
    goal="Market expansion",
    levers={
        "": (
            "Agree with the partner's marketing lead, within two weeks, on two campaigns for next quarter with "
            "audience, date and budget."
        ),
        "falling_three_quarters": (
            "Offer the partner a ready-made campaign kit this month and run the first one with its sellers in the "
            "room."
        ),
        "target_at_risk": (
            "Fix dates this week for the campaigns that are still missing and reserve fund money for each before "
            "month end."
        ),
        "stale_data": (
            "Ask partner marketing by Friday for the campaign list of the missing months and import it with "
            "interaction ids."
        ),
    },
)
