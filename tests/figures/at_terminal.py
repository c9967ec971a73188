"""The demo and bare Textual programs on a real terminal, to be compared."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.cli.demo import prepare
from kiosk.core.settings import Settings
from tests.e2e.terminal import Terminal, environment

BARE = """
from textual.app import App
from textual.widgets import Input, Static

class Bare(App):
    def compose(self):
        yield {widget}

Bare().run()
"""


@contextmanager
def demo() -> Iterator[Path]:
    """A person's folder in which the demo is made; nothing is left of it afterwards."""
    with tempfile.TemporaryDirectory(prefix="kiosk-figures-") as folder:
        prepare(Settings(Path(folder) / "kiosk", None, "demo", "1", None), fresh=False)
        yield Path(folder)


def bare(home: Path, widget: str) -> Terminal:
    """The smallest Textual program with this widget, in the same interpreter and terminal."""
    return Terminal([sys.executable, "-c", BARE.format(widget=widget)], environment(home))


def held(case: str, seconds: float) -> list[str]:
    """The command of the demo's screens over a service that needs so long for a case."""
    return [sys.executable, "-m", "tests.e2e.held", case, "before", str(seconds)]


def timed(act: Callable[[], object]) -> float:
    """Seconds that it takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
