"""Order a change of tariff as it was planned, and take one back before its day."""

from __future__ import annotations

from datetime import date

import msgspec
from sqlalchemy import bindparam, delete, insert, update

from kiosk.charging.cases import topped_up
from kiosk.core import ledger
from kiosk.core.ledger import Reason
from kiosk.core.locale import Sentence, mark
from kiosk.core.money import Money
from kiosk.core.work import ContractId, OperationId, Param, Work
from kiosk.receipts.cases import issue
from kiosk.receipts.views import Receipt
from kiosk.tariffs import catalogue
from kiosk.tariffs.plan import Plan, Return
from kiosk.tariffs.records import ContractTariff, TariffChange
from kiosk.tariffs.settle import Difference
from kiosk.tariffs.views import TariffFacts

_FEE, _DIFFERENCE = 0, 1  # lines of the operation
_ONE_DAY = mark("Difference of the fee on {since:date}, change to “{name:texts}”")
_DAYS = mark("Difference of the fee {since:date}–{until:date}, change to “{name:texts}”")
_ORDER = insert(TariffChange)
_CANCEL = (
    update(TariffChange)
    .where(TariffChange.operation == bindparam("of_operation"))
    .values(cancelled=bindparam("by_operation"))
)
_RESTORE = delete(ContractTariff).where(
    ContractTariff.contract == bindparam("of_contract"), ContractTariff.since == bindparam("on")
)


def order(work: Work, contract: ContractId, plan: Plan) -> Receipt:
    """Do what was planned: the tariff from its day on, the fee of the change, days charged already."""
    facts, terms = plan.tariff.facts, plan.terms
    catalogue.assign(work, contract, facts.code, terms.since)
    values = {
        "operation": work.operation,
        "contract": contract,
        "before": plan.before.id,
        "tariff": plan.tariff.id,
        "since": terms.since,
        "fee": terms.fee,
        "ordered": work.now,
    }
    work.session.execute(_ORDER, values)
    if terms.fee:
        words = mark("Change of tariff to “{name:texts}”")
        reason = Reason("tariffs.change", words, _named(facts), tariff=facts.code)
        ledger.post(work, contract, Money(-terms.fee), "fees", "fee", reason, line=_FEE)
    _settle(work, contract, facts, plan.difference)
    what = Sentence(mark("Tariff “{name:texts}” from {since:day}"), _named(facts, since=terms.since))
    return issue(work, contract, what, Money(-terms.today), ledger.balance(work.session, contract))


def take_back(work: Work, contract: ContractId, back: Return) -> Receipt:
    """The tariff stays as it was, the fee comes back; with it the service, if it was suspended for debt."""
    change, facts = back.change, back.tariff.facts
    work.session.execute(_CANCEL, {"of_operation": change.operation, "by_operation": work.operation})
    work.session.execute(_RESTORE, {"of_contract": contract, "on": change.since})
    ledger.reverse(work, OperationId(change.operation))
    named = _named(facts, since=change.since)
    if change.fee:
        words = mark("Change to “{name:texts}” from {since:date} taken back")
        reason = Reason("tariffs.cancel", words, named, tariff=facts.code)
        ledger.post(work, contract, change.fee, "fees", "refund", reason, line=_FEE)
    _settle(work, contract, facts, back.difference)
    balance = ledger.balance(work.session, contract)
    topped_up(work, contract, balance)
    what = Sentence(mark("Change to “{name:texts}” from {since:day} taken back"), named)
    return issue(work, contract, what, back.amount, balance)


def _settle(work: Work, contract: ContractId, facts: TariffFacts, more: Difference) -> None:
    """Charge or give back what days that are charged already cost more or less by now."""
    if not more.amount:
        return
    since, until = more.parts[0].since, more.parts[-1].until
    words = _ONE_DAY if since == until else _DAYS
    formula = msgspec.json.encode(more.parts).decode()
    params = _named(facts, since=since, until=until)
    reason = Reason("tariffs.difference", words, params, formula=formula, tariff=facts.code)
    kind = "fee" if more.amount > 0 else "refund"
    ledger.post(work, contract, Money(-more.amount), "fees", kind, reason, line=_DIFFERENCE)


def _named(facts: TariffFacts, **days: date) -> dict[str, Param]:
    params: dict[str, Param] = {"name": msgspec.json.encode(facts.name).decode()}
    return params | {name: day.isoformat() for name, day in days.items()}
