"""What the tests stand on keeps its promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kiosk.core import schema
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.store import Store, open_store

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--no-skips",), 1)])
def test_a_skipped_test_fails_the_run_that_wants_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], status: int
) -> None:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    (tmp_path / "test_it.py").write_text("import pytest\ndef test_it(): pytest.skip('no sshd here')\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-n", "1", "-rs", *options, tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == status, done.stdout
    assert "no sshd here" in done.stdout


@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_has_a_database_of_its_own(store: Store, turn: int) -> None:
    with store.write() as session:
        session.execute(text("INSERT INTO meta (name, value) VALUES ('turn', '1')"))


def test_the_database_of_a_test_is_fit_for_service(settings: Settings, operator: Operator) -> None:
    open_store(settings, operator).close()


def test_the_database_of_a_test_is_guarded(store: Store) -> None:
    with store.read() as session:
        assert schema.missing_guards(session) == []
        with pytest.raises(DBAPIError):
            session.execute(text("UPDATE meta SET value = ''"))
