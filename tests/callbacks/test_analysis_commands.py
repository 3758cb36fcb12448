"""The commands that print what the numbers say, on the worked example and on figures of both sides."""

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest

from tests.callbacks.conftest import CommandLine

EXAMPLE = sorted(Path(__file__).parents[2].joinpath("docs", "example").glob("*.csv"))
MEASURES = """partner_id,date,measure,value,reported_by
R01,2025-04-30,units_sold,100,us
R01,2025-04-30,units_sold,104,partner
R01,2025-05-31,units_sold,100,us
R01,2025-05-31,units_sold,140,partner
"""
TARGETS = """kpi,value,due,partner_id,goal
engagement_score,60,2025-12-31,R01,Revenue growth
no_such_kpi,60,2025-12-31,,
"""


@pytest.fixture
def example(tandem: CommandLine) -> CommandLine:
    files = [str(path) for path in EXAMPLE]
    files += [tandem.file("measures.csv", MEASURES), tandem.file("targets.csv", TARGETS)]
    tandem.clock.forward(days=90)
    assert tandem("import", *files).code == 0
    return tandem


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_reconcile_lists_what_both_sides_report(example: CommandLine) -> None:
    found = rows(example("reconcile").out)
    # 40 of 140 is more than 5 %, 4 of 104 is less.
    assert [(row["month"], row["ours"], row["theirs"], row["status"]) for row in found] == [
        ("2025-05", "100.0", "140.0", "disputed"),
        ("2025-04", "100.0", "104.0", "agreed"),
    ]
    assert all(row["method"] for row in found)
    strict = rows(example("reconcile", "--tolerance", "0.01").out)
    assert {row["status"] for row in strict} == {"disputed"}


def test_targets_are_checked_one_by_one(example: CommandLine) -> None:
    first, second = json.loads(example("targets", "--format", "json").out)
    assert (first["kpi"], first["partner_id"], first["value"]) == ("engagement_score", "R01", 60.0)
    assert first["specific"] is True
    assert first["current"] == pytest.approx(45.0)  # May, the last complete month; see docs/method.md
    assert second["specific"] is False
    assert "no_such_kpi" in second["specific_why"]


def test_goals_name_what_each_partner_contributes(example: CommandLine) -> None:
    found = [row for row in rows(example("goals").out) if row["kpi"] == "engagement_score" and row["scope"] == "*"]
    assert len(found) == 6
    assert sum(float(row["contribution"]) for row in found) == pytest.approx(float(found[0]["whole"]), abs=1e-9)


def test_insights_are_ranked_and_say_what_to_do(example: CommandLine) -> None:
    found = rows(example("insights").out)
    assert [int(row["rank"]) for row in found] == list(range(1, len(found) + 1))
    disagree = next(row for row in found if row["rule"] == "numbers_disagree")
    assert disagree["partner_id"] == "R01"
    assert disagree["what"]
    assert disagree["action"]
    assert disagree["evidence"]


def test_explain_tells_all_that_is_known_of_a_value(example: CommandLine) -> None:
    said = json.loads(example("explain", "R01", "engagement_score", "2025-04").out)
    assert sum(part["contribution"] for part in said["components"]) == pytest.approx(said["value"], abs=1e-9)
    assert said["benchmark"]["count"] >= 5
    assert said["paths"][0]["band"] == "moderate"
    assert 0 <= said["robustness"] <= 1
    assert said["trend"]["direction"] == "too short"
    assert said["forecast"]["words"]
    assert said["target"]["value"] == 60.0
    assert said["method"]


def test_explain_splits_the_change_of_a_group(example: CommandLine) -> None:
    argv = ("explain", "*", "engagement_score", "2025-05", "--against", "2025-04", "--group-by", "all")
    said = json.loads(example(*argv).out)
    assert said["group"] == "*"
    assert sum(part["points"] for part in said["changes"]) == pytest.approx(said["difference"], abs=1e-9)
    assert "joined" in {part["kind"] for part in said["changes"]}
    assert said["text"].startswith("Engagement")


def test_explain_a_rate_by_its_numerator_and_denominator(example: CommandLine) -> None:
    said = json.loads(example("explain", "*", "active_advocate_rate", "2025-04", "--group-by", "all").out)
    rate = said["rate"]
    assert rate["factor"] * rate["numerator"] / rate["denominator"] == pytest.approx(said["value"])


def test_explain_a_change_under_two_methods(example: CommandLine) -> None:
    shipped = Path(__file__).parents[2].joinpath("kpi", "method.toml").read_text(encoding="utf-8")
    old = shipped.replace('label = "Tandem 1"', 'label = "Before"', 1).replace(
        "reference = 12.0", "reference = 24.0", 1
    )
    argv = ("explain", "R01", "engagement_score", "2025-05", "--against", "2025-04")
    said = json.loads(example(*argv, "--method-against", example.file("old.toml", old)).out)
    assert said["method_against"].startswith("Before")
    points = {part["kind"]: part["points"] for part in said["changes"]}
    assert points["method"] > 0
    assert sum(part["points"] for part in said["changes"]) == pytest.approx(said["difference"], abs=1e-9)


def test_calibrate_proposes_and_changes_nothing(example: CommandLine, tmp_path: Path) -> None:
    before = example("scores").out
    out = tmp_path / "proposed.toml"
    ran = example("calibrate", "--from", "2024-10", "--to", "2025-05", "--out", str(out))
    said = json.loads(ran.out)
    assert said["label"] == "Tandem 1, calibrated 2024-10..2025-05"
    proposed = tomllib.loads(out.read_text(encoding="utf-8"))
    changed = {row["component"]: row["new"] for row in said["references"] if not row["note"]}
    assert changed
    for component, reference in changed.items():
        assert proposed["engagement"]["types"]["reseller"][component]["reference"] == reference
    assert example("scores").out == before
    assert example("scores", "--method", str(out)).code == 0
    again = example("calibrate", "--from", "2024-10", "--to", "2025-05", "--out", str(out))
    assert again.code == 2
    assert "proposed.toml" in again.err


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (("calibrate", "--from", "2031-01", "--to", "2031-12"), "outside the data"),
        (("calibrate", "--from", "May", "--to", "2025-05"), "May"),
        (("explain", "R01", "advocacy_per_partner", "2025-04"), "--group-by"),
        (("explain", "nobody", "bookings", "2025-04", "--group-by", "tier"), "nobody"),
        (("insights", "--as-of", "soon"), "soon"),
        (("targets", "--method", "none.toml"), "none.toml"),
    ],
)
def test_errors_are_words(example: CommandLine, argv: tuple[str, ...], word: str) -> None:
    ran = example(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert word in ran.err
    assert "Traceback" not in ran.err


def test_an_empty_store_says_what_to_do(tandem: CommandLine) -> None:
    for command in ("insights", "targets", "goals", "reconcile"):
        assert "tandem demo" in tandem(command).err
