"""Sentences are made from numbers, and fall silent when the numbers do."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi import narrative
from kpi.catalogue import CATALOGUE, Scope
from kpi.change import Change, explain_change
from kpi.forecast import Forecast
from kpi.method_types import Bands
from kpi.reading import everyone
from kpi.summary import Standing
from kpi.trend import Trend
from kpi.wording import decimal_text, score_text
from tests.kpi.lively import MONTHS, SEEDS, changed, lively

BANDS = Bands(50.0, 75.0)
Row = tuple[str, float, str]


def made(kpi: str, before: float | None, after: float | None, *rows: Row) -> Change:
    """A change of effects (label, points, kind); partners and components are called by their labels."""
    effects = pd.DataFrame(
        [{"component": label, "label": label, "points": points, "kind": kind} for label, points, kind in rows],
        columns=["component", "label", "points", "kind"],
    )
    return Change(kpi, "*", before, after, effects)


def said(kpi: str, before: float | None, after: float | None, *rows: Row) -> str:
    return narrative.change_text(made(kpi, before, after, *rows))


def component(label: str, points: float) -> Row:
    return label, points, "component"


# Changes -------------------------------------------------------------------------------------------


def test_a_fall_names_what_took_and_what_gave_back() -> None:
    rows = [("Portal activity", -4.1), ("Joint marketing", -3.7), ("Deal registrations", 1.6), ("Meetings", -0.2)]
    assert said("engagement_score", 69.4, 63.0, *(component(*row) for row in rows)) == (
        "Engagement fell 6.4 points to 63.0. "
        "Portal activity took 4.1 and joint marketing 3.7; deal registrations gave 1.6 back."
    )


def test_a_rise_names_what_gave_and_what_took() -> None:
    rows = [component("Training", 1.0), component("Calls", 6.0), component("Feedback", -2.0)]
    assert said("engagement_score", 50.0, 55.0, *rows) == (
        "Engagement rose 5.0 points to 55.0. Calls gave 6.0 and training 1.0; feedback took 2.0."
    )


def test_two_effects_are_told_and_one_against_them() -> None:
    rows = [
        component(label, moved) for label, moved in (("A", -5.0), ("B", -4.0), ("C", -3.0), ("D", 2.0), ("E", 1.9))
    ]
    assert said("engagement_score", 63.1, 55.0, *rows) == (
        "Engagement fell 8.1 points to 55.0. A took 5.0 and b 4.0; d gave 2.0 back."
    )


def test_only_effects_against_the_change_are_told_alone() -> None:
    # What moved with it is below a tenth of all movement, each by itself.
    rows = [component(f"C{at}", -0.6) for at in range(10)]
    assert said("engagement_score", 56.0, 55.0, component("Calls", 5.0), *rows) == (
        "Engagement fell 1.0 points to 55.0. Calls gave 5.0."
    )


def test_effects_of_other_kinds_have_words_of_their_own() -> None:
    def of(kind: str, points: float, *more: Row) -> str:
        return said("mindshare_score", 60.0, 60.0 + points, ("x", points, kind), *more).split(". ")[1]

    assert of("peers", -0.8) == "The peer mean took 0.8."
    assert of("method", -0.8) == "The new method took 0.8."
    assert of("reweighted", 2.0) == "Reweighting for data that came or went gave 2.0."
    assert of("mix", 2.0) == "The mix of partners gave 2.0."
    assert of("joined", -0.7, ("y", -0.5, "joined")) == "Two partners that joined took 1.2."
    assert of("left", 1.5) == "One partner that left gave 1.5."
    assert of("scored", 1.5) == "One partner whose score came or went with the data gave 1.5."
    assert of("scored", 1.5, ("y", 1.0, "scored")).startswith("Two partners whose scores came")
    assert of("joined", -0.1, *(("y", -0.1, "joined") for _ in range(12))).startswith(
        "13 partners that joined took 1.3"
    )


def test_names_of_partners_keep_their_letters() -> None:
    rows = [("eLinks", -4.0, "own"), ("Own Goal", -3.0, "own"), ("x", 2.0, "mix")]
    assert said("win_rate", 60.0, 55.0, *rows) == (
        "Win rate fell 5.0 points to 55.0%. eLinks took 4.0 and Own Goal 3.0; the mix of partners gave 2.0 back."
    )
    assert "MDF claims" in said(
        "engagement_score", 60.0, 50.0, component("Calls", -6.0), component("MDF claims", -4.0)
    )


def test_one_row_for_all_of_it_is_not_told_twice() -> None:
    whole = pd.DataFrame({"component": ["own"], "label": ["Bookings"], "points": [20.0], "kind": ["own"]})
    assert narrative.change_text(Change("bookings", "a", 100.0, 120.0, whole)) == "Bookings rose by 20 to 120."
    split = pd.DataFrame({"component": ["numerator", "denominator"], "label": ["N", "D"], "points": [30.0, -20.0],
                          "kind": ["own", "own"]})  # fmt: skip
    assert narrative.change_text(Change("win_rate", "a", 50.0, 60.0, split)) == "Win rate rose 10.0 points to 60.0%."


def test_the_one_component_of_a_score_is_told_only_beside_others() -> None:
    only = component("Advocacy activities", 25.0)
    assert (
        said("advocacy_score", 25.0, 50.0, only, ("x", -1e-15, "reweighted")) == "Advocacy rose 25.0 points to 50.0."
    )
    assert said("advocacy_score", 25.0, 52.0, only, ("x", 2.0, "joined"), ("y", 1.0, "joined")).endswith(
        "Advocacy activities gave 25.0 and two partners that joined 3.0."
    )


def test_amounts_counts_and_days_have_their_units() -> None:
    rows = [("Alpine", 25.0, "own"), ("Bergwerk", -5.0, "own")]
    assert narrative.change_text(made("bookings", 100.0, 120.0, *rows), money=lambda x: f"€{x:.0f}K", since="Q2") == (
        "Bookings rose by €20K to €120K since Q2. Alpine added €25K; Bergwerk took €5K off."
    )
    assert said("new_leads", 15.0, 12.0, ("Alpine", -5.0, "own"), ("Bergwerk", 2.0, "own")) == (
        "New leads fell by 3 to 12. Alpine took 5 off; Bergwerk added 2."
    )
    assert said("sales_cycle", 41.5, 40.5) == "Sales cycle fell by 1.0 days to 40.5 days."
    assert said("sales_cycle", 3.0, 4.0) == "Sales cycle rose by 1 day to 4 days."
    assert said("advocacy_per_partner", 1.0, 1.25) == "Advocacy per partner rose by 0.25 to 1.25."
    assert said("advocacy_per_partner", 11.0, 11.25) == "Advocacy per partner rose by 0.3 to 11.3."
    assert said("partner_nps", -20.0, -30.0).endswith("fell 10.0 points to −30.0.")


def test_what_rounds_to_nothing_did_not_move() -> None:
    assert said("engagement_score", 63.0, 63.0 - 1e-9, component("Calls", -1e-9)) == "Engagement held at 63.0."
    assert said("engagement_score", 63.0, 63.04, component("Calls", 0.04)) == "Engagement held at 63.0."
    assert said("engagement_score", 63.0, 63.06) == "Engagement rose 0.1 points to 63.1."
    assert said("bookings", 1e6, 1e6 + 0.4) == "Bookings held at 1,000,000."


def test_gains_and_losses_that_cancel_each_other_are_told_when_they_matter() -> None:
    rows = [component("Calls", 5.0), component("Training", -5.0), component("Feedback", 0.6)]
    assert (
        said("engagement_score", 63.0, 63.0, *rows) == "Engagement held at 63.0. Calls gave 5.0; training took 5.0."
    )
    turned = [component("Calls", 5.0), component("Training", -5.01)]
    assert said("engagement_score", 63.0, 62.99, *turned) == (
        "Engagement held at 63.0. Training took 5.0; calls gave 5.0."
    )
    assert said("engagement_score", 63.0, 63.0, component("Calls", 0.4), component("Training", -0.4)) == (
        "Engagement held at 63.0."
    )


def test_missing_values_are_said_to_be_missing() -> None:
    assert said("engagement_score", None, 63.0) == ("Engagement: 63.0; there is no earlier value to compare it with.")
    assert said("bookings", 63.0, None) == "Bookings: no value; before, it was 63."
    assert said("new_leads", None, None) == "New leads: no value."
    gone = narrative.change_text(made("engagement_score", 63.0, None), since="Q2 2026")
    assert gone == "Engagement: no value; in Q2 2026 it was 63.0."
    assert narrative.change_drivers(made("engagement_score", 63.0, None)) == ""


def test_a_value_stays_on_its_side_of_a_band() -> None:
    up = made("engagement_score", 74.0, 75.04)
    assert narrative.change_text(up, bands=BANDS) == "Engagement rose 1.0 points to 75.04."
    assert narrative.change_text(up) == "Engagement rose 1.0 points to 75.0."


NUMBER = re.compile(r"[−]?\d[\d,]*(?:\.\d+)?")


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, SEEDS - 1),
    st.integers(0, MONTHS - 1),
    st.integers(0, MONTHS - 1),
    st.sampled_from(list(CATALOGUE)),
    st.booleans(),
)
def test_what_is_said_of_any_change_is_true(at: int, before: int, after: int, kpi: str, moved: bool) -> None:
    board, base = lively(at), changed(at) if moved else None
    group = explain_change(
        board, kpi, label="*", before=before, after=after, groups=everyone(board.programme), base=base
    )
    changes = [group]
    if CATALOGUE[kpi].scope is not Scope.GROUPS:
        changes.append(explain_change(board, kpi, label="p00", before=before, after=after, base=base))
    for change in changes:
        text = narrative.change_text(change)
        assert "because" not in text
        assert "nan" not in text
        assert len(re.findall(r"\.(?: |$)", text)) <= 2
        assert (" rose " in text) == (change.difference is not None and change.difference > 0 and "held" not in text)
        assert not re.search(r"(rose|fell|gave|took|added)( by)? 0(\.0+)?(?!\.?\d)", text)
        if change.difference is not None and (" rose " in text or " fell " in text):
            size, value = (float(one.replace(",", "").replace("−", "-")) for one in NUMBER.findall(text)[:2])
            digits = 0.5 if CATALOGUE[kpi].unit in ("money", "count", "days") else 0.05
            assert size == pytest.approx(abs(change.difference), abs=digits + 1e-6)
            assert value == pytest.approx(change.after_value, abs=digits + 1e-6)


# Scores on pages -----------------------------------------------------------------------------------


def standing(value: float | None, previous: float | None, band: str = "moderate") -> Standing:
    return Standing("engagement_score", value, previous, band, 9, 1.0)


def sentence(one: Standing, changes: pd.DataFrame | None = None) -> str:
    return narrative.change_sentence("engagement_score", one, "Q2 2026", changes, bands=BANDS)


CHANGES = pd.DataFrame(
    {
        "component": ["a", "b", "c", "reweighted"],
        "label": ["Portal activity", "Joint marketing", "Deal registrations", "Data that came or went"],
        "points": [-4.1, -3.7, 1.6, -0.2],
    }
)


def test_a_page_says_a_change_as_the_narrative_does() -> None:
    assert sentence(standing(63, 69.4), CHANGES) == (
        "Engagement fell 6.4 points to 63 since Q2 2026. "
        "Portal activity took 4.1 and joint marketing 3.7; deal registrations gave 1.6 back."
    )
    assert sentence(standing(75.3, 60.0)) == "Engagement rose 15.3 points to 75.3 since Q2 2026."
    moved = CHANGES.assign(points=[0.0, 0.0, 0.0, -6.4])
    assert sentence(standing(63, 69.4), moved).endswith("Reweighting for data that came or went took 6.4.")


def test_small_changes_and_missing_values_are_not_dramatised() -> None:
    assert sentence(standing(63, 63.2), CHANGES) == "Engagement is almost unchanged at 63 since Q2 2026."
    assert sentence(standing(63, 63.02), CHANGES) == "Engagement is unchanged at 63 since Q2 2026."
    assert sentence(standing(63, 62.5)) == "Engagement rose 0.5 points to 63 since Q2 2026."
    assert sentence(standing(63, None)) == "Engagement is 63; there is no earlier value to compare it with."
    assert sentence(standing(None, 60)) == ""


def test_drivers_alone_are_silent_when_nothing_moved() -> None:
    assert narrative.drivers([("Training", -0.4), ("Calls", 0.3)]) == ""
    assert narrative.drivers([("Training", 4.0), ("Calls", -1.0)]) == "Training gave 4.0; calls took 1.0."


# Trends and forecasts ------------------------------------------------------------------------------


def test_a_trend_in_one_sentence() -> None:
    falling = Trend(None, None, -1.24, -2.0, 0.1, 0.04, "falling", 14, "month")
    assert narrative.trend_text(falling, kpi=CATALOGUE["engagement_score"]) == (
        "Falling by about 1.2 points a month over 14 months, likely between −0.1 and 2.0."
    )
    assert (
        narrative.trend_text(falling)
        == "Falling by about 1.24 a month over 14 months, likely between −0.10 and 2.00."
    )
    slow = Trend(None, None, 0.01, 0.0, 0.1, 0.04, "rising", 9, "quarter")
    assert narrative.trend_text(slow, kpi=CATALOGUE["win_rate"]) == "Rising slightly over nine quarters."
    none = Trend(None, None, 1.2, -1.0, 2.0, 0.4, "no clear trend", 8, "quarter")
    assert narrative.trend_text(none) == "No clear trend over eight quarters."
    short = Trend(None, None, None, None, None, None, "too short", 3, "quarter")
    assert narrative.trend_text(short) == "Too few values for a trend."


def test_a_forecast_in_one_sentence() -> None:
    assert narrative.forecast_text(Forecast("bookings", "quarter")) == "Too few values for a forecast."
    assert narrative.forecast_text(Forecast("bookings", "quarter", words="Five quarters are too few.")) == (
        "Five quarters are too few."
    )
    one = Forecast("bookings", "month", (120.0,), (110.0,), (130.0,), (90.0,), (150.0,))
    assert narrative.forecast_text(one, money=lambda x: f"€{x:.0f}").endswith(
        "€120, with a chance of 80% between €90 and €150."
    )
    site = Forecast("a_site_kpi", "month", (1.25,), (1.0,), (1.5,), (0.5,), (2.0,), 0.5, 0.75)
    assert narrative.forecast_text(site) == (
        "Expected in one month: 1.25, with a chance of 80% between 0.50 and 2.00; "
        "so far such a forecast was off by 0.50 on average, and no change by 0.75."
    )


# Numbers -------------------------------------------------------------------------------------------


@given(st.floats(0, 100), st.floats(1, 60), st.floats(61, 99))
def test_a_score_is_never_shown_on_the_other_side_of_a_threshold(value: float, low: float, high: float) -> None:
    bands = Bands(round(low, 1), round(high, 1))
    shown = float(score_text(round(value, 9), bands))
    assert (shown > bands.strong, shown < bands.moderate) == (
        round(value, 9) > bands.strong, round(value, 9) < bands.moderate,
    )  # fmt: skip


def test_numbers_round_half_up() -> None:
    shown = [decimal_text(value, 1) for value in (0.05, 0.25, -0.05, 1e-9, -1e-9, 1234.0)]
    assert shown == ["0.1", "0.3", "−0.1", "0.0", "0.0", "1,234.0"]


def test_amounts_without_a_currency_are_whole_unless_small() -> None:
    assert said("average_deal_size", 99.5, 1234.5) == "Deal size rose by 1,135 to 1,235."
    assert said("average_deal_size", 99.5, 150.25) == "Deal size rose by 51 to 150."
    assert said("average_deal_size", 12.5, 99.75) == "Deal size rose by 87.25 to 99.75."
    assert said("average_deal_size", 12.0, 9.0) == "Deal size fell by 3 to 9."
