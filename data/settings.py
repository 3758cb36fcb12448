"""Settings: what the environment or a ``.env`` file may say, read once at the start.

Every name begins with ``TANDEM_``. A name that is not listed here is refused, because a misspelt
setting that is silently ignored is found much later.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale, UnknownLocaleError
from dotenv import dotenv_values

PREFIX = "TANDEM_"
SECRET_FILE = "secret_key"
SHORTEST_SECRET = 32
MONTHS_IN_YEAR = 12
CURRENCY_LETTERS = 3
AUTO = "auto"

#: Each setting and what it is for; README and the messages below show this table.
KNOWN = {
    "TANDEM_HOME": "folder of the store, uploads and caches (default ./instance)",
    "TANDEM_DATABASE_URL": "where imports, links and settings are kept (default SQLite in the home folder)",
    "TANDEM_FACTS_URL": "where facts are kept as Parquet (default facts/ in the home folder)",
    "TANDEM_PUBLIC_URL": "address under which others reach the server; needs accounts",
    "TANDEM_SECRET_KEY": "key that signs cookies (default: made once, kept in the home folder)",
    "TANDEM_CURRENCY": "the site's reporting currency, as in EUR (default: that of the first deals)",
    "TANDEM_METHOD": "method file to use in place of the built-in one",
    "TANDEM_FISCAL_YEAR_START": "first month of the fiscal year, 1 to 12 (default 1)",
    "TANDEM_LOCALE": "language of whoever has chosen none, as in en, de or fr; auto: the browser's (default en)",
    "TANDEM_BRAND_NAME": "name shown in the header and on scorecards (default Tandem)",
}


class SettingsError(ValueError):
    """A setting that cannot be used; the message says which and what to do."""


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
    locale: str = "en"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], dotenv_path: Path | None = None) -> "Settings":
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
    def in_folder(cls, home: Path, given: Mapping[str, str] | None = None) -> "Settings":
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
            locale=_locale(given.get("TANDEM_LOCALE") or "en"),
        )

    @property
    def is_local(self) -> bool:
        """Whether the app serves this machine only, without accounts."""
        return not self.public_url

    def refuse_public(self) -> None:
        """Raise SettingsError in server mode: it needs accounts, which this version does not have."""
        if not self.is_local:
            raise SettingsError(
                "TANDEM_PUBLIC_URL is set, but this version has no accounts yet: whoever reached the server "
                "would see everything. Remove the setting to run on this machine only."
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
    if text and not text.startswith(("http://", "https://")):
        raise SettingsError(
            f"TANDEM_PUBLIC_URL is {text!r}. Give the whole address, as in https://partners.example.com."
        )
    return text.rstrip("/")


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
