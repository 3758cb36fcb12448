"""The rows behind KPIs of deals, and of deals against their market."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from kpi.behind_measures import reported_rows
from kpi.behind_parts import Behind, Case, Part, figures, listed, part_of, shown, text
from kpi.board import Board
from kpi.customers import MONTHS as LIFETIME_MONTHS
from kpi.deals import TABLE
from kpi.language import t
from kpi.value import customer_lifetime_value
from kpi.windows import YEAR

_MARKET: Final = "market_size"
_MARGIN: Final = "gross_margin"


def deal_months(board: Board, kpi: str) -> tuple[int, int]:
    """Return the window of a KPI of deals, and by how many months it looks back beyond [months]."""
    if kpi == "customer_lifetime_value":
        return LIFETIME_MONTHS, 0
    return board.months, YEAR if kpi in ("bookings_growth", "market_share_growth") else 0


def deals_behind(case: Case) -> Behind:
    """Return the deals, and the measures beside them, that a KPI of deals counts."""
    return DEAL_KPIS[case.kpi](case)


def _bookings(case: Case) -> Behind:
    won = _won(case)
    part = part_of("won", t("Deals won"), won, unit="money")
    return Behind(case.kpi, "", won, (part,), part.total, part.rows)


def _average(case: Case) -> Behind:
    won = _won(case)
    part = part_of("won", t("Deals won"), won, unit="money")
    return Behind(case.kpi, "", won, (part,), _share(part.total, part.rows, 1.0), part.rows)


def _won_of_closed(case: Case, **keys: str) -> Behind:
    rows = listed([_closed(case, stage, window=None, **keys) for stage in ("won", "lost")])
    won, lost = part_of("won", t("Won"), rows), part_of("lost", t("Lost"), rows)
    value = _share(won.total, won.total + lost.total, 100.0)
    return Behind(case.kpi, "", rows, (won, lost), value, len(rows))


def _win_rate(case: Case) -> Behind:
    return _won_of_closed(case)


def _renewal_rate(case: Case) -> Behind:
    return _won_of_closed(case, deal_type="renewal")


def _lead_conversion(case: Case) -> Behind:
    return _won_of_closed(case, sourced_by="partner")


def _sourced(case: Case) -> Behind:
    opened = _opened(case)
    side = text(opened["sourced_by"])
    opened, side = opened[side.isin(["partner", "us"])], side[side.isin(["partner", "us"])]
    rows = listed([_deal(opened, part=side, gave=figures(opened["amount"]), day="opened_on")])
    theirs = part_of("partner", t("Brought by the partner"), rows, unit="money")
    ours = part_of("us", t("Brought by us"), rows, unit="money")
    return Behind(
        case.kpi, "", rows, (theirs, ours), _share(theirs.total, theirs.total + ours.total, 100.0), len(rows)
    )


def _leads(case: Case) -> Behind:
    opened = _opened(case)
    opened = opened[(text(opened["sourced_by"]) == "partner") & (text(opened["deal_type"]) != "renewal")]
    rows = listed([_deal(opened, part="opened", gave=1.0, day="opened_on")])
    part = part_of("opened", t("New deals brought by the partner"), rows)
    return Behind(case.kpi, "", rows, (part,), part.total, len(rows))


def _cycle(case: Case) -> Behind:
    won = _stage(case, "won")
    days = (won["closed_on"] - won["opened_on"]).dt.days.astype("float64") if len(won) else figures(won["amount"])
    rows = listed([_deal(won, part="won", gave=days, day="closed_on")])
    part = Part("won", t("Deals won: days from opening to winning"), len(rows), float(days.sum()), "days")
    value = float(np.median(days)) if len(rows) else np.nan
    return Behind(case.kpi, "", rows, (part,), value, len(rows))


def _growth(case: Case) -> Behind:
    now, before = _won(case), _won(case, back=YEAR, part="before")
    rows = listed([now, before])
    parts = (
        part_of("won", t("Deals won"), rows, unit="money"),
        part_of("before", t("Deals won a year before"), rows, unit="money"),
    )
    value = _share(parts[0].total - parts[1].total, parts[1].total, 100.0)
    return Behind(case.kpi, "", rows, parts, value, parts[0].rows)


def _penetration(case: Case) -> Behind:
    rows = listed([_won(case), _market(case)])
    parts = _market_parts(rows)
    return Behind(case.kpi, "", rows, parts, _share(parts[0].total, parts[1].total, 100.0), len(rows))


def _share_growth(case: Case) -> Behind:
    now = listed([_won(case), _market(case)])
    before = listed([_won(case, back=YEAR, part="before"), _market(case, back=YEAR, part="market before")])
    rows = listed([now, before])
    parts = (
        *_market_parts(rows),
        part_of("before", t("Deals won a year before"), rows, unit="money"),
        part_of("market before", t("Market size a year before"), rows, unit="money"),
    )
    gained = _share(parts[0].total, parts[1].total, 100.0) - _share(parts[2].total, parts[3].total, 100.0)
    return Behind(case.kpi, "", rows, parts, gained, len(now))


def _lifetime(case: Case) -> Behind:
    won = _won(case, window=LIFETIME_MONTHS)
    lost = _closed(case, "lost", window=LIFETIME_MONTHS, deal_type="renewal")
    margin = listed([reported_rows(case, _MARGIN, LIFETIME_MONTHS, part="margin")])
    rows = listed([won, lost.assign(part="lost renewals"), margin])
    deals = _stage(case, "won", window=LIFETIME_MONTHS)
    renewed = int((text(deals["deal_type"]) == "renewal").sum())
    customers = text(deals["customer"])
    lengths = case.board.programme.calendar.lengths * case.board.programme.in_span(TABLE)
    months = max(float(lengths[max(case.column - LIFETIME_MONTHS + 1, 0) : case.column + 1].sum()), 1.0)
    parts = (
        part_of("won", t("Deals won"), rows, unit="money"),
        part_of("lost renewals", t("Renewals lost"), rows),
        Part(
            "margin",
            t("Gross margin, mean"),
            len(margin),
            _share(float(margin["gave"].sum()), len(margin), 1.0),
            "percent",
        ),
    )
    value = customer_lifetime_value(
        bookings=parts[0].total,
        customers=customers[customers != ""].nunique(),
        months=months,
        gross_margin=parts[2].total,
        renewals_won=renewed,
        renewals_closed=renewed + len(lost),
    )
    return Behind(case.kpi, "", rows, parts, float(value), len(won))


DEAL_KPIS: Final[Mapping[str, Callable[[Case], Behind]]] = {
    "bookings": _bookings,
    "average_deal_size": _average,
    "win_rate": _win_rate,
    "renewal_rate": _renewal_rate,
    "lead_conversion": _lead_conversion,
    "sourced_pipeline_share": _sourced,
    "new_leads": _leads,
    "sales_cycle": _cycle,
    "bookings_growth": _growth,
    "market_penetration": _penetration,
    "market_share_growth": _share_growth,
    "customer_lifetime_value": _lifetime,
}
"""KPIs that need rows of deals."""


def _stage(case: Case, stage: str, *, window: int | None = None, back: int = 0) -> pd.DataFrame:
    rows = case.within(TABLE, window or case.board.months, day="closed_on", back=back)
    return rows[text(rows["stage"]) == stage]


def _won(case: Case, *, window: int | None = None, back: int = 0, part: str = "won") -> pd.DataFrame:
    rows = _stage(case, "won", window=window, back=back)
    return listed([_deal(rows, part=part, gave=figures(rows["amount"]), day="closed_on")])


def _closed(case: Case, stage: str, *, window: int | None = None, **keys: str) -> pd.DataFrame:
    rows = _stage(case, stage, window=window)
    for name, word in keys.items():
        rows = rows[text(rows[name]) == word]
    return listed([_deal(rows, part=stage, gave=1.0, day="closed_on")])


def _opened(case: Case) -> pd.DataFrame:
    return case.within(TABLE, case.board.months, day="opened_on")


def _deal(rows: pd.DataFrame, *, part: pd.Series | str, gave: pd.Series | float, day: str) -> pd.DataFrame:
    return shown(
        rows,
        part=part,
        gave=gave,
        kind=text(rows["stage"]),
        figure=rows["amount"].astype("float64"),
        detail=text(rows["deal_id"]),
        day=day,
    )


def _market(case: Case, *, back: int = 0, part: str = "market") -> pd.DataFrame:
    return listed([reported_rows(case, _MARKET, case.board.months, back=back, part=part)])


def _market_parts(rows: pd.DataFrame) -> tuple[Part, Part]:
    return (
        part_of("won", t("Deals won"), rows, unit="money"),
        part_of("market", t("Market size"), rows, unit="money"),
    )


def _share(part: float, whole: float, factor: float) -> float:
    return factor * part / whole if abs(whole) >= 1e-9 else float("nan")
