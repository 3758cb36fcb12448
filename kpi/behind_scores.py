"""The rows behind the three scores, joint campaigns and the net promoter score."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kpi.behind_parts import Behind, Case, Part, chosen, figures, listed, part_of, shown, text
from kpi.engagement import JOINT_CAMPAIGN
from kpi.language import t
from kpi.reading import DECIMALS
from kpi.survey import FEWEST_TO_NAME, PASSIVE, RECOMMENDER, answer_index
from kpi.windows import YEAR, cut_window

_INTERACTIONS, _SURVEYS, _ADVOCACY = "interactions", "surveys", "advocacy"
_BEGUN: Final = {"partner": "begun by the partner", "us": "begun by us"}


def engagement_behind(case: Case) -> Behind:
    """Return the interactions that engagement, or one of its components, counts."""
    board, method = case.board, case.board.method
    rows = _activity(case)
    component_of = {kind: one.name for one in method.components for kind in one.kinds}
    word = text(rows["kind"])
    rows = rows.assign(part=[component_of.get(method.kind(name), "") for name in word])
    rows = rows[rows["part"] == case.component] if case.component else rows[rows["part"] != ""]
    made = listed([_counted(rows, part=rows["part"], kind=text(rows["kind"]))])
    asked = [one for one in board.engagement.parts if case.component in ("", one.name)]
    parts = tuple(part_of(one.name, one.label, made) for one in asked)
    length = float(cut_window(board.programme, _INTERACTIONS, board.months).length[case.at])
    rates = {one.name: 3.0 * part.total / length for one, part in zip(asked, parts, strict=True)}
    if case.component:
        silent = np.isnan(asked[0].raw[case.at]) if asked else True
        value = np.nan if silent else rates[case.component]
    else:
        value = _composed(case, {name: _share(case, name, rate) for name, rate in rates.items()})
    return Behind(case.kpi, case.component, made, parts, value, len(made))


def mindshare_behind(case: Case) -> Behind:
    """Return the answers and the contacts that mindshare, or one of its two parts, counts."""
    asks = case.component
    answers, index, people = _opinion(case) if asks in ("", "survey") else (listed([]), np.nan, 0)
    contacts, initiative = _initiative(case) if asks in ("", "interaction") else (listed([]), np.nan)
    rows = listed([answers, contacts])
    parts: list[Part] = []
    if asks in ("", "survey"):
        parts.append(Part("survey", t("Partner survey"), len(answers), index if people else 0.0, "score"))
    if asks in ("", "interaction"):
        labels = {"partner": t("Begun by the partner"), "us": t("Begun by us")}
        parts += [part_of(side, labels[side], contacts) for side in _BEGUN]
    if asks == "survey":
        return Behind(case.kpi, asks, rows, tuple(parts), index, people)
    if asks == "interaction":
        return Behind(case.kpi, asks, rows, tuple(parts), initiative, len(contacts))
    value = _composed(case, {"survey": _shrunk(case, index, people), "interaction": initiative})
    return Behind(case.kpi, asks, rows, tuple(parts), value, people)


def advocacy_behind(case: Case) -> Behind:
    """Return the activities that the advocacy score counts, or those of one kind."""
    board, rules = case.board, case.board.method.advocacy
    window = board.method.windows.advocacy
    rows = case.existing(case.within(_ADVOCACY, window))
    rows = rows.assign(part=[board.method.kind(word) for word in text(rows["kind"])])
    if case.component:
        rows = rows[rows["part"] == case.component]
    points = [rules.points.get(kind, rules.default_points) for kind in rows["part"]]
    quantity = figures(rows["quantity"])
    made = listed([shown(rows, part=rows["part"], gave=quantity * points, kind=text(rows["kind"]), figure=quantity)])
    kinds = sorted(set(made["part"]), key=lambda kind: -float(made["gave"][made["part"] == kind].sum()))
    parts = tuple(part_of(kind, kind, made) for kind in kinds)
    length = max(float(cut_window(board.programme, _ADVOCACY, window).length[case.at]), rules_least(case))
    yearly = 12.0 * sum(part.total for part in parts) / length
    (whole,) = board.advocacy.parts
    if case.component:
        return Behind(case.kpi, case.component, made, parts, sum(part.total for part in parts), len(made))
    reference = float(whole.reference[case.at])
    missing = np.isnan(board.advocacy.value[case.at])
    value = np.nan if missing else 100.0 * min(yearly / reference, 1.0)
    return Behind(case.kpi, "", made, parts, value, len(made))


def rules_least(case: Case) -> float:
    """Return the fewest months by which advocacy is divided."""
    return float(case.board.method.windows.partial_advocacy)


def campaigns_behind(case: Case) -> Behind:
    """Return the joint campaigns."""
    rows = _activity(case)
    rows = chosen(rows, [case.board.method.kind(word) == JOINT_CAMPAIGN for word in text(rows["kind"])])
    made = listed([_counted(rows, part=JOINT_CAMPAIGN, kind=text(rows["kind"]))])
    part = part_of(JOINT_CAMPAIGN, t("Joint campaigns"), made)
    return Behind(case.kpi, "", made, (part,), part.total, len(made))


def nps_behind(case: Case) -> Behind:
    """Return each respondent's latest answer to the question for a recommendation."""
    method = case.board.method
    rows = _answers(case, YEAR)
    rows = chosen(rows, [method.question(word).type == "recommendation" for word in rows["question"]])
    rows = rows.drop_duplicates("who", keep="last")
    score = rows["score"].astype("float64").round(DECIMALS)
    part = np.select([score >= RECOMMENDER, score < PASSIVE], ["recommenders", "critics"], "others")
    made = listed([_answered(rows, part=pd.Series(part, index=rows.index, dtype="object"), gave=1.0)])
    labels = {"recommenders": t("Recommenders, 9 or 10"), "critics": t("Critics, 0 to 6"), "others": t("Others")}
    parts = tuple(part_of(name, label, made) for name, label in labels.items())
    value = 100.0 * (parts[0].total - parts[1].total) / len(made) if len(made) else np.nan
    return Behind(case.kpi, "", made, parts, value, len(made))


