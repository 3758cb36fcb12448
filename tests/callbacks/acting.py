"""A site in which something is to be found: seven resellers work alike, until one of them stops."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from callbacks.filters import parse_filters
from callbacks.insight_list import Found, found
from callbacks.loading import Wish, import_all
from callbacks.services import Services
from data.settings import Settings
from tests.kpi.insight_cases import KINDS, months

NOW = datetime(2026, 10, 2, 12, tzinfo=UTC)
STOPPED = "p2"
KEY = f"fell_band:engagement_score::p:{STOPPED}"
"""The finding that engagement of the partner that stopped fell a band."""


def acting_site(home: Path) -> Services:
    """Return the services of such a site; whoever calls closes its store."""
    services = Services.compose(Settings.in_folder(home / "home"), lambda: NOW)
    acting_files(services, home / "files")
    return services


def acting_files(services: Services, folder: Path) -> None:
    """Import the data of such a site."""
    folder.mkdir(parents=True)
    names = [f"p{at}" for at in range(1, 8)]
    partners = [f"{one},Partner {one[1:]},reseller,{'Gold' if one < 'p5' else 'Silver'},Ada {one}" for one in names]
    _write(folder / "partners.csv", "partner_id,name,partner_type,tier,manager", partners)
    rows = [
        f"{one},{month}-{28 if month < '2026-09' else 30},{kind},{4 if component == 'communication' else 2}"
        for one in names
        for month in months(16)
        for component, kind in KINDS.items()
        if not (one == STOPPED and month > "2026-06")
    ]
    _write(folder / "interactions.csv", "partner_id,date,kind,quantity", rows)
    deals = [f"{one},D-{one}-{month},{month}-02,won,1000,{month}-20,EUR" for one in names for month in months(16)]
    _write(folder / "deals.csv", "partner_id,deal_id,opened_on,stage,amount,closed_on,currency", deals)
    outcomes = import_all(services, Wish(sorted(folder.glob("*.csv"))))
    assert [outcome.error for outcome in outcomes] == ["", "", ""]


def all_found(services: Services, search: str = "") -> Found:
    """Wait until the findings are there, and return them."""
    board = services.board()
    assert board is not None
    return found(services, board, parse_filters(search, board), patience=60)


def _write(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
