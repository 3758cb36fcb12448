"""A small board for the tests of pages: six partners over two quarters and a month."""

from __future__ import annotations

from kpi.board import Board
from tests.kpi.frames import board

PARTNERS = [
    {"partner_id": "p1", "name": "Alder, Voss & Co", "partner_type": "reseller", "tier": "Gold", "region": "DACH"},
    {"partner_id": "p2", "name": "Birch", "partner_type": "reseller", "tier": "Silver", "region": "UK, Ireland"},
    {"partner_id": "p3", "name": "Cedar", "partner_type": "distributor", "tier": "Gold", "region": "DACH"},
    {"partner_id": "p4", "name": "Dogwood", "partner_type": "distributor", "region": "Nordics"},
    {"partner_id": "p5", "name": "Elm", "partner_type": "technology", "tier": "Gold", "region": "Nordics"},
    {"partner_id": "p6", "name": "Fir", "partner_type": "technology", "joined_on": "2026-07-01"},
]
MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]
KINDS = {"meeting": 4, "campaign": 2, "training": 1, "lead": 2, "feedback": 1, "business_review": 1}


def small_board() -> Board:
    """Everybody works at the reference except Birch, which stops in April; one survey, advocacy and deals."""
    interactions = [
        {"partner_id": one["partner_id"], "date": f"{month}-15", "kind": kind, "quantity": quantity}
        for one in PARTNERS
        for month in MONTHS
        for kind, quantity in KINDS.items()
        if not (one["partner_id"] == "p2" and month > "2026-03")
    ]
    interactions.append({"partner_id": "p1", "date": "2026-07-31", "kind": "call", "quantity": 1})
    surveys = [
        {"partner_id": one["partner_id"], "date": "2026-01-20", "question": "fit", "score": 4, "scale_min": 1,
         "scale_max": 5, "respondent": "r"}
        for one in PARTNERS[:5]
    ]  # fmt: skip
    advocacy = [{"partner_id": "p1", "date": f"{month}-02", "kind": "reference", "quantity": 1} for month in MONTHS]
    deals = [
        {"partner_id": "p1", "deal_id": month, "opened_on": f"{month}-01", "closed_on": f"{month}-20", "stage": "won",
         "amount": 1000.0, "sourced_by": "partner"}
        for month in MONTHS
    ]  # fmt: skip
    targets = [{"kpi": "engagement_score", "value": 95.0, "due": "2026-12-31"}]
    return board(
        partners=PARTNERS, interactions=interactions, surveys=surveys, advocacy=advocacy, deals=deals, targets=targets
    )
