import json
import random
import re
import secrets
import string
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from werkzeug.test import TestResponse

from app import compose_server
from callbacks import linking
from callbacks.loading import Wish, import_all
from callbacks.scorecard import freeze
from callbacks.services import Services
from callbacks.share import COOKIE, PURPOSE
from data.audit import AuditQuestion
from data.link_models import ShareLink
from data.links import SECTIONS, LinkRefused
from data.passcodes import hash_passcode
from data.settings import Settings
from tests.callbacks.conftest import HeldClock

CANARIES_OF_P2 = ("P2-canary", "Canary Two", "birch", "Birch", "77123", "I3-canary", "D2-canary")
SHARE_PATHS = ("/s/", "/s/_dash-layout", "/s/_dash-dependencies")


@pytest.fixture
def server(filled: Services) -> Flask:
    return compose_server(filled)


@pytest.fixture
def secret(filled: Services, clock: HeldClock) -> str:
    return filled.links.create("P1", now=clock())[1]


def opened(client: FlaskClient, secret: str) -> FlaskClient:
    answer = client.get(f"/s/{secret}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/s/")
    return client


def test_opening_sets_a_cookie_and_leads_away_from_the_secret(client: FlaskClient, secret: str) -> None:
    answer = client.get(f"/s/{secret}")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/s;" in cookie + ";"
    assert secret not in cookie
    assert secret not in answer.text
    assert answer.headers["Location"] == "/s/"


def test_without_a_cookie_there_is_nothing(server: Flask, client: FlaskClient) -> None:
    for rule in server.url_map.iter_rules():
        if rule.rule.startswith("/s/"):
            path = re.sub(r"<[^>]+>", "x", rule.rule)
            for method in ("GET", "POST", "HEAD"):
                assert client.open(path, method=method, json={}).status_code in (404, 405), (path, method)


def test_with_a_cookie_the_scorecard_is_there_and_nothing_else(
    server: Flask, client: FlaskClient, secret: str
) -> None:
    opened(client, secret)
    for path in SHARE_PATHS:
        assert client.get(path).status_code == 200, path
    for path in ("/s/data", "/s/_reload-hash", "/s/_favicon.ico", "/s/assets/theme.js", "/s/a/b", "/s/../data"):
        assert client.get(path).status_code == 404, path
    suite = "/s/_dash-component-suites/dash/deps/react@18.3.1.min.js"
    assert client.get(suite).status_code == 404


def test_the_scorecard_is_that_of_the_link(client: FlaskClient, secret: str) -> None:
    assert "Alder Canary One" in opened(client, secret).get("/s/_dash-layout").text


def test_no_answer_holds_anything_of_another_partner(server: Flask, client: FlaskClient, secret: str) -> None:
    opened(client, secret)
    texts = {path: client.get(path).text for path in SHARE_PATHS}
    texts["/s/?partner=P2-canary"] = client.get("/s/?partner=P2-canary").text
    texts["/s/_dash-layout?partner=P2-canary"] = client.get("/s/_dash-layout?partner=P2-canary").text
    for callback in client.get("/s/_dash-dependencies").json:
        texts[callback["output"]] = _answer(client, callback).text
    for path, text in texts.items():
        for canary in CANARIES_OF_P2:
            assert canary not in text, (path, canary)


def test_the_page_of_the_share_app_holds_no_figures_at_all(client: FlaskClient, secret: str) -> None:
    page = opened(client, secret).get("/s/").text
    assert "Canary" not in page
    assert "validation_layout" not in page
    assert secret not in page


def test_callbacks_of_the_manager_app_are_unknown_to_the_share_app(client: FlaskClient, secret: str) -> None:
    opened(client, secret)
    ours = {callback["output"] for callback in client.get("/_dash-dependencies").json}
    theirs = {callback["output"] for callback in client.get("/s/_dash-dependencies").json}
    for output in ours - theirs:
        body = {"output": output, "inputs": [], "changedPropIds": []}
        assert client.post("/s/_dash-update-component", json=body).status_code >= 400


def test_revoking_works_at_the_next_request(
    client: FlaskClient, secret: str, filled: Services, clock: HeldClock
) -> None:
    opened(client, secret)
    (link,) = filled.links.list()
    filled.links.revoke(link.id, now=clock())
    for path in (*SHARE_PATHS, f"/s/{secret}"):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert "This link has ended" in answer.text
        assert "Canary" not in answer.text
    assert client.post("/s/_dash-update-component", json={}).status_code == 410


def test_an_expired_link_is_told_in_the_same_words(client: FlaskClient, secret: str, clock: HeldClock) -> None:
    opened(client, secret)
    clock.forward(days=90)
    answers = [client.get(path) for path in ("/s/", f"/s/{secret}")]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert all("This link has ended" in answer.text for answer in answers)


