"""The movements of a contract's account, each with its reason, as customers read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.orm import aliased

from kiosk.balance.views import Movement, MovementPage, Part, StatementLine
from kiosk.core.ledger import Account, Operation, Posting, Reversal
from kiosk.core.locale import Sentence, as_texts, mark
from kiosk.core.money import Money
from kiosk.core.pages import newest_first, read_page
from kiosk.core.work import ANYONE, JOB, OWNER, STAFF, ContractId, Kind, OperationId, Param

WHO_WORDS = {
    OWNER: mark("customer"),
    STAFF: mark("staff"),
    JOB: mark("automatic"),
    ANYONE: mark("before login"),
}
# The ledger keeps reasons in the words of their time; the catalogues keep what only earlier versions wrote.
_EARLIER = (mark("Fee for “{tariff}”, {since:date}–{until:date}"),)

# As a value of its own, so that PostgreSQL, too, reads the postings in the order of their index.
ACCOUNT = select(Account.id).where(Account.contract == bindparam("of_contract")).scalar_subquery()
# What was brought along is the opening balance of a month, not a movement.
MOVES = (Posting.account == ACCOUNT, Posting.kind != "opening")
DURING = Posting.dated.between(bindparam("first"), bindparam("last"))

_TAKEN_BACK, _TAKES_BACK = aliased(Reversal), aliased(Reversal)
_KEY = {Posting.dated: date, Posting.recorded: datetime, Posting.operation: UUID, Posting.line: int}
_MOVEMENTS = (
    select(
        *_KEY, Posting.kind, Posting.amount, Posting.rule, Posting.message, Posting.params,
        Posting.rate, Posting.days, Posting.formula,
        Operation.terminal, Operation.actor,
        _TAKES_BACK.reverses, _TAKEN_BACK.operation.label("reversed_by"),
    )
    .join(Operation, Operation.id == Posting.operation)
    .outerjoin(_TAKES_BACK, _TAKES_BACK.operation == Posting.operation)
    .outerjoin(_TAKEN_BACK, _TAKEN_BACK.reverses == Posting.operation)
    .where(*MOVES)
)  # fmt: skip
_ALL = newest_first(_MOVEMENTS, tuple(_KEY))
_OF_MONTH = newest_first(_MOVEMENTS.where(DURING), tuple(_KEY))
_LINES = (
    select(Posting.dated, Posting.kind, Posting.message, Posting.params, Posting.amount)
    .where(*MOVES, DURING)
    .order_by(*_KEY)
)


def page(session: Connection, contract: ContractId, before: str) -> MovementPage:
    """Ten movements before the cursor, the newest first."""
    rows, older = read_page(session, _ALL, _KEY, before, {"of_contract": contract})
    return MovementPage(tuple(_view(row) for row in rows), older)


def page_of(session: Connection, contract: ContractId, first: date, last: date, before: str) -> MovementPage:
    """As `page`, of the days from `first` to `last` only."""
    values = {"of_contract": contract, "first": first, "last": last}
    rows, older = read_page(session, _OF_MONTH, _KEY, before, values)
    return MovementPage(tuple(_view(row) for row in rows), older)


def lines(session: Connection, contract: ContractId, first: date, last: date) -> tuple[StatementLine, ...]:
    """All movements of these days, the oldest first."""
    rows = session.execute(_LINES, {"of_contract": contract, "first": first, "last": last})
    return tuple(StatementLine(row.dated, row.kind, _reason(row), row.amount) for row in rows)


def _view(row: Row[*tuple[Any, ...]]) -> Movement:
    kind = Kind(row.actor.partition(":")[0])
    return Movement(
        OperationId(row.operation),
        row.line,
        row.dated,
        row.recorded,
        row.kind,
        row.amount,
        _reason(row),
        row.terminal,
        WHO_WORDS[kind],
        row.reverses,
        row.reversed_by,
        row.rule,
        _parts(row),
    )


def _reason(row: Row[*tuple[Any, ...]]) -> Sentence:
    return Sentence(row.message, msgspec.json.decode(row.params, type=dict[str, Param]))


def _parts(row: Row[*tuple[Any, ...]]) -> tuple[Part, ...]:
    """How a fee came about: "shares" is one span of days at one price, JSON has several; others tell none."""
    formula = row.formula or ""
    if formula == "shares":
        params = msgspec.json.decode(row.params, type=dict[str, str])
        since, until = (date.fromisoformat(params[name]) for name in ("since", "until"))
        return (Part(since, until, row.days, row.rate, Money(-row.amount), as_texts(params["name"])),)
    if formula.startswith("["):
        return msgspec.json.decode(formula, type=tuple[Part, ...])
    return ()
