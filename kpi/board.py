"""The board: every score of one programme under one method, computed once and asked for small answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

import numpy as np

from kpi import advocacy, customers, deals, market, reported
from kpi.catalogue import CATALOGUE, Kpi, Scope
from kpi.composite import Composite
from kpi.engagement import engagement_score, joint_campaigns
from kpi.measures import site_reading
from kpi.method import Method, SiteKpi
from kpi.mindshare import MindshareScore, mindshare_score
from kpi.programme import Flags, Memory, Programme
from kpi.reading import Groups, Reading, each_partner, mean_by_group
from kpi.site_kpis import site_catalogue
from kpi.survey import partner_nps


class WindowedKpi(Protocol):
    """A KPI that needs the facts and a window."""

    __name__: str

    def __call__(self, programme: Programme, groups: Groups, *, window: int) -> Reading:
        """Return the KPI of each group and month."""


_WINDOWED: Final[Mapping[str, WindowedKpi]] = {
    function.__name__: function
    for function in (
        deals.bookings,
        deals.sourced_pipeline_share,
        deals.win_rate,
        deals.average_deal_size,
        deals.sales_cycle,
        deals.new_leads,
        deals.renewal_rate,
        deals.lead_conversion,
        market.bookings_growth,
        market.market_penetration,
        market.market_share_growth,
        reported.customer_satisfaction,
        reported.share_of_wallet,
        reported.resource_sharing,
        reported.project_completion,
        reported.cost_reduction,
        reported.return_on_investment,
        reported.profit_margin,
        reported.milestones_on_time,
        reported.product_launches,
        reported.development_cycle,
        reported.user_adoption_rate,
        reported.sales_volume,
        reported.customer_acquisition_cost,
        reported.sell_through_rate,
        reported.delivery_quality,
    )
}
"""KPIs of facts and a window alone: nothing of the method changes them."""


class UnknownKpi(KeyError):
    """No KPI of that name; the message lists those there are."""

    def __init__(self, name: str, known: Iterable[str] = CATALOGUE) -> None:
        super().__init__(f"there is no KPI {name!r}; known are {', '.join(known)}")

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

    @cached_property
    def catalogue(self) -> Mapping[str, Kpi]:
        """Every KPI of the catalogue and of the site, by its id."""
        return {**CATALOGUE, **site_catalogue(self.method)}

    @property
    def months(self) -> int:
        """Length of the default window [months]."""
        return self.method.windows.default if self.window is None else self.window

    def of(self, chosen: Flags) -> Board:
        """Return the scores of some partners alone: each as it is among all, and nothing of the others.

        Parameters
        ----------
        chosen
            For each partner whether it stays.

        Notes
        -----
        The three scores know of a partner's peers: towards whose mean few answers are drawn, and whether anybody like
        it was heard. They are taken over; all other KPIs are a partner's own and are computed when asked for.
        """
        made = Board(self.programme.of(chosen), self.method, self.window)
        vars(made).update(
            engagement=self.engagement.of(chosen),
            mindshare=self.mindshare.of(chosen),
            advocacy=self.advocacy.of(chosen),
        )
        return made

    def alone(self, chosen: Flags) -> Board:
        """Return the scores that some partners would have if there were no others: nobody else's data move them.

        Parameters
        ----------
        chosen
            For each partner whether it stays; at least one does.
        """
        return Board(self.programme.alone(chosen), self.method, self.window)

    def under(self, method: Method) -> Board:
        """Return the scores of the same programme under another method."""
        return Board(self.programme, method, self.window)

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
    def _site(self) -> Mapping[str, SiteKpi]:
        return {one.id: one for one in self.method.kpis}

    @cached_property
    def memory(self) -> Memory:
        """What was made of these scores and costs too much to be made for every request."""
        return Memory()

    @cached_property
    def _readings(self) -> Memory:
        return Memory()

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
        if kpi not in self.catalogue:
            raise UnknownKpi(kpi, self.catalogue)
        row = self.catalogue[kpi]
        if groups is None:
            if row.scope is Scope.GROUPS:
                raise GroupsOnly(kpi)
            return self._readings.get(kpi, lambda: self._computed(row, self.partners))
        return self._computed(row, groups.among(self.applies(kpi)))

    def applies(self, kpi: str) -> Flags:
        """Return, for each partner, whether it is of a type that has the KPI."""
        codes, types = self.programme.partner_types
        return np.array([self.catalogue[kpi].applies_to(name) for name in types], dtype=bool)[codes]

    def _computed(self, row: Kpi, groups: Groups) -> Reading:
        if row.id in self._scores:
            own = self._scores[row.id]
            return own if groups is self.partners else mean_by_group(own, groups, self.programme.exists)
        if row.id in _WINDOWED:
            return _WINDOWED[row.id](self.programme, groups, window=self.months)
        if row.id in self._site:
            return site_reading(self.programme, self._site[row.id], groups, window=self.months)
        return self._of_method(row.id, groups)

    def _of_method(self, kpi: str, groups: Groups) -> Reading:
        """Return a KPI with a window or a vocabulary of its own."""
        programme, method = self.programme, self.method
        if kpi == "joint_campaigns":
            return joint_campaigns(programme, method, groups, window=self.months)
        if kpi == "partner_nps":
            return partner_nps(programme, method, groups)
        if kpi == "customer_lifetime_value":
            return customers.customer_lifetime_value(programme, groups)
        if kpi == "active_advocate_rate":
            return advocacy.active_advocate_rate(programme, method, groups)
        return advocacy.advocacy_per_partner(programme, groups, window=self.months)

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


def board_of(programme: Programme, method: Method, *, earlier: Board | None = None) -> Board:
    """Return the scores of a programme, with all that is known of them already when only its targets are new.

    Parameters
    ----------
    programme, method
        As in `Board`.
    earlier
        A board of the same store. It changes how long this takes, never what comes out.
    """
    is_same = earlier is not None and earlier.programme.lines is programme.lines and earlier.method == method
    if earlier is None or not is_same or earlier.window is not None:
        return Board(programme, method)
    made = copy(earlier)
    # What was made of the scores may be about targets too.
    vars(made).pop("memory", None)
    vars(made).update(programme=programme)
    return made
