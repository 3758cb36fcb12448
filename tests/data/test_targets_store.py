"""Targets of the site: kept, changed, removed, brought back, and merged into those of files."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.facts.programmes import Programmes, programme_of
from data.method_files import load_method
from data.partners.aliases import Aliases
from data.store import Store
from data.work.targets import TargetInvalid, TargetMissing, Targets
from kpi.board import board_of
from kpi.targets import Target, merge_targets
from tests.data.given import CALLS, PARTNERS, take

TODAY = date(2026, 4, 1)
MARCH, JUNE = date(2027, 3, 31), date(2027, 6, 30)
UPLOADED = "kpi,value,due,partner_id,partner_type,goal\nbookings,5,2027-03-31,P1,,Growth\nwin_rate,50,2027-03-31,,,\n"


def target(value: float = 9.0, *, kpi: str = "bookings", due: date = MARCH, partner: str = "P1", kind: str = "",
           goal: str = "") -> Target:  # fmt: skip
    return Target(kpi, value, due, partner, kind, None, goal, "Ada")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three imports, to be copied: it takes longer to open one than to fill it."""
    folder = tmp_path_factory.mktemp("filled")
    made = Store(folder / "home")
    made.migrate()
    for name, text in (("partners.csv", PARTNERS), ("interactions.csv", CALLS), ("targets.csv", UPLOADED)):
        take(made, folder, name, text)
    made.close()
    return made.home


@pytest.fixture
def filled(home: Path, tmp_path: Path) -> Iterator[Store]:
    opened = Store(Path(shutil.copytree(home, tmp_path / "home")))
    yield opened
    opened.close()


@pytest.fixture
def targets(filled: Store) -> Targets:
    return Targets(filled)


def held(store: Store) -> list[tuple[str, str, float]]:
    programme = programme_of(store)
    assert programme is not None
    return [(one.kpi, one.partner_id, one.value) for one in programme.targets]


def test_a_new_target_stands_beside_those_of_files(filled: Store, targets: Targets) -> None:
    made = targets.add(target(7, due=JUNE, goal=" Growth "), today=TODAY)
    assert (made.target.number, made.target.goal) == (1, "Growth")
    assert targets.list() == (made.target,)
    assert held(filled) == [("bookings", "P1", 5.0), ("win_rate", "", 50.0), ("bookings", "P1", 7.0)]


def test_one_of_the_same_kpi_scope_and_day_takes_the_place_of_the_uploaded_one(
    filled: Store, targets: Targets
) -> None:
    uploaded = programme_of(filled).targets[0]
    change = targets.add(replace(uploaded, value=8.0), today=TODAY, instead_of=uploaded)
    assert held(filled) == [("bookings", "P1", 8.0), ("win_rate", "", 50.0)]
    targets.take_back(change.before)
    assert programme_of(filled).targets[0] == uploaded
    assert targets.list() == targets.list(removed=True) == ()


def test_an_uploaded_one_with_another_day_does_not_come_back(filled: Store, targets: Targets) -> None:
    uploaded = programme_of(filled).targets[0]
    change = targets.add(replace(uploaded, due=JUNE), today=TODAY, instead_of=uploaded)
    assert [one.due for one in programme_of(filled).targets if one.kpi == "bookings"] == [JUNE]
    targets.take_back(change.before)
    assert held(filled) == [("bookings", "P1", 5.0), ("win_rate", "", 50.0)]


def test_a_change_is_taken_back_to_what_was_before(targets: Targets) -> None:
    made = targets.add(target(7, due=JUNE), today=TODAY).target
    change = targets.change(made.number, replace(made, value=3.0, owner="Ben"))
    assert (change.target.value, change.target.owner, change.target.number) == (3.0, "Ben", made.number)
    targets.take_back(change.before)
    assert targets.list() == (made,)


def test_a_removed_target_comes_back_as_it_was(filled: Store, targets: Targets) -> None:
    made = targets.add(target(7, due=JUNE), today=TODAY).target
    change = targets.remove(made, today=TODAY)
    assert (targets.list(), targets.list(removed=True)) == ((), (made,))
    with pytest.raises(TargetMissing):
        targets.change(made.number, made)
    assert targets.restore(made.number).target == made
    targets.take_back(change.before)
    assert targets.list() == (made,)