def test_an_unknown_secret_is_like_any_unknown_address(client: FlaskClient) -> None:
    dice = random.Random(11)
    letters = string.ascii_letters + string.digits + "-_"
    pages = set()
    for length in (1, 42, 43, 44, 500):
        answer = client.get(f"/s/{''.join(dice.choices(letters, k=length))}")
        assert answer.status_code == 404
        assert "Set-Cookie" not in answer.headers
        pages.add(answer.text)
    pages.add(client.get("/s/").text)
    assert len(pages) == 1


def test_a_forged_cookie_opens_nothing(client: FlaskClient, filled: Services, secret: str) -> None:
    (link,) = filled.links.list()
    key = filled.settings.signing_key()
    forged = [
        link.id,
        "",
        "x" * 3000,
        URLSafeSerializer("another key", salt=PURPOSE).dumps([link.id, 0, ""]),
        URLSafeSerializer(key, salt="another purpose").dumps([link.id, 0, ""]),
        URLSafeSerializer(key, salt=PURPOSE).dumps({"id": link.id}),
        URLSafeSerializer(key, salt=PURPOSE).dumps(["unknown", 0, ""]),
        URLSafeSerializer(key, salt=PURPOSE).dumps(None),
    ]
    for value in forged:
        client.set_cookie(COOKIE, value, path="/s")
        assert client.get("/s/_dash-layout").status_code == 404, value


def test_a_cookie_opens_one_partner_only(
    client: FlaskClient, secret: str, filled: Services, clock: HeldClock
) -> None:
    _, other = filled.links.create("P2-canary", now=clock())
    assert "Alder Canary One" in opened(client, secret).get("/s/_dash-layout").text
    seen = opened(client, other).get("/s/_dash-layout").text
    assert "Birch Canary Two" in seen
    assert "Alder" not in seen


def test_views_are_counted_once_per_visit_and_never_for_a_preview(
    client: FlaskClient, secret: str, filled: Services, clock: HeldClock
) -> None:
    client.head(f"/s/{secret}")
    client.get(f"/s/{secret}", headers={"Sec-Purpose": "prefetch"})
    assert filled.links.list()[0].views == 0
    for minutes in (1, 5, 40):
        clock.forward(minutes=minutes)
        opened(client, secret)
        client.get("/s/")
    # Opened at minutes 1, 6 and 46.
    assert filled.links.list()[0].views == 2
    # Whoever only looked ahead, and reads after all.
    clock.forward(minutes=40)
    client.head(f"/s/{secret}")
    assert "Alder" in client.get("/s/_dash-layout").text
    assert filled.links.list()[0].views == 3


def _answer(client: FlaskClient, callback: dict) -> object:
    """Send a callback of the share app what a hostile browser might."""
    hostile = [{**one, "value": "P2-canary"} for one in callback["inputs"]]
    state = [{**one, "value": "P2-canary"} for one in callback["state"]]
    changed = [f"{one['id']}.{one['property']}" for one in callback["inputs"]]
    body = {"output": callback["output"], "inputs": hostile, "state": state, "changedPropIds": changed}
    return client.post("/s/_dash-update-component", json=body)


def test_a_cookie_lives_no_longer_than_its_link(client: FlaskClient, secret: str, clock: HeldClock) -> None:
    clock.forward(days=89)
    cookie = client.get(f"/s/{secret}").headers["Set-Cookie"]
    assert re.search(r"Max-Age=(\d+)", cookie)[1] == str(24 * 3600)
    assert "Secure" not in cookie


def test_with_a_public_address_the_cookie_is_secure(tmp_path: Path, clock: HeldClock) -> None:
    given = {"TANDEM_PUBLIC_URL": "https://partners.example.com", "TANDEM_SECRET_KEY": secrets.token_urlsafe(48)}
    services = Services.compose(Settings.in_folder(tmp_path / "public", given), clock)
    _, secret = services.links.create("P1", now=clock())
    client = compose_server(services).test_client()
    cookie = client.get(f"/s/{secret}", base_url="https://partners.example.com").headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "Path=/s", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    services.store.close()


def test_after_a_rotation_old_cookies_and_old_addresses_have_ended(
    client: FlaskClient, secret: str, filled: Services, clock: HeldClock
) -> None:
    opened(client, secret)
    (link,) = filled.links.list()
    _, new = filled.links.rotate(link.id, now=clock())
    for path in (*SHARE_PATHS, f"/s/{secret}"):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert "Alder" not in answer.text
    assert client.post("/s/_dash-update-component", json={}).status_code == 410
    assert "Alder Canary One" in opened(client, new).get("/s/_dash-layout").text


