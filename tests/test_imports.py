"""Who loads what: the rules without Textual, the first frame without the heavy libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"sqlalchemy", "alembic", "babel", "structlog", "argon2", "cryptography", "psycopg"}


def loaded_by(statement: str) -> set[str]:
    """The top-level packages that a fresh Python has loaded after `statement`."""
    program = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_rules_and_records_load_no_screen() -> None:
    loaded = loaded_by("from kiosk.core.module import load_cases; load_cases(); import kiosk.core.store")
    assert "sqlalchemy" in loaded
    assert not loaded & {"textual", "rich", "screens"}


@pytest.mark.parametrize("room", ["views", "rules"])
def test_views_and_rules_load_no_database(room: str) -> None:
    names = [path.parent.name for path in ROOT.glob(f"kiosk/*/{room}.py")]
    assert names
    loaded = loaded_by("; ".join(f"import kiosk.{name}.{room}" for name in names))
    assert not loaded & HEAVY


def test_the_profile_and_the_settings_load_no_database() -> None:
    statement = (
        "from kiosk.core import operator, settings, locale; operator.load(operator.find_profile('demo'))"
    )
    assert not loaded_by(statement) & HEAVY


def test_the_commands_that_open_screens_load_no_database() -> None:
    assert not loaded_by("import kiosk.cli.main, kiosk.cli.demo, kiosk.cli.run") & HEAVY


def test_the_first_frame_comes_before_the_heavy_libraries(tmp_path: Path) -> None:
    """The database is opened behind the first frame; up to there nothing has loaded what it needs."""
    statement = f"""
import sys
from pathlib import Path
from kiosk.core import operator, settings
from kiosk.core.work import SetupError
from screens.app import KioskApp

def opening():
    global before
    before = dict(sys.modules)
    raise SetupError("test.seen", "Seen.")

here = settings.load(home={str(tmp_path)!r})
KioskApp(here, operator.load(operator.find_profile("demo")), opening).run(headless=True)
sys.modules = before
"""
    loaded = loaded_by(statement)
    assert "textual" in loaded
    assert not loaded & HEAVY
