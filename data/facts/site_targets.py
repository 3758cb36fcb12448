"""Targets that were set in the pages, as they go before those of uploaded files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.work.models import SiteTarget
from kpi.targets import Key, Target, merge_targets


@dataclass(frozen=True)
class SiteTargets:
    """What pages have said about targets.

    Parameters
    ----------
    own
        Targets that were set or changed, in the order in which they were set first.
    removed
        Those that were removed; uploaded ones of the same key are hidden.
    """

    own: tuple[Target, ...] = ()
    removed: tuple[Target, ...] = ()

    def merged(self, uploaded: Iterable[Target], aliases: Mapping[str, str]) -> tuple[Target, ...]:
        """Return the targets that hold.

        Parameters
        ----------
        uploaded
            Rows of files, merged partners under the partner they count for.
        aliases
            Where rows of merged partners count: so do their targets.
        """
        hidden: set[Key] = {_counted(one, aliases).key for one in self.removed}
        return merge_targets(uploaded, [_counted(one, aliases) for one in self.own], hidden)


NO_SITE_TARGETS: Final = SiteTargets()


def read_site_targets(session: Session) -> SiteTargets:
    """Return what pages have said about targets."""
    rows = [(row.removed, as_target(row)) for row in session.scalars(select(SiteTarget).order_by(SiteTarget.id))]
    return SiteTargets(
        own=tuple(one for removed, one in rows if not removed),
        removed=tuple(one for removed, one in rows if removed),
    )


def as_target(row: SiteTarget) -> Target:
    """Return a row as the target that it holds."""
    return Target(
        kpi=row.kpi,
        value=row.value,
        due=row.due,
        partner_id=row.partner_id,
        partner_type=row.partner_type,
        baseline=row.baseline,
        goal=row.goal,
        owner=row.owner,
        number=row.id,
    )


def _counted(target: Target, aliases: Mapping[str, str]) -> Target:
    counted = aliases.get(target.partner_id, target.partner_id)
    return target if counted == target.partner_id else replace(target, partner_id=counted)
