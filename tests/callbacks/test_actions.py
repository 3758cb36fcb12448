from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from callbacks import actions, plan
from callbacks.action_edits import Told, do
from callbacks.action_fields import Refused
from callbacks.action_files import actions_csv, csv_text, insights_csv
from callbacks.action_query import Question, parse_question
from callbacks.action_views import effect_words
from callbacks.attention import attention_items
from callbacks.filters import parse_filters
from callbacks.insight_list import Found, about, found
from callbacks.services import Services
from callbacks.subject import Subject
from callbacks.work import work_of
from data.work.actions import ActionDraft, Actions
from data.work.changes import raise_work
from data.work.insight_states import InsightStates
from data.work.models import Action, InsightState
from kpi.action_effect import ActionEffect, EffectStatus
from kpi.selection import Selection, matching
from layouts.figures import Canvas
from tests.callbacks.acting import KEY, NOW, STOPPED, acting_site, all_found
from tests.layouts.tree import links, words

CANVAS = Canvas.read(None, height=300)
TODAY = NOW.date()
NONSENSE = [None, 7, "start", [], {}, {"do": "no"}, {"do": []}, {"do": "start"}, {"do": "change", "key": "x"}]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    made = acting_site(tmp_path_factory.mktemp("acting"))
    all_found(made)
    yield made
    made.jobs.close()
    made.store.close()


@pytest.fixture
def site(held: Services) -> Services:
    """The site as nobody has worked in it yet."""
    with held.store.transaction() as session:
        for table in (Action, InsightState):
            for row in session.query(table):
                session.delete(row)
        raise_work(session)
    return held


def shown(site: Services, search: str = "") -> str:
    return words(actions.actions_page(site, search, CANVAS))


def edit(site: Services, search: str = "", **asked: object) -> Told:
    return do(site, asked, search)


def chosen(site: Services, search: str = "") -> tuple:
    board = site.board()
    assert board is not None
    filters = parse_filters(search, board)
    return board, filters, matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)


def test_a_finding_becomes_an_action_in_one_step(site: Services) -> None:
    told = edit(site, do="start", key=KEY)
    assert told.text == "Action started for Partner 2"
    [made] = Actions(site.store).list()
    assert (made.partner_id, made.kpi, made.insight) == (STOPPED, "engagement_score", KEY)
    # Its partner's manager, and two weeks for what is severe.
    assert (made.owner, made.due, made.status) == ("Ada p2", date(2026, 10, 16), "planned")
    assert made.reason.startswith("Communication took 20.0")
    assert made.title == all_found(site).items[0].insight.action
    assert told.undo is not None
    edit(site, **told.undo)
    assert Actions(site.store).list() == []


def test_an_answered_finding_leaves_the_open_ones_until_its_action_is_closed(site: Services) -> None:
    assert "1 finding waits for a decision" in shown(site)
    edit(site, do="start", key=KEY)
    assert "fell from strong to low" not in shown(site)
    assert "Action started" in shown(site, "?show=started")
    [made] = Actions(site.store).list()
    edit(site, do="change", key=str(made.id), field="status", value="dropped")
    assert "fell from strong to low" in shown(site)


def test_a_snoozed_finding_is_hidden_listed_and_brought_back(site: Services) -> None:
    told = edit(site, do="snooze", key=KEY)
    assert told.text == "Snoozed until 1 Nov 2026"
    assert "fell from strong" not in shown(site)
    assert "Snoozed until 1 Nov 2026" in shown(site, "?show=hidden")
    back = edit(site, **dict(told.undo or {}))
    assert "fell from strong" in shown(site)
    edit(site, **dict(back.undo or {}))
    assert "fell from strong" not in shown(site)


def test_a_finding_is_snoozed_until_a_day(site: Services) -> None:
    assert edit(site, do="snooze", key=KEY, until="2026-12-01").text == "Snoozed until 1 Dec 2026"
    for until in ("2026-10-02", "2020-01-01", "2099-01-01", "soon", 7, ["2026-12-01"]):
        with pytest.raises(Refused):
            edit(site, do="snooze", key=KEY, until=until)


def test_a_dismissed_finding_says_why_and_comes_again_with_the_next_quarter(site: Services) -> None:
    told = edit(site, do="dismiss", key=KEY, reason=" Known and accepted ")
    assert told.text == "Dismissed for Q3 2026"
    assert "fell from strong" not in shown(site)
    assert "Dismissed on 2 Oct 2026: Known and accepted" in shown(site, "?show=hidden")
    assert work_of(site).standing(KEY, "2026Q3", TODAY) == "hidden"
    assert work_of(site).standing(KEY, "2026Q4", TODAY) == "open"
    back = edit(site, **dict(told.undo or {}))
    assert "fell from strong" in shown(site)
    edit(site, **dict(back.undo or {}))
    assert InsightStates(site.store).all()[f"{KEY}@2026Q3"].reason == "Known and accepted"
    for reason in ("", "  ", None, "x" * 501, 7):
        with pytest.raises(Refused):
            edit(site, do="dismiss", key=KEY, reason=reason)


