"""Calibration on frames worked by hand: which windows count, what is proposed, and that nothing is applied."""

from __future__ import annotations

import json
import math
import tomllib
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi import calibrate_text
from kpi.board import Board
from kpi.calibrate import Calibration, calibrate
from kpi.method import parse_method
from tests.kpi.frames import METHOD_FILE, board, default_method

TEXT = METHOD_FILE.read_text(encoding="utf-8")
RESELLERS = "abcde"
MONTHS = ("01", "02", "03", "04")


def partner(name: str, partner_type: str = "reseller", **more: object) -> dict[str, object]:
    return {"partner_id": name, "name": name.upper(), "partner_type": partner_type, **more}


def row(name: str, day: str, kind: str, quantity: float = 1) -> dict[str, object]:
    return {"partner_id": name, "date": day, "kind": kind, "quantity": quantity}


def meetings(name: str, each: float) -> list[dict[str, object]]:
    return [row(name, f"2026-{month}-28", "meeting", each) for month in MONTHS]


def small(as_of: date = date(2026, 4, 30), **more: object) -> Board:
    """Five resellers with 1, 2, 3, 4 and 5 meetings a month from January to April, and a referral partner."""
    partners = [partner(one, **(more if one == "e" else {})) for one in RESELLERS] + [partner("z", "referral")]
    rows = [item for at, one in enumerate(RESELLERS) for item in meetings(one, at + 1)] + meetings("z", 9)
    return board(as_of, partners=partners, interactions=rows)


def of(calibration: Calibration, partner_type: str, component: str) -> dict[str, object]:
    table = calibration.references.set_index(["partner_type", "component"])
    return table.loc[(partner_type, component)].to_dict()


def test_the_reference_is_the_percentile_of_the_rates_of_whole_windows() -> None:
    # Windows January to March and February to April: rates 3, 6, 9, 12, 15, twice each. Of ten sorted rates
    # 3 3 6 6 9 9 12 12 15 15 the 80th percentile is at place 1 + 9 * 0.8 = 8.2: 12 + 0.2 * (15 - 12) = 12.6.
    found = of(calibrate(small(), first=0, last=3), "reseller", "communication")
    assert found["new"] == pytest.approx(12.6, abs=1e-9)
    assert (found["old"], found["partners"], found["windows"], found["note"]) == (12, 5, 10, "")
    # The median of the same is (9 + 9) / 2.
    assert of(calibrate(small(), first=0, last=3, percentile=50), "reseller", "communication")["new"] == 9


def test_a_window_lies_in_the_period_as_a_whole() -> None:
    # January to March only: 3 6 9 12 15, place 1 + 4 * 0.8 = 4.2: 12 + 0.2 * 3.
    found = of(calibrate(small(), first=0, last=2), "reseller", "communication")
    assert (found["new"], found["windows"]) == (pytest.approx(12.6), 5)
    assert of(calibrate(small(), first=1, last=3), "reseller", "communication")["windows"] == 5


def test_a_partial_month_makes_no_window() -> None:
    found = of(calibrate(small(date(2026, 4, 29)), first=0, last=3), "reseller", "communication")
    assert found["windows"] == 5


def test_a_window_that_existence_cuts_does_not_count() -> None:
    # e joins in February: of its windows only February to April is whole.
    found = of(calibrate(small(joined_on="2026-02-01"), first=0, last=3), "reseller", "communication")
    assert (found["partners"], found["windows"]) == (5, 9)


def test_a_silent_partner_counts_with_nothing() -> None:
    # f is silent while its peers are heard: 0 0 3 3 6 6 9 9 12 12 15 15, place 1 + 11 * 0.8 = 9.8:
    # 12 is at places 9 and 10, so 12.
    made = small()
    partners = [partner(one) for one in (*RESELLERS, "f")]
    rows = [item for at, one in enumerate(RESELLERS) for item in meetings(one, at + 1)]
    silent = board(
        made.programme.calendar.as_of, partners=partners, interactions=[*rows, row("f", "2026-01-02", "call", 0)]
    )
    found = of(calibrate(silent, first=0, last=3), "reseller", "communication")
    assert (found["new"], found["partners"], found["windows"]) == (12, 6, 12)


