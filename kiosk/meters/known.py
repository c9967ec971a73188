"""What the records know of meters, many at a time, and what a reading of a day is judged by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select
from sqlalchemy.orm import aliased

from kiosk.core.locale import Sentence, Words, as_texts, mark
from kiosk.core.operator import Operator
from kiosk.core.quantity import Quantity
from kiosk.core.records import Day
from kiosk.core.rows import among
from kiosk.core.work import ContractId, MeterId
from kiosk.meters.records import Accounted, Meter, ReadingRecord
from kiosk.meters.rules import Mark, MeterRules, Why
from kiosk.meters.usage import Series, last
from kiosk.meters.views import MeterLine

OVERDUE = mark("No reading is taken: the verification of this meter was due on {due:day}. Call staff.")

_R = ReadingRecord
_METERS = select(
    Meter.id, Meter.contract, Meter.number, Meter.service, Meter.supplier, Meter.unit, Meter.digits,
    Meter.verification_due,
)  # fmt: skip
_OF_CONTRACT = _METERS.where(Meter.contract == bindparam("of_contract"))
_OF_CONTRACTS = _METERS.where(among(Meter.contract, "of_contracts"))
_BY_ID = _METERS.where(among(Meter.id, "of_meters"))
_SINCE, _UNTIL = bindparam("since", type_=Day()), bindparam("until", type_=Day())


def _from_last_before(table: type[ReadingRecord | Accounted]) -> ColumnElement[bool]:
    """The days of a table from the last one that is not after `since` on, meter by meter."""
    past = aliased(table)
    first = select(func.max(past.day)).where(past.meter == Meter.id, past.day <= _SINCE).correlate(Meter)
    joined = (table.meter == Meter.id) & (table.day >= func.coalesce(first.scalar_subquery(), _SINCE))
    return joined & (table.day <= _UNTIL)


_RANK = func.row_number().over(partition_by=(_R.meter, _R.day), order_by=(_R.at.desc(), _R.id.desc()))
_RANKED = (
    select(_R.meter, _R.day, _R.value, _R.why, _RANK.label("rank"))
    .join(Meter, _from_last_before(_R))
    .where(among(Meter.id, "of_meters"))
    .subquery()
)
_SENT = (
    select(_RANKED.c.meter, _RANKED.c.day, _RANKED.c.value, _RANKED.c.why)
    .where(_RANKED.c.rank == 1)
    .order_by(_RANKED.c.meter, _RANKED.c.day)
)
_ACCOUNTED = (
    select(Accounted.meter, Accounted.day, Accounted.value)
    .join(Meter, _from_last_before(Accounted))
    .where(among(Meter.id, "of_meters"))
    .order_by(Accounted.meter, Accounted.day)
)


@dataclass(frozen=True, slots=True)
class KnownMeter:
    """A meter as its row describes it; see records.Meter."""

    id: MeterId
    contract: ContractId
    number: str
    service: str
    supplier: str
    unit: str
    digits: int | None
    due: date | None


def of_contract(session: Connection, contract: ContractId, operator: Operator) -> dict[MeterId, KnownMeter]:
    """The meters of a contract, by service (in the operator's first language) and number."""
    words = Words(operator, operator.languages[0])
    found = _known(session.execute(_OF_CONTRACT, {"of_contract": contract}).all())
    by_name = sorted(found.values(), key=lambda meter: (words.pick(as_texts(meter.service)), meter.number))
    return {meter.id: meter for meter in by_name}


def by_number(
    session: Connection, contracts: Collection[ContractId]
) -> dict[tuple[ContractId, str], KnownMeter]:
    """The meters of these contracts, by contract and number."""
    found = _known(session.execute(_OF_CONTRACTS, {"of_contracts": list(contracts)}).all())
    return {(meter.contract, meter.number): meter for meter in found.values()}


def by_id(session: Connection, meters: Collection[MeterId]) -> dict[MeterId, KnownMeter]:
    """These meters; those that are not there are left out."""
    return _known(session.execute(_BY_ID, {"of_meters": list(meters)}).all())


def _known(rows: Collection[Row[*tuple[Any, ...]]]) -> dict[MeterId, KnownMeter]:
    return {MeterId(row.id): KnownMeter(*row) for row in rows}


def series(
    session: Connection, meters: Collection[MeterId], since: date, until: date = date.max
) -> Mapping[MeterId, Series]:
    """What was accounted and sent from the last day that is not after `since` on, up to `until`.

    Two queries, however many meters; one of which nothing is known has an empty series.
    """
    values = {"of_meters": list(meters), "since": since, "until": until}
    accounted: defaultdict[int, list[Mark]] = defaultdict(list)
    sent: defaultdict[int, list[Mark]] = defaultdict(list)
    for meter, day, value in session.execute(_ACCOUNTED, values):
        accounted[meter].append(Mark(day, Quantity(value)))
    for meter, day, value, why in session.execute(_SENT, values):
        sent[meter].append(Mark(day, Quantity(value), Why(why) if why else None))
    return {meter: Series(tuple(accounted[meter]), tuple(sent[meter])) for meter in meters}


def line(operator: Operator, meter: KnownMeter, known: Series, day: date) -> MeterLine:
    """What a reading of `day` is judged by; rate and average are not looked for."""
    rules, seen = operator.of(MeterRules), known.seen(day)
    overdue = meter.due is not None and meter.due < day
    return MeterLine(
        meter.id,
        meter.number,
        meter.service,
        meter.supplier,
        meter.unit,
        meter.digits,
        last(seen.accounted),
        last(known.sent),
        known.before(day),
        rules.limit_of(meter.service),
        None,
        None,
        meter.due,
        overdue,
        _off(meter.due) if meter.due and overdue and rules.overdue == "refuse" else None,
    )


def _off(due: date) -> Sentence:
    return Sentence(OVERDUE, {"due": due.isoformat()})
