import json

import pytest

from data.columns.file_mapping import FileMapping, load_mapping
from data.columns.mapping import match_columns, recognise
from data.columns.near_headers import misspelt, reordered
from data.columns.synonyms import known_names
from data.errors import BadMapping, MissingColumn, UnknownTable
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
        recognise(["partner_id", "deal_id", "stgx", "opened_on"], "deals.csv")
    assert "deals.csv: there is no column stage" in refused.value.message
    assert "found: partner_id, deal_id, stgx, opened_on" in refused.value.message
    assert "'stgx'" in refused.value.remedy
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


TYPOS = {
    "deals": ["Ammount", "Closde Date", "Curency", "Custmer name", "Prodcut", "Stagee", "Oportunity ID", "Betrrag"],
    "partners": ["Partner tpye", "Regoin", "Websiet", "Manger", "Partner naem", "Terrritory", "Partnertpye"],
    "interactions": ["Acitvity type", "Interaction daet", "Quantitiy", "Iniitator"],
    "surveys": ["Qestion", "Respnse date", "Survey quesiton", "Emial address"],
    "measures": ["Metirc", "Reporting mnoth", "Indicatr", "Kennzhal"],
}
"""Slips of the keyboard, each of which is meant to be found or, at worst, to be asked about."""

LOOK_ALIKES = {
    "deals": [
        "Account",
        "Accounts",
        "Discount",
        "Account number",
        "Count",
        "Mount",
        "Amount of items",
        "Close rate",
        "Closing rate",
        "Close reason",
        "Clause",
        "Closed by",
        "Opened by",
        "Opener",
        "Created by",
        "Updated date",
        "Modified date",
        "Due date",
        "Start date",
        "Last activity date",
        "Stake",
        "Stale",
        "State",
        "Storage",
        "Page",
        "Age",
        "Staged by",
        "Currently",
        "Current",
        "Current stage date",
        "Customs",
        "Customer count",
        "Custom",
        "Costumes",
        "Project",
        "Projects",
        "Produce",
        "Producer",
        "Product manager",
        "Product count",
        "Value added",
        "Valve",
        "Evaluation",
        "Deal count",
        "Dealer",
        "Deal age",
        "Detail ID",
        "Deal owner",
        "Opportunity owner",
        "Opportunity name",
        "Sources",
        "Resource",
        "Source system",
        "Deal time",
        "Real amount",
        "Real value",
        "Amount paid by",
        "Revenge",
        "Avenue",
        "Venue",
        "Expected revenue growth",
        "Amount in company currency",
        "Weighted amount",
        "Discount amount",
        "Tax amount",
        "Probability (%)",
        "Amount (converted) Currency",
    ],
    "partners": [
        "Reason",
        "Religion",
        "Legion",
        "Regime",
        "Origin",
        "Registration",
        "Time",
        "Tie",
        "Tiger",
        "Timer",
        "Tired",
        "Partner count",
        "Partner score",
        "Parent",
        "Parent ID",
        "Parent name",
        "Patent",
        "Party type",
        "Managed",
        "Management",
        "Manager email",
        "Manager phone",
        "Domain count",
        "Web traffic",
        "Weapon",
        "Number of partners",
        "Game",
        "Frame",
        "Named",
        "Same",
        "File name",
        "Product type",
        "Payment type",
        "Left over",
        "Joined by",
        "Area code",
        "Arena",
        "Level count",
        "Labels",
        "Owner email",
        "Power",
        "Lower",
        "County",
        "Zip",
        "City",
    ],
    "interactions": [
        "Rate",
        "Data source",
        "Update",
        "Dated",
        "Kindness",
        "King",
        "Mind",
        "Quality",
        "Quantile",
        "Quality score",
        "Equality",
        "Initial",
        "Initials",
        "Initiative",
        "Integration ID",
        "Iteration ID",
        "Session ID",
        "Contact",
        "Activity owner",
        "Activity status",
        "Activity score",
        "Inactivity",
        "Due date",
        "Duration",
        "Typed by",
    ],
    "surveys": [
        "Scope",
        "Store",
        "Scared",
        "Core",
        "Request",
        "Quest",
        "Questions asked",
        "Question count",
        "Responder",
        "Responsible",
        "Response time",
        "Scale factor",
        "Scaled",
        "Max length",
        "Correspondent",
        "Respondent count",
    ],
    "measures": [
        "Meter",
        "Treasure",
        "Pleasure",
        "Measured by",
        "Matrix",
        "Values",
        "Valid",
        "Mouth",
        "Moth",
        "Reporters",
    ],
    "targets": ["Dues", "Dude", "Date", "Goalkeeper", "Coal", "Goals met", "Over", "Baseball", "Bassline", "Valve"],
}
"""Headers that look like a known one, or contain one, and mean something else."""


