"""One batch of contracts, charged in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Row, bindparam, select, update

from kiosk.charging.lines import lines_of
from kiosk.charging.plan import Bill, Plan, chunk, covers, plan
from kiosk.charging.records import Charging
from kiosk.charging.rules import ChargingRules, Line
from kiosk.charging.views import Charged, Portion
from kiosk.contracts.holds import Span, hold, spans
from kiosk.contracts.records import Contract
from kiosk.contracts.rules import ContractStatus, HoldKind, Settlement
from kiosk.core import bulk
from kiosk.core.bulk import Entry, Held
from kiosk.core.ledger import Reason
from kiosk.core.money import Money
from kiosk.core.rows import among
from kiosk.core.work import JOB, ContractId, OperationId, Param, Work, use_case

FEE = "charging.fee"
# Contracts of one transaction: while it lasts, who redeems a card waits.
BATCH = 700
_HOUSE = "fees"
_DAY = timedelta(days=1)
_FEES = UUID("0e6d6b4c-7f4b-4c53-9d0f-6f2f6a2f7f10")

_STATES = (
    select(Contract.id, Contract.status, Contract.payment, Charging.through)
    .join(Charging, Charging.contract == Contract.id)
    .where(Contract.id > bindparam("after"))
    .order_by(Contract.id)
    .limit(bindparam("most"))
)
_SETTLE = (
    update(Charging)
    .where(
        among(Charging.contract, "of_contracts"),
        Charging.through.is_not_distinct_from(bindparam("before")),
    )
    .values(through=bindparam("after"))
)


class _Due(NamedTuple):
    """A contract that has days to settle from `first` on. `balance` None: it pays after use."""

    contract: ContractId
    through: date | None
    first: date
    balance: Money | None
    lines: Sequence[Line]
    spans: Sequence[Span]


class _Settled(NamedTuple):
    """What changes for a contract."""

    contract: ContractId
    through: date | None
    plan: Plan


@use_case("charging.batch", by=(JOB,), writes=True)
def batch(work: Work, day: date, after: ContractId) -> Portion:
    """Charge the next contracts by id for a day and the unsettled ones before it (decision 10)."""
    rows = work.session.execute(_STATES, {"after": after, "most": BATCH}).all()
    seen = [row for row in rows if row.status != ContractStatus.CLOSED]
    unsettled = [row for row in seen if row.through is None or row.through < day]
    held = bulk.lock(work, [ContractId(row.id) for row in unsettled])
    settled = _settled(work, _due(work, day, unsettled, held), day) if unsettled else []
    bulk.enter(work, FEE, _entries(settled, day), held)
    _advance(work, settled)
    _suspend(work, settled)
    charged = Charged(
        day,
        len(seen),
        sum(one.plan.total > 0 for one in settled),
        sum(one.plan.held is not None for one in settled),
        Money(sum(one.plan.total for one in settled)),
    )
    return Portion(charged, ContractId(rows[-1].id) if len(rows) == BATCH else None)


def _due(
    work: Work, day: date, rows: Sequence[Row[*tuple[Any, ...]]], held: Mapping[ContractId, Held]
) -> Iterator[_Due]:
    """The contracts with all that says what they owe, read at once for all of them."""
    contracts = [ContractId(row.id) for row in rows]
    firsts = [row.through + _DAY if row.through else day for row in rows]
    until = chunk(work.operator.of(ChargingRules), day)[1]
    lines = lines_of(work.session, contracts, min(firsts), until)
    suspended = spans(work.session, contracts, min(firsts))
    for contract, row, first in zip(contracts, rows, firsts, strict=True):
        balance = None if row.payment == Settlement.POSTPAID else held[contract].balance
        own = lines.get(contract, ()), suspended.get(contract, ())
        yield _Due(contract, row.through, first, balance, *own)


def _settled(work: Work, dues: Iterable[_Due], day: date) -> list[_Settled]:
    """What is charged; contracts for which nothing changes are left out."""
    rules = work.operator.of(ChargingRules)
    # Most contracts of a batch have the same lines: what they cost is planned once for all of them.
    wholes: dict[tuple[Any, ...], Plan] = {}
    found = []
    for due in dues:
        key = (due.first, *map(id, due.lines))
        if key not in wholes:
            wholes[key] = plan(rules, due.lines, (due.first, day), None)
        made = _settle(rules, due, day, wholes[key])
        if made:
            found.append(made)
    return found


def _settle(rules: ChargingRules, due: _Due, day: date, whole: Plan) -> _Settled | None:
    """`whole`: what is charged when money is no matter and nothing was suspended."""
    if not due.spans:
        if due.balance is not None and not covers(due.balance, whole.total):
            whole = plan(rules, due.lines, (due.first, day), due.balance)
        return _Settled(due.contract, due.through, whole)
    if any(_lasting(span, due, day) for span in due.spans):
        return None
    away = [(span.since, span.until) for span in due.spans]
    return _Settled(due.contract, due.through, plan(rules, due.lines, (due.first, day), due.balance, away))


def _lasting(span: Span, due: _Due, day: date) -> bool:
    """A debt lasts until money comes, however little a day costs (decision 10); who came suspended owes
    nothing for days before that, of which nothing is known."""
    early = due.through is None and day < span.since
    return span.until is None and (span.kind is HoldKind.DEBT or early)


def _entries(settled: Iterable[_Settled], day: date) -> list[Entry]:
    """One entry for each line of a contract that costs anything."""
    reasons: dict[int, Reason] = {}  # of bills that many contracts share
    found = []
    for one in settled:
        for bill in one.plan.bills:
            if bill.amount:
                reason = reasons.get(id(bill)) or reasons.setdefault(id(bill), reason_of(bill))
                found.append(entry(one.contract, bill, _HOUSE, day, reason))
    return found


def entry(contract: ContractId, bill: Bill, house: str, day: date, reason: Reason | None = None) -> Entry:
    """A line's charge on a contract; the same line, contract and day are always the same operation."""
    operation = OperationId(uuid5(_FEES, f"{bill.line.rule} {contract} {day}"))
    why = reason or reason_of(bill)
    return Entry(operation, contract, Money(-bill.amount), house, "fee", why, day)


