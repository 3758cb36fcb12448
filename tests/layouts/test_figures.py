import re
from itertools import pairwise
from pathlib import Path

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts import figures
from layouts.figures import SCORE, BandCounts, Canvas, Distribution, Line, Scale, Step, Target
from layouts.figures.axes import period_axis, round_axis, score_ticks
from layouts.figures.labels import LABEL_GAP, spread
from layouts.graph import frame_id, graph
from layouts.template import DARK, LIGHT, Hue, template, tokens

ROOT = Path(__file__).parents[2]
QUARTERS = ["Q3 2025", "Q4 2025", "Q1 2026", "Q2 2026", "Q3 2026"]
RESELLERS = Line("Resellers", "reseller", [70.0, 71.0, 74.0, 76.0, 79.0])
VENTURES = Line("Joint ventures", "joint_venture", [66.0, None, None, 72.0, 75.0])
PARTNER = Line("Larkfield <b>", "distributor", [66.0, None, 71.2, None, 63.0], short="Larkfield")
PEERS = Line("Distributor median", "peers", [69.0, 70.0, 71.0, 71.0, 70.0])
STEPS = [Step("Meetings", 0.0), Step("Deals", 1.6), Step("Portal", -3.9), Step("Marketing", -5.9)]
BEFORE, AFTER = ("Q2 2026", 71.2), ("Q3 2026", 63.0)  # 71.2 - 5.9 - 3.9 + 0.0 + 1.6 = 63.0
COUNTS = BandCounts(low=[16, 16, 15, 14, 13], moderate=[46, 45, 44, 44, 44], strong=[34, 50, 58, 66, 71])
SPREAD = Distribution((0,) * 8 + (1, 3, 9, 12, 14, 10, 6, 2, 1, 0, 0, 0), 61.4, 4, 51, 3)
WIDE = Canvas("light", compact=False, height=324)
CANVASES = [Canvas(theme, compact, 324) for theme in ("light", "dark") for compact in (False, True)]


def all_figures(canvas):
    """One of each figure, and the states at the edge of having no data."""
    one = QUARTERS[-1:], [Line("Resellers", "reseller", [79.0])]
    many = [Line(f"Desk {i}", f"desk {i}", [50.0 + i] * 5) for i in range(9)]
    empty = Line("Nobody", "x", [None] * 5)
    return {
        "trend": figures.trend_figure(QUARTERS, [RESELLERS, VENTURES], scale=SCORE, canvas=canvas),
        "trend of many": figures.trend_figure(
            QUARTERS, many, scale=SCORE, canvas=canvas, highlight=["desk 3"], partial=True
        ),
        "trend of money": figures.trend_figure(QUARTERS, [RESELLERS, VENTURES], scale=Scale("money"), canvas=canvas),
        "trend of one point": figures.trend_figure(*one, scale=SCORE, canvas=canvas),
        "trend of nothing": figures.trend_figure([], [], scale=SCORE, canvas=canvas),
        "trend without values": figures.trend_figure(QUARTERS, [empty], scale=SCORE, canvas=canvas),
        "columns": figures.band_columns_figure(QUARTERS, COUNTS, canvas=canvas),
        "partner": figures.partner_trend_figure(
            QUARTERS, PARTNER, peers=PEERS, target=Target(72, 1), scale=SCORE, canvas=canvas, partial=True
        ),
        "partner of percent": figures.partner_trend_figure(QUARTERS, PARTNER, scale=Scale("percent"), canvas=canvas),
        "scorecard": figures.scorecard_trend_figure(QUARTERS, PARTNER, peers=PEERS, scale=SCORE, canvas=canvas),
        "waterfall": figures.waterfall_figure(BEFORE, AFTER, STEPS, canvas=canvas),
        "waterfall of nothing": figures.waterfall_figure(BEFORE, BEFORE, [], canvas=canvas),
        "distribution": figures.distribution_figure(SPREAD, canvas=canvas),
        "distribution of nothing": figures.distribution_figure(Distribution((0,) * 20, None, 0, 0, 0), canvas=canvas),
    }


def texts(figure):
    return [note["text"] for note in figure["layout"]["annotations"]]


def fills(figure):
    return [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]


@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_every_figure_is_valid_plotly(canvas):
    for name, figure in all_figures(canvas).items():
        assert go.Figure(figure).layout.template.layout.font.color == tokens(canvas.theme).ink_2, name


