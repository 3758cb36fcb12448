import csv
import io
import json
from pathlib import Path

import pytest
from waitress.server import BaseWSGIServer

from callbacks.commands import serving
from tests.callbacks.conftest import PARTNERS, CommandLine, HeldClock


def test_import_says_what_became_of_every_row(tandem: CommandLine) -> None:
    ran = tandem("import", tandem.file("partners.csv", PARTNERS))
    assert (ran.code, ran.err) == (0, "")
    assert "partners as import 1: 2 rows read = 2 accepted, 0 rejected, 0 skipped" in ran.out


def test_import_tells_rejected_rows_by_its_exit_code(tandem: CommandLine) -> None:
    ran = tandem("import", tandem.file("partners.csv", PARTNERS + ",No id,reseller,,,,,\n"))
    assert ran.code == 1
    assert "line 4" in ran.out


def test_a_refused_file_does_not_stop_the_others(tandem: CommandLine) -> None:
    good, bad = tandem.file("partners.csv", PARTNERS), tandem.file("notes.csv", "a,b\n1,2\n")
    ran = tandem("import", bad, good)
    assert ran.code == 1
    assert "notes.csv" in ran.err
    assert "2 accepted" in ran.out


def test_nothing_imported_is_two(tandem: CommandLine) -> None:
    for path in (tandem.file("notes.csv", "a,b\n1,2\n"), str(tandem.folder / "missing.csv")):
        ran = tandem("import", path)
        assert ran.code == 2
        assert Path(path).name in ran.err
        assert "Traceback" not in ran.err


def test_import_as_json(tandem: CommandLine) -> None:
    (outcome,) = json.loads(tandem("import", tandem.file("partners.csv", PARTNERS), "--json", "--dry-run").out)
    assert (outcome["table"], outcome["accepted"], outcome["import_id"]) == ("partners", 2, None)
    assert json.loads(tandem("imports", "--json").out) == []


def test_undo_and_redo_restore_the_scores_byte_for_byte(tandem: CommandLine) -> None:
    tandem.load()
    before = tandem("scores").out
    more = "partner_id,date,kind,interaction_id\nP1,2025-03-01,training,I1\nP2,2025-03-02,meeting,I9\n"
    assert tandem("import", tandem.file("more.csv", more), "--table", "interactions").code == 0
    changed = tandem("scores").out
    assert changed != before
    assert tandem("undo", "4").code == 0
    assert tandem("scores").out == before
    assert tandem("redo", "4").code == 0
    assert tandem("scores").out == changed


def test_imports_lists_what_was_done(tandem: CommandLine) -> None:
    tandem.load()
    tandem("undo", "2")
    listed = tandem("imports").out.splitlines()
    assert len(listed) == 3
    assert [line.endswith("(undone)") for line in listed] == [False, True, False]


def test_scores_are_the_long_table(tandem: CommandLine) -> None:
    tandem.load()
    rows = list(csv.DictReader(io.StringIO(tandem("scores").out)))
    assert list(rows[0]) == ["partner_id", "month", "kpi", "value", "band", "coverage", "n", "partial"]
    bookings = {(row["partner_id"], row["month"]): row["value"] for row in rows if row["kpi"] == "bookings"}
    # Won on 2025-02-20 and 2025-03-21; the window is three months, cut to the deals' span.
    assert bookings["P1", "2025-02"] == "1111.25"
    assert bookings["P2-canary", "2025-03"] == "77123.5"
    # The data end on 2025-03-21, inside a month.
    assert {row["partial"] for row in rows if row["month"] == "2025-03"} == {"true"}
    assert {row["partial"] for row in rows if row["month"] == "2025-02"} == {"false"}


def test_scores_take_their_options(tandem: CommandLine) -> None:
    tandem.load()
    out = tandem.folder / "scores.json"
    ran = tandem(
        "scores", "--kpi", "bookings", "win_rate", "--partner", "P1", "--group-by", "partner_type",
        "--as-of", "2025-02-28", "--window", "1", "--format", "json", "--out", str(out),
    )  # fmt: skip
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert {row["group"] for row in rows} == {"reseller"}
    assert {row["kpi"] for row in rows} == {"bookings", "win_rate"}
    assert {row["month"] for row in rows} == {"2025-01", "2025-02"}


