"""Sample fees: half a year of days, as they led to the balances that the sample contracts have."""

from __future__ import annotations

from datetime import date, timedelta

from kiosk.charging.batches import FEE, entry
from kiosk.charging.lines import lines_of
from kiosk.charging.plan import each_day, plan
from kiosk.charging.rules import ChargingRules
from kiosk.contracts.cases import find
from kiosk.core import bulk
from kiosk.core.sample import job, rows, shifted
from kiosk.core.store import Store
from kiosk.core.work import JOB, ContractId, Work, use_case

_DAYS = 215


def load(store: Store) -> None:
    """Enter the fees of the days up to `charged_through` of each contract of demo/contracts.csv."""
    for row in rows("contracts", store.operator):
        contract = store.run(job(), find, row["contract"]).contract
        last = shifted(row["charged_through"], store.operator)
        first = max(shifted(row["opened_on"], store.operator), last - timedelta(days=_DAYS))
        store.run(job("fees", row["contract"]), enter_past, contract, first, last)


@use_case("charging.past", by=(JOB,), writes=True)
def enter_past(work: Work, contract: ContractId, first: date, last: date) -> None:
    """Enter the daily fees of a time before the balance brought along; the balance stays."""
    rules = work.operator.of(ChargingRules)
    lines = lines_of(work.session, [contract], first, last)[contract]
    bills = (
        (days[1], bill) for days in each_day(first, last) for bill in plan(rules, lines, days, None).bills
    )
    entries = [entry(contract, bill, bulk.HISTORY, day) for day, bill in bills if bill.amount]
    bulk.enter(work, FEE, entries, bulk.lock(work, [contract]))
