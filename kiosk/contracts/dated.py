"""What rows of files say of contracts on days: payments, charges and the like, many contracts at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, select

from kiosk.contracts.opening import required_number
from kiosk.contracts.records import Contract
from kiosk.core.bulk import HISTORY
from kiosk.core.files import Column, Fault, Row, day
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.work import ContractId, Work

NOT_YET = mark("This day has not come yet.")

_KNOWN = select(Contract.number, Contract.id, Contract.balance_on).where(
    Contract.number.in_(bindparam("numbers", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Known:
    """A contract, and the day up to which the balance that it brought along tells everything."""

    contract: ContractId
    balance_on: date | None

    def house(self, on: date, account: str) -> str:
        """The other side of an entry on this day: the account, or for history the contract's own opening."""
        return HISTORY if self.balance_on is not None and on <= self.balance_on else account


def _number(cell: str, _operator: Operator) -> str:
    return required_number(cell)


CONTRACT = Column("contract", _number, needed=True)
DATE = Column("date", day, needed=True)


def known(session: Connection, rows: Sequence[Row]) -> Mapping[str, Known]:
    """The contracts of these rows by number; those that are not there are left out."""
    numbers = list({row["contract"] for row in rows})
    found = session.execute(_KNOWN, {"numbers": numbers})
    return {row.number: Known(ContractId(row.id), row.balance_on) for row in found}


def check(work: Work, rows: Sequence[Row]) -> Iterator[Fault]:
    """Contracts that are not there, days that have not come."""
    yield from unknown(known(work.session, rows), rows)
    for row in rows:
        if row["date"] > work.today:
            yield Fault(row.line, "date", Sentence(NOT_YET))


def unknown(contracts: Mapping[str, Known], rows: Sequence[Row]) -> Iterator[Fault]:
    """The rows whose contract is not among these."""
    for row in rows:
        if row["contract"] not in contracts:
            wrong = Sentence(mark("There is no contract {number}."), {"number": row["contract"]})
            yield Fault(row.line, "contract", wrong)
