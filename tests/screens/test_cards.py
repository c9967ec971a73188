"""Paying by express card, as the customer does it (VEL-59)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import OutcomeUnknown, Unavailable
from screens.cards import CardScreen, ConfirmScreen
from screens.home import HomeScreen
from screens.receipts import ReceiptScreen
from tests import people
from tests.screens.served import Counter, served

CODE, OTHER = "12345678901234", "23456789012345"
Run = Callable[[], Any]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def counter(store: Store) -> Counter:
    """A customer with 37.10 and two cards worth 10.00 each."""
    people.customer(store, balance=3710)
    people.cards(store, CODE, OTHER)
    return Counter(store, [])


async def test_type_check_confirm_receipt(settings: Settings, store: Store, counter: Counter) -> None:
    """With the keys of a number pad alone; the balance in the header follows at once."""
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.type(CODE)
        assert "1234 5678 9012 34" in customer.seen()
        assert "14 of 14 digits" in customer.seen()

        await customer.press("enter")
        assert isinstance(customer.app.screen, ConfirmScreen)
        for words in ("Card B1-0000001", "Value 10.00 BYN", "› contract 1001", "Balance after 47.10 BYN"):
            assert words in customer.seen()

        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "Balance 47.10 BYN" in customer.seen()

        await customer.press("enter")
        assert isinstance(customer.app.screen, HomeScreen)
        assert "47.10 BYN" in customer.seen()
        assert counter.asked.count("cards.redeem") == 1


async def test_no_is_first_and_on_back(settings: Settings, store: Store, counter: Counter) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter(CODE)
        await customer.press("enter")
        assert next(iter(customer.app.screen.acts())).key == "Esc"
        await customer.press("backspace")
        assert isinstance(customer.app.screen, CardScreen)
        assert customer.app.screen.field("code").value == CODE
        assert "cards.redeem" not in counter.asked


async def test_digits_are_counted_while_typed(settings: Settings, store: Store, counter: Counter) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.type("1234567890")
        assert "1234 5678 90__ __" in customer.seen()
        assert "10 of 14 digits" in customer.seen()
        await customer.press("backspace")
        assert "9 of 14 digits" in customer.seen()


async def test_a_pasted_code_arrives_as_keys(settings: Settings, store: Store, counter: Counter) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter("1234-5678 9012-34\n")
        assert customer.app.screen.query_one("#code").value == CODE


@pytest.mark.parametrize("typed", ["", "1234567890123", CODE + "5"])
async def test_wrong_form_is_said_at_once_and_not_counted(
    settings: Settings, store: Store, counter: Counter, typed: str
) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter(typed)
        await customer.press("enter")
        assert f"A card code has 14 digits; {len(typed)} are typed. Nothing was counted." in customer.seen()
        assert "cards.check" not in counter.asked


@pytest.mark.parametrize("sign", ["a", "٣", "３", "й"])
async def test_other_signs_are_refused_at_once(
    settings: Settings, store: Store, counter: Counter, sign: str
) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter("12")
        await customer.enter(sign)
        assert "Only digits belong here." in customer.seen()
        assert "2 of 14 digits" in customer.seen()


async def test_a_fifteenth_digit_is_refused_at_once(
    settings: Settings, store: Store, counter: Counter
) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter(CODE + "5")
        assert "A card code has 14 digits; 15 are typed. Nothing was counted." in customer.seen()
        assert "cards.check" not in counter.asked


async def test_a_wrong_card_tells_the_tries_left_and_keeps_the_digits(
    settings: Settings, store: Store, counter: Counter
) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter("99999999999999")
        await customer.press("enter")
        assert "This card cannot be used. Compare the digits. Wrong tries left: 4." in customer.seen()
        assert "9999 9999 9999 99" in customer.seen()
        await customer.press("backspace")
        assert "Wrong tries" not in customer.seen()


async def test_after_five_wrong_cards_the_wait_is_told(
    settings: Settings, store: Store, counter: Counter
) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter("99999999999999")
        await customer.press(*["enter"] * 6)
        assert "Cards for this contract are possible again in 15 minutes" in customer.seen()


async def test_a_card_used_by_this_customer_offers_its_receipt(
    settings: Settings, store: Store, counter: Counter
) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter(CODE)
        await customer.press("enter", "enter", "enter")
        await customer.open("cards")
        await customer.enter(CODE)
        await customer.press("enter")
        assert "You have used this card already" in customer.seen()
        assert "Enter Show receipt 1-000001" in customer.seen()

        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert customer.app.screen.receipt.number == "1-000001"

        await customer.press("enter", "backspace")
        assert "Enter Check" in customer.seen()


async def test_enter_held_down_pays_once(settings: Settings, store: Store, counter: Counter) -> None:
    """The second press finds the button disarmed, whatever the store is doing."""
    opened = Event()

    def slowly(run: Run, case: str) -> Any:
        if case == "cards.redeem":
            opened.wait(30)
        return run()

    counter.before = slowly
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter(CODE)
        await customer.press("enter")
        for _ in range(5):
            await customer.pilot.press("enter")
        await customer.pilot.press("escape")
        assert isinstance(customer.app.screen, ConfirmScreen)
        opened.set()
        await customer.settled()
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert counter.asked.count("cards.redeem") == 1


async def test_an_unknown_outcome_is_asked_for_and_never_called_failed(
    settings: Settings, store: Store, counter: Counter
) -> None:
    lost: list[str] = []
    opened = Event()

    def losing(run: Run, case: str) -> Any:
        if case != "cards.redeem":
            return run()
        if not lost:
            run()
            lost.append(case)
            raise OutcomeUnknown
        opened.wait(30)
        return run()

    counter.before = losing
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter(CODE)
        await customer.press("enter")
        await customer.pilot.press("enter")
        while counter.asked.count("cards.redeem") < 2:
            await customer.pilot.pause()
        assert "We are checking" in customer.seen()
        opened.set()
        await customer.settled()
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "47.10 BYN" in customer.seen()


async def test_when_the_store_is_away_the_same_payment_can_be_asked_for_again(
    settings: Settings, store: Store, counter: Counter
) -> None:
    def away(run: Run, case: str) -> Any:
        raise Unavailable

    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter(CODE)
        await customer.press("enter")
        operation = customer.app.screen.operation
        counter.before = away
        await customer.press("enter")
        assert "Nothing was written" in customer.seen()
        assert customer.app.screen.operation == operation
        counter.before = None
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)


async def test_a_card_used_meanwhile_elsewhere_leads_back_with_the_reason(
    settings: Settings, store: Store, counter: Counter
) -> None:
    people.customer(store, "1002")
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter(CODE)
        await customer.press("enter")
        async with served(replace(settings, terminal="2"), store, number="1002") as stranger:
            await stranger.open("cards")
            await stranger.enter(CODE)
            await stranger.press("enter", "enter")
            assert isinstance(stranger.app.screen, ReceiptScreen)
        await customer.press("enter")
        assert isinstance(customer.app.screen, CardScreen)
        assert "This card cannot be used." in customer.seen()


async def test_language_and_hidden_amounts_change_on_the_spot(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """F2 keeps what was typed; F3 shows dots for amounts (ISP-29)."""
    async with served(settings, store, counter) as customer:
        await customer.open("cards")
        await customer.enter(CODE)
        await customer.press("f2")
        assert customer.app.screen.field("code").value == CODE
        assert "14 " in customer.seen()
        await customer.press("f2", "enter", "f3")
        assert "Value ••• BYN" in customer.seen()
        assert "47.10" not in customer.seen()
        await customer.press("f4")
        assert customer.app.screen.query_one("#body").max_scroll_y == 0
