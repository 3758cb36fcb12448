"""The three headline scores as an analyst would compute them with pandas: merge, groupby, rolling.

Written from the specification (3 time, existence, missing; 4 the three headline KPIs) on long frames of one row
per partner and month. It shares nothing with the arrays of `kpi` but the rollups and the values of the method, so it
serves as their oracle on programmes that are too large for the row-by-row one, and as the measure of their speed.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kpi.method import Method

YEAR, QUARTER = 12, 3
ENOUGH_PEERS = 5
DECIMALS = 9
CELL = ["partner_id", "month"]
SIDES = ["partner", "us"]
WORDS = ["kind", "initiated_by", "respondent", "question"]


@dataclass(frozen=True)
class Facts:
    """Rollups with the partner-months to score.

    Parameters
    ----------
    cells
        A row for every month in which a partner exists, sorted: partner_id, month, partner_type.
    tables
        For each table its lines up to the last month.
    counted
        For each table the lines dated within the partner's existence.
    months
        Every month of output.
    as_of
        The day up to which rows are known.
    """

    cells: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    counted: Mapping[str, pd.DataFrame]
    months: pd.Index
    as_of: date


def groupby_scores(rollups: Mapping[str, pd.DataFrame], method: Method, *, as_of: date) -> pd.DataFrame:
    """Return the headline scores: partner_id, month, kpi, value, coverage, for every month that a partner exists."""
    facts = _facts(rollups, as_of)
    scores = {
        "engagement_score": engagement(facts, method),
        "mindshare_score": mindshare(facts, method),
        "advocacy_score": advocacy(facts, method),
    }
    return pd.concat([frame.assign(kpi=kpi) for kpi, frame in scores.items()], ignore_index=True)


# Time and existence ---------------------------------------------------------------------------------


def _facts(rollups: Mapping[str, pd.DataFrame], as_of: date) -> Facts:
    last = as_of.year * 12 + as_of.month - 1
    tables = {
        name: frame[frame["month"] <= last]
        for name, frame in rollups.items()
        if name not in ("partners", "targets") and (frame["month"] <= last).any()
    }
    first = min(frame["month"].min() for frame in tables.values())
    months = pd.RangeIndex(first, last + 1, name="month")
    cells = _cells(rollups["partners"], tables, months)
    # Words as categories: they are compared and grouped all the time.
    ids = pd.CategoricalDtype(cells["partner_id"].unique())
    cells = cells.astype({"partner_id": ids, "partner_type": "category"})
    tables = {name: frame.astype({**_categories(frame), "partner_id": ids}) for name, frame in tables.items()}
    counted = {name: frame.merge(cells[CELL], on=CELL) for name, frame in tables.items()}
    return Facts(cells, tables, counted, months, as_of)


def _categories(frame: pd.DataFrame) -> dict[str, str]:
    return {column: "category" for column in WORDS if column in frame}


def _cells(partners: pd.DataFrame, tables: Mapping[str, pd.DataFrame], months: pd.Index) -> pd.DataFrame:
    """Return the months in which each partner exists, from joined_on (or its first row) to left_on (or the end)."""
    first_row = pd.concat([frame.groupby("partner_id")["month"].min() for frame in tables.values()])
    first_row = first_row.groupby(level=0).min().rename("first_row").reset_index()
    known = partners[["partner_id", "partner_type", "joined_on", "left_on"]]
    lives = known.merge(first_row, on="partner_id", how="outer")
    lives["partner_type"] = lives["partner_type"].fillna("unknown")
    lives["start"] = _ordinal(lives["joined_on"]).fillna(lives["first_row"]).fillna(months[0])
    lives["end"] = _ordinal(lives["left_on"]).fillna(months[-1])
    cells = lives.merge(months.to_frame(index=False), how="cross")
    cells = cells[cells["month"].between(cells["start"], cells["end"])]
    return cells.sort_values(CELL)[[*CELL, "partner_type"]].reset_index(drop=True)


def _ordinal(days: pd.Series) -> pd.Series:
    return days.dt.year * 12 + days.dt.month - 1


def _rolled(facts: Facts, columns: pd.DataFrame, window: int) -> pd.DataFrame:
    """Return sums over a trailing window, months before the partner's existence being 0.

    A partner exists without a break, so its rows are consecutive months. The difference of running sums is what
    `groupby(...).rolling(window, min_periods=1).sum()` gives, at a small part of its time.
    """
    by = facts.cells["partner_id"]
    total = columns.groupby(by, observed=True).cumsum()
    return total - total.groupby(by, observed=True).shift(window, fill_value=0.0)


def _window_months(facts: Facts, table: str, window: int) -> pd.DataFrame:
    """Return the months left in each window cut to span and existence, and its length, at least 1."""
    months = facts.tables[table]["month"]
    inside = facts.cells["month"].between(months.min(), months.max()).astype("float64")
    days = calendar.monthrange(facts.as_of.year, facts.as_of.month)[1]
    length = inside.mask((inside > 0) & (facts.cells["month"] == facts.months[-1]), facts.as_of.day / days)
    rolled = _rolled(facts, pd.DataFrame({"left": inside, "length": length}), window)
    return pd.DataFrame({"left": rolled["left"] > 0, "length": rolled["length"].clip(lower=1.0)})


def _per_cell(facts: Facts, lines: pd.DataFrame, column: str, key: str) -> pd.DataFrame:
    """Return the sums of a column per partner-month with a column per word of the key, 0 without a line."""
    sums = lines.pivot_table(values=column, index=CELL, columns=key, aggfunc="sum", observed=True)
    return sums.reindex(pd.MultiIndex.from_frame(facts.cells[CELL])).reset_index(drop=True).fillna(0.0)


def _has_data(facts: Facts, rows: pd.DataFrame, left: pd.Series) -> pd.DataFrame:
    """Return where a component has data.

    Any of the partner's peers has a row of it in 12 months, anyone at all has one in 3, and a month is left.
    """
    month, types = facts.cells["month"], [facts.cells["partner_type"], facts.cells["month"]]
    active = _rolled(facts, rows, YEAR) > 0
    of_type = active.groupby(types, observed=True).transform("any")
    of_all = active.groupby(month).transform("any")
    peers = (
        active.groupby(types, observed=True)[active.columns[0]].transform("size") if len(active.columns) else month
    )
    among_peers = of_type.where(peers >= ENOUGH_PEERS, of_all)
    by_month = rows.groupby(month).sum().reindex(facts.months, fill_value=0.0)
    anyone = (by_month.rolling(QUARTER, min_periods=1).sum() > 0).reindex(month).set_axis(rows.index)
    return among_peers & anyone & left.to_numpy()[:, None]


def _combined(facts: Facts, scores: pd.DataFrame, weights: pd.DataFrame, method: Method) -> pd.DataFrame:
    """Return Σ w s / Σ w over the components with data, and the share of weight that has some."""
    held = weights.where(scores.notna(), 0.0).sum(axis=1)
    coverage = held / weights.sum(axis=1)
    value = (scores * weights).sum(axis=1) / held.where(held > 0)
    enough = coverage.round(DECIMALS) >= round(method.minimum_coverage, DECIMALS)
    return facts.cells[CELL].assign(value=value.where(enough), coverage=coverage)


# Engagement -----------------------------------------------------------------------------------------


def engagement(facts: Facts, method: Method) -> pd.DataFrame:
    """Return the Partner Engagement Score."""
    names = [component.name for component in method.components]
    component_of = {kind: component.name for component in method.components for kind in component.kinds}
    lines = facts.counted["interactions"]
    component = lines["kind"].map(lambda word: component_of.get(method.kind(word))).astype("category")
    lines = lines.assign(component=component).dropna(subset="component")
    quantity, rows = (
        _per_cell(facts, lines, column, "component").reindex(columns=names, fill_value=0.0)
        for column in ("quantity", "rows")
    )
    window = _window_months(facts, "interactions", method.windows.default)
    rate = 3.0 * _rolled(facts, quantity, method.windows.default).div(window["length"], axis=0)
    rate = rate.where(_has_data(facts, rows, window["left"]))
    weights, references = (_of_components(facts, method, value) for value in ("weight", "reference"))
    scores = 100.0 * (rate / references).clip(upper=1.0)
    return _combined(facts, scores, weights, method)


def _of_components(facts: Facts, method: Method, value: str) -> pd.DataFrame:
    """Return a value of each component for the type of each partner-month."""
    types = facts.cells["partner_type"]
    table = {
        name: {component.name: getattr(component, value) for component in method.components_of(name)}
        for name in types.unique()
    }
    return pd.DataFrame.from_dict(table, orient="index").reindex(types).reset_index(drop=True)


# Mindshare ------------------------------------------------------------------------------------------


def mindshare(facts: Facts, method: Method) -> pd.DataFrame:
    """Return Partner Mindshare."""
    scores = pd.DataFrame({"survey": survey_index(facts, method), "interaction": interaction_index(facts, method)})
    weights = pd.DataFrame(
        {
            "survey": _of_mindshare(facts, method, "survey_weight"),
            "interaction": _of_mindshare(facts, method, "interaction_weight"),
        }
    )
    return _combined(facts, scores, weights, method)


def _of_mindshare(facts: Facts, method: Method, value: str) -> pd.Series:
    types = facts.cells["partner_type"]
    return types.map({name: getattr(method.mindshare_of(name), value) for name in types.unique()}).astype("float64")


def interaction_index(facts: Facts, method: Method) -> pd.Series:
    """Return the mean of initiative and attention, of those that are defined."""
    lines = facts.counted["interactions"]
    named = lines[lines["initiated_by"].isin(SIDES)]
    quantity = _per_cell(facts, named, "quantity", "initiated_by").reindex(columns=SIDES, fill_value=0.0)
    rows = _per_cell(facts, named, "rows", "initiated_by").sum(axis=1).to_frame("rows")
    window = _window_months(facts, "interactions", method.windows.default)
    rolled = _rolled(facts, quantity, method.windows.default)
    begun, total = rolled["partner"], rolled.sum(axis=1)
    spoken = window["left"] & (total.round(DECIMALS) >= method.mindshare.initiative_minimum)
    heard = _has_data(facts, rows, window["left"])["rows"]
    share = (begun / total.where(spoken)) / _of_mindshare(facts, method, "initiative_share")
    rate = (3.0 * begun / window["length"]).where(heard) / _of_mindshare(facts, method, "attention_reference")
    return 100.0 * pd.DataFrame({"initiative": share, "attention": rate}).clip(upper=1.0).mean(axis=1)


def survey_index(facts: Facts, method: Method) -> pd.Series:
    """Return the survey index: each partner's raw index, drawn towards that of its peers."""
    raw = _raw_indices(facts, method)
    cells = facts.cells.merge(raw, on=CELL, how="left")
    by_type = cells.groupby(["partner_type", "month"])["raw"]
    by_month = cells.groupby("month")["raw"]
    least, k = method.mindshare.minimum_peers, method.mindshare.shrinkage
    mean = by_month.transform("mean").where(by_month.transform("count") >= least, method.mindshare.neutral)
    mean = by_type.transform("mean").where(by_type.transform("count") >= least, mean)
    return (cells["respondents"] * cells["raw"] + k * mean) / (cells["respondents"] + k)


