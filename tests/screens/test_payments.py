"""Payments with status in words, reversals linked (EIR-37, EIR-61, VEL-49)."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.cards.cases import check, redeem
from kiosk.cards.rules import CardCode
from kiosk.core.money import Money
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.payments.cases import accept, reverse
from kiosk.payments.views import Method, NewPayment, NewReversal, Status
from screens.payments import PaymentScreen
from screens.receipts import ReceiptScreen
from tests import people
from tests.screens.served import served

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
        assert "cash, takes back the payment of 03.11.2026 -10.00 BYN" in customer.seen()
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
        assert "No payments yet." in customer.seen()