@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_no_figure_has_a_legend_a_title_or_rotated_ticks(canvas):
    for name, figure in all_figures(canvas).items():
        layout = go.Figure(figure).layout
        assert layout.template.layout.showlegend is False, name
        assert layout.showlegend is None, name
        assert layout.title.text is None, name
        assert layout.xaxis.tickangle in (None, 0), name


@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_no_line_bridges_a_gap(canvas):
    for name, figure in all_figures(canvas).items():
        lines = [trace for trace in figure["data"] if "lines" in trace.get("mode", "")]
        assert all(trace["connectgaps"] is False for trace in lines), name


@pytest.mark.parametrize("text", ["Larkfield <b>", "<a href='x'>", "A&B", "%{y}"])
def test_names_of_partners_are_text_and_never_markup(text):
    figure = figures.trend_figure(QUARTERS, [Line(text, "x", [60.0] * 5)], scale=SCORE, canvas=WIDE)
    (trace,) = figure["data"]
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert trace["hovertemplate"] == "%{customdata}<extra></extra>"
    assert trace["customdata"][0] == f"<b>60</b>  {escaped}"
    assert texts(figure)[-1] == f"<b>60</b> {escaped}"


# Trend ---------------------------------------------------------------------------------------------------


def test_bands_lie_behind_scores_only():
    drawn = all_figures(WIDE)
    low, moderate, strong = fills(drawn["trend"])
    assert low["fillcolor"] == "rgba(176,44,58,0.055)"
    assert [(zone["y0"], zone["y1"]) for zone in (low, moderate, strong)] == [(45, 50), (50, 75), (75, 87)]
    assert len(fills(drawn["scorecard"])) >= 1
    assert fills(drawn["trend of money"]) == []
    assert {"Low", "Moderate", "Strong"} <= set(texts(drawn["trend"]))
    assert not {"Low", "Moderate", "Strong"} & set(texts(drawn["trend of money"]))
    assert not {"Low", "Moderate", "Strong"} & set(texts(drawn["scorecard"]))


def test_the_dark_theme_has_denser_bands():
    figure = figures.trend_figure(QUARTERS, [RESELLERS], scale=SCORE, canvas=Canvas("dark", False, 324))
    assert fills(figure)[0]["fillcolor"] == "rgba(229,98,92,0.075)"


def test_scores_have_both_edges_on_the_axis_and_other_units_start_at_zero():
    drawn = all_figures(WIDE)
    assert {50, 75} <= set(drawn["trend"]["layout"]["yaxis"]["tickvals"])
    assert drawn["trend"]["layout"]["yaxis"]["range"] == [45.0, 87.0]  # 79 + 6 -> 85, and headroom
    assert drawn["trend of money"]["layout"]["yaxis"]["range"][0] == 0
    assert drawn["trend of money"]["layout"]["yaxis"]["ticktext"] == ["€0", "€20", "€40", "€60", "€80"]


def test_the_edges_of_a_kpi_move_its_bands():
    figure = figures.trend_figure(QUARTERS, [RESELLERS], scale=Scale(edges=(40.0, 70.0)), canvas=WIDE)
    assert [(shape["y0"], shape["y1"]) for shape in fills(figure)] == [(35.0, 40.0), (40.0, 70.0), (70.0, 87.0)]


def test_an_axis_of_values_below_zero_shows_zero():
    axis = figures.trend_figure(
        QUARTERS, [Line("Gold", "gold", [-22.0, 5.0, 31.0, -8.0, 3.0])], scale=Scale("percent"), canvas=WIDE
    )["layout"]["yaxis"]
    assert axis["range"][0] < -22
    assert axis["zeroline"] is True
    assert axis["ticktext"] == ["−20%", "−10%", "0%", "10%", "20%", "30%"]


def test_partner_types_keep_their_colour_and_unknown_ones_are_grey():
    lines = [RESELLERS, VENTURES, Line("Alliances", "alliance", [50.0] * 5)]
    traces = figures.trend_figure(QUARTERS, lines, scale=SCORE, canvas=WIDE)["data"]
    colours = {trace["name"]: trace["line"]["color"] for trace in traces}
    assert colours == {
        "Resellers": LIGHT.reseller.mark,
        "Joint ventures": LIGHT.venture.mark,
        "Alliances": LIGHT.none.mark,
    }


def test_groups_that_are_not_types_borrow_the_palette_in_order():
    lines = [Line("Gold", "gold", [60.0] * 5), Line("Silver", "silver", [50.0] * 5)]
    traces = figures.trend_figure(QUARTERS, lines, scale=SCORE, canvas=WIDE)["data"]
    assert [trace["line"]["color"] for trace in traces] == [LIGHT.reseller.mark, LIGHT.technology.mark]


