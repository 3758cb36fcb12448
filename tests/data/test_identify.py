from typing import NamedTuple

import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from data.cells.coded import Coded
from data.partners.directory import Directory, Known, Way
from data.partners.identify import Resolver
from data.partners.nearest import duplicates
from data.partners.partner_questions import newcomer_questions
from tests.data.given import read

KNOWN = {"P1": "Acme GmbH", "P2": "Beta", "P3": "beta "}
NAMED = Directory.of([Known(*pair) for pair in KNOWN.items()])
LISTED = (
    Known("P1", "Acme GmbH", "https://www.acme.com/de"),
    Known("P2", "Beta Ltd", "beta.co.uk; beta.de"),
    Known("P3", "Gamma Inc", "shared.org"),
    Known("P4", "Delta S.A.", "shared.org"),
    Known("P5", "Epsilon AG", "gmail.com"),
    Known("P6", "Zeta GmbH", "eu.zeta.com"),
    Known("P7", "Zeta Inc.", "us.zeta.com"),
)
DIRECTORY = Directory.of(LISTED)


def coded(*cells: str) -> Coded:
    return Coded.of(pa.array(cells, type=pa.string()))


def found(word: str, *, are_ids: bool = False, directory: Directory = DIRECTORY) -> str | None:
    return directory.find(word, are_ids=are_ids)[0]


class Told(NamedTuple):
    ids: list[str]
    resolver: Resolver

    @property
    def questions(self) -> tuple:
        return self.resolver.questions()


def resolve(directory: Directory, *words: str, are_ids: bool = False) -> Told:
    resolver = Resolver(directory, "Partner", are_ids=are_ids)
    return Told(resolver.ids(coded(*words)).astype("str").fillna("?").tolist(), resolver)


def test_ids_are_taken_as_written_but_for_blanks_around_them():
    ids, _ = resolve(Directory.of([]), " P1 ", "p1", "007", "", are_ids=True)
    assert ids == ["P1", "p1", "007", "?"]


def test_a_name_counts_for_the_one_partner_that_has_it():
    ids, resolver = resolve(NAMED, "ACME  gmbh", "Acme", "P2", "", "Nobody")
    assert ids == ["P1", "P1", "P2", "?", "Nobody"]
    assert resolver.decisions()[0].topic == "partner_id"


def test_a_name_that_two_partners_have_is_never_merged():
    assert resolve(NAMED, "Beta").ids == ["Beta"]


def test_an_id_goes_before_every_other_key():
    odd = Directory.of([Known("acme.com", "Other"), *LISTED, Known("Beta Ltd", "Third")])
    assert (found("acme.com", directory=odd), found("Beta Ltd", directory=odd)) == ("acme.com", "Beta Ltd")


def test_domains_and_mail_addresses_tell_their_one_partner():
    words = ["acme.com", "jo@ACME.com", "http://shop.acme.com/x", "Jo <jo@beta.de>", "beta.co.uk"]
    assert [found(word) for word in words] == ["P1", "P1", "P1", "P2", "P2"]
    assert found("jo@acme.com", are_ids=True) == "P1"


def test_a_domain_of_two_partners_or_of_a_mail_provider_decides_nothing():
    assert [found(word) for word in ("shared.org", "jo@gmail.com", "zeta.com", "mail.zeta.com")] == [None] * 4
    assert found("jo@us.zeta.com") == "P7"


def test_names_equal_but_for_their_form_decide_only_with_it():
    assert [found(word) for word in ("Zeta", "ZETA gmbh", "Zeta Incorporated", "Zeta Ltd")] == [
        None,
        "P6",
        "P7",
        None,
    ]
    assert [found(word) for word in ("Acme", "Acme Inc.", "BETA LIMITED")] == ["P1", None, "P2"]


def test_keys_that_disagree_decide_nothing():
    odd = Directory.of([Known("A", "Foo", "bar.com"), Known("B", "bar com", "foo.org")])
    assert found("bar.com", directory=odd) is None


def test_ids_that_differ_in_case_are_different_until_a_person_speaks():
    told = resolve(DIRECTORY, "p1", "P1", "p1", are_ids=True)
    assert told.ids == ["p1", "P1", "p1"]
    assert [(one.topic, one.options[0], one.rows) for one in told.questions] == [("p1", ("P1", "Acme GmbH"), 2)]
    assert found("p1") is None
    spoken = Directory.of(LISTED, {"p1": "P1"})
    assert spoken.find("p1", are_ids=True) == ("p1", Way.ALIAS)
    assert resolve(spoken, "p1", are_ids=True).questions == ()


def test_a_name_in_a_column_of_ids_tells_its_one_partner():
    told = resolve(DIRECTORY, "Acme", "X-1", "Zeta", are_ids=True)
    assert told.ids == ["P1", "X-1", "Zeta"]
    assert [one.topic for one in told.questions] == ["Zeta"]


def test_a_word_said_earlier_is_found_again_in_other_letters_and_stored_as_said():
    said = Directory.of(LISTED, {"Acme Germany": "P1", "Newco": "Newco"})
    told = resolve(said, "Acme Germany", "ACME GERMANY GmbH", "newco ltd")
    assert told.ids == ["Acme Germany", "Acme Germany", "Newco"]
    assert told.questions == ()