def reason_of(bill: Bill) -> Reason:
    """Why a line is charged: one span at one price in short, else every part of it."""
    first, last = bill.parts[0], bill.parts[-1]
    params: dict[str, Param] = {
        "name": msgspec.json.encode(last.name).decode(),
        "since": first.since.isoformat(),
        "until": last.until.isoformat(),
    }
    words = bill.line.daily if first.since == last.until else bill.line.message
    formula = "shares" if len(bill.parts) == 1 else msgspec.json.encode(bill.parts).decode()
    price = bill.line.price(last.until)
    days = sum(part.days for part in bill.parts)
    return Reason(bill.line.rule, words, params, last.rate, days, formula, price.tariff if price else None)


def _advance(work: Work, settled: Iterable[_Settled]) -> None:
    """Move on the days up to which contracts are settled; nobody else may have done so meanwhile."""
    moves: defaultdict[tuple[date | None, date], list[ContractId]] = defaultdict(list)
    for one in settled:
        moves[one.through, one.plan.through].append(one.contract)
    for (before, after), contracts in moves.items():
        values = {"of_contracts": contracts, "before": before, "after": after}
        if work.session.execute(_SETTLE, values).rowcount != len(contracts):
            raise RuntimeError("somebody else charges the same contracts")


def _suspend(work: Work, settled: Sequence[_Settled]) -> None:
    """Hold whose balance does not cover a day, from that day on."""
    hold(work.session, [(one.contract, one.plan.held) for one in settled if one.plan.held], HoldKind.DEBT)
