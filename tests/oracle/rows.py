"""Rows of text for the oracle's hand-worked tests, and one row of a long table."""

from collections.abc import Sequence

from tests.oracle.oracle import Row

Cells = dict[str, str]


def partner(partner_id: str, *, kind: str = "reseller", joined: str = "", left: str = "", region: str = "") -> Cells:
    """A row of partners."""
    return {
        "partner_id": partner_id,
        "name": partner_id,
        "partner_type": kind,
        "region": region,
        "joined_on": joined,
        "left_on": left,
    }


def contact(partner_id: str, day: str, kind: str, quantity: str = "", by: str = "") -> Cells:
    """A row of interactions."""
    return {"partner_id": partner_id, "date": day, "kind": kind, "quantity": quantity, "initiated_by": by}


def answer(partner_id: str, day: str, score: str, *, who: str = "", question: str = "zeal", top: str = "10") -> Cells:
    """A row of surveys on a scale from 0."""
    cells = {"partner_id": partner_id, "date": day, "question": question, "score": score}
    return cells | {"scale_min": "0", "scale_max": top, "respondent": who}


def deal(
    partner_id: str,
    opened: str,
    closed: str,
    amount: str = "",
    *,
    stage: str = "won",
    kind: str = "",
    source: str = "",
    customer: str = "",
) -> Cells:
    """A row of deals, by default won and sourced by nobody known."""
    cells = {"partner_id": partner_id, "deal_id": f"{partner_id} {opened} {closed} {amount}", "opened_on": opened}
    cells |= {"stage": stage, "closed_on": closed, "amount": amount, "sourced_by": source}
    return cells | {"deal_type": kind, "customer": customer}


def figure(partner_id: str, day: str, measure: str, value: str, by: str = "us") -> Cells:
    """A row of measures."""
    return {"partner_id": partner_id, "date": day, "measure": measure, "value": value, "reported_by": by}


def find(rows: Sequence[Row], key: str, month: str, kpi: str) -> Row:
    """The one row of a key, month and KPI."""
    (row,) = [each for each in rows if (each.key, each.month, each.kpi) == (key, month, kpi)]
    return row
