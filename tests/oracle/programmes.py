"""Seeded random small programmes in canonical columns, with everything in them that bites.

`programme(seed)` gives the tables as rows of text; `write(folder, tables)` writes them as CSV files. The
first seeds walk through `SPECIALS`, one named oddity each; later seeds mix two or three at random.
"""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random

from tests.oracle.happenings import advocacy_rows, deal_rows, interaction_rows, survey_rows
from tests.oracle.plans import BUILT_IN, SPECIALS, TYPES, Plan, Table, maybe, plan_of, specials_of
from tests.oracle.reported import measure_rows

__all__ = ["COLUMNS", "SPECIALS", "Table", "programme", "write"]

COLUMNS = {
    "partners": "partner_id name partner_type tier region manager joined_on left_on domain",
    "interactions": "partner_id date kind quantity initiated_by interaction_id",
    "surveys": "partner_id date question score scale_min scale_max respondent response_id",
    "advocacy": "partner_id date kind quantity activity_id",
    "deals": ("partner_id deal_id opened_on stage amount closed_on currency sourced_by deal_type customer product"),
    "measures": "partner_id date measure value reported_by",
}


def programme(seed: int) -> dict[str, Table]:
    """One programme: table name to rows of text, the same for the same seed."""
    rng = Random(f"programme {seed}")
    plan = plan_of(rng, specials_of(rng, seed), BUILT_IN[seed % len(BUILT_IN)])
    partners = partner_rows(rng, plan)
    names = [row["partner_id"] for row in partners] + ghosts(rng, plan)
    kinds = {row["partner_id"]: row["partner_type"] for row in partners}
    tables = {
        "partners": partners,
        "interactions": interaction_rows(rng, plan, names, kinds),
        "surveys": survey_rows(rng, plan, names),
        "advocacy": advocacy_rows(rng, plan, names),
        "deals": deal_rows(rng, plan, names),
        "measures": measure_rows(rng, plan, names, kinds),
    }
    for name, rows in tables.items():
        if "duplicates" in plan.specials and name not in ("partners", "deals"):
            rows += [dict(row) for row in rows if not has_id(row) and rng.random() < 0.25]
        rng.shuffle(rows)
    return tables


def has_id(row: Mapping[str, str]) -> bool:
    """Whether a row has an id, which no other row of its file may have."""
    return any(row.get(each) for each in ("interaction_id", "response_id", "activity_id"))


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


# Partners ------------------------------------------------------------------------------------------


def partner_rows(rng: Random, plan: Plan) -> Table:
    """Partners with joins and leaves before, inside and after the data, and blanks."""
    if "facts_only" in plan.specials:
        return []
    count = rng.randint(14, 18) if "large" in plan.specials else rng.randint(4, 11)
    count = 1 if "one_partner" in plan.specials else count
    count = min(count, 6) if "long_run" in plan.specials else count
    label = 0.0 if "all_blank" in plan.specials else 0.8
    types = [plan.main_type] if "one_type" in plan.specials else [plan.main_type, rng.choice(TYPES)]
    rows = []
    for i in range(count):
        joined, left = life_of(rng, plan)
        rows.append(
            {
                "partner_id": f"P{i:02d}",
                "name": f"Partner number {i:02d}",
                "partner_type": rng.choice([*types, rng.choice(TYPES)]) if len(types) > 1 else types[0],
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
    if "comings_and_goings" in plan.specials:
        joined = rng.randint(first, last)
        return first_day(joined), first_day(joined + rng.randint(0, 5))
    joined = rng.choice([None, None, first - 5, first - 1, rng.randint(first, last), rng.randint(first, last)])
    left = rng.choice([None, None, None, None, rng.randint(first, last), last + 3])
    if joined is not None and left is not None and left < joined:
        left = joined
    day_joined = "" if joined is None else date(joined // 12, joined % 12 + 1, rng.randint(1, 14)).isoformat()
    day_left = "" if left is None else date(left // 12, left % 12 + 1, rng.randint(15, 28)).isoformat()
    return day_joined, day_left


def first_day(month: int) -> str:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1).isoformat()


def ghosts(rng: Random, plan: Plan) -> list[str]:
    """Partners that only facts name."""
    if "facts_only" in plan.specials:
        return [f"G{i}" for i in range(rng.randint(2, 7))]
    return ["G1"] if rng.random() < 0.4 and "one_partner" not in plan.specials else []
