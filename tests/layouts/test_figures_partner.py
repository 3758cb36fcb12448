"""The partner's trend with forecast and recorded actions, and the calendar of its activity."""

from __future__ import annotations

import json
from datetime import date

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts import figures
from layouts.figures import SCORE, Canvas, DayCounts, Fan, Line, Mark, Target
from layouts.figures.outlook import draw_marks, inner_label
from layouts.template import tokens

QUARTERS = [f"Q{1 + at % 4} {2024 + at // 4}" for at in range(8)]
PARTNER = Line("Larkfield", "partner", [66.0, 68.0, 70.0, 72.0, 74.0, 71.2, 68.0, 63.0], short="Partner")
PEERS = Line("Distributor median", "peers", [69.0, 70.0, 71.0, 71.0, 70.0, 70.0, 70.0, 70.0], short="Median")
AHEAD = ["Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026"]
FAN = Fan(7, 63.0, AHEAD, [64.0, 65.0, 66.0, 67.0], [62.0] * 4, [66.0] * 4, [58.0, 57.0, 56.0, 55.0], [70.0] * 4)
CANVASES = [Canvas(theme, compact, 324) for theme in ("light", "dark") for compact in (False, True)]
WIDE, PHONE = Canvas("light", False, 372), Canvas("light", True, 280)


def trend(canvas: Canvas = WIDE, **given: object) -> dict:
    return figures.partner_trend_figure(QUARTERS, PARTNER, peers=PEERS, scale=SCORE, canvas=canvas, **given)


def texts(figure: dict) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_a_forecast_is_two_fans_and_a_dotted_line_behind_the_partner(canvas: Canvas) -> None:
    figure = trend(canvas, fan=FAN, target=Target(72.0, 4), marks=[Mark(6.5, "Pilot")])
    drawn = go.Figure(figure)
    assert [trace.fill for trace in drawn.data] == ["toself", "toself", None, None, None]
    assert [trace.hoverinfo for trace in drawn.data[:2]] == ["skip", "skip"]
    assert drawn.data[2].line.dash == "3px,3px"
    assert drawn.data[-1].line.color == tokens(canvas.theme).focus_series
    assert list(drawn.layout.xaxis.categoryarray) == [*QUARTERS, *AHEAD]
    # It goes on from the last value, and its range is in the hover of the line.
    assert (drawn.data[2].x[0], drawn.data[2].y[0]) == ("Q4 2025", 63.0)
    assert drawn.data[2].customdata[-1] == "<b>67</b>  Forecast, 80% range 55 to 70"


def test_the_right_end_belongs_to_target_and_forecast_and_the_lines_are_named_inside() -> None:
    said = texts(trend(fan=FAN, target=Target(72.0, 4)))
    assert {"<b>72</b> Target", "<b>67</b> Forecast", "<b></b> 80% range", "<b>63</b>", "Forecast"} <= set(said)
    assert "Distributor median" in said
    without = texts(trend(target=Target(72.0, 4)))
    assert {"<b>63</b> Larkfield", "<b>70</b> Distributor median"} <= set(without)


def test_a_quarter_that_is_not_over_yet_is_both_drawn_and_forecast() -> None:
    fan = Fan(6, 68.0, [QUARTERS[7], *AHEAD[:3]], *[[66.0] * 4] * 5)
    figure = trend(fan=fan, partial=True)
    assert figure["layout"]["xaxis"]["categoryarray"] == [*QUARTERS, *AHEAD[:3]]
    table = figures.partner_trend_table(QUARTERS, PARTNER, fan=fan)
    assert table.columns[-3:] == ("Forecast", "80% range from", "80% range to")
    assert table.rows[7] == ("Q4 2025", 63.0, 66.0, 66.0, 66.0)
    assert table.rows[8][:2] == ("Q1 2026", None)


