import pytest

from data.columns.file_mapping import FileMapping
from data.columns.mapping import recognise
from data.columns.signatures import SIGNATURES, signature_of
from data.columns.synonyms import PARTNER_NAME
from data.errors import MissingColumn, UnknownTable
from kpi.schema import TABLES

BY_NAME = {signature.name: signature for signature in SIGNATURES}
WITH_MEANING = [signature for signature in SIGNATURES if signature.table]


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda one: one.name)
def test_the_headers_of_every_export_are_recognised_as_its_own(signature):
    assert signature_of(signature.headers, hints=True) is signature
    shouted = [header.upper().replace(" ", "_") for header in signature.headers]
    assert signature_of(shouted, hints=True) is signature


@pytest.mark.parametrize("signature", WITH_MEANING, ids=lambda one: one.name)
def test_every_export_with_a_meaning_is_read_as_its_table_and_columns(signature):
    try:
        found = recognise(signature.headers, "export.csv")
    except MissingColumn as asked:
        found = asked.matched
        assert found.questions
    assert found.table == signature.table
    said = {match.column: match.header for match in found.columns if match.column}
    disputed = {item.topic for item in found.questions}
    for header, column in signature.columns.items():
        # "Domain" itself is there beside "Company Domain Name".
        assert not column or column in disputed or said[column] in (header, "Domain")


@pytest.mark.parametrize("signature", [one for one in SIGNATURES if not one.table], ids=lambda one: one.name)
def test_an_export_without_a_meaning_says_what_to_export_instead(signature):
    with pytest.raises(UnknownTable) as refused:
        recognise(signature.headers, "export.csv")
    assert signature.title in refused.value.message
    assert "instead" in refused.value.remedy


def test_what_exports_stand_for_exists():
    for signature in WITH_MEANING:
        known = {column.name for column in TABLES[signature.table].columns} | {PARTNER_NAME, ""}
        said = [signature.columns, signature.with_partner, signature.without_partner]
        assert {column for one in said for column in one.values()} <= known
        assert set(signature.constants) <= known


@pytest.mark.parametrize("table", TABLES)
def test_tandems_own_headers_are_no_export(table):
    assert signature_of([column.name for column in TABLES[table].columns]) is None


def test_the_company_of_a_hubspot_deal_is_the_partner_unless_another_column_names_it():
    header = list(BY_NAME["hubspot_deals"].headers)
    alone = recognise(header, "deals.csv")
    assert alone.header(PARTNER_NAME) == "Associated Company"
    assert alone.header("partner_id") == "Associated Company IDs (Primary)"
    named = recognise([*header, "Partner"], "deals.csv")
    assert (named.header(PARTNER_NAME), named.header("customer")) == ("Partner", "Associated Company")
    assert named.header("partner_id") == "partner_id"
    assert "HubSpot" in next(match.reason for match in named.columns if match.column == "customer")


def test_a_typeform_without_a_partner_asks_for_it():
    header = ["#", "How likely are you to recommend us?", "company id", "Submit Date (UTC)", "Network ID"]
    samples = [["a", "b", "c"], ["9", "10", "3"], ["P1", "P2", "P2"], ["2026-01-05 10:00:00"] * 3, ["x", "y", "z"]]
    with pytest.raises(MissingColumn) as refused:
        recognise(header, "responses.csv", samples=samples)
    asked = [item for item in refused.value.matched.questions if item.topic == PARTNER_NAME]
    assert "company id" in [value for value, _ in asked[0].options]
    mapping = FileMapping(columns={"company id": "partner_id"})
    found = recognise(header, "responses.csv", samples=samples, mapping=mapping)
    assert (found.table, found.source) == ("surveys", "typeform")
    assert [one.labels for one in found.unfold.spread] == [("How likely are you to recommend us?",)]


def test_a_persons_table_goes_before_the_export():
    header = BY_NAME["partnerstack_customers"].headers
    with pytest.raises(MissingColumn) as refused:
        recognise(header, "export.csv", table="deals")
    assert refused.value.matched.table == "deals"
