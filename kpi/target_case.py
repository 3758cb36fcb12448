"""One target and what is known of it: whom it is for, the KPI's past, its pace and its chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from kpi.board import Board
from kpi.catalogue import Kpi, Scope
from kpi.chance import Chance, Outlook
from kpi.language import lowered, t
from kpi.pace import Pace, pace
from kpi.periods import month_end, month_ordinal
from kpi.programme import Floats
from kpi.reading import Groups, Reading, everyone
from kpi.schema import type_plural
from kpi.targets import Target
from kpi.wording import Writer, writer


@dataclass(frozen=True)
class Case:
    """A target of a board on the day of an outlook."""

    outlook: Outlook
    target: Target

    @property
    def board(self) -> Board:
        """The scores."""
        return self.outlook.board

    @property
    def kpi(self) -> Kpi | None:
        """Row of the catalogue; None when there is no such KPI."""
        return self.board.catalogue.get(self.target.kpi)

    @cached_property
    def partner_type(self) -> str:
        """Type of the partner or group; empty for everybody, and for a partner that is not known."""
        if not self.target.partner_id:
            return self.target.partner_type
        return self._about.get(self.target.partner_id, ("", ""))[0]

    @cached_property
    def who(self) -> str:
        """Whom the target is for, in words."""
        if self.target.partner_id:
            return self._about.get(self.target.partner_id, ("", ""))[1] or self.target.partner_id
        return lowered(type_plural(self.partner_type)) if self.partner_type else t("all partners")

    @property
    def _about(self) -> dict[str, tuple[str, str]]:
        """Type and name of each partner; where there are thousands of targets, a frame takes too long to ask."""
        programme = self.board.programme

        def make() -> dict[str, tuple[str, str]]:
            partners = programme.partners
            about = zip(partners["partner_type"].tolist(), partners["name"].tolist(), strict=True)
            return dict(zip(partners.index.tolist(), about, strict=True))

        return programme.memory.get("type and name", make)

    @cached_property
    def groups(self) -> Groups | None:
        """The one group that the target is for; None for a partner."""
        if self.target.partner_id:
            return None
        programme = self.board.programme
        kinds = programme.partners["partner_type"].to_numpy()
        return everyone(programme, chosen=np.asarray(kinds == self.partner_type) if self.partner_type else None)

    @cached_property
    def flaw(self) -> str:
        """Why the target names nothing that could be looked up; empty when it does."""
        if self.kpi is None:
            return t("There is no KPI {kpi}.", kpi=repr(self.target.kpi))
        if self.target.partner_id and not self.partner_type:
            return t("There is no partner {partner}.", partner=repr(self.target.partner_id))
        if self.target.partner_id and self.kpi.scope is Scope.GROUPS:
            return t("{kpi} is defined for groups, not for one partner.", kpi=self.kpi.name)
        if self.partner_type and not self.kpi.applies_to(self.partner_type):
            types = lowered(type_plural(self.partner_type))
            return t("{kpi} does not apply to {types}.", kpi=self.kpi.name, types=types)
        return (
            ""
            if self.groups is None or (self.groups.codes >= 0).any()
            else t("There are no {partners}.", partners=self.who)
        )

    @cached_property
    def reading(self) -> Reading | None:
        """The KPI of every partner, or of the group; None with a flaw."""
        return None if self.flaw else self.board.reading(self.target.kpi, self.groups)

    @cached_property
    def values(self) -> Floats:
        """The KPI of whom the target is for, month by month until now; empty with a flaw."""
        if self.reading is None:
            return np.zeros(0)
        row = self.reading.row(self.target.partner_id) if self.target.partner_id else 0
        return self.reading.value[row, : self.outlook.column + 1]

    @cached_property
    def now(self) -> int:
        """Ordinal of the month of the last value."""
        return self.board.programme.calendar.first + self.outlook.column

    @cached_property
    def today(self) -> date:
        """The day up to which rows are known, or the end of a month before."""
        calendar = self.board.programme.calendar
        return calendar.as_of if self.now >= calendar.last_complete else month_end(self.now)

    @property
    def due(self) -> bool:
        """Whether the day has come."""
        return self.target.due <= self.today

    @cached_property
    def pace(self) -> Pace | None:
        """How the KPI moves towards the target; None with a flaw."""
        if self.kpi is None or self.flaw:
            return None
        return pace(
            self.kpi,
            self.values,
            self.target.value,
            months_left=0 if self.due else month_ordinal(self.target.due) - self.now,
            baseline=self.target.baseline,
            filling=self.outlook.window(self.kpi.id, label=self.target.partner_id, groups=self.groups) - 1,
        )

    @cached_property
    def chance(self) -> Chance:
        """How likely the KPI is at the target when it is due."""
        if self.kpi is None or self.flaw:
            return Chance(None, t("There is nothing to forecast."))
        if self.due:
            return Chance(None, t("The day has come."))
        return self.outlook.chance(
            self.kpi,
            self.values,
            self.target.value,
            due=month_ordinal(self.target.due),
            label=self.target.partner_id,
            groups=self.groups,
        )

    @cached_property
    def write(self) -> Writer | None:
        """How the KPI's numbers are written; None without a KPI."""
        if self.kpi is None:
            return None
        bands = self.board.method.bands_of(self.kpi.id) if self.kpi.banded else None
        current = [self.pace.current] if self.pace and self.pace.current is not None else []
        return writer(self.kpi, [self.target.value, *current], bands=bands)
