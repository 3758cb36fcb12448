import logging

import pytest
from flask import Flask, g

from callbacks import sharing
from callbacks.services import Services
from data.links import LinkRevoked
from data.people.principal import LOCAL, Principal, Role
from layouts.ids import link_button
from layouts.sharing import DAYS, CreatedView, mail_text
from tests.callbacks.conftest import HeldClock
from tests.layouts.tree import texts


def make(services: Services, partner: object = "P1", label: object = "Review", days: object = "90") -> CreatedView:
    return sharing.make_link(services, partner, label, days)


def asked(link_id: object, act: object = "revoke") -> dict:
    return {"button": {"type": "sharing-act", "act": act, "link": link_id}, "at": 1}


def test_a_link_has_the_address_under_which_the_site_was_asked(server: Flask, filled: Services) -> None:
    with server.test_request_context("/", base_url="http://127.0.0.1:8050"):
        g.principal = LOCAL
        made = make(filled)
    assert made.address.startswith("http://127.0.0.1:8050/s/")
    assert made.partner == "Alder Canary One"
    # 90 days after 15 April 2025
    assert made.until == "14 Jul 2025"
    secret = made.address.rsplit("/", 1)[1]
    assert filled.links.find(secret, now=filled.clock()).partner_id == "P1"


def test_a_secret_is_neither_kept_nor_logged(
    server: Flask, filled: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with server.test_request_context("/", base_url="http://127.0.0.1:8050"):
        g.principal = LOCAL
        secret = make(filled).address.rsplit("/", 1)[1]
    assert secret not in caplog.text
    assert secret not in str(sharing.sharing_page(filled, "").to_plotly_json())
    for path in filled.settings.home.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes(), path


def test_a_link_is_for_a_partner_that_there_is(filled: Services) -> None:
    for partner in (None, "", "P9", 1, True, ["P1"], {"P1": 1}, "p1 ", "P1' --", "*"):
        with pytest.raises(sharing.Refused, match="Choose the partner"):
            make(filled, partner=partner)
    assert filled.links.list() == ()


def test_a_partner_is_meant_by_its_id_or_by_a_name_that_it_alone_has() -> None:
    names = {"P1": "Alder", "P2": "Birch", "P3": "birch", "Birch": "Cedar"}
    assert sharing.meant_partner(names, "P2") == "P2"
    assert sharing.meant_partner(names, " ALDER ") == "P1"
    assert sharing.meant_partner(names, "Birch") == "Birch"
    assert sharing.meant_partner({"P4": "Elm  Trading"}, "Elm  Trading") == "P4"
    with pytest.raises(sharing.Refused, match=r"2 partners have that name\. Type the id of one: P2, P3"):
        sharing.meant_partner(names, "birch ")


def test_a_link_works_for_one_of_the_offered_times(filled: Services) -> None:
    words = ("", "366", "1e2", "٣٠", "-30", "9" * 5000)
    for days in (None, 0, -1, 1, 91, 366, 10**9, True, 90.5, [90], {"90": 90}, *words):
        with pytest.raises(sharing.Refused, match="30, 90, 180, 365 days"):
            make(filled, days=days)
    assert filled.links.list() == ()


def test_each_offered_time_is_taken(filled: Services) -> None:
    for days in (*DAYS, *map(str, DAYS)):
        assert make(filled, days=days).partner == "Alder Canary One"


def test_a_label_is_short_text(filled: Services) -> None:
    for label in (7, ["x"], {"x": 1}, "x" * 201, "a\x00b", "a\u202eb"):
        with pytest.raises(sharing.Refused, match="label"):
            make(filled, label=label)


def test_a_label_may_be_left_out_or_hold_markup(filled: Services) -> None:
    make(filled, label=None)
    make(filled, label="  <script>alert(1)</script>\n review ")
    assert {link.label for link in filled.links.list()} == {"", "<script>alert(1)</script> review"}
    assert "<script>alert(1)</script> review" in texts(sharing.sharing_page(filled, None))


def test_revoking_works_at_once_and_twice(filled: Services) -> None:
    made = make(filled)
    secret = made.address.rsplit("/", 1)[1]
    button = {"button": link_button("revoke", made.link_id), "at": 1}
    for _ in range(2):
        assert "Alder Canary One was revoked" in sharing.do_act(filled, button)[0]
    with pytest.raises(LinkRevoked):
        filled.links.find(secret, now=filled.clock())
    assert [view.state for view in sharing.link_views(filled, {})] == ["revoked"]


def test_a_button_that_there_is_not_revokes_nothing(filled: Services) -> None:
    make(filled)
    ids = (None, 7, ["a"], "nothing", "' or 1=1")
    for value in (None, 7, [], {}, {"button": "x"}, *map(asked, ids)):
        with pytest.raises(sharing.Refused, match="Reload the page"):
            sharing.do_act(filled, value)
    assert [view.state for view in sharing.link_views(filled, {})] == ["active"]


def test_links_are_listed_active_ones_first(filled: Services, clock: HeldClock) -> None:
    make(filled, days=30, label="old")
    clock.forward(days=31)
    make(filled, partner="P2-canary", label="new")
    views = sharing.link_views(filled, {"P2-canary": "Birch"})
    assert [(one.partner, one.label, one.state) for one in views] == [
        ("Birch", "new", "active"),
        ("P1", "old", "expired"),
    ]


def test_an_address_chooses_the_partner_or_says_that_there_is_none(filled: Services) -> None:
    page = sharing.sharing_page(filled, "?partner=P2-canary")
    assert "P2-canary" in str(page)
    page = sharing.sharing_page(filled, "?partner=<b>P9</b>")
    assert "There is no partner “<b>P9</b>”; choose one." in texts(page)


def test_the_page_works_without_data(services: Services) -> None:
    assert "No links yet" in texts(sharing.sharing_page(services, "?partner=P1"))


def test_a_button_for_each_thing_that_can_be_done(server: Flask, filled: Services, clock: HeldClock) -> None:
    with server.test_request_context("/", base_url="http://127.0.0.1:8050"):
        g.principal = LOCAL
        made = make(filled, days=30)
        make(filled)
        said, again = sharing.do_act(filled, asked(made.link_id, "rotate"))
        assert again is not None
        assert again.address != made.address
        assert "new address" in said
        clock.forward(days=10)
        assert "works until 24 Jul 2025" in sharing.do_act(filled, asked(made.link_id, "extend"))[0]
        assert sharing.do_act(filled, asked(made.link_id, "revoke_partner"))[0].startswith("2 links for Alder")
        with pytest.raises(sharing.Refused, match="never opens again"):
            sharing.do_act(filled, asked(made.link_id, "extend"))


def test_all_sharing_is_stopped_and_allowed_again_by_an_admin_alone(server: Flask, filled: Services) -> None:
    with server.test_request_context("/"):
        g.principal = Principal("m", "m@example.com", Role.MANAGER)
        made = make(filled)
        for act in ("stop", "resume"):
            with pytest.raises(sharing.Refused, match="Only an admin"):
                sharing.do_act(filled, asked("", act))
        assert "Stop all sharing" not in texts(sharing.sharing_page(filled, ""))
        g.principal = LOCAL
        assert "Stop all sharing" in texts(sharing.sharing_page(filled, ""))
        assert sharing.do_act(filled, asked("", "stop"))[0] == "Sharing is stopped; 1 link ended."
        with pytest.raises(sharing.Refused, match="Sharing is stopped"):
            make(filled)
        page = sharing.sharing_page(filled, "")
        assert "Allow sharing again" in texts(page)
        sharing.do_act(filled, asked("", "resume"))
        with pytest.raises(LinkRevoked):
            filled.links.find(made.address.rsplit("/", 1)[1], now=filled.clock())
        make(filled)


def test_a_manager_of_own_partners_sees_and_changes_their_links_alone(server: Flask, filled: Services) -> None:
    mine, other = make(filled), make(filled, partner="P2-canary", label="canary")
    with server.test_request_context("/"):
        g.principal = Principal("m", "m@example.com", Role.MANAGER, "Ada Canary One")
        page = str(sharing.sharing_page(filled, "?partner=P2-canary"))
        for canary in ("Birch", other.link_id, "Ben Canary"):
            assert canary not in page
        assert mine.link_id in page
        with pytest.raises(sharing.Refused, match="Choose the partner"):
            make(filled, partner="P2-canary")
        for act in ("revoke", "rotate", "extend", "revoke_partner"):
            with pytest.raises(sharing.Refused, match="There is no such link any more"):
                sharing.do_act(filled, asked(other.link_id, act))
    assert [link.revoked_at for link in filled.links.list()] == [None, None]


def test_a_link_says_what_it_shows_and_who_made_it(server: Flask, filled: Services) -> None:
    sharing.make_link(filled, "P1", "by a command", "90", ["scores", "steps"], "frozen", "right-one")
    person = filled.people.add("ada@example.com", name="Ada", role="manager", now=filled.clock())
    with server.test_request_context("/"):
        g.principal = person.principal()
        make(filled, label="by a person")
        views = {view.label: view for view in sharing.link_views(filled, {})}
        assert "scores and steps only, with passcode" in texts(sharing.sharing_page(filled, ""))
    assert {label: view.created_by for label, view in views.items()} == {
        "by a command": "command line",
        "by a person": "Ada",
    }
    told = views["by a command"]
    assert (told.sections, told.is_frozen, told.has_passcode) == (("scores", "steps"), True, True)


def test_what_a_form_sends_is_checked(filled: Services) -> None:
    for sections in (None, [], ["x"], ["scores", 7], "scores", {"scores": 1}):
        with pytest.raises(sharing.Refused, match="at least one part"):
            sharing.make_link(filled, "P1", "", "90", sections)
    for kind in (None, "x", 7, ["live"]):
        with pytest.raises(sharing.Refused, match="which figures"):
            sharing.make_link(filled, "P1", "", "90", ["scores"], kind)
    for passcode in (7, ["secret-one"], "short", "x" * 65):
        with pytest.raises(sharing.Refused, match="passcode"):
            sharing.make_link(filled, "P1", "", "90", ["scores"], "live", passcode)
    assert filled.links.list() == ()


def test_the_text_to_send_never_holds_the_passcode(filled: Services) -> None:
    made = sharing.make_link(filled, "P1", "", "90", ["scores"], "live", "right-one")
    text = mail_text(made)
    assert "right-one" not in text
    assert "a passcode, which you get from me separately" in text
