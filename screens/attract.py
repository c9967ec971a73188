"""What the terminal shows while nobody is there (EIR-03). Needs no database; the first key only wakes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from kiosk.core.locale import Words, mark
from kiosk.welcome.rules import WelcomeRules

if TYPE_CHECKING:
    from screens.app import KioskApp

WAKE = mark("Touch the screen or press any key")


class AttractScreen(Screen[None], inherit_bindings=False):
    """Operator, greeting, and what to do, in each language of the profile."""

    ALLOW_SELECT = False

    def compose(self) -> ComposeResult:
        operator = cast("KioskApp", self.app).operator
        rules = operator.of(WelcomeRules)
        speakers = [Words(operator, language) for language in operator.languages]
        first = speakers[0]
        yield Static(first.pick(operator.facts.title), id="attract-title", markup=False)
        for words in speakers:
            yield Static(words.pick(rules.greeting), classes="greeting", markup=False)
            yield Static(words(WAKE), classes="wake", markup=False)
        yield Static(first.pick(rules.hours), id="attract-hours", markup=False)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self._wake()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        self._wake()

    def _wake(self) -> None:
        if self.is_current:
            cast("KioskApp", self.app).wake()
