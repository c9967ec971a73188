"""A catalogue of tariffs, and a customer who changes among them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kiosk.charging.cases import run
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import By, ContractId, OperationId, Refusal
from kiosk.payments.cases import accept
from kiosk.payments.views import Method, NewPayment
from kiosk.receipts.views import Receipt
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import CANCEL, CHANGE, OFFERS, PREVIEW, NewTariff, Offer, Offers, Preview, Terms
from tests.people import customer, enter, job, operation, owner

SINCE = date(2026, 1, 1)
FEES = {"start": 1500, "home": 2500, "twin": 2500, "fast": 3500, "office": 8000}


class Customer:
    """A customer on a visit to a terminal."""

    def __init__(self, store: Store, contract: ContractId, number: str, terminal: str) -> None:
        self.store = store
        self.contract = contract
        self.number = number
        self.terminal = terminal
        self.entry = enter(store, number, terminal=terminal)

    def by(self, under: OperationId | None = None) -> By:
        return owner(self.entry, self.terminal, under)

    def at(self, terminal: str) -> Customer:
        """The same customer at another terminal."""
        return Customer(self.store, self.contract, self.number, terminal)

    def offers(self) -> Offers:
        return self.store.run(self.by(), OFFERS, self.contract)

    def offer(self, code: str) -> Offer:
        return next(offer for offer in self.offers().offers if offer.tariff.code == code)

    def preview(self, code: str) -> Preview:
        return self.store.run(self.by(), PREVIEW, self.contract, code)

    def change(self, code: str, terms: Terms | None = None, under: OperationId | None = None) -> Receipt:
        """Confirm what is shown, or the terms that were shown before."""
        shown = terms or self.preview(code).terms
        return self.store.run(self.by(under=under), CHANGE, self.contract, code, shown)

    def cancel(self, under: OperationId | None = None) -> Receipt:
        return self.store.run(self.by(under=under), CANCEL, self.contract)

    def refused(self, code: str) -> Refusal:
        """Why a change is refused; the offer says the same words."""
        with pytest.raises(Refusal) as told:
            self.preview(code)
        off = self.offer(code).off
        assert off
        assert (off.message, off.params) == (told.value.message, told.value.params)
        return told.value

    def pay(self, amount: int) -> None:
        new = NewPayment(Money(amount), Method.CASH, str(operation()))
        self.store.run(job(), accept, self.contract, new)

    def charge(self) -> None:
        self.store.run(job(), run, None)


@pytest.fixture
def catalogue(store: Store) -> None:
    """Five tariffs, the office's in a group of its own, and one that is not offered any more."""
    for code, fee in FEES.items():
        name = {"en": code.title(), "ru": f"Тариф {code}"}
        group = "business" if code == "office" else "home"
        store.run(job(), define, NewTariff(code, name, Money(fee), SINCE, group=group))
    store.run(job(), define, NewTariff("old", {"en": "Old"}, Money(100), SINCE, open=False, group="home"))


@pytest.fixture
def arrive(store: Store, catalogue: None) -> Callable[..., Customer]:
    """A customer with the tariff `home`, 100.00 on the balance, charged up to now."""

    def arrived(
        number: str = "1001", *, terminal: str = "1", charged: date | None = None, **more
    ) -> Customer:
        values = {"tariff": "home", "balance": 10000, "charged_through": charged} | more
        return Customer(store, customer(store, number, **values), number, terminal)

    return arrived


@pytest.fixture
def ivan(arrive: Callable[..., Customer]) -> Customer:
    return arrive()
