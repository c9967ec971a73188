"""What if, the change of a tariff, and taking it back (ISP-27, ISP-28, VEL-34)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import OutcomeUnknown, Unavailable
from kiosk.tariffs.rules import ChangeRules, TariffRules
from screens.home import HomeScreen
from screens.receipts import ReceiptScreen
from screens.tariffs import TariffsScreen
from screens.tariffs.change import CancelScreen, ChangeScreen
from screens.tariffs.offers import OfferScreen
from screens.widgets.choice import Tile
from tests.conftest import Clock
from tests.profiles import tune
from tests.screens.served import Counter, served
from tests.screens.tariffs import offer, offered

Run = Callable[[], Any]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def counter(store: Store) -> Counter:
    return offered(store)


# -- what if -------------------------------------------------------------------------------------


async def what_if(customer: Any, digit: str = "1") -> None:
    """To the screen that says what a change would bring."""
    await customer.open("tariffs")
    await customer.press(digit, "enter")
    assert isinstance(customer.app.screen, ChangeScreen)


async def test_what_a_cheaper_tariff_would_bring(settings: Settings, store: Store, counter: Counter) -> None:
    """ISP-27, ISP-28, VEL-34: fee and why, from when, charged today, balance, monthly fee, days, way back."""
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        for words in (
            "Change tariff › “MIDDLE” to “SMALL”",
            "Fee of the change 10.00 BYN, a change to a cheaper tariff is paid",
            "Takes effect from 1 December 2026",
            "Charged today 10.00 BYN",
            "Balance after the change 27.10 BYN",
            "Fee a month then 15.00 BYN, now 25.00 BYN",
            "Money lasts until",
            "You can take the change back until the end of 30 November 2026.",
        ):
            assert words in customer.seen()


async def test_what_a_dearer_tariff_would_bring(settings: Settings, store: Store, counter: Counter) -> None:
    async with served(settings, store, counter) as customer:
        await what_if(customer, "3")
        for words in (
            "Fee of the change free of charge", "Takes effect from 23 November 2026", "Charged today nothing",
            "Balance after the change 37.10 BYN", "until the end of 22 November 2026",
        ):  # fmt: skip
            assert words in customer.seen()


async def test_no_is_first_and_on_back(settings: Settings, store: Store, counter: Counter) -> None:
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        assert next(iter(customer.app.screen.acts())).key == "Esc"
        await customer.press("backspace")
        assert isinstance(customer.app.screen, OfferScreen)
        assert "tariffs.change" not in counter.asked


async def test_change_receipt_and_the_day_it_begins(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """ISP-27, VEL-32: with a number pad alone; then the header has the new balance, the list the day."""
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "Balance 27.10 BYN" in customer.seen()
        assert counter.asked.count("tariffs.change") == 1

        await customer.press("enter")
        assert isinstance(customer.app.screen, HomeScreen)
        assert "27.10 BYN “MIDDLE”" in customer.seen()

        await customer.press("3")
        assert "Now: “MIDDLE”, 25.00 BYN a month" in customer.seen()
        assert "From 1 December 2026: “SMALL”, 15.00 BYN a month" in customer.seen()
        await customer.press("3")
        assert "… A change is ordered from 01.12.2026. Take it back first." in customer.seen()


async def test_a_change_that_holds_at_once(settings: Settings, store: Store, counter: Counter) -> None:
    """The header has the new tariff; there is no way back and the screen says so."""
    tune(store, TariffRules, up=ChangeRules("0", "now"))
    async with served(settings, store, counter) as customer:
        await what_if(customer, "3")
        assert "The change cannot be taken back." in customer.seen()
        await customer.press("enter", "enter")
        assert isinstance(customer.app.screen, HomeScreen)
        assert "“BIG”" in customer.seen()
        await customer.press("3")
        assert "Now: “BIG”, 35.00 BYN a month" in customer.seen()
        assert "Take the change back" not in customer.seen()


async def test_terms_that_changed_meanwhile_are_shown_first(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """Nobody agrees to what was not shown: the new terms come with a word about it, then Enter again."""
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        offer(store, "small", 1700, "10 Mbit/s")
        await customer.press("enter")
        assert isinstance(customer.app.screen, ChangeScreen)
        assert "Fee a month then 17.00 BYN, now 25.00 BYN" in customer.seen()
        assert customer.app.screen.query_one("#message").words
        assert "37.10 BYN" in customer.seen()
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert counter.asked.count("tariffs.change") == 2


@pytest.mark.parametrize("step", ["offer", "what if"])
async def test_a_tariff_closed_meanwhile_leads_back_with_the_reason(
    settings: Settings, store: Store, counter: Counter, step: str
) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        await customer.press("1")
        if step == "what if":
            await customer.press("enter")
        offer(store, "small", 1500, "10 Mbit/s", opened=False)
        await customer.press("enter")
        assert isinstance(customer.app.screen, TariffsScreen)
        assert "! This tariff is not offered any more. Choose another one." in customer.seen()
        assert "SMALL" not in customer.seen()


async def test_a_change_from_another_terminal_meanwhile(
    settings: Settings, store: Store, counter: Counter
) -> None:
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        async with served(replace(settings, terminal="2"), store) as elsewhere:
            await what_if(elsewhere, "3")
            await elsewhere.press("enter")
            assert isinstance(elsewhere.app.screen, ReceiptScreen)
        await customer.press("enter")
        assert isinstance(customer.app.screen, TariffsScreen)
        assert "! A change is ordered from 23.11.2026." in customer.seen()


async def test_enter_held_down_changes_once(settings: Settings, store: Store, counter: Counter) -> None:
    """The second press finds the button disarmed, whatever the store is doing."""
    opened = Event()

    def slowly(run: Run, case: str) -> Any:
        if case == "tariffs.change":
            opened.wait(30)
        return run()

    counter.before = slowly
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        for _ in range(5):
            await customer.pilot.press("enter")
        await customer.pilot.press("escape")
        assert isinstance(customer.app.screen, ChangeScreen)
        opened.set()
        await customer.settled()
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert counter.asked.count("tariffs.change") == 1


async def test_a_lost_answer_is_asked_for_under_the_same_operation(
    settings: Settings, store: Store, counter: Counter
) -> None:
    lost: list[str] = []

    def losing(run: Run, case: str) -> Any:
        result = run()
        if case == "tariffs.change" and not lost:
            lost.append(case)
            raise OutcomeUnknown
        return result

    counter.before = losing
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "Balance 27.10 BYN" in customer.seen()


async def test_when_the_store_is_away_the_same_change_can_be_asked_for_again(
    settings: Settings, store: Store, counter: Counter
) -> None:
    def away(run: Run, case: str) -> Any:
        raise Unavailable

    async with served(settings, store, counter) as customer:
        await what_if(customer)
        operation = customer.app.screen.operation
        counter.before = away
        await customer.press("enter")
        assert "Nothing was written" in customer.seen()
        assert customer.app.screen.operation == operation
        counter.before = None
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)


# -- taking back ---------------------------------------------------------------------------------


async def ordered(customer: Any) -> None:
    """A change to SMALL is pending, and the list is open again."""
    await what_if(customer)
    await customer.press("enter", "enter")
    await customer.open("tariffs")


async def test_a_pending_change_is_taken_back(settings: Settings, store: Store, counter: Counter) -> None:
    """The fee comes back, the tariff stays; the receipt says so, and the offers are free again."""
    async with served(settings, store, counter) as customer:
        await ordered(customer)
        assert "Your tariff will change" in customer.seen()
        assert "yours from 01.12.2026: 10 Mbit/s" in [tile.line for tile in customer.app.screen.query(Tile)]
        await customer.press("9")
        assert isinstance(customer.app.screen, CancelScreen)
        for words in (
            "Tariffs › take back the change to “SMALL”", "Your tariff stays “MIDDLE”, 25.00 BYN a month",
            "Comes back today 10.00 BYN", "Balance after it 37.10 BYN",
            "Possible until the end of 30 November 2026",
        ):  # fmt: skip
            assert words in customer.seen()
        assert next(iter(customer.app.screen.acts())).key == "Esc"

        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "OK Done, credited" in customer.seen()
        assert "Balance 37.10 BYN" in customer.seen()
        await customer.press("enter", "3")
        assert "From 1 December 2026" not in customer.seen()
        assert "Take the change back" not in customer.seen()


async def test_a_change_that_began_meanwhile_is_not_taken_back(
    settings: Settings, store: Store, counter: Counter, clock: Clock
) -> None:
    async with served(settings, store, counter) as customer:
        await ordered(customer)
        await customer.press("9")
        clock.advance(days=9)
        await customer.press("enter")
        assert isinstance(customer.app.screen, TariffsScreen)
        assert customer.app.screen.query_one("#message").tone == "bad"
        assert "Now: “SMALL”, 15.00 BYN a month" in customer.seen()


async def test_where_the_profile_lets_nothing_be_taken_back(
    settings: Settings, store: Store, counter: Counter
) -> None:
    tune(store, TariffRules, cancel=False)
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        assert "The change cannot be taken back." in customer.seen()
        await customer.press("enter", "enter")
        await customer.open("tariffs")
        await customer.press("9")
        assert isinstance(customer.app.screen, TariffsScreen)
        assert "… This change cannot be taken back." in customer.seen()
