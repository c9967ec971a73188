"""Amounts three rows high, for large text."""

from __future__ import annotations

from textual.renderables.digits import DIGITS, DIGITS3X3

_CELLS = 3
_OWN = {"\u00a0": ("   ", "   ", "   "), ",": ("  ", "  ", ", "), ".": ("  ", "  ", ". ")}


def big(text: str) -> list[str]:
    """Three lines that draw the digits of `text`; the currency's letters stay small, on the last line."""
    rows = ["", "", ""]
    for sign in text:
        place = DIGITS.find(sign) if sign in "0123456789+-" else -1
        if sign in _OWN:
            drawn = _OWN[sign]
        elif place >= 0:
            part = DIGITS3X3[place * 3 : place * 3 + 3]
            drawn = (part[0].ljust(_CELLS), part[1].ljust(_CELLS), part[2].ljust(_CELLS))
        else:
            drawn = (" ", " ", sign)
        rows = [row + piece for row, piece in zip(rows, drawn, strict=True)]
    return rows
