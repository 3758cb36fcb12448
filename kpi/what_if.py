"""What if: every headline score of one month under another method, beside what it is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kpi.board import Board
from kpi.catalogue import HEADLINE
from kpi.method import Method
from kpi.periods import month_text
from kpi.programme import Flags, Floats, Ints
from kpi.reading import BAND_NAMES, DECIMALS


@dataclass(frozen=True)
class Moved:
    """One score of one partner, before and after; None where missing, and the names of its bands."""

    before: float | None
    after: float | None
    band_before: str
    band_after: str

    @property
    def change(self) -> float | None:
        """Points gained, None when either is missing."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def crosses(self) -> bool:
        """Whether the band is another."""
        return self.band_before != self.band_after


@dataclass(frozen=True)
class PartnerEffect:
    """The scores of one partner, in the order of `WhatIf.kpis`."""

    partner_id: str
    name: str
    partner_type: str
    scores: tuple[Moved, ...]


@dataclass(frozen=True)
class Effect:
    """One score of the whole programme, before and after.

    Parameters
    ----------
    kpi
        Catalogue id.
    mean_before, mean_after
        Mean over the partners that have one; None when nobody has.
    counts_before, counts_after
        Band -> partners.
    moves
        (band before, band after, partners) of those whose band changes, most partners first.
    """

    kpi: str
    mean_before: float | None
    mean_after: float | None
    counts_before: Mapping[str, int]
    counts_after: Mapping[str, int]
    moves: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, eq=False)
class WhatIf:
    """The scores of one month under two methods.

    Parameters
    ----------
    kpis
        Catalogue ids, the first axis of the arrays.
    month
        Ordinal of the month.
    labels, names, types
        Id, name and type of each partner that exists then, the second axis.
    before, after
        Scores, KPI × partner; missing where not defined.
    bands_before, bands_after
        Their bands, as places in `kpi.reading.BAND_NAMES`.
    """

    kpis: tuple[str, ...]
    month: int
    labels: tuple[str, ...]
    names: tuple[str, ...]
    types: tuple[str, ...]
    before: Floats
    after: Floats
    bands_before: Ints
    bands_after: Ints

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What becomes of each score."""
        return tuple(self._effect(at) for at in range(len(self.kpis)))

    @property
    def changed(self) -> int:
        """Number of partners with any score that is another."""
        return int((self._sizes > 0).sum())

    @property
    def crossing(self) -> int:
        """Number of partners whose band changes in any score."""
        return len(self._crossing)

    def partners(self, *, most: int, start: int = 0) -> list[PartnerEffect]:
        """Return partners, those whose score changes most first."""
        return [self._partner(at) for at in self._order[start : start + most].tolist()]

    def crossers(self, *, most: int, start: int = 0) -> list[PartnerEffect]:
        """Return the partners whose band changes, those whose score changes most first."""
        return [self._partner(at) for at in self._crossing[start : start + most].tolist()]

    def table(self) -> pd.DataFrame:
        """Return every partner as a row.

        Returns
        -------
        pd.DataFrame
            partner_id, name, partner_type, month, and of each KPI its score (unrounded) and band before and after;
            sorted as `partners`.
        """
        order = self._order
        names = np.array(BAND_NAMES, dtype=object)
        columns: dict[str, object] = {
            "partner_id": np.array(self.labels, dtype=object)[order],
            "name": np.array(self.names, dtype=object)[order],
            "partner_type": np.array(self.types, dtype=object)[order],
            "month": month_text(self.month),
        }
        for at, kpi in enumerate(self.kpis):
            columns[f"{kpi}_before"] = self.before[at, order]
            columns[f"{kpi}_after"] = self.after[at, order]
            columns[f"{kpi}_band_before"] = names[self.bands_before[at, order]]
            columns[f"{kpi}_band_after"] = names[self.bands_after[at, order]]
        return pd.DataFrame(columns)

    @cached_property
    def _sizes(self) -> Floats:
        """Largest change of any score of each partner; infinite for a score that appears or vanishes."""
        if not self.labels:
            return np.zeros(0)
        moved = np.round(np.abs(self.after - self.before), DECIMALS)
        appears = np.isnan(self.before) != np.isnan(self.after)
        sizes: Floats = np.where(appears, np.inf, np.nan_to_num(moved)).max(axis=0)
        return sizes

    @cached_property
    def _order(self) -> Ints:
        # Of those that change alike, who changes band comes first.
        return np.lexsort((~self._crosses, -self._sizes))

    @cached_property
    def _crosses(self) -> Flags:
        crosses: Flags = (self.bands_before != self.bands_after).any(axis=0)
        return crosses

    @cached_property
    def _crossing(self) -> Ints:
        return self._order[self._crosses[self._order]]

    def _effect(self, at: int) -> Effect:
        before, after = self.bands_before[at], self.bands_after[at]
        pairs = Counter(zip(before.tolist(), after.tolist(), strict=True))
        moves = [(BAND_NAMES[one], BAND_NAMES[two], count) for (one, two), count in pairs.items() if one != two]
        return Effect(
            kpi=self.kpis[at],
            mean_before=_mean(self.before[at]),
            mean_after=_mean(self.after[at]),
            counts_before=_counts(before),
            counts_after=_counts(after),
            moves=tuple(sorted(moves, key=lambda move: (-move[2], move[:2]))),
        )

    def _partner(self, at: int) -> PartnerEffect:
        return PartnerEffect(
            partner_id=self.labels[at],
            name=self.names[at],
            partner_type=self.types[at],
            scores=tuple(
                Moved(
                    before=_known(self.before[kpi, at]),
                    after=_known(self.after[kpi, at]),
                    band_before=BAND_NAMES[self.bands_before[kpi, at]],
                    band_after=BAND_NAMES[self.bands_after[kpi, at]],
                )
                for kpi in range(len(self.kpis))
            ),
        )


def what_if(board: Board, method: Method, *, column: int, kpis: Sequence[str] = HEADLINE) -> WhatIf:
    """Return the scores of a month as they are, and as they would be under another method.

    Parameters
    ----------
    board
        The scores as they are.
    method
        The other method. Nothing of what is computed for it stays in the memory of the programme.
    column
        Column of the month.
    kpis
        Scores with bands.

    Returns
    -------
    WhatIf
        Of the partners that exist in the month.
    """
    programme = board.programme
    chosen = np.flatnonzero(programme.exists[:, column])
    other = Board(programme.apart(), method, board.window)
    before, after = ([one.reading(kpi) for kpi in kpis] for one in (board, other))
    partners = programme.partners
    return WhatIf(
        kpis=tuple(kpis),
        month=programme.calendar.first + column,
        labels=tuple(partners.index[chosen].astype("object").tolist()),
        names=tuple(partners["name"].to_numpy(dtype=object)[chosen].tolist()),
        types=tuple(partners["partner_type"].to_numpy(dtype=object)[chosen].tolist()),
        before=np.array([one.value[chosen, column] for one in before]),
        after=np.array([one.value[chosen, column] for one in after]),
        bands_before=np.array([one.band_codes[chosen, column] for one in before]),
        bands_after=np.array([one.band_codes[chosen, column] for one in after]),
    )


def _mean(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def _counts(codes: Ints) -> dict[str, int]:
    return dict(zip(BAND_NAMES, np.bincount(codes, minlength=len(BAND_NAMES)).tolist(), strict=True))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
