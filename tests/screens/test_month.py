"""One month, line by line and as a calendar (ISP-22, ISP-23, ISP-24, VEL-48, VEL-69)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kiosk.charging.cases import run as charge
from kiosk.core.money import Money
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import Unavailable
from kiosk.payments.cases import accept, reverse
from kiosk.payments.views import Method, NewPayment, NewReversal
from screens.balance.month import MonthScreen, MonthsScreen
from screens.balance.movements import MovementsScreen
from screens.widgets.choice import Tile
from tests import people
from tests.screens.money import lines, pay, subscriber
from tests.screens.served import Counter, Served, served

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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
        assert (
            "Paid Corrections At the end 0.00 BYN 0.00 BYN 10.00 BYN -10.00 BYN 0.00 BYN" in customer.seen()
        )
        await customer.press("0")
        told = [tile.line for tile in customer.app.screen.query(Tile)]
        assert told[0] == "charged 0.00, paid 10.00, other -10.00"
        assert told[1] == "charged 0.00, paid 0.00"
        await customer.open("balance")
        await customer.press("3")
        assert "Charged Paid Corrections" in customer.seen()
        assert customer.cells()[4].text.rstrip().endswith(" -10.00")
        await customer.press("f3")
        assert "10.00" not in customer.seen()


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
