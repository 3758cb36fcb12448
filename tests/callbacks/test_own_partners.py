"""A manager of own partners sees nothing of other partners anywhere, and people do only what they may.

All that belongs to the partners of somebody else holds the word canary, but for their ids: those can stand in an
address, from where a page may repeat them. What is asked about one of them must be answered like nonsense.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import compose_server
from callbacks.loading import Wish, import_all
from callbacks.reviews import without_peers
from callbacks.services import Services
from data.audit import AuditQuestion
from data.partners.aliases import Aliases
from data.scope import EVERYTHING, Scope
from data.work.actions import ActionDraft, ActionInvalid, ActionMissing, Actions
from data.work.insight_states import InsightStates
from data.work.reviews import ReviewMissing, Reviews
from data.work.saved_views import SavedViews
from data.work.targets import TargetError, Targets
from kpi.catalogue import CATALOGUE
from kpi.targets import Target
from layouts import shell
from layouts.review_agenda import Agenda, FindingItem
from tests.callbacks.people_given import client_of, person, server_services, sign_in_as
from tests.kpi.insight_cases import KINDS, months

NOW = datetime(2026, 10, 2, 12, tzinfo=UTC)
OWN = tuple(f"own-{at}" for at in range(1, 7))
FEW = tuple(f"few-{at}" for at in range(1, 4))
OTHERS = tuple(f"zqx-{at}" for at in range(1, 7))
NONSENSE = "qjw-1"
"""As long as the id of one of the others, and nobody's."""

MANAGER, FEW_MANAGER, OTHER_MANAGER = "Ada Own", "Carl Few", "Ben Canary"
KEY = "fell_band:engagement_score::p:{}"
MARK = "canary"

PATHS = (
    "/", "/partners", "/compare", "/actions", "/actions?tab=actions", "/actions?tab=targets", "/actions?tab=goals",
    "/actions?show=hidden", "/actions?show=started", "/actions?tab=actions&status=removed", "/reviews", "/data",
    "/data?tab=history", "/data?tab=partners", "/data?tab=quality", "/kpis", "/kpis/bookings", "/settings",
    "/sharing", "/method", "/audit", "/people",
    "/partners?group=manager", "/partners?group=region", "/partners?group=tier",
    "/kpis/engagement_score", "/actions?tab=targets&new=1", "/actions?tab=actions&new=",
    *(f"/kpis/{one}" for one in ("mindshare_score", "win_rate", "customer_satisfaction", "partner_nps")),
)  # fmt: skip


@dataclass
class Site:
    """A site in server mode, a browser for each kind of person, and what belongs to the others."""

    services: Services
    server: Flask
    clients: dict[str, FlaskClient]
    action: int = 0
    review: int = 0
    target: int = 0
    closed: int = 0
    view: int = 0
    link: str = ""

    def get(self, whom: str, path: str) -> TestResponse:
        return self.clients[whom].get(path)

    def post(self, whom: str, path: str, said: object) -> TestResponse:
        return self.clients[whom].post(path, json=said)

    def page(self, whom: str, path: str) -> str:
        """Return what the callback that draws pages answers."""
        route = {"path": path.partition("?")[0], "search": f"?{path.partition('?')[2]}", "screen": {}}
        answer = self.called(whom, "shell-route", route)
        assert answer.status_code == 200, path
        assert "could not be drawn" not in answer.text, path
        return answer.text

    def called(
        self, whom: str, first: str, value: object, *, others: object = None, output: str = ""
    ) -> TestResponse:
        """Run a callback: `value` for its first input, `others` for all else."""
        known = [one for one in self.callbacks() if first in one["inputs"][0]["id"] and output in one["output"]]
        return self.clients[whom].post("/_dash-update-component", json=payload(known[0], value, others))

    def callbacks(self) -> list[dict[str, Any]]:
        listed = self.clients["admin"].get("/_dash-dependencies").get_json()
        return [one for one in listed if not one["clientside_function"]]


