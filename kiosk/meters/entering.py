"""Meters, accounted values and readings by the batch, inside the operation that brings them.

For files and sample data. Whoever calls has cleaned the texts and found contracts and meters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.core import bulk
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
class _Batch:
    """What is known of the meters of a batch, growing from reading to reading.

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
    batch, faults, taken = _batch(work, news), [], []
    for position, new in enumerate(news):
        day = work.operator.day_of(new.at)
        try:
            refuse(
                known.line(work.operator, batch.meters[new.meter], batch.series[new.meter], day),
                new.value,
                day,
            )
        except Refusal as refusal:
            faults.append((position, refusal))
            continue
        _grow(batch, new, day)
        taken.append(_row(work, new, day))
    write(work.session, _SEND, _READING, taken)
    return faults


def _batch(work: Work, news: Sequence[DatedReading]) -> _Batch:
    session, ids = work.session, {new.meter for new in news}
    meters = known.by_id(session, ids)
    # A customer may be sending a reading of one of them: the second one sees what the first one did.
    bulk.lock(work, {meter.contract for meter in meters.values()})
    since = work.operator.day_of(min(new.at for new in news)) - timedelta(days=1)
    last = session.execute(_LAST, {"of_meters": list(ids)})
    return _Batch(meters, dict(known.series(session, ids, since)), {row.meter: row.at for row in last})


def _grow(batch: _Batch, new: DatedReading, day: date) -> None:
    """The last of a day is in force (decision 7)."""
    last = batch.last.get(new.meter)
    if last is None or new.at >= last:
        batch.last[new.meter] = new.at
        batch.series[new.meter] = batch.series[new.meter].then(Mark(day, new.value))


def _row(work: Work, new: DatedReading, day: date) -> tuple[Any, ...]:
    """As `_READING` names the values."""
    session = work.session
    when = kept(session, day), kept(session, new.at)
    operation, recorded = kept(session, work.operation), kept(session, work.now)
    return operation, new.meter, *when, new.value, str(new.origin), "", recorded
