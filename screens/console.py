"""What the Linux console's font can show. Terminal emulators draw half blocks themselves."""

from __future__ import annotations

import struct
import sys
from array import array
from fcntl import ioctl
from functools import cache

from kiosk.receipts.qr import Mode

# linux/kd.h: the Unicode map of the console's font, pairs of character and place in the font.
_GIO_UNIMAP = 0x4B66
_MOST = 0xFFFF
_DESCRIPTION = "HP"
_HALF_BLOCKS = {0x2580, 0x2584}


@cache
def qr_mode() -> Mode:
    """How this process's terminal can draw a QR code."""
    return mode_of(font(sys.__stdin__.fileno()) if sys.__stdin__ else set())


def mode_of(characters: set[int]) -> Mode:
    """Half blocks, unless the font is known to lack them."""
    return Mode.SPACES if characters and not characters >= _HALF_BLOCKS else Mode.HALF


def font(terminal: int) -> set[int]:
    """The characters that the console's font has; empty: it is no console and does not tell."""
    pairs = array("H", bytes(4 * _MOST))
    description = bytearray(struct.pack(_DESCRIPTION, _MOST, pairs.buffer_info()[0]))
    try:
        ioctl(terminal, _GIO_UNIMAP, description)
    except OSError:
        return set()
    count, _ = struct.unpack(_DESCRIPTION, description)
    return set(pairs[0 : 2 * count : 2])