def payload(callback: dict[str, Any], value: object, others: object) -> dict[str, object]:
    """Return what a browser, or somebody who plays one, sends to run a callback."""

    def given(one: dict[str, Any], what: object) -> object:
        if not one["id"].startswith("{"):
            return {"id": one["id"], "property": one["property"], "value": what}
        pattern = {key: 1 if isinstance(held, list) else held for key, held in json.loads(one["id"]).items()}
        return [{"id": pattern, "property": one["property"], "value": what}]

    def name(one: dict[str, Any]) -> str:
        entry = given(one, None)
        entry = entry[0] if isinstance(entry, list) else entry
        of = entry["id"] if isinstance(entry["id"], str) else json.dumps(entry["id"], separators=(",", ":"))
        return f"{of}.{entry['property']}"

    def outputs() -> object:
        made = []
        for text in callback["output"].strip(".").split("..."):
            id_, _, prop = text.split("@")[0].rpartition(".")
            id_ = id_.replace("\\", "")
            if id_.startswith("{"):
                made.append([{"id": {**json.loads(id_), "field": "value"}, "property": prop}])
            else:
                made.append({"id": id_, "property": prop})
        return made if callback["output"].startswith("..") else made[0]

    first, *rest = callback["inputs"]
    return {
        "output": callback["output"],
        "outputs": outputs(),
        "inputs": [given(first, value), *(given(one, others) for one in rest)],
        "state": [given(one, others) for one in callback["state"]],
        "changedPropIds": [name(first)],
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("own")
    services = server_services(folder, lambda: NOW)
    load(services, folder / "files")
    made = Site(services, compose_server(services), {})
    for whom, role, manages in (
        ("admin", "admin", ""),
        ("own", "manager", MANAGER),
        ("few", "manager", FEW_MANAGER),
        ("none", "manager", "Nobody Known"),
        ("viewer", "viewer", ""),
        ("own viewer", "viewer", MANAGER),
    ):
        made.clients[whom] = client_of(made.server)
        one = person(services, role, manages, email=f"{whom.replace(' ', '-')}@example.com")
        sign_in_as(made.clients[whom], services, one)
        if whom == "admin":
            made.view = SavedViews(services.store, one.id).add(
                "Canary view", path="/partners", query="region=Canaryland", today=NOW.date()
            ).id  # fmt: skip
    people_work(made)
    for one in made.clients.values():
        # Until they have been looked for, pages say so instead of listing findings.
        one.get("/actions/findings.csv")
    yield made
    services.jobs.close()
    services.store.close()


def load(services: Services, folder: Path) -> None:
    """Import the data of three managers; files hold rows of all of them, and are named after the others."""
    folder.mkdir()
    partners, rows, deals, answers, measures, advocacy = [], [], [], [], [], []
    for at, one in enumerate((*OWN, *FEW, *OTHERS)):
        is_other, manager = one in OTHERS, {"o": MANAGER, "f": FEW_MANAGER, "z": OTHER_MANAGER}[one[0]]
        name = f"Xenon Canary {at}" if is_other else f"Partner {one}"
        place = "canary-tier,Canaryland" if is_other else "Gold,North"
        kind = "technology" if one == OTHERS[0] else "reseller"
        partners.append(f"{one},{name},{kind},{place},{manager},{'canary' if is_other else one}{at}.example")
        mark = "canary-" if is_other else ""
        for when in months(16):
            if not (one in (OWN[1], OTHERS[1]) and when > "2026-06"):
                day = 28 if when < "2026-09" else 30
                rows += [f"{one},{when}-{day},{word},{2 + at % 4}" for word in KINDS.values()]
            deals.append(
                f"{one},D-{mark}{one}-{when},{when}-02,won,{1000 + 77 * at},{when}-20,EUR,{mark}customer-{at}"
            )
            answers.append(f"{one},{when}-12,likelihood_to_recommend,{at % 11},0,10,{mark}person-{at}")
            measures += [f"{one},{when}-28,units_sold,{60 + at},us", f"{one},{when}-28,units_sold,{90 + at},partner"]
            advocacy.append(f"{one},{when}-05,reference,1")
    targets = [
        "bookings,900000,2026-12-31,,,1000,Shared goal,Somebody",
        f"engagement_score,71,2026-12-31,{OTHERS[1]},,60,Canary goal,Canary owner",
        "engagement_score,70,2026-12-31,,technology,60,Canary goal of a type,Canary owner of a type",
        f"engagement_score,70,2026-12-31,{OWN[1]},,60,Own goal,Own owner",
    ]
    kinds = {
        "partners": ("partner_id,name,partner_type,tier,region,manager,domain", partners),
        "interactions": ("partner_id,date,kind,quantity", rows),
        "deals": ("partner_id,deal_id,opened_on,stage,amount,closed_on,currency,customer", deals),
        "surveys": ("partner_id,date,question,score,scale_min,scale_max,respondent", answers),
        "measures": ("partner_id,date,measure,value,reported_by", measures),
        "advocacy": ("partner_id,date,kind,quantity", advocacy),
        "targets": ("kpi,value,due,partner_id,partner_type,baseline,goal,owner", targets),
    }
    for kind, (header, lines) in kinds.items():
        text = "\n".join([header, *lines, ""])
        (folder / f"canary-{kind}.csv").write_text(text, encoding="utf-8")
    outcomes = import_all(services, Wish(sorted(folder.glob("*.csv"))))
    assert [(one.error, one.result.rejected if one.result else 0) for one in outcomes] == [("", 0)] * 7


def people_work(site: Site) -> None:
    """Keep actions, reviews, targets, decisions and links for the others, and some for own partners."""
    store, today = site.services.store, NOW.date()
    actions, reviews, targets, states = Actions(store), Reviews(store), Targets(store), InsightStates(store)
    other = OTHERS[1]
    draft = ActionDraft(
        "Canary action", other, "bookings", "Canary reason", owner="Canary doer", due=date(2026, 9, 1)
    )
    site.action = actions.add(draft, today=today).id
    actions.remove(actions.add(ActionDraft("Canary removed", OTHERS[2]), today=today).id)
    actions.add(ActionDraft("Canary for the programme"), today=today)
    actions.add(ActionDraft("Canary answers", OTHERS[3], insight=KEY.format(OTHERS[3])), today=today)
    actions.add(ActionDraft("Own action", OWN[0], owner="Own doer"), today=today)
    site.review = reviews.start(other, "2026Q2", now=NOW).id
    reviews.write_notes(site.review, "Canary notes", seen="")
    reviews.settle(site.review, 2026 * 12 + 4, "units_sold", owner="Canary settler", resolution="Canary resolution")
    reviews.start(OWN[0], "2026Q2", now=NOW)
    site.closed = reviews.start(OTHERS[2], "2026Q2", now=NOW).id
    reviews.close(reviews.get(site.closed), {"form": 1, "agenda": {"notes": "Canary record"}}, now=NOW)
    set_one = Target("bookings", 9000.0, date(2026, 12, 31), other, "", None, "Canary goal set", "Canary owner set")
    site.target = targets.add(set_one, today=today).target.number or 0
    gone = Target("win_rate", 50.0, date(2027, 3, 31), other, "", None, "Canary goal gone", "Canary owner gone")
    targets.remove(targets.add(gone, today=today).target, today=today)
    states.dismiss(f"{KEY.format(other)}@2026Q3", "Canary dismissal", today=today)
    states.snooze(KEY.format(OTHERS[3]), date(2026, 12, 1), today=today, reason="Canary snooze")
    Aliases(store).keep_apart("canary-alias", today)
    site.link = site.services.links.create(other, now=NOW, days=9, label="Canary label")[0].id


def plain(answer: TestResponse) -> str:
    """Return all that an answer says, its headers and the files within it."""
    body = answer.get_data()
    if body[:2] == b"PK":
        packed = zipfile.ZipFile(io.BytesIO(body))
        body = b"\n".join(packed.read(name) for name in packed.namelist())
    headers = "\n".join(f"{key}: {value}" for key, value in answer.headers if key != "Set-Cookie")
    return f"{headers}\n{body.decode('utf-8', 'replace')}"


def says_nothing(text: str, *, of: str = "") -> bool:
    """Whether a text holds nothing of the others; what stood in the address it was asked by may be repeated."""
    left = text.replace(of, "") if of else text
    return MARK not in left.casefold() and not re.search(r"zqx-\d", left)


def counts(site: Site) -> list[int]:
    """Return what a change of anything stored would change."""
    store = site.services.store
    return [store.revision(), store.state("work"), len(SavedViews(store, "").list()), len(site.services.links.list())]


def held(site: Site) -> list[object]:
    """Return all that people have stored about the others."""
    store = site.services.store
    return [
        [one for one in [*Actions(store).list(), *Actions(store).list(removed=True)] if one.partner_id not in OWN],
        [Reviews(store).get(one.id) for one in Reviews(store).list() if one.partner_id not in OWN],
        [one for one in (*Targets(store).list(), *Targets(store).list(removed=True)) if one.partner_id not in OWN],
        [one for key, one in InsightStates(store).all().items() if not any(own in key for own in OWN)],
        [(one.id, one.partner_id, one.label) for one in site.services.links.list() if one.partner_id not in OWN],
        [one.active for one in store.imports()],
        Aliases(store).directory(),
    ]


# Nothing is seen ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whom", ["own", "own viewer", "few", "none"])
def test_no_page_tells_of_others(site: Site, whom: str) -> None:
    for path in PATHS:
        assert says_nothing(site.page(whom, path)), path
    for one in (*OWN[:2], *FEW[:1]):
        for path in (f"/partners/{one}", f"/partners/{one}/rows", f"/partners/{one}/rows?kpi=bookings",
                     f"/partners/{one}?kpi=mindshare_score", f"/compare?with={one}", f"/reviews?partner={one}",
                     f"/partners/{one}/rows?kpi=mindshare_score", f"/sharing?partner={one}"):  # fmt: skip
            text = site.page(whom, path)
            assert says_nothing(text), path


def test_an_admin_sees_all_of_it(site: Site) -> None:
    """The canaries are alive: without a limit nearly every page holds some."""
    silent = [path for path in PATHS if says_nothing(site.page("admin", path))]
    assert set(silent) <= {"/data", "/data?tab=history", "/kpis", "/kpis/bookings", "/settings", "/method", "/people",
                           "/kpis/engagement_score", "/kpis/mindshare_score", "/kpis/win_rate", "/kpis/partner_nps",
                           "/kpis/customer_satisfaction", "/actions?show=started", "/data?tab=quality", "/compare",
                           "/actions?show=hidden", "/audit"}  # fmt: skip
    assert MARK in site.page("admin", f"/partners/{OWN[0]}/rows?kpi=bookings")


def test_pages_of_others_are_like_pages_of_nobody(site: Site) -> None:
    other = OTHERS[0]
    asked = [
        "/partners/{}", "/partners/{}/rows", "/partners/{}/rows?kpi=bookings", "/compare?with={}",
        "/reviews?partner={}",
        f"/compare?partner={OWN[0]}&partner={{}}", "/sharing?partner={}", "/actions?tab=actions&new=&for={}",
        "/actions?tab=targets&new=1&partner={}", "/partners?q={}", "/actions?tab=goals&whom={}&serves=bookings",
        f"/actions?tab=actions&new={KEY}", f"/actions?tab=actions&insight={KEY}", "/partners?manager={}",
    ]  # fmt: skip
    for path in asked:
        text = site.page("own", path.replace("{}", other))
        assert says_nothing(text, of=other), path
        assert text.replace(other, NONSENSE) == site.page("own", path.replace("{}", NONSENSE)), path


def test_numbers_of_what_belongs_to_others_lead_nowhere(site: Site) -> None:
    for path, known in (
        ("/reviews/{}", site.review),
        ("/reviews/{}", site.closed),
        ("/actions?tab=actions&edit={}", site.action),
        ("/actions?tab=targets&edit={}", site.target),
    ):
        text = site.page("own", path.format(known))
        assert says_nothing(text)
        assert re.sub(rf"edit={known}\b", "edit=99999", text) == site.page("own", path.format(99_999)), path


@pytest.mark.parametrize(
    "key", ["manager=Ben Canary", "region=Canaryland", "tier=canary-tier", "q=canary", "owner=Canary doer"]
)
def test_filters_know_no_value_of_others(site: Site, key: str) -> None:
    name, _, value = key.partition("=")
    other = "".join("q" if letter.isalpha() else letter for letter in value)
    for path in ("/", "/partners", "/actions?tab=actions", "/actions?tab=targets", "/reviews", "/kpis/bookings"):
        join = "&" if "?" in path else "?"
        asked, nonsense = (site.page("own", f"{path}{join}{name}={one}") for one in (value, other))
        assert asked.replace(value, other).replace(value.replace(" ", "%20"), other.replace(" ", "%20")) == nonsense


def test_every_route_that_is_read_tells_nothing_of_others(site: Site) -> None:
    queries = ("", f"?partner={OWN[0]}", f"?partner={OTHERS[1]}", "?q=canary", f"?q={OTHERS[1]}", "?group_by=manager",
               "?group_by=all", "?as_of=2026-03-31&window=6", "?region=Canaryland", "?manager=Ben%20Canary",
               f"?recent=/partners/{OTHERS[1]}&recent=/partners/{OWN[0]}", "?show=hidden", "?show=started",
               f"?to=partner%3D{OTHERS[1]}&q=x", "?q=Xenon", "?format=json",
               f"?partner={OWN[0]}&kpi=bookings")  # fmt: skip
    for rule in site.server.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(("/s/", "share_", "_s_")):
            continue
        names = {"import_id": "1", "package_name": "dash", "fingerprinted_path": "x"}
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda match, names=names: names.get(match[1], "x"), rule.rule)
        for whom in ("own", "own viewer"):
            for query in queries:
                answer = site.get(whom, f"{path}{query}")
                # A page may repeat what it was asked.
                echoed = [
                    one
                    for one in ("canary", OTHERS[1], "Canaryland", "Ben%20Canary", "Ben Canary")
                    if one in unquote(query)
                ]
                text = plain(answer)
                for one in echoed:
                    text = text.replace(one, "")
                assert answer.status_code < 500, (path, query)
                assert says_nothing(text), (whom, path, query)


