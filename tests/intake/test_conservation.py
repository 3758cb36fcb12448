"""Nothing is lost: every row is accepted, rejected or skipped, and a corrected rejection comes in whole."""

from collections.abc import Callable

import pytest

from tests.intake import real_files as files
from tests.intake.desk import Desk, Row, read_rows, write_rows

#: Files of deals with known totals, broken in places; how a person repairs a rejected row; totals once repaired.
HEAD = "Deal ID;Partner;Stage;Amount;Created Date;Close Date\n"
BROKEN = (
    HEAD
    + "D-1;P-100;Closed Won;1.000,50;05.01.2026;13.02.2026\n"
    + "D-2;P-100;Closed Won;zwei;05.01.2026;13.02.2026\n"
    + "D-3;P-200;Closed Won;30,00;05.01.2026;31.02.2026\n"
    + "D-4;P-200;Perhaps;40,00;05.01.2026;14.02.2026\n"
    + "D-5;;Closed Won;50,00;05.01.2026;15.02.2026\n"
    + "D-1;P-300;Closed Won;60,00;05.01.2026;16.03.2026\n"
    + '"D-7";"P-300";"Closed Won";"";"05.01.2026";"16.03.2026"\n'
    + "D-8;P-300;Closed Won;80,00;05.01.1926;16.03.2026\n"
    + "D-9;P-300;Closed Won;90,00;25.01.2026;16.03.2026\n"
)
REPAIRS = {
    3: {"Amount": "20,00"},
    4: {"Close Date": "28.02.2026"},
    5: {"Stage": "Closed Won"},
    6: {"Partner": "P-200"},
    7: {"Deal ID": "D-6"},
    8: {"Amount": "70,00"},
    9: {"Created Date": "05.01.2026"},
}
REPAIRED = {("P-100", "2026-02"): 1020.5, ("P-200", "2026-02"): 120.0, ("P-300", "2026-03"): 300.0}


def test_rejections_name_line_column_value_rule_and_remedy(desk: Desk) -> None:
    _, told = desk.take(desk.put("partners.csv", files.PARTNERS), desk.put("deals.csv", BROKEN))
    assert told.counts == (9, 2, 7, 0)
    found = {(rejection["line"], rejection["column"], rejection["value"]) for rejection in told.rejections}
    assert found >= {
        (3, "Amount", "zwei"),
        (4, "Close Date", "31.02.2026"),
        (5, "Stage", "Perhaps"),
        (6, "Partner", ""),
        (7, "Deal ID", "D-1"),
        (8, "Amount", ""),
        (9, "Created Date", "05.01.1926"),
    }
    assert sum(group["count"] for group in told.values["groups"]) >= 7


def test_corrected_rejections_give_the_full_totals(desk: Desk) -> None:
    _, told = desk.take(desk.put("partners.csv", files.PARTNERS), desk.put("deals.csv", BROKEN))
    text = desk.rejected_csv(told.import_id)
    corrected = repair(read_rows(text), lambda line, cells: cells | REPAIRS[line])
    again = desk.take_one(desk.put("corrected.csv", corrected))
    assert again.counts == (7, 7, 0, 0), again.rejections
    assert desk.sums() == REPAIRED
    assert desk.is_sound()


def test_uncorrected_rejections_are_rejected_again_with_the_same_lines_to_find(desk: Desk) -> None:
    _, told = desk.take(desk.put("partners.csv", files.PARTNERS), desk.put("deals.csv", BROKEN))
    rows = read_rows(desk.rejected_csv(told.import_id))
    assert rows[0][:6] == HEAD.strip().split(";")
    assert rows[0][6:] == ["_line", "_error"]
    assert [row[6] for row in rows[1:]] == [str(line) for line in REPAIRS]
    assert all(row[7].strip() for row in rows[1:])
    originals = [line.replace('"', "").split(";") for line in BROKEN.splitlines()]
    assert [row[:6] for row in rows[1:]] == [originals[line - 1] for line in REPAIRS]
    again = desk.take_one(desk.put("again.csv", write_rows(rows)))
    assert again.counts[0] == 7
    assert again.counts[1] <= 1, "only the second D-1 is unique in a file of its own"


