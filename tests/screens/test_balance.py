"""Where the contract stands, its months, the year, and why (VEL-33, VEL-42, VEL-50, VEL-51, EIR-37)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kiosk.charging.cases import run as charge
from kiosk.contracts.rules import ContractStatus, Settlement
from kiosk.core.money import Money
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import ContractId, Unavailable
from kiosk.payments.cases import accept, reverse
from kiosk.payments.views import Method, NewPayment, NewReversal, Payment
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import NewTariff
from screens.balance import BalanceScreen
from screens.balance.month import MonthScreen, MonthsScreen
from screens.balance.movements import MovementsScreen
from screens.balance.why import MovementScreen
from screens.balance.year import YearScreen
from screens.cards import CardScreen
from screens.payments import PaymentsScreen
from screens.widgets.choice import Tile
from screens.widgets.table import LineChoice
from tests import people
from tests.conftest import Clock
from tests.profiles import without
from tests.screens.served import Counter, Served, served
from tests.screens.visit import clipped

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def pay(store: Store, contract: ContractId, reference: str, day: int = 1, month: int = 11) -> Payment:
    new = NewPayment(Money(1000), Method.CASH, reference, date(2026, month, day))
    return store.run(people.job("3"), accept, contract, new)


def subscriber(store: Store, balance: int, **more: object) -> ContractId:
    """A customer of 30.00 a month, so that a day of November is 1.00; charged until yesterday."""
    fee = NewTariff("home20", {"en": "Home 20", "ru": "Домашний 20"}, Money(3000), date(2026, 1, 1))
    store.run(people.job(), define, fee)
    through = date(2026, 11, 21)
    return people.customer(store, balance=balance, tariff="home20", charged_through=through, **more)


def lines(customer: Served) -> list[tuple[str, ...]]:
    """The cells of the numbered lines."""
    return [choice.line.cells for choice in customer.app.screen.query(LineChoice)]


def nothing_hangs_out(customer: Served) -> bool:
    """Whether all that can be pressed is wholly there, and nothing must be scrolled to."""
    screen = customer.app.screen
    return screen.query_one("#body").max_scroll_y == 0 and not any(
        clipped(screen, widget) for widget in screen.query("Act, Tile, LineChoice, Footer")
    )


# -- where it stands -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("balance", "words"),
    [(3710, "Debt OK none"), (0, "Debt OK none"), (-1240, "Debt ! 12.40 BYN to pay")],
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
        assert "To pay at least 36.00 BYN to be served until 31 December" in customer.seen()


async def test_nothing_to_pay(settings: Settings, store: Store) -> None:
    """VEL-50: enough until the end of the next month."""
    subscriber(store, 3900)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "Paid until 31 December 2026, 39 days left" in customer.seen()
        assert "To pay OK nothing now" in customer.seen()


async def test_suspended_for_debt_says_what_brings_the_service_back(settings: Settings, store: Store) -> None:
    """VEL-50: the run finds no money for the day and holds the contract."""
    subscriber(store, 50)
    store.run(people.job(), charge, None)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "Status suspended, paid in advance" in customer.seen()
        assert "Paid until 21 November 2026 To pay" in customer.seen()
        assert "at least 38.50 BYN: the service comes back, until 31 December" in customer.seen()


async def test_who_pays_after_use_is_paid_until_no_day(settings: Settings, store: Store) -> None:
    subscriber(store, -500, payment=Settlement.POSTPAID)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "Debt ! 5.00 BYN to pay" in customer.seen()
        assert "Paid until" not in customer.seen()
        assert "To pay" not in customer.seen()


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
        assert "last: 22.11, +10.00 BYN" in customer.seen()


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)], ids=str)
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_every_screen_fits(
    settings: Settings, store: Store, size: tuple[int, int], language: str
) -> None:
    """A number pad turns pages; it cannot scroll. November 2026 has six weeks; large text (ISP-29)."""
    contract = subscriber(store, 300)
    store.run(people.job(), charge, None)
    for day in range(1, 9):
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


# -- a month -------------------------------------------------------------------------------------


async def test_a_month_states_its_start_its_sums_and_its_end(settings: Settings, store: Store) -> None:
    """ISP-22; ISP-24: charged in all; each movement in a line (ISP-05)."""
    contract = subscriber(store, 3000, balance_on=date(2026, 10, 31))
    pay(store, contract, "K-1", 20)
    store.run(people.job(), charge, None)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1")
        assert "November 2026" in customer.seen()
        assert "At the start Charged in all Paid At the end" in customer.seen()
        assert "30.00 BYN 1.00 BYN 10.00 BYN 39.00 BYN" in customer.seen()
        assert [(cells[0], cells[-1].replace("\u00a0", " ")) for cells in lines(customer)] == [
            ("22.11", "-1.00 BYN"),
            ("20.11", "+10.00 BYN"),
        ]


async def test_what_is_neither_charge_nor_payment_is_told_too(settings: Settings, store: Store) -> None:
    """ISP-22: the sums lead from the start to the end of the month."""
    contract = people.customer(store)
    payment = pay(store, contract, "K-1")
    store.run(people.job(), reverse, contract, payment.operation, NewReversal("R-1", date(2026, 11, 5)))
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1")
        assert "Paid Other At the end 0.00 BYN 0.00 BYN 10.00 BYN -10.00 BYN 0.00 BYN" in customer.seen()


async def test_movements_come_page_by_page(settings: Settings, store: Store) -> None:
    """Six a page, never a widget per row beyond it; the store is asked for what is missing."""
    contract = people.customer(store)
    for number in range(1, 21):
        pay(store, contract, f"K-{number:02d}", number)
    async with served(settings, store) as customer:
        await customer.open("balance")
        seen = []
        for keys in (["1"], ["9"], ["9"], ["9"]):
            await customer.press(*keys)
            assert len(lines(customer)) <= 6
            seen += [cells[1] for cells in lines(customer)]
        assert [line[-4:] for line in seen] == [f"K-{n:02d}" for n in range(20, 0, -1)]
        await customer.press("8", "8", "8")
        assert "K-20" in customer.seen()


async def test_the_current_month_and_six_before_it(settings: Settings, store: Store) -> None:
    """VEL-69: each says what was charged and paid, and opens; all movements come after them (VEL-48)."""
    contract = people.customer(store, balance=3710)
    for month in range(1, 12):
        pay(store, contract, f"K-{month:02d}", 5, month)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1", "0")
        titles = [tile.title for tile in customer.app.screen.query(Tile)]
        assert (titles[0], titles[6], titles[7]) == ("November 2026", "May 2026", "All movements")
        assert "charged 0.00, paid 10.00" in customer.seen()
        await customer.press("3")
        assert isinstance(customer.app.screen, MonthScreen)
        assert "September 2026" in customer.seen()
        assert [cells[0] for cells in lines(customer)] == ["05.09"]
        await customer.press("0", "8")
        assert type(customer.app.screen) is MovementsScreen
        await customer.press("9")
        assert lines(customer)[-1][0] == "05.01.2026"
        await customer.press("escape")
        assert isinstance(customer.app.screen, MonthsScreen)


async def test_a_month_that_cannot_be_read_leaves_the_other_as_it_is(
    settings: Settings, store: Store
) -> None:
    """It says so, and its pages go on with the month that is shown."""
    contract = people.customer(store)
    for number in range(1, 15):
        pay(store, contract, f"K-{number:02d}", number)

    def unless_october(run: Callable[[], object], case: str) -> object:
        found = run()
        if case == "balance.month" and found.total.first.month == 10:  # type: ignore[attr-defined]
            raise Unavailable
        return found

    async with served(settings, store, Counter(store, [], unless_october)) as customer:
        await customer.open("balance")
        await customer.press("1", "0", "2")
        assert "Service is not available right now." in customer.seen()
        await customer.press("9", "9")
        assert "November 2026" in customer.seen()
        assert [cells[0] for cells in lines(customer)] == ["02.11", "01.11"]


async def test_nothing_moved_yet(settings: Settings, store: Store) -> None:
    people.customer(store)
    async with served(settings, store) as customer:
        await customer.open("balance")
        assert "No movements yet." in customer.seen()
        await customer.press("1")
        assert "No movements in this month." in customer.seen()


# -- the calendar --------------------------------------------------------------------------------


def row(customer: Served, start: str) -> list[str]:
    """The line of the calendar that starts with these words, and the one under it, without blanks."""
    texts = [strip.text.strip() for strip in customer.cells()]
    at = next(at for at, text in enumerate(texts) if text.startswith(start))
    return [" ".join(text.split()) for text in texts[at : at + 2]]


async def test_the_month_as_a_calendar(settings: Settings, store: Store) -> None:
    """ISP-23: week numbers, weekdays, in each day what went and what came; today without colour."""
    contract = subscriber(store, 3000)
    pay(store, contract, "K-1", 20)
    store.run(people.job(), charge, None)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1", "7")
        assert "November 2026, amounts in BYN" in customer.seen()
        assert row(customer, "Mon")[0] == "Mon Tue Wed Thu Fri Sat Sun"
        assert row(customer, "44")[0] == "44 1"
        assert row(customer, "47") == ["47 16 17 18 19 20 +10.00 21 [22]", "-1.00"]
        assert row(customer, "49")[0] == "49 30"
        await customer.press("7")
        assert len(lines(customer)) == 2


async def test_weekdays_in_the_customers_language(settings: Settings, store: Store) -> None:
    people.customer(store)
    async with served(settings, store, language="ru") as customer:
        await customer.open("balance")
        await customer.press("1", "7")
        assert row(customer, "пн")[0] == "пн вт ср чт пт сб вс"


async def test_amounts_that_do_not_fit_say_that_they_are_rounded(settings: Settings, store: Store) -> None:
    """Beside its day there are six cells; an amount is never cut off."""
    contract = people.customer(store)
    new = NewPayment(Money(12345678), Method.CASH, "K-1", date(2026, 11, 20))
    store.run(people.job(), accept, contract, new)
    async with served(settings, store) as customer:
        await customer.open("balance")
        await customer.press("1", "7")
        assert row(customer, "47")[0] == "47 16 17 18 19 20 ≈+123k 21 [22]"
        await customer.press("f3")
        assert row(customer, "47")[0] == "47 16 17 18 19 20 ••• 21 [22]"


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
