"""Where a click in a chart leads: the same filters plus what was clicked, as addresses made here."""

from __future__ import annotations

from collections.abc import Sequence

from callbacks.filters import Filters
from kpi.summary import Quarter

BANDS = ("low", "moderate", "strong")
"""In the order in which columns are stacked."""


def type_href(filters: Filters, partner_type: str, *, path: str) -> str:
    """Return the page under the same filters, for one partner type only."""
    return filters.only_href(path, "partner_type", partner_type)


def band_hrefs(filters: Filters, at: Sequence[Quarter], *, path: str = "/partners") -> list[list[str]]:
    """Return, for each quarter, the list of the partners that were low, moderate and strong in it."""
    seen = filters.without_list()
    made = [seen.only_href(path, "band", band, filters.period) for band in BANDS]
    # The period comes first in an address; a page has three dozen of these, and is drawn at every click.
    here = f"?period={filters.period.key}"
    return [[one.replace(here, f"?period={quarter.key}", 1) for one in made] for quarter in at]
