"""The file of contracts: its columns, what is checked, how rows become contracts.

The way in (column `password`) is brought by `kiosk.access.files`, which stands on contracts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kiosk.contracts.opening import create, required_number, unfit
from kiosk.contracts.rules import ContractStatus, CustomerKind, Settlement
from kiosk.contracts.views import NewContract, NewCustomer, NewLogin
from kiosk.core.files import Batches, Column, Fault, Row, amount, day, one_of, text
from kiosk.core.locale import Sentence
from kiosk.core.money import Money
from kiosk.core.operator import Operator
from kiosk.core.text import require_clean
from kiosk.core.work import Work


def _number(cell: str, _operator: Operator) -> str:
    return required_number(cell)


def _phones(cell: str, _operator: Operator) -> tuple[str, ...]:
    return tuple(filter(None, (require_clean(phone, 40) for phone in cell.split(";"))))


COLUMNS = (
    Column("contract", _number, needed=True),
    Column("customer", text(80)),
    Column("kind", one_of({str(kind): kind for kind in CustomerKind})),
    Column("last_name", text()),
    Column("first_name", text()),
    Column("patronymic", text()),
    Column("company", text()),
    Column("phone", _phones),
    Column("email", text()),
    Column("address", text()),
    Column("tariff", text(40)),
    Column("opened_on", day),
    Column("charged_through", day),
    Column("balance", amount),
    Column("payment", one_of({str(payment): payment for payment in Settlement})),
    Column("status", one_of({str(status): status for status in ContractStatus})),
)


def check(work: Work, rows: Sequence[Row]) -> Iterator[Fault]:
    """Contracts that are there already, fees charged ahead of time, tariffs that are not there."""
    news = [_contract(work, row, NewLogin()) for row in rows]
    for at, column, refusal in unfit(work, news):
        yield Fault(rows[at].line, column, Sentence(refusal.message, refusal.params))


def enter(work: Work, batches: Batches, login: Callable[[Row], NewLogin]) -> None:
    """Open the contracts; `login` says how a row's owner logs in first. Refuses as `opening.create`."""
    for rows in filter(None, batches):
        create(work, [_contract(work, row, login(row)) for row in rows])


def _contract(work: Work, row: Row, login: NewLogin) -> NewContract:
    """Days charged already are history, with or without a balance; a balance alone, or one for days still
    to come, is as of today. The tariff holds from the first day that is not charged at the latest."""
    charged = row["charged_through"]
    known = min(charged, work.today) if charged else (work.today if row["balance"] is not None else None)
    return NewContract(
        row["contract"],
        _customer(row),
        row["opened_on"],
        row["address"] or "",
        row["tariff"] or "",
        row["payment"] or Settlement.PREPAID,
        row["status"] or ContractStatus.ACTIVE,
        row["balance"] or Money(0),
        known,
        row["charged_through"],
        login,
    )


def _customer(row: Row) -> NewCustomer:
    return NewCustomer(
        row["kind"] or CustomerKind.PERSON,
        row["first_name"] or "",
        row["last_name"] or "",
        row["patronymic"] or "",
        row["company"] or "",
        row["phone"] or (),
        row["email"] or "",
        row["customer"],
    )
