"""Commands run in this process, on this test's database, in English."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

os.environ["KIOSK_LANGUAGE"] = "en"  # the commands choose their language once, when they are imported

from kiosk.cli.main import run
from kiosk.core.settings import Settings
from tests.e2e.terminal import environment

del os.environ["KIOSK_LANGUAGE"]


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


Kiosk = Callable[..., Done]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Kiosk:
    """The command on a machine where nothing is set up: its home would be `tmp_path / "home"`."""
    for name in [name for name in os.environ if name.startswith("KIOSK_") and name != "KIOSK_TESTS_POSTGRES"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KIOSK_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> Done:
        capsys.readouterr()
        status = run(arguments)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Done(status, said.out, said.err)

    return command


@pytest.fixture
def kiosk(bare: Kiosk, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Kiosk:
    """The command on this test's database, SQLite and PostgreSQL in turn."""
    monkeypatch.setenv("KIOSK_DATABASE_URL", settings.url)
    monkeypatch.setenv("KIOSK_OPERATOR", str(settings.operator))
    return bare


@pytest.fixture
def person(tmp_path: Path) -> dict[str, str]:
    """The environment of a person at a terminal of their own."""
    return environment(tmp_path, KIOSK_LANGUAGE="en", PYTHONPATH=str(Path(__file__).parents[2]))
