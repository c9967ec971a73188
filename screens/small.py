"""What a terminal smaller than 80x24 shows: the size that is needed (EIR-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

if TYPE_CHECKING:
    from screens.app import KioskApp

LEAST = Size(80, 24)


def too_small(size: Size) -> bool:
    return size.width < LEAST.width or size.height < LEAST.height


class SmallScreen(Screen[None], inherit_bindings=False):
    """Goes away by itself when there is room."""

    ALLOW_SELECT = False

    def compose(self) -> ComposeResult:
        yield Static(self._sentence(), id="small", markup=False)

    def on_resize(self) -> None:
        self.query_one("#small", Static).update(self._sentence())

    def _sentence(self) -> str:
        words = cast("KioskApp", self.app).words
        return words(
            "This screen needs {width} columns and {height} rows; the terminal has {columns} and {rows}. "
            "Make the window larger or the letters smaller.",
            width=LEAST.width, height=LEAST.height, columns=self.app.size.width, rows=self.app.size.height,
        )  # fmt: skip
