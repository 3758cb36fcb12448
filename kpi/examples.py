"""Small programmes for the examples in docstrings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kpi.method import Method, parse_method
from kpi.programme import Programme, build_programme
from kpi.reading import Groups, each_partner, everyone
from kpi.rollup import merge_rollups, roll_up

_METHOD = """
label = "Example"
minimum_coverage = 0.6
bands = { moderate = 50.0, strong = 75.0 }
windows = { default = 3, surveys = 12, advocacy = 12, partial_advocacy = 6 }

[engagement.components.communication]
kinds = ["meeting", "call"]
weight = 20.0
reference = 12.0

[mindshare]
survey_weight = 60.0
interaction_weight = 40.0
shrinkage = 5.0
minimum_peers = 5
neutral = 50.0
initiative_share = 0.5
initiative_minimum = 5.0
attention_reference = 12.0

[mindshare.questions.likelihood_to_recommend]
type = "recommendation"

[advocacy]
reference = 4.0
default_points = 1.0
active_target = 75.0
"""


def small_method() -> Method:
    """Return a method of one engagement component and the shipped parameters of mindshare and advocacy."""
    return parse_method(_METHOD)


def programme_of(frames: Mapping[str, pd.DataFrame]) -> Programme:
    """Return the programme of canonical frames, one per table.

    Parameters
    ----------
    frames
        Table -> rows with canonical columns; dates as ``datetime64``.
    """
    return build_programme({table: merge_rollups(table, [roll_up(table, frame)]) for table, frame in frames.items()})


def deals_programme() -> tuple[Programme, Groups]:
    """Return one partner with four deals from January to March 2026, and the partition of one group."""
    programme = programme_of(
        {
            "deals": pd.DataFrame(
                {
                    "partner_id": ["a", "a", "a", "a"],
                    "deal_id": ["1", "2", "3", "4"],
                    "opened_on": pd.to_datetime(["2026-01-05", "2026-01-10", "2026-01-20", "2026-01-30"]),
                    "closed_on": pd.to_datetime(["2026-01-15", "2026-03-31", "2026-02-20", "NaT"]),
                    "stage": ["won", "won", "lost", "open"],
                    "amount": [100.0, 300.0, None, None],
                    "sourced_by": ["partner", "us", "us", ""],
                    "deal_type": ["new", "new", "new", "renewal"],
                }
            )
        }
    )
    return programme, each_partner(programme)


def monthly(**measures: Sequence[float | None]) -> tuple[Programme, Groups]:
    """Return one partner with our figures by month from January 2026, and the partition of one group.

    Parameters
    ----------
    **measures
        Name of a measure -> its values; None where nothing was reported.
    """
    rows = [
        {"partner_id": "a", "date": f"2026-{month:02d}-15", "measure": name, "value": value, "reported_by": "us"}
        for name, values in measures.items()
        for month, value in enumerate(values, start=1)
        if value is not None
    ]
    frame = pd.DataFrame(rows)
    programme = programme_of({"measures": frame.assign(date=pd.to_datetime(frame["date"]))})
    return programme, each_partner(programme)


def answers(**questions: Sequence[float]) -> tuple[Programme, Groups, Method]:
    """Return one partner whose respondents answered in January 2026, the partition of one group, and a method.

    Parameters
    ----------
    **questions
        Question -> one answer per respondent.
    """
    rows = [
        {
            "partner_id": "a",
            "date": pd.Timestamp("2026-01-31"),
            "question": name,
            "score": score,
            "respondent": str(at),
        }
        for name, scores in questions.items()
        for at, score in enumerate(scores)
    ]
    programme = programme_of({"surveys": pd.DataFrame(rows)})
    return programme, each_partner(programme), small_method()


def won_deals(
    amounts: Mapping[str, float], *, deal_type: str = "new", **measures: Sequence[float]
) -> tuple[Programme, Groups]:
    """Return one partner with a deal won in each of some months, and the partition of one group.

    Parameters
    ----------
    amounts
        Month, as in ``2026-01`` -> amount of the deal that was opened and won on its last day.
    deal_type
        Of all deals.
    **measures
        Name of a measure -> our figures by month, from the month of the first deal on.
    """
    days = pd.PeriodIndex(list(amounts), freq="M").to_timestamp(how="end").normalize()
    frames = {
        "deals": pd.DataFrame(
            {
                "partner_id": "a",
                "deal_id": list(amounts),
                "opened_on": days,
                "closed_on": days,
                "stage": "won",
                "amount": list(amounts.values()),
                "deal_type": deal_type,
                "customer": "Example Ltd",
            }
        )
    }
    for name, values in measures.items():
        dates = pd.date_range(days[0], periods=len(values), freq="ME")
        rows = pd.DataFrame(
            {"partner_id": "a", "date": dates, "measure": name, "value": list(values), "reported_by": "us"}
        )
        frames["measures"] = pd.concat([frames["measures"], rows]) if "measures" in frames else rows
    programme = programme_of(frames)
    return programme, each_partner(programme)


def contacts(*kinds: str) -> tuple[Programme, Groups, Method]:
    """Return one partner with an interaction of each kind in January 2026, its partition, and a method."""
    rows = pd.DataFrame({"partner_id": "a", "date": pd.Timestamp("2026-01-31"), "kind": list(kinds), "quantity": 1.0})
    programme = programme_of({"interactions": rows})
    return programme, each_partner(programme), small_method()


def speaking(*quantities: float) -> tuple[Programme, Groups, Method]:
    """Return partners with so many advocacy activities in January 2026, the partition of one group, and a method."""
    names = [f"partner {at}" for at in range(len(quantities))]
    rows = pd.DataFrame(
        {"partner_id": names, "date": pd.Timestamp("2026-01-31"), "kind": "review", "quantity": list(quantities)}
    )
    programme = programme_of({"advocacy": rows})
    return programme, everyone(programme), small_method()
