"""Reviews: the agenda from the data, what is written in it, and the record that a closed one is drawn from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from callbacks import review_acts, reviews
from callbacks.loading import Wish, import_all
from callbacks.review_acts import Refused, act, start
from callbacks.review_agenda import live_agenda
from callbacks.review_list import reviews_view
from callbacks.services import Services
from data.people.principal import LOCAL
from data.settings import Settings
from data.work.actions import ActionDraft, Actions
from data.work.reviews import ReviewEntry, Reviews
from kpi.board import Board
from layouts.figures import Canvas
from layouts.review_agenda import Agenda
from layouts.solid import solidify
from tests.layouts.tree import links, words

CANVAS = Canvas.read(None, height=320)
NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
AUGUST, SEPTEMBER = 2026 * 12 + 7, 2026 * 12 + 8

MONTHS = [*(f"2025-{month:02d}" for month in range(7, 13)), *(f"2026-{month:02d}" for month in range(1, 10))]
PARTNERS = """partner_id,name,partner_type,region,manager
P1,Alder & Söhne,reseller,North,Ada
P2,Birch,distributor,South,Ben
"""


def interactions() -> str:
    """Alder trains nobody any more from July 2026 on; Birch goes on as ever."""
    rows = ["partner_id,date,kind,initiated_by,quantity,interaction_id"]
    rows.append("P2,2026-09-30,meeting,us,1,the last day of the quarter")
    for partner in ("P1", "P2"):
        for month in MONTHS:
            for kind, quantity in (("meeting", 4), ("campaign", 2), ("lead", 2)):
                rows.append(f"{partner},{month}-10,{kind},partner,{quantity},{partner}{month}{kind}")
            if partner == "P2" or month < "2026-07":
                rows.append(f"{partner},{month}-28,training,us,1,{partner}{month}training")
    return "\n".join(rows) + "\n"


def measures(*, partners_august: int = 130) -> str:
    """Units sold: July agrees, August differs, September is reported by us only."""
    said = {"2026-07": (100, 101), "2026-08": (100, partners_august), "2026-09": (90, None)}
    rows = ["partner_id,date,measure,value,reported_by"]
    for month, (ours, theirs) in said.items():
        rows.append(f"P1,{month}-01,units_sold,{ours},us")
        if theirs is not None:
            rows.append(f"P1,{month}-01,units_sold,{theirs},partner")
    return "\n".join(rows) + "\n"


def take_in(services: Services, folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    outcomes = import_all(services, Wish([folder / f"{name}.csv" for name in texts]))
    assert [one.error for one in outcomes] == [""] * len(texts)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a site with the data: importing takes longer than a test."""
    folder = tmp_path_factory.mktemp("filled")
    made = Services.compose(Settings.in_folder(folder / "home"), lambda: NOW)
    take_in(made, folder, partners=PARTNERS, interactions=interactions(), measures=measures())
    made.jobs.close()
    made.store.close()
    return folder / "home"


@pytest.fixture
def site(tmp_path: Path, filled: Path) -> Iterator[Services]:
    shutil.copytree(filled, tmp_path / "home")
    made = Services.compose(Settings.in_folder(tmp_path / "home"), lambda: NOW)
    yield made
    made.jobs.close()
    made.store.close()


def begun(site: Services, partner: str = "P1", period: str = "2026Q3") -> ReviewEntry:
    number = int(start(site, {"partner": partner, "period": period})["go"].rsplit("/", 1)[1])
    return Reviews(site.store).get(number)


def again(site: Services, review: ReviewEntry) -> ReviewEntry:
    return Reviews(site.store).get(review.id)


def drawn(site: Services, review: ReviewEntry) -> str:
    """All that the page says, with what stands in its fields."""
    page = reviews.review_page(site, str(review.id), "", CANVAS)
    return str(solidify(page, ()).to_plotly_json())


