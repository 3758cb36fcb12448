"""The board: every score of one programme under one method, computed once and asked for small answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kpi import advocacy, deals
from kpi.catalogue import CATALOGUE, Scope
from kpi.composite import Composite
from kpi.engagement import engagement_score
from kpi.method import Method
from kpi.mindshare import MindshareScore, mindshare_score
from kpi.programme import Programme
from kpi.reading import Groups, Reading, each_partner, mean_by_group

_DEAL_KPIS = {
    "bookings": deals.bookings,
    "win_rate": deals.win_rate,
    "average_deal_size": deals.average_deal_size,
    "sourced_pipeline_share": deals.sourced_pipeline_share,
    "new_leads": deals.new_leads,
    "sales_cycle": deals.sales_cycle,
}


class UnknownKpi(KeyError):
    """No KPI of that name; the message lists those there are."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no KPI {name!r}; known are {', '.join(CATALOGUE)}")

    def __str__(self) -> str:
        return str(self.args[0])


class GroupsOnly(ValueError):
    """A KPI that is defined for groups was asked of single partners."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is defined for groups of partners; ask for it by group")


@dataclass(frozen=True)
class Board:
    """Scores of a programme.

    Parameters
    ----------
    programme
        The programme.
    method
        The method.
    window
        Months of every KPI without a window of its own; the method's default when None.
    """

    programme: Programme
    method: Method
    window: int | None = None

    @property
    def months(self) -> int:
        """Length of the default window [months]."""
        return self.method.windows.default if self.window is None else self.window

    @cached_property
    def engagement(self) -> Composite:
        """The Partner Engagement Score with its components."""
        return engagement_score(self.programme, self.method, window=self.months)

    @cached_property
    def mindshare(self) -> MindshareScore:
        """Partner Mindshare with its parts."""
        return mindshare_score(self.programme, self.method, window=self.months)

    @cached_property
    def advocacy(self) -> Composite:
        """The advocacy score with its one component."""
        return advocacy.advocacy_score(self.programme, self.method)

    @cached_property
    def partners(self) -> Groups:
        """The partition in which every partner stands alone."""
        return each_partner(self.programme)

    @cached_property
    def yearly_bookings(self) -> Reading:
        """Bookings of every partner in twelve months: what is at stake with it."""
        return deals.bookings(self.programme, self.partners, window=12)

    @cached_property
    def _scores(self) -> dict[str, Reading]:
        return {
            "engagement_score": self._composite_reading("engagement_score", self.engagement),
            "mindshare_score": self._composite_reading("mindshare_score", self.mindshare.composite),
            "advocacy_score": self._composite_reading("advocacy_score", self.advocacy),
        }

    def composite(self, kpi: str) -> Composite | None:
        """Return a score with its components, or None for a KPI without components."""
        if kpi == "engagement_score":
            return self.engagement
        if kpi == "mindshare_score":
            return self.mindshare.composite
        return self.advocacy if kpi == "advocacy_score" else None

    def reading(self, kpi: str, groups: Groups | None = None) -> Reading:
        """Return a KPI of every partner, or of groups of partners.

        Parameters
        ----------
        kpi
            Catalogue id.
        groups
            Partition of the partners; None for every partner by itself.

        Raises
        ------
        UnknownKpi
            When the catalogue has no such KPI.
        GroupsOnly
            When the KPI is defined for groups and `groups` is None.
        """
        if kpi not in CATALOGUE:
            raise UnknownKpi(kpi)
        if CATALOGUE[kpi].scope is Scope.GROUPS:
            if groups is None:
                raise GroupsOnly(kpi)
            if kpi == "active_advocate_rate":
                return advocacy.active_advocate_rate(self.programme, self.method, groups)
            return advocacy.advocacy_per_partner(self.programme, groups, window=self.months)
        if kpi in self._scores:
            own = self._scores[kpi]
            return own if groups is None else mean_by_group(own, groups, self.programme.exists)
        return _DEAL_KPIS[kpi](self.programme, groups or self.partners, window=self.months)

    def _composite_reading(self, kpi: str, composite: Composite) -> Reading:
        # What partners say stands on people, not on the interactions beside them.
        counted = composite.parts[:1] if kpi == "mindshare_score" else composite.parts
        return Reading(
            kpi=kpi,
            labels=self.partners.labels,
            first=self.programme.calendar.first,
            value=composite.value,
            n=np.sum([part.rows for part in counted], axis=0).astype("int64"),
            coverage=composite.coverage,
            bands=self.method.bands_of(kpi),
        )
