"""Path to the next band: the smallest sets of extra activity that would have lifted a score there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kpi.board import Board
from kpi.language import raised, t
from kpi.method import Bands
from kpi.partner import band_of
from kpi.path_search import Counts, Reaches, cheapest_sets
from kpi.programme import Floats
from kpi.reading import BAND_NAMES, DECIMALS, ratio
from kpi.windows import cut_window, trailing
from kpi.wording import tenths

MOST_EXTRA: Final = 1000
"""Extra activities of one kind that are tried; nobody is advised to do more."""

_EXTRA: Final = np.arange(MOST_EXTRA + 1, dtype="float64")
_SURVEY, _INTERACTION = 0, 1

_At = tuple[int, int]


@dataclass(frozen=True)
class Step:
    """Extra activity of one kind.

    Parameters
    ----------
    component, label
        Identifier and name.
    extra
        How many more within the window [unit].
    unit
        What is counted, in words.
    points
        What they add to the score; the points of a path add up to its gain.
    """

    component: str
    label: str
    extra: int
    unit: str
    points: float


@dataclass(frozen=True)
class Path:
    """Extra activity that lifts a score into the next band, of which nothing can be left out.

    Parameters
    ----------
    steps
        What to do more of.
    cost
        Number of extra activities.
    score
        The score with them, 0 to 100.
    band
        The band that it is in then.
    """

    steps: tuple[Step, ...]
    cost: int
    score: float
    band: str


@dataclass(frozen=True)
class _Lever:
    """One kind of activity; `gains` are the points that 0, 1, 2, … more of it add to the score."""

    component: str
    label: str
    unit: str
    gains: tuple[float, ...]


def paths_to_next_band(board: Board, kpi: str, *, label: str, column: int, most: int = 3) -> list[Path]:
    """Return the smallest sets of extra activity that would lift a score into the next band.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id.
    label
        Partner id.
    column
        Column of the month.
    most
        How many paths to return.

    Returns
    -------
    list
        Fewest activities first, of equals the fewest components, then the higher score. Empty when the score is
        missing or strong, is not made of activity, or no amount of it is enough; `path_note` says which.

    Raises
    ------
    kpi.board.UnknownKpi, kpi.board.GroupsOnly
        When there is no such KPI, or only groups have it.
    KeyError
        When there is no such partner.

    Notes
    -----
    For every set of components the path with the fewest activities is sought, each component of the set taking
    part with at least one and none superfluous: without any one of them the band is missed. The search is exact.

    What is added stands in the window of the score, in months that count already, so that its length stays. Weights
    and components stay as they are too: a component that has no data is not brought to life. Engagement gains
    3 / months of a rate per quarter with each activity, up to the reference; advocacy the points of the kind;
    mindshare moves with contacts that the partner begins. What people answer in a survey is no activity.
    """
    at, composite = (board.reading(kpi).row(label), column), board.composite(kpi)
    if composite is None or not _next_band(board, kpi, at):
        return []
    value, bands = float(composite.value[at]), board.method.bands_of(kpi)
    reaches = _reacher(value, bands)
    levers = [shorter for one in _levers(board, kpi, at) if (shorter := _cut(one, reaches))]
    found = cheapest_sets([lever.gains for lever in levers], reaches, most=most)
    made = [_path(levers, counts, value, bands) for counts in found]
    return sorted(made, key=lambda path: (path.cost, len(path.steps), -path.score))[:most]


def path_note(board: Board, kpi: str, *, label: str, column: int) -> str:
    """Return in words what the paths of a score leave open.

    Parameters
    ----------
    board, kpi, label, column
        As in `paths_to_next_band`.

    Returns
    -------
    str
        Why there is no path, or what other than activity would lift the score; empty when nothing is to be said.
    """
    at, composite = (board.reading(kpi).row(label), column), board.composite(kpi)
    if composite is None:
        return t("This figure is not made of activities that could be added.")
    if np.isnan(composite.value[at]):
        return t("There is no score, so there is no next band.")
    band = _next_band(board, kpi, at)
    if not band:
        return t("The score is strong already.")
    found = paths_to_next_band(board, kpi, label=label, column=column, most=1)
    said = [] if found else [t("No extra activity alone would make the score {band}.", band=t(band))]
    if kpi == "mindshare_score":
        said.append(_survey_note(survey_index_needed(board, label=label, column=column), board, at, band))
    return " ".join(said)


def survey_index_needed(board: Board, *, label: str, column: int) -> float | None:
    """Return the survey index that would lift mindshare to the next band's edge, all else as it is.

    Parameters
    ----------
    board, label, column
        As in `paths_to_next_band`.

    Returns
    -------
    float or None
        0 to 100; a score is moderate with it, and strong with anything above it. None when the score is missing or
        strong, or no index is enough.
    """
    composite, at = board.mindshare.composite, (board.reading("mindshare_score").row(label), column)
    share = composite.effective_weights(at)[_SURVEY]
    if not _next_band(board, "mindshare_score", at) or share == 0:
        return None
    value, now = float(composite.value[at]), float(composite.parts[_SURVEY].score[at])
    bands = board.method.bands_of("mindshare_score")
    edge = bands.moderate if band_of(value, bands) == "low" else bands.strong
    enough = _reacher(value, bands)(float(share * (100.0 - now)))
    return now + (edge - value) / float(share) if enough else None


def _next_band(board: Board, kpi: str, at: _At) -> str:
    """Return the band above a score's; empty when there is none."""
    code = int(board.reading(kpi).band_codes[at])
    return BAND_NAMES[code + 1] if 0 < code < len(BAND_NAMES) - 1 else ""


