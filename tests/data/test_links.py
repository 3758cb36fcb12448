import random
import string
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import update

from data.link_models import ShareLink
from data.links import (
    SECTIONS,
    Frozen,
    LinkExpired,
    LinkInvalid,
    LinkMissing,
    LinkOver,
    LinkRefused,
    LinkRevoked,
    LinkRotated,
    Links,
    LinkScope,
    LinkStatus,
    LinkTried,
    SharingStopped,
)
from data.scope import Scope
from data.store import Store

NOW = datetime(2025, 4, 15, 12, tzinfo=UTC)


@pytest.fixture
def links(tmp_path: Path) -> Iterator[Links]:
    store = Store(tmp_path)
    store.migrate()
    yield Links(store)
    store.close()


def test_a_secret_opens_its_link(links: Links) -> None:
    link, secret = links.create("P1", now=NOW, label="  Spring review ")
    assert links.find(secret, now=NOW) == link
    assert links.check(link.id, now=NOW).link == link
    assert (link.partner_id, link.label, link.views) == ("P1", "Spring review", 0)
    assert link.expires_at == NOW + timedelta(days=90)


def test_secrets_have_256_bits_and_differ(links: Links) -> None:
    secrets = {links.create("P1", now=NOW)[1] for _ in range(20)}
    assert len(secrets) == 20
    # 43 letters of base64url hold 256 bits.
    assert {len(secret) for secret in secrets} == {43}


def test_no_secret_is_kept(links: Links, tmp_path: Path) -> None:
    _, secret = links.create("P1", now=NOW)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path


def test_an_expired_link_says_so_to_us(links: Links) -> None:
    link, secret = links.create("P1", now=NOW, days=1)
    just_before, just_then = NOW + timedelta(days=1, seconds=-1), NOW + timedelta(days=1)
    assert links.check(link.id, now=just_before).link.status(just_before) is LinkStatus.ACTIVE
    with pytest.raises(LinkExpired):
        links.find(secret, now=just_then)
    with pytest.raises(LinkExpired):
        links.check(link.id, now=just_then)


def test_a_revoked_link_stops_at_once_and_stays_so(links: Links) -> None:
    link, secret = links.create("P1", now=NOW)
    later = NOW + timedelta(hours=1)
    revoked = links.revoke(link.id, now=later)
    assert revoked.revoked_at == later
    assert links.revoke(link.id, now=later + timedelta(hours=1)).revoked_at == later
    with pytest.raises(LinkRevoked):
        links.find(secret, now=later)
    with pytest.raises(LinkRevoked):
        links.check(link.id, now=later + timedelta(days=365))


def test_revoking_one_leaves_the_others(links: Links) -> None:
    first, _ = links.create("P1", now=NOW)
    second, secret = links.create("P1", now=NOW)
    links.revoke(first.id, now=NOW)
    assert links.find(secret, now=NOW).id == second.id


