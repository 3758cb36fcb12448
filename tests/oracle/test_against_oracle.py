"""The product's scores against the oracle's, on random programmes with everything in them that bites."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from tests.oracle.adapter import tandem_scores
from tests.oracle.comparison import KPIS, differences
from tests.oracle.edges import EDGES
from tests.oracle.facts import days_in, latest_date, month_of
from tests.oracle.oracle import GROUP_BYS, Row, score_each_way
from tests.oracle.programmes import SPECIALS, Table, programme

SEEDS = range(len(SPECIALS) + 4)
"""All of them are scored as of the last row; what else is asked takes some, so that the whole takes a minute."""
EACH_WAY = (None, *GROUP_BYS)
Found = Mapping[str | None, Sequence[Row]]


def report(expected: Found, found: Found) -> str:
    """The first differences of each way to look; empty when there are none."""
    lines = []
    for by in found:
        each = differences(expected[by], found[by])
        lines += [f"{len(each)} differences, by {by}:", *each[:6]] if each else []
    return "\n".join(lines)


def compare(
    tables: dict[str, Table],
    as_of: date | None,
    window: int,
    *,
    ways: Sequence[str | None] = EACH_WAY,
    files: int = 1,
    cut: bool = True,
) -> str:
    """What differs between the product and the oracle on one programme; empty when nothing does."""
    found = tandem_scores(tables, as_of, window, ways, files=files, cut_rows=cut)
    return report(score_each_way(tables, as_of=as_of, window=window, ways=ways, files=files), found)


def some_ways(seed: int) -> Sequence[str | None]:
    """Per partner, and one or two ways to group."""
    return (None, "all", GROUP_BYS[1 + seed % 4])


def some_month(tables: dict[str, Table], seed: int) -> int:
    """A month in the second half of a programme's rows."""
    rows = tables["interactions"] or tables["advocacy"] or tables["surveys"] or tables["deals"]
    months = sorted(month_of(date.fromisoformat(row.get("date") or row["opened_on"])) for row in rows)
    return months[len(months) // 2 + seed % (len(months) - len(months) // 2)]


@pytest.mark.parametrize("seed", SEEDS)
def test_latest(seed: int) -> None:
    ways = (None, "all", "partner_type", GROUP_BYS[2 + seed % 3])
    assert compare(programme(seed), None, 3, ways=ways) == ""


@pytest.mark.parametrize("seed", SEEDS[::2])
def test_as_of_in_the_middle_of_a_month(seed: int) -> None:
    tables = programme(seed)
    month = some_month(tables, seed)
    middle = date(month // 12, month % 12 + 1, 5 + seed % 20)
    assert compare(tables, middle, 3, ways=some_ways(seed)) == ""


@pytest.mark.parametrize("seed", SEEDS[::3])
def test_as_of_the_last_day_of_a_month(seed: int) -> None:
    # Odd seeds leave the cutting to the rollups, which can do it at the end of a month.
    tables = programme(seed)
    month = some_month(tables, seed)
    end = date(month // 12, month % 12 + 1, days_in(month))
    assert compare(tables, end, 3, ways=some_ways(seed + 1), cut=seed % 2 == 0) == ""


@pytest.mark.parametrize("seed", SEEDS[1::2])
def test_other_windows(seed: int) -> None:
    assert compare(programme(seed), None, (1, 6, 24)[seed % 3], ways=some_ways(seed + 2)) == ""


@pytest.mark.parametrize("seed", range(0, len(SPECIALS), 3))
def test_the_same_rows_in_three_files(seed: int) -> None:
    assert compare(programme(seed), None, 3, ways=some_ways(seed), files=3) == ""


@pytest.mark.parametrize("seed", range(1, len(SPECIALS), 5))
def test_as_of_long_after_the_data(seed: int) -> None:
    tables = programme(seed)
    last = latest_date(tables)
    assert last is not None
    assert compare(tables, date(last.year + 1, last.month, 10), 3, ways=some_ways(seed)) == ""


@pytest.mark.parametrize("name", EDGES)
def test_edges(name: str) -> None:
    assert compare(EDGES[name], None, 3, ways=(None, "partner_type")) == ""
    assert compare(EDGES[name], None, 1, ways=(None, "all")) == ""


def test_as_of_before_the_data_is_empty() -> None:
    assert compare(programme(0), date(2019, 5, 31), 3) == ""


def test_the_programmes_hold_what_bites() -> None:
    # A generator that drifts would leave the comparisons green and empty. Every fifth seed: all main types.
    each_way = [score_each_way(programme(seed), ways=(None, "partner_type")) for seed in SEEDS[::5]]
    rows = [row for found in each_way for way in found.values() for row in way]
    missing = Counter(row.kpi for row in rows if row.value is None)
    known = Counter(row.kpi for row in rows if row.value is not None)
    assert min(missing[kpi] for kpi in KPIS) > 10
    assert min(known[kpi] for kpi in KPIS) > 40
    bands = {(row.kpi, row.band) for row in rows if row.band}
    assert len(bands) == 3 * len(("strong", "moderate", "low", "insufficient data"))
    assert any(row.coverage is not None and 0.6 <= row.coverage < 1 for row in rows)
