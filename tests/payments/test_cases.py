"""Payments and reversals: EIR-37 (history, reversals linked), EIR-61 (status), VEL-49 (when, how much)."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from kiosk.core import ledger, schema
from kiosk.core.ledger import Account, Posting, Reason
from kiosk.core.locale import Sentence
from kiosk.core.money import Money
from kiosk.core.pages import PAGE
from kiosk.core.store import Store
from kiosk.core.work import ContractId, Denied, Refusal
from kiosk.payments.cases import accept, faults, page, record, reverse
from kiosk.payments.records import Payment as PaymentRecord
from kiosk.payments.views import PAYMENTS, Method, NewPayment, NewReversal, Payment, Status
from kiosk.receipts.cases import issue
from tests.conftest import Clock
from tests.people import customer, enter, job, operation, owner
from tests.sight import acting, seen

NOVEMBER = date(2026, 11, 1)


def paid(store: Store, contract: ContractId, reference: str, amount: int = 1000, **more: object) -> Payment:
    new = NewPayment(Money(amount), more.pop("method", Method.CASH), reference, **more)
    return store.run(job(), accept, contract, new)


def balance(store: Store, contract: ContractId) -> int:
    with store.read() as session:
        return ledger.balance(session, contract)


@pytest.mark.parametrize(
    ("method", "house"),
    [
        (Method.CASH, "cash"),
        (Method.CARD, "card"),
        (Method.BANK, "bank"),
        (Method.EXPRESS_CARD, "cards"),
        (Method.OTHER, "other"),
    ],
)
def test_a_payment_is_credited_from_where_the_money_came(store: Store, method: Method, house: str):
    contract = customer(store, balance=-500)
    payment = paid(store, contract, "K-1", method=method)
    assert balance(store, contract) == 500
    with store.read() as session:
        other = session.execute(
            select(Account.name, Posting.amount)
            .join(Account, Account.id == Posting.account)
            .where(Posting.operation == payment.operation, Account.contract.is_(None))
        ).one()
    assert tuple(other) == (house, -1000)


def test_a_payment_has_day_method_status_and_reference(store: Store, clock: Clock):
    """EIR-61: accepted, registered."""
    contract = customer(store)
    first = paid(store, contract, "K-1")
    second = paid(store, contract, "B-1", method=Method.BANK, dated=NOVEMBER, status=Status.REGISTERED)
    assert (first.dated, first.at, first.status, first.reference) == (
        date(2026, 11, 22), clock.now, Status.ACCEPTED, "K-1",
    )  # fmt: skip
    assert (second.dated, second.status, second.method) == (NOVEMBER, Status.REGISTERED, Method.BANK)
    assert seen(store, page, contract, 0, "").payments == (first, second)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_payment_is_above_zero(store: Store, amount: int):
    contract = customer(store)
    with pytest.raises(Refusal, match=r"payments\.amount"):
        paid(store, contract, "K-1", amount)
    assert balance(store, contract) == 0


def test_a_reference_is_used_once(store: Store):
    contract, other = customer(store, "1001"), customer(store, "1002")
    paid(store, contract, "K-1")
    with pytest.raises(Refusal, match=r"payments\.reference_used"):
        paid(store, other, " K-1 ")
    assert (balance(store, contract), balance(store, other)) == (1000, 0)


def test_the_same_operation_pays_once(store: Store):
    contract, by = customer(store), job()
    new = NewPayment(Money(1000), Method.CASH, "K-1")
    assert store.run(by, accept, contract, new) == store.run(by, accept, contract, new)
    assert balance(store, contract) == 1000


def test_a_reversal_is_an_entry_of_its_own_linked_both_ways(store: Store, clock: Clock):
    """EIR-37."""
    contract = customer(store)
    payment = paid(store, contract, "K-1", dated=NOVEMBER)
    clock.advance(minutes=1)
    back = store.run(job(), reverse, contract, payment.operation, NewReversal("K-1-R"))
    assert (back.amount, back.method, back.reverses_on) == (-1000, Method.CASH, NOVEMBER)
    assert balance(store, contract) == 0
    newest, oldest = seen(store, page, contract, 0, "").payments
    assert newest == back
    assert (oldest.status, oldest.reversed_on, oldest.amount) == (Status.REVERSED, date(2026, 11, 22), 1000)


def test_a_payment_is_taken_back_once(store: Store):
    contract = customer(store)
    payment = paid(store, contract, "K-1")
    store.run(job(), reverse, contract, payment.operation, NewReversal("R-1"))
    with pytest.raises(Refusal) as refusal:
        store.run(job(), reverse, contract, payment.operation, NewReversal("R-2"))
    assert (refusal.value.code, refusal.value.params) == ("payments.reversed", {"on": "2026-11-22"})
    assert balance(store, contract) == 0


def test_two_tills_at_once_take_a_payment_back_once(store: Store):
    contract = customer(store)
    payment = paid(store, contract, "K-1")
    together, codes = Barrier(2), []

    def take_back(reference: str) -> None:
        together.wait()
        try:
            store.run(job(reference), reverse, contract, payment.operation, NewReversal(reference))
            codes.append("done")
        except Refusal as refusal:
            codes.append(refusal.code)

    tills = [Thread(target=take_back, args=(reference,)) for reference in ("R-1", "R-2")]
    for till in tills:
        till.start()
    for till in tills:
        till.join()
    assert sorted(codes) == ["done", "payments.reversed"]
    assert balance(store, contract) == 0


def test_a_reversal_stays(store: Store):
    contract = customer(store)
    payment = paid(store, contract, "K-1")
    back = store.run(job(), reverse, contract, payment.operation, NewReversal("R-1"))
    with pytest.raises(Refusal, match=r"payments\.is_reversal"):
        store.run(job(), reverse, contract, back.operation, NewReversal("R-2"))


def test_only_a_payment_of_this_contract_is_taken_back(store: Store):
    contract, other = customer(store, "1001"), customer(store, "1002")
    payment = paid(store, contract, "K-1")
    for whose, which in ((other, payment.operation), (contract, operation())):
        with pytest.raises(Refusal, match=r"payments\.unknown"):
            store.run(job(), reverse, whose, which, NewReversal("R-1"))


def test_a_payment_knows_its_receipt(store: Store):
    contract = customer(store)
    with acting(store, terminal="3") as work:
        after = record(work, contract, Money(1000), Method.EXPRESS_CARD, "C-1", Reason("tests", "Test"))
        receipt = issue(work, contract, Sentence("Test"), Money(1000), after)
    [payment] = seen(store, page, contract, 0, "").payments
    assert payment.receipt == receipt.number == "3-000001"


def test_pages_show_every_payment_once_newest_first(store: Store, clock: Clock):
    """EIR-37: pages of ten."""
    contract = customer(store)
    for i in range(2 * PAGE + 3):
        clock.advance(minutes=i % 2)
        paid(store, contract, f"K-{i}", dated=NOVEMBER if i % 3 else None)
    pages, before = [], ""
    while before is not None:
        found = seen(store, page, contract, 0, before)
        pages.append(found.payments)
        before = found.older
    shown = [payment for payments in pages for payment in payments]
    assert [len(payments) for payments in pages] == [PAGE, PAGE, 3]
    assert len({payment.reference for payment in shown}) == len(shown)
    assert shown == sorted(shown, key=lambda p: (p.dated, p.at), reverse=True)


@pytest.mark.parametrize(("months", "shown"), [(2, "BA"), (6, "CBA"), (24, "DCBA"), (0, "EDCBA")])
def test_a_period_reaches_back_so_many_months(store: Store, months: int, shown: str):
    """EIR-36, EIR-37, VEL-49, ISP-05: the day of so many months ago is still in it."""
    contract = customer(store)
    days = {"A": date(2026, 11, 22), "B": date(2026, 9, 22), "C": date(2026, 9, 21), "D": date(2025, 3, 1)}
    for reference, day in (days | {"E": date(2019, 1, 1)}).items():
        paid(store, contract, reference, dated=day)
    payments = seen(store, page, contract, months, "").payments
    assert "".join(payment.reference for payment in reversed(payments)) == shown


def test_a_period_goes_on_from_page_to_page(store: Store):
    contract = customer(store)
    for i in range(PAGE + 2):
        paid(store, contract, f"K-{i}", dated=date(2026, 10, 1 + i))
    paid(store, contract, "old", dated=date(2026, 8, 1))
    first = seen(store, page, contract, 2, "")
    rest = seen(store, page, contract, 2, first.older)
    assert [payment.reference for payment in rest.payments] == ["K-1", "K-0"]
    assert rest.older is None


def test_a_full_last_page_has_no_older_one(store: Store):
    contract = customer(store)
    for i in range(PAGE):
        paid(store, contract, f"K-{i}")
    assert seen(store, page, contract, 0, "").older is None


def test_customers_see_their_own_payments_only(store: Store):
    mine, other = customer(store, "1001"), customer(store, "1002")
    paid(store, other, "K-1")
    by = owner(enter(store, "1001"))
    assert store.run(by, PAYMENTS, mine, 0, "").payments == ()
    with pytest.raises(Denied):
        store.run(by, PAYMENTS, other, 0, "")
    with pytest.raises(Denied):
        store.run(by, accept, mine, NewPayment(Money(1), Method.CASH, "K-2"))


@pytest.mark.parametrize("statement", ["UPDATE payment SET amount = 1", "DELETE FROM payment"])
def test_payments_are_never_changed(store: Store, statement: str):
    paid(store, customer(store), "K-1")
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.exec_driver_sql(statement)
    with store.read() as session:
        assert session.execute(select(PaymentRecord.amount)).all() == [(1000,)]


def test_a_payment_that_the_ledger_does_not_know_is_a_fault(store: Store):
    """EIR-37: what the list shows is what was moved; `kiosk db check` compares."""
    contract = customer(store)
    payment = paid(store, contract, "R-1")
    store.run(job(), reverse, contract, payment.operation, NewReversal("R-2"))
    assert seen(store, faults) == []
    with store.write() as session:
        schema.drop_guards(session)
        session.execute(update(PaymentRecord).where(PaymentRecord.reference == "R-1").values(amount=9))
    assert [fault.params for fault in seen(store, faults)] == [{"reference": "R-1"}]
