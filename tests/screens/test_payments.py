"""Payments by period with status in words, reversals linked (EIR-36, EIR-37, EIR-61, ISP-05, VEL-49)."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.cards.cases import check, redeem
from kiosk.cards.rules import CardCode
from kiosk.core.money import Money
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.payments.cases import accept, reverse
from kiosk.payments.rules import PaymentRules
from kiosk.payments.views import Method, NewPayment, NewReversal, Status
from screens.payments import PaymentScreen, PaymentsScreen
from screens.receipts import ReceiptScreen
from screens.widgets.choice import Tile
from screens.widgets.table import LineChoice
from tests import people
from tests.profiles import tune
from tests.screens.served import Served, served

CODE = "12345678901234"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_method_and_status_in_words(settings: Settings, store: Store) -> None:
    contract = people.customer(store)
    for method, status, reference in (
        (Method.CASH, Status.ACCEPTED, "K-1"),
        (Method.BANK, Status.REGISTERED, "B-1"),
    ):
        new = NewPayment(Money(1000), method, reference, date(2026, 11, 3), status)
        store.run(people.job(), accept, contract, new)
    async with served(settings, store) as customer:
        await customer.open("payments")
        assert "03.11.2026 cash, accepted" in customer.seen()
        assert "03.11.2026 bank transfer, registered" in customer.seen()
        await customer.press("1")
        assert isinstance(customer.app.screen, PaymentScreen)
        assert "Payment number" in customer.seen()


async def test_a_reversal_is_an_entry_of_its_own_linked_to_its_payment(
    settings: Settings, store: Store
) -> None:
    contract = people.customer(store)
    new = NewPayment(Money(1000), Method.CASH, "K-1", date(2026, 11, 3))
    payment = store.run(people.job(), accept, contract, new)
    back = NewReversal("R-1", date(2026, 11, 5))
    store.run(people.job(), reverse, contract, payment.operation, back)
    async with served(settings, store) as customer:
        await customer.open("payments")
        assert "cash, takes back that of 03.11.2026 -10.00 BYN" in customer.seen()
        assert "cash, taken back on 05.11.2026 +10.00 BYN" in customer.seen()


async def test_a_payment_made_here_opens_its_receipt(settings: Settings, store: Store) -> None:
    contract = people.customer(store)
    people.cards(store, CODE)
    entry = people.enter(store)
    store.run(people.owner(entry), check, contract, CardCode(CODE))
    store.run(people.owner(entry), redeem, contract, CardCode(CODE))
    async with served(settings, store) as customer:
        await customer.open("payments")
        await customer.press("1")
        assert "Receipt 1-000001" in customer.seen()
        assert "Payment number EC-" in customer.seen()
        await customer.press("f4")
        assert customer.app.screen.query_one("#body").max_scroll_y == 0
        await customer.press("1")
        assert isinstance(customer.app.screen, ReceiptScreen)


async def test_no_payments_yet(settings: Settings, store: Store) -> None:
    people.customer(store)
    async with served(settings, store) as customer:
        await customer.open("payments")
        assert "No payments in this period." in customer.seen()
        await customer.press("0", "5")
        assert "No payments yet." in customer.seen()


def paid_every_month(store: Store) -> None:
    """On the fifth of 30 months."""
    contract = people.customer(store)
    for at in range(30):
        year, month = divmod(2026 * 12 + 10 - at, 12)
        new = NewPayment(Money(1000), Method.CASH, f"K-{at}", date(year, month + 1, 5))
        store.run(people.job(), accept, contract, new)


async def count(customer: Served) -> int:
    """All lines, page by page."""
    found = len(customer.app.screen.query(LineChoice))
    while "Older" in customer.seen():
        await customer.press("9")
        found += len(customer.app.screen.query(LineChoice))
    return found


async def test_the_periods_of_the_profile(settings: Settings, store: Store) -> None:
    """EIR-36, EIR-37, ISP-05: half a year, 1, 1.5, 2 years, or all of them; the heading names it."""
    paid_every_month(store)
    async with served(settings, store) as customer:
        await customer.open("payments")
        found = {}
        for digit in "12345":
            await customer.press("0")
            assert "shown now" in customer.seen()
            assert len(customer.app.screen.query(Tile)) == 5
            await customer.press(digit)
            assert isinstance(customer.app.screen, PaymentsScreen)
            found[customer.app.screen.heading().rpartition(" › ")[2]] = await count(customer)
    assert found == {
        "payments of half a year": 6,
        "payments of a year": 12,
        "payments of a year and a half": 18,
        "payments of two years": 24,
        "all payments": 30,
    }


async def test_two_months_first(settings: Settings, store: Store) -> None:
    """VEL-49, as the profile `velcom` has it."""
    paid_every_month(store)
    tune(store, PaymentRules, periods_months=[2, 6])
    async with served(settings, store) as customer:
        await customer.open("payments")
        assert "payments of 2 months" in customer.seen()
        assert await count(customer) == 2


async def test_one_period_asks_nothing(settings: Settings, store: Store) -> None:
    people.customer(store)
    tune(store, PaymentRules, periods_months=[0])
    async with served(settings, store) as customer:
        await customer.open("payments")
        await customer.press("0")
        assert isinstance(customer.app.screen, PaymentsScreen)
        assert "Period" not in customer.seen()
