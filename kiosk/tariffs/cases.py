"""Tariffs as customers and staff use them."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from kiosk.core.locale import Sentence, mark
from kiosk.core.money import Money
from kiosk.core.tile import Tile
from kiosk.core.work import ANYONE, JOB, OWNER, STAFF, ContractId, Refusal, Work, use_case
from kiosk.tariffs import MODULE, catalogue
from kiosk.tariffs.catalogue import Listed
from kiosk.tariffs.plan import Change, Standing, may_return, plan, returning, stand
from kiosk.tariffs.views import NewTariff, Offer, Offers, Pending, PriceList, TariffDefined, UnitPrice


@use_case("tariffs.define", by=(JOB,), writes=True)
def define(work: Work, new: NewTariff) -> TariffDefined:
    """Make the tariff, or bring an old one up to date. Refuses: tariffs.fee, text.*."""
    catalogue.enter(work, new)
    return TariffDefined(new.code)


@use_case("tariffs.rate", by=(JOB,), writes=True)
def rate(work: Work, new: UnitPrice) -> UnitPrice:
    """Enter the public price of a unit from a day on. Refuses: tariffs.rate, text.*."""
    catalogue.enter_rate(work, new)
    return new


@use_case("tariffs.public", by=(ANYONE,), reads=True)
def public(work: Work) -> PriceList:
    """The tariffs that may be taken, by group and fee, and the unit prices in force today (EIR-64)."""
    listed = catalogue.listed(work.session, work.today).values()
    return PriceList(
        tuple(one.facts for one in listed if one.open), catalogue.rates(work.session, work.today)
    )


@use_case("tariffs.offers", by=(OWNER, STAFF), reads=True)
def offers(work: Work, contract: ContractId) -> Offers:
    """The tariff now, what is pending, what is offered and what is in the way (VEL-88, ISP-09, VEL-36)."""
    standing = stand(work, contract)
    return Offers(
        standing.current.facts if standing.current else None,
        _pending(work, standing, standing.pending) if standing.pending else None,
        tuple(_offer(work, standing, one) for one in standing.listed.values() if one.open),
    )


def _pending(work: Work, standing: Standing, change: Change) -> Pending:
    """A change that waits for its day; how it can be taken back."""
    back = returning(work, standing, change)
    return Pending(
        back.tariff.facts,
        change.since,
        change.fee,
        change.since - timedelta(days=1) if may_return(work, change) else None,
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


def tile(work: Work, contract: ContractId) -> Tile:
    """The tariff in force (VEL-42)."""
    tariff = catalogue.current_tariff(work.session, contract, work.today)
    if tariff is None:
        return Tile(MODULE.name, MODULE.title, Sentence(mark("no tariff yet")))
    name = msgspec.json.encode(tariff.name).decode()
    line = Sentence(mark("“{name:texts}”, {fee:money} a month"), {"name": name, "fee": tariff.fee})
    return Tile(MODULE.name, MODULE.title, line)
