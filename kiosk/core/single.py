"""Jobs of which only one may run on a database at a time. A job that dies lets go by itself."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from kiosk.core.engines import Database
from kiosk.core.work import Refusal

IMPORT, CHARGE = "import", "charge"


@contextmanager
def single(database: Database, name: str) -> Iterator[None]:
    """Run alone under this name. Refuses: jobs.running."""
    with _lock(database, name) as ours:
        if not ours:
            raise Refusal("jobs.running", "The same work is running already. Wait until it is done.")
        yield


def running(database: Database, name: str) -> bool:
    """Whether somebody runs under this name now; those who ask do not see each other."""
    if database.file and not _file(database.file, name).exists():
        return False
    with _lock(database, name, shared=True) as free:
        return not free


def _lock(database: Database, name: str, shared: bool = False) -> AbstractContextManager[bool]:
    """True while the lock is held, False when somebody else has it."""
    if database.file:
        return _file_lock(_file(database.file, name), shared)
    return _server_lock(database, name, "_shared" if shared else "")


def _file(database: Path, name: str) -> Path:
    return database.with_name(f"{database.name}.{name}.lock")


@contextmanager
def _file_lock(file: Path, shared: bool) -> Iterator[bool]:
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


@contextmanager
def _server_lock(database: Database, name: str, kind: str) -> Iterator[bool]:
    """PostgreSQL's lock of a session, on a connection that is not used for anything else meanwhile."""
    key = func.hashtextextended(f"kiosk {name}", 0)
    with database.write.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
        ours = bool(session.execute(select(getattr(func, f"pg_try_advisory_lock{kind}")(key))).scalar())
        try:
            yield ours
        finally:
            # A connection that broke has let go by itself; what broke it is told by who worked.
            with suppress(DBAPIError):
                if ours:
                    session.execute(select(getattr(func, f"pg_advisory_unlock{kind}")(key)))
