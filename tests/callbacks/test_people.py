"""The People page and a person's own account: what they show, what they change, and who may."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import compose_server
from callbacks.loading import Wish, import_all
from callbacks.services import Services
from data.people.accounts import Account
from data.people.principal import Right
from data.settings import Settings
from layouts.ids import AccountIds, PeopleIds, account_button, person_button
from tests.callbacks.conftest import DEALS, PARTNERS, CommandLine, HeldClock
from tests.callbacks.people_given import (
    PASSWORD,
    PUBLIC_URL,
    client_of,
    person,
    server_services,
    sign_in_as,
    signed_in,
)

SLASH = "\\u002f"
"""How Dash writes a slash in what it sends."""
ADA, BEN = "=Ada Canary One", "=Ben Canary Two"


@pytest.fixture
def services(tmp_path: Path, clock: HeldClock) -> Iterator[Services]:
    made = server_services(tmp_path, clock)
    for name, text in (("partners", PARTNERS), ("deals", DEALS)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        import_all(made, Wish([path]))
    yield made
    made.jobs.close()
    made.store.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return client_of(compose_server(services))


@pytest.fixture
def ada(client: FlaskClient, services: Services) -> Account:
    """The admin who is signed in."""
    one = person(services, "admin", email="ada@example.com", password=PASSWORD)
    sign_in_as(client, services, one)
    return one


def shown(client: FlaskClient, path: str) -> str:
    """Return a page as the manager app draws it."""
    dependency = _callback(client, "shell-route.data")
    return _sent(client, dependency, {"shell-route.data": {"path": path, "search": "", "screen": None}}).text.replace(
        SLASH, "/"
    )


def called(client: FlaskClient, first: str, **values: object) -> TestResponse:
    """Run the callback whose first input is `first`, with values by id and property."""
    return _sent(client, _callback(client, first), {key.replace("__", "."): value for key, value in values.items()})


def invited(client: FlaskClient, email: str, role: str = "viewer", manages: object = "*", name: str = "") -> str:
    return called(
        client,
        f"{PeopleIds.INVITE}.n_clicks",
        **{
            f"{PeopleIds.INVITE}.n_clicks": 1,
            f"{PeopleIds.EMAIL}.value": email,
            f"{PeopleIds.NAME}.value": name,
            f"{PeopleIds.ROLE}.value": role,
            f"{PeopleIds.MANAGES}.value": manages,
        },
    ).text


def saved(client: FlaskClient, person_id: object, *, name: str = "Somebody", role: str, manages: object = "*") -> str:
    return called(
        client,
        f"{PeopleIds.SAVE}.n_clicks",
        **{
            f"{PeopleIds.SAVE}.n_clicks": 1,
            f"{PeopleIds.PERSON}.data": person_id,
            f"{PeopleIds.NAME}.value": name,
            f"{PeopleIds.ROLE}.value": role,
            f"{PeopleIds.MANAGES}.value": manages,
        },
    ).text


def done(client: FlaskClient, person_id: str, do: str, key: str = "") -> str:
    asked = {"button": person_button(do, key), "at": 1}
    return called(
        client,
        f"{PeopleIds.ASKED}.data",
        **{f"{PeopleIds.ASKED}.data": asked, f"{PeopleIds.PERSON}.data": person_id},
    ).text.replace(SLASH, "/")


def done_own(client: FlaskClient, do: str, key: str = "") -> str:
    asked = {"button": account_button(do, key), "at": 1}
    return called(client, f"{AccountIds.ASKED}.data", **{f"{AccountIds.ASKED}.data": asked}).text


def acts(services: Services) -> list[tuple[str, str, str]]:
    return [(one.act, one.actor_name, one.detail) for one in services.audit.entries() if one.actor != "command"]


def is_in(client: FlaskClient) -> bool:
    return client.get("/_dash-layout").status_code == 200


# The list


def test_the_page_lists_everybody_with_role_partners_and_state(
    client: FlaskClient, services: Services, ada: Account
) -> None:
    ben = person(services, "manager", "Ben Canary Two", email="ben@example.com")
    services.people.invite(ben.id, now=services.clock())
    services.people.disable(person(services, "viewer", email="carol@example.com").id, now=services.clock())
    page = shown(client, "/people")
    for text in (
        "ada@example.com",
        "Admin",
        "Active",
        "Those of Ben Canary Two",
        "Invited",
        "until 22 Apr 2025",
        "Shut out",
    ):
        assert text in page, text
    # Both managers of the data can be chosen.
    assert "Partners of Ada Canary One" in page
    assert "Partners of Ben Canary Two" in page


def test_only_an_admin_sees_the_page_and_runs_its_callbacks(client: FlaskClient, services: Services) -> None:
    ben = person(services, "viewer", email="ben@example.com")
    for role, manages in (("manager", ""), ("manager", "Ben Canary Two"), ("viewer", "")):
        signed_in(client, services, role, manages)
        for path in ("/people", f"/people/{ben.id}"):
            assert "ben@example.com" not in shown(client, path)
        for first in (f"{PeopleIds.INVITE}.n_clicks", f"{PeopleIds.SAVE}.n_clicks", f"{PeopleIds.ASKED}.data"):
            assert called(client, first, **{first: 1}).status_code == 403
    client.post("/logout")
    assert client.post("/_dash-update-component", json={}).status_code in (401, 403)
    assert services.people.get(ben.id).role == "viewer"


def test_in_local_mode_the_page_says_how_accounts_start(tmp_path: Path, clock: HeldClock) -> None:
    local = Services.compose(Settings.in_folder(tmp_path / "local"), clock)
    client = compose_server(local).test_client()
    page = shown(client, "/people")
    assert "Accounts start with a public address" in page
    assert "TANDEM_PUBLIC_URL" in page
    assert "There are no accounts here" in shown(client, "/account")
    layout = client.get("/_dash-layout").text.replace(SLASH, "/")
    assert '"/people"' not in layout
    assert '"/account"' not in layout
    assert "/logout" not in layout
    invited(client, "eve@example.com", "admin")
    assert local.people.list() == ()
    local.store.close()


def test_the_menu_names_who_is_signed_in_and_signs_out(client: FlaskClient, services: Services, ada: Account) -> None:
    layout = client.get("/_dash-layout").text.replace(SLASH, "/")
    for text in ("ada@example.com", "/logout", '"/people"', '"/account"'):
        assert text in layout
    signed_in(client, services, "viewer")
    layout = client.get("/_dash-layout").text.replace(SLASH, "/")
    assert '"/people"' not in layout
    assert '"/account"' in layout


# Inviting


def test_an_invitation_is_shown_once_and_opens_the_account(
    client: FlaskClient, services: Services, ada: Account
) -> None:
    answer = invited(client, "Ben@example.com", "manager", BEN, name="Ben")
    address = json.loads(answer)["response"][PeopleIds.CREATED.value]["children"]
    link = next(one for one in json.dumps(address).split('"') if one.startswith(f"{PUBLIC_URL}/join/"))
    assert acts(services)[0] == ("invited", "ada@example.com", "ben@example.com, manager of Ben Canary Two")
    secret = link.rsplit("/", 1)[1]
    assert secret not in shown(client, "/people") + repr(services.audit.entries())
    other = client_of(client.application)
    other.get(f"/join/{secret}")
    other.post("/join", data={"name": "Ben", "password": PASSWORD, "again": PASSWORD})
    assert is_in(other)
    assert services.people.with_email("ben@example.com").manages == "Ben Canary Two"


@pytest.mark.parametrize(
    ("email", "role", "manages"),
    [
        ("nonsense", "viewer", "*"),
        ("", "viewer", "*"),
        (None, "viewer", "*"),
        (["ben@example.com"], "viewer", "*"),
        ("ben@example.com", "owner", "*"),
        ("ben@example.com", None, "*"),
        ("ben@example.com", "admin", ADA),
        # A manager that is in no file would see nobody, and nothing chosen must not mean everything.
        ("ben@example.com", "manager", "=Nobody"),
        ("ben@example.com", "manager", "Ben Canary Two"),
        ("ben@example.com", "manager", "="),
        ("ben@example.com", "manager", ""),
        ("ben@example.com", "manager", None),
        ("ben@example.com", "manager", 7),
        ("ben@example.com", "manager", {"a": "*"}),
        ("ada@example.com", "viewer", "*"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused_in_words(
    client: FlaskClient, services: Services, ada: Account, email: object, role: object, manages: object
) -> None:
    answer = invited(client, email, role, manages)
    assert "alert-danger" in answer
    assert "Traceback" not in answer
    assert [one.email for one in services.people.list()] == ["ada@example.com"]
    assert acts(services) == []


# One person


def test_a_change_of_role_holds_at_the_next_click(client: FlaskClient, services: Services, ada: Account) -> None:
    other = client_of(client.application)
    ben = person(services, "manager", email="ben@example.com")
    sign_in_as(other, services, ben)
    assert "Birch Canary Two" in shown(other, "/partners/P2-canary")
    assert "alert-success" in saved(client, ben.id, role="viewer", manages=ADA)
    assert "Birch Canary Two" not in shown(other, "/partners/P2-canary")
    assert acts(services) == [("changed role", "ada@example.com", "ben@example.com, viewer of Ada Canary One")]
    # A manager who is in no file any more stays chosen.
    services.people.change(ben.id, manages="Somebody gone")
    assert "Somebody gone" in shown(client, f"/people/{ben.id}")
    assert "alert-success" in saved(client, ben.id, role="viewer", manages="=Somebody gone")
    assert "alert-danger" in saved(client, ben.id, role="viewer", manages="=Somebody else")


def test_the_only_admin_stays_one(client: FlaskClient, services: Services, ada: Account) -> None:
    assert "only admin" in saved(client, ada.id, role="viewer")
    assert "shut yourself out" in done(client, ada.id, "disable")
    person(services, "admin", email="ben@example.com", password=PASSWORD)
    assert "shut yourself out" in done(client, ada.id, "disable")
    assert is_in(client)
    assert "Shut out" not in shown(client, f"/people/{ada.id}")


def test_shutting_out_and_letting_in_again(client: FlaskClient, services: Services, ada: Account) -> None:
    other = client_of(client.application)
    ben = person(services, "viewer", email="ben@example.com", password=PASSWORD)
    sign_in_as(other, services, ben)
    assert "Sessions and tokens have ended" in done(client, ben.id, "disable")
    assert not is_in(other)
    assert other.post("/login", data={"email": ben.email, "password": PASSWORD}).status_code == 401
    assert "let in again" in done(client, ben.id, "enable")
    assert other.post("/login", data={"email": ben.email, "password": PASSWORD}).status_code == 303
    assert [act for act, *_ in acts(services)] == ["signed in", "enabled person", "failed sign-in", "disabled person"]


def test_a_reset_link_and_a_new_invitation_are_made(client: FlaskClient, services: Services, ada: Account) -> None:
    ben = person(services, "viewer", email="ben@example.com", password=PASSWORD)
    carol = person(services, "viewer", email="carol@example.com")
    assert f"{PUBLIC_URL}/reset/" in done(client, ben.id, "reset")
    assert f"{PUBLIC_URL}/join/" in done(client, carol.id, "invite")
    assert [act for act, *_ in acts(services)] == ["invited", "reset password"]
    services.people.disable(carol.id, now=services.clock())
    assert "alert-danger" in done(client, carol.id, "invite")


def test_sessions_and_tokens_of_anybody_are_ended(client: FlaskClient, services: Services, ada: Account) -> None:
    other = client_of(client.application)
    ben, carol = person(services, "viewer"), person(services, "viewer")
    sign_in_as(other, services, ben)
    token = services.people.tokens.make(ben.principal(), label="Nightly", scopes={Right.VIEW}, now=services.clock())[
        0
    ]
    page = shown(client, f"/people/{ben.id}")
    assert "203.0.113.0/24" in page
    assert "Nightly" in page
    (session,) = services.people.sessions.list(ben.id, now=services.clock())
    # A button of another person's page does nothing here.
    done(client, carol.id, "end", session.id)
    done(client, carol.id, "revoke", token.id)
    assert is_in(other)
    assert services.people.tokens.list(ben.id) != ()
    done(client, ben.id, "end", session.id)
    done(client, ben.id, "revoke", token.id)
    assert not is_in(other)
    assert services.people.tokens.list(ben.id) == ()
    assert [act for act, *_ in acts(services)] == ["revoked token", "ended session"]


@pytest.mark.parametrize("person_id", ["nobody", "", None, 7, {"a": 1}, "x" * 5000])
def test_nobody_is_changed_under_an_unknown_id(
    client: FlaskClient, services: Services, ada: Account, person_id: object
) -> None:
    assert "alert-danger" in saved(client, person_id, role="viewer")
    assert "alert-danger" in done(client, person_id, "disable")
    assert "There is no such person" in shown(client, "/people/nobody")
    assert acts(services) == []


@pytest.mark.parametrize(
    "asked", [7, "disable", {"button": 7}, {"button": {"do": 7}}, {"button": {"do": "x", "key": ""}}]
)
def test_a_button_that_there_is_not_is_refused_in_words(
    client: FlaskClient, services: Services, ada: Account, asked: object
) -> None:
    ben = person(services, "viewer")
    for first, more in ((PeopleIds.ASKED, {f"{PeopleIds.PERSON}.data": ben.id}), (AccountIds.ASKED, {})):
        answer = called(client, f"{first}.data", **{f"{first}.data": asked, **more})
        assert "not known" in answer.text
    assert acts(services) == []


# One's own account


def test_the_account_shows_what_is_ones_own(client: FlaskClient, services: Services, ada: Account) -> None:
    ben = person(services, "viewer", email="ben@example.com")
    sign_in_as(client_of(client.application), services, ben)
    services.people.tokens.make(ben.principal(), label="Token of Ben", scopes={Right.VIEW}, now=services.clock())
    page = shown(client, "/account")
    assert "ada@example.com" in page
    assert "This browser" in page
    assert "Token of Ben" not in page
    assert "ben@example.com" not in page


def test_other_sessions_of_ones_own_are_ended(client: FlaskClient, services: Services, ada: Account) -> None:
    others = [client_of(client.application) for _ in range(2)]
    for one in others:
        sign_in_as(one, services, ada)
    assert "2 sessions have ended" in done_own(client, "end-others")
    assert [is_in(one) for one in (client, *others)] == [True, False, False]
    assert acts(services) == [("ended session", "ada@example.com", "2 of ada@example.com")]


def test_nobody_ends_what_is_anothers(client: FlaskClient, services: Services, ada: Account) -> None:
    eve = client_of(client.application)
    signed_in(eve, services, "viewer", email="eve@example.com")
    (session,) = services.people.sessions.list(ada.id, now=services.clock())
    token = services.people.tokens.make(ada.principal(), label="a", scopes={Right.VIEW}, now=services.clock())[0]
    done_own(eve, "end", session.id)
    done_own(eve, "revoke", token.id)
    assert is_in(client)
    assert services.people.tokens.list(ada.id) != ()


def test_a_token_is_shown_once_and_asks_the_api(client: FlaskClient, services: Services, ada: Account) -> None:
    answer = made_token(client, "Nightly", ["view"])
    token = next(one for one in answer.split('"') if one.startswith("tdm_"))
    assert token not in shown(client, "/account") + repr(services.audit.entries())
    assert acts(services) == [("made token", "ada@example.com", "Nightly")]
    script = client_of(client.application)
    headers = {"Authorization": f"Bearer {token}"}
    assert script.get("/api/scores", headers=headers).status_code == 200
    assert script.get("/_dash-layout", headers=headers).status_code == 401
    assert script.post("/api/imports", data={"file": (io.BytesIO(b"a"), "a.csv")}, headers=headers).status_code == 403
    (kept,) = services.people.tokens.list(ada.id)
    assert "works no more" in done_own(client, "revoke", kept.id)
    assert script.get("/api/scores", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("label", "scopes"),
    [("", ["view"]), ("a", []), ("a", ["owner"]), ("a", [7]), ("a", "view"), (None, None), ("x" * 101, ["view"])],
)
def test_a_token_that_makes_no_sense_is_refused(
    client: FlaskClient, services: Services, ada: Account, label: object, scopes: object
) -> None:
    assert "alert-danger" in made_token(client, label, scopes)
    assert services.people.tokens.list() == ()


def test_a_viewer_makes_no_token_for_more(client: FlaskClient, services: Services) -> None:
    signed_in(client, services, "viewer")
    assert "alert-danger" in made_token(client, "a", ["view", "import"])
    assert "bring in files" not in shown(client, "/account")


def test_a_name_of_ones_own_is_changed(client: FlaskClient, services: Services, ada: Account) -> None:
    def named(name: object) -> str:
        values = {f"{AccountIds.SAVE}.n_clicks": 1, f"{AccountIds.NAME}.value": name}
        return called(client, f"{AccountIds.SAVE}.n_clicks", **values).text

    assert "is saved" in named("Ada Byron")
    assert services.people.get(ada.id).name == "Ada Byron"
    for name in ("", None, 7, "x" * 201):
        assert "alert-danger" in named(name)
    assert services.people.get(ada.id).name == "Ada Byron"


def made_token(client: FlaskClient, label: object, scopes: object) -> str:
    return called(
        client,
        f"{AccountIds.CREATE}.n_clicks",
        **{
            f"{AccountIds.CREATE}.n_clicks": 1,
            f"{AccountIds.LABEL}.value": label,
            f"{AccountIds.SCOPES}.value": scopes,
        },
    ).text


# The command line

SERVER = {
    "TANDEM_PUBLIC_URL": PUBLIC_URL,
    "TANDEM_SECRET_KEY": "uJ4wq0Zr8LkN3vXb6TfGy1PdHs7MoCeA5iQz9RnW2YxKjV",
}


def test_people_are_added_listed_and_shut_out_by_command(
    tandem: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    added = tandem("user", "add", "Ada@example.com", "--name", "Ada", "--role", "admin", "--password-stdin", **SERVER)
    assert (added.code, added.out) == (0, "ada@example.com is admin.\n")
    tandem("user", "add", "ben@example.com", "--role", "manager", "--manages", "Ben", **SERVER)
    rows = json.loads(tandem("user", "list", "--json", **SERVER).out)
    assert [(one["email"], one["role"], one["manages"], one["state"]) for one in rows] == [
        ("ada@example.com", "admin", "", "active"),
        ("ben@example.com", "manager", "Ben", "invited"),
    ]
    refused = tandem("user", "disable", "ada@example.com", **SERVER)
    assert refused.code == 2
    assert "only admin" in refused.err
    assert tandem("user", "disable", "ben@example.com", **SERVER).code == 0
    assert "disabled" in tandem("user", "list", **SERVER).out
    assert tandem("user", "enable", "ben@example.com", **SERVER).code == 0
    unknown = tandem("user", "enable", "nobody@example.com", **SERVER)
    assert (unknown.code, unknown.out) == (2, "")


def test_a_link_is_printed_once(tandem: CommandLine) -> None:
    ran = tandem("user", "invite", "ben@example.com", "--name", "Ben", **SERVER)
    assert ran.code == 0
    assert ran.out.startswith(f"{PUBLIC_URL}/join/")
    assert ran.out.strip() not in ran.err
    reset = tandem("user", "reset", "ben@example.com", **SERVER)
    assert reset.out.startswith(f"{PUBLIC_URL}/reset/")
    local = tandem("user", "invite", "carol@example.com")
    assert local.code == 2
    assert "TANDEM_PUBLIC_URL" in local.err


def test_a_password_that_is_refused_makes_nobody(tandem: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("short\n", "", "password1234\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        ran = tandem("user", "add", "ada@example.com", "--role", "admin", "--password-stdin", **SERVER)
        assert ran.code == 2
        assert ran.err
    assert tandem("user", "list", "--json", **SERVER).out == "[]\n"


def _callback(client: FlaskClient, first: str) -> dict:
    name, prop = first.rsplit(".", 1)
    dependencies = client.get("/_dash-dependencies").json
    return next(one for one in dependencies if (one["inputs"][0]["id"], one["inputs"][0]["property"]) == (name, prop))


def _sent(client: FlaskClient, dependency: dict, values: dict) -> TestResponse:
    def filled(one: dict) -> dict:
        return {**one, "value": values.get(f"{one['id']}.{one['property']}")}

    inputs, state = ([filled(one) for one in dependency[kind]] for kind in ("inputs", "state"))
    outputs = [
        {"id": part.rsplit(".", 1)[0], "property": part.rsplit(".", 1)[1]}
        for part in dependency["output"].strip(".").split("...")
    ]
    body = {
        "output": dependency["output"],
        "outputs": outputs if dependency["output"].startswith("..") else outputs[0],
        "inputs": inputs,
        "state": state,
        "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"],
    }
    return client.post("/_dash-update-component", json=body)
