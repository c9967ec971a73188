"""The files of meters and of their readings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import Connection, bindparam, func, select, union_all

from kiosk.contracts import dated
from kiosk.contracts.dated import NOT_YET, Known
from kiosk.core.files import EMPTY, Batches, Column, Fault, Kind, Row, day, name, text
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.quantity import QUANTITY_DIGITS, Quantity
from kiosk.core.rows import among
from kiosk.core.text import clean
from kiosk.core.work import ContractId, MeterId, Param, Refusal, Work
from kiosk.meters import known
from kiosk.meters.entering import enter_accounted, enter_meters, enter_readings
from kiosk.meters.known import KnownMeter
from kiosk.meters.records import Accounted, ReadingRecord
from kiosk.meters.rules import Mark, typed
from kiosk.meters.views import DatedReading, NewMeter

Meters = Mapping[tuple[ContractId, str], KnownMeter]

_DIGITS = re.compile(r"[1-9]", re.ASCII)
_MOMENT = re.compile(r"([0-9-]{10})(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?", re.ASCII)

_SENT = select(ReadingRecord.meter, ReadingRecord.at, ReadingRecord.value).where(
    among(ReadingRecord.meter, "of_meters"),
    ReadingRecord.day >= bindparam("first"),
    ReadingRecord.day <= bindparam("last"),
)

_KEPT = union_all(
    select(ReadingRecord.meter, ReadingRecord.value), select(Accounted.meter, Accounted.value)
).subquery()
_MOST = (
    select(_KEPT.c.meter, func.max(_KEPT.c.value).label("most"))
    .where(among(_KEPT.c.meter, "of_meters"))
    .group_by(_KEPT.c.meter)
)

_NO_METER = mark("The contract {contract} has no meter {number}.")
_TOGETHER = mark("What was accounted has both a day and a value.")
_TOO_FEW = mark("This meter has shown {most:quantity} already: that is more than {digits} digits can show.")
_DIAL = mark("This meter has {digits} digits before the point. Look at it again.")
_TIME_NOT_YET = mark("This time has not come yet.")
_AGAIN = mark("This reading is there already.")
# The columns that refusals of a reading are about; all others are about its value.
_ABOUT = {"meters.earlier": "at", "meters.overdue": "meter"}


def digits(cell: str, _operator: Operator) -> int:
    """How many digits a dial has before the point. Refuses: meters.digits."""
    if not _DIGITS.fullmatch(cell.strip()):
        raise Refusal(
            "meters.digits", "“{text}” is no number of digits: 1 to 9 are possible.", text=clean(cell, 40)
        )
    return int(cell)


def value(cell: str, _operator: Operator) -> Quantity:
    """What a meter shows, with a point. Refuses: quantity.*, meters.negative (EIR-50)."""
    if "," in cell:
        raise Refusal(
            "quantity.form", "“{text}” is not a reading. Type digits, like 127.5.", text=clean(cell, 40)
        )
    return typed(cell)


def moment(cell: str, operator: Operator) -> datetime:
    """A time on the operator's clock, or a day: its start. Refuses: meters.moment, text.day, files.far."""
    found = _MOMENT.fullmatch(cell.strip())
    try:
        at = time.fromisoformat(found[2]) if found and found[2] else time.min
    except ValueError:
        found = None
    if not found:
        raise Refusal(
            "meters.moment",
            "“{text}” is neither a day nor a time. Write it like 2026-12-31 or 2026-12-31T14:05.",
            text=clean(cell, 40),
        )
    return operator.moment(datetime.combine(day(found[1], operator), at))


def _check_meters(work: Work, rows: Sequence[Row]) -> Iterator[Fault]:
    contracts = dated.known(work.session, rows)
    yield from dated.unknown(contracts, rows)
    meters = _meters(work.session, contracts)
    smaller = [
        (row, meter) for row in rows if (meter := _of(row, contracts, meters)) and _shrinks(row, meter)
    ]
    yield from _check_shrunk(work.session, smaller)
    for row in rows:
        meter = _of(row, contracts, meters)
        if meter is None:
            yield from (_fault(row, column, EMPTY) for column in ("service", "unit") if row[column] is None)
        yield from _check_accounted(work, row, meter)


def _shrinks(row: Row, meter: KnownMeter) -> bool:
    """Whether the dial is said to have fewer digits than was known."""
    return row["digits"] is not None and (meter.digits is None or row["digits"] < meter.digits)


def _check_shrunk(session: Connection, smaller: Sequence[tuple[Row, KnownMeter]]) -> Iterator[Fault]:
    """A dial shows what is kept of its meter."""
    asked = {"of_meters": [meter.id for _, meter in smaller]}
    most = {found.meter: found.most for found in session.execute(_MOST, asked)} if smaller else {}
    for row, meter in smaller:
        if most.get(meter.id, 0) >= 10 ** (row["digits"] + QUANTITY_DIGITS):
            yield _fault(row, "digits", _TOO_FEW, most=most[meter.id], digits=row["digits"])