def _activity(case: Case) -> pd.DataFrame:
    return case.existing(case.within(_INTERACTIONS, case.board.months))


def _counted(rows: pd.DataFrame, *, part: pd.Series | str, kind: pd.Series) -> pd.DataFrame:
    quantity = figures(rows["quantity"])
    sides = {"partner": t("begun by the partner"), "us": t("begun by us")}
    begun = text(rows["initiated_by"]).map(sides).fillna("")
    return shown(rows, part=part, gave=quantity, kind=kind, figure=quantity, detail=begun)


def _share(case: Case, component: str, rate: float) -> float:
    """Return the score of a component from its rate; missing where the board has no data for it."""
    (part,) = [one for one in case.board.engagement.parts if one.name == component]
    if np.isnan(part.score[case.at]):
        return float("nan")
    return 100.0 * min(rate / float(part.reference[case.at]), 1.0)


def _composed(case: Case, scores: dict[str, float]) -> float:
    """Return the weighted mean of part scores; missing where the score is."""
    composite = case.board.composite(case.kpi)
    assert composite is not None
    if np.isnan(composite.value[case.at]):
        return float("nan")
    weights = {part.name: float(part.weight[case.row]) for part in composite.parts}
    held = {name: score for name, score in scores.items() if not np.isnan(score)}
    total = sum(weights[name] for name in held)
    return sum(weights[name] * score for name, score in held.items()) / total if total else float("nan")


def _answers(case: Case, window: int) -> pd.DataFrame:
    """Return the answers in a window with `who` gave them, from old to new as they replace each other.

    Where a partner has too few respondents to hide among, `named` does not tell them apart.
    """
    rows = case.existing(case.within(_SURVEYS, window))
    person, response = text(rows["respondent"]), text(rows["response_id"])
    who = ("person:" + person).where(person != "", ("response:" + response).where(response != "", ""))
    # Whoever is named by nothing is nobody else.
    alone = "row:" + rows["import_id"].astype("str") + ":" + rows["_line"].astype("str")
    rows = rows.assign(who=who.where(who != "", alone), question=text(rows["question"]), named=person)
    if rows["who"].nunique() < FEWEST_TO_NAME:
        rows = rows.assign(named=t("A respondent"))
    return rows.sort_values(["date", "question", "import_id", "_line"], kind="stable")


def _answered(rows: pd.DataFrame, *, part: pd.Series | str, gave: pd.Series | float) -> pd.DataFrame:
    return shown(
        rows,
        part=part,
        gave=gave,
        kind=rows["question"],
        figure=rows["score"].astype("float64"),
        detail=rows["named"].astype("str"),
    )


def _opinion(case: Case) -> tuple[pd.DataFrame, float, int]:
    """Return the answers that count with the points that each gives, their raw index, and the respondents."""
    board, method = case.board, case.board.method
    rows = _answers(case, method.windows.surveys)
    rows = rows.assign(asked=[method.question_word(word) for word in rows["question"]])
    rows = rows.drop_duplicates(["who", "asked"], keep="last")
    weight = np.array([method.question(word).weight for word in rows["question"]], dtype="float64")
    index = answer_index(rows, method) if len(rows) else np.empty(0)
    usable = ~np.isnan(index) & (weight > 0) & bool(board.programme.exists[case.at])
    rows = rows[usable].assign(weight=weight[usable], index=index[usable])
    people = int(rows["who"].nunique())
    if not people:
        return listed([]), float("nan"), 0
    whole = rows.groupby("who", observed=True, sort=True)["weight"].transform("sum")
    gave = rows["weight"] * rows["index"] / whole / people
    return listed([_answered(rows, part="survey", gave=gave)]), float(gave.sum()), people


def _shrunk(case: Case, index: float, people: int) -> float:
    """Return a survey index drawn towards the mean of comparable partners."""
    if not people:
        return float("nan")
    mean, k = float(case.board.mindshare.survey.peer_mean[case.at]), case.board.method.mindshare.shrinkage
    return (people * index + k * mean) / (people + k)


def _initiative(case: Case) -> tuple[pd.DataFrame, float]:
    """Return the contacts that name who began, and the interaction index that they make."""
    board, rules = case.board, case.board.method.mindshare_of(case.partner_type)
    rows = _activity(case)
    side = text(rows["initiated_by"])
    rows, side = rows[side.isin(list(_BEGUN))], side[side.isin(list(_BEGUN))]
    made = listed([_counted(rows, part=side, kind=text(rows["kind"]))])
    begun = float(made["gave"][made["part"] == "partner"].sum())
    named = float(made["gave"].sum())
    held = board.mindshare.interaction
    length = float(cut_window(board.programme, _INTERACTIONS, board.months).length[case.at])
    found = []
    if not np.isnan(held.initiative[case.at]):
        found.append(100.0 * min(begun / named / rules.initiative_share, 1.0) if named else np.nan)
    if not np.isnan(held.attention[case.at]):
        found.append(100.0 * min(3.0 * begun / length / rules.attention_reference, 1.0))
    return made, float(np.mean(found)) if found else float("nan")