def test_a_component_without_data_stays() -> None:
    found = of(calibrate(small(), first=0, last=3), "reseller", "planning")
    assert (found["new"], found["partners"], found["windows"]) == (1, 0, 0)
    assert found["note"] == "fewer than 5 partners"


def test_types_of_fewer_than_five_partners_stay() -> None:
    found = of(calibrate(small(), first=0, last=3), "referral", "communication")
    assert (found["new"], found["old"], found["partners"], found["note"]) == (12, 12, 1, "fewer than 5 partners")
    # e leaves in February: four resellers are left with whole windows.
    left = of(calibrate(small(left_on="2026-02-10"), first=0, last=3), "reseller", "communication")
    assert (left["new"], left["partners"], left["note"]) == (12, 4, "fewer than 5 partners")


def test_a_percentile_of_nothing_stays() -> None:
    # One reseller of five plans: 1 of 5 rates is above 0; at place 1 + 4 * 0.5 = 3 stands 0.
    made = small()
    rows = [item for at, one in enumerate(RESELLERS) for item in meetings(one, at + 1)]
    plans = board(
        made.programme.calendar.as_of,
        partners=[partner(one) for one in RESELLERS],
        interactions=[*rows, row("a", "2026-02-01", "joint_plan", 4)],
    )
    stays = of(calibrate(plans, first=0, last=2, percentile=50), "reseller", "planning")
    assert (stays["new"], stays["windows"], stays["note"]) == (1, 5, "no activity at this percentile")
    # At 80: place 4.2 between 0 and 4: 0.2 * 4.
    assert of(calibrate(plans, first=0, last=2), "reseller", "planning")["new"] == pytest.approx(0.8)


def test_the_period_must_hold_three_complete_months_of_the_data() -> None:
    made = small(date(2026, 4, 29))
    for first, last in [(0, 1), (1, 3)]:
        with pytest.raises(ValueError, match="fewer than 3 complete months"):
            calibrate(made, first=first, last=last)
    for first, last in [(-1, 3), (0, 4), (3, 1)]:
        with pytest.raises(ValueError, match="outside the data"):
            calibrate(made, first=first, last=last)
    for percentile in (0, 100.5, float("nan")):
        with pytest.raises(ValueError, match="percentile is"):
            calibrate(made, first=0, last=3, percentile=percentile)


def rated(left_on: str | None = None, extra: float = 0) -> Board:
    """Five resellers with a row of every component each month; e may leave, and b do more in April."""
    kinds = {"meeting": 2.0, "campaign": 1.0, "training": 1.0, "lead": 1.0, "feedback": 1.0, "joint_plan": 0.2}
    rows = [
        row(one, f"2026-{month}-28", kind, quantity * (at + 1))
        for at, one in enumerate(RESELLERS)
        for month in MONTHS
        for kind, quantity in kinds.items()
    ]
    rows += [row("b", "2026-04-29", kind, quantity * extra) for kind, quantity in kinds.items()]
    partners = [partner(one, left_on=left_on if one == "e" else None) for one in RESELLERS]
    return board(date(2026, 4, 30), partners=partners, interactions=rows)


def test_the_effect_is_that_of_the_method_it_writes() -> None:
    made = rated()
    found = calibrate(made, first=0, last=3)
    proposed = Board(made.programme, parse_method(found.method_text(TEXT)))
    # a: meetings 6/12, campaigns 3/6, trainings 3/3, leads 3/6, feedback 3/3, plans 0.6/1:
    # (20*50 + 20*50 + 20*100 + 20*50 + 10*100 + 10*60) / 100 = 66, moderate. Every reference becomes 4.2 times
    # a's rate (place 8.2 of 1 1 2 2 3 3 4 4 5 5), so a falls to 100 / 4.2 and b to 200 / 4.2: low.
    assert found.moves["partner_id"].tolist()[0] == "a"
    first = found.moves.iloc[0]
    assert (first["score_before"], first["score_after"]) == (pytest.approx(66), pytest.approx(100 / 4.2))
    assert (first["band_before"], first["band_after"]) == ("moderate", "low")
    codes = proposed.reading("engagement_score").band_codes[:, -1]
    after = found.effect[found.effect["partner_type"] == "*"].set_index("band")["after"]
    assert after.to_dict() == {
        band: int((codes == code).sum())
        for code, band in enumerate(("insufficient data", "low", "moderate", "strong"))
    }
    before = found.effect[found.effect["partner_type"] == "reseller"].set_index("band")["before"]
    assert before.sum() == 5
    assert proposed.reading("engagement_score").value[0, -1] == pytest.approx(100 / 4.2)


