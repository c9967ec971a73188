"""Engines: which SQLite may use WAL, which settings are read back, what reading may not do."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kiosk.core import engines, schema
from kiosk.core.embedded import sqlite_driver
from kiosk.core.engines import check_pragmas, pragmas, sqlite, wal_is_safe
from kiosk.core.store import Store
from kiosk.core.work import SetupError

SAFE, BUGGY = (3, 53, 4), (3, 40, 1)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 7, 0), False), ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 44, 99), True),
        ((3, 45, 0), False), ((3, 45, 9), False), ((3, 50, 6), False), ((3, 50, 7), True), ((3, 50, 8), True),
        ((3, 51, 0), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), True), ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_the_versions_with_the_wal_reset_bug(version: tuple[int, ...], safe: bool):
    assert wal_is_safe(version) is safe


def test_only_two_pairs_of_journal_and_sync():
    """WAL with FULL, or a rollback journal with EXTRA where WAL has the bug."""
    assert [pragmas(SAFE)[name][1] for name in ("journal_mode", "synchronous")] == ["wal", 2]
    assert [pragmas(BUGGY)[name][1] for name in ("journal_mode", "synchronous")] == ["delete", 3]


class Stubborn:
    """A connection that says something else of one pragma."""

    def __init__(self, name: str, value: object) -> None:
        self.said = {name: expected for name, (_, expected) in pragmas(SAFE).items()} | {name: value}

    def execute(self, sql: str) -> Stubborn:
        self.name = sql.removeprefix("PRAGMA ")
        return self

    def fetchone(self) -> tuple[object] | None:
        value = self.said[self.name]
        return None if value is None else (value,)


@pytest.mark.parametrize("name", list(pragmas(SAFE)))
def test_every_pragma_is_read_back(name: str):
    wrong = "off" if name == "journal_mode" else 7
    with pytest.raises(SetupError, match=r"database\.pragma") as refusal:
        check_pragmas(Stubborn(name, wrong), pragmas(SAFE))
    assert (refusal.value.params["name"], refusal.value.params["found"]) == (name, str(wrong))


def test_a_pragma_that_this_sqlite_does_not_know_counts_as_off():
    check_pragmas(Stubborn("mmap_size", None), pragmas(SAFE))
    with pytest.raises(SetupError):
        check_pragmas(Stubborn("foreign_keys", None), pragmas(SAFE))


@pytest.mark.parametrize("version", [SAFE, BUGGY])
def test_a_real_connection_has_them(tmp_path: Path, monkeypatch, version: tuple[int, ...]):
    """Both pairs work on a real file, in both engines; the file of one pair opens under the other."""
    monkeypatch.setattr(engines, "wal_is_safe", lambda _version: wal_is_safe(version))
    file = tmp_path / "kiosk.db"
    schema.create_file(file)
    database = sqlite(file)
    for engine in (database.read, database.write):
        with engine.connect() as session:
            for name, (_, expected) in pragmas(sqlite_driver().sqlite_version_info).items():
                assert (session.exec_driver_sql(f"PRAGMA {name}").scalar() or 0) == expected
            assert session.exec_driver_sql("PRAGMA busy_timeout").scalar() == 0
    database.dispose()


def test_a_disk_that_refuses_wal_is_said(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(engines, "pragmas", lambda _version: {"journal_mode": ("MEMORY", "wal")})
    file = tmp_path / "kiosk.db"
    schema.create_file(file)
    database = sqlite(file)
    with pytest.raises(SetupError, match=r"database\.pragma"):
        database.write.connect()
    database.dispose()


def test_reading_sees_one_snapshot_and_writes_nothing(store: Store):
    with store.read() as session:
        before = session.execute(text("SELECT count(*) FROM terminal")).scalar()
        with store.write() as other:
            other.execute(text("INSERT INTO terminal (id, receipts) VALUES ('9', 0)"))
        assert session.execute(text("SELECT count(*) FROM terminal")).scalar() == before
    with pytest.raises(DBAPIError), store.read() as session:
        session.execute(text("DELETE FROM terminal"))
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM terminal")).scalar() == before + 1


def test_writing_locks_before_it_reads(store: Store, server):
    """BEGIN IMMEDIATE: two writers never both read and then fail to write."""
    if server is None:
        with store.write(), pytest.raises(DBAPIError, match="locked"):
            store.database.write.connect().execute(text("SELECT 1"))


def test_references_and_types_are_enforced(store: Store):
    for statement in (
        "INSERT INTO login_name (kind, value, login) VALUES ('contract', 'x', 999)",
        "INSERT INTO account (name, contract, balance) VALUES ('both', 1, 0)",
    ):
        with pytest.raises(DBAPIError), store.write() as session:
            session.execute(text(statement))


def test_postgresql_waits_for_nothing_for_ever(store: Store, server):
    if server is None:
        return
    with store.write() as session:
        found = {
            name: session.execute(text(f"SHOW {name}")).scalar()
            for name in (
                "statement_timeout",
                "lock_timeout",
                "idle_in_transaction_session_timeout",
                "timezone",
            )
        }
    assert found == {
        "statement_timeout": "4s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "10s",
        "timezone": "UTC",
    }  # fmt: skip
