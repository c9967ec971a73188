"""Installations to measure, on SQLite and on a real PostgreSQL, both with every durable setting on."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from kiosk.cli.install import install
from kiosk.core import operator as profiles
from kiosk.core.settings import Settings
from kiosk.core.store import Store, open_store
from tests import postgres
from tests.conftest import PLAIN, SERVER_FOLDER

DATABASES = ("sqlite", "postgresql")


@contextmanager
def server_of_this_run() -> Iterator[None]:
    """The folder of this run's PostgreSQL, as tests/conftest.py has one; the server starts when needed."""
    folder = tempfile.mkdtemp(prefix="kiosk-figures-", dir="/tmp")
    os.environ[SERVER_FOLDER] = folder
    try:
        yield
    finally:
        postgres.stop(Path(os.environ.pop(SERVER_FOLDER)))


def server() -> postgres.Server:
    folder = Path(os.environ[SERVER_FOLDER])
    with postgres.locked(folder):
        return postgres.running(folder)


@contextmanager
def installation(database: str, profile: Path = PLAIN) -> Iterator[Settings]:
    """A new installation of the profile; nothing is left of it afterwards."""
    with tempfile.TemporaryDirectory(prefix="kiosk-figures-") as folder:
        here = Settings(Path(folder) / "kiosk", None, str(profile), "1", "en")
        if database == "postgresql":
            name = f"figures_{uuid4().hex}"
            server().execute(f"CREATE DATABASE {name}")
            here = replace(here, database_url=server().url(name))
        install(here, profiles.load(profile))
        yield here


@contextmanager
def twin(here: Settings) -> Iterator[Settings]:
    """A second installation that begins exactly as `here` stands now, which nobody may use meanwhile."""
    with tempfile.TemporaryDirectory(prefix="kiosk-figures-") as folder:
        home = Path(shutil.copytree(here.home, Path(folder) / "kiosk"))
        url = here.database_url
        if url:
            name, before = f"figures_{uuid4().hex}", url.partition("?")[0].rpartition("/")[2]
            server().execute(f"CREATE DATABASE {name} TEMPLATE {before}")
            url = server().url(name)
        yield replace(here, home=home, database_url=url)


@contextmanager
def opened(here: Settings, clock: Callable[[], datetime] | None = None) -> Iterator[Store]:
    """The store of an installation, by its own time or by this clock."""
    store = open_store(here, profiles.load(Path(here.operator or PLAIN)))
    if clock:
        store = Store(store.database, store.operator, store.keys, clock)
    try:
        yield store
    finally:
        store.close()