def test_of_more_than_six_lines_only_the_highlighted_one_is_coloured_and_named():
    figure = all_figures(WIDE)["trend of many"]
    coloured = [trace for trace in figure["data"] if trace["line"]["width"] > 2]
    assert [trace["name"] for trace in coloured] == ["Desk 3"]
    assert figure["data"][-1]["name"] == "Desk 3"  # on top
    assert [text for text in texts(figure) if "Desk" in text] == ["<b>53</b> Desk 3"]


def test_of_many_lines_without_a_highlight_the_outermost_are_named():
    many = [Line(f"Desk {i}", f"desk {i}", [50.0 + i] * 5) for i in range(9)]
    figure = figures.trend_figure(QUARTERS, many, scale=SCORE, canvas=WIDE)
    assert {text for text in texts(figure) if "Desk" in text} == {"<b>50</b> Desk 0", "<b>58</b> Desk 8"}


def test_markers_last_point_only_and_a_lone_value_is_seen():
    line = Line("Gold", "gold", [60.0, None, 62.0, None, 64.0])
    (trace,) = figures.trend_figure(QUARTERS, [line], scale=SCORE, canvas=WIDE)["data"]
    assert trace["y"] == [60.0, None, 62.0, None, 64.0]
    assert trace["marker"]["size"] == [5, 0.1, 5, 0.1, 7]


def test_nan_counts_as_missing():
    line = Line("Gold", "gold", [60.0, float("nan"), 62.0, 63.0, 64.0])
    (trace,) = figures.trend_figure(QUARTERS, [line], scale=SCORE, canvas=WIDE)["data"]
    assert trace["y"][1] is None


def test_a_period_that_is_not_over_is_hollow_and_says_so():
    (trace,) = figures.trend_figure(QUARTERS, [RESELLERS], scale=SCORE, canvas=WIDE, partial=True)["data"]
    assert trace["marker"]["color"] == [LIGHT.reseller.mark] * 4 + [LIGHT.surface]
    assert trace["marker"]["line"]["width"] == [0, 0, 0, 0, 2]
    assert trace["customdata"][-1] == "<b>79</b>  Resellers, not complete"


def test_a_line_that_ended_has_a_dash_for_its_value():
    ended = Line("Referral", "referral", [60.0, 61.0, None, None, None])
    assert texts(figures.trend_figure(QUARTERS, [ended], scale=SCORE, canvas=WIDE))[-1] == "<b>–</b> Referral"


def test_a_label_never_contradicts_its_band():
    figure = figures.trend_figure(QUARTERS, [Line("Gold", "gold", [75.3] * 5)], scale=SCORE, canvas=WIDE)
    assert texts(figure)[-1] == "<b>75.3</b> Gold"


# Periods -------------------------------------------------------------------------------------------------


def test_the_year_stands_under_the_first_quarter_and_every_first_of_a_year():
    assert period_axis(QUARTERS, WIDE)["ticktext"] == ["Q3<br>2025", "Q4", "Q1<br>2026", "Q2", "Q3"]


def test_fiscal_quarters_have_their_fiscal_year():
    axis = period_axis(["FY25 Q4", "FY26 Q1", "FY26 Q2"], WIDE)
    assert axis["ticktext"] == ["Q4<br>FY25", "Q1<br>FY26", "Q2"]


def test_a_phone_has_years_only():
    axis = period_axis(QUARTERS, Canvas("light", compact=True, height=324))
    assert (axis["tickvals"], axis["ticktext"]) == (["Q1 2026"], ["2026"])


def test_many_months_have_a_tick_at_each_quarter():
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    months = [f"{names[i % 12]} {i // 12}" for i in range(2024 * 12 + 4, 2024 * 12 + 34)]  # from May 2024
    axis = period_axis(months, WIDE)
    assert axis["ticktext"][:4] == ["Jul<br>2024", "Oct", "Jan<br>2025", "Apr"]
    assert len(axis["ticktext"]) == 10


def test_month_labels_are_categories_and_not_dates():
    assert period_axis(["2026-01", "2026-02"], WIDE)["type"] == "category"


def test_no_axis_is_crowded():
    years = [f"Q{q} {year}" for year in range(1990, 2026) for q in range(1, 5)]
    assert len(period_axis(years, WIDE)["tickvals"]) <= 16
    assert len(period_axis(years, Canvas("light", compact=True, height=200))["tickvals"]) <= 5


