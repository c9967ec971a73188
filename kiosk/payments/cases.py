"""Payments: credit them, take them back, list them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased

from kiosk.charging.cases import topped_up
from kiosk.core import ledger
from kiosk.core.ledger import Account, Posting, Reason, Reversal
from kiosk.core.locale import Sentence, mark
from kiosk.core.money import Money
from kiosk.core.months import later
from kiosk.core.pages import newest_first, read_page
from kiosk.core.text import require_clean
from kiosk.core.work import JOB, OWNER, STAFF, ContractId, OperationId, Param, Refusal, Work, use_case
from kiosk.payments.records import Payment as PaymentRecord
from kiosk.payments.views import METHOD_WORDS, Method, NewPayment, NewReversal, Payment, PaymentPage, Status
from kiosk.receipts.cases import receipt_number
from kiosk.receipts.records import ReceiptRecord

HOUSE = {
    Method.CASH: "cash",
    Method.CARD: "card",
    Method.BANK: "bank",
    Method.EXPRESS_CARD: "cards",
    Method.OTHER: "other",
}

_P = PaymentRecord
_TAKEN_BACK, _TAKES_BACK = aliased(Reversal), aliased(Reversal)
_LATER, _EARLIER = aliased(PaymentRecord), aliased(PaymentRecord)
_KEY = {_P.dated: date, _P.recorded: datetime, _P.operation: UUID}
_PAYMENTS = (
    select(
        _P.operation, _P.dated, _P.recorded, _P.amount, _P.method, _P.status, _P.reference,
        ReceiptRecord.terminal, ReceiptRecord.serial,
        _LATER.dated.label("reversed_on"), _EARLIER.dated.label("reverses_on"),
    )
    .outerjoin(ReceiptRecord, ReceiptRecord.operation == _P.operation)
    .outerjoin(_TAKEN_BACK, _TAKEN_BACK.reverses == _P.operation)
    .outerjoin(_LATER, _LATER.operation == _TAKEN_BACK.operation)
    .outerjoin(_TAKES_BACK, _TAKES_BACK.operation == _P.operation)
    .outerjoin(_EARLIER, _EARLIER.operation == _TAKES_BACK.reverses)
    .where(_P.contract == bindparam("of_contract"))
)  # fmt: skip
_PAGE = newest_first(_PAYMENTS.where(_P.dated >= bindparam("since")), tuple(_KEY))
_ENTER = (
    upsert(PaymentRecord)
    .on_conflict_do_nothing(index_elements=[_P.reference])
    .returning(PaymentRecord.operation)
)


def record(
    work: Work,
    contract: ContractId,
    amount: Money,
    method: Method,
    reference: str,
    reason: Reason,
    dated: date | None = None,
    status: Status = Status.ACCEPTED,
) -> Money:
    """Credit a payment (minor units, above zero) under this operation; the balance after it.

    Who is suspended by debt comes back at once when it is enough (decision 10).
    Refuses: payments.amount, payments.reference_used, text.*.
    """
    if amount <= 0:
        raise Refusal("payments.amount", "A payment is above zero. To take one back, reverse it.")
    new = NewPayment(amount, method, require_clean(reference, 60), dated or work.today, status)
    _enter(work, contract, new)
    balance = ledger.post(work, contract, amount, HOUSE[method], "payment", reason, new.dated)
    topped_up(work, contract, balance, new.dated)
    return balance


def accepted(method: Method, reference: str) -> Reason:
    """Why a payment that was taken elsewhere is there."""
    params: dict[str, Param] = {"method": METHOD_WORDS[method], "reference": reference}
    return Reason("payments.accept", mark("Payment: {method:word}, {reference}"), params)


def taken_back(dated: date) -> Reason:
    """Why the payment of a day is gone."""
    return Reason("payments.reverse", mark("Payment of {on:day} taken back"), {"on": dated.isoformat()})


@use_case("payments.accept", by=(JOB, STAFF), writes=True)
def accept(work: Work, contract: ContractId, new: NewPayment) -> Payment:
    """Credit a payment that was taken elsewhere (EIR-61). Refuses as `record`."""
    reason = accepted(new.method, new.reference)
    record(work, contract, new.amount, new.method, new.reference, reason, new.dated, new.status)
    return _payment(work, contract, work.operation)


@use_case("payments.reverse", by=(JOB, STAFF), writes=True)
def reverse(work: Work, contract: ContractId, payment: OperationId, new: NewReversal) -> Payment:
    """Take a payment back by a new entry below zero, linked to it (EIR-37).

    Refuses: payments.unknown, payments.reversed(on), payments.is_reversal, payments.reference_used.
    """
    ledger.lock(work.session, [contract])
    old = _payment(work, contract, payment)
    if old.amount < 0:
        raise Refusal("payments.is_reversal", "This is a reversal. Enter the payment anew instead.")
    if old.reversed_on:
        raise Refusal("payments.reversed", "This payment was reversed on {on:day}.", on=old.reversed_on)
    amount = Money(-old.amount)
    entry = NewPayment(
        amount, old.method, require_clean(new.reference, 60), new.dated or work.today, old.status
    )
    _enter(work, contract, entry)
    ledger.reverse(work, payment)
    ledger.post(work, contract, amount, HOUSE[old.method], "reversal", taken_back(old.dated), entry.dated)
    return _payment(work, contract, work.operation)


@use_case("payments.list", by=(OWNER, STAFF), reads=True)
def page(work: Work, contract: ContractId, months: int, before: str) -> PaymentPage:
    """Payments and reversals of the last so many months (0: all), the newest first, ten a page.

    EIR-36, EIR-37, VEL-49, ISP-05.
    """
    since = later(work.today, -months) if months else date.min
    rows, older = read_page(work.session, _PAGE, _KEY, before, {"of_contract": contract, "since": since})
    return PaymentPage(tuple(_view(row) for row in rows), older)


def faults(work: Work) -> list[Sentence]:
    """Payments whose amount is not what the ledger moved on their contract."""
    moved = (
        select(Posting.operation, func.sum(Posting.amount).label("amount"))
        .join(Account, Account.id == Posting.account)
        .where(Account.contract.is_not(None), Posting.kind != "opening")
        .group_by(Posting.operation)
        .subquery()
    )
    rows = work.session.execute(
        select(_P.reference)
        .outerjoin(moved, moved.c.operation == _P.operation)
        .where(func.coalesce(moved.c.amount, 0) != _P.amount)
        .limit(20)
    )
    wrong = mark("payment {reference}: its amount is not what the ledger moved")
    return [Sentence(wrong, {"reference": row.reference}) for row in rows]


def _enter(work: Work, contract: ContractId, new: NewPayment) -> None:
    values = {
        "operation": work.operation,
        "contract": contract,
        "amount": new.amount,
        "method": new.method,
        "status": new.status,
        "reference": new.reference,
        "dated": new.dated,
        "recorded": work.now,
    }
    if work.session.execute(_ENTER, values).first() is None:
        raise Refusal(
            "payments.reference_used",
            "The payment number {reference} was used before. Look whether this payment is entered already.",
            reference=new.reference,
        )


def _payment(work: Work, contract: ContractId, operation: OperationId) -> Payment:
    query = _PAYMENTS.where(_P.operation == operation)
    row = work.session.execute(query, {"of_contract": contract}).first()
    if row is None:
        raise Refusal("payments.unknown", "This contract has no such payment.")
    return _view(row)


def _view(row: Row[*tuple[Any, ...]]) -> Payment:
    return Payment(
        OperationId(row.operation),
        row.dated,
        row.recorded,
        row.amount,
        Method(row.method),
        Status.REVERSED if row.reversed_on else Status(row.status),
        row.reference,
        receipt_number(row.terminal, row.serial) if row.terminal else None,
        row.reversed_on,
        row.reverses_on,
    )
