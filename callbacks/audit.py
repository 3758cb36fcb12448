"""The Audit page and its file: who did what, filtered by the address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode

from flask import Flask, Response, request

from callbacks.action_files import csv_text
from callbacks.linking import partner_names
from callbacks.views import partner_path
from data.audit import AuditQuestion, Entry
from kpi.language import t
from layouts import audit, formats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash import Dash
    from dash.development.base_component import Component

    from callbacks.services import Services

EXPORT: Final = "/export/audit.csv"
SHOWN: Final = 50
EXPORTED: Final = 100_000
"""Entries of a file: the latest ones."""

COLUMNS: Final = ("at", "actor", "actor_name", "act", "partner_id", "detail", "address")


def register(_app: Dash, _services: Services) -> None:
    """Connect nothing: the filters are the address."""


def routes(server: Flask, services: Services) -> None:
    """Add the address of the file; before the manager app, whose pages are a catch-all."""

    @server.get(EXPORT, endpoint="export_audit_csv")
    def audit_csv() -> Response:
        question = parse_asked(request.query_string.decode("utf-8", "replace"))[1]
        text = csv_text(COLUMNS, entry_rows(services.audit.entries(question, most=EXPORTED)))
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        return Response(text, headers=headers, content_type="text/csv; charset=utf-8")


def audit_page(services: Services, search: str | None) -> Component:
    """Return the page for the query of an address, whatever a client sends."""
    # Whoever looks at the log sees what the site has promised to keep, and nothing older.
    services.audit.forget(now=services.clock(), days=services.settings.audit_days)
    asked, question, notices = parse_asked(search)
    found = services.audit.entries(question, most=SHOWN + 1)
    shown, names = found[:SHOWN], partner_names(services)
    query = _query(asked)
    older = f"{audit.PATH}?{urlencode([*query, ('before', str(shown[-1].id))])}" if len(found) > SHOWN else ""
    actors = [(actor, name or actor) for actor, name in services.audit.actors().items() if actor]
    return audit.layout(
        audit.AuditView(
            asked=asked,
            actors=sorted(actors, key=lambda pair: pair[1].casefold()),
            acts=[(act, t(audit.ACT_WORDS[act])) for act in services.audit.acts() if act in audit.ACT_WORDS],
            entries=[_entry_view(entry, names) for entry in shown],
            older_href=older,
            export_href=f"{EXPORT}?{urlencode(query)}" if query else EXPORT,
            days=services.settings.audit_days,
            notices=notices,
        )
    )


def parse_asked(search: str | None) -> tuple[audit.AuditAsked, AuditQuestion, list[str]]:
    """Read the query of an address: what stands in the fields, what is asked of the log, what could not be used."""
    said = {key: plain(values[-1]) for key, values in parse_qs((search or "").removeprefix("?")).items()}
    notices: list[str] = []
    since, until = (_day(said.get(name, ""), notices) for name in ("from", "until"))
    before = said.get("before", "")
    asked = audit.AuditAsked(
        actor=said.get("who", "")[:60],
        act=said.get("act", "")[:40],
        partner=said.get("partner", "")[:400],
        since=since.isoformat() if since else "",
        until=until.isoformat() if until else "",
    )
    question = AuditQuestion(
        actor=asked.actor,
        act=asked.act,
        partner_id=asked.partner,
        since=_begins(since) if since else None,
        until=_begins(until + timedelta(days=1)) if until and until < date.max else None,
        before_id=int(before) if before.isascii() and before.isdigit() and len(before) < 15 else None,
    )
    return asked, question, notices


def plain(text: str) -> str:
    """Return text without what can't be shown, and without spaces around it: databases refuse some of it."""
    return "".join(letter for letter in text if letter.isprintable()).strip()


def entry_rows(entries: Iterable[Entry]) -> Iterable[list[str]]:
    """Return entries as rows of the file, under `COLUMNS`."""
    for one in entries:
        at = one.at.isoformat(timespec="seconds")
        yield [at, one.actor, one.actor_name, one.act, one.partner_id, one.detail, one.address]


def _entry_view(entry: Entry, names: Mapping[str, str]) -> audit.EntryView:
    here = entry.at.astimezone()
    is_known = entry.partner_id in names
    return audit.EntryView(
        day=formats.day(here.date()),
        time=f"{here:%H:%M:%S}",
        actor=entry.actor_name or entry.actor,
        act=t(audit.ACT_WORDS.get(entry.act, entry.act)),
        partner=names.get(entry.partner_id, entry.partner_id),
        partner_href=partner_path(entry.partner_id) if is_known else "",
        detail=entry.detail,
        address=entry.address,
    )


def _query(asked: audit.AuditAsked) -> list[tuple[str, str]]:
    pairs = (("who", asked.actor), ("act", asked.act), ("partner", asked.partner))
    days = (("from", asked.since), ("until", asked.until))
    return [(key, value) for key, value in (*pairs, *days) if value]


def _day(text: str, notices: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        notices.append(t("“{text}” is no day; that filter was left out.", text=text[:20]))
        return None


def _begins(day: date) -> datetime:
    """Return the moment at which a day begins where the server stands."""
    return datetime(day.year, day.month, day.day).astimezone(UTC)
