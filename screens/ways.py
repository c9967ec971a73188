"""The ways between the customers' screens: each is found by its name and open once."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from textual.screen import Screen

from screens.attract import AttractScreen
from screens.shut import ShutApp
from screens.small import SmallScreen, too_small


class WaysApp(ShutApp, inherit_bindings=False):
    """Opens screens by the name of their module, which says with `ENTRY` which one comes first."""

    def open(self, name: str) -> None:
        """The first screen of `screens/NAME.py`; one that is open already comes back to the top."""
        entry = import_module(f"screens.{name}").ENTRY
        if any(type(screen) is entry for screen in self.screen_stack):
            self.back_to(entry)
        else:
            self.push_screen(entry())

    def start_at(self, name: str) -> None:
        """Open a screen with nothing behind it but the attract screen: after a login there is no way back."""
        self.back_to(AttractScreen)
        self.open(name)

    def home(self) -> None:
        """Back to the home screen of this visit; everything above it goes."""
        self.back_to(import_module("screens.home").ENTRY)

    def back_to(self, kind: type[Screen[Any]]) -> None:
        """Take screens away until one of this kind is on top, or the first one."""
        while len(self.screen_stack) > 1 and type(self.screen) is not kind:
            self.pop_screen()

    def fit(self) -> None:
        """Below the smallest size one screen says so, until there is room."""
        if too_small(self.size) and not isinstance(self.screen, SmallScreen):
            self.push_screen(SmallScreen())
        elif not too_small(self.size) and isinstance(self.screen, SmallScreen):
            self.pop_screen()