def test_actions_stand_in_two_rows_where_they_touch_and_are_numbers_where_they_do_not_fit() -> None:
    near = draw_marks([Mark(4.0, "New price list"), Mark(4.6, "Training days")], 12, WIDE)
    assert [label["yshift"] for label in near.labels] == [3, 17]
    assert not near.numbered
    crowded = draw_marks([Mark(4.0 + at / 5, "Quarterly business plan") for at in range(4)], 12, WIDE)
    assert [label["text"] for label in crowded.labels] == ["1", "2", "3", "4"]
    assert draw_marks([Mark(4.0, "Pilot")], 12, PHONE).numbered
    assert draw_marks([], 12, PHONE) == figures.draw_marks([], 12, WIDE)


def test_the_name_of_the_peers_keeps_away_from_the_partner() -> None:
    label = inner_label(PEERS, PARTNER, SCORE, WIDE)
    assert label is not None
    assert label["text"] == "Distributor median"
    assert inner_label(PEERS, Line("Nobody", "x", [None] * 8), SCORE, WIDE) is None


def test_the_sentence_says_what_is_expected_and_how_sure_that_is() -> None:
    said = figures.partner_trend_summary("Engagement", QUARTERS, PARTNER, scale=SCORE, fan=FAN)
    assert said.endswith("The forecast for Q4 2026 is 67, with a chance of 80% between 55 and 70.")


YEAR = DayCounts(date(2025, 10, 1), (0.0, 1.0, 2.0, 9.0, *[1.0] * 361), (date(2026, 7, 20), date(2026, 9, 6)))


@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_a_calendar_has_a_square_for_each_day_and_a_bracket_over_the_gap(canvas: Canvas) -> None:
    figure = figures.calendar_figure(YEAR, canvas=canvas)
    (heat,) = go.Figure(figure).data
    # October 2025 begins on a Wednesday; on a phone half a year is shown.
    assert len(heat.z[0]) == (26 if canvas.compact else 53)
    if not canvas.compact:
        assert heat.z[2][0] == 0.5
        assert heat.z[4][0] == 2.5
        assert heat.customdata[4][0] == "Fri, 3 Oct 2025<br><b>2 activities</b>"
    assert len(figure["layout"]["shapes"]) == 1
    assert texts(figure) == ["49 days, nothing"]


def test_weekends_are_drawn_when_something_happened_on_one() -> None:
    # 1 October 2025 is a Wednesday: the fourth day is a Saturday.
    assert YEAR.days == 7
    working = DayCounts(date(2025, 10, 1), (1.0, 1.0, 1.0, 0.0, 0.0, 1.0))
    assert working.days == 5
    assert figures.calendar_height(YEAR) > figures.calendar_height(working)


def test_days_without_partnership_are_blank_and_not_zero() -> None:
    figure = figures.calendar_figure(DayCounts(date(2025, 10, 1), (None, 1.0)), canvas=WIDE)
    assert [row[0] for row in figure["data"][0]["z"]] == [None, None, None, 1.5, None]


def test_a_calendar_says_how_much_happened_and_where_nothing_did() -> None:
    assert figures.calendar_summary(YEAR) == (
        "Calendar of activity, 1 Oct 2025 to 30 Sep 2026: 373 activities on 364 days. "
        "Nothing from 20 Jul 2026 to 6 Sep 2026."
    )
    table = figures.calendar_table(YEAR)
    assert table.columns == ("Week of", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    assert table.rows[0] == ("29 Sep 2025", None, None, 0.0, 1.0, 2.0, 9.0, 1.0)
    assert len(table.rows) == 53


@settings(max_examples=25, deadline=None)
@given(st.lists(st.none() | st.floats(0, 30), min_size=1, max_size=400), st.booleans())
def test_any_days_are_plain_json(counts: list[float | None], compact: bool) -> None:
    figure = figures.calendar_figure(DayCounts(date(2025, 10, 1), counts), canvas=Canvas("dark", compact, 196))
    assert "NaN" not in json.dumps(figure)
