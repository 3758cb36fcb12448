"""``tandem share``: links made, listed, changed and ended from the command line."""

from __future__ import annotations

import io
import json

import pytest

from data.links import Links
from data.store import Store
from tests.callbacks.conftest import CommandLine


@pytest.fixture
def loaded(tandem: CommandLine) -> CommandLine:
    tandem.load()
    return tandem


def listed(tandem: CommandLine) -> list[dict]:
    return json.loads(tandem("share", "list", "--json").out)


def secret_of(address: str) -> str:
    return address.strip().rsplit("/", 1)[1]


def test_a_link_is_made_as_asked(loaded: CommandLine) -> None:
    ran = loaded(
        "share", "create", "P1", "--days", "30", "--label", "Board", "--sections", "scores, results", "--frozen"
    )
    assert ran.code == 0
    assert ran.out.startswith("http://127.0.0.1:8050/s/")
    (row,) = listed(loaded)
    assert (row["label"], row["sections"], row["frozen"], row["passcode"]) == (
        "Board",
        ["scores", "results"],
        True,
        False,
    )
    assert row["created_by"] == "command"
    assert "(frozen)" in loaded("share", "list").out
    assert secret_of(ran.out) not in json.dumps(listed(loaded))


@pytest.mark.parametrize(("sent", "told"), [("right-one\n", ""), ("", "Passcode: ")])
def test_a_passcode_is_read_or_made(
    loaded: CommandLine, monkeypatch: pytest.MonkeyPatch, sent: str, told: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(sent))
    ran = loaded("share", "create", "P1", "--passcode")
    assert ran.code == 0
    assert "right-one" not in ran.out + ran.err
    passcode = ran.err.split("Passcode: ")[1].split()[0] if told else "right-one"
    store = Store(loaded.folder / "home")
    links, now = Links(store), loaded.clock()
    assert links.try_passcode(links.check(links.list()[0].id, now=now), passcode, now=now)
    store.close()


def test_a_link_is_rotated_extended_and_revoked(loaded: CommandLine) -> None:
    first = loaded("share", "create", "P1", "--days", "1").out
    link_id = listed(loaded)[0]["id"]
    second = loaded("share", "rotate", link_id, "--port", "9000")
    assert second.out.startswith("http://127.0.0.1:9000/s/")
    assert secret_of(second.out) != secret_of(first)
    assert "works until 2025-05-15" in loaded("share", "extend", link_id, "--days", "30").out
    assert loaded("share", "revoke", link_id).code == 0
    refused = loaded("share", "rotate", link_id)
    assert (refused.code, "never opens again" in refused.err) == (2, True)


def test_all_links_of_a_partner_are_revoked(loaded: CommandLine) -> None:
    for partner in ("P1", "P1", "P2-canary"):
        loaded("share", "create", partner)
    assert loaded("share", "revoke", "--partner", "P1").out == "Revoked links for P1: 2.\n"
    assert {row["partner_id"]: row["status"] for row in listed(loaded)} == {"P1": "revoked", "P2-canary": "active"}
    refused = loaded("share", "revoke", "--partner", "P9")
    assert (refused.code, refused.err) == (2, "There is no such partner.\n")


def test_sharing_is_stopped_and_allowed_again(loaded: CommandLine) -> None:
    loaded("share", "create", "P1")
    assert "Links that ended: 1." in loaded("share", "stop").out
    refused = loaded("share", "create", "P1")
    assert (refused.code, "Sharing is stopped" in refused.err) == (2, True)
    assert loaded("share", "resume").code == 0
    assert loaded("share", "create", "P1").code == 0
    assert [row["status"] for row in listed(loaded)].count("revoked") == 1


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("create", "P9"), "no partner 'P9'"),
        (("create", "P1", "--days", "366"), "from 1 to 365"),
        (("create", "P1", "--sections", "targets"), "no section 'targets'"),
        (("rotate", "nothing"), "not known"),
        (("revoke", "nothing"), "not known"),
        (("extend", "nothing"), "not known"),
    ],
)
def test_mistakes_are_told_in_words(loaded: CommandLine, argv: tuple[str, ...], words: str) -> None:
    ran = loaded("share", *argv)
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err
