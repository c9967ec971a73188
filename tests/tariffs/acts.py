"""Random acts of a customer who changes tariffs; whether each change is what its preview said.

Used by the tests here and by the figure `preview`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, func, select

from kiosk.charging.cases import outlook, run
from kiosk.charging.rules import ChargingRules
from kiosk.contracts.rules import Settlement
from kiosk.core import ledger
from kiosk.core.ledger import Account, Posting
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import By, ContractId, OperationId, Refusal
from kiosk.payments.cases import accept
from kiosk.payments.views import Method, NewPayment
from kiosk.receipts.views import Receipt
from kiosk.tariffs import cases
from kiosk.tariffs.cases import define
from kiosk.tariffs.catalogue import current_tariff
from kiosk.tariffs.rules import ChangeRules, TariffRules
from kiosk.tariffs.views import CANCEL, CHANGE, OFFERS, PREVIEW, NewTariff, Preview
from tests.people import customer, enter, job, operation, owner
from tests.profiles import tune
from tests.sight import seen

TARIFFS = 5
_MOVED = (
    select(func.coalesce(func.sum(Posting.amount), 0))
    .join(Account, Account.id == Posting.account)
    .where(Posting.operation == bindparam("of"), Account.contract == bindparam("of_contract"))
)


class Clock(Protocol):
    """A clock that tests set."""

    now: datetime

    def __call__(self) -> datetime: ...


class Act(NamedTuple):
    """What happens, and a number that says how: days, an amount, which tariff."""

    kind: str
    number: int


@dataclass
class Play:
    """One contract, tariffs of its own, and what was found different from what was said.

    changes, refused  how many changes were done, and how many were refused as their offers said
    """

    store: Store
    clock: Clock
    contract: ContractId
    by: Callable[[OperationId | None], By]
    codes: list[str]
    changes: int = 0
    refused: int = 0
    different: list[str] = field(default_factory=list)

    def do(self, act: Act) -> None:
        getattr(self, f"_{act.kind}")(act.number)

    def _pass(self, days: int) -> None:
        self.clock.now += timedelta(days=days)

    def _charge(self, days: int) -> None:
        self._pass(days)
        self.store.run(job(), run, None)

    def _pay(self, amount: int) -> None:
        new = NewPayment(Money(amount), Method.CASH, uuid4().hex)
        self.store.run(job(), accept, self.contract, new)

    def _price(self, number: int) -> None:
        """A new fee from tomorrow on, or from today on."""
        day = self.store.operator.day_of(self.clock.now) + timedelta(days=number % 2)
        self.store.run(job(), define, _tariff(self.codes[number % TARIFFS], number, day))

    def _cancel(self, _: int) -> None:
        pending = self.store.run(self.by(None), OFFERS, self.contract).pending
        if pending is None or pending.cancel_until is None:
            with pytest.raises(Refusal, match=r"tariffs\.(no_pending|final)"):
                self.store.run(self.by(None), CANCEL, self.contract)
            return
        under = operation()
        receipt = self.store.run(self.by(under), CANCEL, self.contract)
        self._compare("taken back", pending.balance_after, receipt.balance)
        self._compare("comes back", pending.back, receipt.amount)
        self._compare("moved back", pending.back, self._moved(under))

    def _change(self, number: int) -> None:
        code = self.codes[number % TARIFFS]
        offers = self.store.run(self.by(None), OFFERS, self.contract).offers
        off = next(offer.off for offer in offers if offer.tariff.code == code)
        try:
            shown = self.store.run(self.by(None), PREVIEW, self.contract, code)
        except Refusal as refusal:
            self.refused += 1
            self._compare("refused", off and (off.message, off.params), (refusal.message, refusal.params))
            return
        self._compare("offered", off, None)
        under = operation()
        try:
            receipt = self.store.run(self.by(under), CHANGE, self.contract, code, shown.terms)
        except Refusal as refusal:
            self._compare("confirmed", None, refusal.code)
            return
        self.changes += 1
        self._as_shown(shown, receipt, under)

    def _as_shown(self, shown: Preview, receipt: Receipt, under: OperationId) -> None:
        with self.store.read() as session:
            balance = ledger.balance(session, self.contract)
            then = current_tariff(session, self.contract, shown.terms.since)
        self._compare("balance", shown.balance_after, balance)
        self._compare("receipt", shown.balance_after, receipt.balance)
        self._compare("today", shown.terms.today, -receipt.amount)
        self._compare("moved", shown.terms.today, -self._moved(under))
        self._compare("then", (shown.tariff.code, shown.terms.monthly), then and (then.code, then.fee))
        lasts = seen(self.store, outlook, self.contract).paid_until
        self._compare("paid until", shown.paid_until_then, lasts)
        pending = self.store.run(self.by(None), OFFERS, self.contract).pending
        self._compare("cancel until", shown.cancel_until, pending and pending.cancel_until)

    def _moved(self, under: OperationId) -> int:
        """What an operation moved on the contract's account."""
        with self.store.read() as session:
            values = {"of": under, "of_contract": self.contract}
            return int(session.execute(_MOVED, values).scalar_one())

    def _compare(self, what: str, said: Any, found: Any) -> None:
        if said != found:
            self.different.append(f"{what}: said {said}, found {found}")


def begin(store: Store, clock: Clock, postpaid: bool = False) -> Play:
    """A new customer with a tariff and 50.00, on the first day of a month to come."""
    clock.now = (clock.now.replace(day=28) + timedelta(days=4)).replace(day=1)
    today, number = store.operator.day_of(clock.now), uuid4().hex[:20]
    codes = [f"{number}-{at}" for at in range(TARIFFS)]
    for at, code in enumerate(codes):
        store.run(job(), define, _tariff(code, at * 1234, today))
    payment = Settlement.POSTPAID if postpaid else Settlement.PREPAID
    contract = customer(store, number, balance=5000, tariff=codes[0], payment=payment)
    entry = enter(store, number)
    return Play(store, clock, contract, lambda under: owner(entry, "1", under), codes)


def _tariff(code: str, fee: int, since: Any) -> NewTariff:
    return NewTariff(code, {"en": code}, Money(fee), since)


def settle(store: Store, manner: str, up: ChangeRules, down: ChangeRules, least_days: int = 0) -> None:
    """The profile under which a play goes on."""
    tune(store, ChargingRules, manner=manner)
    tune(store, TariffRules, up=up, down=down, least_days=least_days)


@contextmanager
def fee_left_out() -> Iterator[None]:
    """The planted fault: the preview forgets the fee of the change in the balance after it."""

    def careless(*said: Any) -> Preview:
        shown = Preview(*said)
        return Preview(*said[:4], Money(shown.balance_after + shown.terms.fee), *said[5:])

    with pytest.MonkeyPatch.context() as planted:
        planted.setattr(cases, "Preview", careless)
        yield
