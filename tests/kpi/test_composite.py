"""The composite form: published tables put through it, and small tables worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.composite import Composite, Part, arithmetic, compose, geometric, min_max, reference, z_score

NAN = float("nan")

# OECD and JRC, Handbook on Constructing Composite Indicators, 2008, table A.2: the 23 countries of its case study
# with patents, royalties, internet hosts, technology exports, telephones (log), electricity (log), schooling,
# university.
TECHNOLOGY = {
    "Finland": (187, 125.6, 200.2, 50.7, 3.08, 4.15, 10, 27.4),
    "United States": (289, 130, 179.1, 66.2, 3.00, 4.07, 12, 13.9),
    "Sweden": (271, 156.6, 125.8, 59.7, 3.10, 4.14, 11.4, 15.3),
    "Japan": (994, 64.6, 49, 80.8, 3.00, 3.86, 9.5, 10),
    "Korea": (779, 9.8, 4.8, 66.7, 2.97, 3.65, 10.8, 23.2),
    "Netherlands": (189, 151.2, 136, 50.9, 3.02, 3.77, 9.4, 9.5),
    "United Kingdom": (82, 134, 57.4, 61.9, 3.02, 3.73, 9.4, 14.9),
    "Canada": (31, 38.6, 108, 48.7, 2.94, 4.18, 11.6, 14.2),
    "Australia": (75, 18.2, 125.9, 16.2, 2.94, 3.94, 10.9, 25.3),
    "Singapore": (8, 25.5, 72.3, 74.9, 2.95, 3.83, 7.1, 24.2),
    "Germany": (235, 36.8, 41.2, 64.2, 2.94, 3.75, 10.2, 14.4),
    "Norway": (103, 20.2, 193.6, 19, 3.12, 4.39, 11.9, 11.2),
    "Ireland": (106, 110.3, 48.6, 53.6, 2.97, 3.68, 9.4, 12.3),
    "Belgium": (72, 73.9, 58.9, 47.6, 2.91, 3.86, 9.3, 13.6),
    "New Zealand": (103, 13, 146.7, 15.4, 2.86, 3.91, 11.7, 13.1),
    "Austria": (165, 14.8, 84.2, 50.3, 2.99, 3.79, 8.4, 13.6),
    "France": (205, 33.6, 36.4, 58.9, 2.97, 3.80, 7.9, 12.6),
    "Israel": (74, 43.6, 43.2, 45, 2.96, 3.74, 9.6, 11),
    "Spain": (42, 8.6, 21, 53.4, 2.86, 3.62, 7.3, 15.6),
    "Italy": (13, 9.8, 30.4, 51, 3.00, 3.65, 7.2, 13),
    "Czech Republic": (28, 4.2, 25, 51.7, 2.75, 3.68, 9.5, 8.2),
    "Hungary": (26, 6.2, 21.6, 63.5, 2.73, 3.46, 9.1, 7.7),
    "Slovenia": (105, 4, 20.3, 49.5, 2.84, 3.71, 7.1, 10.6),
}
SCHOOLING = 6

# Handbook, table 38, column GME: ranks by the geometric mean with equal weights.
GEOMETRIC_RANKS = {
    "Finland": 2, "United States": 1, "Sweden": 3, "Japan": 4, "Korea": 16, "Netherlands": 5, "United Kingdom": 6,
    "Singapore": 18, "Canada": 13, "Australia": 14, "Germany": 8, "Norway": 11, "Ireland": 7, "Belgium": 9,
    "New Zealand": 17, "Austria": 12, "France": 10, "Israel": 15, "Spain": 19, "Italy": 21, "Czech Republic": 23,
    "Hungary": 22, "Slovenia": 20,
}  # fmt: skip

# Handbook, table 15: z-score, min-max, and distance to the best and to the worst country of mean years of school.
SCHOOLING_NORMALISED = {
    "Finland": (0.26, 0.59, 0.83, 1.41), "United States": (1.52, 1.00, 1.00, 1.69),
    "Sweden": (1.14, 0.88, 0.95, 1.61),
    "Japan": (-0.06, 0.49, 0.79, 1.34), "Korea": (0.76, 0.76, 0.90, 1.52), "Netherlands": (-0.12, 0.47, 0.78, 1.32),
    "Canada": (1.27, 0.92, 0.97, 1.63), "Australia": (0.83, 0.78, 0.91, 1.54), "Singapore": (-1.58, 0.00, 0.59, 1.00),
    "Germany": (0.38, 0.63, 0.85, 1.44), "Norway": (1.46, 0.98, 0.99, 1.68), "New Zealand": (1.33, 0.94, 0.98, 1.65),
    "Austria": (-0.76, 0.27, 0.70, 1.18), "Israel": (0.00, 0.51, 0.80, 1.35), "Hungary": (-0.31, 0.41, 0.76, 1.28),
}  # fmt: skip

# UNDP, Human Development Report 2001: the index that the report publishes for the countries above. Singapore is
# left out: its row in the handbook gives 0.597, the report has 0.585.
TECHNOLOGY_INDEX = {
    "Finland": 0.744, "United States": 0.733, "Sweden": 0.703, "Japan": 0.698, "Korea": 0.666, "Netherlands": 0.630,
    "United Kingdom": 0.606, "Canada": 0.589, "Australia": 0.587, "Germany": 0.583, "Norway": 0.579, "Ireland": 0.566,
    "Belgium": 0.553, "New Zealand": 0.548, "Austria": 0.544, "France": 0.535, "Israel": 0.514, "Spain": 0.481,
    "Italy": 0.471, "Czech Republic": 0.465, "Hungary": 0.464, "Slovenia": 0.458,
}  # fmt: skip
# The same report, technical note 2: goalposts; telephones and electricity are capped at the mean of the OECD.
TECHNOLOGY_GOALPOSTS = (
    (0.0, 994.0), (0.0, 272.6), (0.0, 232.4), (0.0, 80.8), (0.0, float(np.log10(901))),
    (float(np.log10(22)), float(np.log10(6969))), (0.8, 12.0), (0.1, 27.4),
)  # fmt: skip

# UNDP, Human Development Report 2021/22, table 1: life expectancy, expected and mean years of schooling, income,
# and the index of 2021. Life expectancy of Hong Kong, schooling of Australia, Denmark and Ireland and the income
# of Ireland lie beyond their goalposts.
HUMAN_DEVELOPMENT = {
    "Switzerland": (84.0, 16.5, 13.9, 66_933, 0.962),
    "Norway": (83.2, 18.2, 13.0, 64_660, 0.961),
    "Hong Kong": (85.5, 17.3, 12.2, 62_607, 0.952),
    "Australia": (84.5, 21.1, 12.7, 49_238, 0.951),
    "Denmark": (81.4, 18.7, 13.0, 60_365, 0.948),
    "Sweden": (83.0, 19.4, 12.6, 54_489, 0.947),
    "Ireland": (82.0, 18.9, 11.6, 76_169, 0.945),
    "Germany": (80.6, 17.0, 14.1, 54_534, 0.942),
    "India": (67.2, 11.9, 6.7, 6_590, 0.633),
    "Niger": (61.6, 7.0, 2.1, 1_240, 0.400),
    "Chad": (52.5, 8.0, 2.6, 1_364, 0.394),
    "South Sudan": (55.0, 5.5, 5.7, 768, 0.385),
}


def ranks(names: list[str], values: np.ndarray) -> dict[str, int]:
    order = np.argsort(-values)
    return {names[at]: place for place, at in enumerate(order.tolist(), start=1)}


# Published tables


def test_the_handbooks_normalised_schooling() -> None:
    years = {name: row[SCHOOLING] for name, row in TECHNOLOGY.items()}
    names, values = [*years], [*years.values()]
    found = zip(
        z_score(values, ddof=1),
        min_max(values, scale=1.0),
        reference(values, 12.0, scale=1.0),
        1.0 / reference(7.1, values, scale=1.0),
        strict=True,
    )
    table = dict(zip(names, found, strict=True))
    for name, published in SCHOOLING_NORMALISED.items():
        assert table[name] == pytest.approx(published, abs=0.0051), name


def test_the_handbooks_distance_to_the_best_performer() -> None:
    # Table 14: temperature 35 and 39 degrees, humidity 75 and 50 %, equal weights: 0.949 and 0.833.
    scores = np.array([reference([35, 39], 39, scale=1.0), reference([75, 50], 75, scale=1.0)]).T
    assert arithmetic(scores) == pytest.approx([0.949, 0.833], abs=5e-4)
    scores = np.array([reference([35.9, 40], 40, scale=1.0), reference([70, 45], 70, scale=1.0)]).T
    assert arithmetic(scores) == pytest.approx([0.949, 0.821], abs=5e-4)


def test_the_handbooks_ranks_by_the_geometric_mean() -> None:
    raw = np.array([*TECHNOLOGY.values()])
    shares = np.array([reference(column, column.max()) for column in raw.T]).T
    assert ranks([*TECHNOLOGY], geometric(shares)) == GEOMETRIC_RANKS
    assert ranks([*TECHNOLOGY], geometric(raw)) == GEOMETRIC_RANKS


def test_the_technology_achievement_index() -> None:
    raw = np.array([TECHNOLOGY[name] for name in TECHNOLOGY_INDEX])
    places = [
        min_max(column, low=low, high=high, scale=1.0)
        for column, (low, high) in zip(raw.T, TECHNOLOGY_GOALPOSTS, strict=True)
    ]
    found = arithmetic(places, axis=0)
    assert found == pytest.approx([*TECHNOLOGY_INDEX.values()], abs=0.0015)
    assert [*ranks([*TECHNOLOGY_INDEX], found)] == [*TECHNOLOGY_INDEX]


def test_the_human_development_index() -> None:
    life, expected, mean, income, published = np.array([*HUMAN_DEVELOPMENT.values()]).T
    education = arithmetic(
        [min_max(expected, low=0, high=18, scale=1.0), min_max(mean, low=0, high=15, scale=1.0)], axis=0
    )
    wealth = min_max(np.log(income), low=np.log(100), high=np.log(75_000), scale=1.0)
    found = geometric([min_max(life, low=20, high=85, scale=1.0), education, wealth], axis=0)
    assert found == pytest.approx(published, abs=0.001)
    assert [*ranks([*HUMAN_DEVELOPMENT], found)] == [*HUMAN_DEVELOPMENT]


def test_the_human_development_index_before_2010() -> None:
    # UNDP, Human Development Report 2001, technical note 1, Armenia: 72.7 years of 25 to 85 -> 0.795; literacy 98.3
    # and enrolment 79.9 of 0 to 100, two to one -> 0.922; log income 2,215 of 100 to 40,000 -> 0.517; mean 0.745.
    life = min_max(72.7, low=25, high=85, scale=1.0)
    education = arithmetic([98.3, 79.9], [2, 1]) / 100
    income = min_max(np.log(2_215), low=np.log(100), high=np.log(40_000), scale=1.0)
    assert [float(one) for one in (life, education, income)] == pytest.approx([0.795, 0.922, 0.517], abs=5e-4)
    assert float(arithmetic([life, education, income])) == pytest.approx(0.745, abs=5e-4)


# Normalising


def test_reference_up_is_a_share_capped_at_the_scale() -> None:
    # 3/4 of the scale, all of it, no more; 0 is nothing
    assert reference([3.0, 4.0, 5.0, 0.0, NAN], 4.0) == pytest.approx([75, 100, 100, 0, NAN], nan_ok=True)
    assert reference([3.0], 4.0, scale=20.0) == pytest.approx([15])
    assert float(reference(3, 4)) == 75


def test_reference_down_is_the_inverse_capped_at_the_scale() -> None:
    # 2/5 = 0.4; at and below the reference all of it, also at 0, half and below 0; 0.5 of 0.25
    found = reference([5.0, 2.0, 0.5, 0.0, -1.0, NAN], 2.0, direction="down")
    assert found == pytest.approx([40, 100, 100, 100, 100, NAN], nan_ok=True)
    assert reference([0.5], 0.25, direction="down", scale=8.0) == pytest.approx([4])


def test_reference_of_each_row() -> None:
    raw, target = np.array([[2.0, 6.0], [2.0, 6.0]]), np.array([[4.0], [24.0]])
    assert reference(raw, target).tolist() == [[50, 100], [pytest.approx(100 / 12), 25]]
    assert reference(raw, target, direction="down").tolist() == [[100, pytest.approx(200 / 3)], [100, 100]]
    assert np.isnan(reference([3.0], [NAN])[0])
    assert np.isnan(reference([3.0], [NAN], direction="down")[0])


@pytest.mark.parametrize("target", [0.0, -1.0, [4.0, 0.0]])
def test_a_reference_must_be_above_0(target: float | list[float]) -> None:
    with pytest.raises(ValueError, match=r"^a reference must be above 0: nothing can be a share of it$"):
        reference([1.0, 2.0], target)
    assert reference([0.5], 1e-3).tolist() == [100]
    assert reference([0.25], 0.5).tolist() == [50]


def test_min_max_between_the_values_themselves() -> None:
    # 4 to 14: (7 - 4)/10, (14 - 4)/10; 1 less those downwards
    assert min_max([4.0, 7.0, NAN, 14.0]) == pytest.approx([0, 30, NAN, 100], nan_ok=True)
    assert min_max([4.0, 7.0, 14.0], direction="down") == pytest.approx([100, 70, 0])
    assert min_max([4.0, 7.0, 14.0], direction="down", scale=5.0) == pytest.approx([5, 3.5, 0])


def test_min_max_between_goalposts_and_one_goalpost() -> None:
    # 2 to 12: values beyond count as the goalpost; with one goalpost the other is the furthest value
    assert min_max([1.0, 5.0, 20.0], low=2.0, high=12.0) == pytest.approx([0, 30, 100])
    assert min_max([5.0, 7.0], low=3.0) == pytest.approx([50, 100])
    assert min_max([5.0, 7.0], high=15.0) == pytest.approx([0, 20])
    assert min_max([0.0, 3.0], low=0.0, high=4.0) == pytest.approx([0, 75])


@pytest.mark.parametrize(
    ("values", "posts"),
    [([5.0, 5.0], {}), ([NAN, NAN], {}), ([NAN], {"low": 0.0, "high": 1.0}), ([5.0], {"low": 3.0, "high": 3.0}),
     ([5.0], {"low": 4.0, "high": 3.0}), ([], {})],
)  # fmt: skip
def test_min_max_without_a_width_is_missing(values: list[float], posts: dict[str, float]) -> None:
    found = min_max(values, **posts)
    assert found.shape == (len(values),)
    assert np.isnan(found).all()


def test_z_score_of_a_population_and_of_a_sample() -> None:
    # 2, 4, 9: mean 5, squares 9 + 1 + 16 = 26; sd sqrt(26/3) = 2.943920, of a sample sqrt(13) = 3.605551
    whole, sample = 26**0.5 / 3**0.5, 13**0.5
    assert z_score([2.0, 4.0, NAN, 9.0]) == pytest.approx([-3 / whole, -1 / whole, NAN, 4 / whole], nan_ok=True)
    assert z_score([2.0, 4.0, 9.0], ddof=1) == pytest.approx([-3 / sample, -1 / sample, 4 / sample])
    assert z_score([2.0, 4.0, 9.0], direction="down") == pytest.approx([3 / whole, 1 / whole, -4 / whole])


@pytest.mark.parametrize(
    ("values", "ddof"), [([], 0), ([NAN], 0), ([3.0], 0), ([3.0], 1), ([7.1, 7.1, 7.1], 0), ([0.1] * 3, 1)]
)
def test_z_score_without_a_spread_is_missing(values: list[float], ddof: int) -> None:
    found = z_score(values, ddof=ddof)
    assert found.shape == (len(values),)
    assert np.isnan(found).all()


def test_z_score_of_two_values_of_a_sample() -> None:
    # mean 4, squares 1 + 1, over one degree: sd sqrt(2)
    assert z_score([3.0, 5.0], ddof=1) == pytest.approx([-(0.5**0.5), 0.5**0.5])


@pytest.mark.parametrize("normalise", [min_max, z_score, lambda values, **more: reference(values, 3.0, **more)])
def test_an_unknown_direction_is_refused(normalise) -> None:
    with pytest.raises(ValueError, match=r"^direction is 'sideways'; use one of up, down$"):
        normalise([1.0, 2.0], direction="sideways")


# Aggregating


def test_arithmetic_mean_with_weights_renormalised_over_what_is_there() -> None:
    # (90·5 + 30·2 + 10·3)/10 = 54; without the second (450 + 30)/8 = 60; without the first (60 + 30)/5 = 18
    table = [[90.0, 30.0, 10.0], [90.0, NAN, 10.0], [NAN, 30.0, 10.0], [NAN, NAN, NAN]]
    assert arithmetic(table, [5, 2, 3]) == pytest.approx([54, 60, 18, NAN], nan_ok=True)
    # (90 + 30 + 10)/3, (90 + 10)/2, (30 + 10)/2
    assert arithmetic(table) == pytest.approx([130 / 3, 50, 20, NAN], nan_ok=True)
    assert arithmetic(np.array(table).T, [5, 2, 3], axis=0) == pytest.approx([54, 60, 18, NAN], nan_ok=True)


def test_geometric_mean_with_weights_renormalised_over_what_is_there() -> None:
    # 2^(3/4) · 32^(1/4) = 2^(3/4 + 5/4) = 4; without the second 2; without the first 32
    table = [[2.0, 32.0], [2.0, NAN], [NAN, 32.0], [NAN, NAN]]
    assert geometric(table, [3, 1]) == pytest.approx([4, 2, 32, NAN], nan_ok=True)
    # (2 · 32)^(1/2) = 8
    assert geometric(table) == pytest.approx([8, 2, 32, NAN], nan_ok=True)
    assert geometric(np.array(table).T, [3, 1], axis=0) == pytest.approx([4, 2, 32, NAN], nan_ok=True)
    # 0.25 · 4 = 1: shares below 1 have logarithms below 0
    assert float(geometric([0.25, 0.5, 4.0])) == pytest.approx(0.5 ** (1 / 3))


def test_a_zero_makes_the_geometric_mean_zero_unless_it_has_no_weight() -> None:
    assert geometric([[0.0, 9.0], [0.0, NAN], [4.0, 9.0]]).tolist() == [0, 0, pytest.approx(6)]
    assert geometric([[0.0, 9.0]], [0, 2]).tolist() == [pytest.approx(9)]
    assert geometric([[0.0, 9.0]], [0.5, 2]).tolist() == [0]
    assert geometric([[0.5, 9.0]], [0, 2]).tolist() == [pytest.approx(9)]


def test_a_component_without_weight_is_no_data() -> None:
    assert np.isnan(arithmetic([[80.0, NAN]], [0, 1])).all()
    assert np.isnan(geometric([[80.0, NAN]], [0, 1])).all()
    assert arithmetic([[80.0, 20.0]], [0, 1]).tolist() == [20]


def test_one_unit_and_many() -> None:
    assert arithmetic([80.0, 20.0], [3, 1]).shape == ()
    assert float(arithmetic([80.0, 20.0], [3, 1])) == 65
    assert geometric([80.0, 20.0]).shape == ()
    assert float(geometric([80.0, 20.0])) == pytest.approx(40)
    cube = np.arange(1.0, 25.0).reshape(2, 3, 4)
    # components on the middle axis: 1, 5, 9 -> 5
    assert arithmetic(cube, axis=1).tolist() == [[5, 6, 7, 8], [17, 18, 19, 20]]
    assert arithmetic(cube).shape == (2, 3)
    assert geometric(cube, axis=1).shape == (2, 4)


@pytest.mark.parametrize("mean", [arithmetic, geometric])
def test_weights_that_make_no_sense_are_refused(mean) -> None:
    with pytest.raises(ValueError, match=r"^2 components need as many weights, not \(3,\)$"):
        mean([[1.0, 2.0]], [1, 2, 3])
    with pytest.raises(ValueError, match=r"^a weight is below 0; turn the component's direction instead$"):
        mean([[1.0, 2.0]], [1, -1])
    with pytest.raises(ValueError, match=r"^2 components need as many weights"):
        mean([[1.0, 2.0]], 1.0)


def test_a_geometric_mean_of_values_below_0_is_refused() -> None:
    words = "^a geometric mean needs scores of at least 0; normalise with min_max or reference$"
    with pytest.raises(ValueError, match=words):
        geometric([[1.0, 2.0], [1.0, -0.1]])
    with pytest.raises(ValueError, match=words):
        geometric([[NAN, -0.1]])
    assert geometric([[0.5, 0.5]]).tolist() == pytest.approx([0.5])


def test_inputs_stay_as_they_are() -> None:
    scores, weights, raw = np.array([[80.0, NAN], [10.0, 0.0]]), np.array([3.0, 1.0]), np.array([2.0, NAN, 5.0])
    copies = [one.copy() for one in (scores, weights, raw)]
    arithmetic(scores, weights)
    geometric(scores, weights)
    for function in (min_max, z_score, lambda one: reference(one, 4.0, direction="down")):
        function(raw)
    for one, copy in zip((scores, weights, raw), copies, strict=True):
        np.testing.assert_array_equal(one, copy)


shares = st.floats(0.5, 100.0)


@given(st.lists(st.tuples(shares, st.floats(0.1, 50.0)), min_size=1, max_size=6))
def test_geometric_never_exceeds_arithmetic_and_both_lie_within(rows: list[tuple[float, float]]) -> None:
    scores, weights = (list(column) for column in zip(*rows, strict=True))
    low, high = float(geometric(scores, weights)), float(arithmetic(scores, weights))
    assert min(scores) - 1e-9 <= low <= high + 1e-9
    assert high <= max(scores) + 1e-9


@given(st.lists(st.tuples(shares, st.floats(0.1, 50.0)), min_size=1, max_size=6), st.floats(0.01, 100))
def test_only_the_proportions_of_weights_count(rows: list[tuple[float, float]], factor: float) -> None:
    scores, weights = (np.array(column) for column in zip(*rows, strict=True))
    assert float(arithmetic(scores, weights * factor)) == pytest.approx(float(arithmetic(scores, weights)))
    missing = np.append(scores, NAN), np.append(weights, 7.0)
    assert float(arithmetic(*missing)) == pytest.approx(float(arithmetic(scores, weights)))


# Composite scores


def part(name: str, score: list[list[float]], weight: list[float]) -> Part:
    grid = np.array(score, dtype="float64")
    return Part(
        name, name.title(), grid, np.array(weight, dtype="float64"), grid / 10, grid * 0 + 10, grid * 0, "unit"
    )


def two_partners() -> Composite:
    return compose(
        [
            part("talk", [[40, NAN, 50], [40, 70, NAN]], [3, 7]),
            part("plans", [[90, 20, NAN], [90, NAN, NAN]], [2, 1]),
        ],
        minimum_coverage=0.5,
    )


def test_a_score_is_the_weighted_mean_of_the_parts_with_data() -> None:
    # First partner, weights 3 and 2: (120 + 180)/5 = 60; plans alone cover 2/5; talk alone covers 3/5.
    # Second, weights 7 and 1: (280 + 90)/8 = 46.25; talk alone covers 7/8; nothing covers 0.
    made = two_partners()
    assert made.coverage.tolist() == pytest.approx(np.array([[1, 0.4, 0.6], [1, 0.875, 0]]))
    assert made.value == pytest.approx(np.array([[60, NAN, 50], [46.25, 70, NAN]]), nan_ok=True)
    assert [one.name for one in made.parts] == ["talk", "plans"]


def test_effective_weights_add_up_to_1_over_the_parts_with_data() -> None:
    made = two_partners()
    assert made.effective_weights((0, 0)).tolist() == pytest.approx([0.6, 0.4])
    assert made.effective_weights((1, 0)).tolist() == pytest.approx([0.875, 0.125])
    assert made.effective_weights((0, 1)).tolist() == [0, 1]
    assert made.effective_weights((1, 2)).tolist() == [0, 0]


def test_weights_below_1_have_shares_too() -> None:
    made = compose([part("a", [[10]], [0.2]), part("b", [[60]], [0.3])], minimum_coverage=0.6)
    # (10·0.2 + 60·0.3)/0.5 = 40
    assert made.value[0, 0] == pytest.approx(40)
    assert made.effective_weights((0, 0)).tolist() == pytest.approx([0.4, 0.6])


@pytest.mark.parametrize(
    ("weight", "minimum", "there"),
    [
        (60.0, 0.6, True),  # exactly enough
        (60.0, 0.6 + 4e-10, True),  # equal at nine decimals
        (60.0, 0.6 + 6e-10, False),  # 0.600000001 at nine decimals
        (60 - 3e-8, 0.6, True),  # 0.5999999997 is 0.6 at nine decimals
        (60 - 8e-8, 0.6, False),  # 0.5999999992 is 0.599999999
        (60.0, 0.61, False),
    ],
)
def test_minimum_coverage_is_compared_at_nine_decimals(weight: float, minimum: float, there: bool) -> None:
    made = compose([part("a", [[30]], [weight]), part("b", [[NAN]], [100 - weight])], minimum_coverage=minimum)
    assert made.value[0, 0] == pytest.approx(30 if there else NAN, nan_ok=True)


def test_weights_may_be_of_any_size() -> None:
    # Two to one, however small: (2·80 + 20)/3 = 60; 80^(2/3)·10^(1/3) = 40
    assert float(arithmetic([80.0, 20.0], [2e-10, 1e-10])) == pytest.approx(60)
    assert float(geometric([80.0, 10.0], [2e-10, 1e-10])) == pytest.approx(40)
