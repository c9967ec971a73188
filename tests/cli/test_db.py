"""`kiosk db`: what is proved is true, what is damaged is found, and a backup comes back whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from kiosk.cli.place import connected
from kiosk.core import embedded, settings
from kiosk.core.store import Store
from tests import people, postgres
from tests.cli.conftest import Kiosk


@pytest.fixture
def used(store: Store, settings: settings.Settings) -> Store:
    """A database in which something happened."""
    people.customer(store, balance=1250)
    people.cards(store, "12345678901234")
    people.enter(store)
    return store


@pytest.fixture
def programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs of the server's own version."""
    server: postgres.Server = request.getfixturevalue("postgres_server")
    monkeypatch.setenv("PATH", f"{server.programs}{os.pathsep}{os.environ['PATH']}")


def spoil(*statements: str) -> None:
    """Change the database behind the kiosk's back, with the rights of its owner."""
    with connected(settings.load()) as database, database.write.begin() as session:
        for statement in statements:
            session.execute(text(statement))


def drop_guard(table: str, act: str) -> str:
    on = f" ON {table}" if os.environ["KIOSK_DATABASE_URL"].startswith("postgresql") else ""
    return f"DROP TRIGGER guard_{table}_{act}{on}"


def test_a_used_database_is_sound(used: Store, kiosk: Kiosk) -> None:
    assert (kiosk("db", "check").status, kiosk("db", "check").out) == (0, "The database is sound.\n")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE account SET balance = balance + 1 WHERE contract IS NOT NULL",
         "its balance is 12.51\u00a0BYN, its postings sum to 12.50\u00a0BYN"),
        ("UPDATE card SET state = 'redeemed'", "its state and its redemption do not agree"),
    ],
)  # fmt: skip
def test_a_number_that_was_changed_is_found(statement: str, said: str, used: Store, kiosk: Kiosk) -> None:
    spoil(statement)
    done = kiosk("db", "check")
    assert (done.status, done.out) == (1, "")
    assert said in done.err
    assert "findings: 1" in done.err


@pytest.mark.parametrize(
    ("table", "act", "statement", "said"),
    [
        ("posting", "update", "UPDATE posting SET amount = amount + 1 WHERE line = 0",
         "its postings sum to 0.01"),
        ("posting", "delete", "DELETE FROM posting WHERE line = 1", "its postings sum to 12.50"),
        ("outcome", "delete", "DELETE FROM outcome WHERE operation IN (SELECT operation FROM posting)",
         "it has no outcome"),
        ("audit", "update", "UPDATE audit SET result = 'done?' WHERE seq = 1", "row 1 was changed"),
        ("audit", "delete", "DELETE FROM audit WHERE seq = 1", "row 1 is missing"),
    ],
)  # fmt: skip
def test_history_that_was_changed_is_found_and_the_guard_that_is_gone(
    table: str, act: str, statement: str, said: str, used: Store, kiosk: Kiosk
) -> None:
    """S13: whoever takes a guard away leaves two traces."""
    spoil(drop_guard(table, act), statement)
    done = kiosk("db", "check")
    assert done.status == 1
    assert said in done.err
    assert f"guard guard_{table}_{act}: it is not there or was changed" in done.err


def test_a_lost_guard_stops_the_kiosk_and_an_upgrade_brings_it_back(used: Store, kiosk: Kiosk) -> None:
    spoil(drop_guard("posting", "update"))
    stopped = kiosk("cards", "ship", "--batch", "B1")
    assert stopped.status == 2
    assert "kiosk db upgrade" in stopped.err
    assert kiosk("db", "upgrade").status == 0
    assert kiosk("db", "check").status == 0


def test_a_broken_reference_is_found(bare: Kiosk, tmp_path: Path) -> None:
    bare("init", "--operator", "demo")
    with sqlite3.connect(tmp_path / "home" / "kiosk.db") as file:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute("INSERT INTO login_name VALUES ('contract', '1', 99)")
    done = bare("db", "check")
    assert done.status == 1
    assert "table login_name" in done.err


def test_a_newer_database_is_left_alone(kiosk: Kiosk) -> None:
    spoil("UPDATE alembic_version SET version_num = '9999'")
    for command in ("upgrade", "check"):
        done = kiosk("db", command)
        assert done.status == 2
        assert "newer than this program" in done.err


def test_an_older_database_is_refused_with_the_way_out(kiosk: Kiosk) -> None:
    spoil("UPDATE alembic_version SET version_num = '0000'")
    done = kiosk("cards", "ship", "--batch", "B1")
    assert done.status == 2
    assert "kiosk db upgrade" in done.err


def test_upgrade_of_nothing_names_init(bare: Kiosk, tmp_path: Path) -> None:
    assert "kiosk init" in bare("db", "upgrade").err
    assert not (tmp_path / "home").exists()


