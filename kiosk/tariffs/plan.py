"""What a change of tariff would bring, and why one is not possible.

One plan serves the offers, the preview and the change itself, so that what a customer reads is what is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from kiosk.charging.cases import ahead, lacking
from kiosk.charging.rules import ChargingRules
from kiosk.contracts.cases import contract_of
from kiosk.contracts.holds import spans
from kiosk.contracts.rules import ContractStatus, HoldKind, Settlement
from kiosk.contracts.views import ContractFacts
from kiosk.core import ledger, money
from kiosk.core.money import Money
from kiosk.core.work import ContractId, Refusal, Work
from kiosk.tariffs import catalogue
from kiosk.tariffs.catalogue import Assigned, Listed
from kiosk.tariffs.records import TariffChange
from kiosk.tariffs.rules import ChangeRules, TariffRules, first_day
from kiosk.tariffs.settle import Difference, difference
from kiosk.tariffs.views import Terms

_DAY = timedelta(days=1)
_LAST = (
    select(
        TariffChange.operation, TariffChange.tariff, TariffChange.since, TariffChange.fee,
        TariffChange.ordered,
    )
    .where(TariffChange.contract == bindparam("of_contract"), TariffChange.cancelled.is_(None))
    .order_by(TariffChange.since.desc())
    .limit(1)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it was ordered; see records.TariffChange."""

    operation: UUID
    tariff: int
    since: date
    fee: Money
    ordered: date


@dataclass(frozen=True, slots=True)
class Standing:
    """All that decides about the changes of one contract, read at one moment.

    last     the latest change that was not taken back
    charged  the last day whose fees are settled; None: none yet
    missing  what brings the contract back from a suspension for debt; 0: it is not suspended, or by others
    """

    today: date
    facts: ContractFacts
    balance: Money
    listed: dict[int, Listed]
    assigned: Assigned
    current: Listed | None
    last: Change | None
    charged: date | None
    missing: Money

    @property
    def unsettled(self) -> date:
        """The first day whose fees are not settled; so far back money may be owed."""
        return _next(self.charged, self.today)

    @property
    def pending(self) -> Change | None:
        """The change that has not taken effect yet."""
        return self.last if self.last and self.last.since > self.today else None


@dataclass(frozen=True, slots=True)
class Plan:
    """A change that is possible, and everything that it does. `after`: the contract's tariffs then."""

    tariff: Listed
    before: Listed
    terms: Terms
    difference: Difference
    after: Assigned


@dataclass(frozen=True, slots=True)
class Return:
    """A pending change that is taken back. `amount`: what comes back in all (below zero: is charged)."""

    change: Change
    tariff: Listed
    difference: Difference

    @property
    def amount(self) -> Money:
        return Money(self.change.fee - self.difference.amount)


def _next(charged: date | None, today: date) -> date:
    return charged + _DAY if charged else today


def stand(work: Work, contract: ContractId) -> Standing:
    """How the contract stands now."""
    session, today = work.session, work.today
    listed = catalogue.listed(session, today)
    charged = ahead(work, contract)
    assigned = catalogue.assigned(session, contract, min(today, _next(charged, today)))
    had = [tariff for since, tariff in assigned.spells if since <= today]
    facts, balance = contract_of(session, contract), ledger.balance(session, contract)
    row = session.execute(_LAST, {"of_contract": contract}).first()
    return Standing(
        today,
        facts,
        balance,
        listed,
        assigned,
        listed[had[-1]] if had else None,
        Change(row.operation, row.tariff, row.since, row.fee, work.operator.day_of(row.ordered))
        if row
        else None,
        charged,
        _missing(work, contract, balance) if facts.status is ContractStatus.SUSPENDED else Money(0),
    )


def _missing(work: Work, contract: ContractId, balance: Money) -> Money:
    """What must be paid in to end a suspension for debt; 0: the operator suspended the contract."""
    held = [span for span in spans(work.session, [contract], work.today)[contract] if not span.until]
    if {span.kind for span in held} != {HoldKind.DEBT}:
        return Money(0)
    return lacking(work, contract, balance, max(held[0].since, work.today))


