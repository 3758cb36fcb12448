"""Numbers and days written in any supported form of any supported language read back equal."""

from datetime import date

import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from data.cells.coded import Coded
from data.cells.day_forms import DayEvidence, day_form
from data.cells.days import dates, day_evidence
from data.cells.number_text import parse_number
from data.cells.numbers import NumberEvidence, number_evidence, number_form, numbers

# Decimal mark, mark between thousands, sizes of the groups from the right: as CLDR gives them for the locale.
LOCALES = {
    "en": (".", ",", (3,)),
    "de": (",", ".", (3,)),
    "fr": (",", "\u202f", (3,)),
    "pl": (",", "\u00a0", (3,)),
    "de-CH": (".", "’", (3,)),
    "en-IN": (".", ",", (3, 2)),
    "es": (",", ".", (3,)),
    "none": (".", "", (3,)),
    "plain comma": (",", "", (3,)),
}
DRESSES = ("{}", "{} €", "$ {}", "USD {}", "{} PLN", "{}%", "{} %", "\u00a0{} ", "+{}", "{} kr")
NEGATIVES = ("-{}", "({})", "{}-", "−{}", "-${}", "$({})", "({} €)")

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
}
LONG = {
    "en": ("{month} {day}, {year}", "{day} {month} {year}", "{day}-{short}-{year}", "{short}. {day}, {year}"),
    "de": ("{day}. {month} {year}", "{day}. {short} {year}", "Montag, {day}. {month} {year}"),
    "fr": ("{day} {month} {year}", "lundi {day} {month} {year}"),
    "es": ("{day} de {month} de {year}", "lunes, {day} de {month} de {year}"),
    "it": ("{day} {month} {year}", "lunedì {day} {month} {year}"),
    "nl": ("{day} {month} {year}", "maandag {day} {month} {year}"),
    "pt": ("{day} de {month} de {year}", "segunda-feira, {day} de {month} de {year}"),
    "pl": ("{day} {month} {year}", "{day} {month} {year} r."),
}
CLEAR = (
    "{year}-{m:02d}-{d:02d}",
    "{year}/{m}/{d}",
    "{year}{m:02d}{d:02d}",
    "{d:02d}.{m:02d}.{year}",
    "{d}. {m}. {year}",
)
ORDERED = {
    "dmy": ("{d}/{m}/{year}", "{d:02d}-{m:02d}-{year}", "{d:02d}/{m:02d}/{y:02d}"),
    "mdy": ("{m}/{d}/{year}", "{m:02d}-{d:02d}-{year}", "{m:02d}/{d:02d}/{y:02d}"),
}
TIMES = ("", " 14:05", "T14:05:59.123Z", " 2:30 PM", ", 08:15")

days_ = st.dates(date(1990, 1, 1), date(2059, 12, 31))


def coded(cells: list[str]) -> Coded:
    return Coded.of(pa.array(cells, type=pa.string()))


def grouped(digits: str, mark: str, sizes: tuple[int, ...]) -> str:
    groups, left = [digits[-sizes[0] :]], digits[: -sizes[0]]
    while left:
        groups.insert(0, left[-sizes[-1] :])
        left = left[: -sizes[-1]]
    return mark.join(groups)


def written(cents: int, locale: str, decimals: int) -> str:
    mark, between, sizes = LOCALES[locale]
    whole, rest = divmod(abs(cents), 10**decimals)
    text = grouped(str(whole), between, sizes)
    return text + (f"{mark}{rest:0{decimals}d}" if decimals else "")


def long_form(day: date, language: str, form: str) -> str:
    month = MONTHS[language].split()[day.month - 1]
    return form.format(day=day.day, month=month, short=month[:3], year=day.year)


