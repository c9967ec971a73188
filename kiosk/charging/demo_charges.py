"""Sample charges of services, as another system would have computed them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import uuid5

import msgspec

from kiosk.contracts.cases import find
from kiosk.core import bulk, money
from kiosk.core.bulk import Entry
from kiosk.core.ledger import Reason
from kiosk.core.locale import mark
from kiosk.core.money import Money
from kiosk.core.operator import Operator
from kiosk.core.sample import job, rows, shifted, texts
from kiosk.core.store import Store
from kiosk.core.work import JOB, ContractId, OperationId, Work, use_case


@dataclass(frozen=True, slots=True)
class Charge:
    """What was charged on a day for a service; `service` as {name:texts} takes it."""

    on: date
    amount: Money
    service: str


def load(store: Store) -> None:
    """Enter demo/charges.csv: days before the balances brought along, which stay. A column NAME is in the
    operator's first language, NAME_en in English."""
    charges = defaultdict(list)
    for row in rows("charges", store.operator):
        charges[row["contract"]].append(_charge(row, store.operator))
    for number, own in charges.items():
        contract = store.run(job(), find, number).contract
        store.run(job("charges", number), enter_charges, contract, own)


def _charge(row: dict[str, str], operator: Operator) -> Charge:
    amount = money.parse(row["amount"], operator.currency)
    service = msgspec.json.encode(texts(row, "description", operator)).decode()
    return Charge(shifted(row["date"], operator), amount, service)


@use_case("charging.past_charges", by=(JOB,), writes=True)
def enter_charges(work: Work, contract: ContractId, charges: list[Charge]) -> None:
    """Enter charges of a time before the balance brought along; the balance stays."""
    entries = [_entry(work, contract, charge, at) for at, charge in enumerate(charges)]
    bulk.enter(work, "charging.imported", entries, bulk.lock(work, [contract]))


def _entry(work: Work, contract: ContractId, charge: Charge, at: int) -> Entry:
    operation = OperationId(uuid5(work.operation, str(at)))
    why = Reason("charging.imported", mark("Charge: {name:texts}"), {"name": charge.service})
    return Entry(operation, contract, Money(-charge.amount), bulk.HISTORY, "charge", why, charge.on)
