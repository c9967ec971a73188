"""Balance and movements: VEL-33 (as of), VEL-42 (status, settlement), VEL-51 and ISP-21 (debt), EIR-37."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.balance.cases import movements, show, tile
from kiosk.balance.views import BALANCE, MOVEMENTS
from kiosk.contracts.rules import ContractStatus, Settlement
from kiosk.core.locale import Words
from kiosk.core.money import Money
from kiosk.core.pages import PAGE
from kiosk.core.store import Store
from kiosk.core.work import ContractId, Denied, OperationId
from kiosk.payments.cases import accept, reverse
from kiosk.payments.views import Method, NewPayment, NewReversal
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import NewTariff
from tests.conftest import Clock
from tests.people import customer, enter, job, owner
from tests.sight import seen


def pay(store: Store, contract: ContractId, reference: str, dated: date | None = None) -> OperationId:
    new = NewPayment(Money(1000), Method.CASH, reference, dated)
    return store.run(job("3"), accept, contract, new).operation


def test_the_balance_is_said_as_of_now(store: Store, clock: Clock):
    """VEL-33, VEL-42: as of when, which status, paid before or after."""
    contract = customer(store, balance=3710, status=ContractStatus.SUSPENDED)
    clock.advance(hours=1)
    balance = seen(store, show, contract)
    assert (balance.contract, balance.amount, balance.as_of) == (contract, 3710, clock.now)
    assert (balance.status, balance.postpaid) == ("suspended", False)
    assert seen(store, show, customer(store, "7", payment=Settlement.POSTPAID)).postpaid


@pytest.mark.parametrize(("amount", "owed"), [(3710, 0), (0, 0), (-1840, 1840)])
def test_debt_or_none(store: Store, amount: int, owed: int):
    """VEL-51."""
    assert seen(store, show, customer(store, balance=amount)).owed == owed


@pytest.mark.parametrize(
    ("amount", "line"),
    [
        (3710, "no debt, 37.10\u00a0BYN at 15:00"),
        (0, "no debt, 0.00\u00a0BYN at 15:00"),
        (-1840, "debt 18.40\u00a0BYN at 15:00"),
    ],
)
def test_the_tile_answers_in_words(store: Store, amount: int, line: str):
    """ISP-21, VEL-51: debt or none; VEL-33: as of when, on the operator's clock."""
    found = seen(store, tile, customer(store, balance=amount))
    assert (found.module, found.title, found.open) == ("balance", "Balance and charges", True)
    assert Words(store.operator, "en")(found.line) == line


@pytest.mark.parametrize(
    ("amount", "line"), [(1000, "suspended, 10.00\u00a0BYN"), (-320, "suspended, debt 3.20\u00a0BYN")]
)
def test_the_tile_says_what_the_service_waits_for(store: Store, amount: int, line: str):
    """VEL-42: who comes because nothing works reads why on the first screen."""
    found = seen(store, tile, customer(store, balance=amount, status=ContractStatus.SUSPENDED))
    assert Words(store.operator, "en")(found.line) == line


def test_the_balance_says_how_far_it_goes_and_what_to_pay(store: Store):
    """VEL-50, ISP-06: at 1.00 a day from today on, in the next month at a little less."""
    store.run(job(), define, NewTariff("home30", {"en": "Home 30"}, Money(3000), date(2026, 1, 1)))
    found = seen(store, show, customer(store, tariff="home30", balance=1000))
    assert (found.paid_until, found.days_left) == (date(2026, 12, 1), 9)
    assert (found.recommended, found.recommended_until) == (2900, date(2026, 12, 31))


def test_who_pays_afterwards_is_asked_for_the_debt(store: Store):
    """VEL-50, VEL-51."""
    found = seen(store, show, customer(store, payment=Settlement.POSTPAID, balance=-500))
    assert (found.paid_until, found.days_left, found.recommended) == (None, None, 500)


def test_a_movement_says_what_why_who_and_where(store: Store, clock: Clock):
    contract = customer(store)
    operation = pay(store, contract, "K-1", date(2026, 11, 1))
    [movement] = seen(store, show, contract).movements
    assert (movement.operation, movement.line) == (operation, 0)
    assert (movement.kind, movement.amount, movement.dated, movement.at) == (
        "payment", 1000, date(2026, 11, 1), clock.now,
    )  # fmt: skip
    assert (movement.who, movement.terminal) == ("automatic", "3")
    assert Words(store.operator, "en")(movement.reason) == "Payment: cash, K-1"


def test_a_reversal_and_its_payment_name_each_other(store: Store, clock: Clock):
    """EIR-37."""
    contract = customer(store)
    payment = pay(store, contract, "K-1")
    clock.advance(minutes=1)
    store.run(job(), reverse, contract, payment, NewReversal("R-1"))
    back, paid = seen(store, show, contract).movements
    assert (back.kind, back.amount, back.reverses, back.reversed_by) == (
        "reversal",
        -1000,
        paid.operation,
        None,
    )
    assert (paid.reverses, paid.reversed_by) == (None, back.operation)
    assert Words(store.operator, "en")(back.reason) == "Payment of 22 November 2026 taken back"


def test_pages_show_every_movement_once_newest_first(store: Store, clock: Clock):
    contract = customer(store, balance=500)
    for i in range(2 * PAGE):
        clock.advance(minutes=i % 2)
        pay(store, contract, f"K-{i}", date(2026, 11, 1 + i % 4))
    first = seen(store, show, contract)
    shown, before = list(first.movements), first.older
    while before is not None:
        found = seen(store, movements, contract, before)
        shown += found.movements
        before = found.older
    assert len(shown) == len({movement.operation for movement in shown}) == 2 * PAGE
    assert shown == sorted(shown, key=lambda m: (m.dated, m.at), reverse=True)
    assert 500 + sum(movement.amount for movement in shown) == first.amount


def test_customers_see_their_own_balance_only(store: Store):
    mine, other = customer(store, "1001", balance=100), customer(store, "1002", balance=900)
    by = owner(enter(store, "1001"))
    assert store.run(by, BALANCE, mine).amount == 100
    assert store.run(by, MOVEMENTS, mine, "").movements == ()
    for case, args in ((BALANCE, (other,)), (MOVEMENTS, (other, ""))):
        with pytest.raises(Denied):
            store.run(by, case, *args)
