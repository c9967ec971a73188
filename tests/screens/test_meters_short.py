"""The form of meters where room, the store or patience is short (EIR-48)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Event
from typing import Any

import pytest
from textual.widget import Widget

from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import Unavailable
from screens.meters.form import FormScreen
from screens.receipts import ReceiptScreen
from screens.widgets.choice import Act
from screens.widgets.field import Field
from tests import people
from tests.screens.meters import (
    accounted,
    clear,
    fill,
    meter,
    metered,
    open_form,
    values,
    verdicts,
)
from tests.screens.served import Counter, Served, served
from tests.screens.visit import clipped, visiting

Run = Callable[[], Any]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def counter(store: Store) -> Counter:
    return metered(store)


def hold(counter: Counter) -> Event:
    """Readings are not taken before this event is set."""
    opened = Event()

    def slowly(run: Run, case: str) -> Any:
        if case == "meters.submit":
            opened.wait(30)
        return run()

    counter.before = slowly
    return opened


async def test_enter_held_down_submits_once(settings: Settings, store: Store, counter: Counter) -> None:
    opened = hold(counter)
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await fill(customer, "127", "450")
        for _ in range(5):
            await customer.pilot.press("enter")
        await customer.pilot.press("escape")
        assert isinstance(customer.app.screen, FormScreen)
        opened.set()
        await customer.settled()
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert counter.asked.count("meters.submit") == 1


async def test_an_answer_after_the_end_shows_nothing(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """VEL-41: the visit is over, the receipt of a late answer is for nobody's eyes."""
    opened = hold(counter)
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await fill(customer, "127", "450")
        await customer.pilot.press("enter", "f10")
        opened.set()
        await customer.settled()
        assert [type(screen).__name__ for screen in customer.app.screen_stack] == ["AttractScreen"]


async def test_when_the_store_is_away_the_same_readings_can_be_submitted_again(
    settings: Settings, store: Store, counter: Counter
) -> None:
    def away(run: Run, case: str) -> Any:
        raise Unavailable

    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await fill(customer, "127", "450")
        operation = customer.app.screen.operation  # type: ignore[attr-defined]
        counter.before = away
        await customer.press("enter")
        assert "Nothing was written" in customer.seen()
        assert customer.app.screen.operation == operation  # type: ignore[attr-defined]
        counter.before = None
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)


async def test_what_changed_meanwhile_is_shown_at_its_meter(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """A bill came in while the form stood there: the form reads anew, what was typed stays."""
    contract = people.customer(store, "2002", code="c2")
    cold = meter(store, contract, "77")
    accounted(store, cold, date(2026, 10, 31), "100")
    async with served(settings, store, number="2002") as customer:
        await open_form(customer)
        await customer.type("110")
        accounted(store, cold, date(2026, 11, 20), "115")
        await customer.press("enter")
        assert "Cold water, meter 77: Less than the reading before: 115 of 20.11.2026." in customer.seen()
        assert "Accounted 115 m³ on 20.11.2026" in customer.seen()
        assert values(customer) == ["110"]
        assert verdicts(customer)[0].startswith("! Less than the reading before: 115")


def hidden(customer: Served, at: int) -> list[Widget]:
    """Of the meter's field and verdict, the message and the buttons, what is not wholly to be seen."""
    screen = customer.app.screen
    news = (screen.query_one("MessageLine"), *screen.query(Act))
    shown = (screen.query(Field)[at], screen.query("VerdictLine")[at], *news)
    return [widget for widget in shown if clipped(screen, widget)]


async def test_twelve_meters_at_the_smallest_size(settings: Settings, store: Store) -> None:
    """Enter leads through all; field, verdict, message and buttons stay in sight, beside keys, too."""
    contract = people.customer(store)
    for at in range(12):
        accounted(store, meter(store, contract, f"{at:02}"), date(2026, 10, 31), "100")
    async with served(settings, store) as customer:
        await open_form(customer)
        for at in range(12):
            await customer.type("105" if at != 2 else "99")
            assert not hidden(customer, at)
            await customer.press("enter")
        assert "Cold water, meter 02: Less than the reading before" in customer.seen()
        assert customer.app.focused is customer.app.screen.query(Field)[2]
        assert not hidden(customer, 2)
        customer.app.screen.query(Field).last().focus()
        await customer.settled()
        await clear(customer)
        await customer.type("99")
        await customer.press("f8")
        assert not hidden(customer, 11)


async def test_the_last_meter_stays_in_sight_under_news(settings: Settings, store: Store) -> None:
    """The message takes its rows from the list, not from the meter that it is about."""
    contract = people.customer(store)
    for at in range(4):
        accounted(store, meter(store, contract, f"{at:02}"), date(2026, 10, 31), "100")
    async with served(settings, store) as customer:
        await open_form(customer)
        await customer.press("enter", "enter", "enter")
        await customer.type("99")
        await customer.press("enter")
        assert "Cold water, meter 03: Less than" in customer.seen()
        assert not hidden(customer, 3)


async def test_fingers_have_a_key_for_the_point(settings: Settings, store: Store, counter: Counter) -> None:
    """Keys on the screen, one of them for the decimals; other fields have none."""
    async with visiting(settings, store) as visit:
        await visit.press("1")
        await visit.press("f8")
        assert [pad.key for pad in visit.app.screen.query("PadKey") if pad.display].count(",") == 0  # type: ignore[attr-defined]
        await visit.press("escape")
        await visit.log_in("1001")
        await open_form(visit)
        keys = {pad.key: pad for pad in visit.app.screen.query("PadKey")}  # type: ignore[attr-defined]
        for key in ("1", "2", "7", ",", "5", "5", "backspace", "enter"):
            assert not clipped(visit.app.screen, keys[key])
            await visit.pilot.click(keys[key])
            await visit.settled()
        assert values(visit) == ["127,5", ""]
        assert visit.app.focused is visit.app.screen.query(Field).last()


async def test_large_text_leaves_all_in_reach(settings: Settings, store: Store, counter: Counter) -> None:
    """ISP-29: the field that is filled in and the buttons are whole."""
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await customer.press("f4")
        await fill(customer, "127", "450")
        screen = customer.app.screen
        assert customer.app.focused
        assert not [w for w in (customer.app.focused, *screen.query(Act)) if clipped(screen, w)]
