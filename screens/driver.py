"""The terminal's driver: bytes that no key sends do not end the program, and nobody suspends it."""

from __future__ import annotations

import signal
from typing import Any

from textual.drivers.linux_driver import LinuxDriver


class KioskDriver(LinuxDriver):
    """Broken UTF-8 and sequences that Textual's parser cannot read are dropped."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        # A hang-up brings SIGCONT along; Textual's handler would then start a second thread that
        # reads the dead terminal for ever.
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, signal.SIG_DFL)

    def run_input_thread(self) -> None:
        """Read keys; after what cannot be read, go on with a new decoder and parser."""
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except (ValueError, OverflowError):
                continue
