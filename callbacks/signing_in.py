"""Routes before the door: signing in and out, joining, choosing a new password.

A one-time link's secret is exchanged for a signed cookie and leaves the address bar, as that of a share link does. In
local mode there are no accounts, and none of these routes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, abort, make_response, redirect, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from callbacks.access import SESSION_COOKIE, who
from callbacks.limits import ACCOUNT_FAILURES, ADDRESS_FAILURES, address
from callbacks.plain_pages import private
from callbacks.sign_in_values import browser_words, own_path, shortened_email
from data.audit import shortened_address
from data.people.accounts import Account, plain_email
from data.people.errors import BadField, LinkSpent, UnknownPerson
from data.people.one_time import Opened, Purpose
from data.people.principal import NOBODY, Principal
from data.people.sign_ins import LONGEST
from kpi.language import t
from layouts import sign_in

if TYPE_CHECKING:
    from callbacks.limits import Limits
    from callbacks.plain_pages import PlainPages
    from callbacks.services import Services

LINK_MINUTES: Final = 60
"""How long a page with a one-time link may stay open before it is sent."""

JOINING: Final = (Purpose.FIRST_ADMIN, Purpose.INVITE)


class SignIns:
    """The routes before the door.

    Parameters
    ----------
    services
        The running app.
    pages
        Draws them.
    limits
        Counts what is tried.
    """

    def __init__(self, services: Services, pages: PlainPages, limits: Limits) -> None:
        self._services = services
        self._pages = pages
        self._limits = limits
        self._signer = URLSafeTimedSerializer(services.settings.signing_key(), salt="tandem.one-time.link")

    def register(self, server: Flask) -> None:
        """Add the routes; before the manager app adds its own."""
        if not self._services.settings.is_local:
            # Compared with once, what stands in for a missing account is made before anybody asks.
            self._services.people.verify("", "")
        routes: tuple[tuple[str, str, Callable[..., Response], list[str]], ...] = (
            ("/login", "login", self.login, ["GET", "POST"]),
            ("/logout", "logout", self.logout, ["POST"]),
            ("/join/<secret>", "join_link", self.open_join, ["GET"]),
            ("/join", "join", self.join, ["GET", "POST"]),
            ("/reset/<secret>", "reset_link", self.open_reset, ["GET"]),
            ("/reset", "reset", self.reset, ["GET", "POST"]),
            ("/account/password", "account_password", self.password, ["GET", "POST"]),
        )
        for rule, endpoint, view, methods in routes:
            server.add_url_rule(rule, endpoint=endpoint, view_func=self.only_with_accounts(view), methods=methods)

    def only_with_accounts(self, view: Callable[..., Response]) -> Callable[..., Response]:
        """Return a view that is not there in local mode."""

        @wraps(view)
        def guarded(**values: str) -> Response:
            if self._services.settings.is_local:
                abort(404)
            return view(**values)

        return guarded

    def login(self) -> Response:
        """Ask for e-mail and password, or look at them."""
        if request.method == "GET":
            way_on = own_path(request.args.get("next", ""))
            if who().is_known:
                return private(make_response(redirect(way_on or "/", code=303)))
            return self._ask(sign_in.SignInView(next_path=way_on))
        email, password = request.form.get("email", ""), request.form.get("password", "")
        way_on = own_path(request.form.get("next", ""))
        account_key = plain_email(email) or email.strip().lower()[:100]
        wait = max(self._limits.take(ACCOUNT_FAILURES, account_key), self._limits.take(ADDRESS_FAILURES, address()))
        if wait:
            return private(self._limits.refusal(wait))
        account = self._services.people.verify(email, password)
        if account is None:
            self._note(self.nobody(), "failed sign-in", shortened_email(email))
            problem = t("The e-mail or the password is not right.")
            return self._ask(sign_in.SignInView(email=email[:254], next_path=way_on, problem=problem), 401)
        self._limits.forget(ACCOUNT_FAILURES, account_key)
        self._limits.give_back(ADDRESS_FAILURES, address())
        self._note(self.principal(account), "signed in", t("with a password"))
        return self.let_in(account, way_on)

    def logout(self) -> Response:
        """End the session of this browser."""
        people = self._services.people
        session_id = people.sessions.id_of(request.cookies.get(SESSION_COOKIE, ""))
        if people.sessions.end(session_id, now=self._services.clock()):
            self._services.note("signed out")
        answer = private(make_response(redirect("/login", code=303)))
        answer.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="Lax", secure=True)
        return answer

    def open_join(self, secret: str) -> Response:
        """Exchange the secret of an invitation for a cookie."""
        return self._exchange(secret, "/join", *JOINING)

    def open_reset(self, secret: str) -> Response:
        """Exchange the secret of a password reset for a cookie."""
        return self._exchange(secret, "/reset", Purpose.RESET)

    def join(self) -> Response:
        """Ask who joins, or let them."""
        try:
            opened = self._opened("/join", *JOINING)
            if request.method == "GET":
                return self._ask_join(opened, sign_in.JoinView(is_first=_is_first(opened), email=opened.email))
            account = self._joined(opened)
        except LinkSpent:
            return self._spent()
        except BadField as error:
            view = sign_in.JoinView(
                is_first=_is_first(opened),
                email=opened.email or request.form.get("email", "")[:254],
                name=request.form.get("name", "")[:200],
                problem=str(error),
                field=error.field,
            )
            return self._ask_join(opened, view, 400)
        self._note(self.principal(account), "joined", account.role.value)
        return self._leave(self.let_in(account), "/join")

    def reset(self) -> Response:
        """Ask for a new password, or keep it."""
        try:
            opened = self._opened("/reset", Purpose.RESET)
            if request.method == "GET":
                return self._ask_reset(sign_in.ResetView(email=opened.email))
            account = self._services.people.reset(
                opened.key, password=_chosen_password(), brand=self._brand, now=self._services.clock()
            )
        except LinkSpent:
            return self._spent()
        except BadField as error:
            return self._ask_reset(sign_in.ResetView(email=opened.email, problem=str(error)), 400)
        self._note(self.principal(account), "reset password", t("with a link"))
        return self._leave(self.let_in(account), "/reset")

    def password(self) -> Response:
        """Ask whoever is signed in for the present and a new password, or keep the new one."""
        people, own = self._services.people, self._services.people.get(who().id)
        if request.method == "GET":
            return self._ask_password(sign_in.PasswordView(email=own.email, has_password=own.has_password))
        wait = self._limits.take(ACCOUNT_FAILURES, own.email)
        if wait:
            return private(self._limits.refusal(wait))
        present = request.form.get("present", "")
        try:
            if own.has_password and people.verify(own.email, present) is None:
                raise BadField("present", t("The present password is not right."))
            self._limits.forget(ACCOUNT_FAILURES, own.email)
            this = people.sessions.id_of(request.cookies.get(SESSION_COOKIE, ""))
            people.set_password(own.id, _chosen_password(), brand=self._brand, now=self._services.clock(), keep=this)
        except BadField as error:
            view = sign_in.PasswordView(email=own.email, has_password=own.has_password, problem=str(error))
            return self._ask_password(view, 400)
        self._services.note("changed password")
        return private(make_response(redirect("/account?saved=password", code=303)))

    def let_in(self, account: Account, way_on: str = "") -> Response:
        """Begin a session under a new secret, end the one that this browser had, and lead on."""
        sessions, now = self._services.people.sessions, self._services.clock()
        sessions.end(sessions.id_of(request.cookies.get(SESSION_COOKIE, "")), now=now)
        try:
            secret = sessions.begin(
                account,
                now=now,
                address=shortened_address(request.remote_addr),
                browser=browser_words(request.headers.get("User-Agent", "")),
            )
        except UnknownPerson:
            return private(make_response(redirect("/login", code=303)))
        answer = private(make_response(redirect(way_on or "/", code=303)))
        answer.set_cookie(
            SESSION_COOKIE,
            secret,
            max_age=int(LONGEST.total_seconds()),
            path="/",
            httponly=True,
            secure=True,
            # Lax, not Strict: who follows a link in an e-mail is still signed in.
            samesite="Lax",
        )
        return answer

    def _joined(self, opened: Opened) -> Account:
        people, now = self._services.people, self._services.clock()
        name, password = request.form.get("name", ""), _chosen_password()
        if _is_first(opened):
            email = request.form.get("email", "")
            return people.join_first(
                opened.key, email=email, name=name, password=password, brand=self._brand, now=now
            )
        return people.join(opened.key, name=name, password=password, brand=self._brand, now=now)

    def _exchange(self, secret: str, path: str, *purposes: Purpose) -> Response:
        try:
            opened = self._services.people.links.find(secret, *purposes, now=self._services.clock())
        except LinkSpent:
            return self._spent()
        answer = private(make_response(redirect(path, code=303)))
        answer.set_cookie(
            _cookie_of(path),
            self._signer.dumps(opened.key),
            max_age=LINK_MINUTES * 60,
            path=path,
            httponly=True,
            secure=True,
            # Lax, as the link is opened from an e-mail.
            samesite="Lax",
        )
        return answer

    def _opened(self, path: str, *purposes: Purpose) -> Opened:
        try:
            key = self._signer.loads(request.cookies.get(_cookie_of(path), ""), max_age=LINK_MINUTES * 60)
        except BadSignature as error:
            raise LinkSpent("") from error
        return self._services.people.links.look_up(str(key), *purposes, now=self._services.clock())

    def _leave(self, answer: Response, path: str) -> Response:
        answer.delete_cookie(_cookie_of(path), path=path, httponly=True, samesite="Lax", secure=True)
        return answer

    def _ask(self, view: sign_in.SignInView, status: int = 200) -> Response:
        oidc = self._services.settings.oidc
        shown = sign_in.SignInView(
            email=view.email,
            next_path=view.next_path,
            problem=view.problem,
            notice=view.notice,
            provider=oidc.name if oidc else "",
        )
        return self._pages.answer(t("Sign in"), sign_in.sign_in(shown), status)

    def _ask_join(self, opened: Opened, view: sign_in.JoinView, status: int = 200) -> Response:
        title = t("Set up this site") if _is_first(opened) else t("Join this site")
        return self._pages.answer(title, sign_in.join(view), status)

    def _ask_reset(self, view: sign_in.ResetView, status: int = 200) -> Response:
        return self._pages.answer(t("Choose a new password"), sign_in.reset(view), status)

    def _ask_password(self, view: sign_in.PasswordView, status: int = 200) -> Response:
        return self._pages.answer(t("Change your password"), sign_in.password(view), status)

    def _spent(self) -> Response:
        """Say that a link does not work; whether it ever did is not told."""
        text = t(
            "It was used, its time is over, or it was not copied as a whole. Ask whoever sent it for a new one; each "
            "works once."
        )
        return self._pages.message(t("This link does not work"), text, 404)

    def _note(self, principal: Principal, act: str, detail: str) -> None:
        self._services.audit.note(principal, act, now=self._services.clock(), detail=detail)

    def principal(self, account: Account) -> Principal:
        """Return who a person is from now on, for the audit log."""
        return account.principal(address=shortened_address(request.remote_addr))

    def nobody(self) -> Principal:
        """Return who has not got in, for the audit log."""
        return Principal(NOBODY.id, NOBODY.name, address=shortened_address(request.remote_addr))

    @property
    def _brand(self) -> str:
        return self._services.settings.brand_name


def _is_first(opened: Opened) -> bool:
    return opened.purpose is Purpose.FIRST_ADMIN


def _cookie_of(path: str) -> str:
    return f"tandem_{path.strip('/')}"


def _chosen_password() -> str:
    """Return the new password of a form.

    Raises
    ------
    BadField
        When it was typed in two ways.
    """
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        raise BadField("password", t("The two passwords differ. Type both again."))
    return password