def _check_accounted(work: Work, row: Row, meter: KnownMeter | None) -> Iterator[Fault]:
    """What was counted for a bill: a day that has come, and a value that the dial can show."""
    on, counted = row["accounted_on"], row["accounted_value"]
    if (on is None) != (counted is None):
        yield _fault(row, "accounted_on" if on is None else "accounted_value", _TOGETHER)
    if on is not None and on > work.today:
        yield _fault(row, "accounted_on", NOT_YET)
    dial = row["digits"] or (meter.digits if meter else None)
    if counted is not None and dial is not None and counted >= 10 ** (dial + QUANTITY_DIGITS):
        yield _fault(row, "accounted_value", _DIAL, digits=dial)


def _apply_meters(work: Work, batches: Batches) -> tuple[Fault, ...]:
    """New meters, and what is said of known ones; an empty cell leaves what is known of it."""
    for rows in filter(None, batches):
        contracts = dated.known(work.session, rows)
        meters = _meters(work.session, contracts)
        ids = enter_meters(work, [_meter(row, contracts, meters) for row in rows])
        counted = [
            (meter, Mark(row["accounted_on"], row["accounted_value"]))
            for row, meter in zip(rows, ids, strict=True)
            if row["accounted_on"] is not None
        ]
        enter_accounted(work, counted)
    return ()


def _meter(row: Row, contracts: Mapping[str, Known], meters: Meters) -> NewMeter:
    """The meter as the row changes it; nothing known of it: as the row makes it."""
    contract, number = contracts[row["contract"]].contract, row["meter"]
    old = _of(row, contracts, meters) or KnownMeter(MeterId(0), contract, number, "", "", "", None, None)
    return NewMeter(
        contract,
        number,
        row["service"] or old.service,
        row["unit"] or old.unit,
        row["supplier"] or old.supplier,
        row["digits"] or old.digits,
        row["verification_due"] or old.due,
    )


def _check_readings(work: Work, rows: Sequence[Row]) -> Iterator[Fault]:
    """All but the rules, which ask for the rows before a row, too."""
    contracts = dated.known(work.session, rows)
    yield from dated.unknown(contracts, rows)
    meters = _meters(work.session, contracts)
    found = [(row, _of(row, contracts, meters)) for row in rows]
    sent = _sent(work, [(row, meter.id) for row, meter in found if meter])
    for row, meter in found:
        if row["at"] > work.now:
            yield _fault(row, "at", _TIME_NOT_YET)
        if meter is None and row["contract"] in contracts:
            yield _fault(row, "meter", _NO_METER, contract=row["contract"], number=row["meter"])
        if meter and (meter.id, row["at"], row["value"]) in sent:
            yield _fault(row, "value", _AGAIN)


def _sent(work: Work, rows: Sequence[tuple[Row, int]]) -> set[tuple[int, datetime, int]]:
    """What was sent of these meters on the days from the first of these rows to the last."""
    if not rows:
        return set()
    days = [work.operator.day_of(row["at"]) for row, _ in rows]
    asked = {"of_meters": [meter for _, meter in rows], "first": min(days), "last": max(days)}
    return {(row.meter, row.at, row.value) for row in work.session.execute(_SENT, asked)}


def _apply_readings(work: Work, batches: Batches) -> Iterator[Fault]:
    """Each as a customer's, in their order (EIR-49 … EIR-52, decision 7)."""
    for rows in filter(None, batches):
        contracts = dated.known(work.session, rows)
        meters = _meters(work.session, contracts)
        ids = [meters[contracts[row["contract"]].contract, row["meter"]].id for row in rows]
        news = [DatedReading(meter, row["at"], row["value"]) for row, meter in zip(rows, ids, strict=True)]
        for at, refusal in enter_readings(work, news):
            about = _ABOUT.get(refusal.code, "value")
            yield Fault(rows[at].line, about, Sentence(refusal.message, refusal.params))


def _meters(session: Connection, contracts: Mapping[str, Known]) -> Meters:
    return known.by_number(session, [of.contract for of in contracts.values()])


def _of(row: Row, contracts: Mapping[str, Known], meters: Meters) -> KnownMeter | None:
    """The meter that the row names."""
    of = contracts.get(row["contract"])
    return meters.get((of.contract, row["meter"])) if of else None


def _fault(row: Row, column: str, wrong: str, **params: Param) -> Fault:
    return Fault(row.line, column, Sentence(wrong, params))


METERS = Kind(
    "meters",
    (
        dated.CONTRACT,
        Column("meter", text(40), needed=True),
        Column("service", name()),
        Column("supplier", text()),
        Column("unit", name(40)),
        Column("digits", digits),
        Column("verification_due", day),
        Column("accounted_on", day),
        Column("accounted_value", value),
    ),
    _check_meters,
    _apply_meters,
    unique=(("contract", "meter"),),
)
READINGS = Kind(
    "readings",
    (
        dated.CONTRACT,
        Column("meter", text(40), needed=True),
        Column("at", moment, needed=True),
        Column("value", value, needed=True),
    ),
    _check_readings,
    _apply_readings,
    unique=(("contract", "meter", "at", "value"),),
)
