import json

import pytest

from data.errors import BadMapping, MissingColumn, UnknownTable
from data.file_mapping import FileMapping, load_mapping
from data.mapping import match_columns, recognise
from data.synonyms import known_names
from kpi.schema import TABLES
from tests.data.given import put


def columns(table: str, *header: str, **given) -> dict[str, str | None]:
    mapping = FileMapping(columns=given) if given else None
    return {match.header: match.column for match in match_columns(table, header, mapping)}


@pytest.mark.parametrize("table", TABLES)
def test_canonical_names_are_recognised_as_they_are(table):
    header = [column.name for column in TABLES[table].columns]
    found = recognise(header, f"{table}.csv")
    assert found.table == table
    assert [match.column for match in found.columns] == header
    assert {match.confidence for match in found.columns} == {1.0}


@pytest.mark.parametrize("table", TABLES)
def test_required_columns_alone_and_a_telling_file_name_are_enough(table):
    assert recognise(TABLES[table].required, f"My {table} 2026.csv").table == table


def test_case_and_punctuation_do_not_matter():
    found = match_columns("partners", ["Partner-ID", "NAME", "partnerType"])
    assert [(match.column, match.confidence) for match in found] == [
        ("partner_id", 0.98),
        ("name", 0.98),
        ("partner_type", 0.98),
    ]


SALESFORCE = [
    "Opportunity ID",
    "Opportunity Owner",
    "Account Name",
    "Opportunity Name",
    "Stage",
    "Amount",
    "Amount Currency",
    "Close Date",
    "Created Date",
    "Lead Source",
    "Type",
    "Partner Account",
]


def test_a_salesforce_report_of_opportunities():
    found = recognise(SALESFORCE, "report1700.csv")
    assert found.table == "deals"
    named = {match.column: match.header for match in found.columns if match.column}
    assert named == {
        "deal_id": "Opportunity ID",
        "partner_name": "Partner Account",
        "customer": "Account Name",
        "stage": "Stage",
        "amount": "Amount",
        "currency": "Amount Currency",
        "closed_on": "Close Date",
        "opened_on": "Created Date",
    }


@pytest.mark.parametrize(
    ("table", "header"),
    [
        (
            "deals",
            ["Record ID", "Deal Name", "Deal Stage", "Amount", "Close Date", "Create Date", "Associated Company"],
        ),
        ("partners", ["partner_key", "Company Name", "Website", "Account Type", "Channel Manager", "Partner since"]),
        ("interactions", ["Company / Account", "Date", "Activity Type", "Activity ID (18 Char)", "Subject"]),
        ("surveys", ["ResponseId", "RecordedDate", "StartDate", "EndDate", "Partner", "Question", "Answer", "Email"]),
        ("measures", ["Partner", "Month", "Metric", "Value"]),
        ("targets", ["Metric", "Target", "Deadline", "Owner"]),
        ("deals", ["Partnername", "Deal No", "Erstellt am", "Phase", "Betrag", "Währung", "Abschlussdatum"]),
        ("interactions", ["Partenaire", "Date de l'activité", "Type d'activité", "Quantité", "Initié par"]),
    ],
)
def test_headers_of_real_exports_are_recognised(table, header):
    found = recognise(header, "export.csv")
    assert found.table == table
    assert all(match.reason for match in found.columns)


def test_the_weak_meaning_counts_only_when_nothing_better_is_there():
    assert columns("deals", "Account Name")["Account Name"] == "partner_name"
    assert columns("deals", "Partner", "Account Name")["Account Name"] == "customer"
    assert columns("surveys", "EndDate", "StartDate") == {"EndDate": "date", "StartDate": None}
    assert columns("surveys", "RecordedDate", "EndDate") == {"RecordedDate": "date", "EndDate": None}


def test_a_column_that_two_headers_claim_stays_unmapped_unless_one_is_exact():
    assert columns("deals", "Deal value", "Total amount") == {"Deal value": None, "Total amount": None}
    assert columns("deals", "amount", "Total amount") == {"amount": "amount", "Total amount": None}


def test_no_table_is_guessed_between_two_that_fit_equally():
    with pytest.raises(UnknownTable, match="interactions or advocacy") as refused:
        recognise(["partner_id", "date", "kind"], "export.csv")
    assert "--table" in refused.value.remedy
    assert recognise(["partner_id", "date", "kind"], "Advocacy May.csv").table == "advocacy"
    assert recognise(["partner_id", "date", "kind", "activity_id"], "export.csv").table == "advocacy"
    assert recognise(["partner_id", "date", "kind"], "export.csv", table="interactions").table == "interactions"


def test_a_header_of_nothing_known_is_refused_with_what_was_found():
    with pytest.raises(UnknownTable, match="colour, size") as refused:
        recognise(["colour", "size"], "shop.csv")
    assert "shop.csv" in refused.value.message


def test_a_missing_column_is_named_with_the_nearest_header_and_the_remedy():
    with pytest.raises(MissingColumn) as refused:
        recognise(["partner_id", "deal_id", "stagee", "opened_on"], "deals.csv")
    assert "deals.csv: there is no column stage" in refused.value.message
    assert "found: partner_id, deal_id, stagee, opened_on" in refused.value.message
    assert "'stagee'" in refused.value.remedy
    assert "--map" in refused.value.remedy


def test_a_required_column_that_two_headers_claim_is_asked_for():
    with pytest.raises(MissingColumn, match="'Deal Stage' and 'Opportunity Stage' could both be stage"):
        recognise(["partner_id", "deal_id", "opened_on", "Deal Stage", "Opportunity Stage"], "deals.csv")


def test_a_mapping_wins_over_every_name():
    found = columns("partners", "partner_id", "name", partner_id=None, name="partner_id")
    assert found == {"partner_id": None, "name": "partner_id"}
    mapping = FileMapping(columns={"Firma X": "name", "Klasse": "partner_type"})
    assert recognise(["Firma X", "Klasse"], "x.csv", mapping=mapping).table == "partners"


def test_a_mapping_file_is_read(tmp_path):
    content = {"columns": {"A": "name", "B": None}, "table": "partners", "date_order": "dmy", "decimal": ","}
    mapping = load_mapping(put(tmp_path, "map.json", json.dumps(content)))
    assert mapping == FileMapping({"A": "name", "B": None}, "partners", "dmy", ",")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"colums": {}}', "colums"),
        ('{"columns": {"A": 3}}', "columns"),
        ('{"table": "dealz"}', "dealz"),
        ('{"date_order": "ymd"}', "ymd"),
        ('{"decimal": ";"}', ";"),
    ],
)
def test_a_mapping_file_that_makes_no_sense_is_refused(tmp_path, content, word):
    with pytest.raises(BadMapping, match=word):
        load_mapping(put(tmp_path, "map.json", content))


def test_a_mapping_to_a_column_that_does_not_exist_is_refused():
    with pytest.raises(BadMapping, match="dael_id"):
        recognise(["A"], "x.csv", table="deals", mapping=FileMapping(columns={"A": "dael_id"}))


def test_synonyms_name_columns_that_exist():
    for table, names in known_names().items():
        columns = {column.name for column in TABLES[table].columns} | {"partner_name"}
        used = {column for meanings in names.strong.values() for column in meanings}
        assert used | {column for _, column in names.weak} <= columns
