"""Charge the days' fees, in batches that can be cut at any point; say how far a contract's money goes."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid5

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.charging.batches import batch
from kiosk.charging.lines import lines_of
from kiosk.charging.plan import afford, chunk, cost, in_service
from kiosk.charging.records import ChargeRun, Charging
from kiosk.charging.rules import ChargingRules, Line, period
from kiosk.charging.views import Charged, Outlook, Started, Tell
from kiosk.contracts.holds import open_since, release, spans
from kiosk.contracts.records import Contract
from kiosk.contracts.rules import ContractStatus, HoldKind, Settlement
from kiosk.core.ledger import Account
from kiosk.core.money import Money
from kiosk.core.single import CHARGE, single
from kiosk.core.store import Store
from kiosk.core.work import (
    JOB,
    STAFF,
    Actor,
    By,
    ContractId,
    OperationId,
    Refusal,
    Work,
    derived,
    flow,
    use_case,
)

# Longer than the longest pause after which another process asks again for SQLite's one writer.
_TURN = 0.02
_DAY = timedelta(days=1)
# As far as money is followed.
_HORIZON = timedelta(days=3660)
_RUNS = UUID("5c1f1c3a-5d43-4a4e-9d0f-7a86a1b2f6d1")

_STATE = (
    select(Contract.status, Contract.payment, Charging.through, Account.balance)
    .join(Charging, Charging.contract == Contract.id)
    .join(Account, Account.contract == Contract.id)
    .where(Contract.id == bindparam("of_contract"))
)
_THROUGH = select(Charging.through).where(Charging.contract == bindparam("of_contract"))
_OPEN = select(func.count()).select_from(Contract).where(Contract.status != ContractStatus.CLOSED)
_LAST = select(func.max(ChargeRun.day))
_ENDED = select(ChargeRun.ended).where(ChargeRun.day == bindparam("of_day"))
_START = upsert(ChargeRun).on_conflict_do_nothing()
_END = update(ChargeRun).where(ChargeRun.day == bindparam("of_day")).values(ended=bindparam("at"))


@flow("charging.run", by=(JOB, STAFF))
def run(store: Store, by: By, day: date | None, tell: Tell | None = None) -> Charged:
    """Charge all contracts for a day, None: today, and for days missed before it (ISP-25, ISP-26, ILEX-19).

    A run that was cut goes on where it was; a day that is finished is not charged again.
    Refuses: charging.future, charging.before, charging.clock, jobs.running.
    """
    with single(store.database, CHARGE):
        started = store.run(derived(by, "start"), start, day)
        done = Charged(started.day, again=started.again)
        if started.again:
            return done
        after: ContractId | None = ContractId(0)
        while after is not None:
            portion = store.run(_job(by, started.day, f"after {after}"), batch, started.day, after)
            done, after = _sum(done, portion.charged), portion.last
            if tell:
                tell(done.contracts, started.contracts)
            if store.database.file:
                time.sleep(_TURN)
        store.run(_job(by, started.day, "end"), end, started.day)
        return done


def _job(by: By, day: date, step: str) -> By:
    """A step has the same id however often its day is begun, so that what is done is not done again."""
    return By(Actor.job(CHARGE), by.terminal, None, OperationId(uuid5(_RUNS, f"{day} {step}")))


def _sum(one: Charged, other: Charged) -> Charged:
    return Charged(
        one.day,
        one.contracts + other.contracts,
        one.charged + other.charged,
        one.suspended + other.suspended,
        Money(one.amount + other.amount),
    )


@use_case("charging.start", by=(JOB, STAFF), writes=True)
def start(work: Work, day: date | None) -> Started:
    """Begin to charge a day, or go on with it. Refuses: charging.future, charging.before, charging.clock."""
    today, last = work.today, work.session.execute(_LAST).scalar()
    day = day or today
    if last and last > today:
        raise Refusal(
            "charging.clock",
            "Fees are charged up to {last:day}, but by the clock of this machine today is {today:day}. Set "
            "the clock right.",
            last=last, today=today,
        )  # fmt: skip
    if day > today:
        raise Refusal("charging.future", "{day:day} is still to come: fees are charged up to today.", day=day)
    if last and day < last:
        raise Refusal(
            "charging.before",
            "Fees are charged up to {last:day} already, and the days before it with it.",
            last=last,
        )
    again = work.session.execute(_ENDED, {"of_day": day}).scalar() is not None
    work.session.execute(_START, {"day": day, "started": work.now})
    return Started(day, work.session.execute(_OPEN).scalar_one(), again)


@use_case("charging.end", by=(JOB,), writes=True)
def end(work: Work, day: date) -> bool:
    """All contracts are charged for the day."""
    work.session.execute(_END, {"of_day": day, "at": work.now})
    return True


def topped_up(work: Work, contract: ContractId, balance: Money, paid: date | None = None) -> bool:
    """Bring a contract back that is suspended by debt, when its new balance pays for what comes next: a day,
    or the rest of a period (decision 10). False: nothing changed.

    paid  the day of the payment, None: today. The next run charges from this day on, or from the first
          day after the last run, if that left the contract suspended after the payment.
    """
    since = open_since(work.session, contract, HoldKind.DEBT)
    if since is None:
        return False
    back = max(since, _day_back(work, paid or work.today))
    if lacking(work, contract, balance, back):
        return False
    return release(work.session, contract, HoldKind.DEBT, back)


def _day_back(work: Work, paid: date) -> date:
    """From when on a payment of this day serves: what runs left suspended after it stays so."""
    last = work.session.execute(_LAST).scalar()
    return min(work.today, paid if last is None or last <= paid else last + _DAY)


def lacking(work: Work, contract: ContractId, balance: Money, day: date) -> Money:
    """What must be paid in so that a contract suspended by debt is in service again on `day`; 0: nothing."""
    rules = work.operator.of(ChargingRules)
    first, last = chunk(rules, day)
    lines = lines_of(work.session, [contract], first, last).get(contract, ())
    return Money(max(0, cost(rules, lines, first, last) - balance))


def all_topped_up(work: Work, paid: Mapping[ContractId, tuple[Money, date]]) -> None:
    """As `topped_up`, for the contracts of an import with their new balances and days of payment."""
    for contract in spans(work.session, list(paid), work.today):
        topped_up(work, contract, *paid[contract])


def ahead(work: Work, contract: ContractId) -> date | None:
    """The last day that is settled; None: nothing was charged yet."""
    return work.session.execute(_THROUGH, {"of_contract": contract}).scalar()


def outlook(
    work: Work, contract: ContractId, balance: Money | None = None, lines: Sequence[Line] | None = None
) -> Outlook:
    """How far the money goes, and what to pay to be covered to the end of the next period (VEL-50).

    balance, lines  what if: another balance than now, other prices than those known, from the first day
                    on that is not settled
    """
    rules, today = work.operator.of(ChargingRules), work.today
    state = work.session.execute(_STATE, {"of_contract": contract}).one()
    until = period(period(today, rules.day)[1] + _DAY, rules.day)[1]
    money = Money(state.balance) if balance is None else balance
    if state.status == ContractStatus.CLOSED:
        return Outlook(None, None, Money(0), today)
    if state.payment == Settlement.POSTPAID:
        return Outlook(None, None, Money(max(0, -money)), until)
    first, horizon = state.through + _DAY if state.through else today, today + _HORIZON
    held = spans(work.session, [contract], first).get(contract, ())
    # Nobody knows when a suspension that is open ends: what is still to come is reckoned from today.
    away = [(span.since, span.until or max(span.since, today)) for span in held]
    days = list(in_service((first, horizon), away))
    if lines is None:
        lines = lines_of(work.session, [contract], first, horizon).get(contract, ())
    needed = sum(cost(rules, lines, since, min(last, until)) for since, last in days)
    debt = min((span.since for span in held if span.kind is HoldKind.DEBT and not span.until), default=None)
    unpaid = debt or afford(rules, lines, days, money)[1]
    recommended = Money(max(0, needed - money))
    if unpaid is None:
        return Outlook(None, None, recommended, until)
    back = lacking(work, contract, money, max(debt, today)) if debt else Money(0)
    return Outlook(unpaid - _DAY, max(0, (unpaid - _DAY - today).days), recommended, until, back)