def test_explain_adds_up_to_the_score(tandem: CommandLine) -> None:
    tandem.load()
    said = json.loads(tandem("explain", "P1", "engagement_score", "2025-02").out)
    assert said["value"] is None or said["value"] == pytest.approx(
        sum(part["contribution"] for part in said["components"]), abs=1e-9
    )
    assert {"component", "raw", "reference", "weight", "contribution"} <= set(said["components"][0])
    change = json.loads(tandem("explain", "P1", "engagement_score", "2025-02", "--against", "2025-01").out)
    assert change["against"] == "2025-01"
    assert sum(part["points"] for part in change["changes"]) == pytest.approx(change["difference"] or 0.0, abs=1e-9)


def test_links_are_made_listed_and_taken_back(tandem: CommandLine) -> None:
    tandem.load()
    made = tandem("share", "create", "P1", "--days", "30", "--label", "Review")
    assert made.code == 0
    secret = made.out.strip().rpartition("/s/")[2]
    assert len(secret) == 43
    (row,) = json.loads(tandem("share", "list", "--json").out)
    assert (row["partner_id"], row["label"], row["status"]) == ("P1", "Review", "active")
    assert row["expires_at"].startswith("2025-05-15")
    assert secret not in tandem("share", "list").out
    assert tandem("share", "revoke", row["id"]).code == 0
    assert "revoked" in tandem("share", "list").out


def test_demo_loads_the_sample_data(tandem: CommandLine, clock: HeldClock) -> None:
    clock.forward(days=700)
    ran = tandem("demo")
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) == 7
    again = tandem("demo")
    assert again.code == 2
    assert "in the store already" in again.err


def test_check_finds_a_missing_and_a_damaged_file(tandem: CommandLine) -> None:
    tandem.load()
    assert tandem("check").out == "The store is whole.\n"
    facts = sorted((tandem.folder / "home" / "facts").rglob("*.parquet"))
    facts[0].unlink()
    facts[-1].write_bytes(b"damaged")
    ran = tandem("check")
    assert ran.code == 2
    assert "missing" in ran.err
    assert "damaged" in ran.err


def test_migrate_makes_an_empty_store(tandem: CommandLine) -> None:
    assert tandem("migrate").code == 0
    assert (tandem.folder / "home" / "tandem.db").is_file()


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (("undo", "99"), "99"),
        (("scores", "--kpi", "nonsense"), "nonsense"),
        (("scores", "--partner", "P99"), "P99"),
        (("scores", "--as-of", "soon"), "soon"),
        (("scores", "--window", "0"), "window"),
        (("scores", "--method", "none.toml"), "none.toml"),
        (("scores", "--out", "no/such/folder/f.csv"), "f.csv"),
        (("explain", "P99", "engagement_score", "2025-02"), "P99"),
        (("explain", "P1", "nonsense", "2025-02"), "nonsense"),
        (("explain", "P1", "engagement_score", "2031-02"), "2031-02"),
        (("explain", "P1", "engagement_score", "Feb"), "Feb"),
        (("share", "create", "P99"), "P99"),
        (("share", "create", "P1", "--days", "400"), "365"),
        (("share", "revoke", "nothing"), "not known"),
        (("serve", "--host", "0.0.0.0"), "TANDEM_PUBLIC_URL"),
        (("serve", "--host", "::"), "without accounts"),
        (("import", "x.csv", "--map", "none.json"), "none.json"),
    ],
)
def test_errors_are_words_on_stderr(tandem: CommandLine, argv: tuple[str, ...], word: str) -> None:
    tandem.load()
    ran = tandem(*argv)
    assert ran.code == 2
    assert word in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_an_empty_store_says_what_to_do(tandem: CommandLine) -> None:
    assert "tandem demo" in tandem("scores").err


def test_an_unknown_setting_stops_every_command(tandem: CommandLine) -> None:
    ran = tandem("imports", TANDEM_HOEM="x")
    assert ran.code == 2
    assert "TANDEM_HOEM" in ran.err
    assert "TANDEM_HOME" in ran.err


def test_server_mode_is_refused_without_a_key(tandem: CommandLine) -> None:
    ran = tandem("serve", TANDEM_PUBLIC_URL="https://partners.example.com")
    assert ran.code == 2
    assert "TANDEM_SECRET_KEY" in ran.err


def test_no_command_serves_on_loopback(tandem: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {}

    class Stopped(BaseWSGIServer):
        def __init__(self) -> None:
            pass

        def run(self) -> None:
            raise KeyboardInterrupt

        def close(self) -> None:
            pass

    def create_server(_server: object, **options: object) -> BaseWSGIServer:
        asked.update(options)
        return Stopped()

    monkeypatch.setattr(serving, "create_server", create_server)
    ran = tandem()
    assert (asked["host"], asked["port"]) == ("127.0.0.1", 8050)
    assert asked["max_request_body_size"] > 2 * 1024**3
    assert "http://127.0.0.1:8050" in ran.out
