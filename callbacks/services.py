"""What every page, route and command works with, composed once in ``app.py``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from callbacks.access import who
from callbacks.jobs import ImportJobs
from callbacks.loading import Outcome, load_demo
from data.audit import Audit
from data.facts.programmes import Programmes, programme_of
from data.links import Links, LinkScope
from data.method_files import load_method, method_text
from data.peers import Peers
from data.people.people import People
from data.people.principal import COMMAND, LOCAL, Principal
from data.scope import EVERYTHING, NOTHING, Scope
from data.settings import Settings
from data.store import Store
from data.work.actions import Actions
from data.work.insight_states import InsightStates
from data.work.methods import Methods
from data.work.reviews import Reviews
from data.work.saved_views import SavedViews
from data.work.targets import Targets
from kpi.board import Board, board_of
from kpi.lookup import managed_by
from kpi.method import Method
from kpi.peer_group import PeerFigures

Clock = Callable[[], datetime]

#: Until the site or its first deals name another.
DEFAULT_CURRENCY = "EUR"


class Boards:
    """The board of the data as they are now; made again only when they changed, from what has changed."""

    def __init__(self, store: Store, method: Callable[[], Method]) -> None:
        self._store = store
        self._method = method
        self._programmes = Programmes(store)
        self._lock = threading.Lock()
        self._held: tuple[int, Board | None] | None = None
        self._currency: tuple[int, str | None] | None = None

    def current(self) -> Board | None:
        """The board of all active imports; None while there is nothing to score."""
        revision = self._store.revision()
        held = self._held
        if held is None or held[0] != revision:
            with self._lock:
                held = self._held
                if held is None or held[0] != revision:
                    held = self._held = self._made()
        return held[1]

    def held(self) -> Board | None:
        """The board that was made last, of these data or of earlier ones; nothing is computed."""
        return self._held[1] if self._held else None

    def currency(self) -> str | None:
        """Currency of the first deals, as of the board that was made last; a page asks for it many times."""
        if self._held is None:
            return self._store.currency()
        known, revision = self._currency, self._held[0]
        if known is None or known[0] != revision:
            known = self._currency = (revision, self._store.currency())
        return known[1]

    def _made(self) -> tuple[int, Board | None]:
        # The data first: a method that is saved in between raises the revision, so that the next request looks again.
        revision, programme = self._programmes.current()
        return revision, board_of(programme, self._method(), earlier=self.held()) if programme else None


@dataclass(frozen=True)
class Services:
    """The parts of a running app.

    Parameters
    ----------
    settings
        What the site has set.
    store
        Facts and state.
    links
        Share links.
    people
        Who has an account.
    audit
        Who did what.
    clock
        Tells the moment, in UTC; tests bring their own.
    methods
        Versions of the method.
    boards
        Scores of the current data.
    jobs
        Imports that go on after their request was answered.
    """

    settings: Settings
    store: Store
    links: Links
    people: People
    audit: Audit
    clock: Clock
    methods: Methods
    boards: Boards
    jobs: ImportJobs

    @classmethod
    def compose(cls, settings: Settings, clock: Clock) -> Services:
        """Open the store of `settings` and put the parts together."""
        store = open_store(settings)
        methods = Methods(store, load_method(settings.method), method_text(settings.method))

        def in_force() -> Method:
            return methods.in_force().method

        return cls(
            settings=settings,
            store=store,
            links=Links(store),
            people=People(store),
            audit=Audit(store),
            clock=clock,
            methods=methods,
            boards=Boards(store, in_force),
            jobs=ImportJobs(store, in_force, lambda: day_of(clock()), settings.currency, clock=clock),
        )

    @property
    def method(self) -> Method:
        """The method in force."""
        return self.methods.in_force().method

    def today(self) -> date:
        """The day it is where the server stands."""
        return day_of(self.clock())

    def board(self) -> Board | None:
        """Scores of the current data, of the partners that who asks may see; None while there is nothing to score."""
        return seen_board(self.boards.current(), who())

    def scope(self) -> Scope:
        """The partners that who asks may see."""
        principal = who()
        if not principal.is_known:
            return NOTHING
        if not principal.manages:
            return EVERYTHING
        board = self.board()
        return NOTHING if board is None else board.memory.get("scope", lambda: _scope_of(board))

    def actions(self) -> Actions:
        """Return the actions that who asks may see."""
        return Actions(self.store, self.scope())

    def insight_states(self) -> InsightStates:
        """Return what was decided about the findings that who asks may see."""
        return InsightStates(self.store, self.scope())

    def reviews(self) -> Reviews:
        """Return the reviews that who asks may see."""
        return Reviews(self.store, self.scope())

    def targets(self) -> Targets:
        """Return the targets that who asks may change."""
        return Targets(self.store, self.scope())

    def saved_views(self) -> SavedViews:
        """Return the saved views of who asks; where there are no accounts, those of the site."""
        principal = who()
        return SavedViews(self.store, "" if principal.id in (LOCAL.id, COMMAND.id) else principal.id)

    def note(self, act: str, *, partner_id: str = "", detail: str = "") -> None:
        """Note in the audit log what who asks has done."""
        self.audit.note(who(), act, now=self.clock(), partner_id=partner_id, detail=detail)

    def shared_board(self, scope: LinkScope) -> Board | None:
        """Scores of the one partner that a link names, each as it is among all; None while there are none.

        Raises
        ------
        TypeError
            Without a link's scope: there is nothing to see.
        """
        if not isinstance(scope, LinkScope):
            raise TypeError("A shared scorecard needs the scope of its link.")
        board = self.boards.current()
        if board is None or scope.partner_id not in board.programme.partners.index:
            return None
        own = board.programme.partners.index == scope.partner_id
        return board.memory.get(("shared", scope.partner_id), lambda: board.of(own))

    def peers(self, scope: LinkScope) -> Mapping[str, PeerFigures]:
        """Return what may be told of the partners that are like the one that a link names, by headline KPI.

        Raises
        ------
        TypeError
            Without a link's scope.
        """
        if not isinstance(scope, LinkScope):
            raise TypeError("Peer figures need the scope of a link.")
        board = self.boards.current()
        if board is None or scope.partner_id not in board.programme.partners.index:
            return {}
        codes, types = board.programme.partner_types
        of_type = str(types[codes[board.programme.partners.index.get_loc(scope.partner_id)]])
        peers = Peers(self.store)
        return board.memory.get(("shared peers", of_type), lambda: peers.figures(board, of_type, now=self.clock()))

    def load_sample(self) -> list[Outcome]:
        """Import the sample data."""
        return load_demo(self)

    def currency(self) -> str:
        """Code of the reporting currency."""
        return self.settings.currency or self.boards.currency() or DEFAULT_CURRENCY

    def partner_name(self, partner_id: str) -> str:
        """Name of a partner; its id where no file has named it."""
        board = self.board()
        if board is None or partner_id not in board.programme.partners.index:
            return partner_id
        return str(board.programme.partners.at[partner_id, "name"]) or partner_id


def seen_board(board: Board | None, principal: Principal) -> Board | None:
    """Return the scores of the partners that somebody may see, each as it is among all; None for none."""
    if board is None or not principal.is_known:
        return None
    if not principal.manages:
        return board
    own = managed_by(board.programme, principal.manages)
    return board.memory.get(("managed by", principal.manages), lambda: board.of(own)) if own.any() else None


def _scope_of(board: Board) -> Scope:
    return Scope(frozenset(map(str, board.programme.partners.index)))


def open_store(settings: Settings) -> Store:
    """Open the store of a site, brought to this version's schema."""
    store = Store(settings.home, settings.database_url, settings.facts_url)
    store.migrate()
    return store


def make_board(store: Store, method: Method, *, as_of: date | None = None, window: int | None = None) -> Board | None:
    """Scores of what the store holds; None while there is nothing to score."""
    programme = programme_of(store, as_of=as_of)
    return None if programme is None else Board(programme, method, window)


def day_of(moment: datetime) -> date:
    """The local day of a moment."""
    return moment.astimezone().date()
