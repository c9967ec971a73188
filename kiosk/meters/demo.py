"""Sample meters and a year of their readings."""

from __future__ import annotations

from collections import defaultdict

from kiosk.contracts.cases import find
from kiosk.core.operator import Operator
from kiosk.core.sample import job, rows
from kiosk.core.store import Store
from kiosk.core.work import ContractId, MeterId
from kiosk.meters.cases import define, enter
from kiosk.meters.sampled import Row, accounted, digits, due, named, names, reading, refused
from kiosk.meters.views import DatedReading, NewMeter


def load(store: Store) -> None:
    """Enter demo/meters.csv and readings.csv; a column NAME is in the operator's first language, NAME_en
    in English. Readings are in the order of their days; what the profile's rules refuse is left out."""
    operator, meters = store.operator, list(rows("meters", store.operator))
    ids = {named(row): _define(store, row) for row in meters}
    readings = list(rows("readings", operator))
    out = dict(refused(operator, meters, readings))
    taken = defaultdict[str, list[DatedReading]](list)
    for position, row in enumerate(readings):
        if position not in out:
            taken[row["contract"]].append(reading(operator, row, ids[named(row)]))
    for number, sent in taken.items():
        store.run(job("readings", number), enter, tuple(sent))


def _define(store: Store, row: Row) -> MeterId:
    contract = store.run(job(), find, row["contract"]).contract
    new = _meter(row, contract, store.operator)
    return store.run(job("meter", *named(row)), define, new, accounted(store.operator, row)).meter


def _meter(row: Row, contract: ContractId, operator: Operator) -> NewMeter:
    about = row["meter"], names(operator, row, "service"), names(operator, row, "unit"), row["supplier"]
    return NewMeter(contract, *about, digits(row), due(operator, row))
