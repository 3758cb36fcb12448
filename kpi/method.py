"""The method: weights, references, windows, questions, points, synonyms and thresholds behind every score.

A method is parsed from one TOML text (`kpi/method.toml` is the default), refuses nonsense in words and with
the line, and carries a version: its label and the hash of its content.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from kpi.method_checks import Entry, Problems
from kpi.method_kpis import site_kpi
from kpi.method_scores import (
    change_advocacy,
    change_components,
    change_mindshare,
    read_advocacy,
    read_components,
    read_mindshare,
)
from kpi.method_types import (
    AGGREGATES,
    QUESTION_TYPES,
    Advocacy,
    Bands,
    Component,
    Method,
    MethodError,
    Mindshare,
    Problem,
    Question,
    SiteKpi,
    Windows,
)
from kpi.method_words import partner_type_words, stage_words, synonyms
from kpi.schema import PARTNER_TYPES

__all__ = [
    "AGGREGATES",
    "QUESTION_TYPES",
    "Advocacy",
    "Bands",
    "Component",
    "Method",
    "MethodError",
    "Mindshare",
    "Problem",
    "Question",
    "SiteKpi",
    "Windows",
    "parse_method",
    "toml_content",
]

T = TypeVar("T")

_SCORES: Final = ("engagement_score", "mindshare_score", "advocacy_score")
"""The built-in KPIs that have bands."""

_AT: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_LONG: Final = re.compile(r"\d[\d_]{4000}")


def parse_method(text: str) -> Method:
    """Read a method from TOML.

    Parameters
    ----------
    text
        Content of a method file.

    Returns
    -------
    Method

    Raises
    ------
    MethodError
        When the text is not TOML, an entry is missing or unknown, or a value makes no sense. It tells everything
        that is wrong, a line each, in the order of the text.

    Examples
    --------
    >>> try:
    ...     parse_method("label : 3")
    ... except MethodError as error:
    ...     error.line, str(error)
    (1, "line 1: the method is not valid TOML: Expected '=' after a key in a key/value pair (column 7)")
    """
    content = toml_content(text)
    problems = Problems(text)
    top = Entry(content, (), problems)
    method = _method(top)
    top.close()
    problems.refuse()
    return replace(method, digest=_digest(content))


def toml_content(text: str) -> dict[str, Any]:
    """Return what a TOML text holds, whether or not it makes sense as a method.

    Raises
    ------
    MethodError
        When the text is not TOML; it tells the line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _AT.search(str(error))
        line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
        column = f" (column {place[2]})" if place and place[2] else ""
        words = f"the method is not valid TOML: {_AT.sub('', str(error))}{column}"
        raise MethodError((Problem(line, words),)) from error
    except ValueError as error:
        long = _LONG.search(text)
        line = text.count("\n", 0, long.start() if long else 0) + 1
        raise MethodError((Problem(line, "the method holds a number that can't be read; shorten it"),)) from error
    except RecursionError as error:
        raise MethodError("the method is not valid: it nests its lists too deeply") from error


def _digest(content: Mapping[str, Any]) -> str:
    """Return the hash of a content: the same for 20 and 20.0, for any order of entries and any layout."""
    canonical = json.dumps(_plain(content), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:8]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole else value if isinstance(value, str | int | float | bool) else str(value)


def _method(top: Entry) -> Method:
    sections = [top.table(name) for name in ("bands", "engagement", "mindshare", "advocacy")]
    bands, engagement, mindshare_entry, advocacy_entry = sections
    words = top.table("synonyms", needed=False)
    types = partner_type_words(words)
    components = read_components(engagement.table("components"))
    mindshare, advocacy = read_mindshare(mindshare_entry), read_advocacy(advocacy_entry)
    kinds = {kind for one in components for kind in one.kinds} | set(advocacy.points)
    kpis = _kpis(top.table("kpis", needed=False), types)
    method = Method(
        label=top.text("label"),
        digest="",
        minimum_coverage=top.number("minimum_coverage", 0.0, 1.0),
        bands=_bands(bands),
        kpi_bands=_kpi_bands(bands, kpis),
        windows=_windows(top.table("windows")),
        components=components,
        type_components=_by_type(engagement, types, components, change_components),
        mindshare=mindshare,
        advocacy=advocacy,
        kind_synonyms=synonyms(words, "kinds", listed=kinds),
        question_synonyms=synonyms(words, "questions", listed=set(mindshare.questions)),
        type_mindshare=_by_type(mindshare_entry, types, mindshare, change_mindshare),
        type_advocacy=_by_type(advocacy_entry, types, advocacy, change_advocacy),
        column_synonyms={"stage": stage_words(words), "partner_type": types},
        kpis=kpis,
    )
    for entry in (words, *sections):
        entry.close()
    return method


def _by_type(section: Entry, type_words: Mapping[str, str], base: T, change: Callable[[Entry, T], T]) -> dict[str, T]:
    """Return partner type -> how a section holds for it; a synonym of a type stands for the type."""
    entry = section.table("types", needed=False)
    found: dict[str, T] = {}
    for word, name in entry.by_word():
        partner_type = {**PARTNER_TYPES, **type_words}.get(word, word)
        if partner_type in found:
            entry.complain(name, f"means the type {partner_type}, which stands above already; keep one of them")
        found[partner_type] = change(entry.table(name), base)
    return found


def _windows(entry: Entry) -> Windows:
    made = Windows(
        **{name: entry.whole(name) or 0 for name in ("default", "surveys", "advocacy", "partial_advocacy")}
    )
    entry.close()
    if made.partial_advocacy > made.advocacy > 0:
        entry.complain(
            "partial_advocacy", f"is {made.partial_advocacy}; it must be at most advocacy, which is {made.advocacy}"
        )
    return made


def _bands(entry: Entry) -> Bands:
    made = Bands(moderate=entry.number("moderate", 0.0, 100.0), strong=entry.number("strong", 0.0, 100.0))
    if made.strong < made.moderate:
        entry.complain("strong", f"is {made.strong:g}, below moderate, which is {made.moderate:g}; swap them")
    return made


def _kpi_bands(entry: Entry, kpis: tuple[SiteKpi, ...]) -> dict[str, Bands]:
    made = {}
    for name in _SCORES:
        inner = entry.table(name, needed=False)
        if name in entry:
            made[name] = _bands(inner)
            inner.close()
    for one in kpis:
        if one.id in entry and entry.take(one.id):
            entry.complain(one.id, f"is a KPI of yours; give its thresholds in kpis.{one.id}.bands instead")
    return made | {one.id: one.bands for one in kpis if one.bands}


def _kpis(entry: Entry, type_words: Mapping[str, str]) -> tuple[SiteKpi, ...]:
    made = tuple(site_kpi(name, one, {**PARTNER_TYPES, **type_words}) for name, one in entry.tables())
    names: set[str] = set()
    for one in made:
        if one.name and one.name.casefold() in names:
            words = f"is {one.name!r}, as that of another KPI; give each its own name"
            entry.problems.add((*entry.path, one.id, "name"), words)
        names.add(one.name.casefold())
    return made