def test_the_effect_is_seen_through_the_window_of_the_board() -> None:
    # In April b does more: the month tells it louder than the quarter.
    quarterly = rated(extra=3)
    monthly = Board(quarterly.programme, quarterly.method, 1)
    found, other = calibrate(monthly, first=0, last=3), calibrate(quarterly, first=0, last=3)
    assert found.references.equals(other.references)
    proposed = Board(monthly.programme, parse_method(found.method_text(TEXT)), 1).reading("engagement_score")
    before = monthly.reading("engagement_score")
    moved = np.flatnonzero(before.band_codes[:, -1] != proposed.band_codes[:, -1])
    assert found.moves["score_before"].tolist() == before.value[moved, -1].tolist()
    assert found.moves["score_after"].tolist() == proposed.value[moved, -1].tolist()
    assert found.moves["score_after"].tolist() != other.moves["score_after"].tolist()


def test_the_effect_counts_partners_that_exist() -> None:
    gone = rated("2026-02-20")
    found = calibrate(gone, first=0, last=3)
    assert found.effect.groupby("partner_type")["before"].sum().to_dict() == {"*": 4, "reseller": 4}
    assert found.effect.groupby("partner_type")["after"].sum().to_dict() == {"*": 4, "reseller": 4}


def test_nothing_is_applied() -> None:
    made = rated()
    calibrate(made, first=0, last=3)
    assert made.method == default_method()
    assert made.method.components_of("reseller")[0].reference == 12


def test_the_new_method_says_what_has_changed_and_nothing_else() -> None:
    made = rated()
    found = calibrate(made, first=0, last=2)
    text = found.method_text(TEXT)
    method = parse_method(text)
    assert method.label == found.label == "Tandem 1, calibrated 2026-01..2026-03"
    assert method.version != made.method.version
    assert [one.reference for one in method.components_of("reseller")] == found.references["new"].tolist()
    assert method.components == made.method.components
    kept = [line for line in TEXT.splitlines() if not line.startswith("label = ")]
    assert [line for line in text.splitlines() if line in set(kept)][: len(kept)] == kept
    again = calibrate(Board(made.programme, method), first=1, last=3)
    assert again.label == "Tandem 1, calibrated 2026-02..2026-04"
    assert parse_method(again.method_text(text)).label == again.label


FORMS = {
    "tables": "[engagement.types.Resellers.planning]\nreference = 9 # ours\n",
    "one table": "[engagement.types.Resellers]\nplanning.weight = 12\n",
    "inline": "[engagement.types]\nreseller = { planning = { weight = 12 } }\n",
    "dotted": "[engagement]\ntypes.reseller.planning.weight = 12\n",
    "in two places": "[engagement.types.reseller]\nplanning = { weight = 12 }\n"
    "[engagement.types.referral.planning]\nweight = 3\n",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", ["[mindshare]\n", "[synonyms.questions]\n", "[bands]\n", ""])
def test_references_are_written_into_any_form(form: str, where: str) -> None:
    text = TEXT.replace(where, FORMS[form] + where, 1) if where else TEXT + FORMS[form]
    made = Board(rated().programme, parse_method(text))
    found = calibrate(made, first=0, last=3)
    method = parse_method(found.method_text(text))
    assert [one.reference for one in method.components_of("reseller")] == found.references["new"].tolist()
    assert method.components_of("reseller")[-1].weight == made.method.components_of("reseller")[-1].weight
    assert ("# ours" in found.method_text(text)) == ("# ours" in text)
    assert tomllib.loads(found.method_text(text))["mindshare"] == tomllib.loads(text)["mindshare"]


def test_a_method_of_inline_tables_alone_can_be_added_to() -> None:
    content = tomllib.loads(TEXT)
    text = "\n".join(f"{name} = {inline(value)}" for name, value in content.items())
    found = calibrate(rated(), first=0, last=3)
    method = parse_method(found.method_text(text))
    assert [one.reference for one in method.components_of("reseller")] == found.references["new"].tolist()


def inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {inline(inner)}" for name, inner in value.items()) + "}"
    return json.dumps(value)


