"""The start: whatever is wrong with database or keys is refused with its cause and the way out."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from kiosk.core import schema
from kiosk.core.embedded import HEAD, facts, sqlite_driver
from kiosk.core.keys import NAMES, Keys
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.store import Store, open_store
from kiosk.core.work import SetupError


def refused(settings: Settings, operator: Operator) -> SetupError:
    """Why it does not start."""
    with pytest.raises(SetupError) as refusal:
        open_store(settings, operator).close()
    assert refusal.value.message.count(".") >= 1  # a cause, and a way out
    return refusal.value


def code(settings: Settings, operator: Operator) -> str:
    return refused(settings, operator).code


@pytest.fixture
def file(home: Path, sqlite_template: Path) -> Path:
    """The embedded database of `embedded`."""
    return Path(shutil.copy2(sqlite_template, home / "kiosk.db"))


@pytest.fixture
def embedded(file: Path, home: Path) -> Settings:
    return Settings(home)


def edit(file: Path, *statements: str) -> None:
    connection = sqlite_driver().connect(file, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_sound_one_starts(settings: Settings, operator: Operator):
    open_store(settings, operator).close()


def test_no_database(embedded: Settings, file: Path, operator: Operator):
    file.unlink()
    assert code(embedded, operator) == "database.none"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_file_that_others_reach(embedded: Settings, file: Path, operator: Operator, mode: int):
    file.chmod(mode)
    assert code(embedded, operator) == "database.open"


def test_no_file_at_all(embedded: Settings, file: Path, operator: Operator):
    file.unlink()
    file.mkdir(mode=0o700)
    assert code(embedded, operator) == "database.closed"


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", "database.damaged"), (b"x" * 5000, "database.damaged"),
     (b"SQLite format 3\0" + b"\0" * 100, "database.foreign")],
)  # fmt: skip
def test_a_file_of_something_else(embedded, file, operator, content: bytes, expected: str):
    file.write_bytes(content)
    assert code(embedded, operator) == expected


def test_a_database_of_another_program(embedded: Settings, file: Path, operator: Operator):
    edit(file, "PRAGMA application_id=1")
    assert code(embedded, operator) == "database.foreign"


@pytest.mark.parametrize("page", ["header", "first", "middle", "cut"])
def test_a_damaged_page(embedded: Settings, file: Path, operator: Operator, page: str):
    size, body = 4096, bytearray(file.read_bytes())
    match page:
        case "header":
            body[16:18] = b"\x00\x01"  # a page size that there is not
        case "first":
            body[100:200] = b"\xff" * 100
        case "middle":
            at = len(body) // 2 // size * size
            body[at : at + size] = b"\xff" * size
        case "cut":
            del body[len(body) // 2 :]
    file.write_bytes(body)
    assert code(embedded, operator) == "database.damaged"


@pytest.mark.parametrize(
    ("version", "expected"),
    [("0001", "database.older"), (f"{int(HEAD) + 1:04}", "database.newer"), ("9999", "database.newer")],
)
def test_another_version_of_the_schema(settings, operator, version: str, expected: str):
    database = schema.open_database(settings.url)
    with database.write.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    database.dispose()
    assert code(settings, operator) == expected


def test_a_database_without_tables(home: Path, operator: Operator):
    schema.create_file(home / "kiosk.db")
    assert code(Settings(home), operator) == "database.older"


def test_another_operator_or_currency(settings: Settings, operator: Operator, tmp_path: Path):
    other = tmp_path / "another"
    shutil.copytree(operator.folder, other)
    from kiosk.core import operator as profiles

    assert code(settings, profiles.load(other)) == "database.operator"
    same = tmp_path / "b" / "plain"
    shutil.copytree(operator.folder, same)
    toml = same / "operator.toml"
    toml.write_text(toml.read_text().replace('"BYN"', '"EUR"'))
    found = refused(settings, profiles.load(same))
    assert (found.code, found.params) == ("database.currency", {"found": "BYN", "ours": "EUR"})


@pytest.mark.parametrize("name", NAMES)
def test_another_key(settings: Settings, operator: Operator, home: Path, name: str):
    (home / "keys" / f"{name}.key").write_text("ab" * 32 + "\n")
    found = refused(settings, operator)
    assert (found.code, found.params) == ("keys.other", {"name": name})


@pytest.mark.parametrize("name", NAMES)
def test_a_key_file_that_is_missing_or_open(embedded: Settings, operator: Operator, home: Path, name: str):
    key = home / "keys" / f"{name}.key"
    for mode in (0o640, 0o604, 0o660):
        key.chmod(mode)
        assert code(embedded, operator) == "keys.open"
    key.unlink()
    assert code(embedded, operator) == "keys.missing"


@pytest.mark.parametrize("content", [b"", b"00" * 31, b"00" * 33, b"xx" * 32, b"\xff" * 64, "ключ".encode()])
def test_a_damaged_key_file(embedded: Settings, operator: Operator, home: Path, content: bytes):
    (home / "keys" / "card.key").write_bytes(content)
    found = refused(embedded, operator)
    assert found.code == "keys.form"
    assert "00000000" not in str(found.params)


def test_a_database_that_somebody_else_holds(embedded, file, operator, monkeypatch):
    monkeypatch.setattr(schema, "_PATIENCE", 0.0)
    edit(file, "PRAGMA journal_mode=WAL")
    other = sqlite_driver().connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert code(embedded, operator) == "database.locked"
    other.close()
    open_store(embedded, operator).close()


def test_another_program_that_is_just_writing_is_waited_for(embedded, file, operator, monkeypatch):
    """A second terminal or a command on the same file: one commit of theirs is no reason not to start."""
    edit(file, "PRAGMA journal_mode=WAL")
    other = sqlite_driver().connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(
        schema.time, "sleep", lambda _seconds: other.in_transaction and other.execute("COMMIT")
    )
    open_store(embedded, operator).close()
    other.close()


def test_a_read_only_database(embedded: Settings, file: Path, operator: Operator, monkeypatch):
    """A file system mounted read-only, as SQLite reports it."""
    wanted = schema.connect

    def read_only(url: str):
        made = wanted(url)
        return type(made)(made.read, made.read, made.file)

    monkeypatch.setattr(schema, "connect", read_only)
    assert code(embedded, operator) == "database.readonly"


def _may_mount() -> bool:
    if os.geteuid() != 0:
        return False
    try:
        done = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], check=False,
                              capture_output=True)  # fmt: skip
    except FileNotFoundError:
        return False
    return done.returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of one megabyte."""
    if not _may_mount():
        pytest.skip("only root may mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", place], check=True)
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(place: Path) -> Path:
    """Take all room that is left."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(b"x" * 4096)
        except OSError:
            return filler


def test_a_full_disk(small_disk: Path, file: Path, operator: Operator, keys: Keys, home: Path):
    """Refused at the start with the cause; while it runs, "not now", nothing lost; then it goes on."""
    from kiosk.core.work import Unavailable
    from tests import people

    there = shutil.copy2(file, small_disk / "kiosk.db")
    settings = Settings(home, f"sqlite:///{there}")
    filler = fill(small_disk)
    assert code(settings, operator) == "database.full"
    filler.unlink()
    store = open_store(settings, operator)
    people.customer(store)
    filler = fill(small_disk)
    with pytest.raises(Unavailable):
        [people.enter(store) for _ in range(100)]
    filler.unlink()
    people.enter(store)
    schema.check(store.database, operator, keys)
    store.close()


def test_postgresql_away(home: Path, operator: Operator, postgres_server, tmp_path: Path):
    for url in (f"postgresql://nobody@/none?host={tmp_path}", postgres_server.url("no_such_database")):
        assert code(Settings(home, url), operator) == "database.away"


@pytest.mark.parametrize(
    ("said", "expected"),
    [("database disk image is malformed", "damaged"), ("file is not a database", "damaged"),
     ("database is locked", "locked"), ("database or disk is full", "full"),
     ("attempt to write a readonly database", "readonly"), ("unable to open database file", "readonly"),
     ("disk I/O error", "fault"), ("no such column: x", "fault")],
)  # fmt: skip
def test_what_sqlite_says_in_words_with_a_way_out(file: Path, said: str, expected: str):
    database = schema.open_database(f"sqlite:///{file}")
    found = schema.unusable(OperationalError("", {}, Exception(said)), database)
    assert found.code == f"database.{expected}"
    database.dispose()


def test_what_a_file_says_of_itself(file: Path, home: Path):
    """Before the first frame, without SQLAlchemy; a file that cannot say it says nothing."""
    assert facts(file)["operator"] == "plain"
    assert facts(file)["schema"] == HEAD
    schema.create_file(home / "empty.db")
    assert facts(home / "empty.db") is None
    assert facts(home / "nowhere.db") is None


def test_pythons_own_sqlite_where_there_is_no_other(monkeypatch):
    import sqlite3
    import sys

    monkeypatch.setitem(sys.modules, "pysqlite3.dbapi2", None)
    assert sqlite_driver() is sqlite3


@pytest.mark.parametrize("url", ["mysql://x/y", "oracle://", "kiosk.db"])
def test_another_kind_of_database(home: Path, operator: Operator, url: str):
    assert code(Settings(home, url), operator) == "database.url"


def test_postgresql_without_its_driver(monkeypatch):
    import sys

    from kiosk.core.engines import postgresql

    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SetupError, match=r"database\.driver"):
        postgresql("postgresql://x/y")


class Forgetful:
    """A PostgreSQL that says `off`; of a running server only one of the three can be set so."""

    dialect = type("dialect", (), {"name": "postgresql"})

    def __init__(self, off: str) -> None:
        self.off = off

    def execute(self, statement) -> Forgetful:
        self.value = "off" if self.off in str(statement) else "on"
        return self

    def scalar(self) -> str:
        return self.value


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_postgresql_that_forgets_what_it_confirmed(name: str):
    with pytest.raises(SetupError, match=r"database\.pragma") as refusal:
        schema._check_durable(Forgetful(name))
    assert refusal.value.params == {"name": name, "expected": "on", "found": "off"}


def test_a_real_postgresql_that_does_not_wait_for_the_disk(settings, operator, server):
    if server is None:
        return
    name = settings.url.partition("@/")[2].partition("?")[0]
    server.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    assert code(settings, operator) == "database.pragma"


def test_a_new_file_is_ours_empty_and_closed(tmp_path: Path):
    file = tmp_path / "new" / "kiosk.db"
    schema.create_file(file)
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    assert [path.name for path in file.parent.iterdir()] == ["kiosk.db"]
    with pytest.raises(FileExistsError):
        schema.create_file(file)


def test_the_store_closes_what_it_opened(settings: Settings, operator: Operator):
    store: Store = open_store(settings, operator)
    store.close()
    assert store.database.read.pool.checkedin() == store.database.write.pool.checkedin() == 0