def test_files_hold_own_partners_only(site: Site) -> None:
    assert {line.split(",")[0] for line in site.get("own", "/export/partners.csv").text.splitlines()[1:]} == set(OWN)
    scores = site.get("own", "/api/scores?kpi=bookings&kpi=engagement_score").text.splitlines()
    assert {line.split(",")[0] for line in scores[1:]} == set(OWN)
    workbook = plain(site.get("own", "/export/partners.xlsx"))
    assert all(one in workbook for one in OWN)
    assert site.get("own", f"/api/scores?partner={OTHERS[1]}").status_code == 400
    rows = [site.get("own", f"/export/rows.csv?partner={one}") for one in (OTHERS[1], NONSENSE)]
    assert [(one.status_code, one.text) for one in rows] == [(404, rows[1].text)] * 2
    assert "Imported on" in site.get("own", f"/export/rows.csv?partner={OWN[0]}&kpi=bookings").text
    assert site.get("none", "/export/partners.csv").status_code == 404


def test_numbers_of_own_partners_are_those_that_an_admin_sees(site: Site) -> None:
    def scores(whom: str) -> list[str]:
        asked = "&".join(f"partner={one}" for one in OWN)
        return site.get(whom, f"/api/scores?{asked}").text.splitlines()

    assert scores("own") == scores("admin")
    assert len(scores("own")) > len(OWN) * len(CATALOGUE) / 2


