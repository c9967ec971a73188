"""Sample fees: half a year and more, as they led to the balances that the sample contracts have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kiosk.charging import demo_charges
from kiosk.charging.batches import FEE, entry
from kiosk.charging.lines import lines_of
from kiosk.charging.plan import Days, chunk, plan
from kiosk.charging.rules import ChargingRules, period
from kiosk.contracts.cases import find
from kiosk.core import bulk
from kiosk.core.sample import job, rows, shifted
from kiosk.core.store import Store
from kiosk.core.work import JOB, ContractId, Work, use_case

_DAYS = timedelta(days=215)


def load(store: Store) -> None:
    """Enter the fees of each contract of demo/contracts.csv up to its `charged_through`, by whole periods;
    and charges that other systems computed."""
    period_day = store.operator.of(ChargingRules).day
    for row in rows("contracts", store.operator):
        contract = store.run(job(), find, row["contract"]).contract
        last = shifted(row["charged_through"], store.operator)
        first = max(shifted(row["opened_on"], store.operator), period(last - _DAYS, period_day)[0])
        store.run(job("fees", row["contract"]), enter_past, contract, first, last)
    demo_charges.load(store)


@use_case("charging.past", by=(JOB,), writes=True)
def enter_past(work: Work, contract: ContractId, first: date, last: date) -> None:
    """Enter the fees of a time before the balance brought along, each on its first day; the balance stays."""
    rules = work.operator.of(ChargingRules)
    lines = lines_of(work.session, [contract], first, last)[contract]
    bills = (
        (days[0], bill)
        for days in _chunks(rules, first, last)
        for bill in plan(rules, lines, days, None).bills
    )
    entries = [entry(contract, bill, bulk.HISTORY, day) for day, bill in bills if bill.amount]
    bulk.enter(work, FEE, entries, bulk.lock(work, [contract]))


def _chunks(rules: ChargingRules, first: date, last: date) -> Iterator[Days]:
    """The days from `first` to `last` as they are charged: one by one, or by periods in advance."""
    while first <= last:
        end = min(chunk(rules, first)[1], last)
        yield first, end
        first = end + timedelta(days=1)
