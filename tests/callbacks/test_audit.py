"""The audit log: added to, never changed, filtered, exported, and forgotten in time."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from callbacks.audit import audit_page
from callbacks.services import Services
from data.audit import ACTS, AuditQuestion
from data.audit_models import AuditRow
from data.errors import StoreError
from data.people.principal import LOCAL, Principal, Role
from layouts.audit import ACT_WORDS
from layouts.solid import solidify
from tests.callbacks.conftest import HeldClock

ADA = Principal("p-ada", "ada@example.com", Role.MANAGER, address="203.0.113.0/24")


def page_text(services: Services, search: str = "") -> str:
    return str(solidify(audit_page(services, search), ()).to_plotly_json())


def test_an_entry_says_who_what_when_and_from_where(services: Services, clock: HeldClock) -> None:
    services.audit.note(ADA, "made link", now=clock(), partner_id="P1", detail="for October")
    (entry,) = services.audit.entries()
    assert (entry.actor, entry.actor_name, entry.act) == ("p-ada", "ada@example.com", "made link")
    assert (entry.at, entry.partner_id, entry.detail, entry.address) == (
        clock(),
        "P1",
        "for October",
        "203.0.113.0/24",
    )


def test_an_act_that_no_filter_would_find_is_refused(services: Services, clock: HeldClock) -> None:
    with pytest.raises(ValueError, match="no act"):
        services.audit.note(LOCAL, "did something", now=clock())
    assert services.audit.entries() == ()


def test_every_act_has_words() -> None:
    assert set(ACT_WORDS) == set(ACTS)


def test_the_log_is_not_rewritten(services: Services, clock: HeldClock) -> None:
    services.audit.note(ADA, "revoked link", now=clock())
    with pytest.raises((DBAPIError, StoreError), match="not rewritten"), services.store.transaction() as session:
        session.execute(update(AuditRow).values(actor_name="somebody else"))
    with pytest.raises((DBAPIError, StoreError)), services.store.transaction() as session:
        session.execute(text("UPDATE audit SET detail = ''"))
    assert services.audit.entries()[0].actor_name == "ada@example.com"


def test_entries_are_filtered(services: Services, clock: HeldClock) -> None:
    for number, (who, act, partner) in enumerate(
        [(ADA, "made link", "P1"), (LOCAL, "made link", "P2"), (ADA, "exported", "")]
    ):
        services.audit.note(who, act, now=clock() + timedelta(days=number), partner_id=partner)

    def acts(**asked: object) -> list[tuple[str, str]]:
        return [(one.act, one.partner_id) for one in services.audit.entries(AuditQuestion(**asked))]

    assert acts() == [("exported", ""), ("made link", "P2"), ("made link", "P1")]
    assert acts(actor="p-ada") == [("exported", ""), ("made link", "P1")]
    assert acts(act="made link", partner_id="P2") == [("made link", "P2")]
    assert acts(since=clock() + timedelta(days=1)) == [("exported", ""), ("made link", "P2")]
    assert acts(until=clock() + timedelta(days=1)) == [("made link", "P1")]


def test_old_entries_are_forgotten_and_young_ones_kept(services: Services, clock: HeldClock) -> None:
    services.audit.note(ADA, "made link", now=clock())
    clock.forward(days=729)
    services.audit.note(ADA, "revoked link", now=clock())
    assert services.audit.forget(now=clock(), days=730) == 0
    clock.forward(days=2)
    assert services.audit.forget(now=clock(), days=730) == 1
    assert [one.act for one in services.audit.entries()] == ["revoked link"]


def test_the_page_lists_filters_and_turns_over(filled: Services, clock: HeldClock) -> None:
    for number in range(60):
        filled.audit.note(
            ADA, "exported", now=clock(), partner_id="P1" if number % 2 else "", detail=f"table {number}."
        )
    page = page_text(filled)
    assert "table 59." in page
    assert "table 9." not in page
    assert "Alder Canary One" in page
    older = re.search(r"/audit\?(before=\d+)", page)
    assert older is not None
    assert "table 9." in page_text(filled, f"?{older[1]}")
    assert "table 58." not in page_text(filled, "?partner=P1")
    assert "Nothing passes these filters" in page_text(filled, "?act=declined")


@pytest.mark.parametrize(
    "search", ["?from=yesterday", "?before=x", "?until=9999-12-31", "?who=%00&act=%FF", "?from=²"]
)
def test_nonsense_in_the_address_is_no_error(services: Services, search: str) -> None:
    assert "Audit log" in page_text(services, search)


def test_the_file_holds_what_the_page_shows_and_no_formula(
    filled: Services, client: FlaskClient, clock: HeldClock
) -> None:
    filled.audit.note(Principal("p-x", "=cmd()", Role.VIEWER), "exported", now=clock(), detail="+1\nnext")
    rows = list(csv.DictReader(io.StringIO(client.get("/export/audit.csv?act=exported").text)))
    (row,) = [row for row in rows if row["actor"] == "p-x"]
    assert row["actor_name"] == "'=cmd()"
    assert row["detail"] == "'+1 next"
