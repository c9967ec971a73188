"""Lists page by page: what came from the store so far, and which part of it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from textual.app import App
from textual.screen import Screen

T = TypeVar("T")
TALL, ROOMY = 30, 45
# Rows that header, title, message, buttons and footer leave to the body; as styles/base.tcss has it.
_LOW_ROWS, _TALL_PART, _ROOMY_PART = 13, 0.62, 0.70


def free_rows(screen: Screen[Any], taken: int = 0) -> int:
    """How many rows a list may have when other widgets of the body take `taken`."""
    height = screen.app.size.height
    if height < TALL:
        return max(1, _LOW_ROWS - taken)
    part = _ROOMY_PART if height >= ROOMY else _TALL_PART
    return max(1, int(height * part) - taken)


def size_classes(app: App[Any]) -> list[str]:
    """The classes that the app's breakpoints give to a screen of the terminal's size."""
    sides = zip(app.size, (app.HORIZONTAL_BREAKPOINTS, app.VERTICAL_BREAKPOINTS), strict=True)
    return [max(point for point in points or () if point[0] <= side)[1] for side, points in sides]


class Pages(Generic[T]):
    """Rows newest first; `older` is the store's cursor behind the last one, None at the end."""

    def __init__(self) -> None:
        self.rows: list[T] = []
        self.older: str | None = ""
        self._start = 0

    def add(self, rows: Iterable[T], older: str | None) -> None:
        """Rows that the store handed out next."""
        self.rows.extend(rows)
        self.older = older

    def shown(self, size: int) -> list[T]:
        """The page."""
        return self.rows[self._start : self._start + size]

    def first(self) -> bool:
        return self._start == 0

    def last(self, size: int) -> bool:
        return self.older is None and self._start + size >= len(self.rows)

    def lacks(self, size: int) -> bool:
        """Whether the page after this one has to be asked for first."""
        return self.older is not None and self._start + 2 * size > len(self.rows)

    def turn(self, by: int, size: int) -> None:
        """One page on (1) or back (-1)."""
        start = self._start + by * size
        if 0 <= start < max(1, len(self.rows)):
            self._start = start
