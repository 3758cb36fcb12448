"""Settings: what the environment or a ``.env`` file may say, read once at the start.

Every name begins with ``TANDEM_``. A name that is not listed here is refused, because a misspelt
setting that is silently ignored is found much later.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from dotenv import dotenv_values

PREFIX = "TANDEM_"
SECRET_FILE = "secret_key"
SHORTEST_SECRET = 32
MONTHS_IN_YEAR = 12
CURRENCY_LETTERS = 3
AUTO = "auto"
LEAST_CONTRAST = 4.5
AUDIT_DAYS = (30, 3650)
MOST_PROXIES = 5

#: What keys that were made up or copied from somewhere hold.
MADE_UP = ("secret", "change", "default", "password", "passwort", "tandem", "example", "insecure", "replace", "qwert")
DISTINCT_LETTERS = 12

#: Each setting and what it is for; README and the messages below show this table.
KNOWN = {
    "TANDEM_HOME": "folder of the store, uploads and caches (default ./instance)",
    "TANDEM_DATABASE_URL": "where imports, links and settings are kept (default SQLite in the home folder)",
    "TANDEM_FACTS_URL": "where facts are kept as Parquet (default facts/ in the home folder)",
    "TANDEM_PUBLIC_URL": "address under which others reach the server; needs accounts",
    "TANDEM_SECRET_KEY": "key that signs cookies (in local mode made once and kept in the home folder)",
    "TANDEM_PROXIES": "how many proxies stand before the server (default 1 with an https public address, else 0)",
    "TANDEM_AUDIT_DAYS": "how long the audit log is kept, 30 to 3650 days (default 730)",
    "TANDEM_LIMITS": "on, or off in tests of load: limits on sign-ins, links and the API (default on)",
    "TANDEM_OIDC_ISSUER": "address of an OpenID Connect provider to sign in with, https",
    "TANDEM_OIDC_CLIENT_ID": "what this site is called there",
    "TANDEM_OIDC_CLIENT_SECRET": "its secret there",
    "TANDEM_OIDC_NAME": "what the button to sign in with it says (default: the issuer's host)",
    "TANDEM_CURRENCY": "the site's reporting currency, as in EUR (default: that of the first deals)",
    "TANDEM_METHOD": "method file to use in place of the built-in one",
    "TANDEM_FISCAL_YEAR_START": "first month of the fiscal year, 1 to 12 (default 1)",
    "TANDEM_LOCALE": "language of whoever has chosen none, as in en, de or fr; auto: the browser's (default en)",
    "TANDEM_BRAND_NAME": "name shown in the header and on scorecards (default Tandem)",
    "TANDEM_BRAND_COLOR": "colour of the mark on scorecards, as in #1f4e5f; dark enough for white letters",
}


class SettingsError(ValueError):
    """A setting that cannot be used; the message says which and what to do."""


@dataclass(frozen=True)
class Oidc:
    """An OpenID Connect provider to sign in with."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = ""