def repair(rows: list[Row], change: Callable[[int, dict[str, str]], dict[str, str]]) -> str:
    header = rows[0]
    repaired = [header]
    for row in rows[1:]:
        cells = dict(zip(header, row, strict=True))
        repaired.append(list(change(int(cells["_line"]), cells).values()))
    return write_rows(repaired)


LINES_WITH_BREAKS = (
    'partner_id,deal_id,opened_on,stage,amount,closed_on,product\nP1,D1,2026-01-02,won,1,2026-02-03,"two\nlines"\n\n'
    'P1,D2,2026-01-02,won,x,2026-02-03,"three\n\nlines"\nP1,D3,never,won,3,2026-02-03,plain\n'
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_the_file_whatever_breaks_are_in_cells(desk: Desk, end: str) -> None:
    told = desk.take_one(desk.put("deals.csv", LINES_WITH_BREAKS.replace("\n", end)))
    assert told.counts[1:3] == (1, 2)
    assert [(item["line"], item["column"]) for item in told.rejections] == [(5, "amount"), (8, "opened_on")]


def test_lines_below_a_preamble_are_those_of_the_file(desk: Desk) -> None:
    told = desk.take_one(desk.put("report.csv", files.SALESFORCE.replace('"250.75"', '"n/k"')))
    assert [(item["line"], item["value"]) for item in told.rejections] == [(11, "n/k")]


def test_rejections_of_every_kind_of_table_add_up(desk: Desk) -> None:
    tables = {
        "partners": ("partner_id,name,partner_type", "P{},Acme,reseller", "P{},,reseller"),
        "interactions": ("partner_id,date,kind,interaction_id", "P1,2026-01-02,call,I{}", "P1,2026-13-02,call,I{}"),
        "surveys": (
            "partner_id,date,question,score,scale_min,scale_max",
            "P1,2026-01-02,q,{},0,9",
            "P1,2026-01-02,q,99{},0,9",
        ),
        "advocacy": ("partner_id,date,kind,activity_id", "P1,2026-01-02,reference,A{}", ",2026-01-02,reference,A{}"),
        "deals": ("partner_id,deal_id,opened_on,stage", "P1,D{},2026-01-02,open", "P1,D{},2026-01-02,won"),
        "measures": ("partner_id,date,measure,value", "P1,2026-0{}-01,units_sold,1", "P1,2026-0{}-01,units_sold,one"),
        "targets": ("kpi,value,due", "bookings,{},2026-12-31", "bookings,{},whenever"),
    }
    for name, (header, good, bad) in tables.items():
        rows = [good.format(1), bad.format(2), good.format(3), "", bad.format(4), good.format(5)]
        told = desk.take_one(desk.put(f"{name}.csv", "\n".join([header, *rows]) + "\n"))
        assert told.values["table"] == name
        assert told.counts[1:3] == (3, 2), (name, told.rejections)
        assert {item["line"] for item in told.rejections} == {3, 6}
    assert desk.is_sound()


def test_many_rejections_are_counted_in_full(desk: Desk) -> None:
    rows = "".join(f"P1,2026-01-02,call,I{n}\n" if n % 3 else f"P1,2026-01-32,call,I{n}\n" for n in range(30_000))
    told = desk.take_one(desk.put("calls.csv", "partner_id,date,kind,interaction_id\n" + rows))
    assert told.counts == (30_000, 20_000, 10_000, 0)
    assert sum(group["count"] for group in told.values["groups"]) == 10_000
    assert len(read_rows(desk.rejected_csv(told.import_id))) == 10_001
    assert len(told.text) < 3_000_000


def test_a_dry_run_says_the_same_and_stores_nothing(desk: Desk) -> None:
    path = desk.put("deals.csv", BROKEN)
    dry = desk.take_one(path, dry_run=True)
    assert dry.values["import_id"] is None
    assert "no imports" in desk.run("imports").out.lower() or "nothing" in desk.run("imports").out.lower()
    real = desk.take_one(path)
    assert dry.counts == real.counts
    assert dry.rejections == real.rejections
