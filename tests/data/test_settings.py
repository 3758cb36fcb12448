import secrets
import stat
from pathlib import Path

import pytest

from data.settings import KNOWN, Settings, SettingsError


def test_defaults_are_those_of_one_laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({})
    assert settings.home == tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'tandem.db'}"
    assert settings.facts_url == str(tmp_path / "instance" / "facts")
    assert settings.is_local
    assert settings.fiscal_year_start == 1


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TANDEM_BRAND_NAME=File\nTANDEM_CURRENCY=usd\nOTHER=1\n", encoding="utf-8")
    settings = Settings.from_environment({"TANDEM_BRAND_NAME": "Environment", "PATH": "x"}, tmp_path / ".env")
    assert settings.brand_name == "Environment"
    assert settings.currency == "USD"


def test_an_unknown_name_is_refused_and_the_known_are_listed() -> None:
    with pytest.raises(SettingsError, match="TANDEM_HOEM") as caught:
        Settings.from_environment({"TANDEM_HOEM": "x"})
    for name in KNOWN:
        assert name in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TANDEM_FISCAL_YEAR_START", "13"),
        ("TANDEM_FISCAL_YEAR_START", "April"),
        ("TANDEM_FISCAL_YEAR_START", "²"),
        ("TANDEM_PUBLIC_URL", "partners.example.com"),
        ("TANDEM_PUBLIC_URL", "https://@partners.example.com"),
        ("TANDEM_SECRET_KEY", "short"),
        ("TANDEM_CURRENCY", "Euro"),
        ("TANDEM_BRAND_COLOR", "red"),
        ("TANDEM_BRAND_COLOR", "#ffe000"),
        ("TANDEM_PROXIES", "two"),
        ("TANDEM_AUDIT_DAYS", "1"),
        ("TANDEM_LIMITS", "maybe"),
        ("TANDEM_OIDC_CLIENT_ID", "tandem"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


@pytest.mark.parametrize("given", ["HTTPS://Partners.Example.com/", "https://partners.example.com"])
def test_a_public_address_is_kept_as_browsers_write_it(given: str) -> None:
    made = Settings.from_environment({"TANDEM_PUBLIC_URL": given, "TANDEM_SECRET_KEY": secrets.token_urlsafe(48)})
    assert (made.public_url, made.proxies) == ("https://partners.example.com", 1)


def test_the_signing_key_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    settings = Settings.in_folder(tmp_path / "home")
    key = settings.signing_key()
    file = tmp_path / "home" / "secret_key"
    assert len(key) >= 43
    assert settings.signing_key() == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]


def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    one, two = (Settings.in_folder(tmp_path / name).signing_key() for name in ("one", "two"))
    assert one != two


def test_a_given_key_is_used_and_never_shown(tmp_path: Path) -> None:
    settings = Settings.in_folder(tmp_path, {"TANDEM_SECRET_KEY": "k" * 40})
    assert settings.signing_key() == "k" * 40
    assert "kkkk" not in repr(settings)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("", "is not"),
        ("ab" * 30, "different characters"),
        ("please-change-this-key-before-the-first-start", "looks like an example"),
        ("abcdefghijklmnopqrstuvwxyz0123456789", "follows a pattern"),
        ("8Jk2mQz7Lw0xVb4n" * 2, "follows a pattern"),
    ],
)
def test_server_mode_refuses_a_weak_key(tmp_path: Path, key: str, reason: str) -> None:
    given = {"TANDEM_PUBLIC_URL": "https://partners.example.com/", "TANDEM_SECRET_KEY": key}
    with pytest.raises(SettingsError, match=reason):
        Settings.in_folder(tmp_path, given).refuse_weak()


def test_server_mode_takes_a_random_key(tmp_path: Path) -> None:
    for _ in range(200):
        for key in (secrets.token_urlsafe(48), secrets.token_hex(32), secrets.token_urlsafe(32)):
            given = {"TANDEM_PUBLIC_URL": "https://partners.example.com/", "TANDEM_SECRET_KEY": key}
            Settings.in_folder(tmp_path, given).refuse_weak()


@pytest.mark.parametrize(
    "address",
    [
        "http://partners.example.com",
        "http://10.0.0.5:8050",
        "https://",
        "https://partners.example.com/tandem",
        "https://me:word@partners.example.com",
        "https://partners.example.com:port",
        "ftp://partners.example.com",
    ],
)
def test_a_public_address_without_https_or_with_more_than_a_host_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="TANDEM_PUBLIC_URL"):
        Settings.from_environment({"TANDEM_PUBLIC_URL": address})


def test_a_public_address_on_this_machine_needs_no_https() -> None:
    settings = Settings.from_environment({"TANDEM_PUBLIC_URL": "http://127.0.0.1:8050"})
    assert (settings.is_local, settings.public_host, settings.proxies) == (False, "127.0.0.1:8050", 0)


def test_with_https_a_proxy_is_expected() -> None:
    assert Settings.from_environment({"TANDEM_PUBLIC_URL": "https://p.example"}).proxies == 1
