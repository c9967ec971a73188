"""A QR code in a region of the screen: pure black on pure white, whatever the look.

Solid cells are blanks with a background, so that only mixed cells depend on the shape of a glyph.
The code is as rich as the region allows; where none fits, a sentence stands in its place: a code is
never cut off.
"""

from __future__ import annotations

from itertools import zip_longest

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from kiosk.receipts.qr import Code, Mode, Modules, Text, fit
from screens.console import qr_mode
from screens.widgets.fit import folded

# Colours by value, not by name: names follow the look of the screens and of the terminal.
DARK = Style(color="#000000", bgcolor="#000000")
LIGHT = Style(color="#ffffff", bgcolor="#ffffff")
BOTH = Style(color="#000000", bgcolor="#ffffff")

_HALVES = {
    (True, True): Segment(" ", DARK),
    (False, False): Segment(" ", LIGHT),
    (True, False): Segment("▀", BOTH),
    (False, True): Segment("▄", BOTH),
}


class QR(Widget, can_focus=False):
    """Draws the largest `text` that fits; else says `otherwise`.

    mode  None: as the font of the terminal allows
    code  what is drawn now; None: the sentence
    """

    ALLOW_SELECT = False

    def __init__(self, text: Text, otherwise: str, mode: Mode | None = None) -> None:
        super().__init__()
        self.text = text
        self.otherwise = otherwise
        self.mode = mode or qr_mode()
        self.code: Code | None = None
        self._strips: list[Strip] = []
        self._drawn = Size(0, 0)

    def render_line(self, y: int) -> Strip:
        if self._drawn != self.size:
            self._draw()
        return self._strips[y]

    def _draw(self) -> None:
        width, height = self._drawn = self.size
        self.code = fit(self.text, height, width, self.mode)
        lines = strips(self.code.modules, self.mode) if self.code else self._sentence(width)
        above = max(0, height - len(lines)) // 2
        blank = Strip([Segment(" " * width, LIGHT)], width)
        lines = [blank] * above + [_centred(line, width) for line in lines]
        self._strips = (lines + [blank] * height)[:height]

    def _sentence(self, width: int) -> list[Strip]:
        return [Strip([Segment(line, BOTH)]) for line in folded(self.otherwise, max(1, width - 4))]


def strips(modules: Modules, mode: Mode) -> list[Strip]:
    """The code's lines of cells."""
    if mode is Mode.SPACES:
        rows = [[Segment("  ", DARK if dark else LIGHT) for dark in row] for row in modules]
    else:
        light = (False,) * len(modules)
        pairs = zip_longest(modules[::2], modules[1::2], fillvalue=light)
        rows = [[_HALVES[pair] for pair in zip(upper, lower, strict=True)] for upper, lower in pairs]
    return [Strip(row).simplify() for row in rows]


def _centred(line: Strip, width: int) -> Strip:
    before = max(0, width - line.cell_length) // 2
    after = max(0, width - line.cell_length - before)
    return Strip([Segment(" " * before, LIGHT), *line, Segment(" " * after, LIGHT)]).crop(0, width)
