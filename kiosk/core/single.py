"""Jobs of which only one may run on a database at a time. A job that dies lets go by itself."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from kiosk.core.engines import Database
from kiosk.core.work import Refusal

IMPORT, CHARGE = "import", "charge"


@contextmanager
def single(database: Database, name: str) -> Iterator[None]:
    """Run alone under this name. Refuses: jobs.running."""
    with _file_lock(_file(database.file, name)) if database.file else _server_lock(database, name) as ours:
        if not ours:
            raise Refusal("jobs.running", "The same work is running already. Wait until it is done.")
        yield


def running(database: Database, name: str) -> bool:
    """Whether somebody runs under this name now."""
    if database.file and not _file(database.file, name).exists():
        return False
    with _file_lock(_file(database.file, name)) if database.file else _server_lock(database, name) as ours:
        return not ours


def _file(database: Path, name: str) -> Path:
    return database.with_name(f"{database.name}.{name}.lock")


@contextmanager
def _file_lock(file: Path) -> Iterator[bool]:
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


@contextmanager
def _server_lock(database: Database, name: str) -> Iterator[bool]:
    """PostgreSQL's lock of a session, on a connection that is not used for anything else meanwhile."""
    key = func.hashtextextended(f"kiosk {name}", 0)
    with database.write.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
        ours = bool(session.execute(select(func.pg_try_advisory_lock(key))).scalar())
        try:
            yield ours
        finally:
            if ours:
                session.execute(select(func.pg_advisory_unlock(key)))