def until(work: Work, ordered: date, since: date) -> date | None:
    """The last day on which a change can be taken back; None: not. One that holds at once never can, even
    when the clock is set back."""
    return since - _DAY if work.operator.of(TariffRules).cancel and ordered < since else None


def returning(work: Work, standing: Standing, change: Change) -> Return:
    """What taking a pending change back does."""
    before = standing.assigned.before(change.since)
    settled = difference(work, standing.assigned, before, change.since, standing.charged)
    return Return(change, standing.listed[change.tariff], settled)


def plan(work: Work, standing: Standing, tariff: Listed) -> Plan:
    """What a change to `tariff` does. Refuses as views.PREVIEW says, with what would make it possible: in
    words that fit on a tile."""
    if standing.current and tariff.id == standing.current.id:
        raise Refusal("tariffs.current", "You have this tariff already.")
    before = _changeable(work, standing)
    rules = work.operator.of(TariffRules)
    _takeable(rules, before, tariff)
    conditions = rules.change(before.facts.fee, tariff.facts.fee)
    since = first_day(conditions.effective, standing.today, work.operator.of(ChargingRules).day)
    if standing.last and since <= standing.last.since:
        raise _too_early(standing.last.since + _DAY)
    after = standing.assigned.then(since, tariff.id)
    settled = difference(work, standing.assigned, after, since, standing.charged)
    fee = money.parse(conditions.fee, work.operator.currency)
    price = after.line().price(since)
    terms = Terms(fee, since, Money(fee + settled.amount), price.fee if price else Money(0))
    _covered(work, standing, conditions, terms)
    return Plan(tariff, before, terms, settled, after)


def _changeable(work: Work, standing: Standing) -> Listed:
    """The present tariff. Refuses: tariffs.suspended (VEL-36), .none, .pending, .days."""
    if standing.facts.status is ContractStatus.CLOSED:
        raise Refusal("tariffs.suspended", "The contract is closed. Ask the staff.")
    if standing.facts.status is ContractStatus.SUSPENDED:
        raise _suspended(standing.missing)
    if standing.current is None:
        raise Refusal("tariffs.none", "There is no tariff yet. Ask the staff for one.")
    change = standing.pending
    if change and until(work, change.ordered, change.since):
        raise Refusal(
            "tariffs.pending", "A change is ordered from {on:date}. Take it back first.", on=change.since
        )
    least = timedelta(days=work.operator.of(TariffRules).least_days)
    if standing.last and standing.today < standing.last.since + least:
        raise _too_early(standing.last.since + least)
    return standing.current


def _suspended(missing: Money) -> Refusal:
    if not missing:
        return Refusal("tariffs.suspended", "The contract is suspended. Ask the staff.")
    return Refusal("tariffs.suspended", "Suspended for debt. Top up {missing:money} first.", missing=missing)


def _too_early(day: date) -> Refusal:
    return Refusal("tariffs.days", "Possible from {on:day}, not so soon after a change.", on=day)


def _takeable(rules: TariffRules, before: Listed, tariff: Listed) -> None:
    """Refuses: tariffs.closed, tariffs.move."""
    if not tariff.open:
        raise Refusal("tariffs.closed", "This tariff is not offered any more. Choose another one.")
    if not rules.may_move(before.facts.group, tariff.facts.group):
        group = msgspec.json.encode(rules.title(tariff.facts.group)).decode()
        raise Refusal(
            "tariffs.move", "No change to the group “{group:texts}” here. Ask the staff.", group=group
        )


def _covered(work: Work, standing: Standing, conditions: ChangeRules, terms: Terms) -> None:
    """Prepaid money covers what is charged today and what must be left. Refuses: tariffs.balance (VEL-35)."""
    if standing.facts.payment is Settlement.POSTPAID:
        return
    needed = terms.today + money.parse(conditions.balance, work.operator.currency)
    if needed > max(0, standing.balance):
        raise Refusal(
            "tariffs.balance",
            "Top up {missing:money}: the change needs {needed:money}.",
            missing=needed - standing.balance, needed=needed,
        )  # fmt: skip
