import json
from collections.abc import Iterator

import pytest

from callbacks.identities import LONGEST_SEARCH, answer, identities_view, panel
from callbacks.linking import create_link
from callbacks.loading import Wish, import_all
from callbacks.services import Services
from data.partners.aliases import Aliases
from layouts.identities import layout
from layouts.ids import IdentityIds, identity_button
from tests.layouts.tree import nodes, words

TWICE = """partner_id,name,partner_type,domain
P3,Alder Canary One Ltd,reseller,
p1,Another,reseller,
"""
NAMED = """partner_id,date,kind,interaction_id
Birch Canary 2,2025-02-13,meeting,I9
Birch Canary 2,2025-02-14,meeting,I10
Zzyzx,2025-02-14,meeting,I11
"""


def click(kind: IdentityIds, word: object, partner: object = "") -> dict[str, object]:
    return {"button": {"type": kind.value, "word": word, "partner": partner}, "at": 1}


@pytest.fixture
def mixed(filled: Services, tmp_path) -> Iterator[Services]:
    for name, text in (("partners2", TWICE), ("interactions2", NAMED)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        assert import_all(filled, Wish([path]))[0].error == ""
    return filled


def test_what_is_not_clear_is_listed_with_suggestions(mixed):
    view = identities_view(mixed)
    assert [(one.word, one.rows, [option for option, _ in one.options]) for one in view.strangers] == [
        ("Birch Canary 2", 2, ["P2-canary"]),
        ("Zzyzx", 1, []),
    ]
    assert {(pair.first[0], pair.second[0]) for pair in view.pairs} == {("P1", "P3"), ("P1", "p1")}
    assert (view.partners, view.apart, view.known) == ([], [], 4)
    text = words(layout(view))
    assert all(
        said in text for said in ("2 ids in the data", "This is Birch Canary Two", "the same name, alder canary one")
    )


def test_one_click_answers_and_another_takes_it_back(mixed):
    assert answer(mixed, click(IdentityIds.SAME, "Birch Canary 2", "P2-canary"))[0]
    assert answer(mixed, click(IdentityIds.NEW, "Zzyzx"))[0]
    view = identities_view(mixed)
    assert (view.strangers, view.strangers_total) == ([], 0)
    assert [(one.partner_id, [said.word for said in one.spellings]) for one in view.partners] == [
        ("P2-canary", ["Birch Canary 2"])
    ]
    assert [one.word for one in view.apart] == ["Zzyzx"]
    assert all(answer(mixed, click(IdentityIds.UNMERGE, word))[0] for word in ("Birch Canary 2", "Zzyzx"))
    assert identities_view(mixed).strangers_total == 2


def test_partners_kept_apart_are_suggested_no_more(mixed):
    assert answer(mixed, click(IdentityIds.NEW, "P3"))[0]
    assert [(pair.first[0], pair.second[0]) for pair in identities_view(mixed).pairs] == [("P1", "p1")]


def test_scores_follow_a_merge_at_once(mixed):
    assert mixed.board().programme.partners.index.tolist().count("P3") == 1
    assert answer(mixed, click(IdentityIds.SAME, "P3", "P1"))[0]
    assert "P3" not in mixed.board().programme.partners.index


HOSTILE = [
    None,
    [],
    "x",
    {"button": "x"},
    {"button": {"type": ["x"], "word": "P1", "partner": "P2-canary"}},
    click(IdentityIds.FIND, "P1", "P2-canary"),
    click(IdentityIds.SAME, "P1", None),
    click(IdentityIds.SAME, 7, "P1"),
    click(IdentityIds.SAME, "", "P1"),
    click(IdentityIds.SAME, "x" * 401, "P1"),
    click(IdentityIds.SAME, "made up", "P1"),
    click(IdentityIds.SAME, "P1", "made up"),
    click(IdentityIds.SAME, "P1", "P1"),
    click(IdentityIds.NEW, "made up"),
    click(IdentityIds.UNMERGE, "P1"),
]


def test_whatever_a_client_sends_is_refused_in_words(filled):
    before = filled.store.revision()
    for asked in HOSTILE:
        is_done, text = answer(filled, asked)
        assert not is_done
        assert text.endswith((".", "partners"))
    assert (filled.store.revision(), Aliases(filled.store).all()) == (before, ())


def test_a_search_narrows_every_list_and_finds_partners(mixed):
    view = identities_view(mixed, "  birch canary ")
    assert ([one.word for one in view.strangers], view.pairs) == (["Birch Canary 2"], [])
    assert view.matches == [("P2-canary", "Birch Canary Two")]
    assert "Nothing fits the search." in words(layout(identities_view(mixed, "<script>")))
    assert identities_view(mixed, ["x"]).asked == ""
    assert len(identities_view(mixed, "x" * 9_999).asked) == LONGEST_SEARCH


def test_an_empty_store_says_what_to_do(services):
    assert "No partners yet" in words(panel(services))


def test_every_button_says_what_it_is_about(mixed):
    answer(mixed, click(IdentityIds.SAME, "P3", "P1"))
    buttons = [node for node in nodes(panel(mixed)) if isinstance(getattr(node, "id", None), dict)]
    labels = [getattr(button, "aria-label") for button in buttons]
    assert len(set(labels)) == len(labels) == len({json.dumps(button.id) for button in buttons})
    assert identity_button(IdentityIds.UNMERGE, "P3") in [button.id for button in buttons]


def test_the_link_of_a_merged_partner_shows_nobodys_figures(filled, client, clock):
    _, secret = create_link(filled, "P2-canary")
    client.get(f"/s/{secret}")
    assert "Birch Canary Two" in client.get("/s/_dash-layout").text
    Aliases(filled.store).merge("P2-canary", "P1", filled.today())
    shown = client.get("/s/_dash-layout").text
    assert "There are no figures yet" in shown
    assert not any(word in shown for word in ("Alder", "Canary One", "1111", "1,111", '"P1"'))
    with pytest.raises(ValueError, match="no partner"):
        create_link(filled, "P2-canary")
    Aliases(filled.store).unmerge("P2-canary")
    assert "Birch Canary Two" in client.get("/s/_dash-layout").text


def test_a_merge_says_which_links_it_changes(filled):
    create_link(filled, "P2-canary")
    create_link(filled, "P1")
    text = answer(filled, click(IdentityIds.SAME, "P2-canary", "P1"))[1]
    assert "1 open link to its scorecard now shows them too" in text
    assert "Links of P2-canary show no figures" in text


def test_merge_and_unmerge_on_the_command_line_restore_every_byte(tandem):
    tandem.load()
    before = tandem("scores").out
    assert tandem("merge", "P2-canary", "Birch", "P1").code == 0
    merged = tandem("scores").out
    assert "P2-canary" not in merged
    assert merged != before
    listed = tandem("partners").out
    assert "Alder Canary One  = Birch, P2-canary" in listed
    values = json.loads(tandem("partners", "--json").out)
    assert values["partners"] == [{"partner_id": "P1", "name": "Alder Canary One", "aliases": ["Birch", "P2-canary"]}]
    assert tandem("merge", "P1", "P2-canary").code == 2
    assert tandem("unmerge", "P2-canary").code == tandem("unmerge", "Birch").code == 0
    assert tandem("scores").out == before
    refused = tandem("unmerge", "P2-canary")
    assert (refused.code, refused.out) == (2, "")
    assert "merged into no partner" in refused.err


def test_partners_on_the_command_line_of_an_empty_store(tandem):
    assert "No partners are known yet" in tandem("partners").out