def test_the_agenda_is_made_from_the_data(site: Services) -> None:
    spring = begun(site, period="2026Q2")
    act(site, spring.id, {"do": "add", "title": "Book two courses", "owner": "Ada", "due": "2026-08-31"})
    Actions(site.store).add(ActionDraft("Call them", partner_id="P1"), today=date(2026, 9, 1))
    review = begun(site)
    act(site, review.id, {"do": "add", "title": "Agree on dates", "owner": "", "due": ""})
    agenda = live_agenda(site, again(site, review), patient=True)

    engagement = agenda.scores[0]
    # Four components have data, a quarter of the weight each, and all reach their reference in Q2. Three courses a
    # quarter earn training its 100; in Q3 there was none.
    assert (engagement.previous, engagement.value) == (pytest.approx(100.0), pytest.approx(75.0))
    assert [(one.label, round(one.points, 9)) for one in engagement.moves] == [("Training", -25.0)]
    assert engagement.said.startswith("Engagement fell")
    assert "ngagement" in agenda.headline
    assert (agenda.name, agenda.period_name, agenda.before_name) == ("Alder & Söhne", "Q3 2026", "Q2 2026")
    assert (agenda.as_of, agenda.method) == (date(2026, 9, 30), site.method.version)
    assert agenda.periods == ("Q3 2025", "Q4 2025", "Q1 2026", "Q2 2026", "Q3 2026")
    assert (agenda.last_name, [one.title for one in agenda.last_actions]) == ("Q2 2026", ["Book two courses"])
    assert [one.overdue for one in agenda.last_actions] == [True]
    assert [one.title for one in agenda.other_actions] == ["Call them"]
    assert [one.title for one in agenda.next_actions] == ["Agree on dates"]
    assert [(one.month, one.status, one.owner) for one in agenda.figures] == [
        (AUGUST, "disputed", "Ada"),
        (SEPTEMBER, "one-sided", "Ada"),
    ]
    assert agenda.figures[0].share == pytest.approx(30 / 130)


def test_a_settled_figure_is_not_brought_up_again_and_an_open_one_is(site: Services) -> None:
    summer = begun(site, period="2026Q3")
    act(site, summer.id, {"do": "figure", "month": AUGUST, "measure": "units_sold", "owner": "Cleo"})
    # Nothing later exists in the data, so the question is asked of an earlier quarter's review and a later one's.
    spring = begun(site, period="2026Q2")
    assert live_agenda(site, spring).figures == ()
    act(site, summer.id, {"do": "figure", "month": AUGUST, "measure": "units_sold", "resolved": True})
    later = replace(again(site, summer), id=99, period="2026Q4", figures={})
    assert Reviews(site.store).said_before("P1", later.period)[AUGUST, "units_sold"].resolved


def test_the_first_word_on_a_figure_takes_over_what_the_page_proposed(site: Services) -> None:
    spring, review = begun(site, period="2026Q2"), begun(site)
    figure = {"do": "figure", "month": AUGUST, "measure": "units_sold"}
    act(site, review.id, figure | {"resolution": "They count returns"})
    assert [(one.owner, one.resolution) for one in again(site, review).figures.values()] == [
        ("Ada", "They count returns")
    ]
    act(site, spring.id, {"do": "figure", "month": SEPTEMBER, "measure": "units_sold", "owner": "Cleo"})
    act(site, review.id, figure | {"month": SEPTEMBER, "resolution": "Asked for"})
    assert again(site, review).figures[SEPTEMBER, "units_sold"].owner == "Cleo"
    act(site, review.id, figure | {"owner": ""})
    assert again(site, review).figures[AUGUST, "units_sold"].owner == ""


def test_a_figure_that_was_talked_about_stays_when_it_agrees_now(site: Services, tmp_path: Path) -> None:
    review = begun(site)
    said = act(site, review.id, {"do": "figure", "month": AUGUST, "measure": "units_sold", "resolved": True})
    assert said == {"sub": "1 to settle"}
    take_in(site, tmp_path, later="\n".join([measures().splitlines()[0], "P1,2026-08-01,units_sold,100,partner"]))
    august = live_agenda(site, again(site, review)).figures[0]
    assert (august.month, august.status, august.resolved) == (AUGUST, "agreed", True)


