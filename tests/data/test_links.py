import random
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from data.links import LinkExpired, LinkInvalid, LinkMissing, LinkRevoked, Links, LinkStatus
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
