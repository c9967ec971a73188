"""`make screenshots`: every screen of the demo as a picture in docs/pictures, always the same.

Three sizes in Russian, and in English the picture of the README. A rerun changes nothing but what the
screens themselves changed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

from textual.strip import Strip

from kiosk.core.store import Store
from screens.idle import CountdownScreen
from tests import picture, scene
from tests.screens.visit import Visit, visiting

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SIZES = ((80, 24), (100, 30), (160, 45))
README = ("welcome", "home", "receipt")
CARD = "12345678901234"

TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}  # what the screens choose their colours by

Stops = AsyncIterator[str]


async def tour(visit: Visit) -> Stops:
    """Past every screen; yields its name when it is shown."""
    yield "attract"
    await visit.come()
    yield "welcome"
    async for name in _strangers(visit):
        yield name
    await visit.log_in("1001", "24681357")
    yield "home"
    async for name in _tariffs(visit):
        yield name
    async for name in _customers(visit):
        yield name
    await visit.press("f10")
    async for name in _others(visit):
        yield name


async def _strangers(visit: Visit) -> Stops:
    """What nobody has to log in for."""
    for digit, name in (("3", "contacts"), ("4", "no-password"), ("7", "help"), ("5", "prices")):
        await visit.press(digit)
        yield name
        await visit.press("escape")
    await visit.press("5", "0")
    yield "rates"
    await visit.press("escape", "escape", "enter")
    yield "login"
    await visit.type("1001")
    await visit.press("enter")
    await visit.type("1234")
    await visit.press("enter")
    yield "login-refused"
    await visit.press("escape")
    await visit.press("2", "f8")
    yield "login-phone-touch"
    await visit.press("f8", "escape")


async def _tariffs(visit: Visit) -> Stops:
    """Up to what a change would bring; nothing is changed."""
    await visit.press("3")
    yield "tariffs"
    await visit.press("1")
    yield "tariff"
    await visit.press("enter")
    yield "tariff-change"
    await visit.press("escape", "escape", "escape")


async def _customers(visit: Visit) -> Stops:
    """Home and what its tiles open."""
    await visit.press("2")
    yield "balance"
    async for name in _months(visit):
        yield name
    await visit.press("2")
    yield "payments"
    await visit.press("0")
    yield "payments-period"
    visit.app.home()
    await visit.settled()
    await visit.press("1")
    await visit.type(CARD[:9])
    yield "card"
    await visit.type(CARD[9:])
    await visit.press("enter")
    yield "confirm"
    await visit.press("enter")
    yield "receipt"
    await visit.press("enter", "4")
    yield "receipts"
    await visit.press("escape", "1")
    await visit.type(CARD)
    await visit.press("enter")
    yield "card-refused"
    await visit.press("escape", "5")
    yield "preferences"
    await visit.press("escape", "f4")
    yield "home-large"
    await visit.press("f4", "f9")
    yield "call"
    await visit.press("escape", "9")
    yield "end"
    visit.app.push_screen(CountdownScreen(30))
    await visit.settled()
    yield "countdown"
    visit.app.pop_screen()


async def _others(visit: Visit) -> Stops:
    """A change that waits for its day; customers who see something else first."""
    await visit.come()
    await visit.log_in("1001", "24681357")
    await visit.press("3", "1", "enter", "enter", "enter", "3")
    yield "tariff-pending"
    await visit.press("9")
    yield "tariff-cancel"
    await visit.press("f10")
    await visit.come()
    await visit.log_in("1003", "11223344")
    yield "password"
    await visit.press("f10")
    await visit.come()
    await visit.log_in("1002", "97531864")
    yield "contracts"
    await visit.press("2")
    yield "home-of-two"


async def _months(visit: Visit) -> Stops:
    """From the balance through a month and the year, and back."""
    await visit.press("1")
    yield "month"
    await visit.press("1")
    yield "movement"
    await visit.press("escape", "0")
    yield "months"
    await visit.press("2", "7")
    yield "calendar"
    await visit.press("escape", "3")
    yield "year"
    await visit.press("escape")


@contextmanager
def stage(made: Path) -> Iterator[tuple[Path, Store]]:
    """A copy of the demo that this tour may change."""
    with tempfile.TemporaryDirectory(prefix="kiosk-pictures-") as folder:
        home = Path(shutil.copytree(made, Path(folder) / "home"))
        with scene.opened(home) as store:
            yield home, store


async def shown(made: Path, language: str, size: tuple[int, int]) -> dict[str, list[Strip]]:
    """Every screen by name, as the compositor sends it."""
    with stage(made) as (home, store):
        here = scene.settings(home, language)
        async with visiting(here, store, language=language, size=size, awake=False) as visit:
            return {name: visit.cells() async for name in tour(visit)}


def main() -> None:
    os.environ |= TERMINAL
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kiosk-pictures-") as folder:
        made = Path(folder) / "demo"
        scene.make(made)
        for old in PICTURES.glob("*.png"):
            old.unlink()
        for columns, rows in SIZES:
            for name, strips in asyncio.run(shown(made, "ru", (columns, rows))).items():
                _write(f"{columns}x{rows}-{name}", picture.svg(strips))
        english = asyncio.run(shown(made, "en", (80, 24)))
        _write("three-screens", picture.side_by_side([english[name] for name in README]))


def _write(name: str, svg: str) -> None:
    (PICTURES / f"{name}.png").write_bytes(picture.png(svg))


if __name__ == "__main__":
    sys.exit(main())
