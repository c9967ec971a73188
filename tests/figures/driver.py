"""The bare driver (pysqlite3, psycopg): what the store tells it, recorded, and told again by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import ExecuteStyle

from kiosk.core.embedded import sqlite_driver
from kiosk.core.engines import pragmas
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from tests.figures.at_terminal import timed
from tests.figures.place import opened, twin


class Statement(NamedTuple):
    """SQL with its parameters, or with many sets of them."""

    sql: str
    parameters: Any
    many: bool


Unit = list[Statement]  # of one transaction, from its begin on
_BEGIN = Statement("BEGIN IMMEDIATE", (), False)
_BOOKS = text(
    "SELECT COUNT(*), SUM(amount), (SELECT SUM(balance) FROM account), (SELECT COUNT(*) FROM audit)"
    " FROM posting"
)
_WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE")


@contextmanager
def recorded(store: Store) -> Iterator[list[Unit]]:
    """The transactions that the store commits meanwhile; on SQLite its writing ones."""
    # PostgreSQL's driver begins by itself; on SQLite the store has it said.
    begin = [_BEGIN] if store.database.file else []
    units: list[Unit] = []
    unit = [*begin]

    def said(_s: Any, _cursor: Any, sql: str, parameters: Any, context: Any, _many: bool) -> None:
        # Not always as `_many` says: an INSERT with RETURNING is one statement with the values of many.
        unit.append(Statement(sql, parameters, context.execute_style is ExecuteStyle.EXECUTEMANY))

    def committed(_session: Any) -> None:
        units.append([*unit])
        unit[:] = begin

    engine = store.database.write
    listeners = (("before_cursor_execute", said), ("commit", committed))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield units
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)


def writes(units: list[Unit]) -> list[Unit]:
    """What of these transactions changes anything."""
    found = [[said for said in unit if said.sql.startswith(_WRITES)] for unit in units]
    return [unit for unit in found if unit not in ([], [_BEGIN])]


def connect(here: Settings) -> Any:
    """A bare connection, as durable as the store's own."""
    if here.database_url:
        return psycopg.connect(here.database_url.replace("postgresql+psycopg", "postgresql"))
    driver = sqlite_driver()
    connection = driver.connect(Path(here.home, "kiosk.db"), isolation_level=None)
    for name, (value, _) in pragmas(driver.sqlite_version_info).items():
        connection.execute(f"PRAGMA {name}={value}")
    return connection


def replay(connection: Any, units: Iterable[Unit]) -> None:
    """Repeat transactions."""
    cursor = connection.cursor()
    for unit in units:
        for sql, parameters, many in unit:
            (cursor.executemany if many else cursor.execute)(sql, parameters)
            if cursor.description:
                cursor.fetchall()
        connection.commit()


@dataclass(frozen=True, slots=True)
class Beside:
    """Seconds of the same acts by the house and by the driver; `same`: both left the same books."""

    house: Sequence[float]
    driver: Sequence[float]
    same: bool

    @property
    def ratio(self) -> float:
        """How fast the house is by the driver: 1 is as fast."""
        return median(theirs / ours for ours, theirs in zip(self.house, self.driver, strict=True))


def beside(here: Settings, acts: Sequence[Callable[[Store], object]]) -> Beside:
    """Acts on an installation, and on a twin of it the same inserts and updates in the same batches by the
    driver, in turn; the first act only warms both sides up."""
    with twin(here) as ours, twin(here) as bare:
        with opened(here) as store, opened(ours) as house, closing(connect(bare)) as driver:
            spans = [_both(act, store, house, driver) for act in acts]
        by_house, by_driver = zip(*spans[1:], strict=True)
        return Beside(by_house, by_driver, _books(ours) == _books(bare))


def _both(act: Callable[[Store], object], store: Store, house: Store, driver: Any) -> tuple[float, float]:
    """Seconds of an act by the house and by the driver, which repeats what `store` writes for it."""
    with recorded(store) as units:
        act(store)
    units = writes(units)
    return timed(lambda: act(house)), timed(lambda: replay(driver, units))


def _books(here: Settings) -> tuple[Any, ...]:
    with opened(here) as store, store.read() as session:
        return tuple(session.execute(_BOOKS).one())
