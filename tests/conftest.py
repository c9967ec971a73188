"""What all tests stand on: both databases, new for each test, a clock that stands still, a profile."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.core import operator as profiles
from kiosk.core.keys import NAMES, Keys
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from tests import postgres

PLAIN = Path(__file__).parent / "operators" / "plain"
SERVER_FOLDER = "KIOSK_TESTS_POSTGRES"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="fail when a test was skipped")


@pytest.hookimpl(optionalhook=True, wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Three for two cores: tests of screens wait a third of their time until nothing moves any more."""
    cores = yield
    return cores * 3 // 2


def pytest_configure(config: pytest.Config) -> None:
    """One folder for the PostgreSQL of this run; the workers inherit its name."""
    if not hasattr(config, "workerinput"):
        # Not in pytest's own folder, which no other user may enter.
        os.environ[SERVER_FOLDER] = tempfile.mkdtemp(prefix="kiosk-tests-", dir="/tmp")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.stop(Path(os.environ.pop(SERVER_FOLDER)))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("no_skips") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@dataclass
class Clock:
    """The time as a test sets it; it stands still until it is moved."""

    now: datetime = field(default=datetime(2026, 11, 22, 12, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """Move on: advance(minutes=15)."""
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def operator() -> Operator:
    return profiles.load(PLAIN)


@pytest.fixture(scope="session")
def keys() -> Keys:
    """The same keys in every test, so that a migrated database can be copied with its binding."""
    return Keys(**{name: hashlib.sha256(name.encode()).digest() for name in NAMES})


@pytest.fixture
def home(tmp_path: Path, keys: Keys) -> Path:
    """A home folder with its key files."""
    folder = tmp_path / "home" / "keys"
    folder.mkdir(parents=True, mode=0o700)
    for name in NAMES:
        path = folder / f"{name}.key"
        path.touch(mode=0o600)
        path.write_text(getattr(keys, name).hex() + "\n")
    return folder.parent


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, operator: Operator, keys: Keys) -> Path:
    """A migrated SQLite file, to be copied."""
    from kiosk.core import schema

    file = tmp_path_factory.mktemp("template") / "kiosk.db"
    schema.create_file(file)
    _migrate(f"sqlite:///{file}", operator, keys)
    return file


@pytest.fixture(scope="session")
def postgres_server() -> postgres.Server:
    """The PostgreSQL of this run, started now if no worker did yet."""
    folder = Path(os.environ[SERVER_FOLDER])
    with postgres.locked(folder):
        return postgres.running(folder)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server, operator: Operator, keys: Keys) -> str:
    """The name of a migrated PostgreSQL database, to be copied."""
    made = postgres_server.folder / "migrated"
    with postgres.locked(postgres_server.folder):
        if not made.exists():
            postgres_server.execute("CREATE DATABASE migrated")
            _migrate(postgres_server.url("migrated"), operator, keys)
            made.touch()
    return made.name


def _migrate(url: str, operator: Operator, keys: Keys) -> None:
    from kiosk.core import schema

    schema.upgrade(url)
    database = schema.open_database(url)
    with database.write.begin() as session:
        schema.bind(session, operator, keys)
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, home: Path) -> str:
    """A fresh migrated database of this test's own, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        shutil.copy2(request.getfixturevalue("sqlite_template"), home / "kiosk.db")
        return f"sqlite:///{home / 'kiosk.db'}"
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    name = f"test_{uuid4().hex}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.url(name)


@pytest.fixture
def server(request: pytest.FixtureRequest, database_url: str) -> postgres.Server | None:
    """The server of this test's database; None on SQLite."""
    return request.getfixturevalue("postgres_server") if database_url.startswith("postgresql") else None


@pytest.fixture
def settings(database_url: str, home: Path) -> Settings:
    """As `kiosk` itself would run on this test's database."""
    return Settings(home, database_url, str(PLAIN), "1", "en")


@pytest.fixture
def store(database_url: str, operator: Operator, keys: Keys, clock: Clock) -> Iterator[object]:
    """The store over this test's database, on this test's clock."""
    from kiosk.core import schema
    from kiosk.core.store import Store

    store = Store(schema.open_database(database_url), operator, keys, clock)
    yield store
    store.close()


@pytest.fixture
def away(store: object, server: postgres.Server | None) -> Callable[[], AbstractContextManager[None]]:
    """Makes the database of `store` refuse all work for a while: `with away(): …`."""
    from tests.away import away

    return partial(away, store, server)
