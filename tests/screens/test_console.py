"""Where a console's font lacks half blocks, QR codes are drawn with spaces (VEL-68)."""

from __future__ import annotations

import os

import pytest

from kiosk.receipts.qr import Mode
from screens.console import font, mode_of


@pytest.mark.parametrize(
    ("characters", "mode"),
    [
        (set(), Mode.HALF),
        ({0x41, 0x2580, 0x2584}, Mode.HALF),
        ({0x41, 0x2588}, Mode.SPACES),
        ({0x41, 0x2580}, Mode.SPACES),
    ],
)
def test_the_font_decides(characters: set[int], mode: Mode) -> None:
    assert mode_of(characters) is mode


def test_a_terminal_that_is_no_console_does_not_tell() -> None:
    ours, theirs = os.openpty()
    try:
        assert font(theirs) == set()
    finally:
        os.close(ours)
        os.close(theirs)
