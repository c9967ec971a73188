"""The command as a whole: exit status, words instead of tracebacks, a clean environment."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.__main__ import clear
from kiosk.cli import doctor, main, speech
from kiosk.core.work import Denied, OutcomeUnknown, Unavailable
from tests.cli.conftest import Kiosk


def test_help_names_the_commands_of_the_core_and_of_the_modules(bare: Kiosk) -> None:
    done = bare("--help")
    assert done.status == 0
    for name in ("cards", "db", "demo", "doctor", "init", "receipt", "run", "staff-add"):
        assert re.search(rf"^  {name} ", done.out, re.MULTILINE)


@pytest.mark.parametrize(
    "arguments",
    ["cards issue", "cards void", "db restore", "demo", "init", "receipt verify", "run", "staff-add"],
)
def test_each_command_explains_itself(arguments: str, bare: Kiosk) -> None:
    done = bare(*arguments.split(), "--help")
    assert done.status == 0
    assert done.out.startswith(f"Usage: kiosk {arguments}")


def test_an_unknown_command_is_wrong_usage_and_the_nearest_is_named(bare: Kiosk) -> None:
    done = bare("doctr")
    assert done.status == 2
    assert "doctor" in done.err


def test_an_unknown_option_is_wrong_usage(bare: Kiosk) -> None:
    assert bare("db", "check", "--quick").status == 2


def test_an_unforeseen_error_is_a_code_and_its_details_are_in_the_log(
    bare: Kiosk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """S9: the log has no values of locals: they may hold a password."""

    def broken(_here: object) -> None:
        password = "marker" + "24681357"
        raise RuntimeError(str(len(password)))

    monkeypatch.setattr(doctor, "_home", broken)
    done = bare("doctor")
    code = re.search(r"code ([0-9A-F]{4})\.", done.err)
    assert done.status == 1
    assert code
    log = tmp_path / "home" / "log" / "kiosk.log"
    assert log.stat().st_mode & 0o777 == 0o600
    entry = json.loads(log.read_text())
    assert entry["code"] == code[1]
    assert entry["exception"][0]["exc_type"] == "RuntimeError"
    assert entry["exception"][0]["frames"][-1]["name"] == "broken"
    assert "marker24681357" not in log.read_text()


@pytest.mark.parametrize("error", [Denied, Unavailable, OutcomeUnknown])
def test_what_the_store_says_is_put_into_words(
    error: type[Exception], bare: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_here: object) -> None:
        raise error

    monkeypatch.setattr(doctor, "_home", refuse)
    done = bare("doctor")
    assert done.status == 1
    assert done.err.strip().endswith(".")
    assert "code" not in done.err


def test_a_file_that_cannot_be_written_is_named(bare: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    done = bare("init", "--operator", "demo")
    assert done.status == 2
    assert str(tmp_path / "home") in done.err


def test_a_mistake_in_the_settings_is_named_before_anything_is_done(bare: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "kiosk.toml").write_text('operater = "demo"\n')
    done = bare("db", "check")
    assert done.status == 2
    assert "operater: unknown setting (did you mean “operator”?)" in done.err


def test_the_environment_cannot_act_on_the_screens() -> None:
    """S18: Textual loads code, writes files and starts programs that the environment names."""
    environ = {"TEXTUAL_DRIVER": "x:y", "TEXTUAL": "1", "BROWSER": "x", "PAGER": "x", "EDITOR": "x",
               "LINES": "9", "TERM": "xterm", "KIOSK_HOME": "/k"}  # fmt: skip
    clear(environ)
    assert environ == {"TERM": "xterm", "KIOSK_HOME": "/k"}


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"KIOSK_LANGUAGE": "ru", "LANG": "en_US.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LC_ALL": "ru_RU.UTF-8", "LANG": "en_US.UTF-8"}, "ru"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_messages_follow_the_environment(environ: dict[str, str], language: str, tmp_path: Path) -> None:
    assert speech.language(environ | {"KIOSK_HOME": str(tmp_path)}) == language


def test_the_messages_follow_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text('language = "ru"\n')
    assert speech.language({"KIOSK_HOME": str(tmp_path), "LANG": "C.UTF-8"}) == "ru"


def test_without_a_terminal_the_screens_say_so(person: dict[str, str]) -> None:
    for command in ("run", "demo"):
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", command], env=person, capture_output=True, text=True
        )
        assert done.returncode == 2
        assert done.stdout == ""
        assert (
            done.stderr == "The screens need a terminal: start this command in one, without redirecting it.\n"
        )
    assert not Path(person["KIOSK_HOME"]).exists()


def test_ctrl_c_stops_with_a_word(bare: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_here: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "_home", interrupted)
    done = bare("doctor")
    assert done.status == main.REFUSED
    assert "Stopped." in done.err


def test_in_russian_the_help_and_the_mistakes_are_russian(person: dict[str, str]) -> None:
    """What click itself says comes from the same catalogue."""
    russian = person | {"KIOSK_LANGUAGE": "ru"}
    for arguments, status, said in [
        (("--help",), 0, "Использование: kiosk"),
        (("cards", "issue"), 2, "Не указан параметр '--batch'"),
        (("run",), 2, "Экранам нужен терминал"),
        (("db", "check"), 2, "Базы данных"),
    ]:
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", *arguments], env=russian, capture_output=True, text=True
        )
        assert done.returncode == status
        assert said in done.stdout + done.stderr
