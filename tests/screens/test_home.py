"""Home and settings: tiles that answer, reasons for what is off, settings that hold for the visit."""

from __future__ import annotations

from threading import Event

import pytest

from kiosk.core.settings import Settings
from kiosk.core.store import Store
from tests import people
from tests.conftest import Clock
from tests.screens.served import Counter
from tests.screens.visit import visiting

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_tiles_answer_and_open_by_their_digit(settings: Settings, store: Store) -> None:
    """VEL-40, EIR-24, ISP-20: one read for header and tiles; each tile opens what it names."""
    people.customer(store, balance=-1840)
    counter = Counter(store, [])
    async with visiting(settings, store, counter) as visit:
        await visit.log_in("1001")
        assert counter.asked.count("home.show") == 1
        assert "-18.40 BYN" in visit.seen()
        for number, screen in (("1", "CardScreen"), ("2", "BalanceScreen"), ("5", "PreferencesScreen")):
            await visit.press(number)
            assert visit.where() == screen
            await visit.press("escape")
        assert counter.asked.count("home.show") == 4


async def test_what_is_off_says_why(settings: Settings, store: Store) -> None:
    """Shown, not hidden; pressing it tells the reason in the message line, too, until something is chosen."""
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        assert "My receipts" in visit.seen()
        assert "none in the last 30 days" in visit.seen()
        await visit.press("4")
        assert visit.where() == "HomeScreen"
        told = "… My receipts: none in the last 30 days"
        assert told in visit.seen()
        await visit.press("5", "escape")
        assert told not in visit.seen()


async def test_arrows_and_enter(settings: Settings, store: Store) -> None:
    """The focus starts on the first tile and goes where the arrow points."""
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        assert visit.focus() == "open-cards"
        await visit.press("right")
        assert visit.focus() == "open-balance"
        await visit.press("down")
        assert visit.focus() == "open-receipts"
        await visit.press("down", "left", "enter")
        assert visit.where() == "PreferencesScreen"


async def test_settings_hold_for_this_visit(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ISP-29: each line says how it is now and changes it; the next visit starts anew."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        await visit.press("5", "4")
        assert visit.app.visit.look == "night"
        await visit.press("2")
        assert visit.app.screen.has_class("-large")
        await visit.press("2", "3", "1")
        assert visit.app.visit.hidden
        assert visit.app.visit.language == "ru"
        await visit.press("f10")
        assert visit.app.visit.manner() == ("en", False, False)
        assert visit.app.visit.look == "paper"


async def test_a_console_of_16_colours_has_no_looks_to_choose(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM", raising=False)
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        await visit.press("5", "4")
        assert "this terminal has 16 colours" in visit.seen()
        assert visit.app.visit.look == "paper"


async def test_staff_and_help_have_a_number(settings: Settings, store: Store) -> None:
    """VEL-21, VEL-41, EIR-14: whoever has only a number pad finds help, staff and the end."""
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        await visit.press("7")
        assert visit.where() == "HelpScreen"
        await visit.press("escape", "8")
        assert visit.where() == "CallScreen"
        await visit.press("escape", "9", "2")
        assert visit.where() == "AttractScreen"


async def test_reading_keeps_nobody_waiting(settings: Settings, store: Store) -> None:
    """While home is read again, which may take long, its tiles and the way out answer already."""
    people.customer(store)
    gate = Event()
    counter = Counter(store, [])
    async with visiting(settings, store, counter) as visit:
        await visit.log_in("1001")
        await visit.press("5")
        counter.before = lambda run, case: gate.wait(20) and run()
        await visit.pilot.press("escape")
        await visit.pilot.press("2")
        assert visit.where() == "BalanceScreen"
        await visit.pilot.press("escape", "9")
        assert visit.where() == "EndScreen"
        gate.set()
        await visit.settled()


async def test_home_is_drawn_again_only_when_it_says_something_else(
    settings: Settings, store: Store, clock: Clock
) -> None:
    """A finger that is on a button while home is read again does not lose it."""
    people.customer(store)
    async with visiting(settings, store) as visit:
        await visit.log_in("1001")
        button = visit.app.screen.query_one("#end")
        clock.advance(seconds=5)
        await visit.press("5", "escape")
        assert visit.where() == "HomeScreen"
        assert visit.app.screen.query_one("#end") is button