def test_findings_about_groups_are_for_those_who_see_all_of_them(site: Site) -> None:
    def groups(whom: str) -> set[str]:
        found = csv.DictReader(io.StringIO(site.get(whom, "/actions/findings.csv").text.removeprefix("\ufeff")))
        return {row["group"] for row in found}

    assert groups("own") == {""}
    assert len(groups("admin")) > 1


def test_groups_are_of_own_partners_only(site: Site) -> None:
    groups = site.get("own", "/api/scores?group_by=manager&kpi=bookings").text.splitlines()
    assert {line.split(",")[0] for line in groups[1:]} == {MANAGER}
    alone = site.get("own", "/api/scores?group_by=all&kpi=bookings&window=3").text
    assert alone != site.get("admin", "/api/scores?group_by=all&kpi=bookings&window=3").text


def test_medians_are_of_own_partners_and_vanish_below_five_peers(site: Site) -> None:
    peers = f"/compare?partner={OWN[0]}&with=peers"
    assert "Median of 6" in site.page("own", peers)
    assert "Median of 14" in site.page("admin", peers)
    assert "fewer than five peers" in site.page("few", f"/compare?partner={FEW[0]}&with=peers")
    assert "Median" not in site.page("few", f"/partners/{FEW[0]}").replace("Median change", "")
    assert "mean of comparable partners, as if" in site.page("own", f"/partners/{OWN[0]}?kpi=mindshare_score")


