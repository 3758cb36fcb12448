"""Calibration: references of the engagement score proposed from what partners did in a baseline period.

A proposal is shown with its effect and written as the text of a new method. Nothing here applies it: a reference
never moves by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from kpi.board import Board
from kpi.calibrate_text import with_references
from kpi.composite import Part
from kpi.method import Method, parse_method
from kpi.periods import month_text
from kpi.programme import Flags, Floats, Programme
from kpi.reading import BAND_NAMES
from kpi.windows import QUARTER, trailing

KPI: Final = "engagement_score"
TABLE: Final = "interactions"

PERCENTILE: Final = 80.0
"""Share of windows [%] that stay at or below the proposed reference."""

MINIMUM_PARTNERS: Final = 5
"""Partners of a type needed to propose a reference for it."""

ALL: Final = "*"
"""Stands for all partner types in `Calibration.effect`."""

_DECIMALS: Final = 9
_SUFFIX: Final = re.compile(r", calibrated \d{4}-\d{2}\.\.\d{4}-\d{2}$")


@dataclass(frozen=True)
class Calibration:
    """Proposed references, and what they would change.

    Parameters
    ----------
    version
        Of the method that was calibrated.
    label
        Of the method that is proposed.
    first, last
        The baseline period, as months (``2025-01``), both included.
    percentile
        Share of windows [%] at or below a proposed reference.
    references
        partner_type, component, label, old, new, partners, windows, note: one row for each type of the programme
        and component. `windows` counts the partner-months behind the proposal and `partners` whose they are.
        Where the old reference stays, `new` repeats it and `note` says why; elsewhere `note` is empty.
    effect
        partner_type (``*`` for all), band, before, after: partners in each band of the engagement score at the
        last complete month, under the method as it is and as proposed.
    moves
        partner_id, name, partner_type, score_before, score_after, band_before, band_after: the partners whose
        band would change at that month.
    """

    version: str
    label: str
    first: str
    last: str
    percentile: float
    references: pd.DataFrame
    effect: pd.DataFrame
    moves: pd.DataFrame

    @property
    def proposed(self) -> pd.DataFrame:
        """The rows of `references` with a reference from the baseline."""
        return self.references[self.references["note"] == ""]

    def method_text(self, text: str) -> str:
        """Return the proposed method: a method file with the references and the label changed.

        Comments, order and every other entry stay as they are. References of partner types that the file does
        not name yet are added at its end.

        Parameters
        ----------
        text
            The file of the method that was calibrated.

        Raises
        ------
        ValueError
            When the text is another method.
        MethodError
            When the text is no method.
        """
        method = parse_method(text)
        if method.version != self.version:
            raise ValueError(f"the text is the method {method.version}; calibrated was {self.version}")
        above = f"# References from {self.first} to {self.last}: percentile {self.percentile:g} of three months."
        return with_references(text, _references(self.proposed), label=self.label, above=above)


def calibrate(board: Board, *, first: int, last: int, percentile: float = PERCENTILE) -> Calibration:
    """Propose references of the engagement components for each partner type.

    Parameters
    ----------
    board
        The programme and the method to start from.
    first, last
        The baseline period: columns of the calendar, both included.
    percentile
        Share of windows [%] that stay at or below the reference; higher asks more of everyone.

    Returns
    -------
    Calibration
        The proposal and its effect; nothing is changed.

    Raises
    ------
    ValueError
        When the period lies outside the calendar, holds fewer than three complete months, or the percentile is
        not above 0 and at most 100.

    Notes
    -----
    The proposed reference is the percentile, over partners of the type and months m of the period, of the rate
    per quarter in the window m−2..m. A window counts when all of its three months lie in the period, are
    complete, lie in the span of the interactions and in the existence of the partner, and the component has data
    at m (`kpi.evidence.has_data`): a window cut short would be a rate of fewer months, and a silent source is not
    inactivity. A partner that was silent while its peers were heard counts with 0. So a rate is the plain
    quantity of the three months.

    The percentile interpolates linearly between the two nearest of the n sorted rates: it is their value at
    place 1 + (n − 1)·p/100 (Hyndman and Fan's type 7, the default of numpy).

    The old reference stays for types with fewer than 5 partners with such windows, and where the result is 0.

    References
    ----------
    R. J. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, The American Statistician 50(4), 1996.
    """
    programme, method = board.programme, board.method
    _check(programme, first, last, percentile)
    # The references are rates per quarter, so the window is 3 whatever the board's own is.
    parts = Board(programme, method, QUARTER).engagement.parts
    whole = _whole_windows(programme, first, last)
    codes, types = programme.partner_types
    rows = [
        _proposal(name, part, codes == code, whole, method, percentile)
        for code, name in enumerate(types)
        for part in parts
    ]
    references = pd.DataFrame(rows)
    after = Board(programme, _changed(method, references), board.window)
    period = [month_text(programme.calendar.first + at) for at in (first, last)]
    return Calibration(
        version=method.version,
        label=f"{_SUFFIX.sub('', method.label)}, calibrated {period[0]}..{period[1]}",
        first=period[0],
        last=period[1],
        percentile=percentile,
        references=references,
        effect=_effect(board, after),
        moves=_moves(board, after),
    )


def _check(programme: Programme, first: int, last: int, percentile: float) -> None:
    if not 0 <= first <= last < programme.shape[1]:
        raise ValueError("the baseline period lies outside the data, or ends before it begins")
    if int((programme.calendar.lengths[first : last + 1] == 1).sum()) < QUARTER:
        raise ValueError(f"the baseline period holds fewer than {QUARTER} complete months; choose a longer one")
    if not 0 < percentile <= 100:
        raise ValueError(f"the percentile is {percentile:g}; it must be above 0 and at most 100")


def _whole_windows(programme: Programme, first: int, last: int) -> Flags:
    """Return, partner × month, where a window of three months counts from its first day to its last."""
    months = programme.in_span(TABLE) & (programme.calendar.lengths == 1)
    months[:first] = False
    months[last + 1 :] = False
    held = trailing((programme.exists & months).astype("float64"), QUARTER)
    whole: Flags = held == QUARTER
    return whole


def _proposal(
    partner_type: str, part: Part, of_type: Flags, whole: Flags, method: Method, percentile: float
) -> dict[str, Any]:
    counted = whole & ~np.isnan(part.raw) & of_type[:, None]
    partners = int(counted.any(axis=1).sum())
    old = next(one.reference for one in method.components_of(partner_type) if one.name == part.name)
    new, note = old, f"fewer than {MINIMUM_PARTNERS} partners"
    if partners >= MINIMUM_PARTNERS:
        found = round(float(np.percentile(part.raw[counted], percentile)), _DECIMALS)
        new, note = (found, "") if found > 0 else (old, "no activity at this percentile")
    return {
        "partner_type": partner_type,
        "component": part.name,
        "label": part.label,
        "old": old,
        "new": new,
        "partners": partners,
        "windows": int(counted.sum()),
        "note": note,
    }


def _changed(method: Method, references: pd.DataFrame) -> Method:
    """Return a method with references as proposed, only to compute with: it has no version of its own."""
    found = _references(references)
    of_types = {
        name: tuple(replace(one, reference=found[name, one.name]) for one in method.components_of(name))
        for name in dict.fromkeys(partner_type for partner_type, _ in found)
    }
    return replace(method, digest="", type_components=of_types)


def _references(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return (partner type, component) -> proposed reference."""
    columns = (table[name].tolist() for name in ("partner_type", "component", "new"))
    return {(str(name), str(component)): float(new) for name, component, new in zip(*columns, strict=True)}


def _at_last_complete(board: Board) -> tuple[Floats, np.ndarray, Flags]:
    """Return score, code of the band and existence of every partner at the last complete month."""
    calendar, reading = board.programme.calendar, board.reading(KPI)
    column = calendar.last_complete - calendar.first
    return reading.value[:, column], reading.band_codes[:, column], board.programme.exists[:, column]


def _effect(before: Board, after: Board) -> pd.DataFrame:
    codes, types = before.programme.partner_types
    _, old, exists = _at_last_complete(before)
    _, new, _ = _at_last_complete(after)
    groups = {ALL: exists, **{name: exists & (codes == code) for code, name in enumerate(types)}}
    rows = [
        (name, band, int((old[chosen] == at).sum()), int((new[chosen] == at).sum()))
        for name, chosen in groups.items()
        for at, band in reversed(list(enumerate(BAND_NAMES)))
    ]
    return pd.DataFrame(rows, columns=["partner_type", "band", "before", "after"])


def _moves(before: Board, after: Board) -> pd.DataFrame:
    partners = before.programme.partners
    old_score, old, exists = _at_last_complete(before)
    new_score, new, _ = _at_last_complete(after)
    moved = np.flatnonzero(exists & (old != new))
    return pd.DataFrame(
        {
            "partner_id": partners.index[moved].astype("str"),
            "name": partners["name"].to_numpy()[moved],
            "partner_type": partners["partner_type"].to_numpy()[moved],
            "score_before": old_score[moved],
            "score_after": new_score[moved],
            "band_before": [BAND_NAMES[code] for code in old[moved]],
            "band_after": [BAND_NAMES[code] for code in new[moved]],
        }
    )
