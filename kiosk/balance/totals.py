"""The figures of months: reckoned back from the balance, so that a long history costs nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, cast, func, select

from kiosk.balance.movements import DURING, MOVES
from kiosk.balance.views import DayTotal, MonthTotal
from kiosk.core.ledger import Account, Posting
from kiosk.core.money import Money
from kiosk.core.months import last_of
from kiosk.core.records import Number
from kiosk.core.work import ContractId

Day = Row[*tuple[Any, ...]]

_SUM = func.sum(Posting.amount)


def _whole(total: ColumnElement[Any]) -> ColumnElement[int]:
    """A sum as a whole number on both databases, 0 of nothing."""
    return cast(func.coalesce(total, 0), Number())


_LATER = select(_whole(_SUM)).where(*MOVES, Posting.dated > bindparam("last"))
_CLOSING = select(Account.balance - _LATER.scalar_subquery()).where(
    Account.contract == bindparam("of_contract")
)
_DAYS = (
    select(
        Posting.dated,
        (-_whole(_SUM.filter(Posting.amount < 0))).label("went"),
        _whole(_SUM.filter(Posting.amount > 0)).label("came"),
        (-_whole(_SUM.filter(Posting.kind.in_(("charge", "fee"))))).label("charged"),
        _whole(_SUM.filter(Posting.kind == "payment")).label("paid"),
    )
    .where(*MOVES, DURING)
    .group_by(Posting.dated)
    .order_by(Posting.dated)
)


def of_month(session: Connection, contract: ContractId, first: date) -> tuple[MonthTotal, list[DayTotal]]:
    """The month that begins on `first` (ISP-22, ISP-24), and its days with movements (ISP-23)."""
    days, closing = _read(session, contract, first, last_of(first))
    shown = [DayTotal(day.dated, Money(day.went), Money(day.came)) for day in days]
    return _total(first, days, closing), shown


def of_months(session: Connection, contract: ContractId, firsts: Sequence[date]) -> list[MonthTotal]:
    """Months that follow each other, the newest first: each ends with what the next one opened with."""
    days, closing = _read(session, contract, firsts[-1], last_of(firsts[0]))
    by_month: defaultdict[date, list[Day]] = defaultdict(list)
    for day in days:
        by_month[day.dated.replace(day=1)].append(day)
    found = []
    for first in firsts:
        found.append(_total(first, by_month[first], closing))
        closing = found[-1].opening
    return found


def _read(session: Connection, contract: ContractId, first: date, last: date) -> tuple[Sequence[Day], Money]:
    """The days with movements from `first` to `last`, and the balance at the end of `last`."""
    values = {"of_contract": contract, "first": first, "last": last}
    closing = session.execute(_CLOSING, values).scalar_one()
    return session.execute(_DAYS, values).all(), Money(closing or 0)


def _total(first: date, days: Sequence[Day], closing: Money) -> MonthTotal:
    moved = sum(day.came - day.went for day in days)
    return MonthTotal(
        first,
        last_of(first),
        Money(closing - moved),
        closing,
        Money(sum(day.charged for day in days)),
        Money(sum(day.paid for day in days)),
    )
