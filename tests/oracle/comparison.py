"""How two long tables are compared: same rows, same words, figures to 1e-9."""

from collections.abc import Sequence
from math import isclose

from tests.oracle.oracle import FLOWS, OF_GROUPS, SCORES, Row

KPIS = {*SCORES, *OF_GROUPS, *FLOWS}
TOLERANCE = 1e-9


def close(one: float | None, other: float | None) -> bool:
    """Whether two figures are the same, or both missing."""
    if one is None or other is None:
        return one is None and other is None
    return isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def differences(expected: Sequence[Row], found: Sequence[Row]) -> list[str]:
    """What differs between two long tables, in words."""
    mine = {(row.key, row.month, row.kpi): row for row in expected}
    theirs = {(row.key, row.month, row.kpi): row for row in found}
    lines = [f"not expected: {key}" for key in sorted(theirs.keys() - mine.keys())]
    lines += [f"not found: {key}" for key in sorted(mine.keys() - theirs.keys())]
    if len(theirs) != len(found):
        lines.append("a key stands in more than one row")
    for key in sorted(mine.keys() & theirs.keys()):
        one, other = mine[key], theirs[key]
        same = (one.band, one.n, one.partial) == (other.band, other.n, other.partial)
        if not (same and close(one.value, other.value) and close(one.coverage, other.coverage)):
            lines.append(f"expected {one}\n   found {other}")
    return lines
