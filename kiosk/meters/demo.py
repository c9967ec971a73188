"""Sample meters and a year of their readings."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time

import msgspec

from kiosk.contracts.cases import find
from kiosk.core import quantity
from kiosk.core.operator import Operator
from kiosk.core.sample import job, rows, shifted, texts
from kiosk.core.store import Store
from kiosk.core.work import ContractId, MeterId
from kiosk.meters.cases import define, enter
from kiosk.meters.rules import Mark, Origin
from kiosk.meters.views import DatedReading, NewMeter

_TIME_AT = len("2026-11-22T")


def load(store: Store) -> None:
    """Enter demo/meters.csv and readings.csv; a column NAME is in the operator's first language, NAME_en
    in English. Readings are in the order of their days."""
    meters: dict[tuple[str, str], MeterId] = {}
    for row in rows("meters", store.operator):
        contract = store.run(job(), find, row["contract"]).contract
        by = job("meter", row["contract"], row["meter"])
        done = store.run(by, define, _meter(row, contract, store.operator), _accounted(row, store.operator))
        meters[row["contract"], row["meter"]] = done.meter
    readings = defaultdict[str, list[DatedReading]](list)
    for row in rows("readings", store.operator):
        meter = meters[row["contract"], row["meter"]]
        value = quantity.parse(row["value"])
        new = DatedReading(meter, _at(row["at"], store.operator), value, Origin.CUSTOMER)
        readings[row["contract"]].append(new)
    for number, sent in readings.items():
        store.run(job("readings", number), enter, tuple(sent))


def _meter(row: dict[str, str], contract: ContractId, operator: Operator) -> NewMeter:
    service, unit = (msgspec.json.encode(texts(row, name, operator)).decode() for name in ("service", "unit"))
    return NewMeter(
        contract,
        row["meter"],
        service,
        unit,
        row["supplier"],
        int(row["digits"]) if row["digits"] else None,
        _day(row["verification_due"], operator),
    )


def _accounted(row: dict[str, str], operator: Operator) -> tuple[Mark, ...]:
    on = _day(row["accounted_on"], operator)
    return (Mark(on, quantity.parse(row["accounted_value"])),) if on else ()


def _day(text: str, operator: Operator) -> date | None:
    return shifted(text, operator) if text else None


def _at(text: str, operator: Operator) -> datetime:
    """A time on the operator's clock; without one, the start of the day."""
    day, clock = text[: _TIME_AT - 1], text[_TIME_AT:]
    return operator.moment(
        datetime.combine(shifted(day, operator), time.fromisoformat(clock) if clock else time.min)
    )
