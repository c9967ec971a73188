"""From a text to the modules of a QR code that fits into rows and columns of a terminal.

Fewer and larger modules scan better from a screen than more error correction, so the level
follows from the fit: M, else L. The quiet zone of four modules belongs to the code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

QUIET = 4
# Bytes that versions 1, 2, 3 … hold at level L; a receipt needs no more than version 9.
_CAPACITY = (17, 32, 53, 78, 106, 134, 154, 192, 230, 271)

Modules = tuple[tuple[bool, ...], ...]
Text = Callable[[int], str | None]
"""The largest text that fits a number of bytes; None: there is none so small."""


class Mode(StrEnum):
    """How modules become cells. SPACES needs no glyphs, for fonts without half blocks."""

    HALF = "half"
    SPACES = "spaces"


@dataclass(frozen=True, slots=True)
class Code:
    """A code ready to draw: square rows of modules with their quiet zone, True is dark."""

    payload: str
    modules: Modules


def cells(side: int, mode: Mode) -> tuple[int, int]:
    """Rows and columns that `side` modules (quiet zone counted) take on a terminal."""
    return (side, 2 * side) if mode is Mode.SPACES else (-(-side // 2), side)


def fit(text: Text, rows: int, columns: int, mode: Mode = Mode.HALF) -> Code | None:
    """The code with the largest text that the region holds. None: no code fits, say it in words."""
    version = _largest(rows, columns, mode)
    payload = text(_CAPACITY[version - 1]) if version else None
    return None if payload is None else _encode(payload, version)


def fixed(text: str) -> Text:
    """A text that has only one size, as an address has."""
    return lambda budget: text if len(text.encode()) <= budget else None


def _largest(rows: int, columns: int, mode: Mode) -> int:
    """The largest version whose code the region holds; 0: none."""
    for version in range(len(_CAPACITY), 0, -1):
        high, wide = cells(17 + 4 * version + 2 * QUIET, mode)
        if high <= rows and wide <= columns:
            return version
    return 0


def _encode(payload: str, most: int) -> Code | None:
    from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
    from qrcode.main import QRCode

    for level in (ERROR_CORRECT_M, ERROR_CORRECT_L):
        qr = QRCode(error_correction=level, border=QUIET)
        qr.add_data(payload)
        if qr.best_fit() <= most:
            qr.make()
            return Code(payload, tuple(tuple(map(bool, row)) for row in qr.get_matrix()))
    return None