def test_a_stop_of_all_sharing_works_at_the_next_request(client: FlaskClient, secret: str, filled: Services) -> None:
    opened(client, secret)
    linking.stop_sharing(filled)
    assert [client.get(path).status_code for path in (*SHARE_PATHS, f"/s/{secret}")] == [410] * 4
    linking.resume_sharing(filled)
    assert [client.get(path).status_code for path in (*SHARE_PATHS, f"/s/{secret}")] == [410] * 4


def test_a_view_is_noted_once_and_without_the_secret(client: FlaskClient, secret: str, filled: Services) -> None:
    for _ in range(3):
        opened(client, secret)
    (entry,) = filled.audit.entries(AuditQuestion(act="opened link"))
    (link,) = filled.links.list()
    assert (entry.actor, entry.partner_id, entry.address) == (f"link:{link.id}", "P1", "127.0.0.0/24")
    assert secret not in repr(filled.audit.entries())


PASSCODE = "right-passcode"


@pytest.fixture
def guarded(filled: Services, clock: HeldClock) -> str:
    return filled.links.create("P1", now=clock(), passcode=PASSCODE)[1]


def give(client: FlaskClient, passcode: str) -> TestResponse:
    return client.post("/s/passcode", data={"passcode": passcode})


def test_until_its_passcode_was_given_a_link_shows_nothing(
    server: Flask, client: FlaskClient, guarded: str, filled: Services
) -> None:
    opened(client, guarded)
    for path in (*SHARE_PATHS, "/s/a/b"):
        answer = client.get(path)
        assert (answer.status_code, "asks for a passcode" in answer.text) == (200, True), path
        assert "Alder" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    assert client.post("/s/_dash-update-component", json={}).status_code == 403
    assert filled.links.list()[0].views == 0
    assert give(client, "wrong-passcode").status_code == 403
    right = give(client, PASSCODE)
    assert (right.status_code, right.headers["Location"]) == (303, "/s/")
    assert "Alder Canary One" in client.get("/s/_dash-layout").text
    assert filled.links.list()[0].views == 1
    assert client.get("/s/passcode").status_code == 303


def test_a_browser_in_which_it_was_given_is_not_asked_again(client: FlaskClient, guarded: str) -> None:
    opened(client, guarded)
    give(client, PASSCODE)
    assert "Alder Canary One" in opened(client, guarded).get("/s/_dash-layout").text


def test_a_passcode_given_for_one_link_opens_no_other(
    client: FlaskClient, guarded: str, filled: Services, clock: HeldClock
) -> None:
    opened(client, guarded)
    give(client, PASSCODE)
    cookie = client.get_cookie(COOKIE, path="/s")
    assert cookie is not None
    signer = URLSafeSerializer(filled.settings.signing_key(), salt=PURPOSE)
    link_id, turn, mark = signer.loads(cookie.value)
    # The same passcode on another link, which is hashed with another salt.
    other, _ = filled.links.create("P1", now=clock(), passcode=PASSCODE)
    for value in ([other.id, turn, mark], [link_id, turn, ""], [link_id, turn, mark[:-1]]):
        client.set_cookie(COOKIE, signer.dumps(value), path="/s")
        assert "asks for a passcode" in client.get("/s/_dash-layout").text, value
    for value in ([link_id, turn + 1, mark], [link_id, "0", mark], [link_id, turn], [link_id, turn, mark, 1]):
        client.set_cookie(COOKIE, signer.dumps(value), path="/s")
        assert client.get("/s/_dash-layout").status_code in (404, 410), value


def test_a_changed_passcode_and_a_rotation_ask_again(
    client: FlaskClient, guarded: str, filled: Services, clock: HeldClock
) -> None:
    opened(client, guarded)
    give(client, PASSCODE)
    (link,) = filled.links.list()
    with filled.store.transaction() as session:
        session.get(ShareLink, link.id).passcode_hash = hash_passcode("another-one")
    assert "asks for a passcode" in client.get("/s/").text
    give(client, "another-one")
    assert client.get("/s/_dash-layout").is_json
    _, new = filled.links.rotate(link.id, now=clock())
    assert "asks for a passcode" in opened(client, new).get("/s/").text


def test_five_wrong_passcodes_mean_a_wait_on_every_worker(
    client: FlaskClient, guarded: str, filled: Services, clock: HeldClock
) -> None:
    opened(client, guarded)
    assert [give(client, f"wrong-{at}").status_code for at in range(5)] == [403] * 5
    elsewhere = compose_server(filled).test_client()
    opened(elsewhere, guarded)
    for one in (client, elsewhere):
        answer = give(one, PASSCODE)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
        assert "Wait a quarter of an hour" in answer.text
    clock.forward(minutes=15)
    assert give(client, PASSCODE).status_code == 303