@pytest.mark.parametrize("table", LOOK_ALIKES)
def test_no_look_alike_is_taken_for_a_column_by_its_likeness(table):
    found = {match.header: match for match in match_columns(table, LOOK_ALIKES[table])}
    wrong = {
        header: match.column
        for header, match in found.items()
        if match.column and "please check" in match.reason and ("spelling" in match.reason or "order" in match.reason)
    }
    assert wrong == {}
    names = known_names()[table]
    alone = {header: misspelt(header, names) | reordered(header, names) for header in LOOK_ALIKES[table]}
    known = {
        match.header
        for header in LOOK_ALIKES[table]
        for match in match_columns(table, [header])
        if match.column and match.confidence != 0.7
    }
    assert {header: columns for header, columns in alone.items() if columns and header not in known} == {}


def test_slips_of_the_keyboard_are_found_and_shown_as_something_to_check():
    found = [
        match for table, headers in TYPOS.items() for header in headers for match in match_columns(table, [header])
    ]
    missed = [match.header for match in found if match.column is None]
    assert len(missed) <= len(found) // 10, missed
    assert all(match.confidence < 0.8 and "check" in match.reason for match in found if match.column)


def recognised(header, rows, name="export.csv", **options):
    return recognise(header, name, samples=list(zip(*rows, strict=True)), **options)


def test_cells_decide_what_a_header_leaves_open():
    rows = [("P1", f"D{at}", "2026-01-05", "won", kind, "100") for at, kind in enumerate(["new", "renewal", "new"])]
    found = recognised(["Partner", "ID", "Created", "Status", "Type", "Amount"], rows)
    assert (found.header("stage"), found.header("deal_type")) == ("Status", "Type")
    other = [(*row[:4], "Hardware", row[5]) for row in rows]
    assert recognised(["Partner", "ID", "Created", "Status", "Type", "Amount"], other).position("deal_type") is None


def test_nothing_is_mapped_that_its_cells_contradict():
    rows = [("P1", f"D{at}", "2026-01-05", "won", "2026-02-03") for at in range(5)]
    found = recognised(["Partner", "ID", "Created", "Stage", "Betrag"], rows)
    assert found.position("amount") is None
    assert "its cells are dates" in found.columns[4].reason
    assert [(item.kind, item.topic) for item in found.questions] == [("column", "Betrag")]
    said = recognised(
        ["Partner", "ID", "Created", "Stage", "Betrag"], rows, mapping=FileMapping(columns={"Betrag": "amount"})
    )
    assert said.header("amount") == "Betrag"


def test_ambiguous_columns_become_questions():
    found = recognise(["partner_id", "deal_id", "opened_on", "stage", "Deal value", "Total amount"], "deals.csv")
    asked = [(item.kind, item.topic, [value for value, _ in item.options]) for item in found.questions]
    assert asked == [("header", "amount", ["Deal value", "Total amount"])]


def test_a_missing_column_carries_what_was_found_and_what_to_ask():
    with pytest.raises(MissingColumn) as refused:
        recognise(["Company Name", "Website"], "population.csv")
    matched = refused.value.matched
    assert (matched.table, matched.header("name")) == ("partners", "Company Name")
    assert {(item.kind, item.topic) for item in matched.questions} == {
        ("header", "partner_type"),
        ("value", "partner_type"),
    }