@given(st.integers(-(10**14), 10**14), st.sampled_from([*LOCALES]), st.integers(0, 4), st.data())
@settings(max_examples=150, deadline=None)
def test_a_number_reads_back_equal(units, locale, decimals, data):
    dress = data.draw(st.sampled_from(NEGATIVES if units < 0 else DRESSES))
    text = dress.format(written(units, locale, decimals))
    assert parse_number(text, LOCALES[locale][0]) == float(f"{units}e-{decimals}")


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=12), st.sampled_from([*LOCALES]), st.integers(0, 3)
)
@settings(max_examples=150, deadline=None)
def test_the_mark_of_a_column_is_found_or_asked_for_never_wrong(units, locale, decimals):
    cells = [("-" if unit < 0 else "") + written(unit, locale, decimals) for unit in units]
    column = coded(cells)
    form = number_form(number_evidence(column), "Amount")
    wanted = [float(f"{unit}e-{decimals}") for unit in units]
    assert form.question is not None or numbers(column, form.mark).series.tolist() == wanted
    assert numbers(column, LOCALES[locale][0]).series.tolist() == wanted


@given(
    st.lists(st.sampled_from(["1.234", "2,5", "1.5", "$1,234", "7", "(5,25)", "x", "", "1'000.5"]), max_size=12),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_evidence_of_numbers_adds_up(cells, data):
    cut = data.draw(st.integers(0, len(cells)))
    parts = [number_evidence(coded(cells[:cut])), number_evidence(coded(cells[cut:]))]
    assert sum(parts, NumberEvidence()) == number_evidence(coded(cells))


@given(days_, st.sampled_from([*LONG]), st.data())
@settings(max_examples=100, deadline=None)
def test_a_day_with_the_name_of_its_month_reads_back_equal(day, language, data):
    cell = long_form(day, language, data.draw(st.sampled_from(LONG[language])))
    column = coded([cell])
    form = day_form(day_evidence(column), "Date")
    assert list(dates(column, form).series) == [pd.Timestamp(day)], cell


@given(st.lists(days_, min_size=1, max_size=8), st.sampled_from(CLEAR), st.sampled_from(TIMES))
@settings(max_examples=150, deadline=None)
def test_days_in_a_clear_form_read_back_equal(some, form, time):
    cells = [form.format(year=day.year, m=day.month, d=day.day) + time for day in some]
    column = coded(cells)
    evidence = day_evidence(column)
    assert evidence.is_settled
    assert list(dates(column, day_form(evidence, "Date")).series) == [pd.Timestamp(day) for day in some]


@given(
    st.lists(days_, min_size=1, max_size=8),
    st.sampled_from(["dmy", "mdy"]),
    st.integers(0, 2),
    st.sampled_from(TIMES),
)
@settings(max_examples=100, deadline=None)
def test_the_order_of_a_column_is_found_or_asked_for_never_wrong(some, order, at, time):
    form = ORDERED[order][at]
    cells = [form.format(year=day.year, y=day.year % 100, m=day.month, d=day.day) + time for day in some]
    column = coded(cells)
    wanted = [pd.Timestamp(day) for day in some]
    found = day_form(day_evidence(column), "Date")
    assert found.question is not None or list(dates(column, found).series) == wanted
    said = day_form(day_evidence(column), "Date", choice=order)
    assert said.question is None
    if at < 2:
        assert list(dates(column, said).series) == wanted


@given(
    st.lists(st.sampled_from(["3/4/26", "13/4/26", "2026-03-31", "1.2.2026", "45000", "x", "", "2026"]), max_size=12),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_evidence_of_days_adds_up(cells, data):
    cut = data.draw(st.integers(0, len(cells)))
    parts = [day_evidence(coded(cells[:cut])), day_evidence(coded(cells[cut:]))]
    assert sum(parts, DayEvidence()) == day_evidence(coded(cells))


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_the_reading_of_numbers_and_days(text):
    column = coded([text])
    numbers(column, number_form(number_evidence(column), "x").mark)
    dates(column, day_form(day_evidence(column), "x"))
