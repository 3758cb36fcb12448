"""`docs/method.md`: every number of its worked example is what the code makes of the example's files."""

from __future__ import annotations

import ast
import csv
import io
import json
import operator
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isnan, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import app
from callbacks import commands
from callbacks.scoring import asked_board
from data.method_files import load_method
from data.pipeline import import_file, in_import_order, sources
from data.store import Store
from kpi.benchmark import benchmark
from kpi.board import Board
from kpi.calibrate import calibrate
from kpi.change import explain_change
from kpi.contributions import contributions_of
from kpi.path import paths_to_next_band
from kpi.periods import month_text, parse_month
from kpi.programme import build_programme
from kpi.reading import BAND_NAMES, everyone
from kpi.survey import Z_95, answer_index

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs" / "example"
TEXT = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
TODAY = datetime(2025, 7, 1, tzinfo=UTC)
METHOD = load_method()

WALKED = "R01"
BEFORE, AFTER, PARTIAL = "2025-04", "2025-05", "2025-06"
LAST_BIT = 1e-9

Row = Mapping[str, str]


# What the document says --------------------------------------------------------------------------------------------


def block(name: str) -> str:
    """What stands between the markers of a name."""
    return TEXT.split(f"<!-- walk:{name} -->\n")[1].split(f"<!-- /walk:{name} -->")[0].strip()


def table(name: str) -> list[Row]:
    """The rows of a marked table, by their heads; without bold."""
    head, _, *rows = [
        [cell.strip() for cell in line.replace("**", "").strip("|").split("|")] for line in block(name).splitlines()
    ]
    return [dict(zip(head, row, strict=True)) for row in rows]


def figures(name: str) -> dict[str, str]:
    """First column → last column of a marked table."""
    return {next(iter(row.values())): list(row.values())[-1] for row in table(name)}


def number(cell: str) -> float:
    return float(cell.replace("−", "-"))


def unit(cell: str) -> float:
    """One of the last digit that a cell shows."""
    return float(10.0 ** -len(cell.partition(".")[2]))


def shows(cell: str, value: float) -> bool:
    """Whether a cell is a value, rounded to the digits that it shows; "—" is a missing one."""
    if cell == "—" or isnan(value):
        return cell == "—" and isnan(value)
    return abs(number(cell) - value) <= unit(cell) / 2 + LAST_BIT


# A hand's arithmetic -----------------------------------------------------------------------------------------------

_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {"min": min, "max": max, "sqrt": sqrt}


def worked_out(arithmetic: str) -> float:
    """The value of an expression as the document writes it."""
    written = arithmetic
    for sign, meant in {"·": "*", "−": "-", "²": "**2", "√": "sqrt"}.items():
        written = written.replace(sign, meant)
    return _value(ast.parse(written, mode="eval").body)


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.BinOp(left, sign, right):
            return _OPERATORS[type(sign)](_value(left), _value(right))
        case ast.Call(ast.Name(name), arguments):
            return _FUNCTIONS[name](*map(_value, arguments))
    raise ValueError(ast.dump(node))


MARKED = re.findall(r"<!-- walk:([a-z-]+) -->", TEXT)


REASONED = [name for name in MARKED if "| arithmetic |" in block(name)]
"""Tables that show how each number comes about."""


@pytest.mark.parametrize("name", REASONED)
def test_the_arithmetic_gives_the_result(name: str) -> None:
    # With the rounded figures shown a sum may be off by one in the last digit, as the document says.
    for row in table(name):
        result = list(row.values())[-1]
        slack = unit(result) if "." in result else 0.0
        assert worked_out(row["arithmetic"]) == pytest.approx(number(result), abs=slack + LAST_BIT), row


def test_the_arithmetic_goes_on_with_the_results_shown(board: Board) -> None:
    scores = board.engagement.value[:, at(board, BEFORE)[1]].tolist()
    shown = {f"{score:.2f}" for score in scores}
    for name in set(MARKED) - {"scores", "words"}:
        shown |= {cell.lstrip("−") for row in table(name) for head, cell in row.items() if head != "arithmetic"}
    for name in REASONED:
        for row in table(name):
            assert set(re.findall(r"\d+\.\d\d+", row["arithmetic"])) - shown <= {"1.96"}, row


def test_sums_in_the_text_are_right() -> None:
    sums = re.findall(r"(\d[\d.]*(?: [+·/−] [(]?\d[\d.]*[)]?)+) = (\d+(?:\.\d+)?)", TEXT)
    assert len(sums) >= 10
    for arithmetic, result in sums:
        assert worked_out(arithmetic) == pytest.approx(number(result)), arithmetic


