"""Entries for many contracts in one transaction: as `ledger.post` makes them, a set of rows at a time.

Each entry is an operation of its own, with outcome, postings and audit row, so that it is found, proved
and taken back like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from kiosk.core import audit
from kiosk.core.ledger import Account, Operation, Outcome, Posting, Reason
from kiosk.core.money import Money
from kiosk.core.records import Record
from kiosk.core.rows import among, kept, write
from kiosk.core.work import ContractId, OperationId, Work

# The house side of an entry that tells of a time before the opening balance: it moves nothing.
HISTORY = "history"

_OPERATIONS, _OUTCOMES, _POSTINGS = insert(Operation), insert(Outcome), insert(Posting)
_OPERATION = ("id", "kind", "actor", "terminal", "visit", "fingerprint", "recorded", "dated")
_OUTCOME = ("operation", "status", "version", "body")
_POSTING = (
    "operation", "line", "account", "amount", "kind", "dated", "recorded",
    "rule", "message", "params", "rate", "days", "formula", "tariff",
)  # fmt: skip
_LOCKED = (
    select(Account.contract, Account.id, Account.balance)
    .where(among(Account.contract, "of_contracts"))
    .order_by(Account.contract)
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


Moved = tuple[int, int, int]


class Held(NamedTuple):
    """A contract's account, locked until the transaction ends."""

    account: int
    balance: Money


class Entry(NamedTuple):
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
    found = work.session.execute(_LOCKED, {"of_contracts": list(contracts)})
    return {ContractId(row.contract): Held(row.id, Money(row.balance)) for row in found}


def enter(work: Work, action: str, entries: Sequence[Entry], held: Mapping[ContractId, Held]) -> None:
    """Post the entries on contracts that `lock` holds; `action` is the kind of their operations."""
    if not entries:
        return
    session = work.session
    ids = [kept(session, entry.operation) for entry in entries]
    claim = _claim(work, action)
    write(session, _OPERATIONS, _OPERATION, [(operation, *claim) for operation in ids])
    houses = {row.name: row.id for row in session.execute(_HOUSES)}
    moved = [_moved(entry, held, houses) for entry in entries]
    write(session, _POSTINGS, _POSTING, _postings(work, ids, entries, moved))
    write(session, _MOVE, ("by", "of_account"), [(by, account) for account, by in _balances(moved).items()])
    outcome = ("done", 1, msgspec.json.encode({"under": str(work.operation)}).decode())
    write(session, _OUTCOMES, _OUTCOME, [(operation, *outcome) for operation in ids])
    told = zip(entries, moved, strict=True)
    audit.append_all(
        work, action, [audit.Act(e.operation, f"ContractId:{e.contract}", "done", by) for e, by in told]
    )


def _claim(work: Work, action: str) -> tuple[Any, ...]:
    """What the operations of all entries have in common."""
    by, session = work.by, work.session
    actor = f"{by.actor.kind}:{by.actor.id}"
    times = kept(session, work.now), kept(session, work.today)
    return action, actor, by.terminal, kept(session, by.visit), work.operation.bytes, *times


def _moved(entry: Entry, held: Mapping[ContractId, Held], houses: Mapping[str, int]) -> Sequence[Moved]:
    """Both sides of an entry: line, account, amount."""
    account = held[entry.contract].account
    other = account if entry.house == HISTORY else houses[entry.house]
    return (0, account, entry.amount), (1, other, -entry.amount)


def _balances(moved: Iterable[Sequence[Moved]]) -> Mapping[int, int]:
    """By how much accounts of contracts change."""
    changes: defaultdict[int, int] = defaultdict(int)
    for (_, account, amount), (_, other, _) in moved:
        if account != other:
            changes[account] += amount
    return changes


def _postings(
    work: Work, ids: Iterable[Any], entries: Iterable[Entry], moved: Iterable[Sequence[Moved]]
) -> list[tuple[Any, ...]]:
    reasons: dict[int, tuple[Any, ...]] = {}  # many entries share one: it is written out once
    recorded = kept(work.session, work.now)
    found = []
    for operation, entry, (ours, theirs) in zip(ids, entries, moved, strict=True):
        reason, dated = entry.reason, kept(work.session, entry.dated)
        told = reasons.get(id(reason)) or reasons.setdefault(id(reason), _told(reason))
        back = "opening" if ours[1] == theirs[1] else entry.kind
        found.append((operation, *ours, entry.kind, dated, recorded, *told))
        found.append((operation, *theirs, back, dated, recorded, *told))
    return found


def _told(reason: Reason) -> tuple[Any, ...]:
    params = msgspec.json.encode(reason.params).decode()
    return (
        reason.rule, reason.message, params, reason.rate, reason.days, reason.formula, reason.tariff
    )  # fmt: skip
