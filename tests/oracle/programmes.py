"""Seeded random small programmes in canonical columns, with everything in them that bites.

`programme(seed)` gives the tables as rows of text; `write(folder, tables)` writes them as CSV files. The
first seeds walk through `SPECIALS`, one named oddity each; later seeds mix two or three at random.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.oracle.facts import days_in, month_of

Table = list[dict[str, str]]

COLUMNS = {
    "partners": "partner_id name partner_type tier region manager joined_on left_on domain",
    "interactions": "partner_id date kind quantity initiated_by interaction_id",
    "surveys": "partner_id date question score scale_min scale_max respondent response_id",
    "advocacy": "partner_id date kind quantity activity_id",
    "deals": ("partner_id deal_id opened_on stage amount closed_on currency sourced_by deal_type customer product"),
    "measures": "partner_id date measure value reported_by",
}
KINDS = {
    "communication": ["meeting", "call", "email", "check_in"],
    "marketing": ["campaign", "event", "co_marketing", "content", "mdf_claim"],
    "enablement": ["training", "certification"],
    "pipeline": ["deal_registration", "lead", "deal_update"],
    "feedback": ["survey_response", "feedback", "support_ticket"],
    "planning": ["business_review", "joint_plan", "milestone"],
    "unmapped": ["zeppelin_flight"],
}
TYPES = ["reseller", "reseller", "reseller", "service", "distributor", "guild_member"]
QUESTIONS = [  # question, scale_min, scale_max
    ("likelihood_to_recommend", "", ""),
    ("likelihood_to_recommend", "0", "10"),
    ("vendor_rank", "1", "4"),
    ("vendor_rank", "1", "7"),
    ("zeal_of_the_team", "1", "5"),
    ("zeal_of_the_team", "0", "100"),
    ("warmth_of_welcome", "-2", "2"),
]
ODDITIES = {
    "each": (
        "plain one_partner one_month no_surveys late_surveys interactions_stop advocacy_stops advocacy_gap "
        "deals_gap old_deals measures_stretch month_end all_blank no_interactions component_pauses "
        "many_answers no_deals facts_only sparse everything_at_once busy large"
    ),
    "everything_at_once": ("late_surveys interactions_stop advocacy_gap deals_gap old_deals component_pauses large"),
}
SPECIALS = tuple(ODDITIES["each"].split())
EVERYTHING = frozenset(ODDITIES["everything_at_once"].split())


@dataclass(frozen=True)
class Plan:
    """What one programme is made of."""

    specials: frozenset[str]
    first: int
    months: int
    end: date

    def range_of(self, table: str) -> tuple[int, int]:
        """The months in which a table has rows."""
        first, last = self.first, self.first + self.months - 1
        if table == "surveys" and "late_surveys" in self.specials:
            return first + self.months // 3, max(first + self.months // 3, last - self.months // 4)
        if table == "interactions" and "interactions_stop" in self.specials:
            return first, first + self.months // 2
        if table == "advocacy" and "advocacy_stops" in self.specials:
            return first + self.months // 4, first + self.months // 2
        if table == "measures" and "measures_stretch" in self.specials:
            return first - 2, last
        if table != "measures" and "measures_stretch" in self.specials:
            return first, max(first, last - 1)
        return first, last


def programme(seed: int) -> dict[str, Table]:
    """One programme: table name to rows of text, the same for the same seed."""
    rng = Random(f"programme {seed}")
    plan = plan_of(rng, specials_of(rng, seed))
    partners = partner_rows(rng, plan)
    names = [row["partner_id"] for row in partners] + ghosts(rng, plan)
    kinds = {row["partner_id"]: row["partner_type"] for row in partners}
    tables = {
        "partners": partners,
        "interactions": interaction_rows(rng, plan, names, kinds),
        "surveys": survey_rows(rng, plan, names),
        "advocacy": advocacy_rows(rng, plan, names),
        "deals": deal_rows(rng, plan, names),
        "measures": measure_rows(rng, plan, names),
    }
    for rows in tables.values():
        rng.shuffle(rows)
    return tables


def specials_of(rng: Random, seed: int) -> frozenset[str]:
    """The oddities of a programme."""
    if seed >= len(SPECIALS):
        return frozenset(rng.sample(SPECIALS, rng.choice([2, 3])))
    return EVERYTHING if SPECIALS[seed] == "everything_at_once" else frozenset({SPECIALS[seed]})


def write(folder: Path, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> list[Path]:
    """Write the tables that have rows as CSV files; give their paths, partners first."""
    paths = []
    for name, rows in tables.items():
        if not rows:
            continue
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split())
            writer.writeheader()
            writer.writerows(rows)
        paths.append(path)
    return paths


def plan_of(rng: Random, specials: frozenset[str]) -> Plan:
    """The calendar of a programme."""
    months = 1 if "one_month" in specials else rng.randint(5, 27)
    if specials & {"advocacy_gap", "deals_gap"}:
        months = max(months, 26)
    first = month_of(date(2021, rng.randint(1, 12), 1))
    last = first + months - 1
    end = days_in(last) if "month_end" in specials else rng.randint(1, days_in(last))
    return Plan(specials, first, months, date(last // 12, last % 12 + 1, end))


def some_day(rng: Random, plan: Plan, first: int, last: int) -> date:
    """A random day of the months first..last, not after the programme's end."""
    month = rng.randint(first, last)
    found = date(month // 12, month % 12 + 1, rng.randint(1, days_in(month)))
    return min(found, plan.end)


def event_day(rng: Random, plan: Plan, table: str) -> date:
    """A random day for a row of a table; with a gap, none in its middle months."""
    first, last = plan.range_of(table)
    if f"{table}_gap" in plan.specials:
        return some_day(rng, plan, first, first + 4) if rng.random() < 0.6 else some_day(rng, plan, last - 3, last)
    return some_day(rng, plan, first, last)


def maybe(rng: Random, share: float, value: str) -> str:
    """A value in this share of cases, else empty."""
    return value if rng.random() < share else ""


# Partners ------------------------------------------------------------------------------------------


def partner_rows(rng: Random, plan: Plan) -> Table:
    """Partners with joins and leaves before, inside and after the data, and blanks."""
    if "facts_only" in plan.specials:
        return []
    count = rng.randint(14, 18) if "large" in plan.specials else rng.randint(4, 11)
    count = 1 if "one_partner" in plan.specials else count
    label = 0.0 if "all_blank" in plan.specials else 0.8
    rows = []
    for i in range(count):
        joined, left = life_of(rng, plan)
        rows.append(
            {
                "partner_id": f"P{i:02d}",
                "name": f"Partner number {i:02d}",
                "partner_type": rng.choice(TYPES),
                "tier": maybe(rng, label, rng.choice(["gold", "silver"])),
                "region": maybe(rng, label, rng.choice(["North", "South", "East"])),
                "manager": maybe(rng, label, rng.choice(["Ada", "Bo"])),
                "joined_on": joined,
                "left_on": left,
                "domain": "",
            }
        )
    return rows


def life_of(rng: Random, plan: Plan) -> tuple[str, str]:
    """joined_on and left_on, each often empty."""
    first, last = plan.first, plan.first + plan.months - 1
    joined = rng.choice([None, None, first - 5, first - 1, rng.randint(first, last), rng.randint(first, last)])
    left = rng.choice([None, None, None, None, rng.randint(first, last), last + 3])
    if joined is not None and left is not None and left < joined:
        left = joined
    day_joined = "" if joined is None else date(joined // 12, joined % 12 + 1, rng.randint(1, 14)).isoformat()
    day_left = "" if left is None else date(left // 12, left % 12 + 1, rng.randint(15, 28)).isoformat()
    return day_joined, day_left


def ghosts(rng: Random, plan: Plan) -> list[str]:
    """Partners that only facts name."""
    if "facts_only" in plan.specials:
        return [f"G{i}" for i in range(rng.randint(2, 7))]
    return ["G1"] if rng.random() < 0.4 and "one_partner" not in plan.specials else []


# Events ----------------------------------------------------------------------------------------------


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


def rows_wanted(rng: Random, plan: Plan, per_month: float) -> int:
    """How many rows a partner has: none, few or many."""
    density = 0.3 if "sparse" in plan.specials else 6.0 if "busy" in plan.specials else 1.5
    return int(plan.months * per_month * density * rng.choice([0.0, 0.2, 0.5, 1.0, 1.5]))


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
    for name in names:
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
    """A score inside its scale; ratings also between whole numbers."""
    bottom, top = int(low or 0), int(high or 10)
    score = rng.randint(bottom, top)
    if question == "zeal_of_the_team" and score < top and rng.random() < 0.3:
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
    amount = rng.choice(["1000", "2500.5", "0", "700", "12000"])
    return {
        "partner_id": name,
        "deal_id": f"D{number}",
        "opened_on": opened.isoformat(),
        "stage": stage,
        "amount": amount if stage == "won" else maybe(rng, 0.7, amount),
        "closed_on": expected if stage == "open" else closed.isoformat(),
        "currency": "",
        "sourced_by": rng.choice(["partner", "us", ""]),
        "deal_type": rng.choice(["new", "renewal", "expansion", ""]),
        "customer": rng.choice(["Acme", "Globex", ""]),
        "product": "",
    }


def measure_rows(rng: Random, plan: Plan, names: list[str]) -> Table:
    """Measures: they only matter for as_of, first rows and the range of the output."""
    rows: Table = []
    for name in names:
        for _ in range(rng.choice([0, 0, 2])):
            rows.append(
                {
                    "partner_id": name,
                    "date": event_day(rng, plan, "measures").isoformat(),
                    "measure": rng.choice(["customer_satisfaction", "units_sold"]),
                    "value": str(rng.randint(0, 100)),
                    "reported_by": rng.choice(["us", "partner", ""]),
                }
            )
    return rows
