"""A customer who is logged in already and looks at one screen, over the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip

from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.home.views import HOME
from screens.app import KioskApp
from screens.asking import Service
from tests import people


class Served:
    """What this customer does and sees."""

    def __init__(self, app: KioskApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    async def settled(self) -> None:
        """Until no screen asks any more and everything is drawn."""
        await self.pilot.pause()
        while any(not worker.is_finished for worker in self.app.workers):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Keys, each with its outcome."""
        for key in keys:
            await self.pilot.press(key)
            await self.settled()

    async def type(self, text: str) -> None:
        """Sign by sign, as fast as a person never is: none waits for what the one before it does."""
        driver = self.app._driver
        assert driver is not None
        for sign in text:
            key = events.Key(sign if sign.isalnum() else _character_to_key(sign), sign)
            key.set_sender(self.app)
            driver.send_message(key)
        await self.settled()

    async def enter(self, text: str) -> None:
        """Put text into the field as a scanner does: all at once."""
        self.app.post_message(events.Paste(text))
        await self.settled()

    async def open(self, name: str) -> None:
        """Choose what home would open."""
        self.app.open(name)
        await self.settled()

    def cells(self) -> list[Strip]:
        """What the compositor sends to the terminal."""
        return self.app.screen._compositor.render_strips()

    def seen(self) -> str:
        """The words on the screen, line ends and runs of blanks as one blank."""
        return " ".join("\n".join(strip.text for strip in self.cells()).replace("\u00a0", " ").split())


@dataclass
class Counter:
    """The real store, which also tells what was asked of it. `before` may fail or wait in its place."""

    store: Store
    asked: list[str]
    before: Any = None

    def run(self, by: Any, case: str, /, *args: Any) -> Any:
        self.asked.append(case)
        if self.before:
            return self.before(lambda: self.store.run(by, case, *args), case)
        return self.store.run(by, case, *args)

    def close(self) -> None:
        """The fixture closes the store."""


@asynccontextmanager
async def served(
    settings: Settings, store: Store, service: Service | None = None, *, number: str = "1001",
    language: str = "en", size: tuple[int, int] = (80, 24),
) -> AsyncIterator[Served]:  # fmt: skip
    """The customer of contract `number`, after the login, at home."""
    entry = people.enter(store, number, terminal=settings.terminal)
    app = KioskApp(settings, store.operator, lambda: service or Counter(store, []))
    async with app.run_test(size=size) as pilot:
        customer = Served(app, pilot)
        app.idle.start()
        app.visit.entry = entry
        app.visit.choose(entry.contracts[0])
        app.speak(language)
        app.visit.header = store.run(
            people.owner(entry, settings.terminal), HOME.name, entry.contracts[0].contract
        ).header
        await customer.open("home")
        yield customer