# The example through the pipeline ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    opened = Store(tmp_path_factory.mktemp("walk") / "home")
    opened.migrate()
    found = [source for path in sorted(EXAMPLE.glob("*.csv")) for source in sources(path)]
    for source in in_import_order(found):
        result = import_file(opened, source.path, today=TODAY.date(), method=METHOD)
        assert (result.accepted, result.rejected) == (result.rows_read, 0)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def board(store: Store) -> Board:
    return asked_board(store, METHOD)


def at(board: Board, month: str) -> tuple[int, int]:
    """Row of the partner and column of a month."""
    return board.partners.labels.index(WALKED), parse_month(month) - board.programme.calendar.first


def own_rows(name: str, partner: str = WALKED) -> list[Row]:
    with (EXAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["partner_id"] == partner]


def is_shown(row: Row, value: str | float) -> bool:
    return shows(list(row.values())[-1], float(value))


def check(name: str, expected: Mapping[str, float]) -> None:
    """Compare first and last column of a table with values; each row must be expected."""
    said = figures(name)
    assert list(said) == list(expected)
    wrong = {step: (said[step], value) for step, value in expected.items() if not shows(said[step], value)}
    assert wrong == {}


# Rows --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "marked"), [("interactions", "interactions"), ("surveys", "answers"), ("advocacy", "advocacy-rows")]
)
def test_the_rows_shown_are_those_of_the_file(name: str, marked: str) -> None:
    shown = table(marked)
    held = own_rows(name)
    assert [{key: row[key] for key in row if key in held[0]} for row in shown] == [
        {key: row[key] for key in shown[0] if key in row} for row in held
    ]


def test_each_interaction_is_counted_where_the_table_says() -> None:
    component_of = {kind: one.label for one in METHOD.components for kind in one.kinds}
    for row in table("interactions"):
        assert row["component"] == component_of[METHOD.kind(row["kind"])]


def test_answers_have_the_index_shown() -> None:
    rows = table("answers")
    frame = pd.DataFrame(rows)
    for column in ("score", "scale_min", "scale_max"):
        frame[column] = frame[column].astype("float64")
    for row, index in zip(rows, answer_index(frame, METHOD).tolist(), strict=True):
        assert shows(row["index"], index), row


# Engagement --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "month"), [("engagement", BEFORE), ("engagement-may", AFTER), ("engagement-june", PARTIAL)]
)
def test_engagement(board: Board, name: str, month: str) -> None:
    *rows, total = table(name)
    row, column = at(board, month)
    shares = board.engagement.effective_weights((row, column)).tolist()
    made = contributions_of(board, "engagement_score", WALKED, column)
    for said, part, one, share in zip(rows, made.to_dict("records"), METHOD.components, shares, strict=True):
        assert said["component"] == part["label"]
        assert (float(said["reference"]), float(said["weight"])) == (part["reference"], one.weight)
        expected = {"rate": part["raw"], "sub-score": part["score"], "share": share, "points": part["contribution"]}
        assert {key: said[key] for key in expected if not shows(said[key], expected[key])} == {}
    assert shows(total["points"], board.engagement.value[row, column])
    assert shows(total["share"], sum(shares))
    assert band_said(total["component"]) == band(board, "engagement_score", month)


@pytest.mark.parametrize(
    ("name", "month", "length"),
    # June: 12 of its 30 days.
    [("engagement", BEFORE, 3.0), ("engagement-may", AFTER, 3.0), ("engagement-june", PARTIAL, 2 + 12 / 30)],
)
def test_engagement_adds_up_by_hand(name: str, month: str, length: float) -> None:
    inside = window(month)
    for said in table(name)[:-1]:
        quantity = sum(
            float(row["quantity"])
            for row in table("interactions")
            if row["component"] == said["component"] and row["date"][:7] in inside
        )
        assert float(said["quantity"]) == quantity
        if said["rate"] != "—":
            rate = 3 * quantity / length
            score = 100 * min(rate / float(said["reference"]), 1)
            share = float(said["weight"]) / sum(
                float(row["weight"]) for row in table(name)[:-1] if row["rate"] != "—"
            )
            cells = {"rate": rate, "sub-score": score, "share": share, "points": share * score}
            assert {key: said[key] for key, value in cells.items() if not shows(said[key], value)} == {}


