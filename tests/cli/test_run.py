"""`kiosk run` and `kiosk demo` on a real terminal: the screens, or one sentence and status 2 (R16)."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

import pytest

from kiosk.cli.demo import MARK
from kiosk.core import embedded
from tests.cli.conftest import Done, Kiosk
from tests.e2e.terminal import Terminal
from tests.e2e.terminal import kiosk as command

ATTRACT = "press any key"


@pytest.fixture
def home(person: dict[str, str], bare: Kiosk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of an installation of the demo's operator."""
    monkeypatch.setenv("KIOSK_HOME", person["KIOSK_HOME"])
    assert bare("init", "--operator", "demo").status == 0
    return Path(person["KIOSK_HOME"])


def ended(arguments: str, person: dict[str, str]) -> Done:
    """How a command ended that opened no screens."""
    with Terminal(command(*arguments.split()), person, columns=300) as terminal:
        status = terminal.wait_end()
        assert ATTRACT not in terminal.text
        return Done(status, "", terminal.text.strip())


def execute(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_the_screens_open_and_a_signal_ends_them(home: Path, person: dict[str, str]) -> None:
    with Terminal(command("run"), person) as terminal:
        terminal.wait_for(ATTRACT)
        terminal.press("Enter")
        terminal.wait_for("terminal 1")
        os.kill(terminal.pid, 15)
        assert terminal.wait_end() == 0


def test_the_terminal_of_an_option_is_shown(home: Path, person: dict[str, str]) -> None:
    with Terminal(command("run", "--terminal", "K7"), person) as terminal:
        terminal.wait_for(ATTRACT)
        terminal.press("Enter")
        terminal.wait_for("K7")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("TERM", "dumb", "has no colours"),
        ("LANG", "ru_RU.KOI8-R", "the screens need UTF-8"),
        ("KIOSK_TERMINAL", "a b", "cannot be a terminal id"),
        ("KIOSK_OPERATOR", "dmeo", "did you mean “demo”?"),
        ("KIOSK_DATABASE_URL", "oracle://", "The database address must be"),
        ("KIOSK_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "does not answer"),
    ],
)
def test_a_wrong_environment_is_one_sentence(
    variable: str, value: str, said: str, home: Path, person: dict[str, str]
) -> None:
    done = ended("run", person | {variable: value})
    assert done.status == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_where_nothing_is_set_up_it_names_init(person: dict[str, str]) -> None:
    done = ended("run", person)
    assert done.status == 2
    assert "Run: kiosk init --operator NAME" in done.err


def test_an_open_key_file_is_refused(home: Path, person: dict[str, str]) -> None:
    (home / "keys" / "card.key").chmod(0o644)
    done = ended("run", person)
    assert done.status == 2
    assert f"chmod 600 {home}/keys/card.key" in done.err


def test_a_missing_key_file_is_refused(home: Path, person: dict[str, str]) -> None:
    (home / "keys" / "receipt.key").unlink()
    done = ended("run", person)
    assert done.status == 2
    assert "receipt.key is missing" in done.err


def test_a_foreign_database_is_refused(home: Path, person: dict[str, str]) -> None:
    execute(home / "kiosk.db", "PRAGMA application_id = 1")
    done = ended("run", person)
    assert done.status == 2
    assert "belongs to another program" in done.err


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE alembic_version SET version_num = '0000'", "kiosk db upgrade"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer than this program"),
        ("DROP TRIGGER guard_posting_update", "lost guards"),
        ("UPDATE meta SET value = 'x' WHERE name = 'key:card'", "card.key does not belong to this database"),
        ("UPDATE meta SET value = 'USD' WHERE name = 'currency'", "belongs to USD"),
    ],
)
def test_what_is_found_behind_the_first_frame_ends_the_screens_with_a_sentence(
    statement: str, said: str, home: Path, person: dict[str, str]
) -> None:
    execute(home / "kiosk.db", statement)
    with Terminal(command("run"), person, columns=300) as terminal:
        assert terminal.wait_end() == 2
        assert said in terminal.text


