"""What must hold when something goes wrong while a customer is at the terminal.

Small, plain and foreign terminals (EIR-01); idle time (VEL-38, VEL-39); ends from outside; a database that
is locked or gone; a process that dies while money moves.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.customer import CARD, DEMO, Customer
from tests.e2e.terminal import Terminal, environment

SHIPPED = Path(__file__).parents[2] / "data" / "operators" / "demo"
# Alternate screen left, cursor shown, mouse and bracketed paste off.
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l")
UNAVAILABLE = "Service is not available right now. Nothing was written. Try again or call staff."


def test_a_small_terminal_says_so_and_recovers(demo: Path) -> None:
    with Customer(demo, columns=79, rows=23) as customer:
        customer.reads(
            "This screen needs {width} columns and {height} rows; the terminal has {columns} and {rows}. "
            "Make the window larger or the letters smaller.",
            width=80, height=24, columns=79, rows=23,
        )  # fmt: skip
        customer.resize(80, 24)
        customer.visit()
        customer.choose("Pay by express card")
        customer.types("Card code", "1234")
        # Keys and sizes come on two ways; what is typed at a screen too small is nobody's.
        customer.wait_for("1234")
        customer.resize(60, 20)
        customer.wait_for("60")
        customer.wait_gone("1234")
        customer.resize(80, 24)
        customer.wait_for("1234")
        customer.resize(160, 45)
        customer.wait_for("1234")


@pytest.mark.parametrize("term", ["linux", "xterm-256color", "xterm"])
def test_few_colours_are_enough(demo: Path, term: str) -> None:
    """Without true colours, down to the 8 of a plain xterm, a phone still reads the code."""
    with Customer(demo, more={"TERM": term, "COLORTERM": ""}) as customer:
        customer.visit()
        customer.pay()
        assert customer.code().startswith("1-000001")


def test_no_color_takes_nothing_away(demo: Path) -> None:
    """The wish of another program's user is not one of this terminal's customers: states have colours."""
    with Customer(demo, more={"NO_COLOR": "1"}) as customer:
        customer.visit()
        customer.pay()
        assert customer.code().startswith("1-000001")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"TERM": "dumb"}, "has no colours"),
        ({"TERM": ""}, "has no colours"),
        ({"LC_ALL": "C", "PYTHONUTF8": "0"}, "UTF-8"),
        ({"LC_ALL": "ru_RU.KOI8-R"}, "UTF-8"),
    ],
)
def test_an_unfit_terminal_is_refused_in_a_sentence(demo: Path, more: dict[str, str], sentence: str) -> None:
    with Terminal(DEMO, environment(demo, KIOSK_LANGUAGE="en", **more), columns=200) as terminal:
        assert terminal.wait_end() == 2
        assert sentence in terminal.text
        assert len(terminal.text.split("\n\n")[0].splitlines()) == 1
        assert b"\x1b[?1049h" not in terminal.output


def test_no_terminal_is_refused_in_a_sentence(demo: Path) -> None:
    env = environment(demo, KIOSK_LANGUAGE="en")
    done = subprocess.run(
        DEMO, env=env, stdin=subprocess.DEVNULL, check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "need a terminal" in done.stderr


def test_nobody_there_ends_the_visit(demo: Path, tmp_path: Path) -> None:
    """Idle, then the countdown; a key goes on and does nothing else; then it ends (VEL-38, VEL-39)."""
    profile = Path(shutil.copytree(SHIPPED, tmp_path / "demo"))
    with (profile / "access.toml").open("a") as file:
        file.write("idle_seconds = 6\ncountdown_seconds = 3\n")
    with Customer(demo, more={"KIOSK_OPERATOR": str(profile)}) as customer:
        customer.visit()
        customer.reads("Are you still here?")
        customer.press("9")
        customer.at_home()
        before = len(customer.output)
        customer.reads("Are you still here?")
        customer.attracted()
        assert "Иван" not in customer.text
        assert b"\x1b[3J" in customer.output[before:]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was(demo: Path, number: signal.Signals) -> None:
    """A hang-up brings SIGCONT, too: no thread may go on reading the dead terminal."""
    with Customer(demo) as customer:
        customer.visit()
        before = len(customer.output)
        for stop in (signal.SIGTSTP, signal.SIGCONT, number):
            os.kill(customer.pid, stop)
        assert customer.wait_end() == 0
        left = customer.output[before:]
        for sequence in RESTORED:
            assert sequence in left
        assert b"Traceback" not in left


def test_a_locked_database_is_said_and_comes_back(demo: Path) -> None:
    """Nothing was written, what was typed stays, and the same press pays when the lock is gone."""
    with Customer(demo) as customer:
        customer.visit()
        customer.show_card()
        other = sqlite3.connect(demo / "kiosk" / "kiosk.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        customer.press("Enter")
        customer.reads(UNAVAILABLE)
        assert customer.says("Balance after")
        other.execute("ROLLBACK")
        customer.press("Enter")
        customer.reads("OK  Done")
        assert "47,10 BYN" in customer.text
        other.close()


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_money_moves(demo: Path, when: str) -> None:
    """Whether the process dies before or after the commit: the second visit credits it, or shows it, once."""
    fifo = demo / "kiosk" / "held"
    os.mkfifo(fifo)
    held = [sys.executable, "-m", "tests.e2e.held", "cards.redeem", when, "600"]
    with Customer(demo, command=held) as customer:
        customer.visit()
        customer.show_card()
        customer.press("Enter")
        assert fifo.read_text() == "held"
        os.kill(customer.pid, signal.SIGKILL)
        customer.wait_end()
    fifo.unlink()
    with Customer(demo) as customer:
        customer.visit()
        if when == "before":
            customer.pay()
        else:
            assert "47,10 BYN" in customer.screen()[0]
            customer.choose("Pay by express card")
            customer.types("Card code", CARD)
            customer.press("Enter")
            customer.reads("Show receipt {number}", number="1-000001")
            customer.press("Enter")
        assert customer.code().startswith("1-000001")
        assert "47,10 BYN" in customer.text


def test_keys_and_sizes_that_come_at_once(demo: Path) -> None:
    """A burst, as over a slow line, finds no screen half composed; what was typed is all there."""
    with Customer(demo) as customer:
        customer.visit()
        customer.choose("Pay by express card")
        customer.types("Card code", "")
        for digit in CARD:
            customer.press(digit, "F2", "F4", "F3")
            customer.resize(100, 30)
            customer.press("F2", "F4", "F3")
            customer.resize(80, 24)
        customer.wait_for("1234  5678  9012  34")
        customer.press("Enter")
        customer.reads("Balance after")