def test_a_closed_review_of_an_own_partner_tells_no_peers(site: Site) -> None:
    reviews = Reviews(site.services.store)
    one = reviews.start(OWN[2], "2026Q1", now=NOW)
    assert "go" in site.post("admin", "/api/reviews", {"partner": OWN[2], "period": "2026Q1"}).get_json()
    assert site.post("admin", f"/api/reviews/{one.id}", {"do": "close"}).status_code == 200
    assert "Reseller median" in site.page("admin", f"/reviews/{one.id}")
    text = site.page("own", f"/reviews/{one.id}")
    assert "Closed on" in text
    assert "median" not in text.casefold()


def test_a_record_keeps_no_finding_that_tells_what_others_book() -> None:
    told = [
        FindingItem(key="bookings_without_engagement:engagement_score::p:o1", what="the median of its peers is 5"),
        FindingItem(key="fell_band:engagement_score::p:o1", what="It fell"),
    ]
    agenda = without_peers(Agenda(partner_id="o1", name="One", period="2026Q1", findings=tuple(told)))
    assert [one.what for one in agenda.findings] == ["It fell"]


# Nothing is changed -------------------------------------------------------------------------------------------------


def test_nothing_of_others_can_be_changed(site: Site) -> None:
    before, other = held(site), OTHERS[1]
    undo = json.dumps([[site.target, False, None]])
    values = {"title": "Mine", "reason": "", "owner": "", "due": "", "status": "done", "expected": "", "kpi": ""}
    asked: list[dict[str, object]] = [
        *({"do": name, "key": str(site.action)} for name in ("remove", "restore")),
        {"do": "change", "key": str(site.action), "field": "owner", "value": "me"},
        {"do": "revert", "key": str(site.action), "values": values},
        {"do": "save", "key": str(site.action), "values": values},
        {"do": "save", "key": "", "values": {**values, "partner": other}},
        {"do": "save", "key": "", "values": {**values, "partner": ""}},
        {"do": "save", "key": "", "insight": KEY.format(other), "values": {**values, "partner": OWN[0]}},
        *({"do": name, "key": KEY.format(other), "reason": "x"} for name in ("start", "snooze", "dismiss", "bring")),
        {"do": "bring", "key": f"{KEY.format(other)}@2026Q3"},
        {"do": "hide", "key": KEY.format(OTHERS[4]), "state": "dismissed", "reason": "x"},
        {"do": "hide", "key": "few_partners:bookings::g:reseller", "state": "dismissed", "reason": "x"},
        {"do": "target-remove", "key": str(site.target)},
        {"do": "target-restore", "key": str(site.target + 1)},
        {"do": "target-undo", "before": undo},
    ]
    for one in asked:
        answer = site.called("own", "work-asked", one)
        assert answer.status_code == 200
        assert '"kind":"bad"' in answer.text.replace(" ", ""), one
        assert says_nothing(answer.text, of=other), one
    for number in (site.review, site.closed):
        for one in ({"do": "notes", "value": "mine", "seen": "Canary notes"}, {"do": "hold", "value": "2026-10-01"},
                    {"do": "close"}, {"do": "reopen"}, {"do": "shut"}, {"do": "discard"},
                    {"do": "add", "title": "mine"}, {"do": "remove", "action": site.action}):  # fmt: skip
            answers = [site.post("own", f"/api/reviews/{at}", one) for at in (number, 99_999)]
            assert [(each.status_code, each.text) for each in answers] == [(409, answers[1].text)] * 2
    own_review = Reviews(site.services.store).list(OWN[0])[0].id
    refused = site.post(
        "own", f"/api/reviews/{own_review}", {"do": "action", "action": site.action, "status": "done"}
    )
    assert refused.status_code == 409
    assert site.post("own", "/api/reviews", {"partner": other, "period": "2026Q1"}).status_code == 409
    assert held(site) == before


