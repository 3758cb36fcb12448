"""What came back, for managers: listed, decided, and with no name where too few have answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from app import compose_server
from callbacks import inbox
from callbacks.access import CALLBACK_NEEDS
from callbacks.loading import Wish, import_all
from callbacks.partner import partner_page
from callbacks.partner_rows import rows_file, rows_page
from callbacks.services import Services
from callbacks.sharing import sharing_page
from data.people.principal import NOBODY, Principal, Right, Role
from data.scope import EVERYTHING
from data.submissions import Submissions
from layouts.figures import Canvas
from layouts.ids import InboxIds
from tests.callbacks.partner_answers import DISPUTE, FIGURE, PULSE, REMARK, post, visitor
from tests.layouts.tree import links, words

ADA = Principal("1", "Ada", Role.MANAGER, manages="Ada Canary One")
EVE = Principal("2", "Eve", Role.MANAGER)
VIEWER = Principal("3", "Vic", Role.VIEWER)
CANVAS = Canvas("light", False, 300)


@pytest.fixture
def server(filled: Services) -> Flask:
    return compose_server(filled)


@pytest.fixture
def partner(server: Flask, filled: Services) -> FlaskClient:
    return visitor(server, filled, label="Review in May")


def seen(server: Flask, services: Services, principal: Principal, partner_id: str | None = None) -> str:
    with server.test_request_context("/sharing"):
        g.principal = principal
        return words(inbox.inbox_section(services, partner_id))


def decided(server: Flask, services: Services, principal: Principal, asked: object) -> str:
    with server.test_request_context("/sharing"):
        g.principal = principal
        return inbox.decide(services, asked)


def test_it_is_shown_in_plain_words_with_what_accepting_does(partner: FlaskClient, filled: Services) -> None:
    for asked in (PULSE, FIGURE, DISPUTE, REMARK):
        post(partner, asked)
    text = words(inbox.inbox_section(filled))
    for said in (
        "Alder Canary One",
        "Pulse survey, 2 answers",
        "How likely are you to recommend working with Tandem?",
        "9 of 10",
        "Accepting makes 2 answers survey rows, which count in mindshare.",
        "Units sold, Mar 2025: 12.5",
        "Accepting records the number as the partner's own figure for Mar 2025.",
        "Bookings, to Feb 2025: shown €1,111, should be 2,000",
        "Too low",
        "Accepting changes no number.",
        "A remark on Engagement",
        "through the link “Review in May”",
    ):
        assert said in text, said


def test_it_stands_on_the_sharing_page_and_on_the_partners(partner: FlaskClient, filled: Services) -> None:
    assert "Nothing came back yet" in words(sharing_page(filled, ""))
    assert "What came back" not in words(partner_page(filled, "P1", "", CANVAS))
    post(partner, DISPUTE)
    assert "Too low" in words(sharing_page(filled, ""))
    assert "Too low" in words(partner_page(filled, "P1", "", CANVAS))
    assert "Too low" not in words(partner_page(filled, "P2-canary", "", CANVAS))
    inbox.decide(filled, {"do": "decline", "id": 1, "words": "Not so"})
    assert "What came back" not in words(partner_page(filled, "P1", "", CANVAS))
    assert "Declined by command line on 15 Apr 2025." in words(sharing_page(filled, ""))


def test_an_accepted_one_leads_to_its_import(partner: FlaskClient, filled: Services) -> None:
    post(partner, PULSE)
    said = inbox.decide(filled, {"do": "accept", "id": 1, "words": ""})
    number = filled.store.imports()[0].id
    assert said == f"Accepted and counted as import {number}. Alder Canary One sees it."
    section = inbox.inbox_section(filled)
    assert f"/data?tab=history&import={number}" in links(section)
    filled.store.undo(number)
    assert "its import was undone since" in words(inbox.inbox_section(filled))


NONSENSE = (
    [
        None,
        1,
        [],
        {},
        {"do": "accept"},
        {"do": "drop", "id": 1},
        {"do": "accept", "id": "1"},
        {"do": ["accept"], "id": 1},
    ]
    + [{"do": "accept", "id": one} for one in (0, -1, True, 1.0, 10**30, None, [1])]
    + [{"do": "accept", "id": 1, "words": ["x"]}, {"do": "decline", "id": 1, "words": {"x": 1}}]
    + [{"do": "decline", "id": 1}, {"do": "decline", "id": 1, "words": "x" * 1001}, {"do": "accept", "id": 9}]
)


def test_nonsense_decides_nothing(partner: FlaskClient, filled: Services) -> None:
    post(partner, DISPUTE)
    for asked in NONSENSE:
        with pytest.raises(ValueError, match=r"\.$"):
            inbox.decide(filled, asked)
    assert len(Submissions(filled.store).pending(EVERYTHING)) == 1


# Who --------------------------------------------------------------------------------------------------------------


def test_deciding_needs_the_right_to_share(server: Flask, filled: Services, partner: FlaskClient) -> None:
    assert CALLBACK_NEEDS[InboxIds.ASKED.value] is Right.SHARE
    post(partner, DISPUTE)
    for nobody in (VIEWER, NOBODY):
        assert seen(server, filled, nobody) == ""
        assert seen(server, filled, nobody, "P1") == ""


def test_a_manager_of_other_partners_sees_and_decides_nothing(server: Flask, filled: Services) -> None:
    post(visitor(server, filled, "P1"), DISPUTE)
    post(visitor(server, filled, "P2-canary"), {**REMARK, "values": {"kind": "comment", "words": "Birch remark"}})
    text = seen(server, filled, ADA)
    assert "Too low" in text
    assert "Birch" not in text
    with pytest.raises(ValueError, match="There is no such answer"):
        decided(server, filled, ADA, {"do": "accept", "id": 2})
    assert seen(server, filled, ADA, "P2-canary") == ""
    assert decided(server, filled, ADA, {"do": "accept", "id": 1, "words": "Right"}).startswith("Accepted.")
    decided(server, filled, EVE, {"do": "decline", "id": 2, "words": "Birch reason"})
    text = seen(server, filled, ADA)
    assert "Accepted by Ada" in text
    assert "Birch" not in text
    # Who may not open the Data page is not led there.
    post(visitor(server, filled, "P1"), PULSE)
    decided(server, filled, ADA, {"do": "accept", "id": 3})
    with server.test_request_context("/sharing"):
        g.principal = ADA
        assert not [one for one in links(inbox.inbox_section(filled)) if one.startswith("/data")]
    assert [entry.actor for entry in filled.audit.entries() if entry.act in ("accepted", "declined")] == [
        "1",
        "2",
        "1",
    ]


# Names ------------------------------------------------------------------------------------------------------------


def named(partner: FlaskClient, name: str) -> None:
    post(partner, {**PULSE, "values": {**PULSE["values"], "name": name}})


def test_words_stand_beside_a_name_only_where_three_have_answered(partner: FlaskClient, filled: Services) -> None:
    for name in ("Cleo Name", "Dora Name"):
        named(partner, name)
    text = words(inbox.inbox_section(filled))
    assert "Call more" in text
    assert "Name" not in text.replace("Named", "")
    assert text.count("A respondent") == 2
    named(partner, "Emil Name")
    text = words(inbox.inbox_section(filled))
    assert all(name in text for name in ("Cleo Name", "Dora Name", "Emil Name"))


def test_one_that_was_declined_is_nobody_to_hide_among(partner: FlaskClient, filled: Services) -> None:
    for name in ("Cleo Name", "Dora Name", "Emil Name"):
        named(partner, name)
    inbox.decide(filled, {"do": "decline", "id": 1, "words": "Twice"})
    assert "Name" not in words(inbox.inbox_section(filled))
    # Accepted, it is counted among the answers of the year.
    inbox.decide(filled, {"do": "accept", "id": 2})
    named(partner, "Finn Name")
    text = words(inbox.inbox_section(filled))
    assert "Finn Name" in text
    assert "Emil Name" in text


def test_a_name_goes_no_further_than_the_inbox(server: Flask, partner: FlaskClient, filled: Services) -> None:
    for name in ("Cleo Name", "Dora Name", "Emil Name"):
        named(partner, name)
    for number in (1, 2, 3):
        inbox.decide(filled, {"do": "accept", "id": number})
    assert "Name" not in words(inbox.inbox_section(filled))
    assert "Name" not in filled.store.facts("surveys").to_csv()
    assert not any("Name" in entry.detail + entry.actor_name for entry in filled.audit.entries())
    assert not any("Name" in one.file_name for one in filled.store.imports())


def test_rows_behind_a_number_tell_few_respondents_not_apart(
    server: Flask, partner: FlaskClient, filled: Services, tmp_path: Path
) -> None:
    later = tmp_path / "later.csv"
    later.write_text("partner_id,date,kind,initiated_by,interaction_id\nP1,2025-03-31,call,us,I9\n", encoding="utf-8")
    assert import_all(filled, Wish([later]))[0].error == ""
    for number in (1, 2, 3):
        post(partner, PULSE)
        inbox.decide(filled, {"do": "accept", "id": number})
        for kpi in ("mindshare_score", "partner_nps"):
            page = words(rows_page(filled, "P1", f"?kpi={kpi}"))
            with server.test_request_context("/export/rows.csv"):
                g.principal = EVE
                file = rows_file(filled, f"partner=P1&kpi={kpi}").get_data(as_text=True)
            for text in (page, file):
                assert ("A respondent" in text) is (number < 3), (kpi, number)
                assert (f"pulse-{number}" in text) is (number >= 3), (kpi, number)