# Labels --------------------------------------------------------------------------------------------------

POSITIONS = st.lists(st.floats(min_value=0, max_value=300), max_size=12)


@given(POSITIONS)
@settings(max_examples=200, deadline=None)
def test_labels_are_a_line_apart_and_keep_their_order(wanted):
    placed = spread(wanted)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    gaps = [placed[b] - placed[a] for a, b in pairwise(order)]
    assert all(gap >= LABEL_GAP - 1e-6 for gap in gaps)


@given(POSITIONS)
@settings(max_examples=100, deadline=None)
def test_labels_stay_inside_when_there_is_room(wanted):
    placed = spread(wanted, low=0, high=300)
    assert all(-1e-6 <= at <= 300 + 1e-6 for at in placed)


def test_labels_that_are_apart_do_not_move():
    assert spread([10, 200, 100]) == [10, 200, 100]


def test_labels_at_one_place_spread_evenly_around_it():
    assert spread([100, 100, 100]) == [83, 100, 117]


def test_labels_of_a_figure_are_a_line_apart():
    lines = [Line(f"Group {i}", f"g{i}", [60.0 + i * 0.1] * 5) for i in range(6)]
    figure = figures.trend_figure(QUARTERS, lines, scale=SCORE, canvas=WIDE)
    low, high = figure["layout"]["yaxis"]["range"]
    height = 324 - figure["layout"]["margin"]["t"] - figure["layout"]["margin"]["b"]
    notes = [note for note in figure["layout"]["annotations"] if "Group" in note["text"]]
    pixels = sorted((high - note["y"]) / (high - low) * height - note["yshift"] for note in notes)
    assert all(b - a >= LABEL_GAP - 0.2 for a, b in pairwise(pixels))


def test_a_long_name_is_shortened_and_the_margin_has_an_end():
    line = Line("A very long name of a regional manager and her desk", "x", [60.0] * 5)
    figure = figures.trend_figure(QUARTERS, [line], scale=SCORE, canvas=WIDE)
    assert texts(figure)[-1].endswith("…")
    assert figure["layout"]["margin"]["r"] == 176


def test_a_phone_gets_the_short_name():
    canvas = Canvas("light", compact=True, height=324)
    long = Line("Larkfield Distribution", "x", [60.0] * 5, short="Larkfield")
    figure = figures.partner_trend_figure(QUARTERS, long, scale=SCORE, canvas=canvas)
    assert texts(figure)[-1] == "<b>60</b> Larkfield"


# Columns, partner, waterfall, distribution ---------------------------------------------------------------


def test_columns_stack_low_first_and_the_last_is_in_full_colour():
    figure = all_figures(WIDE)["columns"]
    assert figure["layout"]["barmode"] == "stack"
    assert [trace["name"] for trace in figure["data"]] == ["Low", "Moderate", "Strong"]
    # #b02c3a and #ffffff in equal parts: (0xb0 + 0xff) / 2 = 215.5 -> d8, (0x2c + 0xff) / 2 = 149.5 -> 96,
    # (0x3a + 0xff) / 2 = 156.5 -> 9c (Python rounds halves to even)
    assert figure["data"][0]["marker"]["color"] == ["#d8969c"] * 4 + ["#b02c3a"]
    assert texts(figure) == ["<b>13</b> low", "<b>44</b> moderate", "<b>71</b> strong"]
    assert [note["y"] for note in figure["layout"]["annotations"]] == [6.5, 35.0, 92.5]


def test_the_partner_has_strips_where_data_are_missing_and_a_dashed_target():
    figure = all_figures(WIDE)["partner"]
    strips = [(s["x0"], s["x1"]) for s in figure["layout"]["shapes"] if s.get("yref") == "paper"]
    assert strips == [(0.5, 1.5), (2.5, 3.5)]
    assert texts(figure).count("no data") == 2
    (target,) = [s for s in figure["layout"]["shapes"] if s.get("line", {}).get("dash") == "6px,4px"]
    assert (target["x0"], target["y0"], target["y1"]) == (1, 72, 72)
    assert {"<b>72</b> Target", "<b>70</b> Distributor median"} <= set(texts(figure))


def test_months_before_a_partner_existed_are_not_missing_data():
    late = Line("Newcomer", "x", [None, None, 60.0, 61.0, None])
    figure = figures.partner_trend_figure(QUARTERS, late, scale=SCORE, canvas=WIDE)
    strips = [(s["x0"], s["x1"]) for s in figure["layout"]["shapes"] if s.get("yref") == "paper"]
    assert strips == [(3.5, 4.5)]


