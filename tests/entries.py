"""Movements of any kind on a contract, entered as jobs enter them."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from kiosk.core import bulk
from kiosk.core.bulk import Entry
from kiosk.core.ledger import Reason
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import ContractId, OperationId
from tests.sight import acting

Moved = tuple[date, int, str]


def moved(
    store: Store, contract: ContractId, *moves: Moved, house: str = "other", reason: Reason | None = None
) -> None:
    """Enter moves (day, minor units, kind); house HISTORY: they tell of a time before the balance."""
    why = reason or Reason("tests.move", "Something")
    entries = [
        Entry(OperationId(uuid4()), contract, Money(amount), house, kind, why, day)
        for day, amount, kind in moves
    ]
    with acting(store) as work:
        bulk.enter(work, "tests.move", entries, bulk.lock(work, [contract]))
