"""Targets: what a KPI should reach, for whom and by when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from kpi.periods import month_end

if TYPE_CHECKING:
    from kpi.programme import Programme

Key = tuple[str, str, str, date]
"""What makes two targets the same one: KPI, partner, partner type, day."""


@dataclass(frozen=True)
class Target:
    """One target.

    Parameters
    ----------
    kpi
        Catalogue id.
    value
        What it should reach, in the KPI's unit.
    due
        The day by which.
    partner_id, partner_type
        Whom it is for; both empty: every partner.
    baseline
        Value when it was agreed, or None.
    goal, owner
        The business goal it serves and who answers for it; empty when not named.
    number
        Under which the site keeps a target that was set or changed in its pages; None for one of an uploaded file.
    """

    kpi: str
    value: float
    due: date
    partner_id: str
    partner_type: str
    baseline: float | None
    goal: str
    owner: str
    number: int | None = None

    @property
    def key(self) -> Key:
        """What makes it the same target as another."""
        return self.kpi, self.partner_id, self.partner_type, self.due


def read_targets(frame: pd.DataFrame | None) -> tuple[Target, ...]:
    """Return the rows of the targets table.

    Parameters
    ----------
    frame
        Canonical rows, or None when there are none.
    """
    if frame is None:
        return ()
    return tuple(
        Target(
            kpi=str(row["kpi"]),
            value=float(row["value"]),
            due=pd.Timestamp(row["due"]).date(),
            partner_id=_text(row["partner_id"]),
            partner_type=_text(row["partner_type"]),
            baseline=None if pd.isna(row["baseline"]) else float(row["baseline"]),
            goal=_text(row["goal"]),
            owner=_text(row["owner"]),
        )
        for row in frame.to_dict("records")
    )


def merge_targets(uploaded: Iterable[Target], own: Sequence[Target], hidden: Collection[Key]) -> tuple[Target, ...]:
    """Return the targets that hold: uploaded ones, and before them what was set, changed or removed in the page.

    Parameters
    ----------
    uploaded
        Rows of files.
    own
        Targets of the page. Each takes the place of the uploaded ones of the same key; others come at the end. Of
        two of the same key the later one holds.
    hidden
        Keys of uploaded targets that were removed in the page.

    Examples
    --------
    >>> new, old = (Target("bookings", value, date(2026, 12, 31), "", "", None, "", "") for value in (9.0, 5.0))
    >>> [one.value for one in merge_targets([old], [new], ())], merge_targets([old], [], [old.key])
    ([9.0], ())
    """
    rest = {one.key: one for one in own}
    taken = {*rest, *hidden}
    held = []
    for one in uploaded:
        if one.key not in taken:
            held.append(one)
        elif one.key in rest:
            held.append(rest.pop(one.key))
    return (*held, *rest.values())


def open_target(programme: Programme, kpi: str, *, partner_id: str = "", month: int | None = None) -> Target | None:
    """Return the target of a KPI that is due next.

    Parameters
    ----------
    programme
        The programme with its targets.
    kpi
        Catalogue id.
    partner_id
        A partner: its own target, else that of its type, else that of every partner. Empty: the target of every
        partner only.
    month
        Column of the calendar from which to look ahead; the last when None.

    Returns
    -------
    Target or None
        Of several the one due first after the end of the month; None when none is left. The later row of the same
        scope and day wins.
    """
    calendar = programme.calendar
    since = month_end(calendar.last if month is None else calendar.first + month)
    partner_type = _type_of(programme, partner_id) if partner_id else ""
    scopes = [(partner_id, ""), ("", partner_type), ("", "")] if partner_id else [("", "")]
    for partner, kind in scopes:
        fitting = [
            one
            for one in programme.targets
            if one.kpi == kpi
            and one.due >= since
            and one.partner_id == partner
            and (partner or one.partner_type == kind)
        ]
        if fitting:
            return min(reversed(fitting), key=lambda one: one.due)
    return None


def _type_of(programme: Programme, partner_id: str) -> str:
    # A page asks for the targets of many KPIs, and a look-up in the table takes a thousand times as long.
    codes, types = programme.partner_types
    return types[codes[programme.partners.index.get_loc(partner_id)]]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
