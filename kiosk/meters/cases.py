"""Readings as customers and staff use them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from kiosk.contracts.cases import contract_of
from kiosk.contracts.rules import ContractStatus
from kiosk.core import ledger
from kiosk.core.identity import Access
from kiosk.core.locale import Sentence, Words, as_texts, mark
from kiosk.core.money import Money
from kiosk.core.months import later
from kiosk.core.quantity import Quantity
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
from kiosk.meters.records import Meter, ReadingRecord
from kiosk.meters.rules import MeterRules, Origin
from kiosk.meters.usage import average
from kiosk.meters.views import Form, MeterLine, NewReading, StaffReading
from kiosk.meters.weigh import refuse, weigh
from kiosk.receipts.cases import issue
from kiosk.receipts.views import Receipt
from kiosk.tariffs.catalogue import rates

# A receipt names so many meters; a phone's screen has no room for thirty.
_NAMED = 6

_OWNS = (
    select(Meter.id)
    .join(Access, Access.contract == Meter.contract)
    .where(
        Meter.id == bindparam("of_meter"), Access.login == bindparam("of_login"), Access.until.is_(None)
    )
)  # fmt: skip
_SEND = insert(ReadingRecord)


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
    meters = known.of_contract(session, contract)
    series = known.series(session, meters, later(today, -12)) if meters else {}
    prices = {(price.service, price.unit): price.rate for price in rates(session, today)} if meters else {}
    lines = [
        replace(
            known.line(work.operator, meter, series[meter.id], today),
            rate=prices.get((meter.service, meter.unit)),
            average=average(series[meter.id].seen(today).points(), meter.digits, today),
        )
        for meter in meters.values()
    ]
    words = Words(work.operator, work.operator.languages[0])
    return tuple(sorted(lines, key=lambda line: (words.pick(as_texts(line.service)), line.number)))


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


def tile(work: Work, contract: ContractId) -> Tile:
    """The meters of the contract."""
    return Tile(MODULE.name, MODULE.title, Sentence(mark("no meters")), open=False)


def faults(work: Work) -> list[Sentence]:
    """Readings that contradict each other."""
    return []
