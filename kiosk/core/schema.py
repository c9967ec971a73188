"""The schema of the database: made and changed by Alembic, guarded, and checked at every start."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, text
from sqlalchemy.exc import DBAPIError

from kiosk.core.embedded import APPLICATION_ID, HEAD, check_file, sqlite_driver
from kiosk.core.engines import Database, connect, for_migration
from kiosk.core.identity import Meta
from kiosk.core.keys import Keys
from kiosk.core.module import load_records
from kiosk.core.operator import Operator
from kiosk.core.records import guarded_tables
from kiosk.core.work import SetupError

_BESIDE = 64 * 1024  # what SQLite's shared memory and log take at the least
_SMALL = 64 * 1024 * 1024
_REFUSES = "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END"
_FUNCTION = f"""CREATE OR REPLACE FUNCTION kiosk_append_only() RETURNS trigger LANGUAGE plpgsql AS
$${_REFUSES}$$"""
_SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
# The pretty form names tables without their schema, as they are named when the guards are made.
_TRIGGERS = """SELECT tgname AS name, pg_get_triggerdef(oid, true) AS sql FROM pg_trigger
WHERE tgenabled IN ('O', 'A')"""
_FUNCTION_BODY = "SELECT prosrc FROM pg_proc WHERE oid = to_regproc('kiosk_append_only')"
_PATIENCE = 2.0  # seconds to wait at the start for another program that is just writing


def create_file(file: Path) -> None:
    """An empty database file of ours, readable by its owner alone; it is there as a whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(file.name + ".new")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection = sqlite_driver().connect(part)
    try:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    finally:
        connection.close()
    os.link(part, file)
    part.unlink()


def upgrade(url: str) -> str:
    """Bring the schema to HEAD in one transaction and make the guards anew; the version before.

    Raises SetupError: database.newer, database.references.
    """
    from alembic import command
    from alembic.config import Config

    load_records()
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    engine = for_migration(url)
    try:
        with engine.begin() as session:
            before = version(session)
            _check_not_newer(before)
            config.attributes["connection"] = session
            if session.dialect.name == "postgresql":
                # The limit is for visits; a table of a million contracts takes its time.
                session.execute(text("SET LOCAL statement_timeout = 0"))
            drop_guards(session)
            command.upgrade(config, "head")
            _no_dangling_references(session)
            create_guards(session)
    finally:
        engine.dispose()
    return before


def version(session: Connection) -> str:
    """The schema's version; empty: there is no schema yet."""
    if not session.dialect.has_table(session, "alembic_version"):
        return ""
    return session.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def _no_dangling_references(session: Connection) -> None:
    if session.dialect.name == "sqlite" and session.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise SetupError("database.references", "The database has broken references. Restore a backup.")


def bind(session: Connection, operator: Operator, keys: Keys) -> None:
    """Write into the database whose it is and which keys belong to it; done once."""
    facts = {"operator": operator.name, "currency": operator.currency}
    facts |= {f"key:{name}": check for name, check in keys.checks().items()}
    session.execute(delete(Meta))
    session.execute(insert(Meta), [{"name": name, "value": value} for name, value in facts.items()])


