"""Home: who is served, and numbered tiles that already answer (VEL-40, ISP-20, EIR-24)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import Sentence, mark
from kiosk.core.tile import Tile
from kiosk.home.views import HOME, Home
from screens.base import WAIT, reading
from screens.commands import Command, label
from screens.menu import Item, MenuScreen
from screens.widgets.choice import Act


class HomeScreen(MenuScreen):
    """One read asks header and tiles in one snapshot; shown again, it asks again."""

    CSS_PATH = "../styles/home.tcss"
    about = mark("Press the digit of what you want to do. Each line already says how things stand.")

    def __init__(self) -> None:
        super().__init__()
        self.home: Home | None = None

    def heading(self) -> str:
        return self.words("What would you like to do? Press a digit") if self.home else self.words(WAIT)

    def above(self) -> Sequence[Widget]:
        return [Static(self._last_login(), id="last-login", classes="muted", markup=False)]

    def items(self) -> Sequence[Item]:
        if self.home is None:
            return ()
        tiles = [self._tile(tile) for tile in self.home.tiles]
        return [*tiles, *(self._item(command) for command in self.offered() if command.place == "home")]

    def _tile(self, tile: Tile) -> Item:
        title, line = self.words(tile.title), self.words(tile.line)
        off = "" if tile.open else f"{title}: {line}"
        return Item(f"open-{tile.module}", title, line, partial(self.kiosk.open, tile.module), off=off)

    def _item(self, command: Command) -> Item:
        title = label(command, self.words, self.visit)
        about = self.words(command.about)
        return Item(f"open-{command.id}", title, about, partial(self.run_action, command.id))

    def acts(self) -> Iterable[Act]:
        yield from self.turn_act()
        yield Act("9", self.words("End the visit"), self.action_back, id="end")

    def on_mount(self) -> None:
        entry = self.visit.entry
        if entry and entry.warn_days is not None:
            self.warn(entry.warn_days)

    def warn(self, days: int) -> None:
        """The password gets old (VEL-15)."""
        self.say(
            "think",
            Sentence(
                "Your password must be changed within {count} day: see Settings.",
                {"count": days},
                "Your password must be changed within {count} days: see Settings.",
            ),
        )

    def on_screen_resume(self) -> None:
        self.load()

    @reading
    async def load(self) -> None:
        home = await self.ask(HOME, self.contract)
        if self._told(home) != self._told(self.home) or self.visit.header is None:
            self.home, self.visit.header = home, home.header
            await self.show()

    def _told(self, home: Home | None) -> object:
        """What a customer reads of it: a tile may name the moment, but only by the minute."""
        return home and (home.header, [(tile.module, self.words(tile.line)) for tile in home.tiles])

    def action_back(self) -> None:
        self.kiosk.open("end")

    def _last_login(self) -> str:
        """When and where this login was used before: a stranger's use would be seen (VEL-44)."""
        entry = self.visit.entry
        if entry is None or entry.last_at is None:
            return self.words("You are here for the first time.")
        return self.words(
            "Last login: {at:moment}, terminal {terminal}", at=entry.last_at, terminal=entry.last_terminal
        )


ENTRY = HomeScreen
