"""Rows of demo/meters.csv and demo/readings.csv: what their cells mean, and what the rules say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import msgspec

from kiosk.core import quantity
from kiosk.core.operator import Operator
from kiosk.core.sample import shifted, texts
from kiosk.core.work import ContractId, MeterId, Refusal
from kiosk.meters.entering import Past, judged
from kiosk.meters.known import KnownMeter
from kiosk.meters.rules import Mark, Origin
from kiosk.meters.usage import Series
from kiosk.meters.views import DatedReading

Row = dict[str, str]

_TIME_AT = len("2026-11-22T")


def refused(
    operator: Operator, meters: Sequence[Row], readings: Sequence[Row]
) -> Iterator[tuple[int, Refusal]]:
    """Positions of the readings that this profile's rules refuse, and why. Cells that cannot be read raise
    Refusal or ValueError, meters that are not there and columns that are missing raise KeyError."""
    ids = {named(row): MeterId(position) for position, row in enumerate(meters)}
    known = {ids[named(row)]: _known(operator, row, ids[named(row)]) for row in meters}
    series = {ids[named(row)]: Series(accounted(operator, row)) for row in meters}
    sent = [reading(operator, row, ids[named(row)]) for row in readings]
    yield from judged(operator, Past(known, series, {}), sent)


def named(row: Row) -> tuple[str, str]:
    """Which meter a row is about."""
    return row["contract"], row["meter"]


def names(operator: Operator, row: Row, column: str) -> str:
    """The name in a cell in all its languages, as records keep it."""
    return msgspec.json.encode(texts(row, column, operator)).decode()


def digits(row: Row) -> int | None:
    return int(row["digits"]) if row["digits"] else None


def due(operator: Operator, row: Row) -> date | None:
    return shifted(row["verification_due"], operator) if row["verification_due"] else None


def accounted(operator: Operator, row: Row) -> tuple[Mark, ...]:
    """What was counted for a bill; nothing where the day is empty."""
    on = row["accounted_on"]
    return (Mark(shifted(on, operator), quantity.parse(row["accounted_value"])),) if on else ()


def reading(operator: Operator, row: Row, meter: MeterId) -> DatedReading:
    return DatedReading(meter, _at(row["at"], operator), quantity.parse(row["value"]), Origin.CUSTOMER)


def _known(operator: Operator, row: Row, meter: MeterId) -> KnownMeter:
    about = row["meter"], names(operator, row, "service"), row["supplier"], names(operator, row, "unit")
    return KnownMeter(meter, ContractId(0), *about, digits(row), due(operator, row))


def _at(text: str, operator: Operator) -> datetime:
    """A time on the operator's clock; without one, the start of the day."""
    day, clock = text[: _TIME_AT - 1], text[_TIME_AT:]
    return operator.moment(
        datetime.combine(shifted(day, operator), time.fromisoformat(clock) if clock else time.min)
    )
