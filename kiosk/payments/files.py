"""The file of payments that other systems took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Row as Record
from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.charging.cases import all_topped_up
from kiosk.contracts import dated
from kiosk.contracts.dated import Known
from kiosk.core import bulk
from kiosk.core.bulk import HISTORY, Entry, Held
from kiosk.core.files import Batches, Column, Fault, Kind, Row, amount, one_of, text
from kiosk.core.ledger import Reason, Reversal
from kiosk.core.locale import Sentence, mark
from kiosk.core.money import Money
from kiosk.core.work import ContractId, OperationId, Param, Work
from kiosk.payments.cases import HOUSE, accepted, taken_back
from kiosk.payments.records import Payment
from kiosk.payments.views import Method, Status

_USED = select(Payment.reference).where(Payment.reference.in_(bindparam("references", expanding=True)))
_OLD = (
    select(
        Payment.operation, Payment.reference, Payment.contract, Payment.amount, Payment.method,
        Payment.status, Payment.dated, Reversal.operation.label("reversed_by"),
    )
    .outerjoin(Reversal, Reversal.reverses == Payment.operation)
    .where(Payment.reference.in_(bindparam("references", expanding=True)))
)  # fmt: skip
_ENTER = (
    upsert(Payment).on_conflict_do_nothing(index_elements=[Payment.reference]).returning(Payment.reference)
)
_REVERSE = insert(Reversal)

_TAKEN = mark("The payment number {reference} was used before. Look whether this payment is entered already.")
_NOT_ABOVE = mark("A payment is above zero. A row that takes one back names it in the column reverses.")
_NOT_BELOW = mark("The amount of a row that takes a payment back is below zero.")
_UNKNOWN = mark("There is no payment {reference} before this row.")
_FOREIGN = mark("The payment {reference} belongs to another contract.")
_REVERSAL = mark("The row {reference} takes a payment back itself.")
_TWICE = mark("The payment {reference} was taken back already.")
_OTHER_SUM = mark("The payment {reference} is one of {sum:money}, and is taken back as a whole.")
_EARLY = mark("The payment {reference} was made later, on {on:day}.")
_NOT_BACK = mark("The file says that this payment was taken back, but no row after it takes it back.")


@dataclass(frozen=True, slots=True)
class _New:
    """What the list of payments gets for a row, and what the ledger gets; `reverses` is taken back."""

    row: Row
    entry: Entry
    method: Method
    status: Status
    reverses: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows with their contracts, locked."""

    rows: Sequence[Row]
    contracts: Mapping[str, Known]
    held: Mapping[ContractId, Held]


def _check(work: Work, rows: Sequence[Row]) -> Iterator[Fault]:
    """All but what a reversal takes back: that may be in the rows before it."""
    yield from dated.check(work, rows)
    used = set(work.session.execute(_USED, {"references": [row["reference"] for row in rows]}).scalars())
    for row in rows:
        if row["reference"] in used:
            yield _fault(row, "reference", _TAKEN, reference=row["reference"])
        if row["reverses"] is None and row["amount"] <= 0:
            yield _fault(row, "amount", _NOT_ABOVE)
        if row["reverses"] is not None and row["amount"] >= 0:
            yield _fault(row, "amount", _NOT_BELOW)


def _apply(work: Work, batches: Batches) -> Iterator[Fault]:
    """Payments of days that the balance brought along tells already are history and do not move it; later
    ones may bring a suspended contract back (decision 10)."""
    awaited: dict[str, Row] = {}  # said to be taken back, until the row comes that does it
    for rows in filter(None, batches):
        contracts = dated.known(work.session, rows)
        batch = _Batch(rows, contracts, bulk.lock(work, (known.contract for known in contracts.values())))
        payments = [_payment(work, row, batch) for row in rows if row["reverses"] is None]
        yield from _enter(work, "payments.accept", payments, batch)
        awaited |= {new.row["reference"]: new.row for new in payments if new.row["status"] is Status.REVERSED}
        found = list(_reversals(work, batch))
        yield from (fault for fault in found if isinstance(fault, Fault))
        reversals = [new for new in found if isinstance(new, _New)]
        yield from _enter(work, "payments.reverse", reversals, batch)
        for new in reversals:
            awaited.pop(new.row["reverses"], None)
        all_topped_up(work, _paid([*payments, *reversals], batch))
    for row in awaited.values():
        yield _fault(row, "status", _NOT_BACK)


