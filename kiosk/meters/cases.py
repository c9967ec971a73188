"""Readings as customers and staff use them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, case, func, insert, select, tuple_
from sqlalchemy.orm import aliased

from kiosk.contracts.cases import contract_of
from kiosk.contracts.records import Contract
from kiosk.contracts.rules import ContractStatus
from kiosk.core import ledger
from kiosk.core.identity import Access
from kiosk.core.locale import Sentence, Words, mark
from kiosk.core.money import Money
from kiosk.core.months import later
from kiosk.core.pages import newest_first, read_page
from kiosk.core.quantity import QUANTITY_DIGITS, Quantity
from kiosk.core.text import require_clean
from kiosk.core.tile import Tile
from kiosk.core.work import (
    JOB,
    OWNER,
    STAFF,
    ContractId,
    Denied,
    LoginId,
    MeterId,
    Param,
    Refusal,
    Work,
    owned_by,
    use_case,
)
from kiosk.meters import MODULE, known
from kiosk.meters.entering import enter_accounted, enter_meters, enter_readings
from kiosk.meters.known import KnownMeter
from kiosk.meters.records import Accounted, Meter, ReadingRecord
from kiosk.meters.rules import Mark, MeterRules, Origin, Why, used
from kiosk.meters.usage import Series, average, by_month
from kiosk.meters.views import (
    DatedReading,
    Form,
    MeterDefined,
    MeterLine,
    NewMeter,
    NewReading,
    Reading,
    ReadingPage,
    StaffReading,
    Usage,
)
from kiosk.meters.weigh import refuse, weigh
from kiosk.receipts.cases import issue
from kiosk.receipts.views import Receipt
from kiosk.tariffs.catalogue import rates

# A receipt names so many meters; a phone's screen has no room for thirty.
_NAMED = 6
_DAY = timedelta(days=1)

_OWNS = (
    select(Meter.id)
    .join(Access, Access.contract == Meter.contract)
    .where(
        Meter.id == bindparam("of_meter"), Access.login == bindparam("of_login"), Access.until.is_(None)
    )
)  # fmt: skip
_SEND = insert(ReadingRecord)

_R = ReadingRecord
_LATER = aliased(ReadingRecord)
_REPLACED = (
    select(_LATER.id)
    .where(
        _LATER.meter == _R.meter, _LATER.day == _R.day, tuple_(_LATER.at, _LATER.id) > tuple_(_R.at, _R.id)
    )
    .exists()
)
_KEY = {_R.day: date, _R.at: datetime, _R.id: int}
_READINGS = (
    select(_R.id, _R.meter, _R.day, _R.at, _R.value, _R.origin, _R.why, (~_REPLACED).label("in_force"))
    .join(Meter, Meter.id == _R.meter)
    .where(Meter.contract == bindparam("of_contract"), _R.day >= bindparam("since"))
)
_ALL = newest_first(_READINGS, tuple(_KEY))
_ONE = newest_first(_READINGS.where(_R.meter == bindparam("of_meter")), tuple(_KEY))

_LAST_DAY = select(func.max(_R.day)).where(_R.meter == Meter.id).scalar_subquery()
_LAST_DAYS = select(_LAST_DAY).where(Meter.contract == bindparam("of_contract"))

_DIAL = case({digits: 10 ** (digits + QUANTITY_DIGITS) for digits in range(1, 10)}, value=Meter.digits)
_BEYOND = (
    select(Contract.number.label("contract"), Meter.number.label("meter"))
    .join(Contract, Contract.id == Meter.contract)
    .where(
        Meter.digits.is_not(None),
        select(_R.id).where(_R.meter == Meter.id, _R.value >= _DIAL).exists()
        | select(Accounted.day).where(Accounted.meter == Meter.id, Accounted.value >= _DIAL).exists(),
    )
    .order_by(Meter.id)
    .limit(20)
)


@owned_by(MeterId)
def owns_meter(session: Connection, meter: MeterId, login: LoginId) -> bool:
    return session.execute(_OWNS, {"of_meter": meter, "of_login": login}).first() is not None


@use_case("meters.form", by=(OWNER, STAFF), reads=True)
def form(work: Work, contract: ContractId) -> Form:
    """All meters of the contract by service and number, and what today's readings are judged by (EIR-48)."""
    return Form(work.today, _lines(work, contract))


