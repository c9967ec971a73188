"""Customers with money that moves, and what the screens of money show."""

from __future__ import annotations

from datetime import date

from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from kiosk.payments.cases import accept
from kiosk.payments.views import Method, NewPayment, Payment
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import NewTariff
from screens.widgets.table import LineChoice
from tests import people
from tests.screens.served import Served
from tests.screens.visit import clipped


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
