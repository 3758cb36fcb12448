"""Forms of the share app: what they keep, for whom, and what a forged request gets."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import compose_server
from callbacks import answers
from callbacks.access import first_input
from callbacks.answers import LARGEST_BODY, SHARE_CALLBACKS
from callbacks.inbox import decide
from callbacks.scorecard import freeze
from callbacks.services import Services
from data.links import SECTIONS
from data.scope import EVERYTHING
from data.submissions import Submissions
from kpi.board import Board
from kpi.catalogue import Scope
from tests.callbacks.conftest import HeldClock
from tests.callbacks.partner_answers import DISPUTE, FIGURE, OUTPUT, PATH, PULSE, REMARK, body, post, told, visitor

CANARIES_OF_P1 = ("Alder", "alder-canary", "Ada Canary", "Cleo", "Call more", "Too low", "1111")


@pytest.fixture
def server(filled: Services) -> Flask:
    return compose_server(filled)


@pytest.fixture
def partner(server: Flask, filled: Services) -> FlaskClient:
    return visitor(server, filled, label="Review")


def kept(services: Services) -> list[tuple[str, str]]:
    return [(one.partner_id, one.kind) for one in Submissions(services.store).pending(EVERYTHING)]


def scores(board: Board | None) -> dict[str, list[str]]:
    """Return every value of every KPI, as text to the last bit."""
    assert board is not None
    kpis = [kpi.id for kpi in board.catalogue.values() if kpi.scope is not Scope.GROUPS]
    return {kpi: [value.hex() for value in board.reading(kpi).value.ravel()] for kpi in kpis}


def test_every_form_is_kept_as_pending(partner: FlaskClient, filled: Services) -> None:
    for asked in (PULSE, FIGURE, DISPUTE, REMARK):
        kind, text = told(post(partner, asked))
        assert kind == "good"
        assert text == "Thank you, it was sent. It changes nothing until Tandem has looked at it."
    assert kept(filled) == [("P1", "comment"), ("P1", "dispute"), ("P1", "figure"), ("P1", "survey")]
    (entry, *_) = filled.audit.entries()
    (link,) = filled.links.list()
    assert (entry.act, entry.actor, entry.actor_name) == ("sent", f"link:{link.id}", "Review")
    assert (entry.partner_id, entry.address) == ("P1", "127.0.0.0/24")


def test_the_page_holds_the_forms_and_what_was_sent(partner: FlaskClient) -> None:
    page = partner.get("/s/_dash-layout").text
    for text in ("Two-minute pulse", "Your own figures", "Something wrong?", "What you sent", "Nothing yet."):
        assert text in page
    post(partner, PULSE)
    shown = post(partner, DISPUTE).text
    assert "Bookings, to Feb 2025: shown" in shown
    assert "Too low" in shown
    assert "Pulse survey, 2 answers" in shown
    # A colleague with another link is not told who answered what.
    assert "Cleo" not in shown
    assert "Call more" not in shown
    assert "Too low" in partner.get("/s/_dash-layout").text


def test_a_number_shown_is_that_of_the_page(partner: FlaskClient, filled: Services) -> None:
    post(partner, {**DISPUTE, "values": {**DISPUTE["values"], "shown": 5}})
    (one,) = Submissions(filled.store).pending(EVERYTHING)
    assert one.content["shown"] == 1111.25


def test_a_frozen_page_can_be_answered_too(server: Flask, filled: Services) -> None:
    client = visitor(server, filled, freeze=lambda scope: freeze(filled, scope))
    assert told(post(client, DISPUTE))[0] == "good"
    (one,) = Submissions(filled.store).pending(EVERYTHING)
    assert (one.content["shown"], one.content["month"]) == (1111.25, "2025-02")


def test_what_waits_changes_no_score_and_undoing_restores_all(partner: FlaskClient, filled: Services) -> None:
    before = scores(filled.boards.current())
    for asked in (PULSE, FIGURE, DISPUTE, REMARK):
        post(partner, asked)
    assert scores(filled.boards.current()) == before
    numbers = [one.id for one in Submissions(filled.store).pending(EVERYTHING)]
    for number in numbers:
        decide(filled, {"do": "accept", "id": number})
    after = scores(filled.boards.current())
    assert after["mindshare_score"] != before["mindshare_score"]
    assert after["sales_volume"] != before["sales_volume"]
    for one in filled.store.imports():
        if one.group in ("pulse", "partner figures"):
            filled.store.undo(one.id)
    assert scores(filled.boards.current()) == before


def test_a_declined_ones_reason_reaches_the_partner(partner: FlaskClient, filled: Services) -> None:
    post(partner, DISPUTE)
    (one,) = Submissions(filled.store).pending(EVERYTHING)
    decide(filled, {"do": "decline", "id": one.id, "words": "We count by the day of closing."})
    page = partner.get("/s/_dash-layout").text
    assert "Declined on 15 Apr 2025" in page
    assert "We count by the day of closing." in page
    assert "command line" not in page


def test_an_accepted_and_undone_one_is_told_to_be_taken_back(partner: FlaskClient, filled: Services) -> None:
    post(partner, FIGURE)
    decide(filled, {"do": "accept", "id": 1, "words": "Thank you both"})
    page = partner.get("/s/_dash-layout").text
    assert "Accepted on 15 Apr 2025." in page
    assert "Thank you both" in page
    filled.store.undo(filled.store.imports()[0].id)
    assert "taken back since: it does not count now" in partner.get("/s/_dash-layout").text


# Whose it is ------------------------------------------------------------------------------------------------------


def test_two_partners_at_the_same_time_never_mix(server: Flask, filled: Services) -> None:
    first, second = visitor(server, filled, "P1"), visitor(server, filled, "P2-canary")
    for _ in range(2):
        for asked in (PULSE, {**DISPUTE, "values": {"kind": "dispute", "words": "Too low"}}, FIGURE):
            post(first, asked)
        answer = post(second, {**PULSE, "values": {"answers": {"likelihood_to_recommend": 1}}, "partner_id": "P1"})
        assert told(answer)[0] == "good"
        for text in (answer.text, second.get("/s/_dash-layout").text):
            for canary in CANARIES_OF_P1:
                assert canary not in text, canary
        assert "Birch" not in first.get("/s/_dash-layout").text
    assert {one.partner_id for one in Submissions(filled.store).pending(EVERYTHING)} == {"P1", "P2-canary"}
    assert kept(filled).count(("P2-canary", "survey")) == 2


def test_no_field_of_a_client_names_the_partner(partner: FlaskClient, filled: Services) -> None:
    (link, _) = filled.links.create("P2-canary", now=filled.clock())
    for name in ("partner_id", "link_id", "partner", "link", "scope", "share_scope"):
        for value in ("P2-canary", link.id):
            values = {"kind": "comment", "words": f"{name} {len(value)}"}
            assert told(post(partner, {**REMARK, name: value, "values": {**values, name: value}}))[0] == "good"
            assert set(Submissions(filled.store).pending(EVERYTHING)[0].content) == {"kpi", "measure", "words"}
    assert {partner_id for partner_id, _ in kept(filled)} == {"P1"}


def test_without_a_link_nothing_is_kept(server: Flask, filled: Services) -> None:
    filled.links.create("P1", now=filled.clock())
    assert server.test_client().post(PATH, json=body(PULSE)).status_code == 404
    assert answers.send(filled, None, PULSE)["kind"] == "bad"
    assert kept(filled) == []


def test_a_revoked_link_keeps_nothing(partner: FlaskClient, filled: Services, clock: HeldClock) -> None:
    (link,) = filled.links.list()
    filled.links.revoke(link.id, now=clock())
    answer = post(partner, PULSE)
    assert answer.status_code == 410
    assert kept(filled) == []


def test_a_link_without_ways_to_answer_has_none(server: Flask, filled: Services) -> None:
    sections = [one for one in SECTIONS if one != SECTIONS.respond]
    client = visitor(server, filled, sections=sections)
    page = client.get("/s/_dash-layout").text
    for text in ("Two-minute pulse", "Something wrong?", "What you sent", "answers-asked"):
        assert text not in page
    for asked in (PULSE, FIGURE, DISPUTE, None):
        assert post(client, asked).status_code == 403
    assert kept(filled) == []


def test_a_link_takes_remarks_only_on_what_it_shows(server: Flask, filled: Services) -> None:
    client = visitor(server, filled, sections=[SECTIONS.respond, SECTIONS.scores])
    assert told(post(client, REMARK))[0] == "good"
    assert told(post(client, DISPUTE)) == ("bad", "That was not understood. Reload the page and try again.")


def test_a_link_tells_nothing_of_another_that_it_does_not_show(server: Flask, filled: Services) -> None:
    for asked in (DISPUTE, FIGURE, REMARK):
        post(visitor(server, filled), asked)
    page = visitor(server, filled, sections=[SECTIONS.respond]).get("/s/_dash-layout").text
    for text in ("Bookings", "1,111", "Too low", "Very nice", "Units sold, Mar 2025"):
        assert text not in page
    page = visitor(server, filled, sections=[SECTIONS.respond, SECTIONS.results]).get("/s/_dash-layout").text
    assert "Units sold, Mar 2025" in page


# Forged requests ----------------------------------------------------------------------------------------------------


def test_every_callback_of_the_share_app_has_a_row(server: Flask, partner: FlaskClient) -> None:
    known = partner.get("/s/_dash-dependencies").json
    served = [one for one in known if one["clientside_function"] is None]
    assert {first_input(one) for one in served} == set(SHARE_CALLBACKS)
    assert set(SHARE_CALLBACKS.values()) <= set(SECTIONS)


def test_a_callback_without_a_row_is_refused(
    partner: FlaskClient, filled: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "SHARE_CALLBACKS", {})
    assert post(partner, PULSE).status_code == 403
    assert kept(filled) == []


FORGED = [
    {},
    {"output": None},
    {"output": OUTPUT},
    {"output": [OUTPUT]},
    {"output": "answers-sent.children"},
    {"output": "main.children"},
    {**body(PULSE), "outputs": "x"},
    {**body(PULSE), "outputs": []},
    {**body(PULSE), "outputs": [{"id": "main", "property": "children"}]},
    {**body(PULSE), "outputs": [{"id": {"type": "x", "index": 1}, "property": "data"}] * 2},
    {**body(PULSE), "inputs": []},
    {**body(PULSE), "inputs": [1]},
    {**body(PULSE), "inputs": [[{"id": "answers-asked", "property": "data", "value": PULSE}]]},
    {**body(PULSE), "inputs": [{"id": "answers-asked", "property": "value", "value": PULSE}]},
    {**body(PULSE), "inputs": [{"id": {"type": "a"}, "property": "data", "value": PULSE}]},
    {**body(PULSE), "state": [{"id": "shell-location", "property": "pathname", "value": "/"}]},
    {**body(PULSE), "state": 7},
    {**body(PULSE), "changedPropIds": None},
    {**body(PULSE), "changedPropIds": [["answers-asked.data"]]},
    {**body(PULSE), "changedPropIds": ["main.children"]},
]


def test_a_forged_request_is_refused_in_words(partner: FlaskClient, filled: Services) -> None:
    for forged in FORGED:
        answer = partner.post(PATH, json=forged)
        assert answer.status_code in (400, 403), forged
        assert answer.json["error"]
    assert kept(filled) == []


def test_bodies_that_no_page_sends_are_refused(partner: FlaskClient, filled: Services) -> None:
    deep = "[" * 30_000
    for text, status in (
        (deep, 403),
        ("{", 403),
        ("[1]", 403),
        ('"x"', 403),
        ("", 413),
        ("x" * (LARGEST_BODY + 1), 413),
    ):
        answer = partner.post(PATH, data=text, content_type="application/json")
        assert answer.status_code == status, text[:5]
    assert partner.post(PATH, data={"output": OUTPUT}).status_code == 403
    assert kept(filled) == []


NONSENSE = [
    None,
    0,
    "x",
    [PULSE],
    {},
    {"form": []},
    {**PULSE, "form": "remark"},
    {**PULSE, "values": None},
    {**PULSE, "values": [1]},
    {**PULSE, "values": {"answers": [[1]]}},
    {**PULSE, "about": {"a": 1}, "values": {"answers": "x"}},
    {**REMARK, "values": {"kind": "survey", "answers": {"vendor_rank": 1}}},
    {**REMARK, "values": {"kind": "figure", **FIGURE["values"]}},
    {**REMARK, "values": {"kind": ["comment"], "words": "x"}},
    {**REMARK, "about": "P2-canary"},
    {**REMARK, "about": "x" * 9000},
    {**FIGURE, "values": {**FIGURE["values"], "value": "1e400"}},
    {**FIGURE, "values": {**FIGURE["values"], "value": 10**500}},
    {**FIGURE, "values": {**FIGURE["values"], "month": "٢٠٢٥-٠٣"}},
    {**FIGURE, "values": {**FIGURE["values"], "month": "2025-04"}},
    {**FIGURE, "values": {**FIGURE["values"], "measure": {"a": 1}}},
]


def test_nonsense_in_a_form_is_answered_in_a_sentence(partner: FlaskClient, filled: Services) -> None:
    for asked in NONSENSE:
        kind, text = told(post(partner, asked))
        assert kind == "bad", asked
        assert text.endswith(".")
        assert "error is in the log" not in text
        assert len(text) < 200
    assert kept(filled) == []


def test_words_of_a_partner_are_never_markup(partner: FlaskClient, filled: Services) -> None:
    words = "<script>alert(1)</script><img src=x onerror=alert(1)> =1+1"
    answer = post(partner, {**REMARK, "values": {"kind": "comment", "words": words}})
    # JSON that React shows as text.
    assert answer.content_type == "application/json"
    found = json.dumps(answer.json["response"]["answers-sent"])
    assert json.dumps(words)[1:-1] in found
    assert "dangerously" not in found


def test_a_fault_is_logged_by_its_number_and_told_without_what_was_sent(
    partner: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Call more")

    monkeypatch.setattr(Submissions, "add", broken)
    kind, text = told(post(partner, PULSE))
    assert kind == "bad"
    assert "That did not work. The error is in the log as " in text
    assert "Call more" not in caplog.text + text
