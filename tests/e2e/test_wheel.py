"""The wheel in an empty environment: what `pipx install` gives, tried by a visit."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.e2e.customer import Customer
from tests.wheel import ROOT, build

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the locked dependencies, the wheel, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", "-qq"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements.txt"], check=True)
    subprocess.run([*pip, "--no-deps", build(folder / "wheel")], check=True)
    return folder / "bin"


def test_a_visit(programs: Path, tmp_path: Path) -> None:
    """Attract screen, welcome, log in, home, end; in Russian, which comes from the wheel's catalogue."""
    with Customer(tmp_path, command=[str(programs / "kiosk"), "demo"]) as customer:
        customer.visit()
        assert "37,10 BYN" in customer.text
        customer.leave()
        assert "37,10" not in customer.text


def test_the_wheel_stands_on_its_own(programs: Path, tmp_path: Path) -> None:
    """Nothing of the checkout is on its path, neither the packages nor the tests."""
    program = "import importlib.util, kiosk; print(kiosk.__file__, importlib.util.find_spec('tests'))"
    command = [programs / "python", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    file, tests = done.stdout.split()
    assert Path(file).is_relative_to(programs.parent)
    assert tests == "None"


def test_a_profile_can_be_begun(programs: Path, tmp_path: Path) -> None:
    """The template is in the wheel, its words as they are edited."""
    subprocess.run([programs / "kiosk", "operator", "new", "ours"], cwd=tmp_path, check=True)
    assert (tmp_path / "ours" / "locale" / "ru" / "LC_MESSAGES" / "operator.po").is_file()
    assert not list((tmp_path / "ours").rglob("*.mo"))
