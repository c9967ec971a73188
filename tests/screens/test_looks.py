"""How the screens look that everybody sees; `pytest --snapshot-update` after a change that is meant."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from kiosk.core.store import Store
from screens.app import KioskApp
from tests import scene
from tests.screens.visit import Visit

CARD = "12345678901234"
SIZES = [(80, 24), (100, 30)]
SCREENS = ["welcome", "home", "tariff", "card", "receipt"]
# The size, and the keys on the menu of meters.
METERS = {
    "form": ((80, 24), ("1", "4", "5", "0")),
    "airy": ((100, 30), ("1", "4", "4", "6")),
    "usage": ((80, 24), ("3",)),
}
# Keys on the balance screen.
MONEY = {"balance": (), "month": ("1",), "calendar": ("1", "7"), "why": ("1", "1"), "year": ("3",)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("looks") / "home"
    scene.make(home)
    return home


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Iterator[tuple[Path, Store]]:
    home = Path(shutil.copytree(made, tmp_path / "home"))
    with scene.opened(home) as store:
        yield home, store


async def go(visit: Visit, screen: str) -> None:
    """From the attract screen to this one; each further one lies on the way."""
    steps: dict[str, Callable[[], Any]] = {
        "welcome": visit.come,
        "home": lambda: visit.log_in("1001", "24681357"),
        "tariff": lambda: visit.press("3", "1", "enter"),
        "card": lambda: _typed(visit),
        "receipt": lambda: _paid(visit),
    }
    await visit.settled()
    for name, step in steps.items():
        await step()
        if name == screen:
            return


async def _typed(visit: Visit) -> None:
    visit.app.home()
    await visit.settled()
    await visit.press("1")
    await visit.type(CARD[:9])


async def _paid(visit: Visit) -> None:
    await visit.type(CARD[9:])
    await visit.press("enter", "enter")


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """All colours, wherever the tests run."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_looks(demo: tuple[Path, Store], snap_compare: Any, screen: str, size: tuple[int, int]) -> None:
    """Header, tiles, what if, field, receipt with its code, in Russian.

    EIR-24, VEL-40, ISP-27, VEL-59, VEL-68.
    """
    home, store = demo
    app = KioskApp(scene.settings(home, "ru"), store.operator, lambda: store)

    async def visit(pilot: Pilot[Any]) -> None:
        await go(Visit(app, pilot), screen)

    assert snap_compare(app, terminal_size=size, run_before=visit)


@pytest.mark.parametrize("screen", MONEY)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_money_looks(demo: tuple[Path, Store], snap_compare: Any, screen: str, size: tuple[int, int]) -> None:
    """Where it stands, a month as list and calendar, a fee in words, the year in bars (ISP-23, VEL-69)."""
    home, store = demo
    app = KioskApp(scene.settings(home, "ru"), store.operator, lambda: store)

    async def visit(pilot: Pilot[Any]) -> None:
        customer = Visit(app, pilot)
        await go(customer, "home")
        await customer.open("balance")
        await customer.press(*MONEY[screen])

    assert snap_compare(app, terminal_size=size, run_before=visit)


@pytest.mark.parametrize("screen", METERS)
def test_meters_look(demo: tuple[Path, Store], snap_compare: Any, screen: str) -> None:
    """The form with a good value and with one that breaks a rule, usage in bars (EIR-48, EIR-49)."""
    home, store = demo
    app = KioskApp(scene.settings(home, "en"), store.operator, lambda: store)
    size, keys = METERS[screen]

    async def visit(pilot: Pilot[Any]) -> None:
        customer = Visit(app, pilot)
        await go(customer, "home")
        await customer.open("meters")
        await customer.press(*keys)

    assert snap_compare(app, terminal_size=size, run_before=visit)