def test_an_answer_for_every_row_fills_a_column_that_is_not_there():
    mapping = FileMapping(values={"partner_type": {"": "reseller"}})
    found = recognise(["Company Name", "Website"], "population.csv", mapping=mapping)
    assert found.unfold is not None
    assert found.headers[found.position("partner_type")] == "partner_type"


def test_the_currency_in_the_header_of_the_amounts_counts():
    found = recognise(["Partner", "Deal no", "Erstellt am", "Phase", "Betrag in EUR"], "deals.csv")
    assert found.header("amount") == "Betrag in EUR"
    assert [(one.column, one.value) for one in found.unfold.constants] == [("currency", "EUR")]


def test_a_remembered_decision_goes_before_synonyms_but_not_against_the_cells():
    header = ["partner_id", "deal_id", "opened_on", "stage", "Wert", "Volumen"]
    profile = FileMapping(columns={"Volumen": "amount"})
    rows = [("P1", f"D{at}", "2026-01-05", "won", "5", "7") for at in range(4)]
    assert recognised(header, rows, profile=profile).header("amount") == "Volumen"
    words = [(*row[:5], "much") for row in rows]
    assert recognised(header, words, profile=profile).header("amount") == "Wert"


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("deals", ["Socio", "Número de oportunidad", "Fecha de creación", "Etapa", "Importe", "Moneda"]),
        ("deals", ["Nome partner", "Numero opportunità", "Data di creazione", "Fase", "Importo", "Data di chiusura"]),
        ("deals", ["Partnernaam", "Dealnummer", "Aanmaakdatum", "Verkoopfase", "Bedrag", "Sluitingsdatum", "Klant"]),
        ("deals", ["Parceiro", "ID da oportunidade", "Data de criação", "Etapa", "Valor", "Data de fechamento"]),
        (
            "deals",
            ["Nazwa partnera", "Numer szansy", "Data utworzenia", "Etap", "Kwota", "Data zamknięcia", "Klient"],
        ),
        ("deals", ["Nom du partenaire", "N° affaire", "Date de création", "Étape", "Montant", "Date de clôture"]),
        ("deals", ["Partner-Nr.", "Auftragsnummer", "Angelegt am", "Verkaufsphase", "Auftragswert", "Endkunde"]),
        ("partners", ["Código de socio", "Razón social", "Tipo de socio", "Nivel", "Gestor"]),
        ("partners", ["Kod partnera", "Nazwa firmy", "Typ partnera", "Poziom", "Opiekun"]),
        ("interactions", ["Partnercode", "Activiteitsdatum", "Soort activiteit", "Aantal"]),
        ("measures", ["Codice partner", "Mese", "Indicatore", "Valore"]),
    ],
)
def test_headers_in_eight_languages(table, header):
    found = recognise(header, "export.csv")
    assert found.table == table
    assert all(match.column for match in found.columns)


def test_a_file_without_headers_is_read_when_its_cells_leave_no_doubt():
    rows = [(f"P{at}", f"2026-01-0{at + 1}", "call") for at in range(6)]
    found = recognised(["column_1", "column_2", "column_3"], rows)
    assert (found.table, [match.column for match in found.columns]) == (
        "interactions",
        ["partner_id", "date", "kind"],
    )


def test_a_file_without_headers_is_asked_about_otherwise():
    rows = [(f"P{at}", f"D{at}", "2026-01-01", "won") for at in range(6)]
    with pytest.raises(UnknownTable, match=r"no row of headers.*column_1 \('P0', 'P1', 'P2'\)"):
        recognised(["column_1", "column_2", "column_3", "column_4"], rows)
    said = {"column_1": "partner_id", "column_2": "deal_id", "column_3": "opened_on", "column_4": "stage"}
    found = recognised(list(said), rows, mapping=FileMapping(columns=said))
    assert found.table == "deals"