def window(month: str) -> list[str]:
    """The three months that end with a month."""
    return [month_text(parse_month(month) - lag) for lag in range(3)]


def band(board: Board, kpi: str, month: str) -> str:
    return BAND_NAMES[board.reading(kpi).band_codes[at(board, month)]]


def band_said(title: str) -> str:
    return title.rpartition(", ")[2]


# Mindshare ---------------------------------------------------------------------------------------------------------


def opinion(store: Store, person: str) -> float:
    """The index of one respondent: the raw index of its partner if nobody else had answered."""
    rollups = store.rollups()
    answers = rollups["surveys"]
    alone = {**rollups, "surveys": answers[answers["respondent"] == f"person:{person}"]}
    programme = build_programme(alone)
    said = Board(programme, METHOD)
    return float(said.mindshare.survey.raw[at(said, BEFORE)])


def test_survey_index(board: Board, store: Store) -> None:
    survey, here = board.mindshare.survey, at(board, BEFORE)
    raw = dict(zip(board.partners.labels, survey.raw[:, here[1]].tolist(), strict=True))
    index, half = float(survey.index[here]), float(survey.half_width[here])
    spread = half / Z_95 * sqrt(survey.respondents[here] + METHOD.mindshare.shrinkage)
    expected = [
        opinion(store, "ana"), opinion(store, "ben"),
        *(raw[partner] for partner in ("R01", "R02", "R03", "R04", "R05")),
        float(survey.peer_mean[here]), index, spread, half, index - half, index + half,
    ]  # fmt: skip
    said = figures("survey")
    check("survey", dict(zip(said, expected, strict=True)))
    for partner, step in zip(("R02", "R03", "R04", "R05"), list(said)[3:7], strict=True):
        assert re.findall(r"\d+", step) == [row["score"] for row in own_rows("surveys", partner)]
    assert isnan(raw["R06"])


def test_mindshare(board: Board) -> None:
    here = at(board, BEFORE)
    both = contributions_of(board, "mindshare_score", WALKED, here[1]).set_index("component")["contribution"]
    interaction = board.mindshare.interaction
    said = figures("mindshare")
    expected = [
        *(float(grid[here]) for grid in (interaction.initiative, interaction.attention, interaction.index)),
        *(both["survey"], both["interaction"], float(board.mindshare.composite.value[here])),
    ]
    check("mindshare", dict(zip(said, expected, strict=True)))
    assert band_said(list(said)[-1]) == band(board, "mindshare_score", BEFORE)


@pytest.mark.parametrize(("name", "month"), [("mindshare", BEFORE), ("mindshare-may", AFTER)])
def test_the_first_moves_are_those_of_the_rows(name: str, month: str) -> None:
    inside = [row for row in table("interactions") if row["date"][:7] in window(month)]
    begun = {
        side: sum(int(row["quantity"]) for row in inside if row["initiated_by"] == side) for side in ("partner", "us")
    }
    theirs, ours = begun["partner"], begun["us"]
    said = {row["step"]: row["arithmetic"] for row in table(name)}
    assert said["initiative"] == f"100 · min({theirs} / ({theirs} + {ours}) / 0.5, 1)"
    assert said["attention"] == f"100 · min(3 · {theirs} / 3 / 12, 1)"


def test_mindshare_a_month_later(board: Board) -> None:
    here = at(board, AFTER)
    survey, interaction = board.mindshare.survey, board.mindshare.interaction
    grids = (survey.peer_mean, survey.index, interaction.initiative, interaction.attention, interaction.index)
    expected = [float(grid[here]) for grid in (*grids, board.mindshare.composite.value)]
    said = figures("mindshare-may")
    check("mindshare-may", dict(zip(said, expected, strict=True)))
    assert band_said(list(said)[-1]) == band(board, "mindshare_score", AFTER)


# Advocacy and groups -----------------------------------------------------------------------------------------------


def test_advocacy(board: Board) -> None:
    part, here = board.advocacy.parts[0], at(board, BEFORE)
    said = figures("advocacy")
    check("advocacy", dict(zip(said, [part.rows[here], part.raw[here], board.advocacy.value[here]], strict=True)))
    assert band_said(list(said)[-1]) == band(board, "advocacy_score", BEFORE)


def test_advocacy_a_month_later(board: Board) -> None:
    here = at(board, AFTER)
    # 12 · 2 / 8 = 3 a year; 100 · 3 / 4 = 75, which is not above 75.
    assert float(board.advocacy.parts[0].raw[here]) == pytest.approx(3.0)
    assert float(board.advocacy.value[here]) == pytest.approx(75.0)
    assert band(board, "advocacy_score", AFTER) == "moderate"


