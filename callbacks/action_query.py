"""What the address of the Actions page asks for beside its filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote_plus

from callbacks.filters import Filters
from callbacks.work import HIDDEN, OPEN, STARTED
from layouts.filterbar import FilterBarView, FilterMenu

TABS = ("insights", "actions", "targets", "goals")
PATH = "/actions"
REMOVED = "removed"
OVERDUE = "overdue"


@dataclass(frozen=True)
class Question:
    """The part of the address that is not about partners or time.

    Parameters
    ----------
    tab
        One of `TABS`.
    show
        Which findings: open, started or hidden.
    rules, statuses, owners
        Kinds of finding, statuses and owners of actions to keep; empty keeps all. An empty owner is nobody.
    insight
        Key of the finding whose actions are shown; empty for all.
    edit
        Number of the action whose form is open, as text.
    new
        None, or for a new action the key of its finding; empty without one.
    partner
        Id of the partner that a new action is for.
    page
        Part of the list, from 1.
    """

    tab: str = TABS[0]
    show: str = OPEN
    rules: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    insight: str = ""
    edit: str = ""
    new: str | None = None
    partner: str = ""
    page: int = 1

    def href(self, filters: Filters, path: str = PATH) -> str:
        """Return the address that asks this under some filters."""
        address = filters.href(path)
        parts = self.parts()
        return f"{address}{'&' if '?' in address else '?'}{'&'.join(parts)}" if parts else address

    def parts(self) -> list[str]:
        """Return key=value for all that differs from what an address without it asks."""
        single = {
            "tab": self.tab if self.tab != TABS[0] else "",
            "show": self.show if self.show != OPEN else "",
            "insight": self.insight,
            "edit": self.edit,
            "for": self.partner,
            "page": str(self.page) if self.page > 1 else "",
        }
        parts = [f"{key}={quote(value, safe='')}" for key, value in single.items() if value]
        many = {"rule": self.rules, "status": self.statuses, "owner": self.owners}
        parts += [
            f"{key}={','.join(quote(one, safe='') for one in values)}" for key, values in many.items() if values
        ]
        return parts if self.new is None else [*parts, f"new={quote(self.new, safe='')}"]

    def plain(self) -> Question:
        """Return the question without form and without a part of the list."""
        return replace(self, edit="", new=None, partner="", page=1)

    def toggled(self, name: str, value: str) -> Question:
        """Return the question with one of several values switched."""
        held: tuple[str, ...] = getattr(self, name)
        kept = tuple(one for one in held if one != value) if value in held else (*held, value)
        changed: Mapping[str, tuple[str, ...]] = {name: kept}
        return replace(self.plain(), **changed)  # type: ignore[arg-type]


def parse_question(search: str | None) -> Question:
    """Read what an address asks; nonsense asks for nothing."""
    asked = _query(search)

    def one(key: str) -> str:
        return asked.get(key, [""])[0]

    def many(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(asked.get(key, [])))

    tab, show, page = one("tab"), one("show"), one("page")
    return Question(
        tab=tab if tab in TABS else TABS[0],
        show=show if show in (STARTED, HIDDEN) else OPEN,
        rules=many("rule"),
        statuses=many("status"),
        owners=many("owner"),
        insight=one("insight"),
        edit=one("edit"),
        new=one("new") if "new" in asked else None,
        partner=one("for"),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 and int(page) else 1,
    )


def with_question(view: FilterBarView, question: Question, more: Iterable[FilterMenu] = ()) -> FilterBarView:
    """Return a filter bar whose links keep what the page is asked beside the filters, with further menus."""
    extra = "&".join(question.plain().parts())
    tab_only = "&".join(Question(tab=question.tab).parts())

    def kept(href: str, parts: str = extra) -> str:
        return f"{href}{'&' if '?' in href else '?'}{parts}" if parts else href

    menus = [
        replace(menu, options=[replace(option, href=kept(option.href)) for option in menu.options])
        for menu in view.menus
    ]
    chips = [replace(chip, remove_href=kept(chip.remove_href)) for chip in view.chips]
    return replace(view, menus=[*menus, *more], chips=chips, clear_href=kept(view.clear_href, tab_only))


def _query(search: str | None) -> dict[str, list[str]]:
    """Split a query into keys and values; a comma inside a value is written %2C."""
    parts = (search or "").removeprefix("?").split("&")
    pairs = [part.partition("=") for part in parts if "=" in part]
    return {unquote_plus(key): [unquote_plus(one) for one in values.split(",")] for key, _, values in pairs}
