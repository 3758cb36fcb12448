"""Moments as the database keeps them: UTC without a zone, which is all that SQLite can."""

from __future__ import annotations

from datetime import UTC, datetime


def stored(moment: datetime) -> datetime:
    """Return a moment as it is kept."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """Return a kept moment with its zone."""
    return moment.replace(tzinfo=UTC)


def maybe_aware(moment: datetime | None) -> datetime | None:
    """Return a kept moment with its zone; None for none."""
    return None if moment is None else aware(moment)
