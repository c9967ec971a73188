"""Keys on the screen for fingers: 3 x 4, shown on the first touch or by its key.

A field that takes decimals brings a key for the point into the last row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Grid
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

POINT = ","
LAST_ROW = ("backspace", "0", POINT, "enter")
KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", *LAST_ROW)
_FACES = {"backspace": "<-", "enter": "OK"}


class PadKey(Widget):
    """One key."""

    ALLOW_SELECT = False

    def __init__(self, key: str, odd: bool) -> None:
        super().__init__()
        self.set_class(key in _FACES, "-side")
        self.set_class(odd, "-odd")
        self.set_class(key == POINT, "-point")
        self.set_class(key in LAST_ROW, "-last")
        self.key = key

    def render(self) -> Content:
        return Content(_FACES.get(self.key, self.key))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(Keypad.Pressed(self.key))


class Keypad(Grid):
    """Tells which key was touched; the focus stays where it is."""

    @dataclass
    class Pressed(Message):
        key: str

    def show_point(self, wanted: bool) -> None:
        """Have a key for the point, or not."""
        self.set_class(wanted, "-decimals")

    def compose(self) -> ComposeResult:
        yield from self._keys()

    def _keys(self) -> Iterator[PadKey]:
        for at, key in enumerate(KEYS):
            yield PadKey(key, odd=at % 2 == 1)
