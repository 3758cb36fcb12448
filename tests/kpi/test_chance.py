"""How likely a target is: the right period, the right figure, and only what was known."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from kpi.board import Board
from kpi.catalogue import CATALOGUE, Direction
from kpi.chance import Outlook
from kpi.forecast import forecast
from kpi.history import spaced
from kpi.periods import parse_month
from kpi.reading import everyone
from tests.kpi.frames import board

RATE = CATALOGUE["customer_satisfaction"]
SWING = (0, 3, -2, 4, 1, -3, 2, 0, 3, -1, 2, 1)


def month(at: int) -> str:
    return f"{2023 + at // 12}-{at % 12 + 1:02d}"


def satisfied(months: int, *, level: float = 60.0, partner: str = "a") -> list[dict[str, object]]:
    """The same figure in the three months of a quarter."""
    return [
        {"partner_id": partner, "date": f"{month(at)}-28", "measure": "customer_satisfaction",
         "value": level + SWING[at // 3 % 12]}
        for at in range(months)
    ]  # fmt: skip


def known(months: int, **more) -> Board:
    call = {"partner_id": "a", "date": f"{month(months - 1)}-{30 if months % 12 in (4, 6, 9, 11) else 31}",
            "kind": "call", "quantity": 1}  # fmt: skip
    return board(measures=satisfied(months), interactions=[call], **more)


BOARD = known(30)


def chance(made: Board, target: float, due: str, *, column: int | None = None, kpi=RATE):
    values = made.reading(kpi.id).value[0]
    at = len(values) - 1 if column is None else column
    return Outlook(made, at).chance(kpi, values[: at + 1], target, due=parse_month(due), label="a")


def test_the_chance_is_that_of_the_last_quarter_by_the_day() -> None:
    # Known to June 2025: September is the first quarter ahead, December the second
    made = forecast(spaced(BOARD, "customer_satisfaction", label="a"), lower=0, upper=100)
    for due, ahead in (
        ("2025-07", 1),
        ("2025-09", 1),
        ("2025-11", 1),
        ("2025-12", 2),
        ("2026-06", 4),
        ("2026-08", 4),
    ):
        assert chance(BOARD, 62, due).value == made.chance_of_reaching(62, ahead, "up"), due


def test_beyond_the_forecast_there_is_none() -> None:
    # September 2026 would be the fifth
    assert chance(BOARD, 62, "2026-09").value is None
    assert chance(BOARD, 62, "2026-09").words == "A forecast looks 4 quarters ahead; this is 5."


def test_nothing_of_later_months_is_known() -> None:
    # As of March 2025 (column 26), there are nine quarters: the same as when the data end there
    earlier, then = chance(BOARD, 62, "2025-09", column=26), chance(known(27), 62, "2025-09")
    assert earlier.value == pytest.approx(then.value)
    assert earlier.value != chance(BOARD, 62, "2025-09").value
    assert chance(BOARD, 62, "2025-09", column=14).value is None


def test_a_short_history_has_words() -> None:
    shown = chance(known(9), 62, "2023-12")
    assert shown.value is None
    assert "It takes" in shown.words


def test_months_of_a_mean_are_another_figure() -> None:
    # Fifteen months are five quarters, but fifteen monthly values, and these are not the trailing quarter's
    shown = chance(known(15), 62, "2024-06")
    assert (shown.value, "another figure" in shown.words) == (None, True)
    # With a window of one month they are the same
    assert chance(known(15, window=1), 62, "2024-06").value is not None


def test_a_group_and_its_one_partner_agree() -> None:
    group = everyone(BOARD.programme)
    values = BOARD.reading("customer_satisfaction", group).value[0]
    shown = Outlook(BOARD, len(values) - 1).chance(RATE, values, 62, due=parse_month("2025-12"), groups=group)
    assert shown == chance(BOARD, 62, "2025-12")


def test_down_and_band() -> None:
    down = dataclasses.replace(RATE, direction=Direction.DOWN)
    below = chance(BOARD, 62, "2025-09", kpi=down).value
    above = chance(BOARD, 62, "2025-09").value
    assert above + below == pytest.approx(1)
    band = dataclasses.replace(RATE, direction=Direction.BAND, target_band=(58.0, 62.0))
    inside = chance(BOARD, 60, "2025-09", kpi=band).value
    assert inside == pytest.approx(chance(BOARD, 58, "2025-09").value - above)
    # As near as 64 is 2 from the band on either side
    wider = chance(BOARD, 64, "2025-09", kpi=band).value
    assert wider == pytest.approx(chance(BOARD, 56, "2025-09").value - chance(BOARD, 64, "2025-09").value)
    assert wider > inside


def test_the_window_of_a_kpi() -> None:
    outlook = Outlook(BOARD, 29)
    assert outlook.window("customer_satisfaction", label="a") == 3
    assert outlook.window("advocacy_score", label="a") == 12
    assert not np.isnan(BOARD.reading("customer_satisfaction").value[0, 29])
