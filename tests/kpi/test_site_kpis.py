"""KPIs of a site's own: read from the method, refused with the line, listed like any other."""

from __future__ import annotations

from dataclasses import fields

import pytest

from kpi.attributes import Attributes
from kpi.board import Board
from kpi.catalogue import CATALOGUE, Direction, Scope, Unit
from kpi.method import MethodError, SiteKpi, parse_method
from kpi.site_kpis import site_catalogue
from tests.kpi.frames import METHOD_FILE, default_method, programme

TEXT = METHOD_FILE.read_text(encoding="utf-8")
MEASURE = ["[kpis.cover]", 'name = "Cover"', 'unit = "days"', 'direction = "up"', 'measure = "Stock days"']
RATIO = [
    "[kpis.adoption]",
    'name = "Adoption"',
    'unit = "percent"',
    'direction = "up"',
    'numerator = "users"',
    'denominator = "seats"',
]
START = TEXT.count("\n")


def read(*lines: str) -> SiteKpi:
    return parse_method(TEXT + "\n".join(lines)).kpis[0]


@pytest.mark.parametrize(
    ("lines", "place", "words"),
    [
        (
            [*MEASURE, 'aggregate = "last"', "wnidow = 1"],
            7,
            "kpis.cover.wnidow is no known entry; did you mean window?",
        ),
        ([*MEASURE, 'aggregate = "median"'], 6, "must be one of sum, mean, last"),
        ([*MEASURE], 1, "kpis.cover.aggregate is missing; say how the measure is taken"),
        ([*MEASURE, 'aggregate = "sum"', "window = 0"], 7, "window is 0; it must be a whole number"),
        ([*MEASURE, 'aggregate = "sum"', 'numerator = "x"'], 1, "gives a measure and a ratio; give either"),
        ([*MEASURE[:-1]], 1, "gives neither a measure nor a ratio; give either"),
        ([*RATIO[:-1]], 1, "kpis.adoption.denominator is missing; a ratio needs both"),
        ([*RATIO[:-1], 'denominator = "Users"'], 6, "is 'users', as the numerator"),
        ([*RATIO, 'aggregate = "sum"'], 7, "does not go with a ratio"),
        ([*RATIO, "upper = 0", "lower = 100"], 7, "leaves the range 100 to 0; the upper end must be above the lower"),
        ([*RATIO, "upper = 5", "lower = 5"], 7, "leaves the range 5 to 5"),
        ([*RATIO, "bands = { moderate = 60, strong = 30 }"], 7, "strong is 30, below moderate, which is 60"),
        ([*RATIO, "lower = 0", "bands = { moderate = -1, strong = 30 }"], 8, "moderate is -1; it must be at least 0"),
        ([*RATIO, "bands = { moderate = 1 }"], 7, "kpis.adoption.bands.strong is missing"),
        ([*RATIO, "target_band = [1, 2]"], 7, "does not go with direction 'up'"),
        ([*RATIO, "partner_types = []"], 0, ""),
        ([*RATIO, 'partner_types = ["reseller", 3]'], 7, "partner_types is 3; it must be a text"),
        ([*RATIO, 'questions = "Why?"'], 7, "it must be a list"),
        ([*RATIO, 'risks = ["Falls"]'], 7, "holds 'Falls'; each risk must be a pair"),
        ([*RATIO, f'action = "{"x" * 141}"'], 7, "action has 141 characters; shorten it to 140"),
        ([*RATIO[:2], 'unit = "%"', *RATIO[3:]], 3, "unit is '%'; it must be one of score, percent, money"),
        (
            [*RATIO[:3], 'direction = "higher"', *RATIO[4:]],
            4,
            "direction is 'higher'; it must be one of up, down, band",
        ),
        ([*RATIO[:3], 'direction = "band"', *RATIO[4:]], 1, "target_band is missing; say which values are good"),
        ([*RATIO[:3], 'direction = "band"', *RATIO[4:], "target_band = [3, 2]"], 7, "goes from 3 to 2"),
        ([*RATIO[:3], 'direction = "band"', *RATIO[4:], "target_band = [3, 3]"], 7, "goes from 3 to 3"),
        ([*RATIO[:3], 'direction = "band"', *RATIO[4:], "target_band = [3]"], 7, "it must be two numbers"),
        ([*RATIO[:3], 'direction = "band"', *RATIO[4:], "target_band = [3, nan]"], 7, "is nan"),
        (
            [*RATIO[:3], 'direction = "down"', *RATIO[4:], "bands = { moderate = 1, strong = 2 }"],
            7,
            "does not go with direction 'down'",
        ),
        (["[kpis.win_rate]", *RATIO[1:]], 1, "kpis.win_rate is a KPI of Tandem's own"),
        (
            ['[kpis."Portal Use"]', *RATIO[1:]],
            1,
            "is no id; write a word of small letters, digits and single _, such as",
        ),
        (["[kpis.a__b]", *RATIO[1:]], 1, "such as a_b"),
        ([RATIO[0], 'name = "win rate"', *RATIO[2:]], 2, "as that of a KPI of Tandem's own"),
        ([*RATIO, "[kpis.other]", *RATIO[1:]], 8, "is 'Adoption', as that of another KPI"),
        ([*RATIO, "[bands.adoption]", "moderate = 1", "strong = 2"], 7, "give its thresholds in kpis.adoption.bands"),
        (["[kpis]", "adoption = 3"], 2, "kpis.adoption is 3; it must be a table"),
    ],
)
def test_nonsense_is_refused_on_its_line(lines: list[str], place: int, words: str) -> None:
    if not words:
        assert read(*lines).partner_types == ()
        return
    with pytest.raises(MethodError) as caught:
        read(*lines)
    assert words in str(caught.value)
    assert caught.value.line == START + place
    assert len(caught.value.problems) == 1


