"""What sign-in takes from a request, as far as it can be believed."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from data.people.accounts import plain_email

LONGEST_PATH: Final = 2000

#: What a browser calls itself, the more telling first: many name others too.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def own_path(text: str) -> str:
    r"""Return a path of this site with its query; empty for any other address.

    Examples
    --------
    >>> own_path("/partners?q=a"), own_path("//evil.example"), own_path("/\\evil.example"), own_path("/login")
    ('/partners?q=a', '', '', '')
    """
    odd = not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable()
    if odd or len(text) > LONGEST_PATH:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    first = parts.path.strip("/").partition("/")[0]
    if parts.scheme or parts.netloc or first in ("login", "logout", "join", "reset", "s"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def shortened_email(text: str) -> str:
    """Return enough of an e-mail to tell a mistyped one; nothing of what is none, which may be a password.

    Examples
    --------
    >>> shortened_email("ada@example.com"), shortened_email("hunter2")
    ('a…@example.com', '')
    """
    local, at, domain = plain_email(text).partition("@")
    return f"{local[:1]}…@{domain}" if at else ""


def browser_words(user_agent: str) -> str:
    """Return what a browser and its system are called, as far as it tells.

    Examples
    --------
    >>> browser_words("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"), browser_words("")
    ('Firefox, Windows', '')
    """
    called = (next((word for mark, word in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(word for word in called if word)
