"""What Textual itself would keep of a customer."""

from __future__ import annotations

import gc
import weakref

from textual._styles_cache import StylesCache
from textual.color import Color

from screens.shut import ShutApp


def test_textual_keeps_no_lines_of_closed_screens() -> None:
    """The lines that a widget showed go with it, long before the terminal's next restart (VEL-41)."""
    assert ShutApp  # whose module mends it
    lines = StylesCache()
    lines.get_inner_outer(Color.parse("black"), Color.parse("red"))
    kept = weakref.ref(lines)
    del lines
    gc.collect()
    assert kept() is None
