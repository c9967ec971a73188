"""The terminal's driver: bytes that no key sends do not end the program."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver


class KioskDriver(LinuxDriver):
    """Broken UTF-8 and sequences that Textual's parser cannot read are dropped."""

    def run_input_thread(self) -> None:
        """Read keys; after what cannot be read, go on with a new decoder and parser."""
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except (ValueError, OverflowError):
                continue
