"""The pages before the door: signing in, joining, choosing a new password, and what is said when that fails."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.language import t
from layouts.solid import Node

SHORTEST_PASSWORD = 12


@dataclass(frozen=True)
class SignInView:
    """What the sign-in page shows; `provider` is the name of an OpenID Connect provider, if there is one."""

    email: str = ""
    next_path: str = ""
    problem: str = ""
    notice: str = ""
    provider: str = ""


@dataclass(frozen=True)
class JoinView:
    """What the page shows on which somebody joins; the first admin gives an e-mail too."""

    is_first: bool
    email: str = ""
    name: str = ""
    problem: str = ""
    field: str = ""


@dataclass(frozen=True)
class ResetView:
    """What the page shows on which a new password is chosen."""

    email: str
    problem: str = ""


@dataclass(frozen=True)
class PasswordView:
    """What the page shows on which somebody signed in changes the password, or chooses a first one."""

    email: str
    has_password: bool
    problem: str = ""


def sign_in(view: SignInView) -> list[Node]:
    """Return the sign-in page."""
    where = {"class": "tdm-doorform", "method": "post", "action": "/login"}
    form: Node = [
        "form",
        where,
        *([["input", {"type": "hidden", "name": "next", "value": view.next_path}]] if view.next_path else []),
        _field("email", t("E-mail"), kind="email", value=view.email, complete="username", is_first=not view.email),
        _field("password", t("Password"), kind="password", complete="current-password", is_first=bool(view.email)),
        _submit(t("Sign in")),
    ]
    return [
        *_head(t("Sign in")),
        *_said(view.problem, view.notice),
        *_provider(view),
        form,
        _foot(t("No account, or the password forgotten? An admin of this site can send you a link.")),
    ]


def join(view: JoinView) -> list[Node]:
    """Return the page on which somebody joins."""
    title = t("Set up this site") if view.is_first else t("Join this site")
    sub = (
        t("You will be its first admin: you invite the others.")
        if view.is_first
        else t("You were invited as {email}.", email=view.email)
    )
    at = view.field or "name"
    email = _field("email", t("E-mail"), kind="email", value=view.email, complete="username", is_first=at == "email")
    form: Node = [
        "form",
        {"class": "tdm-doorform", "method": "post", "action": "/join"},
        _field("name", t("Your name"), value=view.name, complete="name", is_first=at == "name"),
        email if view.is_first else _kept_email(view.email),
        *_new_password(is_first=at == "password"),
        _submit(t("Join")),
    ]
    return [*_head(title, sub), *_said(view.problem), form]


def reset(view: ResetView) -> list[Node]:
    """Return the page on which a new password is chosen."""
    form: Node = [
        "form",
        {"class": "tdm-doorform", "method": "post", "action": "/reset"},
        _kept_email(view.email),
        *_new_password(is_first=True),
        _submit(t("Save password")),
    ]
    sub = t("For {email}. You will be signed out everywhere else.", email=view.email)
    return [*_head(t("Choose a new password"), sub), *_said(view.problem), form]


def password(view: PasswordView) -> list[Node]:
    """Return the page on which somebody signed in changes the password."""
    present = _field("present", t("Present password"), kind="password", complete="current-password", is_first=True)
    form: Node = [
        "form",
        {"class": "tdm-doorform", "method": "post", "action": "/account/password"},
        _kept_email(view.email),
        *([present] if view.has_password else []),
        *_new_password(is_first=not view.has_password, label=t("New password"), again=t("New password again")),
        _submit(t("Save password")),
    ]
    sub = t("For {email}. You will be signed out everywhere else.", email=view.email)
    back: Node = ["p", {"class": "tdm-doorfoot"}, ["a", {"href": "/account"}, t("Back to your account")]]
    return [*_head(t("Change your password"), sub), *_said(view.problem), form, back]


def message(title: str, text: str, *, href: str = "", label: str = "") -> list[Node]:
    """Return a page that says one thing, with one way on."""
    way: list[Node] = [["p", {}, ["a", {"class": "btn btn-outline-secondary", "href": href}, label]]] if href else []
    return [*_head(title, text), *way]


def _head(title: str, sub: str = "") -> list[Node]:
    return [["h1", {}, title], *([["p", {"class": "tdm-doorsub"}, sub]] if sub else [])]


def _said(problem: str, notice: str = "") -> list[Node]:
    """Return what went wrong, or what was done; the sign beside it is for the eye alone."""
    if problem:
        return [_alert("danger", "exclamation-circle", "alert", problem)]
    return [_alert("success", "check-circle", "status", notice)] if notice else []


def _alert(kind: str, symbol: str, role: str, text: str) -> Node:
    icon: Node = ["i", {"class": f"bi bi-{symbol}", "aria-hidden": "true"}]
    return ["div", {"class": f"alert alert-{kind}", "role": role}, icon, ["div", {}, text]]


def _provider(view: SignInView) -> Sequence[Node]:
    if not view.provider:
        return []
    label = t("Sign in with {provider}", provider=view.provider)
    button: Node = ["a", {"class": "btn btn-outline-secondary tdm-doorwide", "href": "/login/oidc"}, label]
    return [button, ["p", {"class": "tdm-dooror"}, ["span", {}, t("or")]]]


def _field(
    name: str, label: str, *, kind: str = "text", value: str = "", complete: str = "", is_first: bool = False
) -> Node:
    given = {
        "class": "form-control",
        "id": name,
        "name": name,
        "type": kind,
        "autocomplete": complete,
        "required": "",
        "maxlength": "254",
    }
    if kind == "email":
        given |= {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}
    if value:
        given["value"] = value
    if is_first:
        given["autofocus"] = ""
    return ["div", {}, ["label", {"class": "form-label", "for": name}, label], ["input", given]]


def _kept_email(email: str) -> Node:
    """Return the e-mail for the browser's list of passwords; it is not sent."""
    given = {"type": "email", "autocomplete": "username", "value": email, "readonly": "", "hidden": ""}
    return ["input", {**given, "aria-label": t("E-mail")}]


def _new_password(*, is_first: bool, label: str = "", again: str = "") -> list[Node]:
    hint = t("At least {count} characters; three or four words in a row are good.", count=SHORTEST_PASSWORD)
    given = {
        "class": "form-control",
        "id": "password",
        "name": "password",
        "type": "password",
        "autocomplete": "new-password",
        "required": "",
        "minlength": str(SHORTEST_PASSWORD),
        "maxlength": "200",
        "aria-describedby": "password-hint",
    }
    if is_first:
        given["autofocus"] = ""
    second = {key: value for key, value in given.items() if key not in ("autofocus", "aria-describedby")}
    second |= {"id": "again", "name": "again"}
    return [
        [
            "div",
            {},
            ["label", {"class": "form-label", "for": "password"}, label or t("Password")],
            ["input", given],
            ["p", {"class": "tdm-doorhint", "id": "password-hint"}, hint],
        ],
        [
            "div",
            {},
            ["label", {"class": "form-label", "for": "again"}, again or t("Password again")],
            ["input", second],
        ],
    ]


def _submit(label: str) -> Node:
    return ["button", {"class": "btn btn-primary tdm-doorwide", "type": "submit"}, label]


def _foot(text: str) -> Node:
    return ["p", {"class": "tdm-doorfoot"}, text]
