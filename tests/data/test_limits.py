"""Counts of what was tried, kept in the database for all workers of a site."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import func, select

from data.limits import SCHEME, SWEEP_SECONDS, SqlCounts
from data.people.models import LimitCount
from data.store import Store
from tests.callbacks.conftest import HeldClock


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def counts(store: Store, clock: HeldClock) -> SqlCounts:
    return made(store, clock)


def made(store: Store, clock: HeldClock) -> SqlCounts:
    return storage_from_string(f"{SCHEME}://", store=store, clock=clock, key="a key")


def test_a_count_begins_anew_when_its_time_is_over(counts: SqlCounts, clock: HeldClock) -> None:
    assert [counts.incr("a", 60), counts.incr("a", 60), counts.incr("b", 60)] == [1, 2, 1]
    assert counts.get("a") == 2
    clock.forward(seconds=59)
    assert counts.incr("a", 60) == 3
    assert counts.get_expiry("a") == clock().timestamp() + 1
    clock.forward(seconds=1)
    assert counts.get("a") == 0
    assert counts.incr("a", 60) == 1


def test_a_count_is_given_back_and_forgotten(counts: SqlCounts) -> None:
    counts.incr("a", 60, amount=3)
    assert counts.incr("a", 60, amount=-1) == 2
    counts.clear("a")
    assert counts.get("a") == 0
    counts.incr("b", 60)
    assert counts.reset() == 1
    assert counts.check()


def test_the_library_counts_with_it(counts: SqlCounts) -> None:
    limiter, limit = FixedWindowRateLimiter(counts), parse("3 per minute")
    assert [limiter.hit(limit, "a") for _ in range(4)] == [True, True, True, False]
    assert limiter.hit(limit, "b")
    assert limiter.get_window_stats(limit, "a").remaining == 0


def test_workers_count_together_and_lose_none(tmp_path: Path, clock: HeldClock, store: Store) -> None:
    # Each worker has connections of its own, as in a process of its own.
    stores = [store, Store(tmp_path), Store(tmp_path)]

    def count(counts: SqlCounts) -> None:
        for _ in range(25):
            counts.incr("a", 60)

    threads = [threading.Thread(target=count, args=(made(one, clock),)) for one in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made(store, clock).get("a") == 75
    for one in stores[1:]:
        one.close()


def test_counts_whose_time_is_over_are_removed(counts: SqlCounts, clock: HeldClock, store: Store) -> None:
    for number in range(5):
        counts.incr(f"key {number}", 60)
    clock.forward(seconds=SWEEP_SECONDS)
    counts.incr("new", 60)
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(LimitCount)) == 1


def test_what_was_counted_is_not_kept(counts: SqlCounts, store: Store) -> None:
    counts.incr("203.0.113.77/ada@example.com", 60)
    with store.session() as session:
        (key,) = session.scalars(select(LimitCount.key))
    assert set(key) <= set("0123456789abcdef")
    other = storage_from_string(f"{SCHEME}://", store=store, clock=HeldClock(), key="another key")
    # Without the key nobody can try addresses until one fits.
    assert other.get("203.0.113.77/ada@example.com") == 0
