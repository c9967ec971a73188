"""Reads QR codes off a terminal's screen, as the camera of a phone would."""

from __future__ import annotations

import zxingcpp
from pyte.screens import Char

CELL = 8  # pixels of half a cell, in both directions
# Luminance of the colours that a terminal names; grey is neither black nor white enough for a camera.
_NAMED = {"black": 0, "white": 192, "brightwhite": 255, "brightblack": 96}
_DEFAULT = {"fg": 192, "bg": 0}
# Which part of a cell has the colour of the letter: upper left, upper right, lower left, lower right.
_BLOCKS = {
    " ": (0, 0, 0, 0), "█": (1, 1, 1, 1),
    "▀": (1, 1, 0, 0), "▄": (0, 0, 1, 1),
    "▌": (1, 0, 1, 0), "▐": (0, 1, 0, 1),
}  # fmt: skip


def decode(cells: list[list[Char]]) -> list[str]:
    """The texts of all QR codes on the screen; a code in inverted colours does not count."""
    rows = [half for line in cells for half in _halves(line)]
    pixels = b"".join(row * CELL for row in rows)
    picture = memoryview(pixels).cast("B", (len(rows) * CELL, len(rows[0])))
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode, try_invert=False)
    return [code.text for code in found]


def _halves(line: list[Char]) -> tuple[bytes, bytes]:
    """The upper and the lower pixels of a line of cells."""
    upper, lower = bytearray(), bytearray()
    for cell in line:
        letter, ground = _luminance(cell.fg, "fg"), _luminance(cell.bg, "bg")
        if cell.reverse:
            letter, ground = ground, letter
        # Text counts as ground: only blocks draw.
        parts = [letter if part else ground for part in _BLOCKS.get(cell.data, (0, 0, 0, 0))]
        upper += bytes(parts[:1]) * (CELL // 2) + bytes(parts[1:2]) * (CELL // 2)
        lower += bytes(parts[2:3]) * (CELL // 2) + bytes(parts[3:]) * (CELL // 2)
    return bytes(upper), bytes(lower)


def _luminance(colour: str, place: str) -> int:
    if colour == "default":
        return _DEFAULT[place]
    if len(colour) == 6 and not set(colour) - set("0123456789abcdefABCDEF"):
        red, green, blue = bytes.fromhex(colour)
        return (299 * red + 587 * green + 114 * blue) // 1000
    return _NAMED.get(colour, 128)
