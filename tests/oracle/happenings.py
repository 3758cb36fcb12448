"""The interactions, surveys, advocacy and deals of the random programmes."""

from datetime import date, timedelta
from random import Random

from tests.oracle.facts import month_of
from tests.oracle.plans import TYPES, Plan, Table, event_day, maybe, rows_wanted

KINDS = {
    "communication": ["meeting", "call", "email", "check_in"],
    "marketing": ["campaign", "event", "co_marketing", "content", "mdf_claim"],
    "enablement": ["training", "certification"],
    "pipeline": ["deal_registration", "lead", "deal_update"],
    "feedback": ["survey_response", "feedback", "support_ticket"],
    "planning": ["business_review", "joint_plan", "milestone"],
    "unmapped": ["zeppelin_flight"],
}
QUESTIONS = [  # question, scale_min, scale_max
    ("likelihood_to_recommend", "", ""),
    ("likelihood_to_recommend", "0", "10"),
    ("vendor_rank", "1", "4"),
    ("vendor_rank", "1", "7"),
    ("zeal_of_the_team", "1", "5"),
    ("zeal_of_the_team", "0", "100"),
    ("warmth_of_welcome", "-2", "2"),
]
CUSTOMERS = ["Acme", "Acme ", "ACME", "Globex", "Initech", "", " "]


def quantity(rng: Random) -> str:
    """Absent, 1, more, nothing, or a fraction."""
    return rng.choice(["", "", "", "1", "2", "3", "0", "1.5"])


def interaction_rows(rng: Random, plan: Plan, names: list[str], types: dict[str, str]) -> Table:
    """Interactions; each partner and type is silent in some component, some partners altogether."""
    if "no_interactions" in plan.specials:
        return []
    silent = {each: rng.choice(list(KINDS)) for each in sorted(set(TYPES))}
    silent["unknown"] = "planning"
    paused = rng.choice(["communication", "enablement", "marketing"])
    rows: Table = []
    for name in names:
        liked = [c for c in KINDS if c != silent[types.get(name, "unknown")] and rng.random() < 0.85]
        for _ in range(rows_wanted(rng, plan, 3.0) if liked else 0):
            component, when = rng.choice(liked), event_day(rng, plan, "interactions")
            late = month_of(when) >= plan.first + plan.months // 2
            if "component_pauses" in plan.specials and component == paused and late:
                continue
            rows.append(interaction(rng, name, when, rng.choice(KINDS[component]), len(rows)))
    return rows + [dict(row) for row in rows[:2] if not row["interaction_id"]]


def interaction(rng: Random, name: str, when: date, kind: str, number: int) -> dict[str, str]:
    """One interaction, with or without an id and an initiator."""
    return {
        "partner_id": name,
        "date": when.isoformat(),
        "kind": kind,
        "quantity": quantity(rng),
        "initiated_by": rng.choice(["partner", "us", "", "partner"]),
        "interaction_id": maybe(rng, 0.5, f"i{number}"),
    }


def survey_rows(rng: Random, plan: Plan, names: list[str]) -> Table:
    """Answers; respondents answer twice, also on one day; some rows have only a response_id or neither."""
    if "no_surveys" in plan.specials:
        return []
    rows: Table = []
    for name in rng.sample(names, min(4, len(names))) if "few_answers" in plan.specials else names:
        share = 1.0 if "many_answers" in plan.specials else rng.choice([0.0, 0.4, 1.0])
        people = [f"{rng.choice('abc')}{i}@p" for i in range(rng.randint(1, 4))]
        for _ in range(int(share * rng.randint(1, 8))):
            rows += response(rng, plan, name, rng.choice(people), len(rows))
        if share == 1.0 and rng.random() < 0.3:
            rows += namesakes(rng, plan, name)
    return rows


