"""A database that is away for a while, really: locked by somebody else, or its server refuses everybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from kiosk.core.embedded import sqlite_driver
from kiosk.core.store import Store
from tests import postgres


@contextmanager
def away(store: Store, server: postgres.Server | None) -> Iterator[None]:
    """Nobody can write; the store loses patience after a moment."""
    patience, store._patience = store._patience, 0.05
    try:
        with _locked(store) if server is None else _refusing(store, server):
            yield
    finally:
        store._patience = patience


@contextmanager
def _locked(store: Store) -> Iterator[None]:
    other = sqlite_driver().connect(store.database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@contextmanager
def _refusing(store: Store, server: postgres.Server) -> Iterator[None]:
    name = store.database.read.url.database
    server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    cut(store, server)
    try:
        yield
    finally:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def cut(store: Store, server: postgres.Server) -> None:
    """End every connection of the store's database from the server's side."""
    name = store.database.read.url.database
    server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def alive(store: Store) -> bool:
    with store.read() as session:
        return session.execute(text("SELECT 1")).scalar() == 1