@dataclass(frozen=True)
class Settings:
    """Everything that a site may set, with the defaults of one laptop.

    Parameters
    ----------
    home
        Folder of the store, uploads and caches.
    database_url, facts_url
        Where state and facts are kept.
    public_url
        Address under which others reach the server; empty in local mode.
    secret_key
        Signs cookies. Empty means: kept in the home folder, see `signing_key`.
    brand_color
        Of the mark on scorecards; empty: that of the theme.
    proxies
        How many proxies stand before the server; the addresses that the last of them names are believed.
    audit_days
        How long the audit log is kept [days].
    limits
        Whether sign-ins, links and the API are limited.
    """

    home: Path
    database_url: str
    facts_url: str
    public_url: str = ""
    secret_key: str = field(default="", repr=False)
    currency: str | None = None
    method: Path | None = None
    fiscal_year_start: int = 1
    brand_name: str = "Tandem"
    brand_color: str = ""
    locale: str = "en"
    proxies: int = 0
    audit_days: int = 730
    limits: bool = True
    oidc: Oidc | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], dotenv_path: Path | None = None) -> Settings:
        """Read the settings; the environment wins over the ``.env`` file.

        Raises
        ------
        SettingsError
            On an unknown name or a value that cannot be used.
        """
        given = {**_dotenv(dotenv_path), **_ours(environ)}
        _refuse_unknown(given)
        return cls.in_folder(Path(given.get("TANDEM_HOME") or "instance"), given)

    @classmethod
    def in_folder(cls, home: Path, given: Mapping[str, str] | None = None) -> Settings:
        """Settings of a site whose home is `home`, the rest from `given` or by default."""
        given = given or {}
        home = home.expanduser().absolute()
        method = given.get("TANDEM_METHOD")
        return cls(
            home=home,
            database_url=given.get("TANDEM_DATABASE_URL") or f"sqlite:///{home / 'tandem.db'}",
            facts_url=given.get("TANDEM_FACTS_URL") or str(home / "facts"),
            public_url=_public_url(given.get("TANDEM_PUBLIC_URL", "")),
            secret_key=_secret_key(given.get("TANDEM_SECRET_KEY", "")),
            currency=_currency(given.get("TANDEM_CURRENCY", "")),
            method=Path(method).expanduser() if method else None,
            fiscal_year_start=_month(given.get("TANDEM_FISCAL_YEAR_START") or "1"),
            brand_name=given.get("TANDEM_BRAND_NAME") or "Tandem",
            brand_color=_colour(given.get("TANDEM_BRAND_COLOR", "")),
            locale=_locale(given.get("TANDEM_LOCALE") or "en"),
            proxies=_whole(given, "TANDEM_PROXIES", (0, MOST_PROXIES), _usual_proxies(given)),
            audit_days=_whole(given, "TANDEM_AUDIT_DAYS", AUDIT_DAYS, 730),
            limits=_switch(given, "TANDEM_LIMITS"),
            oidc=_oidc(given),
        )

    @property
    def is_local(self) -> bool:
        """Whether the app serves this machine only, without accounts."""
        return not self.public_url

    @property
    def public_host(self) -> str:
        """Host and port of the public address, as browsers send them; empty in local mode."""
        return urlsplit(self.public_url).netloc.lower()

    def refuse_weak(self) -> None:
        """Raise SettingsError in server mode without a secret key, or with one that could be guessed."""
        if self.is_local:
            return
        reason = weakness(self.secret_key)
        if reason:
            raise SettingsError(
                f"TANDEM_PUBLIC_URL is set, and TANDEM_SECRET_KEY {reason}: whoever guesses it could sign in as "
                "anybody. "
                "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )

    @property
    def uploads(self) -> Path:
        """Folder into which uploads are streamed."""
        return self.home / "uploads"

    @property
    def static_cache(self) -> Path:
        """Folder of compressed static files."""
        return self.home / "cache" / "static"

    def signing_key(self) -> str:
        """Return the key that signs cookies, made on first use and readable by the owner only."""
        return self.secret_key or _kept_secret(self.home)


def _dotenv(path: Path | None) -> dict[str, str]:
    values = dotenv_values(path) if path is not None and path.is_file() else {}
    return _ours({name: value or "" for name, value in values.items()})


def _ours(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in environ.items() if name.startswith(PREFIX)}


def _refuse_unknown(given: Mapping[str, str]) -> None:
    unknown = sorted(set(given) - set(KNOWN))
    if unknown:
        known = "\n".join(f"  {name}: {text}" for name, text in KNOWN.items())
        raise SettingsError(f"Unknown setting: {', '.join(unknown)}. Remove it or use one of\n{known}")


def _public_url(text: str) -> str:
    address = text.rstrip("/")
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    extra = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not host or extra:
        raise SettingsError(
            f"TANDEM_PUBLIC_URL is {text!r}. Give the whole address without a path, as in https://partners.example.com."
        )
    if parts.scheme == "http" and not is_loopback_name(host):
        raise SettingsError(
            f"TANDEM_PUBLIC_URL is {text!r}. Without https, passwords and links could be read on the way: "
            "put a proxy with a certificate before the server and give the address with https."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def is_loopback_name(name: str) -> bool:
    """Whether a host name, without its port, means this machine."""
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def weakness(key: str) -> str:
    """Return what is weak about a secret key, in words; empty when nothing is."""
    plain = key.lower()
    steps = [ord(after) - ord(before) for before, after in pairwise(plain)]
    if not key:
        return "is not"
    if len(key) < SHORTEST_SECRET:
        return f"has only {len(key)} characters, not {SHORTEST_SECRET}"
    if len(set(key)) < DISTINCT_LETTERS:
        return f"is made of only {len(set(key))} different characters"
    if any(word in plain for word in MADE_UP):
        return "looks like an example rather than a random key"
    if max(steps.count(1), steps.count(-1), steps.count(0)) > len(steps) / 3 or plain[: len(key) // 2] * 2 == plain:
        return "follows a pattern"
    return ""


def _usual_proxies(given: Mapping[str, str]) -> int:
    # The server speaks no TLS itself: with https somebody stands before it.
    return 1 if _public_url(given.get("TANDEM_PUBLIC_URL", "")).startswith("https://") else 0


def _whole(given: Mapping[str, str], name: str, bounds: tuple[int, int], usual: int) -> int:
    text = given.get(name) or str(usual)
    if not (text.isascii() and text.isdigit() and bounds[0] <= int(text) <= bounds[1]):
        raise SettingsError(f"{name} is {text!r}. Give a whole number from {bounds[0]} to {bounds[1]}.")
    return int(text)


def _switch(given: Mapping[str, str], name: str) -> bool:
    text = (given.get(name) or "on").lower()
    if text not in ("on", "off"):
        raise SettingsError(f"{name} is {text!r}. Give on or off.")
    return text == "on"


def _oidc(given: Mapping[str, str]) -> Oidc | None:
    issuer, client, secret = (
        given.get(f"TANDEM_OIDC_{name}", "") for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    )
    if not (issuer or client or secret):
        return None
    if not (issuer and client and secret):
        raise SettingsError(
            "Signing in with OpenID Connect needs all of TANDEM_OIDC_ISSUER, TANDEM_OIDC_CLIENT_ID and "
            "TANDEM_OIDC_CLIENT_SECRET. Give the missing ones or none."
        )
    if not given.get("TANDEM_PUBLIC_URL"):
        raise SettingsError("TANDEM_OIDC_ISSUER is set without TANDEM_PUBLIC_URL: without accounts nobody signs in.")
    parts = urlsplit(issuer)
    host = parts.hostname or ""
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback_name(host))):
        raise SettingsError(f"TANDEM_OIDC_ISSUER is {issuer!r}. Give the provider's address with https.")
    return Oidc(issuer.rstrip("/"), client, secret, given.get("TANDEM_OIDC_NAME") or host)


def _secret_key(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise SettingsError(
            f"TANDEM_SECRET_KEY has {len(text)} characters; it needs at least {SHORTEST_SECRET} random ones."
        )
    return text


def _currency(text: str) -> str | None:
    if text and not (len(text) == CURRENCY_LETTERS and text.isascii() and text.isalpha()):
        raise SettingsError(f"TANDEM_CURRENCY is {text!r}. Give the three letters of ISO 4217, as in EUR.")
    return text.upper() or None


def _locale(text: str) -> str:
    if text.lower() == AUTO:
        return AUTO
    try:
        return str(Locale.parse(text.replace("-", "_")))
    except (UnknownLocaleError, ValueError) as error:
        raise SettingsError(
            f"TANDEM_LOCALE is {text!r}. Give a language, as in en, de, fr or de_CH, or auto."
        ) from error


def _colour(text: str) -> str:
    """Return a colour on which white letters can be read (WCAG 2.2, 1.4.3: contrast of 4.5)."""
    if not text:
        return ""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise SettingsError(f"TANDEM_BRAND_COLOR is {text!r}. Give six digits of red, green and blue, as in #1f4e5f.")
    shares = [int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    contrast = 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)
    if contrast < LEAST_CONTRAST:
        raise SettingsError(
            f"TANDEM_BRAND_COLOR is {text!r}: white letters on it have a contrast of {contrast:.1f} and need "
            f"{LEAST_CONTRAST}. Give a darker colour."
        )
    return text.lower()


def _month(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MONTHS_IN_YEAR):
        raise SettingsError(f"TANDEM_FISCAL_YEAR_START is {text!r}. Give a month as a number from 1 to 12.")
    return int(text)


def _kept_secret(home: Path) -> str:
    """Return the secret kept in `home`; of several processes that start at once, the first one's."""
    path = home / SECRET_FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f"{SECRET_FILE}.{secrets.token_hex(8)}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SHORTEST_SECRET))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