def _guards(session: Connection) -> dict[str, tuple[str, str]]:
    """Trigger name -> (table, SQL that makes it)."""
    found: dict[str, tuple[str, str]] = {}
    postgres = session.dialect.name == "postgresql"
    for table in guarded_tables():
        for act in ("UPDATE", "DELETE", *(["TRUNCATE"] if postgres else [])):
            name = f"guard_{table}_{act.lower()}"
            each = "STATEMENT" if act == "TRUNCATE" else "ROW"
            body = (
                f"FOR EACH {each} EXECUTE FUNCTION kiosk_append_only()"
                if postgres
                else f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
            found[name] = (table, f"CREATE TRIGGER {name} BEFORE {act} ON {table} {body}")
    return found


def drop_guards(session: Connection) -> None:
    """Take the guards away while a migration rebuilds tables."""
    for name, (table, _) in _guards(session).items():
        if session.dialect.has_table(session, table):
            on = f" ON {table}" if session.dialect.name == "postgresql" else ""
            session.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")


def create_guards(session: Connection) -> None:
    """Make the database itself refuse changes of append-only tables."""
    if session.dialect.name == "postgresql":
        session.exec_driver_sql(_FUNCTION.replace("%", "%%"))
    for _, sql in _guards(session).values():
        session.exec_driver_sql(sql)


def missing_guards(session: Connection) -> list[str]:
    """Guards that are not there, are switched off, or do not do what they should."""
    postgres = session.dialect.name == "postgresql"
    rows = session.execute(text(_TRIGGERS if postgres else _SQLITE_TRIGGERS))
    there = {row.name: row.sql for row in rows}
    missing = [name for name, (_, made) in _guards(session).items() if there.get(name) != made]
    if postgres and session.execute(text(_FUNCTION_BODY)).scalar() != _REFUSES:
        missing.append("kiosk_append_only")
    return missing


def open_database(url: str) -> Database:
    """Engines for a database that is ours. Raises SetupError: database.none, .open, .foreign."""
    if url.startswith("sqlite:///"):
        check_file(Path(url.removeprefix("sqlite:///")))
    return connect(url)


def check(database: Database, operator: Operator, keys: Keys) -> None:
    """Refuse to start on a database that is not as it must be. Raises SetupError: database.…"""
    try:
        with database.read.begin() as session:
            check_ours(session, operator, keys)
            _check_guards(session)
            _check_sound(session, database.file)
        _check_writable(database)
    except DBAPIError as error:
        raise unusable(error, database) from error


def check_ours(session: Connection, operator: Operator, keys: Keys) -> None:
    """A durable database of this program's version, this operator and these keys. Raises SetupError."""
    _check_durable(session)
    _check_version(version(session))
    _check_bound(session, operator, keys)


def _check_writable(database: Database) -> None:
    """A write that changes nothing, tried again while another program of ours is just writing."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with database.write.begin() as session:
                session.execute(text("UPDATE meta SET value = value WHERE name = 'operator'"))
            return
        except DBAPIError as error:
            if "locked" not in str(error.orig) or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def _check_durable(session: Connection) -> None:
    """PostgreSQL must not forget what it confirmed; SQLite's pragmas are read back on connecting."""
    if session.dialect.name != "postgresql":
        return
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        found = session.execute(text(f"SHOW {name}")).scalar()
        if found == "off":
            raise SetupError(
                "database.pragma",
                "The database does not accept the setting {name}={expected} (it says {found}). Use a "
                "local disk that supports it.",
                name=name, expected="on", found=str(found),
            )  # fmt: skip


def _check_version(found: str) -> None:
    if found == HEAD:
        return
    _check_not_newer(found)
    raise SetupError(
        "database.older", "The database is older than this program. Run: kiosk db upgrade (after a backup)"
    )


def _check_not_newer(found: str) -> None:
    if found > HEAD:
        raise SetupError("database.newer", "The database is newer than this program. Update the program.")


def bound(session: Connection) -> dict[str, str]:
    """What `bind` wrote: operator, currency, checks of the keys."""
    return {row.name: row.value for row in session.execute(select(Meta.name, Meta.value))}


def check_owner(found: Mapping[str, str], operator: Operator) -> None:
    """What `bound` found is this operator's. Raises SetupError: database.operator, database.currency."""
    for name, ours in (("operator", operator.name), ("currency", operator.currency)):
        if found.get(name) != ours:
            raise SetupError(
                f"database.{name}",
                "The database belongs to {found}, but the profile says {ours}. Choose the profile with "
                "KIOSK_OPERATOR, or another database.",
                found=found.get(name, "?"), ours=ours,
            )  # fmt: skip


def _check_bound(session: Connection, operator: Operator, keys: Keys) -> None:
    found = bound(session)
    check_owner(found, operator)
    for name, ours in keys.checks().items():
        if found.get(f"key:{name}") != ours:
            raise SetupError(
                "keys.other",
                "The key file {name}.key does not belong to this database. Put back the one from the "
                "backup of this database.",
                name=name,
            )


def _check_guards(session: Connection) -> None:
    missing = missing_guards(session)
    if missing:
        raise SetupError(
            "database.guards",
            "The database has lost guards of its ledger ({first}, {count} in all). Check it with kiosk "
            "db check, then run: kiosk db upgrade",
            first=missing[0], count=len(missing),
        )  # fmt: skip


def _check_sound(session: Connection, file: Path | None) -> None:
    """A quick look at every page, where the file is small enough to do so at each start."""
    if file is None or file.stat().st_size > _SMALL:
        return
    found = session.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise _damaged(file)


def _damaged(file: Path | None) -> SetupError:
    return SetupError(
        "database.damaged",
        "The file {path} is not a database, or is damaged. Restore a backup: kiosk db restore FILE",
        path=str(file or ""),
    )


def _no_space(file: Path | None) -> bool:
    """Whether there is no room for the files that SQLite wants beside the database."""
    return file is not None and shutil.disk_usage(file.parent).free < _BESIDE


def unusable(error: DBAPIError, database: Database) -> SetupError:
    """What a database error at the start means, and the way out."""
    said = str(error.orig).lower()
    if "malformed" in said or "not a database" in said:
        return _damaged(database.file)
    if "locked" in said:
        return SetupError(
            "database.locked", "Another program holds the database locked. Close it and start again."
        )
    if "full" in said or "no space" in said or ("i/o error" in said and _no_space(database.file)):
        return SetupError("database.full", "The disk is full. Free some space and start again.")
    if "readonly" in said or "read-only" in said or "unable to open" in said or "permission" in said:
        return SetupError(
            "database.readonly", "The database cannot be written. Check the rights of its folder and disk."
        )
    if database.file is None:
        return SetupError(
            "database.away",
            "The database server does not answer or refuses this user. Check KIOSK_DATABASE_URL and "
            "whether it runs.",
        )
    return SetupError("database.fault", "The database does not work: {said}", said=said[:200])