def test_a_text_that_says_something_else_is_never_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate_text, "_inserted", lambda text, *_: text)
    with pytest.raises(ValueError, match="write each partner type as a table of its own"):
        calibrate(rated(), first=0, last=3).method_text(TEXT)


def test_another_method_is_not_written_over() -> None:
    found = calibrate(rated(), first=0, last=3)
    with pytest.raises(ValueError, match="the text is the method Tandem 2"):
        found.method_text(TEXT.replace("Tandem 1", "Tandem 2"))


def quantile(values: list[float], percentile: float) -> float:
    """Return the value at place 1 + (n - 1) * p / 100 of the sorted values, between two in proportion."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percentile / 100
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def plain_reference(
    acts: list[tuple[int, int, float]], lives: list[tuple[int, int]], period: tuple[int, int], percentile: float
) -> float | None:
    """Return the reference of one component for one type whose partners are all the partners there are."""
    rates, whose = [], set()
    first_row, last_row = min(month for _, month, _ in acts), max(month for _, month, _ in acts)
    for name, (start, end) in enumerate(lives):
        for month in range(period[0] + 2, period[1] + 1):
            if not (start <= month - 2 and month <= end and first_row <= month - 2 and month <= last_row):
                continue
            counted = [act for act in acts if lives[act[0]][0] <= act[1] <= lives[act[0]][1]]
            peers = [one for one, life in enumerate(lives) if life[0] <= month <= life[1]]
            heard = any(who in peers and month - 11 <= when <= month for who, when, _ in counted)
            if heard and any(month - 2 <= when <= month for _, when, _ in counted):
                rates.append(sum(much for who, when, much in counted if who == name and month - 2 <= when <= month))
                whose.add(name)
    if len(whose) < 5 or quantile(rates, percentile) <= 0:
        return None
    return quantile(rates, percentile)


LAST = 8
ACTS = st.integers(0, 4).flatmap(
    lambda start: st.lists(
        st.tuples(st.integers(0, 6), st.integers(start, LAST), st.integers(0, 9)), min_size=1, max_size=30
    )
)
LIVES = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 0, 2, 5]), st.sampled_from([LAST, LAST, LAST, 6, 5])), min_size=7, max_size=7
)
PERIODS = st.tuples(st.integers(0, LAST), st.integers(0, LAST)).filter(lambda one: one[1] - one[0] >= 2)


@settings(max_examples=60, deadline=None)
@given(ACTS, LIVES, PERIODS, st.sampled_from([20.0, 50.0, 80.0, 100.0]))
def test_it_is_what_a_walk_over_partners_and_months_finds(
    acts: list[tuple[int, int, int]], lives: list[tuple[int, int]], period: tuple[int, int], percentile: float
) -> None:
    partners = [
        partner(f"p{at}", joined_on=f"2026-{start + 1:02d}-05", left_on=f"2026-{end + 1:02d}-05")
        for at, (start, end) in enumerate(lives)
    ]
    rows = [row(f"p{who}", f"2026-{when + 1:02d}-10", "call", much) for who, when, much in acts]
    # A table of its own fixes the calendar; it gives the interactions no span.
    ends = [{"partner_id": "p0", "date": day, "measure": "m", "value": 1.0} for day in ("2026-01-01", "2026-09-30")]
    made = board(partners=partners, interactions=rows, measures=ends)
    found = of(calibrate(made, first=period[0], last=period[1], percentile=percentile), "reseller", "communication")
    wanted = plain_reference([(who, when, float(much)) for who, when, much in acts], lives, period, percentile)
    assert found["new"] == pytest.approx(12 if wanted is None else wanted, abs=1e-9)
    assert (found["note"] == "") == (wanted is not None)
