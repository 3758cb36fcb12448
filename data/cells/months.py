"""Months in headers: ``2026-01``, ``01/2026``, ``Jan-26``, ``Januar 2026``, alone or beside the name of a measure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kpi.schema import normalise_word

_NAMES: Final = (
    "jan january januar jaenner janner janv janvier ene enero gen gennaio januari janeiro sty styczen stycznia",
    "feb february februar feber fev fevr fevrier febrero febbraio februari fevereiro lut luty lutego",
    "mar march marz maerz mrz mars marzo maart mrt marco marzec marca",
    "apr april avr avril abr abril aprile kwi kwiecien kwietnia",
    "may mai mayo mag maggio mei maio maj maja",
    "jun june juni juin junio giu giugno junho cze czerwiec czerwca",
    "jul july juli juil juillet julio lug luglio julho lip lipiec lipca",
    "aug august aout ago agosto augustus sie sierpien sierpnia",
    "sep sept september septembre septiembre set settembre setembro wrz wrzesien wrzesnia",
    "oct october okt oktober octobre octubre ott ottobre out outubro paz pazdziernik pazdziernika",
    "nov november novembre noviembre novembro lis listopad listopada",
    "dec december dez dezember decembre dic diciembre dicembre dezembro gru grudzien grudnia",
)
MONTH_NAMES: Final[Mapping[str, int]] = {
    name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()
}
"""Names of months in eight languages, without accents -> number."""

_YEAR_FIRST: Final = r"(?P<y1>(?:19|20)\d\d)[-/. ](?P<m1>0?[1-9]|1[0-2])(?:[-/.]0?1(?:[ T]00:00(?::00)?)?)?"
_YEAR_LAST: Final = r"(?P<m2>0?[1-9]|1[0-2])[-/. ](?P<y2>(?:19|20)\d\d)"
_NAMED: Final = r"(?P<n3>[^\W\d_]{3,12})\.?[-/ .']{1,2}(?P<y3>(?:19|20)\d\d|\d\d)"
_NAMED_LAST: Final = r"(?P<y4>(?:19|20)\d\d)[-/ .]{1,2}(?P<n4>[^\W\d_]{3,12})\.?"
_MONTHS: Final = [re.compile(rf"(?<![\w.,/-]){form}(?![\w,/-])") for form in (_YEAR_FIRST, _YEAR_LAST)] + [
    re.compile(rf"(?<![\w]){form}(?![\w])") for form in (_NAMED, _NAMED_LAST)
]
_BESIDE: Final = " -–—:/|()[]_\t"


def month_in(header: str) -> tuple[str, str] | None:
    """Return the month that a header names, as ``2026-01``, and what it says beside it; None when it names none.

    Examples
    --------
    >>> month_in("Jan-26"), month_in("Umsatz März 2026"), month_in("Q1 2026")
    (('2026-01', ''), ('2026-03', 'Umsatz'), None)
    """
    spaced = header.replace("_", " ").strip()
    for pattern in _MONTHS:
        match = pattern.search(spaced)
        month = _month(match) if match else None
        if match and month:
            beside = (spaced[: match.start()].strip(_BESIDE), spaced[match.end() :].strip(_BESIDE))
            return month, " ".join(part for part in beside if part)
    return None


def _month(match: re.Match[str]) -> str | None:
    parts = {name[0]: text for name, text in match.groupdict().items() if text}
    number = int(parts["m"]) if "m" in parts else MONTH_NAMES.get(normalise_word(parts["n"]))
    year = parts["y"] if len(parts["y"]) == 4 else f"20{parts['y']}"
    return f"{year}-{number:02d}" if number else None
