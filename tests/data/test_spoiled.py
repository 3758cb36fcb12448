import numpy as np
import pyarrow as pa
import pytest

from data.cells.coded import Coded
from data.cells.spoiled import spoiled_ids, spoiled_text


def broken(*cells: str, **options) -> dict[str, list[int]]:
    column = Coded.of(pa.array(cells, type=pa.string()))
    return {rule: np.flatnonzero(rows).tolist() for rule, rows in spoiled_ids(column, **options).items()}


@pytest.mark.parametrize("cell", ["1,23E+15", "1.23457E+15", "1E+05"])
def test_a_rounded_id_is_told(cell):
    assert broken(cell) == {"a spreadsheet has rounded the id": [0]}


@pytest.mark.parametrize(
    "cell",
    ["3-Jan", "Mar-05", "05. Mrz", "1-déc", "Sep 26", "05.03.2026", "3/5/2026", "2026-03-05", "2026-03-05 00:00"],
)
def test_an_id_that_has_become_a_date_is_told(cell):
    assert broken(cell) == {"a spreadsheet has made a date of the id": [0]}


@pytest.mark.parametrize("cell", ["#REF!", "#VALUE!", "########", "#BEZUG!", "#¿NOMBRE?", "#DIV/0!"])
def test_an_error_of_a_spreadsheet_is_told_in_any_text(cell):
    assert broken(cell) == {"it is an error of a spreadsheet": [0]}
    assert list(spoiled_text(Coded.of(pa.array([cell, "a"])))) == ["it is an error of a spreadsheet"]


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "007",
        "1234567890123456",
        "P-1",
        "ACME",
        "1E5",
        "MAR",
        "12-34",
        "Mar-051x",
        "#12",
        "20260305",
        "Janus-05",
        "D.12",
    ],
)
def test_other_ids_are_left_alone(cell):
    assert broken(cell) == {}
    assert broken(*[f"{cell}-{at}" for at in range(3_000)]) == {}


def test_long_numbers_that_all_end_in_zeros_have_lost_their_digits():
    cut = [f"{at}23456789012345000" for at in range(1, 7)]
    assert broken(*cut) == {"a spreadsheet has rounded the id": [0, 1, 2, 3, 4, 5]}
    assert broken(*cut, "123456789012345678") == {}
    assert broken(*cut[:3]) == {}


def test_an_id_that_a_person_vouches_for_is_taken():
    assert broken("Mar-05", "3-Jan", kept={"Mar-05"}) == {"a spreadsheet has made a date of the id": [1]}