@pytest.mark.parametrize("scope", ["All partners", "Resellers", "Technology partners", "zqx-2", "Xenon Canary 10"])
def test_targets_are_set_for_own_partners_only(site: Site, scope: str) -> None:
    before = held(site)
    values = ["bookings", scope, "123456", "2027-06-30", "", "", ""]
    (one,) = [each for each in site.callbacks() if each["inputs"][0]["id"] == "target-save"]
    body = payload(one, 1, None)
    names = (
        "target-kpi",
        "target-scope",
        "target-value",
        "target-due",
        "target-baseline",
        "target-goal",
        "target-owner",
    )
    body["state"] = [
        {**given, "value": values[names.index(given["id"])] if given["id"] in names else ""}
        for given in body["state"]
    ]
    answer = site.clients["own"].post("/_dash-update-component", json=body)
    assert answer.status_code == 200
    assert says_nothing(answer.text, of=scope)
    assert held(site) == before
    assert not any(target.value == 123456 for target in Targets(site.services.store).list())


def test_targets_of_groups_are_seen_and_not_changed(site: Site) -> None:
    text = site.page("own", "/actions?tab=targets")
    assert "Shared goal" in text
    assert text.count("Edit target:") == 1
    assert site.page("admin", "/actions?tab=targets").count("Edit target:") == 5


def test_every_callback_with_ids_of_others_says_nothing_and_changes_nothing(site: Site) -> None:
    before, other = held(site), OTHERS[1]
    path = {"path": f"/partners/{other}", "search": f"?partner={other}", "screen": {}}
    tries: list[object] = [
        other, path, {"partner": other, "search": "", "screen": {}}, f"?partner={other}", site.action, site.link,
        {"do": "remove", "key": str(site.action)}, {"button": {"type": "revoke", "link": site.link}}, site.view, 1,
        {"button": {"type": "identity-new", "word": other, "partner": ""}}, f"/partners/{other}", "x", None,
        {"startRow": 0, "endRow": 100, "filterModel": {}, "sortModel": [{"colId": "name", "sort": "asc"}]},
        {"type": "sharing-revoke", "link": site.link}, [other],
    ]  # fmt: skip
    for one in site.callbacks():
        for value in tries:
            for others in (None, other, value):
                answer = site.clients["own"].post("/_dash-update-component", json=payload(one, value, others))
                assert says_nothing(answer.text, of=other), (one["output"], value)
    assert held(site) == before


def test_open_actions_are_counted_for_each_person_alone(site: Site) -> None:
    def counted(whom: str) -> list[str]:
        bar = site.called(whom, "shell-route", {"path": "/settings", "search": "", "screen": {}}).get_json()
        shown = json.dumps(bar["response"]["shell-nav"]).replace("\\", "")
        return re.findall(r'"children": "(\d+)", "className": "tdm-count"', shown)

    store = site.services.store
    for whom, scope in (("admin", EVERYTHING), ("own", Scope(frozenset(OWN))), ("admin", EVERYTHING)):
        assert counted(whom) == [str(Actions(store, scope).count_open())]


