"""The only place that begins and commits: it runs use cases, retries what may be retried, and
settles a commit whose answer was lost by asking again under the same operation id."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from typing import Any, TypeVar, TypeVarTuple, overload

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kiosk.core import schema
from kiosk.core.claim import authorise, perform
from kiosk.core.engines import Database
from kiosk.core.keys import Keys, load_keys
from kiosk.core.module import load_cases, load_records
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.single import IMPORT, running
from kiosk.core.work import (
    BY_FUNCTION,
    CASES,
    Busy,
    By,
    Named,
    OutcomeUnknown,
    Refusal,
    Unavailable,
    UseCase,
    Work,
)

Args = TypeVarTuple("Args")
R = TypeVar("R")

# What may be tried again: serialisation and deadlock, lost and refused connections, lock timeout.
_AGAIN = ("40001", "40P01", "55P03", "57P01", "57P02", "57P03", "08")
_NOW = select(func.clock_timestamp())


class Store:
    """Use cases on one database. Threads may share it; one of them writes at a time on SQLite.

    `clock` is for tests; without it the time is PostgreSQL's, or this machine's on SQLite.
    `patience`: seconds within which work is tried again.
    """

    def __init__(
        self,
        database: Database,
        operator: Operator,
        keys: Keys,
        clock: Callable[[], datetime] | None = None,
        patience: float = 8.0,
    ) -> None:
        self.database = database
        self.operator = operator
        self.keys = keys
        self._clock = clock
        self._patience = patience
        self._writer = threading.Lock() if database.file else None
        load_cases()

    @overload
    def run(self, by: By, case: str, *args: Any) -> Any: ...
    @overload
    def run(self, by: By, case: Named[R], *args: Any) -> R: ...
    @overload
    def run(self, by: By, case: Callable[[Work, *Args], R], *args: *Args) -> R: ...
    @overload
    def run(self, by: By, case: Callable[[Store, By, *Args], R], *args: *Args) -> R: ...
    def run(  # type: ignore[misc]  # mypy does not match *args: *Args with *args: Any
        self, by: By, case: Any, *args: Any
    ) -> Any:
        """The view that a use case or flow returns; raises its Refusal.

        Raises Denied, VisitOver, StepUpNeeded, OperationReused; Unavailable when nothing was
        written, Busy when that is because an import writes; OutcomeUnknown when it may have been
        written: ask again with the same operation id.
        """
        name = case.name if isinstance(case, Named) else case
        found = CASES[name] if isinstance(name, str) else BY_FUNCTION[name]
        if found.flow:
            self._unit(self.read, lambda s: authorise(self._work(s, by), found, ()), writes=False)
            return found.function(self, by, *args)
        outcome = self._write(by, found, args) if found.writes else self._read(by, found, args)
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome

    def now(self) -> datetime:
        """The time by which this store's use cases go, UTC."""
        with self.read() as session:
            return self._now(session)

    def close(self) -> None:
        self.database.dispose()

    def _read(self, by: By, case: UseCase, args: tuple[Any, ...]) -> Any:
        def unit(session: Connection) -> Any:
            work = self._work(session, by)
            authorise(work, case, args)
            return case.function(work, *args)

        return self._unit(self.read, unit, writes=False)

    def _write(self, by: By, case: UseCase, args: tuple[Any, ...]) -> Any:
        if by.operation is None:
            raise TypeError(f"{case.name} writes: it needs an operation id")
        return self._unit(self.write, lambda s: perform(self._work(s, by), case, args), writes=True)

    def _work(self, session: Connection, by: By) -> Work:
        return Work(session, self.operator, self.keys, self._now(session), by)

    def _now(self, session: Connection) -> datetime:
        if self._clock:
            return self._clock()
        if self.database.file:
            return datetime.now(UTC)
        now: datetime = session.execute(_NOW).scalar_one()
        return now.astimezone(UTC)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only snapshot."""
        with self.database.read.begin() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A writing transaction; in this process one at a time on SQLite."""
        with self._writer or nullcontext(), self.database.write.begin() as session:
            yield session

    def _unit(self, transaction: Any, unit: Callable[[Connection], Any], writes: bool) -> Any:
        """Run a whole unit, again and again while that may help, within `patience`."""
        deadline = time.monotonic() + self._patience
        pause, in_doubt = 0.001, False
        while True:
            finished = False
            try:
                with transaction() as session:
                    outcome = unit(session)
                    finished = True
                return outcome
            except IntegrityError:
                raise
            except (DBAPIError, PoolTimeout) as error:
                in_doubt = in_doubt or (writes and finished and _lost(error))
                if not (in_doubt or _may_retry(error)) or time.monotonic() + pause > deadline:
                    raise (OutcomeUnknown() if in_doubt else self._away(writes)) from error
            time.sleep(pause * random.random())  # noqa: S311 - jitter, not a secret
            pause = min(pause * 2, 0.016 if self.database.file else 0.5)

    def _away(self, writes: bool) -> Unavailable:
        """Why the database does not take the work: somebody enters a great deal, or whatever it is."""
        with suppress(DBAPIError, PoolTimeout):
            if writes and running(self.database, IMPORT):
                return Busy()
        return Unavailable()


def _lost(error: Exception) -> bool:
    """Whether an error at the commit leaves open if it was done: not with a lock or a full disk."""
    return not (_busy(error) or "disk is full" in str(error))


def _busy(error: Exception) -> bool:
    return "database is locked" in str(error)


def _may_retry(error: DBAPIError | PoolTimeout) -> bool:
    if isinstance(error, PoolTimeout) or _busy(error):
        return True
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", "")
    # psycopg gives no state where there was no server to give one.
    return state is None or state.startswith(_AGAIN)


def open_store(settings: Settings, operator: Operator) -> Store:
    """The store of this installation, checked from the key files to the guards. Raises SetupError."""
    keys = load_keys(settings.keys_folder)
    load_records()
    database = schema.open_database(settings.url)
    try:
        schema.check(database, operator, keys)
    except BaseException:
        database.dispose()
        raise
    return Store(database, operator, keys)
