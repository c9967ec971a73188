"""Sample customers: with money, with debt, with a one-time password, suspended, blocked …"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from kiosk.contracts.cases import open_contract
from kiosk.contracts.rules import ContractStatus, CustomerKind, Settlement
from kiosk.contracts.views import NewContract, NewCustomer, NewLogin
from kiosk.core import money
from kiosk.core.operator import Operator
from kiosk.core.sample import job, rows, shifted
from kiosk.core.store import Store

_ONE_TIME = timedelta(hours=72)


def load(store: Store) -> None:
    """Open the contracts of the profile's demo/contracts.csv."""
    for row in rows("contracts", store.operator):
        store.run(job("contract", row["contract"]), open_contract, _contract(row, store.operator))


def _contract(row: dict[str, str], operator: Operator) -> NewContract:
    charged_through = shifted(row["charged_through"], operator)
    return NewContract(
        row["contract"],
        _customer(row),
        shifted(row["opened_on"], operator),
        row["address"],
        row["tariff"],
        Settlement(row["payment"]),
        ContractStatus(row["status"]),
        money.parse(row["balance"], operator.currency),
        # Charged in advance to the end of a month, the balance is still that of today.
        min(charged_through, operator.day_of(datetime.now(UTC))),
        charged_through,
        _login(row, operator),
    )


def _customer(row: dict[str, str]) -> NewCustomer:
    return NewCustomer(
        CustomerKind(row["kind"]),
        row["first_name"],
        row["last_name"],
        row["patronymic"],
        row["company"],
        tuple(filter(None, row["phone"].split(";"))),
        row["email"],
        row["customer"] or None,
    )


def _login(row: dict[str, str], operator: Operator) -> NewLogin:
    """The hash as it stands, set on `password_set`; a one-time one works for 72 hours from now."""
    if not row["password"]:
        return NewLogin()
    if row["one_time"] == "yes":
        return NewLogin(row["password"], expires_at=datetime.now(UTC) + _ONE_TIME)
    set_at = datetime.combine(shifted(row["password_set"], operator), time(12), UTC)
    return NewLogin(row["password"], set_at, blocked=row["blocked"])
