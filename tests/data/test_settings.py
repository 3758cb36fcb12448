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
        ("TANDEM_SECRET_KEY", "short"),
        ("TANDEM_CURRENCY", "Euro"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


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


def test_server_mode_is_refused_in_words(tmp_path: Path) -> None:
    settings = Settings.in_folder(tmp_path, {"TANDEM_PUBLIC_URL": "https://partners.example.com/"})
    assert settings.public_url == "https://partners.example.com"
    with pytest.raises(SettingsError, match="no accounts yet"):
        settings.refuse_public()
