"""`kiosk doctor`: each line is ok, or a problem with the way out (R16)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.cli import terminal
from kiosk.core import embedded, engines
from kiosk.core.operator import shipped_profiles
from kiosk.core.work import SetupError
from tests.cli.conftest import Done, Kiosk
from tests.e2e.terminal import Terminal
from tests.e2e.terminal import kiosk as command


@pytest.fixture
def ready(bare: Kiosk) -> Kiosk:
    bare("init", "--operator", "demo")
    return bare


def problems(done: Done) -> dict[str, str]:
    """What is wrong: what was looked at -> what was said."""
    lines = [line.removeprefix("PROBLEM").strip() for line in done.out.splitlines() if "PROBLEM" in line]
    return dict(line.split(": ", 1) for line in lines)


def test_what_is_as_it_should_be_is_ok(kiosk: Kiosk, home: Path) -> None:
    home.chmod(0o700)
    found = problems(kiosk("doctor"))
    assert set(found) <= {"Terminal", "Language ru"}


def test_where_nothing_is_set_up_it_names_the_way(bare: Kiosk, tmp_path: Path) -> None:
    done = bare("doctor")
    assert done.status == 1
    assert "kiosk init" in problems(done)["Home folder"]
    assert "kiosk init" in problems(done)["Database"]
    assert not (tmp_path / "home").exists()


def _open_key(home: Path) -> None:
    (home / "keys" / "card.key").chmod(0o644)


def _lost_key(home: Path) -> None:
    (home / "keys" / "card.key").unlink()


def _cut_key(home: Path) -> None:
    (home / "keys" / "card.key").write_text("12")


def _open_keys(home: Path) -> None:
    (home / "keys").chmod(0o755)


def _open_home(home: Path) -> None:
    home.chmod(0o755)


def _open_database(home: Path) -> None:
    (home / "kiosk.db").chmod(0o640)


def _no_database(home: Path) -> None:
    (home / "kiosk.db").write_bytes(b"a letter")


def _foreign_database(home: Path) -> None:
    driver = embedded.sqlite_driver()
    (home / "kiosk.db").unlink()
    file = driver.connect(home / "kiosk.db")
    file.execute("CREATE TABLE t (x)")
    file.close()
    (home / "kiosk.db").chmod(0o600)


@pytest.mark.parametrize(
    ("harm", "about", "said"),
    [
        (_open_key, "Key files", "chmod 600"),
        (_lost_key, "Key files", "card.key is missing"),
        (_cut_key, "Key files", "damaged"),
        (_open_keys, "Key files", "chmod 700"),
        (_open_home, "Home folder", "chmod 700"),
        (_open_database, "Database", "chmod 600"),
        (_no_database, "Database", "is not a database, or is damaged"),
        (_foreign_database, "Database", "another program"),
    ],
)
def test_it_finds_what_is_wrong(
    harm: Callable[[Path], None], about: str, said: str, ready: Kiosk, tmp_path: Path
) -> None:
    harm(tmp_path / "home")
    done = ready("doctor")
    assert done.status == 1
    assert said in problems(done)[about]


def test_a_wrong_profile_is_a_problem_not_the_end(ready: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_OPERATOR", "dmeo")
    assert "did you mean “demo”?" in problems(ready("doctor"))["Profile"]


@pytest.mark.parametrize("name", shipped_profiles())
def test_the_shipped_profiles_are_without_problems(bare: Kiosk, tmp_path: Path, name: str) -> None:
    """Neither a database nor a terminal is needed for it."""
    done = bare("doctor", "--operator", name)
    assert (done.status, problems(done), done.err) == (0, {}, "")
    assert not (tmp_path / "home").exists()


def test_a_sqlite_with_the_wal_bug_is_told(ready: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no problem: a rollback journal is used with it."""
    monkeypatch.setattr(engines, "wal_is_safe", lambda _version: False)
    done = ready("doctor")
    assert "journal DELETE: this version has the WAL bug" in done.out
    assert "SQLite" not in problems(done)


def test_on_a_terminal_that_is_too_small(person: dict[str, str]) -> None:
    with Terminal(command("doctor"), person, columns=79, rows=24) as screen:
        screen.wait_for("The screens need 80x24")
        assert screen.wait_end() == 1


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "ru_RU.KOI8-R"},
        {"LANG": "ru_RU.KOI8-R", "LC_CTYPE": "C.UTF-8"},
        {"LC_ALL": "ru_RU.CP1251", "LANG": "C.UTF-8"},
    ],
)
def test_a_terminal_that_is_not_utf8_is_refused(environ: dict[str, str]) -> None:
    """EIR-01."""
    with pytest.raises(SetupError) as refused:
        terminal.check_encoding(environ)
    assert refused.value.code == "terminal.encoding"


@pytest.mark.parametrize("lang", ["", "C", "ru_RU.UTF-8", "be_BY.utf8@latin"])
def test_a_terminal_in_utf8_is_taken(lang: str) -> None:
    terminal.check_encoding({"LANG": lang})


def colours_of(term: str) -> str:
    """What a fresh process says to a type of terminal: curses looks at one type per process."""
    program = (
        "from kiosk.cli import terminal\n"
        f"try: terminal.check_colours({{'TERM': {term!r}}})\n"
        "except terminal.SetupError as error: print(error.code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("term", ["", "dumb", "unknown", "vt100"])
def test_a_terminal_without_colours_is_refused(term: str) -> None:
    """EIR-01."""
    assert colours_of(term) == "terminal.colours"


@pytest.mark.parametrize("term", ["linux", "xterm", "xterm-256color", "a-terminal-of-tomorrow"])
def test_a_terminal_with_colours_is_taken(term: str) -> None:
    assert colours_of(term) == ""
