"""Customer lifetime value on numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.value import customer_lifetime_value


def value_of(**changes: object) -> float:
    given: dict[str, object] = {
        "bookings": 120_000.0,
        "customers": 4.0,
        "months": 24.0,
        "gross_margin": 40.0,
        "renewals_won": 8.0,
        "renewals_closed": 10.0,
    }
    return float(customer_lifetime_value(**(given | changes)))


def test_margin_of_a_year_over_churn() -> None:
    # 120,000/4 · 12/24 = 15,000 a year; · 0.4 = 6,000; lifetime 1/(1 − 0.8) = 5 years
    assert value_of() == pytest.approx(30_000)


def test_a_published_example() -> None:
    # Yearly margin 100 and churn 25 % give 400, the simple retention model without discounting
    value = value_of(bookings=100, customers=1, months=12, gross_margin=100, renewals_won=75, renewals_closed=100)
    assert value == pytest.approx(400)


def test_all_renewed_is_not_for_ever() -> None:
    # 1 − 10/10 = 0, so 1/(10 + 1): 11 years · 6,000
    assert value_of(renewals_won=10.0) == pytest.approx(66_000)


def test_nobody_renewed_is_one_year() -> None:
    assert value_of(renewals_won=0.0) == pytest.approx(6_000)


@pytest.mark.parametrize(
    "missing",
    [
        {"renewals_closed": 0.0, "renewals_won": 0.0},
        {"customers": 0.0},
        {"months": 0.0},
        {"gross_margin": np.nan},
        {"bookings": np.nan},
        {"renewals_closed": np.nan},
    ],
)
def test_missing_where_not_defined(missing: dict[str, float]) -> None:
    assert np.isnan(value_of(**missing))


def test_arrays_with_plain_numbers() -> None:
    made = customer_lifetime_value(
        bookings=np.array([[120_000.0, 0.0]]),
        customers=np.array([[4.0, 0.0]]),
        months=24,
        gross_margin=40,
        renewals_won=8,
        renewals_closed=10,
    )
    assert made.shape == (1, 2)
    assert made[0, 0] == pytest.approx(30_000)
    assert np.isnan(made[0, 1])


@given(st.integers(1, 200).flatmap(lambda closed: st.tuples(st.integers(0, closed), st.just(closed))))
def test_lifetime_lies_between_one_year_and_one_more_than_renewals(renewals: tuple[int, int]) -> None:
    won, closed = renewals
    years = value_of(renewals_won=won, renewals_closed=closed) / 6_000
    assert 1 - 1e-9 <= years <= closed + 1 + 1e-9
