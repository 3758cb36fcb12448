import csv
import json
from pathlib import Path

HEADER = "day,time,count,code,text"
BODY = [f"{day:02}/01/2026,{day:02}:15,{day},MG-{1000 + day},Boots for day {day}" for day in range(1, 21)]


def table(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.reader(stream))


def test_a_clean_file_is_written_as_read_and_said_to_be_clean(tandem, tmp_path):
    source = tandem.file(
        "plain.csv", "﻿Report of May;;\n\nname;amount;day\nAcme, Inc;1,50;05.01.2026\n\nBeta;2;06.01.2026\n"
    )
    ran = tandem("read", source, "--csv-dir", str(tmp_path / "out"))
    assert (ran.code, ran.err) == (0, "")
    expected = 'name,amount,day\n"Acme, Inc","1,50",05.01.2026\nBeta,2,06.01.2026\n'
    assert (tmp_path / "out" / "plain.csv").read_bytes() == expected.encode()
    for words in ("2 rows, 3 columns", "delimiter: semicolon", "header: line 3", "left out: 2 preamble", "1 blank"):
        assert words in ran.out


def test_rows_that_do_not_fit_are_written_as_guessed_and_reported(tandem, tmp_path):
    source = tandem.file("bad.csv", "\n".join([HEADER, *BODY, "21/01/2026,,21:15,21,MG-1021,Boots", *BODY]))
    ran = tandem("read", source, "--json", "--csv-dir", str(tmp_path / "out"))
    assert ran.code == 1
    report = json.loads(ran.out)[0]
    assert (report["rows"], report["malformed_rows"]) == (40, 1)
    assert report["malformed"][0]["line"] == 22
    assert "6 cells" in report["malformed"][0]["rule"]
    rows = table(tmp_path / "out" / "bad.csv")
    assert len(rows) == 42
    assert rows[21] == ["21/01/2026", "21:15", "21", "MG-1021", "Boots"]


def test_a_file_without_a_header_is_written_without_one(tandem, tmp_path):
    source = tandem.file("bare.csv", "P1|2026-01-05|call\nP2|2026-01-06|mail\nP3|2026-01-07|call\n")
    assert tandem("read", source, "--csv-dir", str(tmp_path / "out")).code == 0
    assert table(tmp_path / "out" / "bare.csv")[:1] == [
        ["P1", "2026-01-05", "call"],
    ]


def test_exit_codes_tell_some_from_nothing(tandem):
    good, empty = tandem.file("good.csv", "a,b\n1,2\n"), tandem.file("empty.csv", "")
    assert tandem("read", good).code == 0
    some = tandem("read", good, empty)
    assert (some.code, "empty.csv is empty" in some.err) == (1, True)
    none = tandem("read", empty, "missing.csv")
    assert (none.code, len(none.err.splitlines())) == (2, 2)


def test_two_files_of_one_name_do_not_overwrite_each_other_nor_the_source(tandem, tmp_path):
    source = tandem.file("a.csv", "a,b\n1,2\n")
    assert "overwritten" in tandem("read", source, "--csv-dir", str(tmp_path)).err
    assert "Two files" in tandem("read", source, source, "--csv-dir", str(tmp_path / "out")).err
    assert Path(source).read_text() == "a,b\n1,2\n"
