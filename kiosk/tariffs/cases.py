"""Tariffs as customers and staff use them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from kiosk.charging.cases import outlook
from kiosk.charging.lines import lines_of
from kiosk.core import ledger
from kiosk.core.locale import Sentence, Words, as_texts, mark
from kiosk.core.money import Money
from kiosk.core.tile import Tile
from kiosk.core.work import ANYONE, JOB, OWNER, STAFF, ContractId, Param, Refusal, Work, use_case
from kiosk.receipts.views import Receipt
from kiosk.tariffs import MODULE, catalogue
from kiosk.tariffs.catalogue import Listed
from kiosk.tariffs.change import order, take_back
from kiosk.tariffs.plan import Change, Standing, plan, returning, stand, until
from kiosk.tariffs.rules import TariffRules
from kiosk.tariffs.views import (
    NewTariff,
    Offer,
    Offers,
    Pending,
    Preview,
    PriceList,
    TariffDefined,
    Terms,
    UnitPrice,
)


@use_case("tariffs.define", by=(JOB,), writes=True)
def define(work: Work, new: NewTariff) -> TariffDefined:
    """Make the tariff, or bring an old one up to date. Refuses: tariffs.fee, text.*."""
    catalogue.enter(work, new)
    return TariffDefined(new.code)


@use_case("tariffs.rate", by=(JOB,), writes=True)
def rate(work: Work, new: UnitPrice) -> UnitPrice:
    """Enter the public price of a unit from a day on. Refuses: tariffs.rate, text.*."""
    catalogue.enter_rates(work, [new])
    return new


@use_case("tariffs.public", by=(ANYONE,), reads=True)
def public(work: Work) -> PriceList:
    """The tariffs that may be taken, by group and fee, and the unit prices in force today (EIR-64), by
    service in the operator's first language."""
    listed = _offered(work, catalogue.listed(work.session, work.today))
    words = Words(work.operator, work.operator.languages[0])
    rates = sorted(
        catalogue.rates(work.session, work.today),
        key=lambda rate: (words.pick(as_texts(rate.service)), words.pick(as_texts(rate.unit))),
    )
    return PriceList(tuple(one.facts for one in listed), tuple(rates))


def _offered(work: Work, listed: Mapping[int, Listed]) -> list[Listed]:
    """Those that may be taken, groups in the order of the profile."""
    place = work.operator.of(TariffRules).place
    return sorted((one for one in listed.values() if one.open), key=lambda one: place(one.facts.group))


@use_case("tariffs.offers", by=(OWNER, STAFF), reads=True)
def offers(work: Work, contract: ContractId) -> Offers:
    """The tariff now, what is pending, what is offered and what is in the way (VEL-88, ISP-09, VEL-36)."""
    standing = stand(work, contract)
    return Offers(
        standing.current.facts if standing.current else None,
        _pending(work, standing, standing.pending) if standing.pending else None,
        tuple(_offer(work, standing, one) for one in _offered(work, standing.listed)),
    )


def _pending(work: Work, standing: Standing, ordered: Change) -> Pending:
    """A change that waits for its day; how it can be taken back."""
    back = returning(work, standing, ordered)
    return Pending(
        back.tariff.facts,
        ordered.since,
        ordered.fee,
        until(work, ordered.ordered, ordered.since),
        back.amount,
        Money(standing.balance + back.amount),
    )


def _offer(work: Work, standing: Standing, tariff: Listed) -> Offer:
    try:
        plan(work, standing, tariff)
    except Refusal as refusal:
        missing = Money(int(refusal.params.get("missing", 0)))
        return Offer(tariff.facts, Sentence(refusal.message, refusal.params), missing)
    return Offer(tariff.facts)


@use_case("tariffs.preview", by=(OWNER, STAFF), reads=True)
def preview(work: Work, contract: ContractId, code: str) -> Preview:
    """What a change to `code` would bring (ISP-27, ISP-28, VEL-34), by the plan that a change follows.

    Refuses: tariffs.unknown and whatever is in the way, see views.PREVIEW.
    """
    standing = stand(work, contract)
    planned = plan(work, standing, _by_code(standing, code))
    terms, after = planned.terms, Money(standing.balance - planned.terms.today)
    others = lines_of(work.session, [contract], standing.unsettled, date.max).get(contract, ())
    lines = [planned.after.line(), *(line for line in others if line.rule != catalogue.FEE)]
    return Preview(
        planned.tariff.facts,
        planned.before.facts,
        terms,
        standing.balance,
        after,
        outlook(work, contract).paid_until,
        outlook(work, contract, after, lines).paid_until,
        until(work, work.today, terms.since),
    )


@use_case("tariffs.change", by=(OWNER, STAFF), writes=True)
def change(work: Work, contract: ContractId, code: str, terms: Terms) -> Receipt:
    """Order a change to `code` at the terms that were shown (VEL-88, ISP-09, ISP-27).

    Refuses: as `preview`; tariffs.terms: other terms hold by now, nothing was done.
    """
    # Another terminal may be changing the same contract: the second one sees what the first one did.
    ledger.lock(work.session, [contract])
    standing = stand(work, contract)
    planned = plan(work, standing, _by_code(standing, code))
    if planned.terms != terms:
        raise Refusal("tariffs.terms", "The conditions have changed. Look again before you confirm.")
    return order(work, contract, planned)


@use_case("tariffs.cancel", by=(OWNER, STAFF), writes=True)
def cancel(work: Work, contract: ContractId) -> Receipt:
    """Take the pending change back; its fee comes back. Refuses: tariffs.no_pending, tariffs.final."""
    ledger.lock(work.session, [contract])
    standing = stand(work, contract)
    ordered = standing.pending
    if ordered is None:
        raise Refusal("tariffs.no_pending", "No change of tariff is pending. There is nothing to take back.")
    if until(work, ordered.ordered, ordered.since) is None:
        raise Refusal("tariffs.final", "This change cannot be taken back. Ask the staff.")
    return take_back(work, contract, returning(work, standing, ordered))


def _by_code(standing: Standing, code: str) -> Listed:
    for one in standing.listed.values():
        if one.facts.code == code:
            return one
    raise catalogue.unknown(code)


def tile(work: Work, contract: ContractId) -> Tile | None:
    """The tariff in force (VEL-42), and the one that is to come; nothing where there are no plans to have."""
    if not work.operator.of(TariffRules).plans:
        return None
    tariff = catalogue.current_tariff(work.session, contract, work.today)
    if tariff is None:
        return Tile(MODULE.name, MODULE.title, Sentence(mark("no tariff yet")))
    params: dict[str, Param] = {"name": msgspec.json.encode(tariff.name).decode(), "fee": tariff.fee}
    last = catalogue.current_tariff(work.session, contract, date.max)
    if last is None or last.since <= work.today:
        line = Sentence(mark("“{name:texts}”, {fee:money} a month"), params)
        return Tile(MODULE.name, MODULE.title, line)
    params |= {"next": msgspec.json.encode(last.name).decode(), "on": last.since.isoformat()}
    line = Sentence(mark("“{name:texts}”, from {on:day} “{next:texts}”"), params)
    return Tile(MODULE.name, MODULE.title, line)
