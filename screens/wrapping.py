"""Lines are broken at blanks, but not at no-break blanks: the half of an amount is another amount."""

from __future__ import annotations

import re

from rich import _wrap

_BREAKING = r" \t\n\r\f\v"


def keep_numbers_whole() -> None:
    """Textual breaks lines between Rich's words, and to Rich every blank ends a word."""
    _wrap.re_word = re.compile(rf"[{_BREAKING}]*[^{_BREAKING}]+[{_BREAKING}]*")
