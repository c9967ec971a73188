"""Operations, their outcomes and postings: double entry in one currency, never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from kiosk.core.money import Money
from kiosk.core.records import Amount, Record, append_only
from kiosk.core.work import ContractId, OperationId, Param, Work


@append_only
class Operation(Record):
    """The claim of an operation id: made once, by whom, where, for what.

    fingerprint  keyed hash of the arguments: the same id with others is refused
    dated        the operator's calendar day to which it counts
    reverses     the operation that this one takes back; each at most once
    """

    __tablename__ = "operation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    actor: Mapped[str]
    terminal: Mapped[str]
    visit: Mapped[UUID | None]
    fingerprint: Mapped[bytes]
    recorded: Mapped[datetime]
    dated: Mapped[date]


@append_only
class Outcome(Record):
    """What came of an operation: `status` is done or refused, `body` the view or refusal as JSON."""

    __tablename__ = "outcome"
    operation: Mapped[UUID] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    status: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped[str]
    __table_args__ = (CheckConstraint("status IN ('done', 'refused')", "status"),)


class Account(Record):
    """An account of the ledger: a contract's, or one of the house (`cards`, `cash`, `fees` …).

    `balance` stands for contracts only and equals the sum of the account's postings; house accounts
    have none, so that no row is written by all terminals.
    """

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(unique=True)
    contract: Mapped[int | None] = mapped_column(ForeignKey("contract.id"), unique=True)
    balance: Mapped[Money | None] = mapped_column(Amount)
    __table_args__ = (
        CheckConstraint("(name IS NULL) <> (contract IS NULL)", "owner"),
        CheckConstraint("(contract IS NULL) = (balance IS NULL)", "balance"),
    )


@append_only
class Posting(Record):
    """One line of an operation on one account, with its reason.

    rule     what charged or credited, as a stable name ("cards.redeem")
    message  the reason in words: a gettext id; `params` its values as JSON
    rate, days, formula, tariff  of a charge: price per period (minor units), days it covers, how it
             was computed, the tariff in force
    """

    __tablename__ = "posting"
    operation: Mapped[UUID] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"))
    amount: Mapped[Money] = mapped_column(Amount)
    kind: Mapped[str]
    dated: Mapped[date]
    recorded: Mapped[datetime]
    rule: Mapped[str]
    message: Mapped[str]
    params: Mapped[str]
    rate: Mapped[Money | None] = mapped_column(Amount)
    days: Mapped[int | None]
    formula: Mapped[str | None]
    tariff: Mapped[str | None]
    __table_args__ = (
        CheckConstraint("amount <> 0", "amount"),
        Index(None, "account", "dated", "recorded", "operation", "line"),
    )


@append_only
class Reversal(Record):
    """`operation` takes back `reverses`; no operation is taken back twice."""

    __tablename__ = "reversal"
    reverses: Mapped[UUID] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    operation: Mapped[UUID] = mapped_column(ForeignKey("operation.id"), unique=True)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a posting is there. `message` is a gettext id with named fields from `params`."""

    rule: str
    message: str
    params: dict[str, Param] = field(default_factory=dict)
    rate: Money | None = None
    days: int | None = None
    formula: str | None = None
    tariff: str | None = None


_LOCK = (
    update(Account)
    .where(Account.contract == bindparam("of_contract"))
    .values(balance=Account.balance)
    .returning(Account.id, Account.balance)
)
_HOUSE = aliased(Account)
# The house's account comes along with the contract's: one statement less under the lock.
_HOUSE_ID = select(_HOUSE.id).where(_HOUSE.name == bindparam("of_name")).scalar_subquery().label("house")
_CREDIT = (
    update(Account)
    .where(Account.contract == bindparam("of_contract"))
    .values(balance=Account.balance + bindparam("by"))
    .returning(Account.id, Account.balance, _HOUSE_ID)
)
_BALANCE = select(Account.balance).where(Account.contract == bindparam("of_contract"))
_POST = insert(Posting)
_OPEN = insert(Account)
_REVERSE = insert(Reversal)


def lock(session: Connection, contracts: Iterable[ContractId]) -> None:
    """Lock the money rows of several contracts, in id order, before anything is decided on them."""
    for contract in sorted(contracts):
        session.execute(_LOCK, {"of_contract": contract}).one()


def balance(session: Connection, contract: ContractId) -> Money:
    """The balance of a contract, minor units; below zero: the customer owes."""
    found = session.execute(_BALANCE, {"of_contract": contract}).scalar_one()
    return Money(found or 0)


def open_accounts(session: Connection, contracts: Iterable[ContractId]) -> None:
    """Open the accounts of new contracts, with nothing on them."""
    session.execute(_OPEN, [{"contract": contract, "balance": 0} for contract in contracts])


def post(
    work: Work,
    contract: ContractId,
    amount: Money,
    house: str,
    kind: str,
    reason: Reason,
    dated: date | None = None,
    line: int = 0,
) -> Money:
    """Move `amount` (minor units, not 0; below zero: a charge) to `contract` from account `house`.

    Two postings that sum to zero, and the balance after them. `kind` is one of the statement's kinds:
    charge, fee, payment, promise, refund, correction, reversal, opening. `line` tells apart several
    moves of one operation.
    """
    row = work.session.execute(_CREDIT, {"of_contract": contract, "by": amount, "of_name": house}).one()
    shared = {
        "operation": work.operation,
        "kind": kind,
        "dated": dated or work.today,
        "recorded": work.now,
        "rule": reason.rule,
        "message": reason.message,
        "params": msgspec.json.encode(reason.params).decode(),
        "rate": reason.rate,
        "days": reason.days,
        "formula": reason.formula,
        "tariff": reason.tariff,
    }
    moved = [(2 * line, row.id, amount), (2 * line + 1, row.house, -amount)]
    work.session.execute(
        _POST, [{**shared, "line": at, "account": account, "amount": by} for at, account, by in moved]
    )
    work.moved += moved
    return Money(row.balance or 0)


def reverse(work: Work, operation: OperationId) -> None:
    """Say that this work takes back `operation`; a second time breaks the constraint."""
    work.session.execute(_REVERSE, {"reverses": operation, "operation": work.operation})
