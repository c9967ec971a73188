"""A person at a real terminal: starts a program on a pty, types, and reads what the screen shows.

The screen is a pyte terminal that answers the question for synchronised output as modern terminals do,
so what a test sees is always a whole frame. Nothing here sleeps: a wait ends when the screen says so.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte
from pyte.screens import Char

PATIENCE = 20.0
KEYS = {
    "Enter": "\r", "Backspace": "\x7f", "Esc": "\x1b", "Tab": "\t", "Delete": "\x1b[3~",
    "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D", "Shift+Tab": "\x1b[Z",
    "Home": "\x1b[H", "End": "\x1b[F", "PageUp": "\x1b[5~", "PageDown": "\x1b[6~",
    "F1": "\x1bOP", "F2": "\x1bOQ", "F3": "\x1bOR", "F4": "\x1bOS", "F5": "\x1b[15~", "F6": "\x1b[17~",
    "F7": "\x1b[18~", "F8": "\x1b[19~", "F9": "\x1b[20~", "F10": "\x1b[21~",
}  # fmt: skip
_SYNCHRONISED = 2026
_ASKS = f"\x1b[?{_SYNCHRONISED}$p"
_YES = f"\x1b[?{_SYNCHRONISED};2$y"
# Sequences that pyte would show as text: kitty keys, questions about modes, device strings.
_UNKNOWN = re.compile(r"\x1b\[[<=>][0-9;]*[A-Za-z]|\x1b\[\??[0-9;]*\$p|\x1bP.*?\x1b\\", re.DOTALL)
_UNFINISHED = re.compile(r"\x1b(?:\[[^@-~]*|P.*)?\Z", re.DOTALL)


def environment(home: Path, **more: str) -> dict[str, str]:
    """A fresh person's environment: UTF-8, a terminal with true colours, nothing else of ours."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "KIOSK_HOME": str(home / "kiosk"),
        **more,
    }


def kiosk(*arguments: str) -> list[str]:
    """The `kiosk` command of this checkout."""
    return [sys.executable, "-m", "kiosk", *arguments]


class Terminal:
    """A program on a terminal of its own. Use it in a `with`: leaving ends the program.

    `output` is every byte that the program wrote; `status` its exit status once it has ended.
    """

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], columns: int = 80, rows: int = 24
    ) -> None:
        self.output = bytearray()
        self.status: int | None = None
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._pending = ""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace")
        self._fd, program = pty.openpty()
        _set_size(program, columns, rows)
        self._process = subprocess.Popen(
            command, env=dict(env), stdin=program, stdout=program, stderr=program,
            start_new_session=True, preexec_fn=_take_terminal,
        )  # fmt: skip
        os.close(program)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def text(self) -> str:
        """The screen, line by line; a no-break space reads as a space."""
        return "\n".join(self.screen())

    def screen(self) -> list[str]:
        return [line.replace("\u00a0", " ").rstrip() for line in self._screen.display]

    def cells(self) -> list[list[Char]]:
        """Rows of cells with their colours; a colour is a name or six hexadecimal digits."""
        buffer = self._screen.buffer
        return [[buffer[y][x] for x in range(self._screen.columns)] for y in range(self._screen.lines)]

    def type(self, text: str) -> None:
        """Type signs as they are."""
        os.write(self._fd, text.encode())

    def press(self, *keys: str) -> None:
        """Press keys by name: press("Enter"), press("F10"), press("1")."""
        self.type("".join(KEYS.get(key, key) for key in keys))

    def click(self, text: str) -> None:
        """Touch the middle of `text` where the screen shows it first."""
        for row, line in enumerate(self.screen(), 1):
            if text in line:
                column = line.index(text) + len(text) // 2 + 1
                self.type(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
                return
        raise AssertionError(f"nothing to touch: {text!r}\n{self.text}")

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        _set_size(self._fd, columns, rows)

    def wait_for(self, wanted: str | re.Pattern[str], timeout: float = PATIENCE) -> str:
        """Read until the screen shows `wanted`; returns what was found."""
        pattern = re.compile(re.escape(wanted)) if isinstance(wanted, str) else wanted
        found: re.Match[str] = self.wait_until(
            lambda: pattern.search(self.text), f"the screen shows {wanted!r}", timeout
        )
        return found[0]

    def wait_gone(self, unwanted: str, timeout: float = PATIENCE) -> None:
        """Read until the screen shows `unwanted` no more."""
        self.wait_until(lambda: unwanted not in self.text, f"{unwanted!r} is gone", timeout)

    def wait_end(self, timeout: float = PATIENCE) -> int:
        """Read until the program has ended; returns its exit status."""
        self.wait_until(lambda: self.status is not None, "the program ends", timeout)
        assert self.status is not None
        return self.status

    def wait_until(self, done: Callable[[], Any], what: str, timeout: float = PATIENCE) -> Any:
        """Read until `done`, looked at after each whole frame, says yes; returns what it said."""
        answer = self._read_until(done, timeout)
        assert answer, f"waited in vain until {what}; status {self.status}. The screen:\n{self.text}"
        return answer

    def listen(self, seconds: float) -> int:
        """Bytes that the program writes in so many seconds without being asked anything."""
        before = len(self.output)
        self._read_until(lambda: False, seconds)
        return len(self.output) - before

    def close(self) -> None:
        """End the program and all that it started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _read_until(self, done: Callable[[], object], timeout: float) -> Any:
        """Feed the screen until `done` at the end of a whole frame; what `done` said, or None."""
        deadline = time.monotonic() + timeout
        while True:
            if not self._in_frame and (answer := done()):
                return answer
            left = deadline - time.monotonic()
            if left <= 0 or self.status is not None:
                return None
            if select.select([self._fd], [], [], left)[0]:
                self._read()

    @property
    def _in_frame(self) -> bool:
        return _SYNCHRONISED << 5 in self._screen.mode

    def _read(self) -> None:
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # Linux says EIO when the last program has left the terminal
            data = b""
        if not data:
            self.status = self._process.wait()
            return
        self.output += data
        self._show(self._decode.decode(data))

    def _show(self, text: str) -> None:
        if _ASKS in text:
            self.type(_YES)
        text = _UNKNOWN.sub("", self._pending + text)
        unfinished = _UNFINISHED.search(text)
        end = unfinished.start() if unfinished else len(text)
        self._pending = text[end:]
        self._stream.feed(text[:end])


def _set_size(fd: int, columns: int, rows: int) -> None:
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