def test_a_target_outside_the_values_is_on_the_axis():
    figure = figures.partner_trend_figure(QUARTERS, RESELLERS, target=Target(95.0), scale=SCORE, canvas=WIDE)
    assert figure["layout"]["yaxis"]["range"][1] > 95


def test_the_partner_is_drawn_over_its_peers_in_the_accent():
    peers, partner = all_figures(WIDE)["partner"]["data"]
    assert (peers["line"]["color"], peers["line"]["width"]) == (LIGHT.peer, 1.5)
    assert (partner["line"]["color"], partner["line"]["width"]) == (LIGHT.focus_series, 2.75)


def test_the_waterfall_goes_from_the_largest_loss_to_the_largest_gain():
    figure = all_figures(WIDE)["waterfall"]
    bars, dots = figure["data"]
    assert figure["layout"]["yaxis"]["ticktext"] == [
        "<b>Q2 2026</b>", "Marketing", "Portal", "Meetings", "Deals", "<b>Q3 2026</b>",
    ]  # fmt: skip
    assert bars["x"] == pytest.approx([5.9, 3.9, 0.0, 1.6])
    assert bars["base"] == pytest.approx([65.3, 61.4, 61.4, 61.4])  # 71.2 - 5.9; - 3.9; + 0; + 1.6 from 61.4
    assert bars["base"][-1] + bars["x"][-1] == pytest.approx(63.0)
    assert dots["x"] == [71.2, 63.0]
    assert texts(figure) == ["−5.9", "−3.9", "0.0", "+1.6", "<b>71.2</b>", "<b>63.0</b>"]


def test_the_histogram_has_twenty_bars_in_the_colours_of_the_bands():
    (bars,) = all_figures(WIDE)["distribution"]["data"]
    assert (bars["x"][0], bars["x"][-1], len(bars["x"])) == (2.5, 97.5, 20)
    assert [bars["marker"]["color"].count(colour) for colour in dict.fromkeys(bars["marker"]["color"])] == [
        10, 5, 5,
    ]  # fmt: skip
    assert "Median <b>61</b>" in texts(all_figures(WIDE)["distribution"])


def test_round_ticks_are_whole_for_counts():
    assert round_axis([1.0], 188, whole_numbers=True)[2] == [0, 1]
    assert round_axis([], 188, whole_numbers=True)[2] == [0, 1]
    assert round_axis([9.0], 90, whole_numbers=True)[2] == [0, 5]


def test_ticks_of_a_score_keep_clear_of_the_edges():
    # 2.5 pixels a point: steps of ten would be too dense; of 60 and 80, 80 would be 12.5 pixels from 75.
    assert score_ticks(50, 90, (50.0, 75.0), 100) == [50.0, 60, 75.0]
    assert score_ticks(45, 92, (50.0, 75.0), 276) == [50.0, 60, 70, 75.0, 80, 90]


# Words and tables ----------------------------------------------------------------------------------------


def test_summaries_are_sentences():
    assert figures.trend_summary("Engagement", QUARTERS, [RESELLERS, VENTURES], scale=SCORE) == (
        "Line chart of Engagement, Q3 2025 to Q3 2026. "
        "Resellers rose from 70 to 79. Joint ventures rose from 66 to 75."
    )
    assert figures.partner_trend_summary(
        "Engagement", QUARTERS, PARTNER, peers=PEERS, target=Target(72), scale=SCORE
    ) == (
        "Line chart of Engagement, Q3 2025 to Q3 2026. Larkfield <b> fell from 66 to 63. "
        "Distributor median rose from 69 to 70. The target is 72."
    )
    assert figures.band_columns_summary(QUARTERS, COUNTS) == (
        "Stacked columns. In Q3 2026 71 partners are strong, 44 moderate and 13 low; "
        "in Q3 2025 34 strong, 46 moderate and 16 low."
    )
    assert figures.waterfall_summary(BEFORE, AFTER, STEPS) == (
        "Waterfall from 71.2 in Q2 2026 to 63.0 in Q3 2026: "
        "Marketing minus 5.9, Portal minus 3.9, Meetings 0.0, Deals plus 1.6."
    )
    assert figures.distribution_summary("Mindshare", SPREAD) == (
        "Histogram of Mindshare: 4 partners low, 51 moderate, 3 strong, median 61."
    )