def test_an_uploaded_target_that_was_removed_stays_hidden_until_that_is_undone(
    filled: Store, targets: Targets
) -> None:
    uploaded = programme_of(filled).targets[0]
    change = targets.remove(uploaded, today=TODAY)
    assert held(filled) == [("win_rate", "", 50.0)]
    targets.take_back(change.before)
    assert held(filled) == [("bookings", "P1", 5.0), ("win_rate", "", 50.0)]


def test_undoing_the_import_leaves_the_targets_of_the_site(filled: Store, targets: Targets) -> None:
    targets.add(target(8), today=TODAY)
    filled.undo(3)
    assert held(filled) == [("bookings", "P1", 8.0)]
    filled.redo(3)
    assert held(filled) == [("bookings", "P1", 8.0), ("win_rate", "", 50.0)]


def test_a_target_of_a_merged_partner_counts_for_the_other(filled: Store, targets: Targets) -> None:
    targets.add(target(8, partner="P2"), today=TODAY)
    Aliases(filled).merge("P2", "P1", TODAY)
    # It is now of the same KPI, scope and day as the uploaded one.
    assert held(filled) == [("bookings", "P1", 8.0), ("win_rate", "", 50.0)]


def test_other_targets_leave_everything_else_as_it_was_laid_out(filled: Store, targets: Targets) -> None:
    programmes, method = Programmes(filled), load_method()
    first, before = programmes.current()
    board = board_of(before, method)
    scores = board.engagement
    targets.add(target(7, due=JUNE), today=TODAY)
    second, after = programmes.current()
    assert second > first
    assert len(after.targets) == len(before.targets) + 1
    assert after.lines is before.lines
    assert after.memory is before.memory
    renewed = board_of(after, method, earlier=board)
    assert renewed.programme is after
    assert renewed.engagement is scores
    # What was made of the board may be about targets.
    assert renewed.memory is not board.memory
    assert board_of(after, replace(method, minimum_coverage=0.5), earlier=board).engagement is not scores
    assert after.targets == programme_of(filled).targets


def test_a_file_of_targets_alone_leaves_the_rest_as_it_was_laid_out(filled: Store, tmp_path: Path) -> None:
    programmes = Programmes(filled)
    before = programmes.current()[1]
    take(filled, tmp_path, "more.csv", "kpi,value,due,partner_id\nnew_leads,3,2027-03-31,P2\n", table="targets")
    after = programmes.current()[1]
    assert after.lines is before.lines
    assert len(after.targets) == 3


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("value", {"value": float("nan")}),
        ("baseline", {"baseline": float("inf")}),
        ("kpi", {"kpi": ""}),
        ("kpi", {"kpi": "x" * 81}),
        ("goal", {"goal": "x" * 201}),
        ("owner", {"owner": "x" * 201}),
        ("partner_type", {"partner_type": "reseller"}),
    ],
)
def test_what_no_target_can_be_changes_nothing(filled: Store, targets: Targets, field: str, values: dict) -> None:
    revision = filled.revision()
    with pytest.raises(TargetInvalid) as error:
        targets.add(replace(target(), **values), today=TODAY)
    assert error.value.args[0] == field
    assert (targets.list(), filled.revision()) == ((), revision)


def test_a_number_that_there_is_none_of(targets: Targets) -> None:
    with pytest.raises(TargetMissing):
        targets.change(7, target())
    with pytest.raises(TargetMissing):
        targets.remove(replace(target(), number=7), today=TODAY)
    with pytest.raises(TargetMissing):
        targets.restore(7)


KEYS = st.builds(target, st.sampled_from([1.0, 2.0]), kpi=st.sampled_from("ab"), partner=st.sampled_from("pq"))


@settings(max_examples=40, deadline=None)
@given(uploaded=st.lists(KEYS), own=st.lists(KEYS), hidden=st.lists(KEYS))
def test_merging_keeps_each_key_once_unless_only_files_have_it(uploaded, own, hidden) -> None:
    merged = merge_targets(uploaded, own, {one.key for one in hidden})
    keys = [one.key for one in merged]
    last = {one.key: one for one in own}
    assert set(last.values()) <= set(merged)
    assert all(keys.count(key) == 1 for key in last)
    gone = {one.key for one in hidden} - set(last)
    assert [one for one in uploaded if one.key not in gone and one.key not in last] == [
        one for one in merged if one.key not in last
    ]
