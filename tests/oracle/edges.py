"""Small programmes, each for one edge that random ones seldom hold."""

from collections.abc import Sequence

from tests.oracle.plans import Table
from tests.oracle.rows import Cells, answer, contact, deal, figure, partner

CANCEL = (("10", "0.1"), ("11", "0.2"), ("12", "-0.3"))  # binary fractions of these do not add up to 0
JOINT = "joint_venture"
JOINT_MEASURES = ("cost", "gain", "baseline_cost", "revenue", "profit", "market_size")


def tables(
    *,
    partners: Sequence[Cells] = (partner("A", kind="distributor"),),
    deals: Sequence[Cells] = (),
    measures: Sequence[Cells] = (),
    surveys: Sequence[Cells] = (),
    interactions: Sequence[Cells] = (contact("A", "2023-01-10", "call"), contact("A", "2024-12-31", "call")),
) -> dict[str, Table]:
    """A programme of two years, of which only some tables are given."""
    return {
        "partners": list(partners),
        "interactions": list(interactions),
        "surveys": list(surveys),
        "deals": list(deals),
        "measures": list(measures),
    }


def bought_by(*customers: str) -> list[Cells]:
    """A deal won of each customer, renewed."""
    return [
        deal("A", "2023-01-01", f"2023-02-1{i}", "100", kind="renewal", customer=customer)
        for i, customer in enumerate(customers)
    ]


def cancelling_in(month: str, measure: str, partner_id: str = "A") -> list[Cells]:
    """Figures of one month that add up to 0."""
    return [figure(partner_id, f"{month}-{day}", measure, value) for day, value in CANCEL]


MARGIN = figure("A", "2023-01-10", "gross_margin", "30")
SIZES = [figure("A", f"{year}-05-12", "market_size", "7") for year in (2023, 2024)]
SOLD = [deal("A", "2023-01-01", f"{year}-05-10", "100") for year in (2023, 2024)]
SLOW = [figure("A", f"2024-{month}-01", each, "0.1") for month in ("07", "08") for each in ("cost", "baseline_cost")]
RECOMMENDED = answer("A", "2024-12-01", "9", who="x", question="likelihood_to_recommend")
EDGES: dict[str, dict[str, Table]] = {
    "customers that differ by case and spaces": tables(
        deals=bought_by("Acme", "ACME", "Acme ", " ", ""), measures=[MARGIN]
    ),
    "a negative margin": tables(deals=bought_by("Acme"), measures=[figure("A", "2023-01-10", "gross_margin", "-5")]),
    "a base of bookings that cancels": tables(
        deals=[*(deal("A", "2023-01-01", f"2023-05-{day}", value) for day, value in CANCEL), SOLD[1]]
    ),
    "a base of bookings below 0": tables(deals=[deal("A", "2023-01-01", "2023-05-10", "-100"), SOLD[1]]),
    "a market that cancels now": tables(deals=SOLD, measures=[SIZES[0], *cancelling_in("2024-05", "market_size")]),
    "a market that cancels a year before": tables(
        deals=SOLD, measures=[SIZES[1], *cancelling_in("2023-05", "market_size")]
    ),
    "a market below 0 a year before": tables(
        deals=SOLD, measures=[SIZES[1], figure("A", "2023-05-01", "market_size", "-9")]
    ),
    "figures that cancel in a month": tables(
        partners=[partner("A", kind=JOINT)],
        measures=[row for each in JOINT_MEASURES for row in cancelling_in("2024-05", each)],
    ),
    "figures that cancel over months": tables(
        partners=[partner("A", kind=JOINT)],
        measures=[figure("A", f"2024-{day}-01", each, value) for each in JOINT_MEASURES for day, value in CANCEL],
    ),
    "figures that cancel over partners": tables(
        partners=[partner(each, kind=JOINT) for each in "ABC"],
        measures=[
            figure(who, "2024-05-01", each, value)
            for each in JOINT_MEASURES
            for who, (_, value) in zip("ABC", CANCEL, strict=True)
        ],
    ),
    "zeros after small fractions": tables(
        measures=[*SLOW, *(figure("A", f"2024-{month}-01", "baseline_cost", "0") for month in ("09", "10", "11"))]
    ),
    "answers outside existence only": tables(surveys=[RECOMMENDED], partners=[partner("A", left="2024-06-30")]),
    "recommendations on another scale": tables(
        surveys=[answer("A", "2024-12-01", "95", question="likelihood_to_recommend", top="100"), RECOMMENDED]
    ),
    "surveys alone": tables(surveys=[RECOMMENDED], interactions=[]),
    "measures alone": tables(measures=SIZES, interactions=[]),
    "an open deal alone": tables(deals=[deal("A", "2024-01-01", "", "5", stage="open")], interactions=[]),
    "no type": tables(partners=[partner("A", kind="")], measures=SIZES),
    "types in other words": tables(
        partners=[partner("A", kind="VAR"), partner("B", kind="Joint Venture")],
        measures=[figure("A", "2024-12-01", "units_sold", "3"), figure("B", "2024-12-01", "product launches", "3")],
    ),
    "deals of a partner that left": tables(
        partners=[partner("A", left="2023-06-30"), partner("B", kind="service")], deals=SOLD, measures=SIZES
    ),
}
