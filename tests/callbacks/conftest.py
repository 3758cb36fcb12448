import io
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import app
from app import compose_server
from callbacks import commands
from callbacks.loading import Wish, import_all
from callbacks.services import Services
from data.settings import Settings

PARTNERS = """partner_id,name,partner_type,tier,region,manager,joined_on,domain
P1,Alder Canary One,reseller,Gold,North,Ada Canary One,2025-01-01,alder-canary-one.example
P2-canary,Birch Canary Two,distributor,Silver,South,Ben Canary Two,2025-01-01,birch-canary-two.example
"""
INTERACTIONS = """partner_id,date,kind,initiated_by,interaction_id
P1,2025-01-10,training,partner,I1
P1,2025-02-11,meeting,us,I2
P2-canary,2025-02-12,training,us,I3-canary
P2-canary,2025-03-13,meeting,partner,I4
"""
DEALS = """partner_id,deal_id,opened_on,stage,amount,closed_on,currency,sourced_by
P1,D1,2025-01-15,won,1111.25,2025-02-20,EUR,partner
P2-canary,D2-canary,2025-01-16,won,77123.5,2025-03-21,EUR,us
"""


@dataclass
class HeldClock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2025, 4, 15, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.in_folder(tmp_path / "home")


@pytest.fixture
def services(settings: Settings, clock: HeldClock) -> Iterator[Services]:
    made = Services.compose(settings, clock)
    yield made
    made.jobs.close()
    made.store.close()


@pytest.fixture(scope="session")
def two_partners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home of a site with two partners, imported once."""
    folder = tmp_path_factory.mktemp("two-partners")
    for name, text in (("partners", PARTNERS), ("interactions", INTERACTIONS), ("deals", DEALS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    made = Services.compose(Settings.in_folder(folder / "home"), HeldClock())
    outcomes = import_all(made, Wish(sorted(folder.glob("*.csv"))))
    assert [outcome.error for outcome in outcomes] == ["", "", ""]
    made.jobs.close()
    made.store.close()
    return folder / "home"


@pytest.fixture
def filled(services: Services, two_partners: Path) -> Services:
    """Services over a store with two partners."""
    home = services.settings.home
    shutil.copytree(two_partners / "facts", home / "facts", dirs_exist_ok=True)
    with (
        closing(sqlite3.connect(two_partners / "tandem.db")) as made,
        closing(sqlite3.connect(home / "tandem.db")) as own,
    ):
        made.backup(own)
    return services


@pytest.fixture
def server(services: Services) -> Flask:
    return compose_server(services)


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    return server.test_client()


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """Runs commands on a home of its own."""

    folder: Path
    clock: HeldClock

    def __call__(self, *argv: str, **environ: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        parts = commands.AppParts(app.compose_server, app.create_static, self.clock)
        environ = {"TANDEM_HOME": str(self.folder / "home"), **environ}
        code = commands.run(parts, argv, environ=environ, out=out, err=err)
        return Ran(code, out.getvalue(), err.getvalue())

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def load(self) -> None:
        texts = {"deals.csv": DEALS, "interactions.csv": INTERACTIONS, "partners.csv": PARTNERS}
        assert self("import", *(self.file(name, text) for name, text in texts.items())).code == 0


@pytest.fixture
def tandem(tmp_path: Path, clock: HeldClock) -> CommandLine:
    return CommandLine(tmp_path, clock)