@pytest.mark.parametrize("days", [0, -1, 366, 10_000])
def test_a_link_lives_from_a_day_to_a_year(links: Links, days: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 365"):
        links.create("P1", now=NOW, days=days)


def test_a_link_needs_a_partner(links: Links) -> None:
    with pytest.raises(ValueError, match="partner"):
        links.create("", now=NOW)


def test_nothing_opens_nothing(links: Links) -> None:
    for given in ("", None):
        with pytest.raises(LinkMissing):
            links.check(given, now=NOW)
    with pytest.raises(LinkMissing):
        links.find("", now=NOW)
    with pytest.raises(LinkInvalid):
        links.revoke("nothing", now=NOW)


def test_no_other_text_opens_a_link(links: Links) -> None:
    link, secret = links.create("P1", now=NOW)
    dice = random.Random(7)
    letters = string.ascii_letters + string.digits + "-_"
    tries = [secret[:-1], secret + "A", secret.swapcase(), link.id, " " + secret, "%00", "é" * 43, "'" * 43]
    tries += ["".join(dice.choices(letters, k=43)) for _ in range(200)]
    for place in range(len(secret)):
        changed = letters[(letters.index(secret[place]) + 1) % len(letters)]
        tries.append(secret[:place] + changed + secret[place + 1 :])
    for attempt in tries:
        with pytest.raises(LinkInvalid):
            links.find(attempt, now=NOW)
        with pytest.raises(LinkInvalid):
            links.check(attempt if attempt != link.id else secret, now=NOW)


def test_a_view_counts_once_per_visit(links: Links) -> None:
    link, _ = links.create("P1", now=NOW)
    # Opened at 0, 10, 29 and 31 minutes: the first and the last are visits.
    counted = [links.count_view(link.id, now=NOW + timedelta(minutes=after)) for after in (0, 10, 29, 31)]
    assert counted == [True, False, False, True]
    (seen,) = links.list()
    assert seen.views == 2
    assert seen.last_opened == NOW + timedelta(minutes=31)


def test_the_list_has_the_newest_first_and_no_secret(links: Links) -> None:
    for day, partner in enumerate(("P1", "P2", "P1")):
        links.create(partner, now=NOW + timedelta(days=day), label=f"day {day}")
    assert [link.label for link in links.list()] == ["day 2", "day 1", "day 0"]
    assert [link.label for link in links.list("P1")] == ["day 2", "day 0"]
    assert not [name for name in vars(links.list()[0]) if "secret" in name]


def test_times_of_other_zones_are_kept_as_utc(links: Links) -> None:
    tokyo = timezone(timedelta(hours=9))
    link, _ = links.create("P1", now=NOW.astimezone(tokyo))
    assert links.list()[0].created_at == NOW
    assert link.created_at == NOW


def test_a_rotated_link_opens_with_its_new_secret_alone(links: Links) -> None:
    link, old = links.create("P1", now=NOW)
    turned, new = links.rotate(link.id, now=NOW)
    assert (turned.id, turned.turn, links.find(new, now=NOW).id) == (link.id, 1, link.id)
    with pytest.raises(LinkRotated):
        links.find(old, now=NOW)
    # A browser that opened it before.
    with pytest.raises(LinkRotated):
        links.check(link.id, now=NOW, turn=0)
    assert links.check(link.id, now=NOW, turn=1).partner_id == "P1"
    links.rotate(link.id, now=NOW)
    for past in (old, new):
        with pytest.raises(LinkRotated):
            links.find(past, now=NOW)


def test_a_link_that_has_ended_is_not_rotated(links: Links) -> None:
    expired, _ = links.create("P1", now=NOW, days=1)
    with pytest.raises(LinkOver, match="Extend it first"):
        links.rotate(expired.id, now=NOW + timedelta(days=1))
    revoked = links.revoke(links.create("P1", now=NOW)[0].id, now=NOW)
    for change in (links.rotate, links.extend):
        with pytest.raises(LinkOver, match="never opens again"):
            change(revoked.id, now=NOW)


def test_extending_counts_from_now_and_never_shortens(links: Links) -> None:
    link, secret = links.create("P1", now=NOW, days=100)
    later = NOW + timedelta(days=40)
    assert links.extend(link.id, now=later, days=30).expires_at == NOW + timedelta(days=100)
    assert links.extend(link.id, now=later, days=365).expires_at == later + timedelta(days=365)
    expired, again = links.create("P1", now=NOW, days=1)
    links.extend(expired.id, now=later, days=1)
    assert links.find(again, now=later).id == expired.id
    assert links.find(secret, now=later).id == link.id
    for days in (0, 366):
        with pytest.raises(LinkRefused, match="from 1 to 365"):
            links.extend(link.id, now=later, days=days)


def test_all_links_of_a_partner_end_and_those_of_others_do_not(links: Links) -> None:
    for partner in ("P1", "P1", "P2"):
        links.create(partner, now=NOW)
    links.revoke(links.list("P1")[0].id, now=NOW)
    assert len(links.revoke_partner("P1", now=NOW)) == 1
    assert {link.partner_id for link in links.list() if link.status(NOW) is LinkStatus.ACTIVE} == {"P2"}


def test_a_stop_ends_every_link_for_good(links: Links) -> None:
    first, secret = links.create("P1", now=NOW)
    second, other = links.create("P2", now=NOW, days=1)
    assert len(links.stop(now=NOW)) == 2
    assert links.is_stopped()
    attempts = (
        lambda: links.create("P1", now=NOW),
        lambda: links.rotate(first.id, now=NOW),
        lambda: links.extend(second.id, now=NOW),
    )
    for attempt in attempts:
        with pytest.raises(SharingStopped, match="Sharing is stopped"):
            attempt()
    links.resume()
    assert not links.is_stopped()
    for old in (secret, other):
        with pytest.raises(LinkRevoked):
            links.find(old, now=NOW)
    for change in (links.rotate, links.extend):
        with pytest.raises(LinkOver):
            change(first.id, now=NOW)
    with pytest.raises(LinkRevoked):
        links.check(first.id, now=NOW)
    assert links.find(links.create("P1", now=NOW)[1], now=NOW).partner_id == "P1"


def test_nothing_opens_while_sharing_is_stopped(links: Links) -> None:
    links.stop(now=NOW)
    links.resume()
    link, secret = links.create("P1", now=NOW)
    # A row that another program has brought back: the switch alone keeps it shut.
    links.stop(now=NOW)
    with links._store.transaction() as session:
        session.execute(update(ShareLink).values(revoked_at=None))
    with pytest.raises(LinkRevoked):
        links.find(secret, now=NOW)
    with pytest.raises(LinkRevoked):
        links.check(link.id, now=NOW)


def test_a_link_shows_its_sections(links: Links) -> None:
    whole, _ = links.create("P1", now=NOW)
    named, _ = links.create("P1", now=NOW, sections=[*SECTIONS])
    part, _ = links.create("P1", now=NOW, sections=["results", "scores"])
    assert (whole.sections, named.sections, part.sections) == ((), (), ("scores", "results"))
    assert [one for one in SECTIONS if part.shows(one)] == ["scores", "results"]
    assert all(whole.shows(one) for one in SECTIONS)
    with pytest.raises(LinkRefused, match="no section 'targets'"):
        links.create("P1", now=NOW, sections=["targets"])


def test_a_passcode_is_kept_as_a_hash(links: Links, tmp_path: Path) -> None:
    link, _ = links.create("P1", now=NOW, passcode=" Grüße-77 ")
    scope = links.check(link.id, now=NOW)
    assert link.has_passcode
    assert "Grüße" not in repr(link)
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or "Grüße-77".encode() not in path.read_bytes(), path
    assert links.try_passcode(scope, "Grüße-77", now=NOW)
    # The same letters, put together otherwise.
    assert links.try_passcode(scope, unicodedata.normalize("NFD", "Grüße-77"), now=NOW)
    for wrong in ("", "grüße-77", "Grüße-7", "x" * 100_000):
        assert not links.try_passcode(scope, wrong, now=NOW)
    for bad in ("short", "x" * 65, "with\x07bell"):
        with pytest.raises(LinkRefused, match="passcode"):
            links.create("P1", now=NOW, passcode=bad)


def test_wrong_passcodes_are_counted_for_all_workers(links: Links, tmp_path: Path) -> None:
    link, _ = links.create("P1", now=NOW, passcode="right-one")
    other, _ = links.create("P1", now=NOW, passcode="right-one")
    scope = links.check(link.id, now=NOW)
    for _ in range(3):
        assert not links.try_passcode(scope, "wrong-one", now=NOW)
    store = Store(tmp_path)
    elsewhere = Links(store)
    for _ in range(2):
        assert not elsewhere.try_passcode(scope, "wrong-one", now=NOW)
    store.close()
    for passcode in ("wrong-one", "right-one"):
        with pytest.raises(LinkTried):
            links.try_passcode(scope, passcode, now=NOW + timedelta(minutes=14))
    assert links.try_passcode(links.check(other.id, now=NOW), "right-one", now=NOW)
    assert links.try_passcode(scope, "right-one", now=NOW + timedelta(minutes=15))


def test_the_right_passcode_forgets_the_wrong_ones(links: Links) -> None:
    scope = links.check(links.create("P1", now=NOW, passcode="right-one")[0].id, now=NOW)
    for _ in range(3):
        for _ in range(4):
            assert not links.try_passcode(scope, "wrong-one", now=NOW)
        assert links.try_passcode(scope, "right-one", now=NOW)


def test_a_frozen_link_keeps_what_it_was_given(links: Links) -> None:
    seen = []

    def freeze(scope: LinkScope) -> Frozen:
        seen.append(scope.partner_id)
        return Frozen({"title": "A steady quarter"}, 7)

    frozen, _ = links.create("P1", now=NOW, freeze=freeze)
    live, _ = links.create("P1", now=NOW)
    assert seen == ["P1"]
    assert (frozen.is_frozen, frozen.frozen_at, live.is_frozen) == (True, 7, False)
    assert links.frozen(links.check(frozen.id, now=NOW)) == Frozen({"title": "A steady quarter"}, 7)
    assert links.frozen(links.check(live.id, now=NOW)) is None
    with pytest.raises(TypeError):
        links.frozen(frozen)  # type: ignore[arg-type]


def test_nobody_else_makes_a_scope(links: Links) -> None:
    link, _ = links.create("P1", now=NOW)
    with pytest.raises(TypeError):
        LinkScope(link, object())


def test_a_link_of_a_partner_out_of_sight_is_like_none(links: Links) -> None:
    mine, _ = links.create("P1", now=NOW)
    other, _ = links.create("P2", now=NOW)
    scope = Scope(frozenset({"P1"}))
    assert [link.id for link in links.list(scope=scope)] == [mine.id]
    for act in (links.revoke, links.rotate, links.extend):
        for link_id in (other.id, "nothing", "é", "a\x00b"):
            with pytest.raises(LinkInvalid):
                act(link_id, now=NOW, scope=scope)
    assert links.get(other.id) == other
    with pytest.raises(LinkInvalid):
        links.get(other.id, scope=scope)