def test_merged_partners_share_their_keys_and_rows_keep_the_id_that_the_file_means():
    merged = Directory.of(LISTED, {"P7": "P6", "P4": "P3"})
    assert [found(word, directory=merged) for word in ("Zeta", "Zeta Inc", "shared.org")] == ["P6", "P7", "P3"]
    assert "P7" not in merged.names


def test_strangers_become_questions_with_the_nearest_partners():
    names = Directory.of([Known(f"N{at}", f"Northwind {word}") for at, word in enumerate("abcdefgh")])
    told = resolve(names, "Northwind", "Zzyzx", "Northwind")
    first, second = told.questions
    assert (first.kind, first.topic, first.rows, len(first.options)) == ("partner", "Northwind", 2, 5)
    assert (second.topic, second.options, second.rows) == ("Zzyzx", (), 1)
    assert resolve(Directory.of([]), "Northwind").questions == ()


def test_a_column_in_blocks_is_told_as_one():
    resolver = Resolver(DIRECTORY, "Partner")
    parts = [resolver.ids(coded("Acme", "Eta")), resolver.ids(coded("Eta", "", "jo@acme.com"))]
    assert [part.astype("str").fillna("?").tolist() for part in parts] == [["P1", "Eta"], ["Eta", "?", "P1"]]
    assert all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts)
    assert resolver.unknown() == {"Eta": 2}
    assert [(one.topic, one.rows) for one in resolver.questions()] == [("Eta", 2)]
    assert "1 by domain, 1 by name, 1 unknown" in resolver.decisions()[0].reason


def test_new_partners_that_share_a_key_are_asked_about_and_both_stay():
    fresh = [
        Known("X1", "ACME Inc."),
        Known("X2", "Nobody"),
        Known("X3", "Other", "www.beta.de"),
        Known("p4", "Own"),
        Known("X5", "nobody ltd"),
        Known("P1", "Acme GmbH"),
    ]
    asked = {one.topic: [option for option, _ in one.options] for one in newcomer_questions(DIRECTORY, fresh)}
    assert asked == {"X1": ["P1"], "X3": ["P2"], "p4": ["P4"], "X5": ["X2"]}


def test_duplicates_are_suggested_with_their_reason():
    rows = [("A", "Acme GmbH", ""), ("B", "Acme Inc", ""), ("C", "Brightwater", ""), ("D", "Brightwaters", "")]
    rows += [("e", "One", "one.com"), ("E", "Two", ""), ("F", "Three", "mail.one.com"), ("G", "Four", "gmail.com")]
    pairs = {(pair.first, pair.second): pair.reason for pair in duplicates(rows)}
    assert pairs == {
        ("A", "B"): "the same name, acme",
        ("F", "e"): "the same domain, one.com",
        ("E", "e"): "ids that differ in case only, e",
        ("C", "D"): "names that are nearly equal",
    }


def test_strangers_are_listed():
    _, resolver = resolve(NAMED, "Zeta", "Acme GmbH", "Eta", "", "Zeta")
    assert resolver.unknown() == {"Zeta": 2, "Eta": 1}


WORDS = st.sampled_from(
    ["Acme", "acme", "ACME GmbH", "Acme Inc", "Beta", "beta.com", "x@beta.com", "P1", "p1", "Ärzte", "arzte"]
)
PARTNERS = st.lists(st.builds(Known, WORDS, WORDS, WORDS), max_size=6, unique_by=lambda one: one.partner_id)


@given(PARTNERS, st.dictionaries(WORDS, WORDS, max_size=2), WORDS, st.booleans())
def test_nobody_is_joined_without_an_exact_key(partners, said, word, are_ids):
    directory = Directory.of(partners, said)
    told, way = directory.find(word, are_ids=are_ids)
    assert (told is None) == (way is Way.UNKNOWN)
    if word in directory.known:
        assert told == word
    if told is not None and told != word:
        # No other partner that counts for itself has the key by which this one was found.
        without = Directory.of([one for one in partners if one.partner_id != told], said)
        other, _ = without.find(word, are_ids=are_ids)
        assert other is None or directory.target(other) == directory.target(told) or other in said or told in said


def test_questions_about_many_strangers_are_bounded():
    directory = Directory.of(Known(f"P{at}", f"Company {at} Holding GmbH") for at in range(1_000))
    ids, resolver = resolve(directory, *(f"COMPANY {at} HOLDING" for at in range(2_000)))
    assert sum(one.startswith("P") for one in ids) == 1_000
    assert len(resolver.questions()) == 200


def test_a_partners_file_without_ids_names_them_by_name(tmp_path):
    read_file = read(tmp_path, "partners.csv", "Company Name,Partner Type\nAcme,Reseller\n")
    assert read_file.frame["partner_id"].tolist() == ["Acme"]
    assert any(item.topic == "partner_id" and "name" in item.choice for item in read_file.result.decisions)


def test_facts_may_name_their_partner(tmp_path):
    text = "Partner,Date,Activity Type\nacme gmbh,2026-01-01,Call\nNobody,2026-01-02,Call\n"
    read_file = read(tmp_path, "interactions.csv", text, partners=KNOWN)
    assert read_file.frame["partner_id"].tolist() == ["P1", "Nobody"]
    assert read_file.result.unknown_partners == ("Nobody",)
