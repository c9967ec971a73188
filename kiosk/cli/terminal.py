"""What the screens need of the terminal, told in a sentence before anything is drawn (EIR-01).

The size is not among it: the screens themselves say when they have too little room.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from kiosk.core.work import SetupError

_PLAIN = {"", "dumb", "unknown"}
# What Python itself writes into LC_CTYPE where the locale that LANG names is not installed.
_COERCED = {"C.UTF-8", "C.utf8", "UTF-8"}


def check(environ: Mapping[str, str] = os.environ) -> None:
    """Raises SetupError: terminal.none, terminal.encoding, terminal.colours."""
    check_there()
    check_encoding(environ)
    check_colours(environ)


def check_there() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SetupError(
            "terminal.none",
            "The screens need a terminal: start this command in one, without redirecting it.",
        )


def check_encoding(environ: Mapping[str, str]) -> None:
    """By the locale's name as well: where that locale is not installed, Python takes UTF-8 instead."""
    ctype = environ.get("LC_CTYPE", "")
    names = (environ.get("LC_ALL"), "" if ctype in _COERCED else ctype, environ.get("LANG"))
    named = next(filter(None, names), "")
    charset = named.partition(".")[2].partition("@")[0] or "utf-8"
    for found in (charset, sys.stdout.encoding or ""):
        if found.lower().replace("-", "") != "utf8":
            raise SetupError(
                "terminal.encoding",
                "This terminal is set to {found}, the screens need UTF-8. Set for example LANG=C.UTF-8.",
                found=found,
            )


def check_colours(environ: Mapping[str, str]) -> None:
    term = environ.get("TERM", "")
    if term in _PLAIN or colours(term) < 8:
        raise SetupError(
            "terminal.colours",
            "A terminal of the type “{term}” has no colours, the screens need at least 8. Set TERM as "
            "your terminal says, for example TERM=xterm-256color.",
            term=term,
        )


def colours(term: str) -> int:
    """Colours of a terminal type; 256 where this machine does not know the type."""
    try:
        import curses
    except ImportError:
        return 256
    try:
        curses.setupterm(term, sys.stdout.fileno())
    except (curses.error, OSError, ValueError):
        return 256
    return curses.tigetnum("colors")