def _lines(work: Work, contract: ContractId) -> tuple[MeterLine, ...]:
    """The form's lines; a query for each kind of thing, however many meters."""
    session, today = work.session, work.today
    meters = known.of_contract(session, contract, work.operator)
    series = known.series(session, meters, later(today, -12))
    prices = {(price.service, price.unit): price.rate for price in rates(session, today)}
    return tuple(
        replace(
            known.line(work.operator, meter, series[meter.id], today),
            rate=prices.get((meter.service, meter.unit)),
            average=average(series[meter.id].seen(today).points(), meter.digits, today),
        )
        for meter in meters.values()
    )


@use_case("meters.submit", by=(OWNER, STAFF), writes=True)
def submit(
    work: Work, contract: ContractId, readings: tuple[NewReading, ...], sure: tuple[MeterId, ...]
) -> Receipt:
    """Take what meters show today, all of it or nothing (EIR-48 to EIR-54). Refuses: see views.SUBMIT."""
    lines = _locked(work, contract)
    if not readings:
        raise Refusal("meters.empty", "Type the reading of a meter.")
    _require_own(lines, [new.meter for new in readings])
    _require_all(work, lines, readings)
    for new in readings:
        line = lines[new.meter]
        weighed = weigh(work.operator, line, new.value, work.today)
        if weighed.unusual and new.meter not in sure:
            raise Refusal(
                "meters.unusual",
                "This is much more than usual: {used:quantity}. Check the digits, then confirm.",
                service=line.service, number=line.number, used=weighed.used or 0,
            )  # fmt: skip
    sent = [StaffReading(new.meter, new.value) for new in readings]
    return _send(work, contract, lines, sent)


@use_case("meters.record", by=(STAFF, JOB), writes=True)
def record(work: Work, contract: ContractId, new: StaffReading) -> Receipt:
    """Take what staff read off a meter today; with a reason also what the rules refuse (decision 7, EIR-49,
    EIR-52). Refuses: see views.RECORD."""
    lines = _locked(work, contract)
    _require_own(lines, [new.meter])
    refuse(lines[new.meter], new.value, work.today, new.why)
    return _send(work, contract, lines, [replace(new, note=require_clean(new.note, 200))])


def _locked(work: Work, contract: ContractId) -> Mapping[MeterId, MeterLine]:
    """The lines of the contract, which no other terminal changes now. Refuses: meters.closed."""
    ledger.lock(work.session, [contract])
    if contract_of(work.session, contract).status is ContractStatus.CLOSED:
        raise Refusal("meters.closed", "This contract is closed: it takes no readings.")
    return {line.meter: line for line in _lines(work, contract)}


def _require_own(lines: Mapping[MeterId, MeterLine], meters: Sequence[MeterId]) -> None:
    """Each is the contract's and named once; one answer for what is foreign and what is not there."""
    if not lines.keys() >= set(meters) or max(Counter(meters).values()) > 1:
        raise Denied


def _require_all(work: Work, lines: Mapping[MeterId, MeterLine], readings: Sequence[NewReading]) -> None:
    """Refuses: meters.missing, where the profile wants all meters that can be read (EIR-53)."""
    given = {new.meter for new in readings}
    left = [line for line in lines.values() if not line.off and line.meter not in given]
    if left and work.operator.of(MeterRules).all_meters_required:
        raise Refusal(
            "meters.missing", "All meters are needed. Type the reading of this one, too.",
            service=left[0].service, number=left[0].number,
        )  # fmt: skip


def _send(
    work: Work, contract: ContractId, lines: Mapping[MeterId, MeterLine], readings: Sequence[StaffReading]
) -> Receipt:
    """Keep the readings, and give out the receipt that names them."""
    origin = Origin.CUSTOMER if work.by.actor.kind == OWNER else Origin.STAFF
    shared = {
        "operation": work.operation,
        "day": work.today,
        "at": work.now,
        "origin": origin,
        "recorded": work.now,
    }
    work.session.execute(
        _SEND,
        [
            {**shared, "meter": new.meter, "value": new.value, "why": new.why, "note": new.note}
            for new in readings
        ],
    )
    told = [(lines[new.meter], new.value) for new in readings]
    return issue(work, contract, _told(work, told), Money(0), ledger.balance(work.session, contract))


def _told(work: Work, readings: Sequence[tuple[MeterLine, Quantity]]) -> Sentence:
    """What a receipt says of them, in every language of the operator."""
    texts = {
        language: _listed(Words(work.operator, language), readings) for language in work.operator.languages
    }
    params: dict[str, Param] = {"readings": msgspec.json.encode(texts).decode(), "count": len(readings)}
    return Sentence("Reading sent. {readings:texts}", params, "Readings sent. {readings:texts}")


