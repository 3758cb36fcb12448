import pyarrow as pa

from data.identify import by_id, by_name, name_as_id, unknown_partners
from data.values import Coded
from tests.data.given import METHOD, PARTNERS, TODAY, read

KNOWN = {"P1": "Acme GmbH", "P2": "Beta", "P3": "beta "}


def coded(*cells: str) -> Coded:
    return Coded.of(pa.array(cells, type=pa.string()))


def test_ids_are_taken_as_written_but_for_blanks_around_them():
    assert by_id(coded(" P1 ", "p1", "007", "")).ids.fillna("?").tolist() == ["P1", "p1", "007", "?"]


def test_a_name_counts_for_the_one_partner_that_has_it():
    found = by_name(coded("ACME  gmbh", "Acme", "P2", ""), KNOWN, "Partner")
    assert found.ids.fillna("?").tolist() == ["P1", "Acme", "P2", "?"]
    assert found.decisions[0].topic == "partner_id"


def test_a_name_that_two_partners_have_is_never_merged():
    assert by_name(coded("Beta"), KNOWN, "Partner").ids.tolist() == ["Beta"]


def test_strangers_are_listed():
    found = by_name(coded("Zeta", "Acme GmbH", "Eta", ""), KNOWN, "Partner")
    assert unknown_partners(found.ids, KNOWN) == ("Eta", "Zeta")


def test_a_partner_without_an_id_is_known_by_its_name(tmp_path):
    found = read(tmp_path, "partners.csv", "Company Name,Partner Type\nAcme,Reseller\n")
    assert found.frame["partner_id"].tolist() == ["Acme"]
    assert any(item.topic == "partner_id" and "name" in item.choice for item in found.result.decisions)
    assert name_as_id(coded("Acme"), "Company").ids.tolist() == ["Acme"]


def test_facts_may_name_their_partner(tmp_path):
    text = "Partner,Date,Activity Type\nacme gmbh,2026-01-01,Call\nNobody,2026-01-02,Call\n"
    found = read(tmp_path, "interactions.csv", text, partners=KNOWN)
    assert found.frame["partner_id"].tolist() == ["P1", "Nobody"]
    assert found.result.unknown_partners == ("Nobody",)


def test_given_files_are_what_they_seem(tmp_path):
    assert read(tmp_path, "p.csv", PARTNERS, today=TODAY, method=METHOD).result.table == "partners"
