"""The tabs of targets and business goals, the form, what its clicks do, the card and the files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app import compose_server
from callbacks import target_edits, target_form, targets
from callbacks.action_fields import Refused
from callbacks.filters import Filters, parse_filters
from callbacks.goals import goals_tab
from callbacks.loading import Wish, import_all
from callbacks.services import Services
from callbacks.subject import Subject
from callbacks.target_card import target_card
from callbacks.target_form import Typed, check_view, form_view, read_form, typed
from callbacks.target_views import (
    chance_words,
    change_words,
    found_target,
    held_targets,
    read_before,
    target_id,
    write_before,
)
from data.settings import Settings
from data.work.actions import ActionDraft, Actions
from data.work.targets import Before, Targets
from kpi.board import Board
from kpi.catalogue import CATALOGUE
from kpi.targets import Target
from layouts.ids import TargetIds
from tests.callbacks.conftest import HeldClock
from tests.kpi import frames
from tests.layouts.tree import links, words

MONTHS = [f"{2025 + at // 12}-{at % 12 + 1:02d}" for at in range(24)]  # January 2025 to December 2026
PARTNERS = "partner_id,name,partner_type,region,manager,joined_on\n" + "".join(
    f"P{at},{name},{kind},{region},Desk {region},2025-01-01\n"
    for at, (name, kind, region) in enumerate(
        [("Alder & Co", "reseller", "DACH"), ("Birch", "reseller", "Nordics"), ("Cedar", "distributor", "DACH"),
         ("Dogwood", "distributor", "Nordics"), ("Elm", "technology", "DACH"), ("Fir", "reseller", "DACH")], start=1,
    )
)  # fmt: skip
# Satisfaction of P1 rises a point a month from 50, that of the others stands still at 60, 62, …
MEASURES = "partner_id,date,measure,value\n" + "".join(
    f"P{at},{month}-20,customer_satisfaction,{50 + step if at == 1 else 56 + 2 * at}\n"
    for at in range(1, 7)
    for step, month in enumerate(MONTHS)
)
DEALS = "partner_id,deal_id,opened_on,stage,amount,closed_on,currency,sourced_by\n" + "".join(
    f"P{at},D{at}-{month},{month}-01,won,{1000 * at},{month}-20,EUR,partner\n"
    for at in range(1, 5)
    for month in MONTHS
)
INTERACTIONS = (
    "partner_id,date,kind,initiated_by\n"
    + "".join(
        f"P{at},{month}-{day:02d},{kind},partner\n"
        for at in range(1, 7)
        for month in MONTHS
        for day, kind in enumerate(["meeting", "training", "campaign", "lead"], start=2)
    )
    + "P6,2026-12-31,meeting,us\n"
)
TARGETS = """kpi,value,due,partner_id,partner_type,baseline,goal,owner
customer_satisfaction,90,2027-06-30,,,60,Customer satisfaction,Ada
customer_satisfaction,80,2027-06-30,P1,,50,Customer satisfaction,=cmd()
bookings,20000,2027-03-31,,reseller,,Revenue growth,Ben
engagement_score,70,2027-06-30,P2,,,,
"""
TODAY = date(2027, 1, 4)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("targets")
    made = Services.compose(Settings.in_folder(folder / "home"), HeldClock(datetime(2027, 1, 4, 12, tzinfo=UTC)))
    texts = {"partners": PARTNERS, "measures": MEASURES, "deals": DEALS, "interactions": INTERACTIONS,
             "targets": TARGETS}  # fmt: skip
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    outcomes = import_all(made, Wish([folder / f"{name}.csv" for name in texts]))
    assert [one.error for one in outcomes] == [""] * len(texts)
    yield made
    made.jobs.close()
    made.store.close()


@pytest.fixture(autouse=True)
def tidy(services: Services) -> Iterator[None]:
    """Take away what a test has set, changed and removed."""
    yield
    kept = Targets(services.store)
    for one in (*kept.list(), *kept.list(removed=True)):
        kept.take_back([Before(one.number or 0)])


@pytest.fixture
def board(services: Services) -> Board:
    return now(services)


def now(services: Services) -> Board:
    made = services.board()
    assert made is not None
    return made


def filters(board: Board, search: str = "") -> Filters:
    return parse_filters(search, board)


def tab(services: Services, search: str = "") -> str:
    board = now(services)
    return words(targets.targets_tab(services, board, filters(board, search), search))


def goals(services: Services, search: str = "") -> str:
    board = now(services)
    return words(goals_tab(services, board, filters(board, search), search))


def uploaded(board: Board, kpi: str, partner: str = "") -> Target:
    (found,) = [one for one in held_targets(board) if (one.kpi, one.partner_id) == (kpi, partner)]
    return found


WHOLE = Typed("bookings", "Birch", "9,000", "2027-12-31", "", "Revenue growth", "Ada")


# The table


def test_the_tab_says_what_the_targets_come_to(services: Services) -> None:
    shown = tab(services, "?tab=targets")
    assert "4 targets" in shown
    assert "Alder & Co" in shown
    # P1: 50 + 23 in December 2026, the mean of three months is 72; 80 is 8 above in two quarters: 4 a quarter.
    assert "+4.0 needed" in shown
    assert "+3.0 made" in shown
    assert "No goal" in shown


def test_targets_of_types_and_of_all_are_listed_while_the_filters_speak_of_them(services: Services) -> None:
    board = now(services)

    def listed(search: str) -> set[str]:
        view = targets.targets_view(services, board, filters(board, search), search)
        return {row.scope for row in view.rows}

    assert listed("") == {"All partners", "Alder & Co", "Resellers", "Birch"}
    assert listed("?type=reseller") == {"Alder & Co", "Resellers", "Birch"}
    assert listed("?type=distributor") == set()
    assert listed("?region=DACH") == {"Alder & Co"}
    assert "No target for these partners" in tab(services, "?type=distributor")


def test_rows_lead_to_partner_definition_and_form(services: Services) -> None:
    board = now(services)
    drawn = targets.targets_view(services, board, filters(board, "?region=DACH"), "?region=DACH")
    (row,) = drawn.rows
    assert row.scope_href == "/partners/P1?region=DACH"
    assert row.kpi_href == "/kpis/customer_satisfaction"
    assert parse_qs(urlsplit(row.edit_href).query) == {"tab": ["targets"], "region": ["DACH"], "edit": [row.id]}
    assert drawn.csv_href == "/actions/targets.csv?region=DACH"


def test_many_targets_come_in_pages_and_are_checked_page_by_page(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "MOST_CHECKED", 3)
    monkeypatch.setattr(targets, "SHOWN", 3)
    board = now(services)

    def turned(search: str):
        return targets.targets_view(services, board, filters(board, search), search)

    first, last = turned(""), turned("?page=2")
    assert first.title == "4 targets, the next due on 31 Mar 2027"
    assert [row.due for row in first.rows] == ["31 Mar 2027", "30 Jun 2027", "30 Jun 2027"]
    assert first.pager is not None
    assert (first.pager.text, first.pager.previous) == ("1 to 3 of 4", "")
    assert last.pager is not None
    assert (last.pager.text, len(last.rows), last.pager.following) == ("4 to 4 of 4", 1, "")
    for nonsense in ("?page=0", "?page=x", "?page=-1", "?page=²"):
        assert turned(nonsense).pager == first.pager
    assert turned("?page=99999").pager == last.pager


@pytest.mark.parametrize(
    ("chance", "said"), [(None, ""), (0.0, "below 1%"), (0.384, "38%"), (0.995, "above 99%"), (0.99, "99%")]
)
def test_a_probability_never_sounds_surer_than_it_is(chance: float | None, said: str) -> None:
    assert chance_words(chance) == said


def test_changes_have_their_sign_and_unit() -> None:
    kpi = CATALOGUE
    assert change_words(3.04, kpi["engagement_score"], "EUR") == "+3.0"
    assert change_words(-1250.0, kpi["bookings"], "EUR") == "−€1,250"
    assert change_words(2.5, kpi["win_rate"], "EUR") == "+2.5 points"
    assert change_words(0.01, kpi["engagement_score"], "EUR") == "0.0"
    assert change_words(None, kpi["bookings"], "EUR") == change_words(1.0, None, "EUR") == ""


# The form


def test_a_form_that_is_filled_in_becomes_a_target(board: Board) -> None:
    draft = read_form(board, WHOLE, today=TODAY)
    assert draft.problems == {}
    assert draft.target == Target("bookings", 9000.0, date(2027, 12, 31), "P2", "", None, "Revenue growth", "Ada")


@pytest.mark.parametrize(
    ("field", "change", "said"),
    [
        (TargetIds.KPI, {"kpi": ""}, "Choose the KPI."),
        (TargetIds.KPI, {"kpi": "mood"}, "There is no KPI “mood”. Choose one of the list."),
        (TargetIds.SCOPE, {"scope": ""}, "Choose whom the target is for."),
        (TargetIds.SCOPE, {"scope": "P99"}, "No partner or type is called “P99”. Choose one of the list."),
        (
            TargetIds.SCOPE,
            {"scope": "P1", "kpi": "active_advocate_rate", "value": "50"},
            "is defined for groups",
        ),
        (TargetIds.VALUE, {"value": ""}, "Type the value that it should reach."),
        (TargetIds.VALUE, {"value": "many"}, "“many” is no number. Type one such as 72.5."),
        (
            TargetIds.VALUE,
            {"value": "172", "kpi": "engagement_score"},
            "172 is above 100, the most that engagement can be. Type 100 or less.",
        ),
        (TargetIds.VALUE, {"value": "-1", "kpi": "win_rate"}, "−1% is below 0%, the least that win rate can be."),
        (TargetIds.DUE, {"due": ""}, "Choose the day by which."),
        (TargetIds.DUE, {"due": "soon"}, "“soon” is no day. Choose one of the calendar."),
        (TargetIds.DUE, {"due": "2027-01-04"}, "4 Jan 2027 is past. Choose a day after 4 Jan 2027."),
        (
            TargetIds.DUE,
            {"kpi": "customer_satisfaction", "scope": "alder & co", "value": "70", "due": "2027-06-30"},
            "for Alder & Co by 30 Jun 2027 already",
        ),
        (TargetIds.BASELINE, {"baseline": "x"}, "“x” is no number."),
        (TargetIds.GOAL, {"goal": "g" * 201}, "has more than 200 characters. Shorten it."),
        (TargetIds.OWNER, {"owner": "A\u202eda"}, "characters that can't be shown"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(board: Board, field: str, change: dict[str, str], said: str) -> None:
    problems = read_form(board, replace(WHOLE, **change), today=TODAY).problems
    assert said in problems[field]
    assert list(problems) == [field]


def test_an_overdue_target_can_be_changed_without_another_day(board: Board) -> None:
    late = Target("bookings", 5.0, date(2026, 6, 30), "P2", "", None, "", "", number=3)
    asked = replace(WHOLE, due="2026-06-30")
    assert read_form(board, asked, today=TODAY, edited=late).problems == {}
    assert TargetIds.DUE in read_form(board, asked, today=TODAY).problems


def test_fields_of_a_client_are_text_or_nothing() -> None:
    assert typed([None, ["x"], {"a": 1}, 7, True, " a \n b ", 1.5]) == Typed("", "", "", "7", "", "a b", "1.5")
    assert typed([]) == Typed()
    assert len(typed(["x" * 9999]).kpi) == target_form.LONGEST


def test_the_check_names_what_is_missing(services: Services, board: Board) -> None:
    def said(asked: Typed) -> str:
        return check_view(services, board, asked, None).title

    assert said(Typed()) == (
        "Not SMART yet: it lacks a KPI and whom it is for, a value that can be measured, a business goal and a day "
        "within two years"
    )
    whole = Typed("customer_satisfaction", "P1", "75", "2027-09-30", "", "Customer satisfaction", "")
    # 3 above 72 in three quarters; a point a month is 3 a quarter, and one in ten of the peers is beyond it
    assert said(whole) in ("This target is SMART", "SMART as far as can be told")
    assert said(replace(whole, goal="")) == "Not SMART yet: it lacks a business goal"
    assert said(replace(whole, due="2030-01-31")) == "Not SMART yet: it lacks a day within two years"
    assert said(replace(whole, value="100")) == "Not SMART yet: it lacks a pace that was kept before"


def test_goals_are_suggested_that_of_the_kpi_first(services: Services, board: Board) -> None:
    asked = Typed(kpi="win_rate")
    assert check_view(services, board, asked, None).goals[0] == "Revenue growth"
    assert check_view(services, board, replace(asked, goal="Growth"), None).goals == []


def test_an_address_opens_the_form(services: Services, board: Board) -> None:
    def opened(search: str):
        return form_view(services, board, filters(board, search), search)

    assert opened("?tab=targets") is None
    new = opened("?tab=targets&new=1&partner=P1&of=bookings&region=DACH")
    assert new is not None
    assert (new.edited, new.scope, new.kpi, new.notice) == ("", "Alder & Co", "bookings", "")
    assert new.close_href == "/actions?region=DACH&tab=targets"
    unknown = opened("?new=1&partner=P9&kpi=engagement_score")
    assert unknown is not None
    assert (unknown.scope, unknown.kpi) == ("", "engagement_score")
    assert "There is no partner “P9”" in unknown.notice
    held = uploaded(board, "customer_satisfaction", "P1")
    edit = opened(f"?edit={target_id(held)}")
    assert edit is not None
    assert (edit.value, edit.due, edit.baseline, edit.owner) == ("80", "2027-06-30", "50", "=cmd()")
    gone = opened("?edit=77")
    assert gone is not None
    assert (gone.edited, "not there any more" in gone.notice) == ("", True)


def test_partners_are_offered_as_one_types(board: Board) -> None:
    offered = target_form.scope_options(board, "alde", groups=True)
    assert offered[:2] == ["All partners", "Distributors"]
    assert "Alder & Co" in offered
    assert "Birch" not in offered
    assert "Birch" in target_form.scope_options(board, "", groups=True)


def test_whom_a_target_is_for_is_read_by_name_id_or_type(board: Board) -> None:
    assert target_form.read_scope(board, "ALL partners") == ([""], "")
    assert target_form.read_scope(board, "resellers") == ([""], "reseller")
    assert target_form.read_scope(board, "P3") == (["P3"], "")
    assert target_form.read_scope(board, "cedar") == (["P3"], "")
    assert target_form.read_scope(board, "x" * 400) == ([], "")
    everybody, kind, one = (
        Target("bookings", 1.0, TODAY, partner, kind, None, "", "")
        for partner, kind in (("", ""), ("", "reseller"), ("P3", ""))
    )
    assert [target_form.scope_text(board, each) for each in (everybody, kind, one)] == [
        "All partners", "Resellers", "Cedar",
    ]  # fmt: skip


def test_partners_of_one_name_are_told_apart_by_their_ids() -> None:
    twins = [{"partner_id": name, "name": "Twin", "partner_type": "reseller"} for name in ("T1", "T2")]
    made = frames.board(partners=twins, interactions=[{"partner_id": "T1", "date": "2026-03-31", "kind": "call"}])
    assert target_form.partner_text(made, "T2") == "T2"
    problems = read_form(made, replace(WHOLE, scope="twin"), today=TODAY).problems
    assert problems[TargetIds.SCOPE] == "Several partners are called “twin”. Type the id: T1, T2."
    assert read_form(made, replace(WHOLE, scope="T2"), today=TODAY).problems == {}


# What clicks do


def test_setting_a_target_takes_the_value_of_today_as_its_baseline(services: Services, board: Board) -> None:
    told, problems = target_edits.save_target(services, board, WHOLE, "", go="/actions?tab=targets")
    assert problems == {}
    assert told is not None
    assert (told.text, told.detail) == ("Target set", "Bookings of Birch by 31 Dec 2027")
    assert told.go == "/actions?tab=targets"
    (made,) = Targets(services.store).list()
    # Three deals of 2,000 in the last quarter
    assert (made.value, made.baseline) == (9000.0, 6000.0)
    assert "Birch" in tab(services)
    assert target_edits.TARGET_EDITS[told.undo["do"]](services, told.undo, None).text == "The target is as it was"
    assert Targets(services.store).list() == ()


def test_changing_an_uploaded_target_and_back(services: Services, board: Board) -> None:
    held = uploaded(board, "bookings")
    name = target_id(held)
    asked = Typed("bookings", "Resellers", "30000", "2027-03-31", "", "Revenue growth", "Ben")
    told, _ = target_edits.save_target(services, board, asked, name)
    assert told is not None
    changed = uploaded(now(services), "bookings")
    assert (changed.value, changed.number is None) == (30000.0, False)
    # The old address still finds it.
    assert found_target(now(services), name) == changed
    told_again, _ = target_edits.save_target(
        services, now(services), replace(asked, value="31000"), str(changed.number)
    )
    assert uploaded(now(services), "bookings").value == 31000.0
    for one in (told_again, told):
        target_edits.TARGET_EDITS["target-undo"](services, one.undo, None)
    assert uploaded(now(services), "bookings") == held


def test_problems_keep_everything_as_it_was(services: Services, board: Board) -> None:
    revision = services.store.revision()
    told, problems = target_edits.save_target(services, board, replace(WHOLE, value="x"), "")
    assert told is None
    assert list(problems) == [TargetIds.VALUE]
    told, problems = target_edits.save_target(services, board, WHOLE, "88")
    assert "not there any more" in problems[TargetIds.KPI]
    assert services.store.revision() == revision


def test_removing_hides_a_target_until_it_is_brought_back(services: Services, board: Board) -> None:
    held = uploaded(board, "engagement_score", "P2")
    told = target_edits.TARGET_EDITS["target-remove"](services, {"key": target_id(held)}, None)
    assert told.text == "Target removed"
    shown = tab(services)
    assert "1 target was removed or replaced" in shown
    assert "Engagement of Birch by 30 Jun 2027" in shown
    assert found_target(now(services), target_id(held)) is None
    target_edits.TARGET_EDITS["target-undo"](services, told.undo, None)
    assert uploaded(now(services), "engagement_score", "P2") == held
    assert "removed or replaced" not in tab(services)


def test_restoring_brings_a_removed_target_back_unless_its_place_is_taken(services: Services, board: Board) -> None:
    target_edits.save_target(services, board, WHOLE, "")
    (made,) = Targets(services.store).list()
    Targets(services.store).remove(made, today=TODAY)
    restored = target_edits.TARGET_EDITS["target-restore"](services, {"key": str(made.number)}, None)
    assert (restored.text, Targets(services.store).list()) == ("Target restored", (made,))
    with pytest.raises(Refused, match="there again already"):
        target_edits.TARGET_EDITS["target-restore"](services, {"key": str(made.number)}, None)
    Targets(services.store).remove(made, today=TODAY)
    target_edits.save_target(services, now(services), WHOLE, "")
    with pytest.raises(Refused, match="Change that one"):
        target_edits.TARGET_EDITS["target-restore"](services, {"key": str(made.number)}, None)
    for key in (None, "x", "-1", "9" * 30, 7.5):
        with pytest.raises(Refused):
            target_edits.TARGET_EDITS["target-restore"](services, {"key": key}, None)


@pytest.mark.parametrize("key", [None, 7, "", "x", "f-", "f-00", ["1"], {"a": 1}, "9" * 500, "' or 1=1"])
def test_a_button_that_there_is_not_removes_nothing(services: Services, key: object) -> None:
    revision = services.store.revision()
    with pytest.raises(Refused, match="not there any more"):
        target_edits.TARGET_EDITS["target-remove"](services, {"key": key}, None)
    assert services.store.revision() == revision


@pytest.mark.parametrize(
    "before",
    [None, 7, "", "[]", "{}", "[[1,false,null],[2,false,null],[3,false,null]]", '[["1",false,null]]',
     "[[true,false,null]]", "[[0,false,null]]", "[[999,false,null]]", '[[1,false,{"kpi":1}]]', "[" * 3000,
     [[1, False, None]],
     json.dumps([[1, False, {"kpi": "x", "value": "a", "due": "2027-01-01", "partner_id": "", "partner_type": "",
                             "baseline": None, "goal": "", "owner": ""}]]),
     json.dumps([[1, False, {"kpi": "x", "value": 1, "due": "no", "partner_id": "", "partner_type": "",
                             "baseline": None, "goal": "", "owner": ""}]])],
)  # fmt: skip
def test_nothing_else_can_be_undone(services: Services, before: object) -> None:
    with pytest.raises(Refused, match="can't be undone"):
        target_edits.TARGET_EDITS["target-undo"](services, {"before": before}, None)


def test_what_undoing_needs_survives_the_browser() -> None:
    held = Target("bookings", 0.1, date(2027, 3, 31), "P1", "", 2.5, "Ä “goal”", "Ada", number=4)
    before = (Before(4, held, True), Before(5))
    read = read_before(write_before(before))
    assert read == (Before(4, replace(held, number=None), True), Before(5))


# The card


def subject(board: Board, partner: str, kpi: str) -> Subject:
    made = filters(board, f"?kpi={kpi}")
    return Subject(board, made, board.reading(kpi).row(partner))


def test_the_card_says_where_the_partner_should_be(services: Services, board: Board) -> None:
    drawn = target_card(services, subject(board, "P2", "engagement_score"))
    said = words(drawn)
    assert "Target: engagement 70 by 30 Jun 2027" in said
    assert "No business goal is named" in said
    held = uploaded(board, "engagement_score", "P2")
    assert f"/actions?kpi=engagement_score&tab=targets&edit={target_id(held)}" in links(drawn)


def test_without_a_target_the_card_leads_to_the_form(services: Services, board: Board) -> None:
    drawn = target_card(services, subject(board, "P1", "mindshare_score"))
    assert "No target for mindshare" in words(drawn)
    (href,) = links(drawn)
    assert parse_qs(urlsplit(href).query)["partner"] == ["P1"]
    assert parse_qs(urlsplit(href).query)["of"] == ["mindshare_score"]


def test_the_card_tells_what_the_plan_promises(services: Services, board: Board) -> None:
    kept = Targets(services.store)
    kept.add(Target("engagement_score", 60.0, date(2027, 6, 30), "P1", "", None, "g", ""), today=TODAY)
    alone = words(target_card(services, subject(now(services), "P1", "engagement_score")))
    actions = Actions(services.store)
    made = actions.add(
        ActionDraft("Train", partner_id="P1", kpi="engagement_score", expected=60.0, due=date(2027, 3, 1)),
        today=TODAY,
    )
    planned = words(target_card(services, subject(now(services), "P1", "engagement_score")))
    actions.remove(made.id)
    assert "with the plan" not in alone
    if "likely on the present path" in alone:
        assert "above 99% with the plan" in planned


# Business goals


def test_goals_list_their_figures_and_who_brings_most(services: Services) -> None:
    shown = goals(services, "?goal=Revenue+growth&serves=bookings")
    assert "What serves Revenue growth" in shown
    # 12,000 of 30,000: three deals of 4,000 among 1,000 + 2,000 + 3,000 + 4,000 three times
    assert "Dogwood brings most: 40% of bookings" in shown
    assert "All partners, Q4 2026: Bookings €30.0K" in shown


def test_a_filter_cuts_the_list_and_not_the_whole(services: Services) -> None:
    shown = goals(services, "?goal=Revenue+growth&serves=bookings&region=DACH")
    # Alder 3,000, Cedar 9,000, Elm and Fir nothing of 30,000
    assert "the 4 partners in view bring 40%" in shown
    assert "Dogwood" not in shown
    assert "Cedar brings most: 30% of bookings" in shown


def test_the_address_chooses_goal_figure_and_scope(services: Services) -> None:
    shown = goals(services, "?goal=revenue%20GROWTH&serves=bookings&whom=reseller")
    # Alder 3,000 and Birch 6,000
    assert "Birch brings most: 67% of bookings" in shown
    for search in ("?goal=nonsense&serves=mood&whom=x&page=zz", "?goal=%00", "?page=7777"):
        assert "business goals, served by" in goals(services, search)


def test_a_figure_that_is_no_sum_of_parts_has_values_only(services: Services) -> None:
    shown = goals(services, "?goal=Revenue+growth&serves=sales_cycle")
    assert "Sales cycle by partner" in shown
    assert "Own value" in shown
    assert "Contribution" not in shown


def test_without_a_partner_in_view_there_is_a_reason(services: Services) -> None:
    shown = goals(services, "?goal=Revenue+growth&serves=win_rate&type=technology")
    assert "None of the partners in view has data for win rate; 4 others have." in shown


# Files


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_files_hold_what_the_page_shows(services: Services) -> None:
    client = compose_server(services).test_client()
    answer = client.get("/actions/targets.csv?region=DACH")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="targets.csv"'
    (row,) = rows(answer.get_data(as_text=True))
    assert (row["partner_id"], row["value"], row["current"]) == ("P1", "80.0", "72.0")
    # A spreadsheet would run it.
    assert row["owner"] == "'=cmd()"
    assert row["method"]
    everything = rows(client.get("/actions/targets.csv?period=zz").get_data(as_text=True))
    assert len(everything) == 4
    given = rows(client.get("/actions/goals.csv?region=DACH").get_data(as_text=True))
    assert {one["partner_id"] for one in given} == {"P1", "P3", "P5", "P6"}
    assert "Revenue growth" in {one["goal"] for one in given}


def test_long_files_come_in_pieces_with_one_head(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callbacks.target_files.BLOCK", 2)
    from callbacks.target_files import targets_csv

    pieces = list(targets_csv(services, ""))
    assert len(pieces) == 2
    assert [row["kpi"] for row in rows("".join(pieces))] == [
        "bookings", "customer_satisfaction", "customer_satisfaction", "engagement_score",
    ]  # fmt: skip


def test_without_data_files_are_empty(tmp_path: Path) -> None:
    made = Services.compose(Settings.in_folder(tmp_path), HeldClock())
    client = compose_server(made).test_client()
    assert client.get("/actions/targets.csv").status_code == 200
    made.jobs.close()
    made.store.close()
