"""Texts that a reader sees, worked out by hand from the number rules of the design guide."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.language import ENGLISH, Language, speaking
from layouts import formats
from layouts.locales import language_of

MARCH_2026 = 2026 * 12 + 2


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (76.1, "score", "76"),
        (62.5, "score", "63"),
        (75.0, "score", "75"),
        (75.3, "score", "75.3"),
        (75.04, "score", "75.04"),
        (49.6, "score", "49.6"),
        (49.4, "score", "49"),
        (50.0, "score", "50"),
        (74.6, "score", "75"),
        (75.5, "score", "76"),
        (0.0, "score", "0"),
        (100.0, "score", "100"),
        (None, "score", "–"),
        (4_816_000.0, "money", "€4.82M"),
        (48_160_000.0, "money", "€48.2M"),
        (980.0, "money", "€980"),
        (9_999.4, "money", "€9,999"),
        (9_999.6, "money", "€10.0K"),
        (123_456.0, "money", "€123K"),
        (999_900.0, "money", "€1.00M"),
        (1_230_000_000.0, "money", "€1.23B"),
        (-4_816_000.0, "money", "−€4.82M"),
        (-0.2, "money", "€0"),
        (math.nan, "money", "–"),
        (31.4, "percent", "31%"),
        (9.64, "percent", "9.6%"),
        (9.96, "percent", "10%"),
        (9.0, "percent", "9%"),
        (-3.25, "percent", "−3.3%"),
        (None, "percent", "–"),
        (4812.0, "count", "4,812"),
        (1.37, "count", "1.4"),
        (412.4, "count", "412"),
        (0.0, "count", "0"),
        (1.0, "days", "1 day"),
        (41.5, "days", "41.5 days"),
        (None, "days", "–"),
        (1.24, "points", "+1.2 points"),
        (-8.2, "points", "−8.2 points"),
        (0.0, "points", "0.0 points"),
        (-0.04, "points", "0.0 points"),
    ],
)
def test_value_in_its_unit(value: float | None, unit: str, text: str) -> None:
    assert formats.value_text(value, unit) == text


@pytest.mark.parametrize(
    ("change", "unit", "text"),
    [
        (-8.24, "points", "8.2"),
        (0.0, "score", "0.0"),
        (3.2, "percent", "3.2 points"),
        (-120_000.0, "money", "€120K"),
        (-4.0, "days", "4 days"),
        (12.0, "count", "12"),
        (None, "points", "–"),
        (math.nan, "money", "–"),
    ],
)
def test_change_has_no_sign(change: float | None, unit: str, text: str) -> None:
    assert formats.change_text(change, unit) == text


def test_currency_without_a_sign_is_named() -> None:
    assert formats.money(980.0, currency="CHF") == "CHF\u00a0980"
    assert formats.money(980.0, currency="USD") == "$980"


def test_other_band_edges() -> None:
    assert formats.score(60.2, edges=(40.0, 60.0)) == "60.2"
    assert formats.score(75.3, edges=(40.0, 60.0)) == "75"


def test_dates() -> None:
    assert formats.day(date(2026, 12, 14)) == "14 Dec 2026"
    assert formats.month(MARCH_2026) == "Mar 2026"
    assert formats.quarter(MARCH_2026) == "Q1 2026"
    assert formats.quarter(MARCH_2026 + 6) == "Q3 2026"
    assert (formats.day(None), formats.month(None), formats.quarter(None)) == ("–", "–", "–")


def test_words_around_numbers() -> None:
    assert formats.span(60.2, 66.4) == "60 to 66"
    assert formats.counted("{count} partner", "{count} partners", 1) == "1 partner"
    assert formats.counted("{count} partner", "{count} partners", 4812) == "4,812 partners"
    assert formats.counted("{count} hour", "{count} hours", 1.5) == "1.5 hours"
    assert formats.signed(4.0, 0) == "+4"
    assert formats.signed(None) == "–"


GERMAN, FRENCH, SWISS = (language_of(locale) for locale in ("de", "fr", "de_CH"))


@pytest.mark.parametrize(
    ("spoken", "value", "unit", "text"),
    [
        (GERMAN, 75.3, "score", "75,3"),
        (GERMAN, 4_816_000.0, "money", "4,82\u00a0Mio.\u00a0€"),
        (GERMAN, 123_456.0, "money", "123.456\u00a0€"),
        (GERMAN, -980.0, "money", "−980\u00a0€"),
        (GERMAN, 9.64, "percent", "9,6\u00a0%"),
        (GERMAN, 4812.0, "count", "4.812"),
        (GERMAN, None, "money", "–"),
        (GERMAN, -0.04, "points", "0,0 points"),
        (FRENCH, 4_816_000.0, "money", "4,82\u00a0M\u00a0€"),
        (FRENCH, 123_456.0, "money", "123\u00a0k\u00a0€"),
        (FRENCH, 31.4, "percent", "31\u00a0%"),
        (FRENCH, 4812.0, "count", "4\u202f812"),
        (SWISS, 4812.5, "count", "4’813"),
        (SWISS, 980.0, "money", "€\u00a0980"),
    ],
)
def test_value_in_another_language(spoken: Language, value: float | None, unit: str, text: str) -> None:
    with speaking(spoken):
        assert formats.value_text(value, unit) == text


def test_currency_without_a_sign_has_one_gap_in_every_language() -> None:
    with speaking(GERMAN):
        assert formats.money(980.0, currency="CHF") == "980\u00a0CHF"
    with speaking(SWISS):
        assert formats.money(980.0, currency="CHF") == "CHF\u00a0980"


@pytest.mark.parametrize(
    ("spoken", "day", "month", "quarter"),
    [(GERMAN, "14. Dez. 2026", "März 2026", "Q1 2026"), (FRENCH, "14 déc. 2026", "mars 2026", "T1 2026")],
)
def test_dates_in_another_language(spoken: Language, day: str, month: str, quarter: str) -> None:
    with speaking(spoken):
        assert formats.day(date(2026, 12, 14)) == day
        assert formats.month(MARCH_2026) == month
        assert formats.quarter(MARCH_2026) == quarter


def test_whole_months_are_written_out() -> None:
    assert GERMAN.month_words(MARCH_2026) == "März 2026"
    assert FRENCH.month_words(MARCH_2026 + 5) == "août 2026"


@pytest.mark.parametrize("spoken", [ENGLISH, GERMAN, FRENCH, SWISS, language_of("es"), language_of("en_GB")])
@given(value=st.floats(-1e9, 1e9, allow_nan=False), decimals=st.integers(0, 3))
def test_a_written_number_is_read_back_as_the_same(spoken: Language, value: float, decimals: int) -> None:
    with speaking(spoken):
        text = formats.signed(value, decimals)
    shown = spoken.read_number(text)
    assert abs(shown - value) <= 0.5 * 10.0**-decimals * (1 + 1e-9)
    assert text.count(spoken.decimal) == (1 if decimals else 0)


def test_languages_do_not_share_what_is_remembered() -> None:
    for _ in range(2):
        assert formats.score(75.3) == "75.3"
        with speaking(GERMAN):
            assert formats.score(75.3) == "75,3"