def test_a_passcode_is_taken_only_from_the_holder_of_a_link(
    client: FlaskClient, secret: str, guarded: str, filled: Services, clock: HeldClock
) -> None:
    assert give(client, PASSCODE).status_code == 404
    opened(client, guarded)
    assert (
        client.post(
            "/s/passcode", data={"passcode": PASSCODE}, headers={"Origin": "https://evil.example"}
        ).status_code
        == 403
    )
    for link in filled.links.list():
        filled.links.revoke(link.id, now=clock())
    assert give(client, PASSCODE).status_code == 410


def test_what_is_typed_as_a_passcode_is_not_repeated(client: FlaskClient, guarded: str) -> None:
    opened(client, guarded)
    for typed in ("<script>alert(1)</script>", "x" * 10_000, "\x00\ud7ff"):
        answer = give(client, typed)
        assert answer.status_code == 403
        assert typed not in answer.text


MORE = """partner_id,date,kind,initiated_by,interaction_id
P1,2025-03-20,campaign,partner,I9
P1,2025-03-21,training,partner,I10
P2-canary,2025-03-22,campaign,us,I11-canary
"""


def test_a_frozen_link_shows_the_same_figures_whatever_comes_in(
    client: FlaskClient, filled: Services, clock: HeldClock, tmp_path: Path
) -> None:
    frozen, fixed = linking.create_link(filled, "P1", is_frozen=True)
    _, live = linking.create_link(filled, "P1")
    shown = {
        name: opened(client, one).get("/s/_dash-layout").json for name, one in (("fixed", fixed), ("live", live))
    }
    path = tmp_path / "more.csv"
    path.write_text(MORE, encoding="utf-8")
    (outcome,) = import_all(filled, Wish([path]))
    assert outcome.error == ""
    clock.forward(days=3)
    assert opened(client, fixed).get("/s/_dash-layout").json == shown["fixed"]
    assert opened(client, live).get("/s/_dash-layout").json != shown["live"]
    text = json.dumps(shown["fixed"])
    assert "Figures as of 15 Apr 2025" in text
    assert "Figures as of" not in json.dumps(shown["live"])
    assert frozen.frozen_at is not None
    kept = filled.links.frozen(filled.links.check(frozen.id, now=clock()))
    assert kept is not None
    for canary in CANARIES_OF_P2:
        assert canary not in json.dumps(dict(kept.content))
        assert canary not in text


def test_a_frozen_link_says_until_when_it_works_as_it_does_today(
    client: FlaskClient, filled: Services, clock: HeldClock
) -> None:
    link, fixed = linking.create_link(filled, "P1", days=30, is_frozen=True)
    assert "valid to 15 May 2025" in opened(client, fixed).get("/s/_dash-layout").text
    linking.extend_link(filled, link.id, 60)
    assert "valid to 14 Jun 2025" in opened(client, fixed).get("/s/_dash-layout").text


def test_there_is_nothing_to_freeze_without_figures(filled: Services) -> None:
    partner = filled.store.known_partners
    with pytest.raises(LinkRefused, match="no figures"):
        filled.links.create("P3", now=filled.clock(), freeze=lambda scope: freeze(filled, scope))
    assert partner().keys() >= {"P1"}
    assert filled.links.list() == ()


WORDS_OF_SECTIONS = {
    "scores": ("Engagement", "Mindshare", "of your three scores", "Strong is above", "score-engagement_score"),
    "steps": ("What would raise your engagement", "full marks"),
    "results": ("Results that you can check", "Bookings", "1.11K", "1,111"),
}


@pytest.mark.parametrize("chosen", [["scores"], ["steps"], ["results"], ["respond"], ["steps", "results"]])
@pytest.mark.parametrize("is_frozen", [False, True])
def test_what_a_link_does_not_show_is_in_no_answer(
    client: FlaskClient, filled: Services, chosen: list[str], is_frozen: bool
) -> None:
    link, secret = linking.create_link(filled, "P1", sections=chosen, is_frozen=is_frozen)
    opened(client, secret)
    texts = [client.get(path).text for path in SHARE_PATHS]
    texts += [_answer(client, callback).text for callback in client.get("/s/_dash-dependencies").json]
    whole = "\n".join(texts)
    if is_frozen:
        kept = filled.links.frozen(filled.links.check(link.id, now=filled.clock()))
        whole += json.dumps(kept.content["view"]) if kept else ""
    for section, words in WORDS_OF_SECTIONS.items():
        # This partner has no score yet that steps could raise; `test_scorecard` has one.
        if section in chosen and section != "steps":
            assert any(word in whole for word in words), section
        elif section not in chosen:
            assert [word for word in words if word in whole] == [], section
    assert set(chosen) <= set(SECTIONS)