def _raw_indices(facts: Facts, method: Method) -> pd.DataFrame:
    """Return the mean of the respondents' indices and their number, for each partner and month with an answer."""
    answers = facts.counted["surveys"]
    answers = answers.assign(
        question=answers["question"].map(method.question_word).astype("category"),
        index=_answer_index(answers, method),
        weight=answers["question"].map(lambda word: method.question(word).weight).astype("float64"),
    )
    valid = _each_month_valid(answers, method.windows.surveys, facts.months[-1])
    valid = valid[valid["index"].notna() & (valid["weight"] > 0)]
    valid = valid.assign(weighted=valid["weight"] * valid["index"])
    people = valid.groupby(["partner_id", "respondent", "month"], observed=True)[["weighted", "weight"]].sum()
    index = (people["weighted"] / people["weight"]).rename("index").reset_index()
    return index.groupby(CELL, observed=True)["index"].agg(raw="mean", respondents="size").reset_index()


def _each_month_valid(answers: pd.DataFrame, window: int, last: int) -> pd.DataFrame:
    """Return each answer once for every month in which it is the latest one to its question, within the window."""
    answers = answers.sort_values(["month", "day"], kind="stable", ignore_index=True)
    by = answers.groupby(["partner_id", "respondent", "question"], observed=True)["month"]
    until = by.shift(-1).fillna(last + 1).clip(upper=last + 1)
    months = (until - answers["month"]).clip(upper=window).astype("int64")
    repeated = answers.loc[answers.index.repeat(months)]
    return repeated.assign(month=repeated["month"] + repeated.groupby(level=0).cumcount())


