"""What people do to the data leaves one entry in the audit log each, with who did it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import compose_server
from callbacks import identities, imports
from callbacks.method import answer
from callbacks.services import Services
from data.settings import Settings
from layouts.ids import DataIds, IdentityIds
from tests.callbacks.conftest import INTERACTIONS, PARTNERS, CommandLine, HeldClock
from tests.callbacks.people_given import client_of, server_services, signed_in

Noted = list[tuple[str, str, str, str]]


@pytest.fixture
def site(tmp_path: Path, clock: HeldClock) -> Iterator[Services]:
    made = server_services(tmp_path, clock)
    yield made
    made.jobs.close()
    made.store.close()


@pytest.fixture
def admin(site: Services) -> FlaskClient:
    server: Flask = compose_server(site)
    return signed_in(client_of(server), site, email="ada@example.com")


def noted(services: Services) -> Noted:
    entries = reversed(services.audit.entries())
    return [(one.actor_name, one.act, one.partner_id, one.detail) for one in entries]


def send(client: FlaskClient, services: Services, name: str, text: str, **said: str) -> str:
    """Send a file, wait until it is read, and return the job's id."""
    body = {"file": (io.BytesIO(text.encode()), name), **said}
    sent = client.post("/api/imports", data=body, content_type="multipart/form-data")
    assert sent.status_code == 202
    finish(services)
    return str(sent.get_json()["id"])


def finish(services: Services) -> None:
    """Wait until what is queued is done: jobs run one after the other."""
    services.jobs._worker.submit(lambda: None).result()


def test_an_import_is_noted_with_who_sent_it_and_its_rows(site: Services, admin: FlaskClient) -> None:
    send(admin, site, "two.csv", PARTNERS, dry_run="1")
    assert noted(site) == []
    send(admin, site, "two.csv", PARTNERS)
    made = ("ada@example.com", "imported", "", "import 1, two.csv: 2 rows accepted, 0 rejected")
    assert noted(site) == [made]
    send(admin, site, "two.csv", PARTNERS)
    assert noted(site) == [made], "a file that is refused was not imported"
    entry = site.audit.entries()[0]
    assert entry.address == "203.0.113.0/24"


def test_a_file_read_again_is_noted_once(site: Services, admin: FlaskClient) -> None:
    job = send(admin, site, "two.csv", PARTNERS, dry_run="1")
    again = admin.post(f"/api/imports/{job}/again", data={})
    assert again.status_code == 202
    finish(site)
    assert [(who, act) for who, act, _, _ in noted(site)] == [("ada@example.com", "imported")]


def test_an_import_that_fails_to_be_noted_is_not_stored(
    site: Services, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no room for the log")

    monkeypatch.setattr("data.import_notes.note_in", fail)
    send(admin, site, "two.csv", PARTNERS)
    assert site.store.imports() == []


def test_what_is_done_to_imports_and_partners_is_noted(filled: Services) -> None:
    def last() -> tuple[str, str, str]:
        return noted(filled)[-1][1:]

    before = len(noted(filled))
    assert imports.change_import(filled, {"type": DataIds.UNDO, "import": 2})[0]
    name = filled.store.get_import(2).file_name
    assert last() == ("undid import", "", f"import 2, {name}")
    assert imports.change_import(filled, {"type": DataIds.REDO, "import": 2})[0]
    assert last() == ("redid import", "", f"import 2, {name}")
    assert not imports.change_import(filled, {"type": DataIds.REDO, "import": 99})[0]
    for kind, word, partner, act in (
        (IdentityIds.SAME, "P2-canary", "P1", ("merged partners", "P1", "P2-canary counts for it")),
        (IdentityIds.UNMERGE, "P2-canary", "", ("unmerged partners", "P2-canary", "counted for P1")),
        (IdentityIds.NEW, "P2-canary", "", ("unmerged partners", "P2-canary", "kept apart")),
    ):
        done, text = identities.answer(filled, {"button": {"type": kind.value, "word": word, "partner": partner}})
        assert done, text
        assert last() == act
    assert len(noted(filled)) == before + 5


def test_sample_data_are_one_entry(services: Services) -> None:
    assert imports.use_sample(services)[0]
    assert [act for _, act, _, _ in noted(services)] == ["loaded sample"]
    assert not imports.use_sample(services)[0]
    assert imports.drop_sample(services)[0]
    assert not imports.drop_sample(services)[0]
    assert [act for _, act, _, _ in noted(services)] == ["loaded sample", "removed sample"]


def test_a_method_that_is_saved_or_restored_is_noted(filled: Services) -> None:
    text = filled.methods.in_force().text.replace("strong = 75", "strong = 76", 1)
    before = len(noted(filled))
    asked = {"do": "save", "text": text, "note": "Stricter", "label": "Second", "number": 1}
    answer(filled, asked, "")
    made = noted(filled)
    assert len(made) == before + 1
    assert made[-1][1:] == ("changed method", "", "version 1, Second: Stricter")
    answer(filled, {"do": "restore", "version": 0, "number": 2}, "")
    assert [act for _, act, _, _ in noted(filled)[before:]] == ["changed method"] * 2


def test_commands_are_noted_as_the_command_lines(tandem: CommandLine) -> None:
    tandem("import", tandem.file("partners.csv", PARTNERS), tandem.file("interactions.csv", INTERACTIONS))
    tandem("undo", "2")
    tandem("redo", "2")
    tandem("redo", "99")
    tandem("merge", "P2-canary", "P1")
    tandem("unmerge", "P2-canary")
    services = Services.compose(Settings.in_folder(tandem.folder / "home"), tandem.clock)
    try:
        found = noted(services)
    finally:
        services.jobs.close()
        services.store.close()
    acts = ["imported", "imported", "undid import", "redid import", "merged partners", "unmerged partners"]
    assert [act for _, act, _, _ in found] == acts
    assert {who for who, _, _, _ in found} == {"command line"}