def test_saved_views_are_each_persons_own(site: Site) -> None:
    assert "Canary view" in site.called("admin", "views-button", 1).text
    assert "Canary view" not in site.called("own", "views-button", 1).text
    site.called("own", "views-remove", 1, others=None)
    views = SavedViews(site.services.store, "")
    assert [one.name for one in views.list()] == []
    assert "Canary view" in site.called("admin", "views-button", 1).text


def test_whoever_has_no_partner_is_told_why(site: Site) -> None:
    for path in ("/", "/partners", "/actions", "/reviews", f"/partners/{OWN[0]}"):
        assert "None of the partners is yours yet" in site.page("none", path)


# The same, asked of the parts that keep people's work ---------------------------------------------------------------


def test_what_is_kept_answers_for_the_partners_seen_only(site: Site) -> None:
    store, mine = site.services.store, Scope(frozenset(OWN))
    actions, reviews, targets = Actions(store, mine), Reviews(store, mine), Targets(store, mine)
    states = InsightStates(store, mine)
    assert {one.partner_id for one in actions.list()} <= set(OWN)
    assert actions.list(removed=True) == []
    assert actions.count_open() == len([one for one in actions.list() if one.is_open])
    assert Actions(store, EVERYTHING).count_open() > actions.count_open()
    assert actions.open_insights() == frozenset()
    assert states.all() == {}
    assert not states.clear(KEY.format(OTHERS[3]))
    for act in (actions.get, actions.remove, actions.restore, actions.change):
        with pytest.raises(ActionMissing):
            act(site.action)
    own = actions.list(OWN[0])[0]
    for wrong in ({"partner_id": OTHERS[1]}, {"partner_id": ""}, {"insight": KEY.format(OTHERS[1])}):
        with pytest.raises(ActionInvalid):
            actions.change(own.id, **wrong)
    with pytest.raises(ActionInvalid):
        actions.add(ActionDraft("Mine", OTHERS[1]))
    with pytest.raises(ValueError, match="partner"):
        states.dismiss(KEY.format(OTHERS[1]), "x", today=NOW.date())
    assert {one.partner_id for one in reviews.list()} <= set(OWN)
    assert reviews.before(OTHERS[1], "2027Q1") is None
    assert reviews.said_before(OTHERS[1], "2027Q1") == {}
    for act in (reviews.get, reviews.reopen, reviews.shut, reviews.discard):
        with pytest.raises(ReviewMissing):
            act(site.review)
    with pytest.raises(ReviewMissing):
        reviews.start(OTHERS[1], "2026Q1", now=NOW)
    assert targets.list() == targets.list(removed=True) == ()
    everybody = Target("bookings", 1.0, date(2027, 1, 1), "", "", None, "", "")
    own_one = Target("bookings", 1.0, date(2027, 1, 1), OWN[0], "", None, "", "")
    with pytest.raises(TargetError):
        targets.add(everybody, today=NOW.date())
    with pytest.raises(TargetError):
        targets.add(own_one, today=NOW.date(), instead_of=everybody)
    for act in (lambda: targets.restore(site.target + 1), lambda: targets.change(site.target, own_one)):
        with pytest.raises(TargetError):
            act()


# Rights ---------------------------------------------------------------------------------------------------------


def test_pages_open_to_whom_they_are_for(site: Site) -> None:
    refused = {
        "viewer": {"/data", "/method", "/sharing", "/audit", "/people"},
        "own": {"/data", "/method", "/audit", "/people"},
        "admin": set(),
    }
    for whom, closed in refused.items():
        for path in ("/", "/partners", "/compare", "/actions", "/reviews", "/kpis", "/settings", *sorted(closed)):
            assert ("You may not see this page" in site.page(whom, path)) is (path in closed), (whom, path)
    for path in ("//data", "/%64ata", "/data/", "/%2Fdata", "/audit/1", "/method?tab=text"):
        assert "No page" in site.page("viewer", path) or "no page" in site.page("viewer", path) or (
            "You may not see this page" in site.page("viewer", path)
        ), path  # fmt: skip


def test_navigation_and_search_offer_only_pages_that_open(site: Site) -> None:
    for whom, closed in (
        ("viewer", ("/data", "/method", "/sharing", "/audit")),
        ("own", ("/data", "/method", "/audit")),
    ):
        frame = site.get(whom, "/_dash-layout").text
        bar = site.called(whom, "shell-route", {"path": "/settings", "search": "", "screen": {}}).get_json()
        found = site.get(whom, "/api/search").text + site.get(whom, "/api/search?q=a").text
        nav = json.dumps(bar["response"]["shell-nav"] if "shell-nav" in bar["response"] else bar["response"])
        for path in closed:
            for text in (frame, found, nav):
                assert not leads_to(path, text), (whom, path)
        assert leads_to("/reviews", frame)
        assert leads_to("/reviews", nav)
        assert leads_to("/reviews", found)
    frame = site.get("admin", "/_dash-layout").text
    assert all(leads_to(path, frame) for path in shell.EVERY_PAGE)


