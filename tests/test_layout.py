"""The shape of the house: its top level, what the wheel holds, what it needs at run time."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.wheel import build

ROOT = Path(__file__).parents[1]
PACKAGES = {"kiosk", "screens", "styles", "data"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in the wheel."""
    with ZipFile(build(tmp_path_factory.mktemp("wheel"))) as opened:
        return set(opened.namelist())


def project() -> dict[str, list[str]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_top_level() -> None:
    assert (ROOT / "pyproject.toml").is_file()
    assert {name for name in (*PACKAGES, "tests") if not (ROOT / name).is_dir()} == set()


def test_wheel_holds_the_packages_side_by_side_and_no_tests(wheel: set[str]) -> None:
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == PACKAGES
    assert not [name for name in wheel if re.search(r"(^|/)(tests/|test_|conftest)", name)]


def test_wheel_holds_all_that_a_checkout_needs_to_run(wheel: set[str]) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    tools = re.compile(r"data/(locale/\w+\.py|(locale|operators)/.*\.po)")
    assert {name for name in tracked if not tools.fullmatch(name)} <= wheel
    assert "data/locale/ru/LC_MESSAGES/kiosk.mo" in wheel
    assert {name.removesuffix(".po") + ".mo" for name in tracked if name.endswith(".po")} <= wheel
    assert not [name for name in wheel if tools.fullmatch(name)]


@pytest.mark.parametrize("name", ["textual", "sqlalchemy", "argon2-cffi", "qrcode"])
def test_run_time_dependency(name: str) -> None:
    needed = {re.split(r"[^\w-]", line)[0] for line in project()["dependencies"]}
    assert name in needed


def test_textual_is_pinned_because_the_hardening_leans_on_its_inside() -> None:
    assert "textual==8.2.8" in project()["dependencies"]
