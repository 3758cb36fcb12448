"""Partners whose engagement is known beforehand: each does a share of what earns 100, so its score is that share."""

from __future__ import annotations

from collections.abc import Mapping

from kpi.board import Board
from kpi.summary import Quarter, quarters
from tests.kpi.frames import board

AT_REFERENCE = {"meeting": 4, "campaign": 2, "training": 1, "lead": 2, "feedback": 1, "business_review": 1 / 3}
"""Each month; three of these earn every component its 100."""

SHARES: Mapping[str, tuple[float, float]] = {
    "r1": (1.0, 1.0),
    "r2": (0.9, 0.9),
    "r3": (0.8, 0.8),
    "r4": (0.6, 0.6),
    "r5": (0.4, 0.2),
    "r6": (0.2, 0.2),
    "d1": (0.5, 0.25),
    "d2": (0.5, 0.75),
}
"""Partner -> share of the reference in the first and in the second quarter of 2026."""

NAMES = {
    "r1": "Alder",
    "r2": "Birch",
    "r3": "Cedar",
    "r4": "Dogwood",
    "r5": "Elm",
    "r6": "Fir",
    "d1": "Grove",
    "d2": "Hazel",
}


def comparable_board() -> Board:
    """Six resellers and two distributors over two quarters; the median reseller has 70 in both."""
    partners = [
        {"partner_id": one, "name": NAMES[one], "partner_type": "reseller" if one[0] == "r" else "distributor"}
        for one in SHARES
    ]
    interactions = [
        {"partner_id": one, "date": f"2026-{month:02}-15", "kind": kind, "quantity": quantity * shares[month > 3]}
        for one, shares in SHARES.items()
        for month in range(1, 7)
        for kind, quantity in AT_REFERENCE.items()
    ]
    interactions.append({"partner_id": "r1", "date": "2026-06-30", "kind": "call", "quantity": 1})
    deals = [
        {"partner_id": one, "deal_id": f"{one}-{month}", "opened_on": f"2026-{month:02}-01",
         "closed_on": f"2026-{month:02}-20", "stage": "won", "amount": amount, "sourced_by": "partner"}
        for one, amount in (("r1", 1000.0), ("r2", 3000.0), ("d1", 3000.0))
        for month in range(1, 7)
    ]  # fmt: skip
    targets = [{"kpi": "engagement_score", "value": 80.0, "due": "2026-12-31"}]
    return board(partners=partners, interactions=interactions, deals=deals, targets=targets)


def quarter_pair(made: Board) -> tuple[Quarter, Quarter]:
    """Return the second quarter and the first."""
    before, now = quarters(made.programme.calendar)
    return now, before