def test_a_summary_says_when_a_line_began_late_ended_early_or_has_nothing():
    late = Line("Late", "x", [None, 60.0, 61.0, 62.0, None])
    single = Line("Single", "x", [None, 60.0, None, None, None])
    silent = Line("Silent", "x", [None] * 5)
    steady = Line("Steady", "x", [60.2, 60.0, 61.0, 62.0, 59.8])
    said = figures.trend_summary("X", QUARTERS, [late, single, silent, steady], scale=SCORE)
    assert "Late rose from 60 in Q4 2025 to 62 in Q2 2026." in said
    assert "Single: 60 in Q4 2025." in said
    assert "Silent: no data." in said
    assert "Steady began and ended at 60." in said


def test_tables_hold_the_values_that_are_drawn():
    table = figures.trend_table(QUARTERS, [RESELLERS, VENTURES])
    assert table.columns == ("Quarter", "Resellers", "Joint ventures")
    assert table.rows[1] == ("Q4 2025", 71.0, None)
    partner = figures.partner_trend_table(QUARTERS, PARTNER, target=Target(72, 3))
    assert [row[-1] for row in partner.rows] == [None, None, None, 72, 72]
    assert figures.band_columns_table(QUARTERS, COUNTS).rows[-1] == ("Q3 2026", 13, 44, 71)
    assert figures.waterfall_table(BEFORE, AFTER, STEPS).rows[1] == ("Marketing", -5.9)
    assert figures.distribution_table(SPREAD).rows[8] == ("40 to 45", 1)
    assert figures.trend_table([], []).rows == ()


def test_periods_with_a_value_are_counted():
    assert figures.known_periods([VENTURES, Line("x", "x", [None, 1.0, None, None, None])]) == 4
    assert figures.known_periods([]) == 0


# Template and graph --------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_template_is_valid_and_new_each_time(theme):
    go.layout.Template(template(theme))
    assert template(theme) is not template(theme)


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_colours_are_those_of_the_style_sheet(theme, colours):
    css = (ROOT / "assets" / "10-tokens.css").read_text()
    block = css.split(f'[data-bs-theme="{theme}"]' + "{", 1)[1].split("}", 1)[0]
    written = dict(re.findall(r"--tdm-([\w-]+):\s*(#[0-9a-f]{6}|\.\d+)", block))
    mine = {}
    for name in colours.__slots__:
        value, css_name = getattr(colours, name), name.replace("_", "-")
        pair = {css_name: value.mark, f"{css_name}-ink": value.ink} if isinstance(value, Hue) else {css_name: value}
        mine |= pair
    for name in sorted(mine.keys() & written.keys()):
        expected = float(written[name]) if name == "zone-alpha" else written[name]
        assert mine[name] == expected, name
    assert len(mine.keys() & written.keys()) >= 29


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_and_labels_have_contrast(colours):
    for name in colours.__slots__:
        hue = getattr(colours, name)
        if isinstance(hue, Hue):
            assert contrast(hue.mark, colours.surface) >= 3, name
            assert contrast(hue.ink, colours.surface) >= 4.5, name


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_graph_is_an_image_with_a_sentence_that_sends_nothing_anywhere():
    frame = graph(id="trend", figure=all_figures(WIDE)["trend"], label="A sentence.", height=324)
    sent = frame.to_plotly_json()["props"]
    config = frame.children.config
    assert (sent["id"], sent["role"], sent["aria-label"]) == (frame_id("trend"), "img", "A sentence.")
    assert sent["style"]["height"] == "324px"
    assert config["displayModeBar"] is False
    assert config["displaylogo"] is False
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["responsive"] is True


def test_what_a_client_sends_becomes_a_canvas():
    assert Canvas.read({"theme": "dark", "compact": True}, height=1) == Canvas("dark", True, 1)
    for hostile in (None, [], "dark", {"theme": ["dark"], "compact": "yes"}, {"theme": "<b>"}):
        assert Canvas.read(hostile, height=1) == Canvas("light", False, 1)


def test_graphs_are_made_in_one_place_and_gauges_nowhere():
    folders = ("kpi", "data", "layouts", "callbacks")
    files = [*ROOT.glob("*.py"), *(file for folder in folders for file in (ROOT / folder).rglob("*.py"))]
    sources = {str(file.relative_to(ROOT)): file.read_text() for file in files}
    makers = [name for name, text in sources.items() if re.search(r"\bGraph\(|import Graph\b", text)]
    assert makers == [str(Path("layouts", "graph.py"))]
    assert [name for name, text in sources.items() if "Indicator(" in text] == []
