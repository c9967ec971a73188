"""The demo of a shipped profile, made once for all tests that only look at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from uuid import uuid4

import pytest
import time_machine

from kiosk.access.rules import AccessRules
from kiosk.contracts.cases import find
from kiosk.core import schema
from kiosk.core.keys import Keys
from kiosk.core.locale import Words
from kiosk.core.module import find as attribute
from kiosk.core.module import modules
from kiosk.core.operator import Operator, find_profile, load
from kiosk.core.sample import WRITTEN_ON, rows
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from kiosk.home.cases import show
from tests.conftest import Clock
from tests.people import job
from tests.profiles import tuned
from tests.sight import seen

# Noon of the day from which the days of sample files count.
THEN = datetime.combine(WRITTEN_ON, time(12), UTC)


@contextmanager
def filled(request: pytest.FixtureRequest, name: str, backend: str) -> Iterator[Store]:
    """The sample data of a shipped profile as they are on the day of their files."""
    # How long a login takes is no matter here.
    operator = tuned(load(find_profile(name)), AccessRules, answer_seconds=0)
    keys: Keys = request.getfixturevalue("keys")
    store = Store(schema.open_database(_database(request, backend)), operator, keys, Clock(THEN))
    try:
        with time_machine.travel(THEN, tick=False):
            for module in modules().values():
                if module.demo:
                    attribute(module.demo)(store)
        yield store
    finally:
        store.close()


def _database(request: pytest.FixtureRequest, backend: str) -> str:
    """The URL of a migrated database of its own."""
    if backend == "sqlite":
        file = request.getfixturevalue("tmp_path_factory").mktemp("filled") / "kiosk.db"
        shutil.copy2(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    server, template = (request.getfixturevalue(f"postgres_{what}") for what in ("server", "template"))
    name = f"test_{uuid4().hex}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    url: str = server.url(name)
    return url


def contract(store: Store, number: str) -> ContractId:
    return store.run(job(), find, number).contract


def homes(store: Store, language: str) -> dict[str, str]:
    """What home says to each sample contract: its header and the lines of its tiles."""
    words = Words(store.operator, language)
    return {number: _home(store, words, number) for number in numbers(store.operator)}


def _home(store: Store, words: Words, number: str) -> str:
    home = seen(store, show, contract(store, number))
    lines = (f"{words(tile.title)}: {words(tile.line)}" for tile in home.tiles)
    whole = "\n".join((words.money(home.header.balance), words.pick(home.header.tariff), *lines))
    return whole.replace("\u00a0", " ")


def numbers(operator: Operator) -> list[str]:
    """All sample contracts."""
    return [row["contract"] for row in rows("contracts", operator)]
