"""What `kiosk db check` asks of charging: every contract is known to it, no day is charged twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby, islice
from typing import Any

import msgspec
from sqlalchemy import Row, select

from kiosk.charging.records import Charging
from kiosk.contracts.records import Contract
from kiosk.core.ledger import Account, Posting
from kiosk.core.locale import Sentence, mark
from kiosk.core.proof import MOST
from kiosk.core.work import Work

_UNKNOWN = (
    select(Contract.number)
    .outerjoin(Charging, Charging.contract == Contract.id)
    .where(Charging.contract.is_(None))
    .limit(MOST)
)
# Read bit by bit: there may be many millions of them. Fees without a rate are not for days: a change's fee.
_FEES = (
    select(Posting.account, Posting.rule, Posting.params, Contract.number, Charging.through)
    .join(Account, Account.id == Posting.account)
    .join(Contract, Contract.id == Account.contract)
    .join(Charging, Charging.contract == Contract.id)
    .where(Posting.kind == "fee", Posting.amount < 0, Posting.rate.is_not(None))
    .order_by(Posting.account, Posting.dated, Posting.recorded, Posting.operation, Posting.line)
    .execution_options(yield_per=1000)
)


class _Days(msgspec.Struct):
    """The days of a fee, as its reason has them."""

    since: date
    until: date


def faults(work: Work) -> list[Sentence]:
    """Contracts that are never charged; days charged twice; days charged that are still to be settled."""
    unknown = mark("contract {number}: it is never charged")
    missing = [Sentence(unknown, {"number": row.number}) for row in work.session.execute(_UNKNOWN)]
    return [*missing, *islice(_wrong_days(work), MOST)]


def _wrong_days(work: Work) -> Iterator[Sentence]:
    rows = work.session.execute(_FEES)
    for _, of_contract in groupby(rows, key=lambda row: row.account):
        yield from _of_contract(of_contract)


def _of_contract(rows: Iterator[Row[*tuple[Any, ...]]]) -> Iterator[Sentence]:
    """`rows` in the order of their days, the lines mixed."""
    charged: dict[str, date] = {}
    for row in rows:
        days = msgspec.json.decode(row.params, type=_Days)
        if row.rule in charged and days.since <= charged[row.rule]:
            twice = mark("contract {number}: the fee of {on:day} was charged twice")
            yield Sentence(twice, {"number": row.number, "on": days.since.isoformat()})
        charged[row.rule] = max(days.until, charged.get(row.rule, days.until))
        if row.through is None or row.through < days.until:
            ahead = mark("contract {number}: the fee of {on:day} was charged, and would be charged again")
            yield Sentence(ahead, {"number": row.number, "on": days.until.isoformat()})
