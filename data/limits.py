"""How often something was tried, counted in the database, so that all workers of a site count together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from limits.storage import Storage
from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from data.errors import StoreError
from data.people.models import LimitCount
from data.store import Store

SCHEME: Final = "tandem-sql"
"""What the library of limits calls this storage."""

SWEEP_SECONDS: Final = 600
"""How often counts are removed whose time is over."""


class SqlCounts(Storage):
    """Counts that begin anew when their time is over; made by `limits.storage.storage_from_string`.

    Parameters
    ----------
    uri
        The scheme and nothing else.
    wrap_exceptions
        As for every storage.
    store
        Store whose database holds them.
    clock
        Tells the moment.
    key
        Under which addresses and e-mails are hashed: they are not kept.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - how the library declares it

    def __init__(
        self,
        uri: str | None = None,
        wrap_exceptions: bool = False,
        *,
        store: Store,
        clock: Callable[[], datetime],
        key: str,
        **_options: Any,
    ) -> None:
        super().__init__(uri, wrap_exceptions)
        self._store = store
        self._clock = clock
        self._key = hashlib.sha256(key.encode()).digest()
        self._swept = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong when it can't count."""
        return StoreError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more and return how many there are; in one statement, so that none is lost."""
        now = self._clock().timestamp()
        is_over = LimitCount.expires_at <= now
        with self._store.transaction() as session:
            if now >= self._swept + SWEEP_SECONDS:
                session.execute(delete(LimitCount).where(is_over))
                self._swept = now
            # Each dialect has its own upsert, of the same form.
            dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
            fresh = dialect.insert(LimitCount).values(key=self._hidden(key), count=amount, expires_at=now + expiry)
            counted = fresh.on_conflict_do_update(
                index_elements=[LimitCount.key],
                set_={
                    "count": case((is_over, amount), else_=LimitCount.count + amount),
                    "expires_at": case((is_over, now + expiry), else_=LimitCount.expires_at),
                },
            ).returning(LimitCount.count)
            return int(session.execute(counted).scalar_one())

    def get(self, key: str) -> int:
        """Return the count of now."""
        row = self._row(key)
        return row[0] if row else 0

    def get_expiry(self, key: str) -> float:
        """Return when the count begins anew, in seconds since 1970."""
        row = self._row(key)
        return row[1] if row else self._clock().timestamp()

    def check(self) -> bool:
        """Whether it can count."""
        return True

    def reset(self) -> int:
        """Forget all counts, and return how many there were."""
        with self._store.transaction() as session:
            return len(session.execute(delete(LimitCount).returning(LimitCount.key)).all())

    def clear(self, key: str) -> None:
        """Forget a count."""
        with self._store.transaction() as session:
            session.execute(delete(LimitCount).where(LimitCount.key == self._hidden(key)))

    def _row(self, key: str) -> tuple[int, float] | None:
        query = select(LimitCount.count, LimitCount.expires_at).where(LimitCount.key == self._hidden(key))
        with self._store.session() as session:
            found = session.execute(query).one_or_none()
        return None if found is None or found[1] <= self._clock().timestamp() else (found[0], found[1])

    def _hidden(self, key: str) -> str:
        return hashlib.blake2b(key.encode(), key=self._key, digest_size=32).hexdigest()
