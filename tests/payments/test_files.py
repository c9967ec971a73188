"""The file of payments: EIR-37 (reversals linked), EIR-61 (status), decision 10 (who pays comes back)."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from kiosk.contracts.cases import find
from kiosk.contracts.rules import ContractStatus
from kiosk.core.operator import data_folder
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from kiosk.payments.cases import page
from kiosk.payments.views import Method, Payment, Status
from tests.imports.after import PAYMENTS, balance, kept, unsound
from tests.loading import faults, load
from tests.people import customer
from tests.sight import seen

OCTOBER = date(2026, 10, 31)


def payments(store: Store, contract: ContractId) -> list[Payment]:
    """The oldest first."""
    return list(reversed(seen(store, page, contract, 0, "").payments))


def refused(store: Store, folder: Path, *rows: str) -> list[tuple[int, str, str]]:
    """What is wrong with these rows of one file, of which then nothing is entered."""
    before = kept(store)
    done = load(store, folder, "payments", PAYMENTS, *rows)
    assert done.applied == 0
    assert kept(store) == before
    return faults(store, done)


def test_a_payment_has_day_method_status_and_reference(store: Store, tmp_path: Path):
    """Numbers of contracts are read as people write them; what is not known is the plainest."""
    contract = customer(store)
    load(store, tmp_path, "payments", PAYMENTS,
         "1001,2026-11-01,25.00,bank,registered,B-1,", " 10-01 ,2026-11-02,10,,,K 2,")  # fmt: skip
    first, second = payments(store, contract)
    assert (first.dated, first.amount, first.method, first.status, first.reference) == (
        date(2026, 11, 1), 2500, Method.BANK, Status.REGISTERED, "B-1",
    )  # fmt: skip
    assert (second.amount, second.method, second.status) == (1000, Method.OTHER, Status.ACCEPTED)
    assert balance(store, contract) == 3500


def test_what_the_balance_brought_along_tells_already_is_history(store: Store, tmp_path: Path):
    """Rows up to its day are listed and move nothing; later ones move it."""
    contract = customer(store, balance=1000, balance_on=OCTOBER)
    load(store, tmp_path, "payments", PAYMENTS,
         "1001,2026-10-31,25.00,cash,,K-1,", "1001,2026-11-01,7.00,cash,,K-2,")  # fmt: skip
    assert [payment.amount for payment in payments(store, contract)] == [2500, 700]
    assert balance(store, contract) == 1700
    assert unsound(store) == []


def test_without_a_day_of_the_balance_everything_moves_it(store: Store, tmp_path: Path):
    contract = customer(store)
    load(store, tmp_path, "payments", PAYMENTS, "1001,2019-10-31,25.00,cash,,K-1,")
    assert balance(store, contract) == 2500


def test_a_reversal_is_a_row_below_zero_that_names_its_payment(store: Store, tmp_path: Path):
    """EIR-37: in the same file or a later one; the payment then is reversed, whatever its row said."""
    contract = customer(store, balance=0, balance_on=OCTOBER)
    load(store, tmp_path, "payments", PAYMENTS,
         "1001,2026-10-05,50.00,card,registered,T-1,",
         "1001,2026-11-06,20.00,card,reversed,T-2,",
         "1001,2026-11-07,-20.00,,,T-2-1,T-2")  # fmt: skip
    load(store, tmp_path, "payments", PAYMENTS, "1001,2026-11-08,-50.00,card,,T-1-1,T-1")
    history, back, taker, taker_of_history = payments(store, contract)
    assert (history.status, history.reversed_on) == (Status.REVERSED, date(2026, 11, 8))
    assert (back.status, back.reversed_on) == (Status.REVERSED, date(2026, 11, 7))
    assert (taker.amount, taker.method, taker.reverses_on) == (-2000, Method.CARD, date(2026, 11, 6))
    assert taker_of_history.amount == -5000
    assert balance(store, contract) == -5000
    assert unsound(store) == []


def test_a_reversal_may_come_batches_after_its_payment(store: Store, tmp_path: Path):
    contract = customer(store)
    rows = [f"1001,2026-11-01,1.00,cash,reversed,K-{i}," for i in range(1100)]
    back = [f"1001,2026-11-02,-1.00,cash,,R-{i},K-{i}" for i in range(1100)]
    assert load(store, tmp_path, "payments", PAYMENTS, *rows, *back).applied == 2200
    assert balance(store, contract) == 0
    assert unsound(store) == []


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("9999,2026-11-01,1.00,cash,,N,", "contract", "There is no contract 9999."),
        ("1001/,2026-11-01,1.00,cash,,N,", "contract", "is no contract number"),
        ("1001,2026-11-23,1.00,cash,,N,", "date", "This day has not come yet."),
        ("1001,2026-11-01,0.00,cash,,N,", "amount", "A payment is above zero."),
        ("1001,2026-11-01,-1.00,cash,,N,", "amount", "names it in the column reverses"),
        ("1001,2026-11-01,1.00,cash,,N,OLD", "amount", "below zero"),
        ("1001,2026-11-01,1.00,till,,N,", "method", "cash, card, bank, express_card, other"),
        ("1001,2026-11-01,1.00,cash,paid,N,", "status", "accepted, registered, reversed"),
        ("1001,2026-11-01,1.00,cash,,,", "reference", "empty"),
        ("1001,2026-11-01,1.00,cash,,OLD,", "reference", "OLD was used before"),
        ("1001,2026-11-01,-5.00,cash,,N,NONE", "reverses", "There is no payment NONE before this row."),
        ("1002,2026-11-01,-5.00,cash,,N,OLD", "reverses", "belongs to another contract"),
        ("1001,2026-11-01,-5.00,cash,,N,BACK", "reverses", "takes a payment back itself"),
        ("1001,2026-11-01,-5.00,cash,,N,GONE", "reverses", "was taken back already"),
        ("1001,2026-11-01,-4.99,cash,,N,OLD", "amount", "is one of 5.00\u00a0BYN"),
        ("1001,2026-10-01,-5.00,cash,,N,OLD", "date", "was made later, on 2 October 2026"),
        ("1001,2026-11-01,5.00,cash,reversed,N,", "status", "no row after it takes it back"),
    ],
)
def test_a_row_that_cannot_be_is_refused(store: Store, tmp_path: Path, row: str, column: str, words: str):
    customer(store)
    customer(store, "1002")
    load(store, tmp_path, "payments", PAYMENTS,
         "1001,2026-10-02,5.00,cash,,OLD,",
         "1001,2026-10-02,5.00,cash,,GONE,", "1001,2026-10-03,-5.00,cash,,BACK,GONE")  # fmt: skip
    (fault,) = refused(store, tmp_path, row)
    assert fault[:2] == (2, column)
    assert words in fault[2]


def test_a_reversal_stands_after_its_payment_and_alone(store: Store, tmp_path: Path):
    customer(store)
    back = "1001,2026-11-01,-5.00,cash,,N-1,N"
    found = refused(store, tmp_path, back, "1001,2026-11-01,5.00,cash,,N,")
    assert [fault[:2] for fault in found] == [(2, "reverses")]
    twice = refused(store, tmp_path, "1001,2026-11-01,5.00,cash,,N,", back, back.replace("N-1", "N-2"))
    assert [fault[:2] for fault in twice] == [(4, "reverses")]


def test_who_is_suspended_by_debt_comes_back_at_once(store: Store, tmp_path: Path):
    """Decision 10: money that moves the balance, not history, and only as much as is needed."""
    for number in ("1001", "1002", "1003"):
        customer(store, number, balance=-100, balance_on=OCTOBER, status=ContractStatus.SUSPENDED)
    load(store, tmp_path, "payments", PAYMENTS,
         "1001,2026-11-01,5.00,cash,,K-1,",
         "1002,2026-10-01,5.00,cash,,K-2,",
         "1003,2026-11-01,0.50,cash,,K-3,")  # fmt: skip
    status = [seen(store, find, number).status for number in ("1001", "1002", "1003")]
    assert status == [ContractStatus.ACTIVE, ContractStatus.SUSPENDED, ContractStatus.SUSPENDED]


def test_the_payments_of_the_demo_are_such_a_file(store: Store, tmp_path: Path):
    lines = (
        (data_folder() / "operators" / "demo" / "demo" / "payments.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    for number in sorted({row["contract"] for row in rows}):
        customer(store, number)
    done = load(store, tmp_path, "payments", *lines)
    assert (done.applied, done.refused) == (len(rows), 0)
    assert unsound(store) == []