def test_groups(board: Board) -> None:
    for row in table("groups"):
        reading = board.reading(row["KPI"].strip("`"), everyone(board.programme))
        assert is_shown(row, reading.value[0, at(board, row["month"])[1]]), row


# Analyses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kpi", ["engagement", "mindshare"])
def test_change(board: Board, kpi: str) -> None:
    before, after = (at(board, month)[1] for month in (BEFORE, AFTER))
    made = explain_change(board, f"{kpi}_score", label=WALKED, before=before, after=after)
    points = dict(zip(made.effects["label"], made.effects["points"], strict=True))
    assert made.difference is not None
    check(f"change-{kpi}", {**points, "together": made.difference})


def test_calibration(board: Board) -> None:
    *rows, proposed = table("calibration")
    made = calibrate(board, first=at(board, "2025-02")[1], last=at(board, AFTER)[1]).references
    chosen = made[(made["partner_type"] == "reseller") & (made["component"] == "communication")].iloc[0]
    assert is_shown(proposed, chosen["new"])
    assert (chosen["partners"], chosen["windows"]) == (5, 10)
    names = board.programme.partners["name"].tolist()
    for row in rows:
        rates = board.engagement.parts[0].raw[names.index(row["partner"])]
        assert float(row["February–April"]) == pytest.approx(rates[at(board, BEFORE)[1]])
        assert float(row["March–May"]) == pytest.approx(rates[at(board, AFTER)[1]])


def test_benchmark_and_path(board: Board) -> None:
    column = at(board, BEFORE)[1]
    made = benchmark(board, "engagement_score", label=WALKED, column=column)
    assert made is not None
    assert made.percentile is not None
    check("benchmark", dict(zip(figures("benchmark"), [made.median, made.percentile], strict=True)))
    best = paths_to_next_band(board, "engagement_score", label=WALKED, column=column)[0]
    assert [(step.component, step.extra) for step in best.steps] == [("enablement", 1)]
    assert best.band == "moderate"
    check("path", dict(zip(figures("path"), [best.steps[0].points, best.score], strict=True)))


# Commands ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CommandLine:
    """Runs `tandem` on a home of its own, in a folder where the paths of the document lead to its files."""

    home: Path

    def __call__(self, arguments: Sequence[str]) -> str:
        out, err = io.StringIO(), io.StringIO()
        parts = commands.AppParts(app.compose_server, app.create_static, lambda: TODAY)
        environ = {"TANDEM_HOME": str(self.home)}
        code = commands.run(parts, list(arguments), environ=environ, out=out, err=err)
        assert (code, err.getvalue()) == (0, ""), arguments
        return out.getvalue()


@pytest.fixture
def tandem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    for folder in ("docs", "kpi"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    return CommandLine(tmp_path / "home")


def commands_shown() -> list[list[str]]:
    """Every command of the document in its order, without the name of the program; file patterns filled in."""
    found = re.findall(r"^\.venv/bin/tandem (.+)$|`tandem ([^`]+)`", TEXT, flags=re.MULTILINE)
    return [
        [
            str(path)
            for word in shlex.split(fenced or inline)
            for path in (sorted(EXAMPLE.glob(Path(word).name)) if "*" in word else [word])
        ]
        for fenced, inline in found
    ]


def test_every_command_runs_and_prints_what_the_document_says(tandem: CommandLine) -> None:
    printed = {" ".join(arguments): tandem(arguments) for arguments in commands_shown()}
    three = next(text for command, text in printed.items() if command.startswith("scores --partner"))
    kept = [line for line in three.splitlines() if line.startswith(("partner_id", f"{WALKED},{BEFORE}"))]
    for said, line in zip(block("scores").strip("`\n").splitlines(), kept, strict=True):
        assert all(map(same_cell, said.split(","), line.split(",")))
    explained = json.loads(printed["explain R01 engagement_score 2025-05 --against 2025-04"])
    assert re.sub(r"\s*\n> |^> ", " ", block("words")).strip() == explained["text"]


def same_cell(said: str, printed: str) -> bool:
    """Whether two cells agree; of unrounded values the last bits may differ between machines."""
    try:
        return bool(np.isclose(float(said), float(printed), rtol=1e-12))
    except ValueError:
        return said == printed
