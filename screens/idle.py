"""Nobody there? A countdown in words and a bar; then the visit ends (VEL-38, VEL-39)."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from kiosk.access.rules import AccessRules

if TYPE_CHECKING:
    from screens.app import KioskApp


class IdleWatch:
    """Measures, on the monotonic clock, how long nobody did anything. One timer, no repaint."""

    def __init__(self, app: KioskApp, rules: AccessRules, clock: Callable[[], float] = monotonic) -> None:
        self._app = app
        self._rules = rules
        self._timer: Timer | None = None
        self.clock = clock
        self._last = clock()

    def touch(self) -> None:
        """Somebody did something."""
        self._last = self.clock()

    def start(self) -> None:
        self.touch()
        self.check()

    def stop(self) -> None:
        if self._timer:
            self._timer.stop()

    def check(self) -> None:
        """Start the countdown when the time is over, else look again when it will be."""
        self.stop()
        least = getattr(self._app.screen, "stay_seconds", 0)
        left = max(self._rules.idle_seconds, least) - (self.clock() - self._last)
        if left > 0:
            self._timer = self._app.set_timer(left, self.check)
        else:
            self._app.push_screen(CountdownScreen(self._rules.countdown_seconds))


class CountdownScreen(Screen[None], inherit_bindings=False):
    """Any key or touch goes on where one was, and does nothing else."""

    ALLOW_SELECT = False
    BAR_CELLS = 40

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self._all = self._left = seconds
        self._visit = cast("KioskApp", self.app).visit

    def compose(self) -> ComposeResult:
        words = cast("KioskApp", self.app).words
        with Vertical(id="countdown"):
            yield Static(words("Are you still here?"), classes="question", markup=False)
            yield Static(self._sentence(), id="left", markup=False)
            yield Static(self._bar(), id="bar", markup=False)
            yield Static(words("Touch the screen or press any key to go on"), classes="muted", markup=False)

    def on_mount(self) -> None:
        self.set_interval(1, self.tick)

    def on_unmount(self) -> None:
        """A late answer may take this screen away, too: whoever did it, the watch over the visit goes on."""
        if not self._visit.over:
            cast("KioskApp", self.app).idle.start()

    def tick(self) -> None:
        """One second less."""
        self._left -= 1
        if self._left > 0:
            self.query_one("#left", Static).update(self._sentence())
            self.query_one("#bar", Static).update(self._bar())
        else:
            cast("KioskApp", self.app).end_visit()

    def _sentence(self) -> str:
        words = cast("KioskApp", self.app).words
        return words.plural(
            "The visit ends in {count} second.", "The visit ends in {count} seconds.", count=self._left
        )

    def _bar(self) -> str:
        filled = round(self.BAR_CELLS * self._left / self._all)
        return "[" + "#" * filled + "." * (self.BAR_CELLS - filled) + "]"

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self._go_on()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        self._go_on()

    def _go_on(self) -> None:
        if self.is_current:
            self.app.pop_screen()
