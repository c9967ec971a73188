"""The demo of a profile as it stood on one day: always the same customers, keys, times, numbers and codes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import time_machine

from kiosk.core import operator as profiles
from kiosk.core import schema
from kiosk.core.keys import NAMES, Keys
from kiosk.core.module import find, load_cases, modules
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.store import Store

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEYS = Keys(**{name: hashlib.sha256(name.encode()).digest() for name in NAMES})


def operator_of(profile: str) -> Operator:
    return profiles.load(profiles.find_profile(profile))


def settings(home: Path, language: str, profile: str = "demo") -> Settings:
    return Settings(home, None, profile, "1", language)


def make(home: Path, profile: str = "demo") -> None:
    """The database of a profile's demo in this folder, as it was filled at that time."""
    home.mkdir(parents=True)
    url = settings(home, "ru").url
    schema.create_file(home / "kiosk.db")
    schema.upgrade(url)
    operator = operator_of(profile)
    database = schema.open_database(url)
    with database.write.begin() as session:
        schema.bind(session, operator, KEYS)
    database.dispose()
    with time_machine.travel(NOW, tick=False), opened(home, profile) as store:
        for module in modules().values():
            if module.demo:
                find(module.demo)(store)


@contextmanager
def opened(home: Path, profile: str = "demo") -> Iterator[Store]:
    """Its store, on a clock that stands still."""
    load_cases()
    database = schema.open_database(settings(home, "ru").url)
    store = Store(database, operator_of(profile), KEYS, lambda: NOW)
    try:
        yield store
    finally:
        store.close()
