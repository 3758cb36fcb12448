from datetime import date

import pytest

from data.store import Store
from data.work.actions import ActionDraft, ActionInvalid, ActionMissing, Actions
from data.work.changes import work_revision
from data.work.insight_states import InsightStates

MAY = date(2026, 5, 4)
JUNE = date(2026, 6, 1)


@pytest.fixture
def actions(store: Store) -> Actions:
    return Actions(store)


@pytest.fixture
def states(store: Store) -> InsightStates:
    return InsightStates(store)


def test_a_title_is_all_that_an_action_needs(actions: Actions) -> None:
    made = actions.add(ActionDraft("  Call Ada "), today=MAY)
    assert (made.title, made.partner_id, made.status, made.created_on) == ("Call Ada", "", "planned", MAY)
    assert (made.due, made.done_on, made.expected, made.review_id) == (None, None, None, None)
    assert actions.get(made.id) == made
    assert actions.list() == [made]


def test_actions_come_by_due_day_those_without_one_last(actions: Actions) -> None:
    for title, due in (("c", None), ("b", JUNE), ("a", MAY)):
        actions.add(ActionDraft(title, due=due), today=MAY)
    assert [one.title for one in actions.list()] == ["a", "b", "c"]


def test_lists_are_of_one_partner_or_of_the_programme(actions: Actions) -> None:
    for partner in ("P1", "P2", ""):
        actions.add(ActionDraft(f"for {partner}", partner_id=partner), today=MAY)
    assert [one.title for one in actions.list("P1")] == ["for P1"]
    assert [one.title for one in actions.list("")] == ["for"]
    assert actions.list("P3") == []
    assert actions.list(review_id=7) == []


def test_a_change_touches_only_what_it_names(actions: Actions) -> None:
    made = actions.add(ActionDraft("Call", partner_id="P1", expected=4.0, due=JUNE), today=MAY)
    changed = actions.change(made.id, owner="Ada", due=None)
    assert (changed.owner, changed.due, changed.expected, changed.title) == ("Ada", None, 4.0, "Call")


def test_the_day_on_which_it_was_done_is_kept_while_it_is_done(actions: Actions) -> None:
    made = actions.add(ActionDraft("Call"), today=MAY)
    assert actions.change(made.id, status="done", today=JUNE).done_on == JUNE
    # Saving done once more is no second completion.
    assert actions.change(made.id, status="done", today=date(2026, 7, 1)).done_on == JUNE
    assert actions.change(made.id, status="in_progress").done_on is None
    assert actions.add(ActionDraft("Past", status="done"), today=MAY).done_on == MAY


def test_what_is_removed_comes_back_as_it_was(actions: Actions) -> None:
    made = actions.add(ActionDraft("Call", owner="Ada"), today=MAY)
    actions.remove(made.id)
    assert actions.list() == []
    assert actions.list(removed=True) == [made]
    with pytest.raises(ActionMissing):
        actions.change(made.id, owner="Ben")
    assert actions.restore(made.id) == made
    assert actions.list() == [made]


@pytest.mark.parametrize(
    "values",
    [
        {"title": "  "},
        {"title": "x" * 301},
        {"reason": "x" * 2001},
        {"owner": "x" * 201},
        {"status": "finished"},
        {"expected": float("nan")},
        {"expected": float("inf")},
        {"created_on": MAY},
        {"id": 3},
    ],
)
def test_what_an_action_cannot_be_changes_nothing(actions: Actions, values: dict) -> None:
    made = actions.add(ActionDraft("Call"), today=MAY)
    with pytest.raises(ActionInvalid) as error:
        actions.change(made.id, **values)
    assert error.value.args[0] in values
    assert actions.get(made.id) == made


@pytest.mark.parametrize("method", ["change", "remove", "restore", "get"])
def test_an_action_that_never_was(actions: Actions, method: str) -> None:
    with pytest.raises(ActionMissing):
        getattr(actions, method)(99)


def test_an_open_action_is_overdue_the_day_after_it_was_due(actions: Actions) -> None:
    made = actions.add(ActionDraft("Call", due=JUNE), today=MAY)
    assert not made.is_overdue(JUNE)
    assert made.is_overdue(date(2026, 6, 2))
    assert not actions.change(made.id, status="dropped").is_overdue(date(2026, 6, 2))
    assert not actions.add(ActionDraft("Some day"), today=MAY).is_overdue(date(2030, 1, 1))


def test_findings_are_answered_while_their_action_is_open(actions: Actions) -> None:
    made = actions.add(ActionDraft("Call", insight="fell_band:x"), today=MAY)
    actions.add(ActionDraft("By hand"), today=MAY)
    assert actions.open_insights() == {"fell_band:x"}
    assert actions.count_open() == 2
    actions.change(made.id, status="dropped")
    assert actions.open_insights() == frozenset()
    actions.change(made.id, status="planned")
    actions.remove(made.id)
    assert actions.open_insights() == frozenset()


def test_a_snoozed_finding_comes_back_on_its_day(states: InsightStates) -> None:
    entry = states.snooze("k", JUNE, today=MAY)
    assert entry.hides(date(2026, 5, 31))
    assert not entry.hides(JUNE)
    assert states.all() == {"k": entry}


def test_a_dismissed_finding_stays_away_until_it_is_brought_back(states: InsightStates) -> None:
    entry = states.dismiss("k", " Known and accepted ", today=MAY)
    assert entry.reason == "Known and accepted"
    assert entry.hides(date(2036, 1, 1))
    assert states.clear("k")
    assert not states.clear("k")
    assert states.all() == {}


def test_the_last_decision_about_a_finding_holds(states: InsightStates) -> None:
    states.snooze("k", JUNE, today=MAY)
    entry = states.dismiss("k", "No", today=MAY)
    assert states.all() == {"k": entry}


def test_decisions_that_make_no_sense_are_refused(states: InsightStates) -> None:
    for until in (MAY, date(2026, 5, 3)):
        with pytest.raises(ValueError, match="later day"):
            states.snooze("k", until, today=MAY)
    with pytest.raises(ValueError, match="reason"):
        states.dismiss("k", "  ", today=MAY)
    with pytest.raises(ValueError, match="key"):
        states.dismiss("k" * 701, "No", today=MAY)
    assert states.all() == {}


def test_every_write_is_noticed_and_no_read_is(store: Store, actions: Actions, states: InsightStates) -> None:
    seen = [work_revision(store)]
    made = actions.add(ActionDraft("Call"), today=MAY)
    seen.append(work_revision(store))
    actions.change(made.id, owner="Ada")
    seen.append(work_revision(store))
    actions.remove(made.id)
    seen.append(work_revision(store))
    states.dismiss("k", "No", today=MAY)
    seen.append(work_revision(store))
    states.clear("k")
    seen.append(work_revision(store))
    assert seen == [0, 1, 2, 3, 4, 5]
    actions.list(), states.all(), actions.open_insights()
    assert work_revision(store) == 5
    # The data are the same: no score has to be computed anew.
    assert store.revision() == 0