@pytest.mark.usefixtures("programs")
def test_a_backup_comes_back_whole(
    used: Store, kiosk: Kiosk, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R15: made while the database is open, restored to an empty place, proved there."""
    file = tmp_path / "kiosk.backup"
    done = kiosk("db", "backup", str(file))
    assert (done.status, done.err) == (0, "")
    assert file.stat().st_mode & 0o777 == 0o600
    used.close()
    if used.database.file:
        used.database.file.unlink()
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        name = f"test_{uuid4().hex}"
        server.execute(f"CREATE DATABASE {name}")
        monkeypatch.setenv("KIOSK_DATABASE_URL", server.url(name))
    done = kiosk("db", "restore", str(file))
    assert (done.status, done.err) == (0, "")
    assert "Before: activated 1." in kiosk("cards", "void", "--batch", "B1").out


@pytest.mark.usefixtures("programs")
def test_a_restore_never_covers_data(used: Store, kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk("db", "backup", str(tmp_path / "b"))
    done = kiosk("db", "restore", str(tmp_path / "b"))
    assert done.status == 1
    assert "Nothing was changed" in done.err


def test_a_backup_never_covers_a_file(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    done = kiosk("db", "backup", str(tmp_path / "b"))
    assert done.status == 1
    assert (tmp_path / "b").read_text() == "mine"


def test_a_damaged_database_gives_way_to_a_backup_and_is_kept_beside(bare: Kiosk, tmp_path: Path) -> None:
    bare("init", "--operator", "demo")
    bare("db", "backup", str(tmp_path / "b"))
    database = tmp_path / "home" / "kiosk.db"
    database.write_bytes(b"\x00" * 4096)
    assert "damaged" in bare("db", "check").err
    stale = database.with_name("kiosk.db-wal")
    stale.write_bytes(b"a journal that is not of the backup")
    done = bare("db", "restore", str(tmp_path / "b"))
    assert (done.status, done.err) == (0, "")
    assert b"\x00" * 4096 in [path.read_bytes() for path in database.parent.glob("kiosk.db.*")]
    assert not stale.exists()
    assert bare("db", "check").status == 0


def test_a_database_that_is_locked_is_not_taken_for_a_damaged_one(bare: Kiosk, tmp_path: Path) -> None:
    bare("init", "--operator", "demo")
    bare("db", "backup", str(tmp_path / "b"))
    holder = embedded.sqlite_driver().connect(tmp_path / "home" / "kiosk.db", isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    done = bare("db", "restore", str(tmp_path / "b"))
    holder.close()
    assert done.status == 2
    assert "Another program holds the database" in done.err
    assert bare("db", "check").status == 0


@pytest.mark.parametrize("kind", ["text", "foreign", "cut"])
def test_a_file_that_is_no_backup_is_refused_and_nothing_is_left_behind(
    kind: str, bare: Kiosk, tmp_path: Path
) -> None:
    bare("init", "--operator", "demo")
    bare("db", "backup", str(tmp_path / "cut"))
    whole = (tmp_path / "cut").read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text").write_text("no database at all, but a letter\n" * 100)
    sqlite3.connect(tmp_path / "foreign").execute("CREATE TABLE t (x)").connection.close()
    (tmp_path / "home" / "kiosk.db").unlink()
    done = bare("db", "restore", str(tmp_path / kind))
    assert done.status == 2
    assert "is not a sound database" in done.err
    assert not (tmp_path / "home" / "kiosk.db").exists()
    assert not list((tmp_path / "home").glob("*restoring*"))


def test_a_backup_of_other_keys_is_refused(bare: Kiosk, tmp_path: Path) -> None:
    bare("init", "--operator", "demo")
    bare("db", "backup", str(tmp_path / "b"))
    shutil.rmtree(tmp_path / "home")
    bare("init", "--operator", "demo")
    (tmp_path / "home" / "kiosk.db").unlink()
    done = bare("db", "restore", str(tmp_path / "b"))
    assert done.status == 2
    assert "does not belong to this database" in done.err
    assert not (tmp_path / "home" / "kiosk.db").exists()


@pytest.mark.usefixtures("programs")
def test_a_plain_sql_dump_is_restored_too(
    used: Store, kiosk: Kiosk, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if used.database.file:
        return
    kiosk("db", "backup", str(tmp_path / "custom"))
    command = ["pg_restore", "--no-owner", f"--file={tmp_path / 'plain'}", tmp_path / "custom"]
    subprocess.run(command, check=True)
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid4().hex}"
    server.execute(f"CREATE DATABASE {name}")
    monkeypatch.setenv("KIOSK_DATABASE_URL", server.url(name))
    assert kiosk("db", "restore", str(tmp_path / "plain")).status == 0


@pytest.mark.usefixtures("programs")
def test_a_failed_dump_leaves_no_file(
    bare: Kiosk, postgres_server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"test_{uuid4().hex}"
    postgres_server.execute(f"CREATE DATABASE {name}")
    monkeypatch.setenv("KIOSK_DATABASE_URL", postgres_server.url(name))
    bare("init", "--operator", "demo")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pg_dump").write_text("#!/bin/sh\necho 'server said no' >&2\nexit 1\n")
    (tmp_path / "bin" / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    done = bare("db", "backup", str(tmp_path / "b"))
    assert (done.status, done.err) == (2, "pg_dump failed: server said no\n")
    assert not (tmp_path / "b").exists()
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    assert "postgresql-client" in bare("db", "backup", str(tmp_path / "b")).err


def test_a_log_that_was_cut_off_shows_against_a_checkpoint_kept_elsewhere(
    used: Store, kiosk: Kiosk, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    assert kiosk("db", "checkpoint", str(kept)).status == 0
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kiosk("db", "check", "--checkpoint", str(kept)).status == 0
    assert kiosk("db", "checkpoint", str(kept)).status == 2
    tables = ("audit", "audit_checkpoint")
    spoil(
        *(drop_guard(table, "delete") for table in tables),
        "DELETE FROM audit WHERE chain = '1'",
        "DELETE FROM audit_checkpoint",
    )
    cut = "audit chain 1: it was cut off or rewritten"
    assert cut not in kiosk("db", "check").err
    assert cut in kiosk("db", "check", "--checkpoint", str(kept)).err
    kept.write_text(kept.read_text().replace("heads", "heaps"))
    assert "audit checkpoint -: wrong signature" in kiosk("db", "check", "--checkpoint", str(kept)).err
