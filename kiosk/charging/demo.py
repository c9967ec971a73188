"""Sample fees: half a year of days, as they led to the balances that the sample contracts have."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid5

import msgspec

from kiosk.charging.cases import lines_of
from kiosk.charging.rules import share
from kiosk.contracts.cases import find
from kiosk.core import bulk
from kiosk.core.bulk import Entry
from kiosk.core.ledger import Reason
from kiosk.core.money import Money
from kiosk.core.sample import job, rows, shifted
from kiosk.core.store import Store
from kiosk.core.work import JOB, ContractId, OperationId, Param, Work, use_case

_DAYS = 215


def load(store: Store) -> None:
    """Enter the fees of the days up to `charged_through` of each contract of data/demo/contracts.csv."""
    for row in rows("contracts"):
        contract = store.run(job(), find, row["contract"]).contract
        last = shifted(row["charged_through"], store.operator)
        first = max(shifted(row["opened_on"], store.operator), last - timedelta(days=_DAYS))
        store.run(job("fees", row["contract"]), enter_past, contract, first, last)


@use_case("charging.past", by=(JOB,), writes=True)
def enter_past(work: Work, contract: ContractId, first: date, last: date) -> None:
    """Enter the daily fees of a time before the balance brought along; the balance stays."""
    (line,) = lines_of(work.session, [contract], first, last)[contract]
    entries = []
    for day in (first + timedelta(days=at) for at in range((last - first).days + 1)):
        price = line.price(day)
        month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if price is None:
            continue
        amount = share(price.fee, day.day, month.day)
        params: dict[str, Param] = {
            "name": msgspec.json.encode(price.name).decode(),
            "since": day.isoformat(),
            "until": day.isoformat(),
        }
        reason = Reason(line.rule, line.daily, params, price.fee, 1, "shares", price.tariff)
        operation = OperationId(uuid5(work.operation, day.isoformat()))
        entries.append(Entry(operation, contract, Money(-amount), bulk.HISTORY, "fee", reason, day))
    bulk.enter(work, "charging.past", entries, bulk.lock(work, [contract]))
