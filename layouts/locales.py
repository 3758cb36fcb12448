"""Languages made from what Babel knows of a locale: signs, names of months, forms of dates and amounts.

English is not taken from Babel: its forms are those of the design (14 Dec 2026, €4.82M).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from babel import Locale, UnknownLocaleError

from kpi.language import ENGLISH, Language, marked

FISCAL = marked("FY{year} Q{quarter}")
"""A quarter of a fiscal year: each language has its own letters for it."""

MONEY_STEPS = (1e9, 1e6, 1e3)


def known_locale(name: str) -> str | None:
    """Return the name of a locale as Babel writes it; None when there is no such locale.

    Examples
    --------
    >>> known_locale("de-ch"), known_locale("FR"), known_locale("xx"), known_locale("")
    ('de_CH', 'fr', None, None)
    """
    try:
        return str(Locale.parse(name.strip().replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return None


def own_name(locale: str) -> str:
    """Return what a locale calls itself.

    Examples
    --------
    >>> own_name("de"), own_name("fr")
    ('Deutsch', 'Français')
    """
    name = Locale.parse(locale).display_name or locale
    return name[:1].upper() + name[1:]


def language_of(
    locale: str,
    translate: Callable[[str], str] = ENGLISH.translate,
    translate_plural: Callable[[str, str, int], str] = ENGLISH.translate_plural,
) -> Language:
    r"""Return a language.

    Parameters
    ----------
    locale
        A locale that `known_locale` knows.
    translate, translate_plural
        Its messages.

    Examples
    --------
    >>> german = language_of("de")
    >>> german.decimal, german.percent_form, german.day_form, german.months[2]
    (',', '{}\xa0%', '{day}. {month} {year}', 'März')
    """
    if locale == ENGLISH.locale:
        return replace(ENGLISH, translate=translate, translate_plural=translate_plural)
    known = Locale.parse(locale)
    signs = known.number_symbols.get("latn", {})
    skeletons = known.datetime_skeletons
    quarter = _pattern(skeletons["yQQQ"].pattern).replace("{quarter}", _quarter_form(known))
    return Language(
        locale=locale,
        decimal=signs.get("decimal", ENGLISH.decimal),
        group=signs.get("group", ENGLISH.group),
        translate=translate,
        translate_plural=translate_plural,
        lowers=known.language != "de",
        months=_names(known.months["format"]["abbreviated"]),
        month_names=_names(known.months["format"]["wide"]),
        day_form=_pattern(skeletons["yMMMd"].pattern),
        month_form=_pattern(skeletons["yMMM"].pattern),
        long_month_form=_pattern(skeletons["yMMMM"].pattern),
        quarter_form=quarter,
        fiscal_form=translate(FISCAL),
        percent_form=known.percent_formats[None].pattern.split(";")[0].replace("#,##0", "{}"),
        money_form=_money_form(known),
        money_steps=tuple(_money_steps(known)),
    )


def _names(months: Any) -> tuple[str, ...]:
    return tuple(str(months[number]) for number in range(1, 13))


def _quarter_form(known: Locale) -> str:
    """Return the short name of any quarter with its number left open: Q{quarter}, T{quarter}."""
    return str(known.quarters["format"]["abbreviated"][1]).replace("1", "{quarter}")


def _pattern(pattern: str) -> str:
    """Return a pattern of Babel as one of `str.format`; what stands between quotes is text.

    Examples
    --------
    >>> _pattern("d 'de' MMMM 'de' y")
    '{day} de {month} de {year}'
    """
    names = {"d": "{day}", "y": "{year}", "MMM": "{month}", "MMMM": "{month}", "QQQ": "{quarter}"}
    made = ""
    for at, part in enumerate(pattern.split("'")):
        if at % 2:
            made += part
            continue
        while part:
            token = next((one for one in sorted(names, key=len, reverse=True) if part.startswith(one)), "")
            made += names.get(token, part[0])
            part = part[len(token) or 1 :]
    return made


def _money_form(known: Locale) -> str:
    pattern = known.currency_formats["standard"].pattern.split(";")[0]
    return "{sign}" + _gap(pattern, "¤", "#") + "{amount}" if pattern[0] == "¤" else _after(pattern)


def _after(pattern: str) -> str:
    return "{amount}" + "".join(sign for sign in pattern if sign.isspace()) + "{sign}"


def _gap(pattern: str, first: str, then: str) -> str:
    return pattern[pattern.index(first) + 1 : pattern.index(then)]


def _money_steps(known: Locale) -> list[tuple[float, str]]:
    """Return the steps that a locale has a short form for; one of several zeros, as in Japanese, is none of ours."""
    forms = known.compact_decimal_formats["short"]["other"]
    patterns = [(step, forms[f"{step:.0f}"].pattern.replace("'", "")) for step in MONEY_STEPS]
    return [
        (step, pattern.replace("0", "{}")) for step, pattern in patterns if pattern != "0" and pattern.count("0") == 1
    ]
