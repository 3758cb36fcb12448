"""Every page and every state of one: where it is, for the tests of all pages and for the pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from callbacks.review_agenda import live_agenda
from callbacks.security import SHARE_PREFIX
from callbacks.services import Services
from data.pipeline import import_file
from data.work.actions import ActionDraft, Actions
from data.work.reviews import Reviews
from data.work.snapshots import pack
from layouts.review_agenda import FORM
from tests.serving import NOW, Site, running_site

WIDTHS = (1440, 390)
THEMES = ("light", "dark")
HEIGHT = 900

KINDS = ("meeting", "training", "call", "campaign", "meeting")


@dataclass(frozen=True)
class Place:
    """A page: on which site it is found, what tells that it has been drawn, and is it a state of another one."""

    name: str
    path: str
    site: str = "demo"
    drawn: str = "#main :is(h1, h3):visible"
    is_state: bool = False


PLACES = (
    Place("overview", "/"),
    Place("partners", "/partners"),
    Place("partner", "/partners/P1021"),
    Place("partner-rows", "/partners/P1021/rows"),
    Place("compare", "/compare?partners=P1021,P1003,P1010"),
    Place("insights", "/actions"),
    Place("actions", "/actions?tab=actions"),
    Place("targets", "/actions?tab=targets"),
    Place("goals", "/actions?tab=goals"),
    Place("reviews", "/reviews"),
    Place("review", "/reviews/1"),
    Place("data", "/data"),
    Place("data-history", "/data?tab=history"),
    Place("data-partners", "/data?tab=partners"),
    Place("data-quality", "/data?tab=quality"),
    Place("data-templates", "/data?tab=templates"),
    Place("library", "/kpis"),
    Place("library-kpi", "/kpis/engagement_score"),
    Place("method", "/method"),
    Place("method-versions", "/method?tab=versions"),
    Place("settings", "/settings"),
    Place("sharing", "/sharing"),
    Place("audit", "/audit"),
    Place("people", "/people", is_state=True),
    Place("scorecard", "/s/", drawn="h1:visible"),
    Place("overview-filtered", "/?type=reseller&band=low,moderate", is_state=True),
    Place("overview-no-match", "/?q=nobody+at+all", is_state=True),
    Place("overview-nonsense", "/?period=1066Q1&kpi=no&region=atlantis", is_state=True),
    Place("partner-advocacy", "/partners/P1021?kpi=advocacy_score", is_state=True),
    Place("partner-unknown", "/partners/nobody", is_state=True),
    Place("compare-none", "/compare", is_state=True),
    Place("review-closed", "/reviews/2", is_state=True),
    Place("nowhere", "/nowhere", is_state=True),
    Place("overview-first-use", "/", site="empty", is_state=True),
    Place("partners-first-use", "/partners", site="empty", is_state=True),
    Place("actions-first-use", "/actions", site="empty", is_state=True),
    Place("reviews-first-use", "/reviews", site="empty", is_state=True),
    Place("method-first-use", "/method", site="empty", is_state=True),
    Place("overview-one-point", "/", site="one_point", is_state=True),
    Place("partner-one-point", "/partners/P1", site="one_point", is_state=True),
)


@contextmanager
def all_sites(folder: Path) -> Iterator[dict[str, Site]]:
    """Serve the sample data with some work done on them, a site without data, and one with a single month."""
    for name in ("demo", "empty", "one_point"):
        (folder / name).mkdir()
    with (
        running_site(folder / "demo", demo=True) as demo,
        running_site(folder / "empty") as empty,
        running_site(folder / "one_point") as one_point,
    ):
        _work_on(demo.services)
        _one_month(one_point.services, folder / "activities.csv")
        yield {"demo": demo, "empty": empty, "one_point": one_point}


def _work_on(services: Services) -> None:
    """Leave behind what a channel manager would: actions, an open review and a closed one, a link."""
    actions, reviews, today = Actions(services.store), Reviews(services.store), NOW.date()
    reviews.start("P1021", "2026Q3", now=NOW)
    closed = reviews.start("P1021", "2026Q2", now=NOW - timedelta(days=90))
    plan = (
        ("Two training days in Munich", "done", date(2026, 5, 12), "Enablement", 3.0),
        ("Check-in on the new price list", "in_progress", date(2026, 11, 27), "DACH desk", 2.0),
        ("Two funded campaigns", "planned", date(2026, 10, 15), "Marketing", None),
    )
    for title, status, due, owner, expected in plan:
        draft = ActionDraft(
            title=title,
            partner_id="P1021",
            kpi="engagement_score",
            reason="New sales staff",
            owner=owner,
            due=due,
            status=status,
            expected=expected,
            review_id=closed.id,
        )
        actions.add(draft, today=min(today, due))
    record = {"form": FORM, "agenda": pack(live_agenda(services, closed, patient=True))}
    reviews.close(reviews.get(closed.id), record, now=NOW)
    services.links.create("P1021", now=NOW, days=90, label="QBR")


def _one_month(services: Services, path: Path) -> None:
    """Import the activities of three partners in one month."""
    lines = [f"P{number},2026-10-{day:02},{kind}" for number in (1, 2, 3) for day, kind in enumerate(KINDS, start=1)]
    path.write_text("\n".join(["partner_id,date,kind", *lines]), encoding="utf-8")
    import_file(services.store, path, table="interactions", today=NOW.date(), method=services.method)


def go_to(page: Page, sites: dict[str, Site], place: Place) -> None:
    """Open a place and wait until it has been drawn, its charts included."""
    site = sites[place.site]
    path = place.path
    if path == SHARE_PREFIX:
        path += site.services.links.create("P1021", now=NOW, days=1)[1]
    page.goto(f"{site.address}{path}")
    expect(page.locator(place.drawn).first).to_be_visible()
    page.wait_for_load_state("networkidle")
