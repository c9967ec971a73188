"""Engines for the two databases, with every setting that durability and safety lean on.

SQLite: the embedded database. A version with the WAL-reset bug (before 3.51.3, but 3.44.6+ and
3.50.7+ are mended) gets a rollback journal with synchronous=EXTRA; no other pair is accepted.
PostgreSQL: by URL, with time limits on everything that can wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, PoolProxiedConnection, create_engine, event, make_url

from kiosk.core.embedded import sqlite_driver
from kiosk.core.work import SetupError, Unavailable

_POOL = 4


@dataclass(frozen=True, slots=True)
class Database:
    """One database: an engine for reading, one for writing; `file` for SQLite."""

    read: Engine
    write: Engine
    file: Path | None

    def dispose(self) -> None:
        self.read.dispose()
        self.write.dispose()


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the WAL-reset bug mended."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def pragmas(version: tuple[int, ...]) -> dict[str, tuple[str, Any]]:
    """What each connection sets, and what must be read back."""
    wal = wal_is_safe(version)
    return {
        "journal_mode": ("WAL", "wal") if wal else ("DELETE", "delete"),
        "synchronous": ("FULL", 2) if wal else ("EXTRA", 3),
        "foreign_keys": ("ON", 1),
        "trusted_schema": ("OFF", 0),
        "recursive_triggers": ("ON", 1),  # else INSERT OR REPLACE slips past the guards of DELETE
        "cell_size_check": ("ON", 1),
        "mmap_size": ("0", 0),
    }


def check_pragmas(connection: Any, wanted: dict[str, tuple[str, Any]]) -> None:
    """Read every pragma back. Raises SetupError: database.pragma."""
    for name, (_, expected) in wanted.items():
        row = connection.execute(f"PRAGMA {name}").fetchone()
        found = row[0] if row else 0
        if found != expected:
            raise SetupError(
                "database.pragma",
                "The database does not accept the setting {name}={expected} (it says {found}). Use a "
                "local disk that supports it.",
                name=name, expected=str(expected), found=str(found),
            )  # fmt: skip


def sqlite(file: Path) -> Database:
    """Engines for the embedded database at `file`, which must exist."""
    wanted = pragmas(sqlite_driver().sqlite_version_info)
    reading = _sqlite_engine(file, "BEGIN", {**wanted, "query_only": ("ON", 1)})
    return Database(reading, _sqlite_engine(file, "BEGIN IMMEDIATE", wanted), file)


def for_migration(url: str) -> Engine:
    """An engine for changes of the schema: on SQLite tables are rebuilt with foreign keys off."""
    if not url.startswith("sqlite:///"):
        return postgresql(url).write
    wanted = pragmas(sqlite_driver().sqlite_version_info)
    file = Path(url.removeprefix("sqlite:///"))
    return _sqlite_engine(file, "BEGIN IMMEDIATE", {**wanted, "foreign_keys": ("OFF", 0)})


def _identity(file: Path) -> tuple[int, int] | None:
    """Which file stands at this path: SQLite would go on with one that was moved away or removed."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _sqlite_engine(file: Path, begin: str, wanted: dict[str, tuple[str, Any]]) -> Engine:
    made = create_engine(
        URL.create("sqlite", database=str(file)),
        module=sqlite_driver(),
        connect_args={"timeout": 0, "check_same_thread": False},
        pool_size=_POOL,
        max_overflow=4,
        hide_parameters=True,  # errors are logged, and parameters are names and password hashes
    )

    @event.listens_for(made, "connect")
    def opened(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=2000")
        for name, (value, _) in wanted.items():
            connection.execute(f"PRAGMA {name}={value}")
        check_pragmas(connection, wanted)
        connection.execute("PRAGMA busy_timeout=0")
        record.info["file"] = _identity(file)

    def begun(connection: PoolProxiedConnection) -> None:
        if connection.info["file"] != _identity(file):
            raise Unavailable
        connection.cursor().execute(begin)

    # No listener for "begin": a single one on an engine makes each of its statements slower.
    made.dialect.do_begin = begun  # type: ignore[assignment, method-assign]  # what the event stands for
    return made


def postgresql(url: str) -> Database:
    """Engines for a PostgreSQL database; reading transactions are READ ONLY snapshots."""
    target = make_url(url).set(drivername="postgresql+psycopg")
    options = (
        "-c statement_timeout=4000 -c lock_timeout=2000 "
        "-c idle_in_transaction_session_timeout=10000 -c timezone=UTC"
    )
    try:
        made = create_engine(
            target,
            hide_parameters=True, pool_pre_ping=True, pool_size=_POOL, max_overflow=4, pool_timeout=3,
            pool_recycle=900,
            connect_args={
                "connect_timeout": 3, "keepalives_idle": 10, "keepalives_interval": 3,
                "keepalives_count": 3, "tcp_user_timeout": 8000, "application_name": "kiosk",
                "options": options,
            },
        )  # fmt: skip
    except ModuleNotFoundError as error:
        raise SetupError(
            "database.driver",
            "PostgreSQL needs its driver. Install the kiosk with the extra “postgres”.",
        ) from error
    reading = made.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(reading, made, None)


def connect(url: str) -> Database:
    """Engines for a database URL. Raises SetupError: database.url, database.driver."""
    if url.startswith("postgresql"):
        return postgresql(url)
    if url.startswith("sqlite:///"):
        return sqlite(Path(url.removeprefix("sqlite:///")))
    raise SetupError(
        "database.url",
        "The database URL must begin with sqlite:/// or postgresql://. Check KIOSK_DATABASE_URL.",
    )
