"""The doors of a Textual app that a public terminal keeps shut: palette, selection, quit keys, tracebacks."""

from __future__ import annotations

import asyncio
import signal

from rich.cells import cached_cell_len
from rich.console import RenderableType
from textual._styles_cache import StylesCache
from textual.app import App

from kiosk.core.locale import Words, mark
from kiosk.core.settings import Settings
from screens.driver import KioskDriver

STOPPED = mark("The customers' screens stopped: unexpected error {code}. The log has the details.")
CLEAR_SCROLLBACK = "\x1b[3J"

# As its parameter `cls` says. Without it Textual's cache keeps widgets of closed screens, with every line
# that they showed of a customer.
StylesCache.get_inner_outer = classmethod(StylesCache.get_inner_outer)  # type: ignore[arg-type, assignment, method-assign]


class ShutApp(App[str], inherit_bindings=False):
    """No key of Textual's own, no animation, no traceback; ends cleanly when it is told to end."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    AUTO_FOCUS = None
    ESCAPE_TO_MINIMIZE = False
    settings: Settings
    words: Words

    def __init__(self) -> None:
        super().__init__(driver_class=KioskDriver)
        self.animation_level = "none"

    def mind_signals(self) -> None:
        """The terminal is left as it was found when the process is told to end."""
        if not self.is_headless:
            for number in (signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, self.exit)

    def wipe(self) -> None:
        """Nothing that a customer saw or typed stays in Textual or in the terminal's scrollback (VEL-41)."""
        self.clear_notifications()
        self._clipboard = ""
        cached_cell_len.cache_clear()  # it remembers texts whose width it measured
        if self._driver:
            self._driver.write(CLEAR_SCROLLBACK)

    def record(self, error: BaseException) -> str:
        """Put an unforeseen error into the log; the code by which it is found there."""
        from kiosk.core.incidents import record

        return record(self.settings.log_file, error)

    def panic(self, *_renderables: RenderableType) -> None:
        """The end when the terminal itself fails; Textual would show the traceback of its input thread."""
        self._exception = self._exception or RuntimeError("the terminal cannot be read")
        self._fatal_error()

    def _fatal_error(self) -> None:
        """The end after an unforeseen exception, without its traceback: locals may hold secrets."""
        code = self.record(self._exception) if self._exception else ""
        self.exit(self.words(STOPPED, code=code), return_code=1)
        self._close_messages_no_wait()