def _listed(words: Words, readings: Sequence[tuple[MeterLine, Quantity]]) -> str:
    """ "Cold water 1989564: 127 m³; …" """
    named = "; ".join(
        words(
            "{service:texts} {number}: {value:quantity} {unit:texts}",
            service=line.service, number=line.number, value=value, unit=line.unit,
        )
        for line, value in readings[:_NAMED]
    )  # fmt: skip
    more = len(readings) - _NAMED
    if more <= 0:
        return named
    return words.plural(
        "{named}; and {count} meter more", "{named}; and {count} meters more", named=named, count=more
    )


@use_case("meters.define", by=(JOB,), writes=True)
def define(work: Work, new: NewMeter, accounted: tuple[Mark, ...]) -> MeterDefined:
    """Make the meter, or bring an old one up to date; what was counted of it for bills. Refuses: text.*."""
    cleaned = replace(
        new,
        number=require_clean(new.number, 40),
        service=require_clean(new.service, 500),
        unit=require_clean(new.unit, 500),
        supplier=require_clean(new.supplier),
    )
    (meter,) = enter_meters(work, [cleaned])
    enter_accounted(work, [(meter, mark) for mark in accounted])
    return MeterDefined(meter)


@use_case("meters.enter", by=(JOB,), writes=True)
def enter(work: Work, readings: tuple[DatedReading, ...]) -> None:
    """Enter readings that were taken elsewhere, all of them or none. Refuses: what the first one is refused
    for, see weigh.refuse."""
    for _, refusal in enter_readings(work, readings):
        raise refusal


@use_case("meters.history", by=(OWNER, STAFF), reads=True)
def history(work: Work, contract: ContractId, meter: MeterId | None, months: int, before: str) -> ReadingPage:
    """Readings of one meter or all, the newest first, ten a page (EIR-35), of a period (EIR-36)."""
    since = later(work.today, -months) if months else date.min
    values = {"of_contract": contract, "of_meter": meter, "since": since}
    rows, older = read_page(work.session, _ALL if meter is None else _ONE, _KEY, before, values)
    if not rows:
        return ReadingPage((), None)
    meters = known.of_contract(work.session, contract, work.operator)
    days = [row.day for row in rows]
    series = known.series(work.session, {row.meter for row in rows}, min(days) - _DAY, max(days))
    return ReadingPage(tuple(_reading(row, meters[row.meter], series[row.meter]) for row in rows), older)


def _reading(row: Row[*tuple[Any, ...]], meter: KnownMeter, series: Series) -> Reading:
    shown = Mark(row.day, Quantity(row.value), Why(row.why) if row.why else None)
    before = series.before(row.day) if row.in_force else None
    return Reading(
        meter.id,
        meter.number,
        meter.service,
        meter.unit,
        row.day,
        shown.value,
        used(before, shown, meter.digits) if before else None,
        Origin(row.origin),
        shown.why,
        row.in_force,
    )


@use_case("meters.usage", by=(OWNER, STAFF), reads=True)
def usage(work: Work, contract: ContractId) -> tuple[Usage, ...]:
    """What each meter used in the last months up to this one; how many is in the profile."""
    count = work.operator.of(MeterRules).chart_months
    first = later(work.today.replace(day=1), 1 - count)
    meters = known.of_contract(work.session, contract, work.operator)
    series = known.series(work.session, meters, first - _DAY)
    return tuple(
        Usage(
            meter.id,
            meter.number,
            meter.service,
            meter.unit,
            by_month(series[meter.id].points(), meter.digits, first, count),
        )
        for meter in meters.values()
    )


def tile(work: Work, contract: ContractId) -> Tile:
    """How many of the meters were read this month, and when last."""
    days = work.session.execute(_LAST_DAYS, {"of_contract": contract}).scalars().all()
    if not days:
        return Tile(MODULE.name, MODULE.title, Sentence(mark("no meters")), open=False)
    sent = [day for day in days if day and day >= work.today.replace(day=1)]
    params: dict[str, Param] = {"count": len(days)}
    if not sent:
        line = Sentence(
            "no readings this month: {count} meter", params, "no readings this month: {count} meters"
        )
        return Tile(MODULE.name, MODULE.title, line)
    params |= {"sent": len(sent), "on": max(sent).isoformat()}
    line = Sentence(mark("sent on {on:date}: {sent} of {count}"), params)
    return Tile(MODULE.name, MODULE.title, line)


def faults(work: Work) -> list[Sentence]:
    """Meters that are said to have shown more than their dials can show."""
    wrong = mark("meter {number} of contract {contract}: its dial cannot show what is kept of it")
    rows = work.session.execute(_BEYOND)
    return [Sentence(wrong, {"number": row.meter, "contract": row.contract}) for row in rows]