def leads_to(path: str, text: str) -> bool:
    """Whether a link to a page stands in components as they are sent."""
    return f'"{path}"' in text.replace("\\u002f", "/").replace("\\", "")


def test_the_frame_says_what_somebody_may_do(site: Site) -> None:
    said = {whom: site.get(whom, "/_dash-layout").get_json()["props"]["data-tdm-may"] for whom in site.clients}
    assert said["viewer"] == said["own viewer"] == "view"
    assert said["own"] == "share view work"
    assert said["admin"] == "admin import method share view work"


def test_a_viewer_is_offered_no_form_and_changes_nothing(site: Site) -> None:
    own = Actions(site.services.store).list(OWN[0])[0].id
    for path in (f"/actions?tab=actions&edit={own}", "/actions?tab=actions&new=", "/actions?tab=targets&new=1"):
        text = site.page("viewer", path)
        assert "data-tdm-form" not in text
        assert "target-save" not in text
    assert "data-tdm-field" not in site.page("viewer", "/actions?tab=actions")
    assert "data-tdm-field" in site.page("own", "/actions?tab=actions")
    review = Reviews(site.services.store).list(OWN[0])[0].id
    assert "data-tdm-save" not in site.page("viewer", f"/reviews/{review}")
    assert "data-tdm-save" in site.page("own", f"/reviews/{review}")
    before = counts(site)
    for first in ("work-asked", "target-save", "overview-sample", "method-asked", "data-finished", "identity-asked"):
        answer = site.called("viewer", first, {"do": "remove", "key": str(own)})
        assert answer.status_code == 403
        assert answer.get_json() == {"error": "You may not do this."}
    assert site.post("viewer", "/api/reviews", {"partner": OWN[0], "period": "2026Q1"}).status_code == 403
    assert site.called("viewer", "work-looked", 1).status_code in (200, 204)
    assert counts(site) == before


# The audit log --------------------------------------------------------------------------------------------------


def entries(site: Site, act: str) -> list[tuple[str, str, str]]:
    found = site.services.audit.entries(AuditQuestion(act=act))
    return [(one.actor_name, one.partner_id, one.detail) for one in found]


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/export/partners.csv", "partners, CSV"),
        ("/export/partners.xlsx", "partners, XLSX"),
        ("/actions/targets.csv", "targets, CSV"),
        ("/actions/goals.csv", "business goals, CSV"),
        ("/actions/actions.csv", "actions, CSV"),
        ("/actions/findings.csv", "findings, CSV"),
        ("/api/scores", "scores"),
        (f"/export/rows.csv?partner={OWN[0]}", "rows behind a number, CSV"),
        (f"/export/rows.csv?partner=&partner={OWN[0]}", "rows behind a number, CSV"),
    ],
)
def test_taking_figures_away_leaves_one_entry(site: Site, path: str, detail: str) -> None:
    before = entries(site, "exported")
    assert site.get("own", path).status_code == 200
    made = entries(site, "exported")
    assert len(made) == len(before) + 1
    assert made[0] == ("own@example.com", OWN[0] if "rows" in path else "", detail)
    assert site.get("viewer", "/api/scores?group_by=nothing").status_code == 400
    assert entries(site, "exported") == made


def test_reviews_and_targets_leave_one_entry_each(site: Site) -> None:
    review = Reviews(site.services.store).start(OWN[3], "2026Q1", now=NOW).id
    for do, act in (("close", "closed review"), ("reopen", "reopened review"), ("shut", "closed review")):
        before = entries(site, act)
        assert site.post("own", f"/api/reviews/{review}", {"do": do}).status_code == 200
        assert entries(site, act) == [("own@example.com", OWN[3], "2026Q1"), *before]
    number = Targets(site.services.store).add(
        Target("bookings", 5000.0, date(2026, 12, 31), OWN[3], "", None, "Own", ""), today=NOW.date()
    ).target.number  # fmt: skip
    before = entries(site, "changed target")
    told = site.called("own", "work-asked", {"do": "target-remove", "key": str(number)}).get_json()
    undo = told["response"]["work-told"]["data"]["undo"]
    assert site.called("own", "work-asked", undo).status_code == 200
    made = entries(site, "changed target")
    assert [(who, partner) for who, partner, _ in made] == [("own@example.com", OWN[3])] * 2 + [
        (a, b) for a, b, _ in before
    ]
