"""Robustness of a band: exact where it can be worked by hand, else its properties."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.board import Board
from kpi.composite import Part, compose
from kpi.robustness import WithoutComponents, robustness
from tests.kpi.frames import board

KINDS = {"meeting": 12, "campaign": 6, "training": 3, "lead": 6, "feedback": 3, "business_review": 1}


def three_months(partner: str, **quantities: float) -> list[dict[str, object]]:
    """A quarter's activity, so that a quantity is its rate per quarter."""
    rows: list[dict[str, object]] = [
        {"partner_id": partner, "date": "2026-01-31", "kind": "other", "quantity": 1},
        {"partner_id": partner, "date": "2026-03-31", "kind": "other", "quantity": 1},
    ]
    return rows + [
        {"partner_id": partner, "date": "2026-03-15", "kind": kind, "quantity": quantity}
        for kind, quantity in quantities.items()
        if quantity
    ]


def scored(scores: list[list[float]], weights: list[float]) -> Board:
    """Return a board whose engagement has these scores, partner by component."""
    names = "abcdefgh"[: len(scores)]
    made = board(interactions=[row for name in names for row in three_months(name, **KINDS)])
    grid = np.array(scores)
    blank, ones = np.ones((len(scores), 3)), np.ones(len(scores))
    parts = [
        Part(str(at), "", np.repeat(grid[:, [at]], 3, axis=1), weight * ones, blank, blank, blank, "")
        for at, weight in enumerate(weights)
    ]
    made.__dict__["engagement"] = compose(parts, minimum_coverage=0.6)
    return made


def test_equal_components_never_move() -> None:
    made = scored([[60, 60, 60], [75, 75, 75], [50, 50, 50]], [1, 2, 3])
    assert robustness(made, "engagement_score", column=2).tolist() == [1, 1, 1]


def test_a_score_on_the_edge_keeps_its_band_half_the_time() -> None:
    # 50 of 0 and 100 at equal weights: moderate when the second factor is at least the first, which is an even bet;
    # 40 and 60 as well. 4 standard errors of 4000 draws: 4 * sqrt(0.25 / 4000) = 0.032
    made = scored([[0, 100], [40, 60]], [1, 1])
    kept = robustness(made, "engagement_score", column=2, draws=4000)
    assert kept.tolist() == pytest.approx([0.5, 0.5], abs=0.032)
    assert kept["a"] == kept["b"]


def test_a_share_worked_by_hand() -> None:
    # 0 and 100 with weights 9 and 11: moderate while 11 v >= 9 u, v/u >= 9/11, u and v uniform in [0.75, 1.25].
    # Outside lies the triangle v < 9/11 u: at u = 1.25, v reaches 1.02273, at v = 0.75, u is 0.91667;
    # area (1.25 - 0.91667) * (1.02273 - 0.75) / 2 = 0.0454545 of 0.25, so 1 - 0.181818 = 0.818182 stay.
    made = scored([[0, 100]], [9, 11])
    kept = robustness(made, "engagement_score", label="a", column=2, draws=20_000)
    assert kept == pytest.approx(0.818182, abs=4 * (0.818182 * 0.181818 / 20_000) ** 0.5)


def test_without_spread_nothing_moves() -> None:
    made = scored([[0, 100]], [1, 1])
    assert robustness(made, "engagement_score", label="a", column=2, spread=0.0) == 1


def test_components_without_data_take_no_part() -> None:
    # Without the third component both rows are the same; its weight of 0.2 leaves a coverage of 10 / 11
    made = scored([[30, 80, np.nan], [30, 80, 55]], [5, 5, 1])
    alone = scored([[30, 80]], [5, 5])
    nan = robustness(made, "engagement_score", label="a", column=2, seed=7)
    assert robustness(made, "engagement_score", label="b", column=2, seed=7) != nan
    # The draws differ with the number of components, so only the expectation is the same
    assert robustness(alone, "engagement_score", label="a", column=2, seed=7) == pytest.approx(nan, abs=0.08)


def test_without_a_score_there_is_no_share() -> None:
    made = scored([[60, np.nan, np.nan], [60, 60, 60]], [1, 1, 1])
    kept = robustness(made, "engagement_score", column=2)
    assert np.isnan(kept["a"])
    assert kept["b"] == 1
    assert robustness(made, "engagement_score", label="a", column=2) is None


def test_a_missing_half_of_the_survey_is_not_held_against_a_partner() -> None:
    # Survey only: 60 of 100 of the weight, just enough for a score. A smaller weight would take the score away;
    # what is asked here is whether the band would change.
    rows = [
        {"partner_id": "a", "date": "2026-03-31", "question": "q", "score": 4, "scale_min": 1, "scale_max": 5}
    ]  # fmt: skip
    assert robustness(board(surveys=rows), "mindshare_score", label="a", column=0) == 1


def test_real_scores_and_one_partner_like_all() -> None:
    # a: 50 + 50 + 0 + 50 + 100 + 100 -> 20 * 150 / 100 + 20 = 50 at the edge; b is at the reference throughout
    a = {"meeting": 6, "campaign": 3, "lead": 3, "feedback": 3, "business_review": 1}
    made = board(interactions=[*three_months("a", **a), *three_months("b", **KINDS)])
    assert made.engagement.value[:, 2].tolist() == pytest.approx([50, 100])
    every = robustness(made, "engagement_score", column=2)
    assert isinstance(every, pd.Series)
    assert (every.index.name, every.name) == ("partner_id", "engagement_score")
    assert 0.3 < every["a"] < 0.7
    assert every["b"] == 1
    assert robustness(made, "engagement_score", label="a", column=2) == every["a"]
    assert robustness(made, "engagement_score", label="a", column=2) == every["a"]
    assert robustness(made, "engagement_score", label="a", column=2, seed=1) != every["a"]


def test_one_component_never_moves() -> None:
    rows = [{"partner_id": "a", "date": "2026-03-31", "kind": "reference", "quantity": 1}]
    assert robustness(board(advocacy=rows), "advocacy_score", label="a", column=0) == 1


def test_wrong_questions_are_refused() -> None:
    made = scored([[60, 60]], [1, 1])
    with pytest.raises(WithoutComponents):
        robustness(made, "bookings", column=2)
    with pytest.raises(KeyError):
        robustness(made, "engagement_score", label="z", column=2)
    for wrong in ({"draws": 0}, {"spread": 1.5}, {"spread": -0.1}):
        with pytest.raises(ValueError, match="draws"):
            robustness(made, "engagement_score", column=2, **wrong)


BASE = scored([[0.0, 0.0, 0.0]], [1, 1, 1])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0, 100), min_size=3, max_size=3),
    st.lists(st.floats(0.1, 50), min_size=3, max_size=3),
    st.floats(0.1, 20),
)
def test_only_the_ratio_of_weights_matters(scores: list[float], weights: list[float], unit: float) -> None:
    parts = [
        dataclasses.replace(part, score=np.full((1, 3), score), weight=np.array([weight]))
        for part, score, weight in zip(BASE.engagement.parts, scores, weights, strict=True)
    ]
    scaled = [dataclasses.replace(part, weight=part.weight * unit) for part in parts]
    shares = []
    for chosen in (parts, scaled):
        BASE.__dict__["engagement"] = compose(chosen, minimum_coverage=0.6)
        shares.append(robustness(BASE, "engagement_score", label="a", column=2, draws=200))
    # A draw may fall on the very edge, where the ninth decimal decides
    assert shares[0] == pytest.approx(shares[1], abs=1 / 200)
    if min(scores) > 75.1 or max(scores) < 49.9:
        assert shares[0] == 1
