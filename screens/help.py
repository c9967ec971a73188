"""F1: what can be done on the screen below, and the keys (ILEX-22, ISP-29)."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import mark
from screens.base import KioskScreen
from screens.commands import Command, label
from screens.paging import TALL
from screens.widgets.choice import Act
from screens.widgets.sheet import Gap, Row, Sheet

KEYS = (
    (mark("Digits"), mark("choose what has that number; in a field they are typed")),
    (mark("Enter"), mark("goes on")),
    (mark("Backspace"), mark("takes the last sign back; in an empty field, one step back")),
    (mark("Esc or *"), mark("one step back")),
    (mark("Arrows, Tab"), mark("move to another choice")),
    ("F6, F8", mark("show the password; keys on the screen")),
)


class HelpScreen(KioskScreen):
    """Plain words first, then the keys."""

    CSS_PATH = "../styles/help.tcss"
    about = mark("This is the help. One step back leads to where you were.")

    def __init__(self) -> None:
        super().__init__()
        self.more = False

    def heading(self) -> str:
        return self.words("Help")

    def body(self) -> Iterable[Widget]:
        below = next((s for s in self.app.screen_stack[-2::-1] if isinstance(s, KioskScreen)), self)
        yield Static(self.words(below.about), id="about", markup=False)
        keys = [Row(self.words(key), self.words(does), "plain") for key, does in KEYS]
        commands = [self._row(command) for command in below.offered()]
        if self._fits():
            yield Sheet([*keys, Gap, *commands], dense=True)
        else:
            yield Sheet(commands if self.more else keys, dense=True)

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        if not self._fits():
            yield Act("0", self.words("More"), self.turn, id="more")

    async def turn(self) -> None:
        """The other half, where both have no room."""
        self.more = not self.more
        await self.show()

    def _fits(self) -> bool:
        return self.app.size.height >= TALL and not self.visit.large

    def _row(self, command: Command) -> Row:
        name = f"{command.key.upper()} {label(command, self.words, self.visit)}"
        return Row(name, self.words(command.about), "plain")


ENTRY = HelpScreen