def test_a_finding_becomes_an_action_of_the_review_with_what_it_stands_on(site: Services) -> None:
    review = begun(site)
    finding = live_agenda(site, review, patient=True).findings[0]
    said = act(site, review.id, {"do": "take", "finding": finding.key})
    (made,) = Actions(site.store).list("P1", review_id=review.id)
    assert (made.title, made.kpi, made.insight, made.owner) == (finding.action, finding.kpi, finding.key, "Ada")
    assert live_agenda(site, again(site, review), patient=True).findings[0].answered
    act(site, review.id, said["undo"])
    assert Actions(site.store).list("P1") == []
    with pytest.raises(Refused, match="does not hold"):
        act(site, review.id, {"do": "take", "finding": "made up"})


def test_actions_are_changed_removed_and_brought_back(site: Services) -> None:
    review = begun(site)
    act(site, review.id, {"do": "add", "title": "Agree on dates", "owner": "Ada", "due": "2026-11-30"})
    (made,) = Actions(site.store).list("P1")
    act(site, review.id, {"do": "action", "action": made.id, "title": "Agree on three dates"})
    act(site, review.id, {"do": "action", "action": made.id, "due": ""})
    changed = Actions(site.store).get(made.id)
    assert (changed.title, changed.owner, changed.due) == ("Agree on three dates", "Ada", None)
    undo = act(site, review.id, {"do": "remove", "action": made.id})["undo"]
    assert Actions(site.store).list("P1") == []
    act(site, review.id, undo)
    assert Actions(site.store).list("P1") == [changed]
    with pytest.raises(Refused, match="title"):
        act(site, review.id, {"do": "action", "action": made.id, "title": "  "})


def test_an_action_of_another_partner_or_review_is_not_touched(site: Services) -> None:
    review = begun(site)
    other = Actions(site.store).add(ActionDraft("Theirs", partner_id="P2"), today=NOW.date())
    same = Actions(site.store).add(ActionDraft("Elsewhere", partner_id="P1"), today=NOW.date())
    for said in (
        {"do": "action", "action": other.id, "status": "done"},
        {"do": "remove", "action": other.id},
        {"do": "remove", "action": same.id},
        {"do": "action", "action": same.id, "title": "Mine"},
    ):
        with pytest.raises(Refused):
            act(site, review.id, said)
    act(site, review.id, {"do": "action", "action": same.id, "status": "done"})
    assert [one.title for one in Actions(site.store).list()] == ["Theirs", "Elsewhere"]
    assert Actions(site.store).get(same.id).done_on == date(2026, 10, 5)


def test_a_closed_review_shows_what_was_known_that_day(site: Services, tmp_path: Path) -> None:
    review = begun(site)
    act(site, review.id, {"do": "notes", "value": "We talked about training.", "seen": ""})
    act(site, review.id, {"do": "hold", "value": "2026-10-02"})
    act(site, review.id, {"do": "add", "title": "Agree on dates", "owner": "Ada", "due": "2026-11-30"})
    act(site, review.id, {"do": "figure", "month": AUGUST, "measure": "units_sold", "resolution": "They add returns"})
    method = site.method.version
    act(site, review.id, {"do": "close"})
    before = drawn(site, review)
    for text in (
        "We talked about training.",
        "They add returns",
        "Agree on dates",
        method,
        "Alder & Söhne",
        "2 Oct 2026",
    ):
        assert text in before

    # Other files, another name, an action done, another target, another method: the live page moves, this one stays.
    take_in(
        site,
        tmp_path,
        partners2=PARTNERS.replace("Alder & Söhne", "Alder Group"),
        calls="partner_id,date,kind,quantity,initiated_by\nP1,2026-08-11,training,9,us\n",
        measures2=measures(partners_august=100),
        targets="kpi,value,due\nengagement_score,99,2026-12-31\n",
    )
    (made,) = Actions(site.store).list("P1")
    Actions(site.store).change(made.id, title="Something else", status="done")
    site.store.undo(site.store.imports()[0].id)
    other = replace(site, boards=OtherBoards(site))
    assert drawn(other, review) == before
    assert other.board().method.version != method

    undo = act(site, review.id, {"do": "reopen"})["undo"]
    live = drawn(other, review)
    assert "Something else" in live
    assert live != before
    act(site, review.id, undo)
    assert drawn(other, review) == before


