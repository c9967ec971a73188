"""A demo that is made once; each test has a copy of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.cli.demo import prepare
from kiosk.core.settings import Settings


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of a demo that nobody has used yet."""
    home = tmp_path_factory.mktemp("demo") / "kiosk"
    prepare(Settings(home, None, "demo", "1", None), fresh=False)
    return home


@pytest.fixture
def demo(made_demo: Path, tmp_path: Path) -> Path:
    """A person's folder in which the demo is made already."""
    shutil.copytree(made_demo, tmp_path / "kiosk")
    return tmp_path