def _answer_index(answers: pd.DataFrame, method: Method) -> pd.Series:
    """Return the index of each answer: a rating, a rank or a recommendation, 0 to 100."""
    known = {word: method.question(word) for word in answers["question"].unique()}
    traits = pd.DataFrame(
        {word: (one.type, one.negative, one.scale_min, one.scale_max) for word, one in known.items()},
        index=["type", "negative", "low", "high"],
    ).T
    asked = traits.reindex(answers["question"]).set_axis(answers.index)
    score = answers["score"]
    low = answers["scale_min"].fillna(asked["low"].astype("float64"))
    high = answers["scale_max"].fillna(asked["high"].astype("float64"))
    rating = 100.0 * (score - low) / (high - low)
    rating = rating.where(~asked["negative"].astype("bool"), 100.0 - rating)
    rank = 100.0 * (high - score) / (high - 1.0)
    recommendation = pd.Series(np.select([score >= 9, score >= 7], [100.0, 50.0], 0.0), index=answers.index)
    return rating.mask(asked["type"] == "rank", rank).mask(asked["type"] == "recommendation", recommendation)


# Advocacy -------------------------------------------------------------------------------------------


def advocacy(facts: Facts, method: Method) -> pd.DataFrame:
    """Return the advocacy score."""
    points, default = method.advocacy.points, method.advocacy.default_points
    lines = facts.counted["advocacy"]
    worth = lines["kind"].map(lambda word: points.get(method.kind(word), default)).astype("float64")
    lines = lines.assign(points=lines["quantity"] * worth)
    sums = facts.cells.merge(lines.groupby(CELL, observed=True)[["points", "rows"]].sum(), on=CELL, how="left")
    rolled = _rolled(facts, sums[["points", "rows"]].fillna(0.0), method.windows.advocacy)
    window = _window_months(facts, "advocacy", method.windows.advocacy)
    yearly = 12.0 * rolled["points"] / window["length"].clip(lower=method.windows.partial_advocacy)
    by_month = lines.groupby("month")["rows"].sum().reindex(facts.months, fill_value=0)
    delivered = by_month.rolling(YEAR, min_periods=1).sum() > 0
    defined = window["left"] & ((rolled["rows"] > 0) | facts.cells["month"].map(delivered))
    wanted = facts.cells["partner_type"].map(lambda name: method.advocacy_of(name).reference).astype("float64")
    value = (100.0 * (yearly / wanted).clip(upper=1.0)).where(defined)
    return facts.cells[CELL].assign(value=value, coverage=defined.astype("float64"))
