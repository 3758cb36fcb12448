"""Accounts, sessions, one-time links and tokens: what opens, for how long, and what ends it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text, update

from data.moments import stored
from data.people import passwords
from data.people.accounts import Account, plain_email
from data.people.errors import BadField, LastAdmin, LinkSpent, PeopleError, UnknownPerson
from data.people.models import Person
from data.people.one_time import Purpose
from data.people.passwords import check_password
from data.people.people import People
from data.people.principal import NOBODY, Right, Role
from data.sealed import hashed
from data.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD, OTHER = "four quiet otters paddling", "nine loud herons wading"
BRAND = "Northlight"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def people(store: Store) -> People:
    return People(store)


@pytest.fixture
def ada(people: People) -> Account:
    """An admin with a password."""
    return joined(people, "ada@example.com", "admin")


def joined(people: People, email: str, role: str, manages: str = "") -> Account:
    return people.add_with_password(
        email, name=email.split("@")[0], role=role, manages=manages, password=PASSWORD, brand=BRAND, now=NOW
    )


def after(**time: float) -> datetime:
    return NOW + timedelta(**time)


def everything_kept(store: Store) -> str:
    """Return all that the database holds about people."""
    with store.session() as session:
        tables = ("people", "sign_ins", "one_time_links", "api_tokens", "limit_counts")
        return repr([session.execute(text(f"SELECT * FROM {table}")).all() for table in tables])


# Accounts


def test_an_e_mail_is_kept_in_lower_case_and_is_one_persons(people: People) -> None:
    made = people.add(" Ada@Example.COM ", name=" Ada  Lovelace ", role="viewer", now=NOW)
    assert (made.email, made.name, made.role, made.manages, made.state) == (
        "ada@example.com",
        "Ada Lovelace",
        Role.VIEWER,
        "",
        "invited",
    )
    assert people.with_email("ADA@example.com").id == made.id
    with pytest.raises(BadField, match="already"):
        people.add("ada@EXAMPLE.com", role="viewer", now=NOW)


@pytest.mark.parametrize(
    "email",
    ["", "ada", "ada@", "@example.com", "ada@localhost", "a b@example.com", "ada@example.com\n@x.y", "ä@x.de"],
)
def test_what_is_no_e_mail_is_refused(people: People, email: str) -> None:
    with pytest.raises(BadField) as caught:
        people.add(email, role="viewer", now=NOW)
    assert caught.value.field == "email"


def test_letters_that_become_alike_are_other_letters() -> None:
    # U+212A, the sign of the unit kelvin, is k in lower case.
    assert "\u212a".lower() == "k"
    assert plain_email("\u212aim@example.com") == ""


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"role": "owner"}, "role"),
        ({"role": ""}, "role"),
        ({"role": "admin", "manages": "Ada"}, "manages"),
        ({"role": "manager", "manages": "  "}, "manages"),
        ({"role": "manager", "manages": "\u200b"}, "manages"),
        ({"role": "manager", "manages": "x" * 201}, "manages"),
        ({"role": "viewer", "name": "x" * 201}, "name"),
        ({"role": "viewer", "name": "\x00"}, "name"),
    ],
)
def test_a_field_that_cannot_be_used_is_refused(people: People, fields: dict, wrong: str) -> None:
    with pytest.raises(BadField) as caught:
        people.add("ada@example.com", now=NOW, **fields)
    assert caught.value.field == wrong
    assert people.list() == ()


def test_a_change_of_role_holds_for_the_sessions_that_there_are(people: People, ada: Account) -> None:
    joined(people, "ben@example.com", "admin")
    secret = people.sessions.begin(ada, now=NOW)
    people.change(ada.id, role="manager", manages="Ben  Bold")
    principal = people.of_session(secret, now=NOW)
    assert (principal.role, principal.manages) == (Role.MANAGER, "Ben Bold")
    assert not principal.may(Right.ADMIN)


def test_the_last_admin_stays(people: People, ada: Account) -> None:
    people.add("invited@example.com", role="admin", now=NOW)
    for change in ({"role": "viewer"}, {"role": "manager", "manages": "Ada"}):
        with pytest.raises(LastAdmin):
            people.change(ada.id, **change)
    with pytest.raises(LastAdmin):
        people.disable(ada.id, now=NOW)
    assert people.get(ada.id).role is Role.ADMIN
    ben = joined(people, "ben@example.com", "admin")
    people.disable(ada.id, now=NOW)
    with pytest.raises(LastAdmin):
        people.change(ben.id, role="viewer")


def test_disabling_ends_everything_at_once(people: People, ada: Account) -> None:
    ben = joined(people, "ben@example.com", "viewer")
    secret = people.sessions.begin(ben, now=NOW)
    _, token = people.tokens.make(ben.principal(), label="a", scopes={Right.VIEW}, now=NOW)
    reset = people.offer_reset(ben.id, now=NOW)
    people.disable(ben.id, now=NOW)
    assert people.of_session(secret, now=NOW) is NOBODY
    assert people.of_token(token, now=NOW) is NOBODY
    assert people.verify("ben@example.com", PASSWORD) is None
    with pytest.raises(LinkSpent):
        people.links.find(reset, Purpose.RESET, now=NOW)
    for offer in (people.offer_reset, people.invite):
        with pytest.raises(PeopleError):
            offer(ben.id, now=NOW)
    people.enable(ben.id)
    assert people.of_session(secret, now=NOW) is NOBODY
    assert people.of_token(token, now=NOW) is NOBODY
    assert people.verify("ben@example.com", PASSWORD) is not None


def test_what_was_begun_while_somebody_was_shut_out_opens_nothing(people: People, store: Store, ada: Account) -> None:
    ben = joined(people, "ben@example.com", "viewer")
    secret = people.sessions.begin(ben, now=NOW)
    _, token = people.tokens.make(ben.principal(), label="a", scopes={Right.VIEW}, now=NOW)
    with store.transaction() as session:
        session.execute(update(Person).where(Person.id == ben.id).values(disabled_at=stored(NOW)))
    assert people.of_session(secret, now=NOW) is NOBODY
    assert people.of_token(token, now=NOW) is NOBODY


def test_whoever_was_shut_out_or_has_another_password_since_begins_no_session(people: People, ada: Account) -> None:
    ben = joined(people, "ben@example.com", "viewer")
    people.set_password(ada.id, OTHER, brand=BRAND, now=NOW)
    people.disable(ben.id, now=NOW)
    for shown_before in (ada, ben):
        with pytest.raises(UnknownPerson):
            people.sessions.begin(shown_before, now=NOW)
    assert people.of_session(people.sessions.begin(people.get(ada.id), now=NOW), now=NOW).id == ada.id


def test_a_reset_takes_back_the_tokens(people: People, ada: Account) -> None:
    _, token = people.tokens.make(ada.principal(), label="a", scopes={Right.VIEW}, now=NOW)
    people.reset(hashed(people.offer_reset(ada.id, now=NOW)), password=OTHER, brand=BRAND, now=NOW)
    assert people.of_token(token, now=NOW) is NOBODY


def test_nobody_is_a_person_of_an_unknown_id(people: People) -> None:
    for ask in (people.get, people.enable, lambda one: people.disable(one, now=NOW)):
        with pytest.raises(UnknownPerson):
            ask("nobody")


# Passwords


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 12"),
        ("elevenchars", "at least 12"),
        ("x" * 201, "longer"),
        ("aaaaaaaaaaaa", "repeats"),
        ("123456789012", "repeats"),
        ("098765432109", "counts"),
        ("abababababab", "repeats"),
        ("password1234", "tried first"),
        ("Password!2026", "tried first"),
        ("passwordpassword", "tried first"),
        ("qwertyuiop12", "tried first"),
        ("ada@example.com", "e-mail"),
        ("Ada@Example.com", "e-mail"),
        ("northlight2026", "name of this site"),
        ("Northlight-ada-1!", "name of this site"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password: str, said: str) -> None:
    with pytest.raises(BadField, match=said):
        check_password(password, email="ada@example.com", brand=BRAND)


@pytest.mark.parametrize(
    "password", [PASSWORD, "correct-horse-42-Zug", "Tür öffne dich bitte", "密码密碼很长很难猜的一个句子"]
)
def test_a_long_password_of_any_letters_is_taken(password: str) -> None:
    check_password(password, email="ada@example.com", brand=BRAND)


def test_a_password_opens_its_own_account_alone(people: People, ada: Account) -> None:
    assert people.verify("ADA@example.com", PASSWORD) == ada
    for email, password in (
        ("ada@example.com", OTHER),
        ("ada@example.com", ""),
        ("ben@example.com", PASSWORD),
        ("", ""),
        ("ada@example.com", PASSWORD + "x" * 10_000),
        ("ada@example.com", f"{PASSWORD}\x00"),
    ):
        assert people.verify(email, password) is None


def test_an_account_without_a_password_opens_with_none(people: People) -> None:
    people.add("ben@example.com", role="viewer", now=NOW)
    for password in ("", " ", PASSWORD):
        assert people.verify("ben@example.com", password) is None


def test_an_unknown_e_mail_takes_a_comparison_too(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    whole = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda self, kept, given: compared.append(kept) or whole(self, kept, given)
    )
    people.verify("nobody@example.com", PASSWORD)
    people.add("ben@example.com", role="viewer", now=NOW)
    people.verify("ben@example.com", PASSWORD)
    assert [kept.startswith("$argon2id$") for kept in compared] == [True, True]


def test_a_password_is_the_same_however_its_accents_are_typed(people: People, ada: Account) -> None:
    people.set_password(ada.id, "Tu\u0308r o\u0308ffne dich bitte", brand=BRAND, now=NOW)
    assert people.verify(ada.email, "T\u00fcr \u00f6ffne dich bitte") is not None


def test_a_password_kept_with_weaker_parameters_is_kept_anew(
    people: People, ada: Account, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    assert "m=2048,t=1" in everything_kept(store)
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=4096, parallelism=1))
    assert people.verify(ada.email, OTHER) is None
    assert "m=2048,t=1" in everything_kept(store)
    assert people.verify(ada.email, PASSWORD) is not None
    assert "m=2048,t=1" not in everything_kept(store)
    assert people.verify(ada.email, PASSWORD) is not None


def test_passwords_are_kept_by_argon2_with_strong_parameters(
    monkeypatch: pytest.MonkeyPatch, quick_passwords: PasswordHasher
) -> None:
    monkeypatch.setattr(passwords, "HASHER", quick_passwords)
    kept = passwords.hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(kept, PASSWORD)
    assert not passwords.is_outdated(kept)


def test_a_new_password_ends_all_sessions_but_one_and_every_link(people: People, ada: Account) -> None:
    here, there = (people.sessions.begin(ada, now=NOW) for _ in range(2))
    reset = people.offer_reset(ada.id, now=NOW)
    people.set_password(ada.id, OTHER, brand=BRAND, now=NOW, keep=people.sessions.id_of(here))
    assert people.of_session(here, now=NOW).id == ada.id
    assert people.of_session(there, now=NOW) is NOBODY
    with pytest.raises(LinkSpent):
        people.links.find(reset, Purpose.RESET, now=NOW)
    assert people.verify(ada.email, PASSWORD) is None


# Sessions


def test_a_session_ends_when_unused_for_twelve_hours(people: People, ada: Account) -> None:
    secret = people.sessions.begin(ada, now=NOW)
    assert people.of_session(secret, now=after(hours=11.9)).is_known
    # Used at 11.9 hours, it goes on until 23.9.
    assert people.of_session(secret, now=after(hours=23.8)).is_known
    assert not people.of_session(secret, now=after(hours=35.9)).is_known
    assert people.sessions.list(ada.id, now=after(hours=35.9)) == ()


def test_a_session_ends_after_fourteen_days_however_much_it_is_used(people: People, ada: Account) -> None:
    secret = people.sessions.begin(ada, now=NOW)
    for hours in range(6, 14 * 24, 6):
        assert people.of_session(secret, now=after(hours=hours)).is_known
    assert not people.of_session(secret, now=after(days=14)).is_known


def test_a_session_is_ended_by_its_owner_alone(people: People, ada: Account) -> None:
    ben = joined(people, "ben@example.com", "viewer")
    secret = people.sessions.begin(ada, now=NOW, address="203.0.113.0/24", browser="Firefox, Linux")
    (one,) = people.sessions.list(ada.id, now=NOW)
    assert (one.address, one.browser, one.created_at) == ("203.0.113.0/24", "Firefox, Linux", NOW)
    assert not people.sessions.end(one.id, now=NOW, person_id=ben.id)
    assert people.of_session(secret, now=NOW).is_known
    assert people.sessions.end(one.id, now=NOW, person_id=ada.id)
    assert not people.of_session(secret, now=NOW).is_known
    assert not people.sessions.end(one.id, now=NOW)


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "x" * 10_000, "ü" * 43, "\x00" * 43])
def test_what_is_no_secret_opens_nothing(people: People, ada: Account, secret: str) -> None:
    assert people.of_session(secret, now=NOW) is NOBODY
    assert people.of_token(f"tdm_{secret}", now=NOW) is NOBODY
    assert people.sessions.id_of(secret) == ""
    with pytest.raises(LinkSpent):
        people.links.find(secret, *Purpose, now=NOW)


# One-time links


def test_an_invitation_opens_an_account_once(people: People, ada: Account) -> None:
    invited, secret = people.invite_new("ben@example.com", name="", role="manager", manages="Ben", now=NOW)
    opened = people.links.find(secret, Purpose.INVITE, now=NOW)
    assert (opened.email, opened.person_id) == ("ben@example.com", invited.id)
    made = people.join(opened.key, name="Ben Bold", password=PASSWORD, brand=BRAND, now=NOW)
    assert (made.name, made.role, made.manages, made.state) == ("Ben Bold", Role.MANAGER, "Ben", "active")
    for _ in range(2):
        with pytest.raises(LinkSpent):
            people.join(opened.key, name="Eve", password=OTHER, brand=BRAND, now=NOW)
    assert people.verify("ben@example.com", PASSWORD) is not None


def test_a_refused_password_does_not_use_an_invitation_up(people: People) -> None:
    _, secret = people.invite_new("ben@example.com", name="", role="viewer", manages="", now=NOW)
    with pytest.raises(BadField):
        people.join(hashed(secret), name="Ben", password="short", brand=BRAND, now=NOW)
    assert people.join(hashed(secret), name="Ben", password=PASSWORD, brand=BRAND, now=NOW).has_password


@pytest.mark.parametrize(
    ("purpose", "hours"), [(Purpose.FIRST_ADMIN, 24), (Purpose.INVITE, 7 * 24), (Purpose.RESET, 24)]
)
def test_a_link_lives_for_its_time(people: People, ada: Account, purpose: Purpose, hours: int) -> None:
    secret = people.links.make(purpose, None if purpose is Purpose.FIRST_ADMIN else ada.id, now=NOW)
    assert people.links.find(secret, purpose, now=after(hours=hours - 0.01))
    with pytest.raises(LinkSpent):
        people.links.find(secret, purpose, now=after(hours=hours))
    with pytest.raises(LinkSpent):
        people.reset(hashed(secret), password=OTHER, brand=BRAND, now=after(hours=hours))


def test_the_first_admin_joins_within_a_day(people: People) -> None:
    key = hashed(people.offer_first_admin(now=NOW))
    with pytest.raises(LinkSpent):
        people.join_first(
            key, email="ada@example.com", name="Ada", password=PASSWORD, brand=BRAND, now=after(hours=24)
        )
    assert people.list() == ()


def test_a_link_opens_nothing_but_its_purpose(people: People, ada: Account) -> None:
    reset = hashed(people.offer_reset(ada.id, now=NOW))
    with pytest.raises(LinkSpent):
        people.join(reset, name="Eve", password=OTHER, brand=BRAND, now=NOW)
    with pytest.raises(LinkSpent):
        people.join_first(reset, email="eve@example.com", name="Eve", password=OTHER, brand=BRAND, now=NOW)
    with pytest.raises(LinkSpent):
        people.links.look_up(reset, Purpose.INVITE, Purpose.FIRST_ADMIN, now=NOW)
    assert people.reset(reset, password=OTHER, brand=BRAND, now=NOW).id == ada.id


def test_an_invitation_makes_nobody_the_first_admin(people: People) -> None:
    _, secret = people.invite_new("ben@example.com", name="", role="viewer", manages="", now=NOW)
    with pytest.raises(LinkSpent):
        people.join_first(
            hashed(secret), email="eve@example.com", name="Eve", password=PASSWORD, brand=BRAND, now=NOW
        )
    assert [one.email for one in people.list()] == ["ben@example.com"]


def test_a_new_link_ends_the_older_one_of_its_kind_and_person(people: People, ada: Account) -> None:
    ben = joined(people, "ben@example.com", "viewer")
    first, bens = people.offer_reset(ada.id, now=NOW), people.offer_reset(ben.id, now=NOW)
    second = people.offer_reset(ada.id, now=NOW)
    with pytest.raises(LinkSpent):
        people.links.find(first, Purpose.RESET, now=NOW)
    for secret in (second, bens):
        assert people.links.find(secret, Purpose.RESET, now=NOW)


def test_of_many_who_use_a_link_at_the_same_moment_one_does(people: People) -> None:
    _, secret = people.invite_new("ben@example.com", name="", role="viewer", manages="", now=NOW)
    start, done = threading.Barrier(4), []

    def use(name: str) -> None:
        start.wait()
        try:
            done.append(people.join(hashed(secret), name=name, password=PASSWORD, brand=BRAND, now=NOW).name)
        except LinkSpent:
            done.append("")

    threads = [threading.Thread(target=use, args=(f"Ben {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, done)) == [False, False, False, True]
    assert people.with_email("ben@example.com").name == next(filter(None, done))


def test_the_first_admin_joins_once_and_only_while_nobody_has(people: People) -> None:
    older = people.offer_first_admin(now=NOW)
    secret = people.offer_first_admin(now=NOW)
    assert not people.has_anybody()
    with pytest.raises(LinkSpent):
        people.links.find(older, Purpose.FIRST_ADMIN, now=NOW)
    key = people.links.find(secret, Purpose.FIRST_ADMIN, now=NOW).key
    made = people.join_first(key, email="Ada@example.com", name="Ada", password=PASSWORD, brand=BRAND, now=NOW)
    assert (made.role, made.email, made.manages) == (Role.ADMIN, "ada@example.com", "")
    assert people.has_anybody()
    late = hashed(people.offer_first_admin(now=NOW))
    with pytest.raises(LinkSpent):
        people.join_first(late, email="eve@example.com", name="Eve", password=PASSWORD, brand=BRAND, now=NOW)
    assert len(people.list()) == 1


def test_who_has_joined_is_not_invited_again(people: People, ada: Account) -> None:
    with pytest.raises(BadField, match="already"):
        people.invite_new("ada@example.com", name="", role="viewer", manages="", now=NOW)
    _, first = people.invite_new("ben@example.com", name="Ben", role="viewer", manages="", now=NOW)
    again, second = people.invite_new("ben@example.com", name="", role="manager", manages="Ben", now=NOW)
    assert (again.name, again.role, again.manages) == ("Ben", Role.MANAGER, "Ben")
    with pytest.raises(LinkSpent):
        people.links.find(first, Purpose.INVITE, now=NOW)
    assert people.links.find(second, Purpose.INVITE, now=NOW)


def test_who_came_in_by_another_way_needs_no_invitation(people: People) -> None:
    made, secret = people.invite_new("ben@example.com", name="", role="viewer", manages="", now=NOW)
    people.sessions.begin(made, now=NOW)
    with pytest.raises(LinkSpent):
        people.links.find(secret, Purpose.INVITE, now=NOW)


# Tokens


def test_a_token_acts_within_its_scopes_and_the_persons_rights(people: People, ada: Account) -> None:
    joined(people, "ben@example.com", "admin")
    made, token = people.tokens.make(
        ada.principal(), label=" Nightly  export ", scopes={Right.VIEW, Right.IMPORT}, now=NOW
    )
    assert token.startswith("tdm_")
    assert made.label == "Nightly export"
    assert people.of_token(token, now=NOW).rights == {Right.VIEW, Right.IMPORT}
    people.change(ada.id, role="viewer")
    assert people.of_token(token, now=NOW).rights == {Right.VIEW}


@pytest.mark.parametrize("scopes", [set(), {Right.ADMIN}, {Right.VIEW, Right.WORK}])
def test_a_token_gets_no_right_that_the_person_has_not(people: People, scopes: set) -> None:
    viewer = joined(people, "ben@example.com", "viewer")
    with pytest.raises(BadField):
        people.tokens.make(viewer.principal(), label="a", scopes=scopes, now=NOW)
    assert people.tokens.list() == ()


def test_a_token_knows_when_it_was_used_and_ends_when_revoked(people: People, ada: Account) -> None:
    ben = joined(people, "ben@example.com", "viewer")
    made, token = people.tokens.make(ada.principal(), label="a", scopes={Right.VIEW}, now=NOW)
    assert made.last_used_at is None
    people.of_token(token, now=after(minutes=5))
    assert people.tokens.list(ada.id)[0].last_used_at == after(minutes=5)
    assert people.tokens.revoke(made.id, now=NOW, person_id=ben.id) is None
    assert people.of_token(token, now=NOW).is_known
    assert people.tokens.revoke(made.id, now=NOW, person_id=ada.id)
    assert not people.of_token(token, now=NOW).is_known
    assert not people.of_token(token.removeprefix("tdm_"), now=NOW).is_known


def test_no_secret_is_kept(people: People, store: Store, ada: Account) -> None:
    secrets = [
        people.sessions.begin(ada, now=NOW),
        people.offer_reset(ada.id, now=NOW),
        people.tokens.make(ada.principal(), label="a", scopes={Right.VIEW}, now=NOW)[1].removeprefix("tdm_"),
        people.invite_new("ben@example.com", name="", role="viewer", manages="", now=NOW)[1],
        people.offer_first_admin(now=NOW),
        PASSWORD,
    ]
    kept = everything_kept(store)
    for secret in secrets:
        assert secret not in kept
    assert len(set(secrets)) == len(secrets)
