"""A whole visit from the attract screen on, told as a person would tell it, over the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from textual.errors import NoWidget
from textual.screen import Screen
from textual.widget import Widget

from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from screens.app import KioskApp
from screens.asking import Service
from screens.menu import MenuScreen
from screens.widgets.choice import Choice
from tests import people
from tests.screens.served import Counter, Served


class Visit(Served):
    """What a person does at the terminal and reads on it."""

    async def come(self) -> None:
        """Any key wakes the terminal."""
        await self.press("space")

    async def log_in(self, number: str, password: str = people.PASSWORD, press_enter: bool = True) -> None:
        """By contract number, from the first menu."""
        await self.press("enter")
        await self.type(number)
        await self.press("enter")
        await self.type(password)
        if press_enter:
            await self.press("enter")

    async def click(self, selector: str) -> None:
        """Mouse or finger."""
        await self.pilot.click(selector)
        await self.settled()

    def choices(self) -> list[str]:
        """The ids of what can be pressed here, also on further pages of a menu."""
        screen = self.app.screen
        items = screen.items() if isinstance(screen, MenuScreen) else ()
        return [each.id for each in (*items, *screen.query(Choice)) if each.id and not each.off]

    async def choose(self, id: str) -> bool:
        """Press what has this id, as a finger would, on whichever page it is; False: it is not offered."""
        if id not in self.choices():
            return False
        while not (found := self.app.screen.query(f"#{id}")):
            await self.choose("more")
        found.first(Choice).press()
        await self.settled()
        return True

    def focus(self) -> str:
        """The id of what has the focus."""
        return (self.app.focused.id or "") if self.app.focused else ""

    def where(self) -> str:
        """The name of the screen."""
        return type(self.app.screen).__name__

    def keys(self) -> list[str]:
        """The keys that do something here."""
        return sorted(self.app.screen.active_bindings)

    def outside(self) -> list[Widget]:
        """Things to press or to type in that are not wholly on the screen."""
        screen = self.app.screen
        pressed = screen.query("Act, Tile, Field, LineChoice, PadKey, Header, Footer")
        return [widget for widget in pressed if displayed(widget) and clipped(screen, widget)]


def displayed(widget: Widget) -> bool:
    """Whether it and all that it is in are meant to be seen."""
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))


def clipped(screen: Screen[object], widget: Widget) -> bool:
    """Whether a part of it cannot be seen."""
    try:
        place = screen.find_widget(widget)
    except NoWidget:
        return True
    return place.visible_region != place.region or place.region not in screen.region


@asynccontextmanager
async def visiting(
    settings: Settings, store: Store, service: Service | None = None, *, language: str = "en",
    size: tuple[int, int] = (80, 24), operator: Operator | None = None, awake: bool = True,
) -> AsyncIterator[Visit]:  # fmt: skip
    """A person in front of the terminal."""
    here = replace(settings, language=language)
    app = KioskApp(here, operator or store.operator, lambda: service or Counter(store, []))
    async with app.run_test(size=size) as pilot:
        visit = Visit(app, pilot)
        await visit.settled()
        if awake:
            await visit.come()
        yield visit
