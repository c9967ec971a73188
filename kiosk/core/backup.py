"""Copies of a database: SQLite by its own online backup, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from kiosk.core.embedded import APPLICATION_ID, sqlite_driver
from kiosk.core.work import SetupError

_CUSTOM = b"PGDMP"
# What libpq reads from the environment: a password on a command line could be seen by everybody.
_LIBPQ = {"host": "PGHOST", "port": "PGPORT", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database, while others use it, to a new file of mode 0600, and prove the copy.

    Raises SetupError: backup.damaged, backup.failed; FileExistsError. A copy that failed is removed.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _copy(source, target)
        _prove(target)
    except BaseException:
        target.unlink()
        raise
    _sync(target)
    _sync(target.parent)


def _copy(source: Path, target: Path) -> None:
    driver = sqlite_driver()
    reading = driver.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
    try:
        writing = driver.connect(target)
        try:
            reading.backup(writing)
            # One file is easier to carry than three: the copy leaves WAL.
            writing.execute("PRAGMA journal_mode=DELETE")
        finally:
            writing.close()
    except driver.DatabaseError as error:
        raise _failed(source, str(error)) from error
    finally:
        reading.close()


def _prove(file: Path) -> None:
    driver = sqlite_driver()
    connection = driver.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    try:
        sound = _one(connection, "PRAGMA integrity_check") == "ok"
        ours = _one(connection, "PRAGMA application_id") == APPLICATION_ID
        whole = connection.execute("PRAGMA foreign_key_check").fetchone() is None
    finally:
        connection.close()
    if not (sound and ours and whole):
        raise _damaged(file)


def _one(connection: Any, statement: str) -> Any:
    return connection.execute(statement).fetchone()[0]


def _failed(source: Path, said: str) -> SetupError:
    if "malformed" in said or "not a database" in said:
        return _damaged(source)
    return SetupError("backup.failed", "{name} failed: {said}", name=str(source), said=said)


def _damaged(file: Path) -> SetupError:
    return SetupError(
        "backup.damaged",
        "{path} is not a sound database of the kiosk. Take another backup.",
        path=str(file),
    )


def owner_only(path: str, flags: int) -> int:
    """An opener for files that nobody else may read."""
    return os.open(path, flags, 0o600)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(copy: Path, file: Path) -> Path | None:
    """Make `copy` the database; where what stood there went, if anything did.

    Its journals go with it: SQLite would play them into the new file.
    """
    there = [
        Path(f"{file}{end}") for end in ("-wal", "-shm", "-journal", "") if Path(f"{file}{end}").exists()
    ]
    aside = file.with_name(f"{file.name}.{datetime.now(UTC):%Y%m%dT%H%M%S}")
    for part in there:
        part.replace(part.with_name(part.name.replace(file.name, aside.name, 1)))
    copy.replace(file)
    _sync(file.parent)
    return aside if there else None


def dump_postgresql(url: str, target: Path) -> None:
    """pg_dump into a new file of mode 0600, read back by pg_restore. Raises SetupError: backup.program,
    backup.failed; FileExistsError."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _program(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        _program(url, "pg_restore", "--list", str(target))
    except BaseException:
        target.unlink()
        raise
    _sync(target)
    _sync(target.parent)


def restore_postgresql(url: str, source: Path) -> None:
    """Restore a dump (pg_dump's custom form, or SQL) in one transaction. Raises SetupError as `dump`."""
    with source.open("rb") as file:
        custom = file.read(len(_CUSTOM)) == _CUSTOM
    if custom:
        wanted = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
        _program(url, "pg_restore", *wanted, f"--dbname={make_url(url).database}", str(source))
    else:
        _program(url, "psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1",
                 f"--file={source}")  # fmt: skip


def _program(url: str, name: str, *arguments: str) -> None:
    found = shutil.which(name)
    if found is None:
        raise SetupError(
            "backup.program",
            "{name} is not installed here. Install PostgreSQL's client programs (postgresql-client).",
            name=name,
        )
    done = subprocess.run(  # noqa: S603 - a program found by name, its arguments are ours
        [found, *arguments], env=os.environ | _libpq(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip() or str(done.returncode)
        raise SetupError("backup.failed", "{name} failed: {said}", name=name, said=said[-500:])


def _libpq(url: str) -> dict[str, str]:
    """The database's address in the form in which PostgreSQL's programs take it unseen."""
    target = make_url(url)
    named = {**target.query, "host": target.host or target.query.get("host"), "port": target.port}
    found = {_LIBPQ[name]: str(value) for name, value in named.items() if name in _LIBPQ and value}
    found |= {"PGDATABASE": target.database or ""}
    found |= {"PGUSER": target.username} if target.username else {}
    return found | ({"PGPASSWORD": target.password} if target.password else {})