def test_fields_are_changed_in_place_and_back(site: Services) -> None:
    made = Actions(site.store).add(ActionDraft("Call", partner_id="p1", due=date(2026, 10, 1)), today=TODAY)
    assert "1 action is overdue" in shown(site)
    for field, value, said in (
        ("owner", "Ben", "Owner: Ben"),
        ("due", "2026-11-20", "Due 20 Nov 2026"),
        ("status", "done", "Status: Done"),
        ("due", "", "Due day removed"),
        ("owner", "", "Owner removed"),
        ("title", "Call twice", "Action saved"),
    ):
        told = edit(site, do="change", key=str(made.id), field=field, value=value)
        assert told.text == said
    again = Actions(site.store).get(made.id)
    assert (again.title, again.owner, again.due, again.status, again.done_on) == (
        "Call twice",
        "",
        None,
        "done",
        TODAY,
    )
    edit(site, **dict(told.undo or {}))
    assert Actions(site.store).get(made.id).title == "Call"
    # Leaving a field as it was is no change, and nothing to speak of.
    assert edit(site, do="change", key=str(made.id), field="title", value="Call").text == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", " "), ("status", "overdue"), ("due", "0026-10-01"), ("due", "soon"), ("expected", "much"),
     ("expected", "nan"), ("expected", "inf"), ("owner", "x" * 201), ("owner", "a\0b"), ("owner", ["Ben"]),
     ("created_on", "2026-01-01"), ("removed", "true"), ("id", "2"), (None, "x")],
)  # fmt: skip
def test_what_a_field_cannot_be_is_refused_in_words(site: Services, field: str, value: object) -> None:
    made = Actions(site.store).add(ActionDraft("Call"), today=TODAY)
    with pytest.raises(Refused) as error:
        edit(site, do="change", key=str(made.id), field=field, value=value)
    assert str(error.value).endswith(".")
    assert Actions(site.store).get(made.id) == made


@pytest.mark.parametrize(
    ("text", "number"),
    [("+4", 4.0), ("−2.5", -2.5), ("2,5", 2.5), ("1,200", 1200.0), ("1,200.5", 1200.5), ("", None)],
)
def test_an_expected_change_is_read_as_people_write_it(site: Services, text: str, number: float | None) -> None:
    made = Actions(site.store).add(ActionDraft("Call", expected=1.0), today=TODAY)
    edit(site, do="change", key=str(made.id), field="expected", value=text)
    assert Actions(site.store).get(made.id).expected == number


def test_an_action_is_added_by_hand(site: Services) -> None:
    values = {"title": "Plan the year", "partner": "partner 3", "reason": "Budget", "owner": "Ada",
              "due": "2026-12-01", "status": "planned", "expected": "+4", "kpi": "engagement_score"}  # fmt: skip
    told = edit(site, "?tab=actions&new=&tier=Gold", do="save", key="", insight="", values=values)
    assert told.go == "/actions?tab=actions&tier=Gold"
    [made] = Actions(site.store).list()
    assert (made.partner_id, made.title, made.expected, made.due) == ("p3", "Plan the year", 4.0, date(2026, 12, 1))
    for wrong in ({"partner": "nobody"}, {"title": ""}, {"status": "x"}, {"due": "x"}):
        with pytest.raises(Refused):
            edit(site, do="save", key="", insight="", values={**values, **wrong})
    assert len(Actions(site.store).list()) == 1


def test_a_form_changes_all_fields_and_undo_brings_them_back(site: Services) -> None:
    before = Actions(site.store).add(
        ActionDraft("Call", partner_id="p1", due=date(2026, 12, 1), expected=1.5), today=TODAY
    )
    values = {"title": "Visit", "partner": "ignored", "reason": "", "owner": "Ada", "due": "",
              "status": "in_progress", "expected": "", "kpi": ""}  # fmt: skip
    told = edit(site, do="save", key=str(before.id), values=values)
    after = Actions(site.store).get(before.id)
    assert (after.title, after.partner_id, after.due, after.status) == ("Visit", "p1", None, "in_progress")
    edit(site, **dict(told.undo or {}))
    assert Actions(site.store).get(before.id) == before


