"""Entries for many contracts in one transaction: as `ledger.post` makes them, a set of rows at a time.

Each entry is an operation of its own, with outcome, postings and audit row, so that it is found, proved
and taken back like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from kiosk.core import audit
from kiosk.core.ledger import Account, Operation, Outcome, Posting, Reason
from kiosk.core.money import Money
from kiosk.core.records import Record
from kiosk.core.work import ContractId, OperationId, Work

# The house side of an entry that tells of a time before the opening balance: it moves nothing.
HISTORY = "history"

_OPERATIONS, _OUTCOMES, _POSTINGS = insert(Operation), insert(Outcome), insert(Posting)
_LOCKED = (
    select(Account.contract, Account.id, Account.balance)
    .where(Account.contract.in_(bindparam("of_contracts", expanding=True)))
    .order_by(Account.id)
    .with_for_update()
)
_HOUSES = select(Account.name, Account.id).where(Account.name.is_not(None))
_MOVE = (
    update(Account)
    .where(Account.id == bindparam("of_account"))
    .values(balance=Account.balance + bindparam("by"))
)


_NEXT = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")


def new_ids(session: Connection, kind: type[Record], count: int) -> list[int]:
    """Ids for that many new rows of a table, so that what refers to them can be entered in sets, too."""
    table = kind.__table__
    if session.dialect.name == "postgresql":
        return list(session.execute(_NEXT, {"table": kind.__tablename__, "count": count}).scalars())
    last = session.execute(select(func.max(table.c.id))).scalar() or 0
    return list(range(last + 1, last + 1 + count))


@dataclass(frozen=True, slots=True)
class Held:
    """A contract's account, locked until the transaction ends."""

    account: int
    balance: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """One move on one contract; `amount` in minor units, not 0; below zero: a charge.

    operation  derived by the job from itself, the contract and the day: it cannot be entered twice
    house      the account at the other side; HISTORY: the contract's own opening, so that the balance stays
    """

    operation: OperationId
    contract: ContractId
    amount: Money
    house: str
    kind: str
    reason: Reason
    dated: date


def lock(work: Work, contracts: Iterable[ContractId]) -> dict[ContractId, Held]:
    """Lock the accounts of these contracts, in one order for all programs; unknown ones are left out."""
    rows = work.session.execute(_LOCKED, {"of_contracts": list(contracts)})
    return {ContractId(row.contract): Held(row.id, Money(row.balance)) for row in rows}


def enter(work: Work, action: str, entries: Sequence[Entry], held: Mapping[ContractId, Held]) -> None:
    """Post the entries on contracts that `lock` holds; `action` is the kind of their operations."""
    if not entries:
        return
    houses = {row.name: row.id for row in work.session.execute(_HOUSES)}
    claims = [_claim(work, action, entry) for entry in entries]
    work.session.execute(_OPERATIONS, claims)
    postings: list[dict[str, Any]] = []
    acts: list[audit.Act] = []
    moves: defaultdict[int, int] = defaultdict(int)
    for entry in entries:
        account = held[entry.contract].account
        other = account if entry.house == HISTORY else houses[entry.house]
        postings += _lines(work, entry, account, other)
        moved = ((0, account, entry.amount), (1, other, -entry.amount))
        acts.append(audit.Act(entry.operation, f"ContractId:{entry.contract}", moved=moved))
        if other != account:
            moves[account] += entry.amount
    work.session.execute(_POSTINGS, postings)
    _balances(work, moves)
    done = msgspec.json.encode({"under": str(work.operation)}).decode()
    work.session.execute(
        _OUTCOMES,
        [{"operation": e.operation, "status": "done", "version": 1, "body": done} for e in entries],
    )
    audit.append_all(work, action, acts)


def _balances(work: Work, moves: Mapping[int, int]) -> None:
    if moves:
        work.session.execute(_MOVE, [{"of_account": account, "by": by} for account, by in moves.items()])


def _claim(work: Work, action: str, entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.operation,
        "kind": action,
        "actor": f"{work.by.actor.kind}:{work.by.actor.id}",
        "terminal": work.by.terminal,
        "visit": work.by.visit,
        "fingerprint": work.operation.bytes,
        "recorded": work.now,
        "dated": work.today,
    }


def _lines(work: Work, entry: Entry, account: int, other: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The contract's line with the whole reason, and the other side's."""
    reason = entry.reason
    line: dict[str, Any] = {
        "operation": entry.operation,
        "line": 0,
        "account": account,
        "amount": entry.amount,
        "kind": entry.kind,
        "dated": entry.dated,
        "recorded": work.now,
        "rule": reason.rule,
        "message": reason.message,
        "params": msgspec.json.encode(reason.params).decode(),
        "rate": reason.rate,
        "days": reason.days,
        "formula": reason.formula,
        "tariff": reason.tariff,
    }
    back: dict[str, Any] = {"line": 1, "account": other, "amount": -entry.amount}
    if account == other:
        back["kind"] = "opening"
    return line, line | back