def _reacher(value: float, bands: Bands) -> Reaches:
    """Return the test whether so many points lift a score, which ends at 100, into a higher band."""
    now = BAND_NAMES.index(band_of(value, bands))
    return lambda points: BAND_NAMES.index(band_of(min(value + points, 100.0), bands)) > now


def _survey_note(needed: float | None, board: Board, at: _At, band: str) -> str:
    if needed is None:
        return t("No survey index would be enough by itself.")
    values = {"needed": tenths(needed), "now": tenths(float(board.mindshare.survey.index[at])), "band": t(band)}
    if band == BAND_NAMES[-1]:
        return t(
            "A survey index above {needed} (now {now}) would make it {band} by itself: that is what people think, "
            "not an activity to plan.",
            **values,
        )
    return t(
        "A survey index of {needed} (now {now}) would make it {band} by itself: that is what people think, not an "
        "activity to plan.",
        **values,
    )


def _levers(board: Board, kpi: str, at: _At) -> list[_Lever]:
    if kpi == "engagement_score":
        return _engagement_levers(board, at)
    return _mindshare_levers(board, at) if kpi == "mindshare_score" else _advocacy_levers(board, at)


def _engagement_levers(board: Board, at: _At) -> list[_Lever]:
    """Return one lever per component with data: each activity adds 3 / months to its rate per quarter."""
    composite = board.engagement
    added = 3.0 * _EXTRA / cut_window(board.programme, "interactions", board.months).length[at]
    shares = composite.effective_weights(at)
    return [
        _Lever(part.name, part.label, "activities", _gains(share, (part.raw[at] + added) / part.reference[at]))
        for part, share in zip(composite.parts, shares, strict=True)
        if share > 0
    ]


def _advocacy_levers(board: Board, at: _At) -> list[_Lever]:
    """Return one lever per number of points that an activity can be worth: each adds 12 points / months a year."""
    (part,), method = board.advocacy.parts, board.method
    length = cut_window(board.programme, "advocacy", method.windows.advocacy).length[at]
    yearly = 12.0 * _EXTRA / max(length, method.windows.partial_advocacy)
    rules = method.advocacy_of(str(board.programme.partners["partner_type"].iloc[at[0]]))
    special = {kind: points for kind, points in rules.points.items() if points != rules.default_points}
    kinds = {
        points: [kind for kind, other in special.items() if other == points]
        for points in {rules.default_points, *special.values()}
    }
    return [
        _Lever(
            component="_or_".join(names) or part.name,
            label=raised(" or ".join(names).replace("_", " ")) or part.label,
            unit="activities",
            gains=_gains(1.0, (part.raw[at] + points * yearly) / part.reference[at]),
        )
        for points, names in sorted(kinds.items())
        if points > 0
    ]


def _mindshare_levers(board: Board, at: _At) -> list[_Lever]:
    """Return the one lever of mindshare, contacts begun by the partner, when such contacts have data."""
    part, index = board.mindshare.composite.parts[_INTERACTION], board.mindshare.interaction
    share = board.mindshare.composite.effective_weights(at)[_INTERACTION]
    if share == 0 or np.isnan(index.attention[at]):
        return []
    rules = board.method.mindshare_of(str(board.programme.partners["partner_type"].iloc[at[0]]))
    begun, named = (_contacts(board, sides, at) + _EXTRA for sides in (("partner",), ("partner", "us")))
    length = cut_window(board.programme, "interactions", board.months).length[at]
    attention = np.minimum(3.0 * begun / length / rules.attention_reference, 1.0)
    initiative = np.minimum(ratio(begun, named) / rules.initiative_share, 1.0)
    spoken = np.round(named, DECIMALS) >= rules.initiative_minimum
    grown = np.where(spoken, (attention + initiative) / 2.0, attention)
    return [_Lever(part.name, part.label, t("contacts begun by the partner"), _gains(share, grown))]


def _contacts(board: Board, sides: Sequence[str], at: _At) -> float:
    """Return the interactions in the window that were begun by some sides."""
    lines, shape = board.programme.lines["interactions"], board.programme.shape
    begun = [lines.grid_where("quantity", shape, initiated_by=side) for side in sides]
    partner, column = at
    return float(sum(trailing(grid[partner], board.months)[column] for grid in begun))


def _gains(share: float, reached: Floats) -> tuple[float, ...]:
    """Return the points gained with 0, 1, 2, … activities from the share of the reference that they reach."""
    scores = 100.0 * np.minimum(reached, 1.0)
    return tuple((share * (scores - scores[0])).tolist())


def _cut(lever: _Lever, reaches: Reaches) -> _Lever | None:
    """Return a lever without what is never needed: beyond the most it can give, or what is enough by itself."""
    most = lever.gains.index(max(lever.gains))
    enough = next((count for count in range(1, most + 1) if reaches(lever.gains[count])), most)
    return replace(lever, gains=lever.gains[: enough + 1]) if enough else None


def _path(levers: Sequence[_Lever], counts: Counts, value: float, bands: Bands) -> Path:
    gains = [lever.gains[count] for lever, count in zip(levers, counts, strict=True)]
    score = min(value + sum(gains), 100.0)
    fitted = (score - value) / sum(gains)
    steps = tuple(
        Step(lever.component, lever.label, count, lever.unit, gain * fitted)
        for lever, count, gain in zip(levers, counts, gains, strict=True)
        if count
    )
    return Path(steps, sum(counts), score, band_of(score, bands))
