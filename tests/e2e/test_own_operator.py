"""The chapter “An operator of your own in ten minutes”, followed step by step on a fresh machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.customer import Customer
from tests.e2e.terminal import environment
from tests.guide import blocks

ROOT = Path(__file__).parents[2]
CHAPTER = "An operator of your own in ten minutes"
NEW_PASSWORD = "58207419"

pytestmark = pytest.mark.timeout(240)


class Reader:
    """An administrator who types what the document says, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        programs = folder / "bin"
        programs.mkdir()
        command = programs / "kiosk"
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -m kiosk "$@"\n')
        command.chmod(0o755)
        self.environ = environment(folder, KIOSK_LANGUAGE="en", PYTHONPATH=str(ROOT))
        self.environ["PATH"] = f"{programs}:{self.environ['PATH']}"
        del self.environ["KIOSK_HOME"]

    def types(self, line: str) -> tuple[str, int, str]:
        """The command with its exit status and what it said."""
        done = subprocess.run(
            ["bash", "-c", line], env=self.environ, cwd=self.folder, capture_output=True, text=True
        )
        return line, done.returncode, done.stdout + done.stderr

    def opens(self, line: str) -> Customer:
        """The customers' screens that the command opens."""
        without_home = ["env", "-u", "KIOSK_HOME", "-u", "KIOSK_LANGUAGE", *line.split()]
        profile = str(self.folder / "mynet")
        return Customer(self.folder, command=without_home, profile=profile, more=self.environ)


def tries_the_demo(customer: Customer) -> None:
    """The sample customer that the chapter names; own words, name and currency, the tile of meters."""
    customer.visit("1001", "24681357")
    customer.reads_text("Лицевой счёт 1001")
    for text in ("СЕВЕР-НЕТ", "8-800-100-00-00", "Деньги и начисления", "RUB"):
        customer.reads_text(text)
    assert "договор" not in customer.text.lower()


def logs_in(customer: Customer) -> None:
    """An imported customer chooses a password and sees the own words."""
    customer.wake()
    customer.log_in("770001", "46813579")
    customer.reads("You came with a one-time password. Choose one of your own now.")
    customer.types("New password", NEW_PASSWORD)
    customer.press("Enter")
    customer.types("New password again", NEW_PASSWORD)
    customer.press("Enter")
    customer.at_home("770001", balance="350,00 RUB")
    customer.reads_text("Лицевой счёт 770001")
    customer.reads_text("«Домашний 50»")


def test_step_by_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    visits: dict[str, Callable[[Customer], None]] = {
        "kiosk demo --operator mynet": tries_the_demo, "kiosk run": logs_in,
    }  # fmt: skip
    reader, done = Reader(tmp_path), []
    for block in blocks(ROOT / "docs" / "configuration.md", CHAPTER):
        if block.kind != "sh":
            block.apply(tmp_path)
            continue
        for line in block.text.splitlines():
            if visit := visits.pop(line, None):
                with reader.opens(line) as customer:
                    visit(customer)
            else:
                done.append(reader.types(line))
    *before, (last, status, said) = done
    assert not visits
    assert [each for each in before if each[1]] == []
    # At the end the doctor counts what a language lacks that has only begun, and nothing else.
    assert (last, status) == ("kiosk doctor --operator mynet", 1)
    problems = [line for line in said.splitlines() if line.startswith("PROBLEM")]
    assert all("the language “be”" in line or "Language be: Беларуская" in line for line in problems)