def test_a_sum_of_shares_is_refused() -> None:
    lines = [*MEASURE, 'aggregate = "sum"']
    lines[2] = 'unit = "percent"'
    with pytest.raises(MethodError, match="a sum of percent values is none: write mean or last"):
        read(*lines)


def test_a_measure_is_read() -> None:
    one = read(*MEASURE, 'aggregate = "last"', "window = 12", 'partner_types = ["VAR", "agency"]')
    assert (one.measure, one.aggregate, one.measures, one.factor) == ("stock_days", "last", ("stock_days",), 1)
    assert (one.window, one.partner_types, one.short) == (12, ("reseller", "agency"), "Cover")
    assert (one.lower, one.upper, one.bands, one.target_band) == (None, None, None, None)


def test_a_ratio_in_percent_is_a_hundred_times_as_large() -> None:
    one = read(*RATIO)
    assert (one.measures, one.factor) == (("users", "seats"), 100)
    share = read(*MEASURE[:2], 'unit = "percent"', *MEASURE[3:], 'aggregate = "mean"')
    assert share.factor == 1
    money = read(*RATIO[:2], 'unit = "money"', *RATIO[3:])
    assert money.factor == 1


def test_a_score_runs_from_0_to_100_unless_it_says_otherwise() -> None:
    one = read(*MEASURE[:2], 'unit = "score"', *MEASURE[3:], 'aggregate = "mean"')
    assert (one.lower, one.upper) == (0, 100)


def test_the_catalogue_row_says_what_the_entry_says() -> None:
    text = TEXT + "\n".join(
        [
            *RATIO,
            'short = "Seats"',
            'goal = "market expansion"',
            'action = "Offer the portal training."',
            'definition = "How many seats are used."',
            "bands = { moderate = 30, strong = 60 }",
            'partner_types = ["technology"]',
            "window = 12",
        ]
    )
    method = parse_method(text)
    row = site_catalogue(method)["adoption"]
    assert (row.id, row.name, row.short) == ("adoption", "Adoption", "Seats")
    assert (row.unit, row.direction, row.scope) == (Unit.PERCENT, Direction.UP, Scope.EVERYWHERE)
    assert (row.banded, row.partner_types, row.window) == (True, ("technology",), "trailing 12 months")
    assert method.bands_of("adoption").strong == 60
    assert row.text.definition == "How many seats are used."
    assert row.text.formula == "Adoption = 100 · Σ users ÷ Σ seats"
    assert (row.text.goal, row.text.levers[""]) == ("market expansion", "Offer the portal training.")


@pytest.mark.parametrize("lines", [[*MEASURE, 'aggregate = "last"', "window = 1"], RATIO])
def test_no_attribute_is_left_blank(lines: list[str]) -> None:
    text = site_catalogue(parse_method(TEXT + "\n".join(lines)))[lines[0][6:-1]].text
    blank = [field.name for field in fields(Attributes) if not getattr(text, field.name)]
    assert blank == ["interpretation_moderate", "goal"]


def test_the_words_of_the_example_are_plain() -> None:
    row = site_catalogue(parse_method(TEXT.replace("#: ", "")))["stock_cover"]
    assert row.target_band == (20, 45)
    assert row.text.definition == (
        "Stock cover is the latest value of the measure stock_days, over the month. It applies to distributors."
    )
    assert row.text.interpretation_high.endswith("good is 20 to 45.")
    assert row.text.trend == "Each month stands for itself."


def test_the_shipped_method_adds_none() -> None:
    assert site_catalogue(default_method()) == {}


def test_a_board_knows_them_beside_the_built_in_ones() -> None:
    rows = [{"partner_id": "a", "date": "2026-03-31", "measure": "users", "value": 3.0}]
    board = Board(programme(measures=rows), parse_method(TEXT + "\n".join(RATIO)))
    assert [*board.catalogue] == [*CATALOGUE, "adoption"]