def test_a_removed_action_is_listed_and_restored(site: Services) -> None:
    made = Actions(site.store).add(ActionDraft("Call Ada"), today=TODAY)
    told = edit(site, do="remove", key=str(made.id))
    assert "Call Ada" not in shown(site, "?tab=actions")
    assert "Call Ada" in shown(site, "?tab=actions&status=removed")
    edit(site, **dict(told.undo or {}))
    assert "Call Ada" in shown(site, "?tab=actions")


@pytest.mark.parametrize("asked", NONSENSE)
def test_nonsense_from_a_client_is_refused_and_changes_nothing(site: Services, asked: object) -> None:
    told, is_new = actions.answered(site, asked, "")
    assert told.kind == "bad"
    assert "log" not in told.text
    assert Actions(site.store).list() == []
    assert isinstance(is_new, bool)


@pytest.mark.parametrize(
    "name", ["start", "snooze", "dismiss", "bring", "hide", "change", "remove", "restore", "save"]
)
@pytest.mark.parametrize("key", ["", "no:such:key", "99", "9" * 30, None, 7, "²", "x" * 900])
def test_keys_of_nothing_are_refused(site: Services, name: str, key: object) -> None:
    with pytest.raises(Refused):
        edit(site, do=name, key=key, field="owner", value="x", reason="x", values={"title": ""})


def test_every_view_of_the_page_has_an_address(site: Services) -> None:
    question = Question(
        tab="actions", statuses=("done", "dropped"), owners=("Ada, Ben", ""), insight="a:b&c", edit="7", page=3
    )
    board, filters, _ = chosen(site, "?tier=Gold")
    address = question.href(filters)
    assert address.startswith("/actions?tier=Gold&tab=actions")
    assert parse_question(address.partition("?")[2]) == question
    assert parse_question("?tab=no&show=no&page=-3&new=") == Question(new="")
    assert parse_filters(address.partition("?")[2], board).selection == filters.selection


def test_filters_cut_findings_actions_and_files_alike(site: Services) -> None:
    Actions(site.store).add(ActionDraft("For five", partner_id="p5", owner="Ada"), today=TODAY)
    Actions(site.store).add(ActionDraft("For two", partner_id="p2"), today=TODAY)
    Actions(site.store).add(ActionDraft("For all"), today=TODAY)
    assert [one["title"] for one in rows(actions_csv(site, "?tier=Silver"))] == ["For five"]
    assert [one["title"] for one in rows(actions_csv(site, "?owner=Ada"))] == ["For five"]
    assert len(rows(actions_csv(site, ""))) == 3
    assert "For two" not in shown(site, "?tab=actions&tier=Silver")
    assert "For all" not in shown(site, "?tab=actions&tier=Gold")
    assert [one["partner_id"] for one in rows(insights_csv(site, "?tier=Gold"))] == ["p2"]
    assert rows(insights_csv(site, "?tier=Silver")) == []
    assert rows(insights_csv(site, "?rule=rose_band")) == []
    assert "Nothing stands out" in shown(site, "?tier=Silver")


def test_files_hold_no_formula(site: Services) -> None:
    Actions(site.store).add(ActionDraft("=cmd()", owner="+A1", reason="@x"), today=TODAY)
    [row] = rows(actions_csv(site, ""))
    assert (row["title"], row["owner"], row["reason"]) == ("'=cmd()", "'+A1", "'@x")
    assert csv_text(["n"], [[-3.5]]) == "n\r\n-3.5\r\n"


def test_files_are_served_under_the_page(site: Services) -> None:
    from app import compose_server

    client = compose_server(site).test_client()
    for name in ("findings.csv", "actions.csv"):
        answer = client.get(f"/actions/{name}?tier=%00&nonsense")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_form_of_a_finding_is_filled_in_and_keeps_nothing_yet(site: Services) -> None:
    page = actions.actions_page(site, f"?tab=actions&new={KEY}", CANVAS)
    assert "Action from a finding" in words(page)
    assert Actions(site.store).list() == []
    for search in (
        "?tab=actions&new=no-such",
        "?tab=actions&edit=99",
        "?tab=actions&edit=x",
        "?tab=actions&for=%00&new=",
    ):
        assert "What is being done" in shown(site, search)