def namesakes(rng: Random, plan: Plan, name: str) -> Table:
    """Two answers of two respondents: one's name is the other's response_id."""
    when, shared = event_day(rng, plan, "surveys").isoformat(), f"twin of {name}"
    cells = {
        "partner_id": name,
        "date": when,
        "question": "zeal_of_the_team",
        "scale_min": "1",
        "scale_max": "5",
    }
    return [
        {**cells, "score": "2", "respondent": shared, "response_id": ""},
        {**cells, "score": "5", "respondent": "", "response_id": shared},
    ]


def response(rng: Random, plan: Plan, name: str, person: str, number: int) -> Table:
    """One response of one to three questions, now and then repeated on the same day."""
    when = event_day(rng, plan, "surveys")
    identity = rng.choice(["both", "respondent", "response", "neither"])
    asked = {each[0]: each for each in rng.sample(QUESTIONS, rng.randint(1, 3))}
    times = 2 if rng.random() < 0.3 else 1
    rows = []
    for time in range(times):
        response_id = f"r{number}_{time}"
        for question, low, high in asked.values():
            rows.append(
                {
                    "partner_id": name,
                    "date": when.isoformat(),
                    "question": question,
                    "score": answer(rng, question, low, high),
                    "scale_min": low,
                    "scale_max": high,
                    "respondent": person if identity in ("both", "respondent") else "",
                    "response_id": response_id if identity in ("both", "response") else "",
                }
            )
    return rows


def answer(rng: Random, question: str, low: str, high: str) -> str:
    """A score inside its scale; ratings and recommendations also between whole numbers."""
    bottom, top = int(low or 0), int(high or 10)
    score = rng.randint(bottom, top)
    if question in ("zeal_of_the_team", "likelihood_to_recommend") and score < top and rng.random() < 0.3:
        return f"{score}.5"
    return str(score)


def advocacy_rows(rng: Random, plan: Plan, names: list[str]) -> Table:
    """Advocacy activities of known and unknown kinds."""
    rows: Table = []
    for name in names:
        for _ in range(rows_wanted(rng, plan, 0.3)):
            rows.append(
                {
                    "partner_id": name,
                    "date": event_day(rng, plan, "advocacy").isoformat(),
                    "kind": rng.choice(["referral", "case_study", "zither_concert"]),
                    "quantity": quantity(rng),
                    "activity_id": maybe(rng, 0.5, f"a{len(rows)}"),
                }
            )
    return rows + [dict(row) for row in rows[:1] if not row["activity_id"]]


def deal_rows(rng: Random, plan: Plan, names: list[str]) -> Table:
    """Deals open, won and lost, of any source and type."""
    rows: Table = []
    if "no_deals" in plan.specials:
        return rows
    for name in names:
        for _ in range(rows_wanted(rng, plan, 0.5)):
            rows.append(deal(rng, plan, name, len(rows)))
    return rows


def deal(rng: Random, plan: Plan, name: str, number: int) -> dict[str, str]:
    """One deal; old ones opened years before they closed, open ones with an expected date."""
    opened = event_day(rng, plan, "deals")
    closed = min(opened + timedelta(days=rng.choice([0, 3, 20, 45, 90, 200])), plan.end)
    if "old_deals" in plan.specials and rng.random() < 0.05:
        opened -= timedelta(days=rng.randint(300, 1000))
    stage = rng.choice(["won", "won", "lost", "open"])
    expected = rng.choice(["", (opened + timedelta(days=60)).isoformat(), "2024-12-31"])
    amount = rng.choice(["1000", "2500.5", "0", "0.1", "700.07", "12000", "30000000.3"])
    return {
        "partner_id": name,
        "deal_id": f"D{number}",
        "opened_on": opened.isoformat(),
        "stage": stage,
        "amount": amount if stage == "won" else maybe(rng, 0.7, amount),
        "closed_on": expected if stage == "open" else closed.isoformat(),
        "currency": "",
        "sourced_by": rng.choice(["partner", "us", ""]),
        "deal_type": rng.choice(["new", "renewal", "renewal", "expansion", ""]),
        "customer": rng.choice(CUSTOMERS),
        "product": "",
    }
