"""The measures of the random programmes: each month's figures, by either side or both."""

from random import Random

from tests.oracle.plans import Plan, Table, some_day

MEASURES = {  # partner type (all: every type): its measures
    "all": (
        "customer_satisfaction share_of_wallet resources_shared resources_agreed projects_completed projects_due "
        "cost baseline_cost market_size gross_margin umbrellas_lent"
    ),
    "joint_venture": "gain profit revenue milestones_met milestones_due",
    "technology": "product_launches development_days active_users eligible_users",
    "distributor": "units_sold units_received acquisition_cost new_customers",
    "reseller": "units_sold acquisition_cost new_customers",
    "referral": "acquisition_cost new_customers",
    "service": "project_satisfaction",
}
EVERY_MEASURE = sorted({each for names in MEASURES.values() for each in names.split()})
DIVISORS = [
    "resources_agreed",
    "projects_due",
    "cost",
    "baseline_cost",
    "market_size",
    "revenue",
    "milestones_due",
    "eligible_users",
    "units_received",
    "new_customers",
]


def measure_rows(rng: Random, plan: Plan, names: list[str], types: dict[str, str]) -> Table:
    """Measures of each partner's type and a few of no business of it, by either side or both."""
    if "no_measures" in plan.specials:
        return []
    rows: Table = []
    for name in names:
        own = (MEASURES["all"] + " " + MEASURES.get(types.get(name, ""), "")).split()
        for measure in sorted({*own, *rng.sample(EVERY_MEASURE, 2)}):
            share = rng.choice([0.0, 0.3, 0.6, 0.9])
            sides = rng.choice([["us"], ["partner"], ["us", "partner"], ["us", "partner"], [""]])
            for month in reported_months(rng, plan, share):
                side = rng.choice(sides)
                rows += [measured(rng, plan, name, month, measure, side) for _ in range(rng.choice([1, 1, 1, 1, 2]))]
                if len(sides) > 1 and rng.random() < 0.5:
                    rows.append(measured(rng, plan, name, month, measure, rng.choice(sides)))
    return rows


def reported_months(rng: Random, plan: Plan, share: float) -> list[int]:
    """The months in which a measure is reported."""
    first, last = plan.range_of("measures")
    share = share / 4 if "sparse" in plan.specials else share
    return [month for month in range(first, last + 1) if rng.random() < share]


def measured(rng: Random, plan: Plan, name: str, month: int, measure: str, side: str) -> dict[str, str]:
    """One report of a measure."""
    return {
        "partner_id": name,
        "date": some_day(rng, plan, month, month).isoformat(),
        "measure": measure,
        "value": measured_value(rng, plan, measure),
        "reported_by": side,
    }


def measured_value(rng: Random, plan: Plan, measure: str) -> str:
    """A figure: divisors are now and then (or often) 0, some are large; gains and profits may be negative."""
    if measure in DIVISORS:
        zero = rng.random() < (0.85 if "zero_divisors" in plan.specials else 0.2)
        return "0" if zero else rng.choice(["1", "4", "0.1", "33.33", "4000", "70000000.07"])
    low = -40 if measure in ("gain", "profit", "gross_margin") else 0
    return rng.choice(["0", "100", str(rng.randint(low, 100)), f"{rng.uniform(low, 99):.2f}"])