def test_damage_behind_the_header_is_told(home: Path, person: dict[str, str]) -> None:
    with (home / "kiosk.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 20)
    with Terminal(command("run"), person, columns=300) as terminal:
        assert terminal.wait_end() == 2
        assert "kiosk db restore" in terminal.text


def test_a_database_that_another_program_holds_is_told(home: Path, person: dict[str, str]) -> None:
    holder = sqlite3.connect(home / "kiosk.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with Terminal(command("run"), person, columns=300) as terminal:
        assert terminal.wait_end() == 2
        assert "Another program holds the database" in terminal.text
    holder.close()


# -- the demo ------------------------------------------------------------------------------------


@pytest.fixture
def demo(person: dict[str, str]) -> Path:
    """The home of a demo that was made and opened once."""
    with Terminal(command("demo"), person) as terminal:
        terminal.wait_for(ATTRACT)
    return Path(person["KIOSK_HOME"])


def facts(home: Path) -> dict[str, str]:
    return embedded.facts(home / "kiosk.db") or {}


def test_the_first_time_it_is_made_with_sample_customers(person: dict[str, str]) -> None:
    with Terminal(command("demo"), person) as terminal:
        terminal.wait_for("Preparing the demo")
        terminal.wait_for(ATTRACT)
    home = Path(person["KIOSK_HOME"])
    assert facts(home)[MARK] == "complete"
    assert facts(home)["operator"] == "demo"
    assert (home / "kiosk.db").stat().st_mode & 0o777 == 0o600
    connection = sqlite3.connect(home / "kiosk.db")
    assert connection.execute("SELECT count(*) FROM contract").fetchone()[0] > 2
    assert connection.execute("SELECT count(*) FROM card WHERE state = 'active'").fetchone()[0] > 2


def test_the_demo_is_sound(demo: Path, bare: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_HOME", str(demo))
    assert bare("db", "check").out == "The database is sound.\n"


def test_the_second_time_it_opens_as_it_was_left(demo: Path, person: dict[str, str]) -> None:
    keys = (demo / "keys" / "card.key").read_text()
    with Terminal(command("demo"), person) as terminal:
        terminal.wait_for(ATTRACT)
        assert b"Preparing" not in terminal.output
    assert (demo / "keys" / "card.key").read_text() == keys


def test_fresh_starts_over(demo: Path, person: dict[str, str]) -> None:
    keys = (demo / "keys" / "card.key").read_text()
    with Terminal(command("demo", "--fresh"), person) as terminal:
        terminal.wait_for("Preparing the demo")
        terminal.wait_for(ATTRACT)
    assert (demo / "keys" / "card.key").read_text() != keys


def test_a_demo_that_was_cut_off_is_made_anew(demo: Path, person: dict[str, str]) -> None:
    execute(demo / "kiosk.db", "UPDATE meta SET value = 'loading' WHERE name = 'demo'")
    with Terminal(command("demo"), person) as terminal:
        terminal.wait_for("Preparing the demo")
        terminal.wait_for(ATTRACT)
    assert facts(demo)[MARK] == "complete"


@pytest.mark.parametrize("arguments", ["demo", "demo --fresh"])
def test_a_database_that_is_no_demo_is_never_touched(
    arguments: str, home: Path, person: dict[str, str]
) -> None:
    before = (home / "kiosk.db").read_bytes()
    done = ended(arguments, person)
    assert done.status == 2
    assert "is not a demo" in done.err
    assert (home / "kiosk.db").read_bytes() == before


def test_the_demo_never_uses_the_database_of_the_environment(person: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with Terminal(command("demo"), person | {"KIOSK_DATABASE_URL": f"sqlite:///{other}"}) as terminal:
        terminal.wait_for(ATTRACT)
    assert not other.exists()


def test_without_a_home_each_operator_has_a_demo_of_its_own(person: dict[str, str], tmp_path: Path) -> None:
    del person["KIOSK_HOME"]
    with Terminal(command("demo"), person | {"XDG_DATA_HOME": str(tmp_path)}) as terminal:
        terminal.wait_for(ATTRACT)
    assert facts(tmp_path / "kiosk" / "demo-demo")[MARK] == "complete"
    assert re.fullmatch(r"0o?4?0?700", oct((tmp_path / "kiosk" / "demo-demo").stat().st_mode & 0o777))