class OtherBoards:
    """Boards of the same data under another method."""

    def __init__(self, site: Services) -> None:
        board = site.board()
        assert board is not None
        self._site, self._board = site, board.under(replace(board.method, label="another", digest="0" * 8))

    def current(self) -> Board:
        return self._board

    def __getattr__(self, name: str) -> object:
        return getattr(self._site.boards, name)


def test_a_record_that_cannot_be_read_is_said_and_not_an_error(site: Services) -> None:
    review = begun(site)
    Reviews(site.store).close(review, {"form": 1, "agenda": "torn"}, now=NOW)
    view = reviews.review_view(site, again(site, review), CANVAS)
    assert "can't be read" in view.notices[0]
    assert "can't be read" in words(reviews.review_page(site, str(review.id), "", CANVAS))

    other = begun(site, period="2026Q2")
    record = {"form": 99, "agenda": {"name": "Alder", "scores": [{"kpi": "of_the_future", "history": [1.0]}], "x": 1}}
    Reviews(site.store).close(other, record, now=NOW)
    view = reviews.review_view(site, again(site, other), CANVAS)
    assert view.agenda.name == "Alder"
    assert "later version" in view.notices[0]
    assert words(reviews.review_page(site, str(other.id), "", CANVAS))


def test_what_is_written_while_a_review_is_closed_is_in_its_record(
    site: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = begun(site)

    def slow(services: Services, seen: ReviewEntry, *, patient: bool = False) -> Agenda:
        if not seen.notes:
            Reviews(services.store).write_notes(seen.id, "in between", seen="")
        return live_agenda(services, seen, patient=patient)

    monkeypatch.setattr(review_acts, "live_agenda", slow)
    act(site, review.id, {"do": "close"})
    assert reviews.record_of(again(site, review))[0].notes == "in between"


def test_without_data_notes_and_records_stay_readable(site: Services) -> None:
    review, closed = begun(site), begun(site, period="2026Q2")
    act(site, review.id, {"do": "notes", "value": "Kept", "seen": ""})
    act(site, closed.id, {"do": "close"})
    before = drawn(site, closed)
    for one in site.store.imports():
        site.store.undo(one.id)
    assert "Kept" in drawn(site, review)
    assert "There are no data now" in drawn(site, review)
    assert drawn(site, closed) == before
    view = reviews_view(site, "")
    assert (view.filters, [one.partner for one in view.rows]) == (None, ["P1", "P1"])


def test_an_empty_review_is_discarded_and_started_again(site: Services) -> None:
    review = begun(site)
    undo = act(site, review.id, {"do": "discard"})["undo"]["start"]
    assert undo == {"partner": "P1", "period": "2026Q3"}
    with pytest.raises(Refused, match="no such review"):
        act(site, review.id, {"do": "close"})
    fresh = begun(site)
    act(site, fresh.id, {"do": "notes", "value": "Words", "seen": ""})
    with pytest.raises(Refused, match="written"):
        act(site, fresh.id, {"do": "discard"})


def test_the_list_says_what_is_open_and_what_is_due(site: Services) -> None:
    assert words(reviews.reviews_page(site, "")).count("Start review") == 2
    review = begun(site)
    act(site, review.id, {"do": "add", "title": "Agree on dates"})
    view = reviews_view(site, "")
    assert view.title == "1 review is open"
    assert [(one.partner, one.open_points) for one in view.rows] == [
        ("Alder & Söhne", "2 figures to settle, 1 open action")
    ]
    assert ([one.name for one in view.due], view.due_total, view.period_name) == (["Birch"], 1, "Q3 2026")
    act(site, review.id, {"do": "close"})
    assert reviews_view(site, "?status=open").rows == []
    assert [one.closed for one in reviews_view(site, "?status=closed").rows] == ["5 Oct 2026"]
    assert reviews_view(site, "?region=South").rows == []
    assert [one.name for one in reviews_view(site, "?q=alder&period=2026Q2").due] == ["Alder & Söhne"]
    assert [one.last for one in reviews_view(site, "?q=alder&period=2026Q2").due] == ["Q3 2026"]


def test_a_deep_link_prepares_the_review_of_a_partner(site: Services) -> None:
    assert reviews.way_to_review(site, "P1").href == "/reviews?partner=P1"
    view = reviews_view(site, "?partner=P1").start
    assert view is not None
    assert (view.name, view.periods[0]) == ("Alder & Söhne", ("2026Q3", "Q3 2026", ""))
    review = begun(site)
    assert reviews.way_to_review(site, "P1").href == f"/reviews/{review.id}"
    assert f"/reviews/{review.id}" in links(reviews.reviews_page(site, "?partner=P1"))
    assert "no partner" in words(reviews.reviews_page(site, "?partner=<nobody>"))
    assert reviews.way_to_review(site, "P1").day is None
    act(site, review.id, {"do": "hold", "value": "2026-12-14"})
    assert reviews.way_to_review(site, "P1").day == date(2026, 12, 14)


def test_an_address_without_a_review_is_a_friendly_page(site: Services) -> None:
    for number in ("", "0", "-1", "x", "१", "9" * 40, "1.5", "../1"):
        assert "no such review" in words(reviews.review_page(site, number, "", CANVAS))


NONSENSE = [
    {},
    {"do": 7},
    {"do": "unknown"},
    {"do": "notes", "value": 7},
    {"do": "notes", "value": "x" * 50_001, "seen": ""},
    {"do": "hold", "value": "tomorrow"},
    {"do": "hold", "value": ["2026-10-02"]},
    {"do": "figure"},
    {"do": "figure", "month": "x", "measure": "units_sold"},
    {"do": "figure", "month": 10**12, "measure": "units_sold"},
    {"do": "figure", "month": AUGUST, "measure": ""},
    {"do": "figure", "month": AUGUST, "measure": "units_sold", "owner": {}},
    {"do": "action"},
    {"do": "action", "action": True},
    {"do": "action", "action": 10**30},
    {"do": "action", "action": 999},
    {"do": "add"},
    {"do": "add", "title": " "},
    {"do": "add", "title": "x", "due": "2026-13-01"},
    {"do": "add", "title": "x" * 301},
    {"do": "remove", "action": None},
    {"do": "take", "finding": []},
    {"do": "shut"},
]


def test_nonsense_from_a_client_is_refused_in_words(site: Services) -> None:
    review = begun(site)
    for said in NONSENSE:
        with pytest.raises(Refused):
            act(site, review.id, said)
    for said in ({}, {"partner": "P1"}, {"partner": "P9", "period": "2026Q3"}, {"partner": "P1", "period": "1066Q1"}):
        with pytest.raises(Refused):
            start(site, said)
    assert again(site, review) == review


@pytest.fixture
def served(site: Services) -> FlaskClient:
    server = Flask("reviews")
    server.before_request(lambda: setattr(g, "principal", LOCAL))
    reviews.routes(server, site)
    return server.test_client()


def test_over_http_what_was_changed_elsewhere_comes_back_with_the_refusal(
    served: FlaskClient, site: Services
) -> None:
    begun = served.post("/api/reviews", json={"partner": "P1", "period": "2026Q3"}).get_json()
    address = f"/api{begun['go']}"
    assert served.post(address, json={"do": "notes", "value": "mine", "seen": ""}).get_json() == {"stored": "mine"}
    refused = served.post(address, json={"do": "notes", "value": "yours", "seen": ""})
    assert (refused.status_code, refused.get_json()["stored"]) == (409, "mine")
    for body in (b"", b"[1]", b"{", b"null", b'"x"'):
        answer = served.post(address, data=body, content_type="application/json")
        assert answer.status_code == 409
        assert answer.get_json()["error"]
    assert served.post("/api/reviews/999", json={"do": "close"}).status_code == 409
    assert served.get(address).status_code == 405
