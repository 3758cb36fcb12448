"""No answer to the holder of a link holds anything of another partner, whatever the link and whatever is sent."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app import compose_server
from callbacks.answers import SHARE_CALLBACKS
from callbacks.linking import create_link
from callbacks.loading import Wish, import_all
from callbacks.security import SHARE_PREFIX
from callbacks.services import Services
from data.link_models import ShareLink
from data.sealed import hashed
from data.settings import Settings
from tests.callbacks.conftest import HeldClock

OWN, OTHERS = "P1", [f"P{number}-canary" for number in range(2, 9)]
PASSCODE = "canary-free 4711"

MONTHS = [f"2025-0{month}" for month in range(1, 7)]


def files() -> dict[str, str]:
    """Return a programme of eight partners of one type; every word of seven of them holds ``canary`` or 77123."""
    partners = [f"{OWN},Alder Own,reseller,Gold,North,Ada Own,2025-01-01,alder-own.example"]
    partners += [
        f"{one},Birch Canary {at},reseller,Canary tier,Canary region,Ben Canary,2025-01-01,b{at}-canary.example"
        for at, one in enumerate(OTHERS)
    ]
    everybody = [OWN, *OTHERS]

    def word(partner: str) -> str:
        return "own" if partner == OWN else "canary"

    contacts = [
        f"{one},{month}-1{at},training,partner,I-{word(one)}-{at}-{month}"
        for at, one in enumerate(everybody)
        for month in MONTHS
    ]
    deals = [
        f"{one},D-{word(one)}-{at},2025-01-15,won,{77123.5 + at if one != OWN else 1111.25},2025-04-20,EUR,partner,"
        f"Customer {word(one)},Product {word(one)}"
        for at, one in enumerate(everybody)
    ]
    answers = [f"{one},2025-03-0{at + 1},fit,{4 + at % 2},1,5,R-{word(one)}-{at}" for at, one in enumerate(everybody)]
    advocacy = [f"{one},2025-05-1{at},reference,1,A-{word(one)}-{at}" for at, one in enumerate(everybody)]
    measures = [f"{one},2025-05-01,pipeline_{word(one)},{77123.5 if one != OWN else 3},partner" for one in everybody]
    targets = [
        f"engagement_score,{71 if one == OWN else 77},2025-12-31,{one},Goal {word(one)},Owner {word(one)}"
        for one in everybody
    ]
    tables = {
        "partners": ("partner_id,name,partner_type,tier,region,manager,joined_on,domain", partners),
        "interactions": ("partner_id,date,kind,initiated_by,interaction_id", contacts),
        "deals": ("partner_id,deal_id,opened_on,stage,amount,closed_on,currency,sourced_by,customer,product", deals),
        "surveys": ("partner_id,date,question,score,scale_min,scale_max,respondent", answers),
        "advocacy": ("partner_id,date,kind,quantity,activity_id", advocacy),
        "measures": ("partner_id,date,measure,value,reported_by", measures),
        "targets": ("kpi,value,due,partner_id,goal,owner", targets),
    }
    return {name: "\n".join([header, *rows]) + "\n" for name, (header, rows) in tables.items()}


@dataclass
class Shared:
    """A site, and its links by kind: each with the client that has opened it."""

    services: Services
    server: Flask
    clients: dict[str, FlaskClient]
    secrets: dict[str, str]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    folder, clock = tmp_path_factory.mktemp("canaries"), HeldClock()
    clock.forward(days=90)
    services = Services.compose(Settings.in_folder(folder / "home"), clock)
    for name, text in files().items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    outcomes = import_all(services, Wish(sorted(folder.glob("*.csv"))))
    assert [(one.file_name, one.error, one.result and one.result.rejected) for one in outcomes if one.error] == []
    made = Shared(services, compose_server(services), {}, {})

    def made_link(kind: str, partner_id: str = OWN, **more: object) -> str:
        made.clients[kind] = made.server.test_client()
        link, made.secrets[kind] = create_link(services, partner_id, days=30, **more)
        made.clients[kind].get(f"/s/{made.secrets[kind]}")
        return link.id

    made_link("valid")
    made_link("frozen", is_frozen=True)
    made_link("sections", sections=["scores"])
    made_link("passcode not given", passcode=PASSCODE)
    made_link("passcode given", passcode=PASSCODE)
    made.clients["passcode given"].post("/s/passcode", data={"passcode": PASSCODE})
    made_link("foreign", OTHERS[0])
    links = services.links
    rotated = made_link("rotated")
    links.rotate(rotated, now=clock())
    links.revoke(made_link("revoked"), now=clock())
    made_link("expired")
    made.clients["nobody"] = made.server.test_client()
    ending = update(ShareLink).where(ShareLink.secret_sha256 == hashed(made.secrets["expired"]))
    with services.store.transaction() as session:
        session.execute(ending.values(expires_at=ShareLink.created_at))
    yield made
    services.jobs.close()
    services.store.close()


OPEN = ("valid", "frozen", "sections", "passcode given")
SHUT = {"passcode not given": (200, 403), "rotated": (410,), "revoked": (410,), "expired": (410,), "nobody": (404,)}
PATHS = ("/s/", "/s/_dash-layout", "/s/_dash-dependencies")


def leaks(text: str) -> list[str]:
    return [word for word in ("anary", "77123", "77124", "77125", "77126", "77127", "77128", "77129") if word in text]


def whole(answer) -> str:
    return f"{answer.text}\n{answer.headers}"


def forged(client: FlaskClient) -> list[dict[str, object]]:
    """Return what somebody could send to the callbacks of the share app."""
    route = {"id": "shell-route", "property": "data", "value": {"path": f"/partners/{OTHERS[0]}"}}
    bodies: list[dict[str, object]] = [
        {},
        {"output": "main.children", "outputs": [], "inputs": [], "changedPropIds": []},
        {"output": "..main.children...shell-nav.children..", "inputs": [route]},
        {"output": '{"type":"x","link":"y"}.children', "inputs": []},
        {"output": ["a"], "inputs": 7, "state": "x", "changedPropIds": None},
    ]
    listed = client.get("/s/_dash-dependencies").get_json()
    for one in [one for one in listed if not one.get("clientside_function")]:
        names = [name.rsplit(".", 1) for name in one["output"].strip(".").split("...")]
        outputs = [{"id": name, "property": prop} for name, prop in names]
        changed = [f"{given['id']}.{given['property']}" for given in one["inputs"]]
        for value in forged_values():
            inputs = [{**given, "value": value} for given in one["inputs"]]
            body = {"output": one["output"], "inputs": inputs, "state": one["state"], "changedPropIds": changed}
            bodies += [{**body, "outputs": outputs}, {**body, "outputs": outputs[0]}, {**body, "outputs": None}]
    return bodies


def forged_values() -> list[object]:
    other = OTHERS[0]
    comment = {"kind": "comment", "words": "Birch?", "partner": other, "partner_id": other}
    dispute = {"kind": "dispute", "words": "x", "number": "NaN"}
    figure = {"measure": other, "month": "2025-05", "value": "1e400", "partner_id": other}
    return [
        None,
        other,
        -1,
        [other],
        {"partner_id": other},
        {"form": "survey", "partner_id": other, "values": {"partner_id": other, "fit": "5"}},
        {"form": "remark", "about": f"engagement_score:{other}", "values": dispute},
        {"form": "remark", "about": other, "values": comment},
        {"form": "figure", "values": figure},
        {"form": {"a": []}, "values": "x" * 5000},
        {"form": "__proto__", "about": 7, "values": {"constructor": {"prototype": other}}},
    ]


@pytest.mark.parametrize("kind", OPEN)
def test_an_open_link_tells_of_its_partner_alone(shared: Shared, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    client = shared.clients[kind]
    with caplog.at_level(logging.DEBUG):
        for path in PATHS:
            for query in ("", f"?partner={OTHERS[0]}", f"?partner_id={OTHERS[0]}&link=x", "?scope=all"):
                answer = client.get(path + query, headers={"X-Partner": OTHERS[0], "Referer": "/partners/P2"})
                assert answer.status_code == 200
                assert leaks(whole(answer)) == [], path
    assert leaks(caplog.text) == []
    assert "Alder Own" in client.get("/s/_dash-layout").text


@pytest.mark.parametrize("kind", [*OPEN, *SHUT])
def test_forged_callbacks_tell_nothing_and_break_nothing(shared: Shared, kind: str) -> None:
    client, before = shared.clients[kind], shared.services.store.revision()
    for body in forged(shared.clients["valid"]):
        answer = client.post("/s/_dash-update-component", json=body)
        assert answer.status_code < 500, body
        assert leaks(whole(answer)) == [], body
        if kind in SHUT:
            assert answer.status_code in SHUT[kind]
    assert shared.services.store.revision() == before


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 100_000, b'{"output": "' + b"x" * 200_000 + b'"}', b"\xff\xfe", b"null"]
)
def test_broken_bodies_are_refused_in_words(shared: Shared, body: bytes) -> None:
    for client, path in ((shared.clients["valid"], SHARE_PREFIX), (shared.server.test_client(), "/")):
        answer = client.post(f"{path}_dash-update-component", data=body, content_type="application/json")
        assert 400 <= answer.status_code < 500
        assert "Traceback" not in answer.text
        assert leaks(whole(answer)) == []


@pytest.mark.parametrize("kind", SHUT)
def test_a_shut_link_tells_nothing_at_all(shared: Shared, kind: str) -> None:
    client = shared.clients[kind]
    for path in (*PATHS, "/s/anything", "/s/_dash-update-component"):
        for method in ("GET", "POST", "HEAD"):
            answer = client.open(path, method=method, json={} if method == "POST" else None)
            assert answer.status_code in (*SHUT[kind], 403, 404, 405), (path, method)
            assert leaks(whole(answer)) == []
            assert "Alder" not in whole(answer)


def test_pages_of_ended_links_are_alike(shared: Shared) -> None:
    pages = {shared.clients[kind].get("/s/").text for kind in ("revoked", "rotated", "expired")}
    opened = {
        shared.server.test_client().get(f"/s/{shared.secrets[kind]}").text
        for kind in ("revoked", "rotated", "expired")
    }
    assert len(pages | opened) == 1


def test_a_section_that_was_not_chosen_is_in_no_answer(shared: Shared) -> None:
    everything, part = (shared.clients[kind].get("/s/_dash-layout").text for kind in ("valid", "sections"))
    assert "Results that you can check" in everything
    assert "Results that you can check" not in part
    for output in [one["output"] for one in shared.clients["sections"].get("/s/_dash-dependencies").get_json()]:
        body = {"output": output, "outputs": [], "inputs": [], "changedPropIds": []}
        assert shared.clients["sections"].post("/s/_dash-update-component", json=body).status_code == 403


def test_links_open_nothing_of_the_manager_app_in_a_public_site(shared: Shared) -> None:
    # Whoever holds a link is nobody elsewhere: its cookie is not even sent there.
    client = shared.clients["valid"]
    for path in ("/", "/_dash-layout", "/api/scores"):
        cookie = [value for name, value in client.get(path).request.headers if name == "Cookie"]
        assert cookie == [], path


def test_every_callback_of_the_share_app_has_a_row(shared: Shared) -> None:
    listed = shared.clients["valid"].get("/s/_dash-dependencies").get_json()
    inputs = {one["inputs"][0]["id"] for one in listed if not one.get("clientside_function")}
    assert inputs == set(SHARE_CALLBACKS)


def test_two_links_at_the_same_time_on_two_workers_do_not_mix(shared: Shared) -> None:
    second = compose_server(Services.compose(shared.services.settings, shared.services.clock))
    wrong: list[str] = []

    def ask(server: Flask, secret: str, own: str, other: str) -> None:
        client = server.test_client()
        client.get(f"/s/{secret}")
        for _ in range(4):
            text = client.get("/s/_dash-layout").text
            if own not in text or other in text:
                wrong.append(own)

    pairs = [("valid", "Alder Own", "Birch Canary"), ("foreign", "Birch Canary 0", "Alder Own")]
    threads = [
        threading.Thread(target=ask, args=(server, shared.secrets[kind], own, other))
        for server in (shared.server, second)
        for kind, own, other in pairs
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    services = second.extensions["tandem"]
    services.jobs.close()
    services.store.close()


def test_a_frozen_link_keeps_nothing_of_others_in_the_database(shared: Shared) -> None:
    with shared.services.store.session() as session:
        rows = list(session.scalars(select(ShareLink.frozen).where(ShareLink.partner_id == OWN)))
    assert any(rows)
    assert leaks(json.dumps(rows)) == []