def _payment(work: Work, row: Row, batch: _Batch) -> _New:
    method = row["method"] or Method.OTHER
    status = Status.REGISTERED if row["status"] is Status.REGISTERED else Status.ACCEPTED
    entry = _entry(work, row, batch, method, "payment", accepted(method, row["reference"]))
    return _New(row, entry, method, status)


def _reversals(work: Work, batch: _Batch) -> Iterator[_New | Fault]:
    """The rows that take payments back, each linked to what it takes back (EIR-37), or why it cannot."""
    rows = [row for row in batch.rows if row["reverses"] is not None]
    if not rows:
        return
    found = work.session.execute(_OLD, {"references": [row["reverses"] for row in rows]})
    olds = {old.reference: old for old in found}
    lines = {row["reference"]: row.line for row in batch.rows}
    taken: set[str] = set()
    for row in rows:
        old = olds.get(row["reverses"])
        if old is None or lines.get(old.reference, 0) > row.line:
            yield _fault(row, "reverses", _UNKNOWN, reference=row["reverses"])
        elif fault := _why_not(row, old, batch, taken):
            yield fault
        else:
            taken.add(old.reference)
            entry = _entry(work, row, batch, Method(old.method), "reversal", taken_back(old.dated))
            yield _New(row, entry, Method(old.method), Status(old.status), old.operation)


def _why_not(row: Row, old: Record[*tuple[Any, ...]], batch: _Batch, taken: set[str]) -> Fault | None:
    """Why this row cannot take back that payment."""
    reference = old.reference
    if old.contract != batch.contracts[row["contract"]].contract:
        return _fault(row, "reverses", _FOREIGN, reference=reference)
    if old.amount < 0:
        return _fault(row, "reverses", _REVERSAL, reference=reference)
    if old.reversed_by or reference in taken:
        return _fault(row, "reverses", _TWICE, reference=reference)
    if row["amount"] != -old.amount:
        return _fault(row, "amount", _OTHER_SUM, reference=reference, sum=old.amount)
    if row["date"] < old.dated:
        return _fault(row, "date", _EARLY, reference=reference, on=old.dated.isoformat())
    return None


def _entry(work: Work, row: Row, batch: _Batch, method: Method, kind: str, reason: Reason) -> Entry:
    known, on = batch.contracts[row["contract"]], row["date"]
    operation = OperationId(uuid5(work.operation, str(row.line)))
    return Entry(operation, known.contract, row["amount"], known.house(on, HOUSE[method]), kind, reason, on)


def _enter(work: Work, action: str, news: Sequence[_New], batch: _Batch) -> Iterator[Fault]:
    """Into the ledger and the list of payments; a number that was used meanwhile is a fault."""
    if not news:
        return
    bulk.enter(work, action, [new.entry for new in news], batch.held)
    entered = set(work.session.execute(_ENTER, [_listed(work, new) for new in news]).scalars())
    for new in news:
        if new.row["reference"] not in entered:
            yield _fault(new.row, "reference", _TAKEN, reference=new.row["reference"])
    links = [{"reverses": new.reverses, "operation": new.entry.operation} for new in news if new.reverses]
    if links:
        work.session.execute(_REVERSE, links)


def _listed(work: Work, new: _New) -> dict[str, Any]:
    return {
        "operation": new.entry.operation,
        "contract": new.entry.contract,
        "amount": new.entry.amount,
        "method": new.method,
        "status": new.status,
        "reference": new.row["reference"],
        "dated": new.entry.dated,
        "recorded": work.now,
    }


def _paid(news: Iterable[_New], batch: _Batch) -> dict[ContractId, tuple[Money, date]]:
    """The balances of the contracts that were moved, after it, and the last day of what moved them."""
    paid: dict[ContractId, tuple[Money, date]] = {}
    for entry in (new.entry for new in news if new.entry.house != HISTORY):
        balance, day = paid.get(entry.contract, (batch.held[entry.contract].balance, entry.dated))
        paid[entry.contract] = Money(balance + entry.amount), max(day, entry.dated)
    return paid


def _fault(row: Row, column: str, wrong: str, **params: Param) -> Fault:
    return Fault(row.line, column, Sentence(wrong, params))


PAYMENTS = Kind(
    "payments",
    (
        dated.CONTRACT,
        dated.DATE,
        Column("amount", amount, needed=True),
        Column("method", one_of({str(method): method for method in Method})),
        Column("status", one_of({str(status): status for status in Status})),
        Column("reference", text(60), needed=True),
        Column("reverses", text(60)),
    ),
    _check,
    _apply,
    unique=(("reference",),),
)
