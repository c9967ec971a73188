"""Where the contract stands, the year, and why (VEL-33, VEL-42, VEL-50, VEL-51, EIR-37)."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.charging.cases import run as charge
from kiosk.contracts.rules import ContractStatus, Settlement
from kiosk.core.money import Money
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.payments.cases import reverse
from kiosk.payments.views import NewReversal
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import NewTariff
from screens.balance import BalanceScreen
from screens.balance.month import MonthScreen
from screens.balance.why import MovementScreen
from screens.balance.year import YearScreen
from screens.cards import CardScreen
from screens.payments import PaymentsScreen
from screens.widgets.choice import Tile
from tests import people
from tests.conftest import Clock
from tests.profiles import without
from tests.screens.money import lines, nothing_hangs_out, pay, subscriber
from tests.screens.served import served

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


# -- where it stands -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("balance", "words"),
    [(3710, "Debt OK none"), (0, "Debt OK none"), (-1240, "Debt ! 12.40 BYN")],
)
async def test_debt_or_none_in_words_with_a_sign(
    settings: Settings, store: Store, balance: int, words: str
) -> None:
    """VEL-51; as of when (VEL-33)."""
    people.customer(store, balance=balance)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert words in customer.seen()
        assert "as of 22.11.2026 15:00" in customer.seen()


async def test_status_and_settlement(settings: Settings, store: Store) -> None:
    """VEL-42."""
    people.customer(store, status=ContractStatus.SUSPENDED, payment=Settlement.POSTPAID)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "Status suspended, paid after use" in customer.seen()


async def test_how_long_the_money_lasts_and_what_to_pay(settings: Settings, store: Store) -> None:
    """VEL-50: 12 days of November at 1.00; 9 more and the 30.00 of December are lacking."""
    subscriber(store, 300)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "Paid until 24 November 2026, 2 days left" in customer.seen()
        assert "Top up at least 36.00 BYN to last until 31 December" in customer.seen()


async def test_nothing_to_pay(settings: Settings, store: Store) -> None:
    """VEL-50: enough until the end of the next month."""
    subscriber(store, 3900)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "Paid until 31 December 2026, 39 days left" in customer.seen()
        assert "Top up OK not needed now" in customer.seen()


async def test_suspended_for_debt_says_what_brings_the_service_back(settings: Settings, store: Store) -> None:
    """VEL-50: the run finds no money for the day and holds the contract."""
    subscriber(store, 50)
    store.run(people.job(), charge, None)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "Status suspended, paid in advance" in customer.seen()
        assert "To come back at least 0.50 BYN" in customer.seen()
        assert "Top up at least 38.50 BYN to last until 31 December" in customer.seen()


async def test_who_pays_after_use_is_paid_until_no_day(settings: Settings, store: Store) -> None:
    subscriber(store, -500, payment=Settlement.POSTPAID)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "Debt ! 5.00 BYN" in customer.seen()
        assert "Paid until" not in customer.seen()
        assert "Top up" not in customer.seen()


async def test_numbers_lead_on_and_back(settings: Settings, store: Store) -> None:
    """ISP-06: months, payments, the year, and a card, each by its digit."""
    people.customer(store)
    async with served(settings, store) as customer:
        await customer.open("balance")
        for digit, kind in (("1", MonthScreen), ("2", PaymentsScreen), ("3", YearScreen), ("4", CardScreen)):
            await customer.press(digit)
            assert isinstance(customer.app.screen, kind)
            await customer.press("escape")
            assert isinstance(customer.app.screen, BalanceScreen)


async def test_no_card_where_the_profile_has_none(settings: Settings, store: Store) -> None:
    people.customer(store)
    store.operator = without(store.operator, "cards")
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert [tile.number for tile in customer.app.screen.query(Tile)] == ["1", "2", "3"]
        assert nothing_hangs_out(customer)


async def test_shown_again_it_asks_again(settings: Settings, store: Store) -> None:
    """VEL-33: what was paid meanwhile is there when the customer comes back, in the header as well."""
    contract = people.customer(store)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("2")
        pay(store, contract, "K-1", 22)
        await customer.press("escape")
        assert "Balance 10.00 BYN" in customer.seen()
        assert customer.cells()[0].text.rstrip().endswith("10.00\u00a0BYN")
        assert "last movement 22.11: +10.00 BYN" in customer.seen()


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)], ids=str)
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_every_screen_fits(
    settings: Settings, store: Store, size: tuple[int, int], language: str
) -> None:
    """A number pad turns pages; it cannot scroll. November 2026 has six weeks; large text (ISP-29)."""
    contract = subscriber(store, 300)
    store.run(people.job(), charge, None)
    for day in range(1, 16):
        pay(store, contract, f"K-{day}", day)
    async with served(settings, store, size=size, language=language) as customer:
        for _ in ("normal", "large"):
            for screen, *keys in (
                (BalanceScreen(),),
                (MonthScreen(date(2026, 11, 22)), "9", "1", "escape", "7", "0", "2"),
                (YearScreen(),),
                (PaymentsScreen(), "0", "5", "1"),
            ):
                customer.app.push_screen(screen)
                await customer.settled()
                assert nothing_hangs_out(customer)
                for key in keys:
                    await customer.press(key)
                    assert nothing_hangs_out(customer), key
            await customer.press("f4")


@pytest.mark.parametrize("pressed", ["f3", "f4", "f2"])
async def test_hidden_large_other_language_on_the_spot(
    settings: Settings, store: Store, pressed: str
) -> None:
    """ISP-29: the same screen, the same month as a calendar, at once."""
    contract = people.customer(store, balance=3710)
    pay(store, contract, "K-1", 5, month=10)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1", "7", "0", "2", pressed)
        assert ("•••" in customer.seen()) == (pressed == "f3")
        assert ("Октябрь 2026" if pressed == "f2" else "October 2026") in customer.seen()
        assert not lines(customer)
        await customer.press("7")
        assert len(lines(customer)) == 1


# -- why -----------------------------------------------------------------------------------------


async def test_each_line_opens_its_reason(settings: Settings, store: Store) -> None:
    """Why, who, where, when."""
    contract = people.customer(store)
    pay(store, contract, "K-17")
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1", "1")
        assert isinstance(customer.app.screen, MovementScreen)
        for words in ("K-17", "+10.00 BYN", "Dated 1 November 2026", "15:00, automatic, terminal 3"):
            assert words in customer.seen()
        assert "How it was computed" not in customer.seen()
        await customer.press("escape")
        assert isinstance(customer.app.screen, MonthScreen)


async def test_a_fee_tells_its_days_its_rate_and_its_tariff(
    settings: Settings, store: Store, clock: Clock
) -> None:
    """ISP-25: missed days in one entry; a fee that changed meanwhile gives two parts."""
    subscriber(store, 9000)
    dearer = NewTariff("home20", {"en": "Home 20"}, Money(6000), date(2026, 11, 24))
    store.run(people.job(), define, dearer)
    clock.advance(days=3)
    store.run(people.job(), charge, None)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1", "1")
        assert "2 days of 30.00 BYN a month, 22.11–23.11.2026, “Home 20” 2.00 BYN" in customer.seen()
        assert "2 days of 60.00 BYN a month, 24.11–25.11.2026, “Home 20” 4.00 BYN" in customer.seen()
        assert "the days of a month sum exactly to the fee" in customer.seen()
        await customer.press("f2")
        assert "30,00 BYN" in customer.seen()
        await customer.press("f3")
        assert "30,00" not in customer.seen()


async def test_many_parts_come_page_by_page(settings: Settings, store: Store, clock: Clock) -> None:
    """A number pad cannot scroll."""
    subscriber(store, 900000)
    for day in range(23, 30):
        fee = NewTariff("home20", {"en": "Home 20"}, Money(3000 + 300 * day), date(2026, 11, day))
        store.run(people.job(), define, fee)
    clock.advance(days=8)
    store.run(people.job(), charge, None)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1", "1")
        assert nothing_hangs_out(customer)
        assert "1 day of 30.00 BYN a month, 22.11.2026, “Home 20”" in customer.seen()
        while "More" in customer.seen():
            await customer.press("9")
            assert nothing_hangs_out(customer)
        assert "2 days of 117.00 BYN a month, 29.11–30.11.2026, “Home 20”" in customer.seen()
        await customer.press("8")
        assert "More" in customer.seen()


async def test_a_reversal_and_what_it_takes_back_are_linked(settings: Settings, store: Store) -> None:
    """EIR-37, from both ends."""
    contract = people.customer(store)
    payment = pay(store, contract, "K-1")
    reversal = NewReversal("R-1", date(2026, 11, 5))
    store.run(people.job(), reverse, contract, payment.operation, reversal)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1")
        assert "(taken back) Payment: cash, K-1" in customer.seen()
        await customer.press("1", "f4")
        assert "Takes an earlier entry back. 1 November 2026: +10.00 BYN" in customer.seen()
        assert nothing_hangs_out(customer)
        await customer.press("f4")
        await customer.press("escape", "2")
        assert "Taken back later by an entry of its own. 5 November 2026: -10.00 BYN" in customer.seen()


# -- the year ------------------------------------------------------------------------------------


async def test_the_year_in_bars(settings: Settings, store: Store) -> None:
    """VEL-69, ISP-06: thirteen months with their amounts; hidden ones are not told by a bar's length."""
    contract = people.customer(store)
    for month in (9, 10, 10):
        pay(store, contract, f"K-{month}-{people.operation()}", 5, month)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("3")
        bars = {
            strip.text.split()[0]: strip.text.count("▄") for strip in customer.cells() if " 202" in strip.text
        }
        assert bars["October"] == 2 * bars["September"] > 0 == bars["November"]
        assert "October 2026 0.00 20.00" in customer.seen()
        assert "November 2025" in customer.seen()
        await customer.press("f3")
        assert "▄" not in customer.seen()
        assert "20.00" not in customer.seen()
