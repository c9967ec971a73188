"""The terminal of the tests itself: what it shows is what a program wrote."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.e2e.terminal import Terminal, environment

PROGRAM = """
import sys, termios, tty
tty.setcbreak(0)
print("\\x1b[31mСумма\\x1b[0m 10,00\\u00a0BYN", end="", flush=True)
while (key := sys.stdin.read(1)) != "q":
    print(f"\\x1b[2;1Hgot {key!r}\\x1b[K", end="", flush=True)
sys.exit(3)
"""


def test_a_program_is_seen_typed_to_and_ended(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", PROGRAM], environment(tmp_path)) as terminal:
        terminal.wait_for("Сумма 10,00 BYN")
        assert terminal.cells()[0][0].fg == "red"
        terminal.press("Backspace")
        terminal.wait_for("got '\\x7f'")
        terminal.press("q")
        assert terminal.wait_end() == 3
    assert terminal.output.startswith(b"\x1b[31m")


def test_a_frame_is_seen_whole(tmp_path: Path) -> None:
    program = """
import sys, time, tty
tty.setcbreak(0)
print("\\x1b[?2026$pready", end="", flush=True)
assert sys.stdin.read(11) == "\\x1b[?2026;2$y"
print("\\r\\x1b[?2026hfirst", end="", flush=True)
sys.stdin.read(1)
print(" second\\x1b[?2026l", end="", flush=True)
sys.stdin.read(1)
"""
    with Terminal([sys.executable, "-c", program], environment(tmp_path)) as terminal:
        terminal.wait_for("ready")
        terminal.press("1")
        terminal.wait_for("first")
        assert terminal.screen()[0] == "first second"


def test_what_the_terminal_does_not_know_is_not_shown_as_text(tmp_path: Path) -> None:
    program = r"print('\x1b[>25uA\x1b[<uB\x1b[?2048$pC\x1bP+q436f\x1b\\D')"
    with Terminal([sys.executable, "-c", program], environment(tmp_path)) as terminal:
        terminal.wait_end()
        assert terminal.screen()[0] == "ABCD"