def test_findings_about_types_and_the_programme_stand_while_nothing_narrower_is_chosen(site: Services) -> None:
    _, _, everybody = chosen(site)
    one = all_found(site).items[0]
    of_type = one._replace(insight=replace(one.insight, partner_id="", group="reseller"), row=None)
    of_all = one._replace(insight=replace(one.insight, partner_id="", group="*"), row=None)
    items = (one, of_type, of_all)
    assert about(items, Selection(), everybody) == [one, of_type, of_all]
    assert about(items, Selection(partner_type=("reseller",)), everybody) == [one, of_type]
    assert about(items, Selection(partner_type=("technology",)), ~everybody) == []
    assert about(items, Selection(tier=("Gold",)), everybody) == [one]


def test_the_overview_lists_what_nobody_has_decided_about(site: Services) -> None:
    view = attention_items(site, *chosen(site))
    assert [(one.who, one.band) for one in view.items] == [("Partner 2", "low")]
    assert view.items[0].amount == "€12.0K a year"
    assert view.items[0].href == "/partners/p2"
    assert (view.total, view.more_href, view.pending) == (1, "/actions", False)
    edit(site, do="snooze", key=KEY)
    assert attention_items(site, *chosen(site)).items == []
    assert attention_items(site, *chosen(site, "?tier=Silver")).total == 0


def test_no_page_waits_for_findings(site: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    import callbacks.attention

    for module in (callbacks.attention, actions):
        monkeypatch.setattr(module, "found", lambda *_, **__: Found(pending=True))
    assert attention_items(site, *chosen(site)).pending
    page = shown(site)
    assert "Looking through the scores" in page
    assert "Findings and actions" in page
    assert not actions.looked(site, "")
    monkeypatch.undo()
    assert actions.looked(site, "")


def test_a_failed_search_for_findings_is_told_with_its_number(
    site: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    import callbacks.insight_list

    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(callbacks.insight_list, "listed", fail)
    board, filters, _ = chosen(site, "?period=2026Q2")
    known = found(site, board, filters, patience=30)
    assert known.failed
    assert known.items == ()
    page = shown(site, "?period=2026Q2")
    assert known.failed in page
    assert "boom" not in page


def test_a_site_without_data_has_a_way_out(services: Services) -> None:
    page = actions.actions_page(services, "", CANVAS)
    assert "/data" in links(page)
    assert actions_csv(services, "").startswith("id,")
    assert insights_csv(services, "").startswith("rank,")
    for asked in NONSENSE:
        assert actions.answered(services, asked, "")[0].kind == "bad"


def test_the_plan_of_a_partner_suggests_and_lists(site: Services) -> None:
    board, filters, _ = chosen(site)
    subject = Subject(board, filters, board.reading("engagement_score").row(STOPPED))
    card = plan.plan_card(site, subject)
    assert "Start action" in words(card)
    assert f"/actions?tab=actions&new=&for={STOPPED}" in links(card)
    edit(site, do="start", key=KEY)
    card = words(plan.plan_card(site, subject))
    assert "Planned" in card
    assert "Start action" not in card
    other = Subject(board, filters, board.reading("engagement_score").row("p1"))
    assert "Nothing is planned" in words(plan.plan_card(site, other))


def test_what_was_done_marks_the_trend(site: Services) -> None:
    kept = Actions(site.store)
    kept.add(ActionDraft("Later", partner_id="p1", status="done"), today=date(2026, 9, 1))
    kept.add(ActionDraft("Ask the partner for the names of two people", partner_id="p1", status="done"),
             today=date(2026, 8, 1))  # fmt: skip
    kept.add(ActionDraft("Not yet", partner_id="p1"), today=TODAY)
    assert plan.recorded_actions(site, "p1") == [
        (date(2026, 8, 1), "Ask the partner for the…"),
        (date(2026, 9, 1), "Later"),
    ]


def test_an_effect_is_said_without_a_cause(site: Services) -> None:
    board, _, _ = chosen(site)

    def said(effect: ActionEffect | None, kpi: str = "engagement_score") -> tuple[str, str]:
        return effect_words(board, kpi, effect, currency="EUR")

    measured = ActionEffect(EffectStatus.MEASURED, 60.0, 64.5, peers=-1.25, count=6)
    assert said(measured) == ("+4.5", "peers −1.3")
    assert said(ActionEffect(EffectStatus.FEW_PEERS, 60.0, 50.0)) == ("−10.0", "too few peers")
    assert said(ActionEffect(EffectStatus.MEASURED, 1e6, 2e6, peers=0.0), "bookings") == ("+€1.00M", "peers €0")
    early = ActionEffect(EffectStatus.TOO_EARLY, after_month=2026 * 12 + 11)
    assert said(early) == ("", "too early, from Jan 2027")
    assert said(ActionEffect(EffectStatus.NO_VALUE)) == ("", "not enough data")
    assert said(None) == ("", "")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))
