"""Meters, accounted values and readings by the batch, inside the operation that brings them.

For files and sample data. Whoever calls has cleaned the texts and found contracts and meters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.core import bulk
from kiosk.core.operator import Operator
from kiosk.core.rows import among, kept, write
from kiosk.core.work import MeterId, Refusal, Work
from kiosk.meters import known
from kiosk.meters.known import KnownMeter
from kiosk.meters.records import Accounted, Meter, ReadingRecord
from kiosk.meters.rules import Mark
from kiosk.meters.usage import Series
from kiosk.meters.views import DatedReading, NewMeter
from kiosk.meters.weigh import refuse

_DESCRIBED = ("contract", "number", "service", "supplier", "unit", "digits", "verification_due")
_NEW = upsert(Meter)
_METER = _NEW.on_conflict_do_update(
    index_elements=[Meter.contract, Meter.number],
    set_={name: _NEW.excluded[name] for name in _DESCRIBED[2:]} | {"version": Meter.version + 1},
)
_IDS = select(Meter.id, Meter.contract, Meter.number).where(among(Meter.contract, "of_contracts"))
_COUNTED = upsert(Accounted)
_COUNTED = _COUNTED.on_conflict_do_update(
    index_elements=[Accounted.meter, Accounted.day], set_={"value": _COUNTED.excluded.value}
)
_READING = ("operation", "meter", "day", "at", "value", "origin", "note", "recorded")
_SEND = insert(ReadingRecord)
_LAST = (
    select(ReadingRecord.meter, func.max(ReadingRecord.at).label("at"))
    .where(among(ReadingRecord.meter, "of_meters"))
    .group_by(ReadingRecord.meter)
)


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of meters, growing from reading to reading.

    last  the time of the last reading
    """

    meters: Mapping[MeterId, KnownMeter]
    series: dict[MeterId, Series]
    last: dict[MeterId, datetime]


def enter_meters(work: Work, news: Sequence[NewMeter]) -> list[MeterId]:
    """Make the meters, or bring old ones (of the same contract and number) up to date; their ids in order."""
    if not news:
        return []
    described = [{name: getattr(new, name) for name in _DESCRIBED} | {"version": 1} for new in news]
    work.session.execute(_METER, described)
    found = work.session.execute(_IDS, {"of_contracts": list({new.contract for new in news})})
    ids = {(row.contract, row.number): MeterId(row.id) for row in found}
    return [ids[new.contract, new.number] for new in news]


def enter_accounted(work: Work, marks: Sequence[tuple[MeterId, Mark]]) -> None:
    """What was counted for bills; what is known of the same day is replaced."""
    rows = [(meter, kept(work.session, mark.day), mark.value) for meter, mark in marks]
    write(work.session, _COUNTED, ("meter", "day", "value"), rows)


def enter_readings(work: Work, news: Sequence[DatedReading]) -> list[tuple[int, Refusal]]:
    """Enter the readings one after another, each judged as of its day by the rules of customers (decision 7).

    Positions of those that are refused, and why (meters.*, see weigh.refuse): these are not entered, and
    the others are judged as if they had not been there. Locks the contracts. Meters that are not there
    are the caller's mistake.
    """
    if not news:
        return []
    faults = dict(judged(work.operator, _past(work, news), news))
    taken = [_row(work, new) for position, new in enumerate(news) if position not in faults]
    write(work.session, _SEND, _READING, taken)
    return list(faults.items())


def judged(operator: Operator, past: Past, news: Sequence[DatedReading]) -> Iterator[tuple[int, Refusal]]:
    """Positions of the readings that are refused, and why; each of the others is past to those after it."""
    for position, new in enumerate(news):
        day = operator.day_of(new.at)
        try:
            line = known.line(operator, past.meters[new.meter], past.series[new.meter], day)
            refuse(line, new.value, day)
        except Refusal as refusal:
            yield position, refusal
        else:
            _grow(past, new, day)


def _past(work: Work, news: Sequence[DatedReading]) -> Past:
    session, ids = work.session, {new.meter for new in news}
    meters = known.by_id(session, ids)
    # A customer may be sending a reading of one of them: the second one sees what the first one did.
    bulk.lock(work, {meter.contract for meter in meters.values()})
    since = work.operator.day_of(min(new.at for new in news)) - timedelta(days=1)
    last = session.execute(_LAST, {"of_meters": list(ids)})
    return Past(meters, dict(known.series(session, ids, since)), {row.meter: row.at for row in last})


def _grow(past: Past, new: DatedReading, day: date) -> None:
    """The last of a day is in force (decision 7)."""
    last = past.last.get(new.meter)
    if last is None or new.at >= last:
        past.last[new.meter] = new.at
        past.series[new.meter] = past.series[new.meter].then(Mark(day, new.value))


def _row(work: Work, new: DatedReading) -> tuple[Any, ...]:
    """As `_READING` names the values."""
    session = work.session
    when = kept(session, work.operator.day_of(new.at)), kept(session, new.at)
    operation, recorded = kept(session, work.operation), kept(session, work.now)
    return operation, new.meter, *when, new.value, str(new.origin), "", recorded
