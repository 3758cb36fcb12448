import json
from urllib.parse import unquote

import pytest

from layouts import sharing, sharing_list
from layouts.ids import SharingIds, link_button
from tests.layouts.tree import ids, links, nodes, texts

LINK = sharing_list.LinkView(
    link_id="abc",
    partner="Alder & Söhne",
    label="Review <i>October</i>",
    created="3 Oct 2026",
    expires="1 Jan 2027",
    views=1,
    last_opened="",
    state="active",
)
CREATED = sharing.CreatedView("abc", 'Alder & Söhne "<x>"', "http://127.0.0.1:8050/s/SECRET", "1 Jan 2027")


def view(**changes: object) -> sharing.SharingView:
    given = {"partners": [("P-1", "Alder"), ("P-2", "Birch")], "chosen": "P-2", "links": [LINK]}
    return sharing.SharingView(**{**given, **changes})


def props(tree: object, id_: str) -> dict:
    (found,) = [node for node in nodes(tree) if getattr(node, "id", None) == id_]
    return found.to_plotly_json()["props"]


def test_every_id_is_on_the_page_once() -> None:
    found = ids(sharing.layout(view())) + ids(sharing.created(CREATED))
    assert len(found) == len(set(found))
    assert set(SharingIds) - {SharingIds.ACT} <= set(found)
    assert str(link_button("revoke", "abc")) in found


def test_the_page_works_without_partners_and_links() -> None:
    empty = sharing.layout(view(partners=[], chosen=None, links=[]))
    assert {*SharingIds} - {SharingIds.ACT, SharingIds.ADDRESS, SharingIds.MAIL} <= set(ids(empty))
    assert props(empty, SharingIds.CREATE)["disabled"] is True
    assert "No links yet" in texts(empty)


def test_a_partner_can_be_found_by_name_and_by_id() -> None:
    page = sharing.layout(view())
    assert props(page, SharingIds.PARTNER)["value"] == "Birch"
    offered = json.loads(props(page, "sharing-partners")["data-tdm-dom"])
    assert offered[0] == ["option", {"value": "Alder", "label": "P-1"}]


def test_partners_of_one_name_are_offered_by_their_ids() -> None:
    page = sharing.layout(view(partners=[("P-1", "Alder"), ("P-2", "Alder")]))
    assert props(page, SharingIds.PARTNER)["value"] == "P-2"
    offered = json.loads(props(page, "sharing-partners")["data-tdm-dom"])
    assert [attributes["value"] for _, attributes in offered] == ["P-1", "P-2"]


@pytest.mark.parametrize(
    ("state", "word", "can_end"), [("active", "Active", 1), ("expired", "Expired", 0), ("revoked", "Revoked", 0)]
)
def test_a_state_is_an_icon_and_a_word(state: str, word: str, can_end: int) -> None:
    shown = sharing_list.link_list([sharing_list.LinkView(**{**vars(LINK), "state": state})])
    assert word in texts(shown)
    assert ids(shown).count(str(link_button("revoke", "abc"))) == can_end


def test_what_people_typed_is_text() -> None:
    assert "Review <i>October</i>" in texts(sharing_list.link_list([LINK]))


def test_a_new_link_is_shown_with_a_text_to_send() -> None:
    shown = sharing.created(CREATED)
    assert props(shown, SharingIds.ADDRESS)["value"] == CREATED.address
    assert CREATED.address in props(shown, SharingIds.MAIL)["value"]
    assert "1 Jan 2027" in sharing.mail_text(CREATED)


def test_the_mail_address_can_not_be_broken_by_a_name() -> None:
    (mail,) = [href for href in links(sharing.created(CREATED)) if href.startswith("mailto:")]
    subject, body = mail.removeprefix("mailto:?subject=").split("&body=")
    assert unquote(subject) == 'Your partner scorecard: Alder & Söhne "<x>"'
    assert unquote(body) == sharing.mail_text(CREATED)
    assert not set(' "<>&') & set(subject)
