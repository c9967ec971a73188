"""Tariffs: define them, give one to a contract, say which is in force, post a fee."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.core.ledger import Reason, post
from kiosk.core.locale import mark
from kiosk.core.money import Money
from kiosk.core.operator import Operator, Texts
from kiosk.core.text import require_clean
from kiosk.core.work import JOB, ContractId, Refusal, Work, use_case
from kiosk.tariffs.records import ContractTariff, Tariff, TariffPrice
from kiosk.tariffs.views import Charged, CurrentTariff, Fee, NewTariff, TariffDefined

_DEFINE = (
    upsert(Tariff)
    .on_conflict_do_update(
        index_elements=[Tariff.code],
        set_={
            "name": upsert(Tariff).excluded.name,
            "open": upsert(Tariff).excluded.open,
            "version": Tariff.version + 1,
        },
    )
    .returning(Tariff.id)
)
_PRICE = upsert(TariffPrice).on_conflict_do_update(
    index_elements=[TariffPrice.tariff, TariffPrice.since],
    set_={"fee": upsert(TariffPrice).excluded.fee},
)
_ASSIGN = upsert(ContractTariff).on_conflict_do_update(
    index_elements=[ContractTariff.contract, ContractTariff.since],
    set_={"tariff": upsert(ContractTariff).excluded.tariff},
)
_FEE_ON = (
    select(TariffPrice.fee)
    .where(TariffPrice.tariff == Tariff.id, TariffPrice.since <= bindparam("day"))
    .order_by(TariffPrice.since.desc())
    .limit(1)
    .scalar_subquery()
)
_CURRENT = (
    select(Tariff.code, Tariff.name, ContractTariff.since, _FEE_ON.label("fee"))
    .join(Tariff, Tariff.id == ContractTariff.tariff)
    .where(ContractTariff.contract == bindparam("of_contract"), ContractTariff.since <= bindparam("day"))
    .order_by(ContractTariff.since.desc())
    .limit(1)
)


@use_case("tariffs.define", by=(JOB,), writes=True)
def define(work: Work, new: NewTariff) -> TariffDefined:
    """Make the tariff, or bring an old one up to date; its price holds from `since` on.

    Refuses: tariffs.fee, and the text boundary's text.*.
    """
    if new.fee < 0:
        raise Refusal("tariffs.fee", "The monthly fee of “{tariff}” is below zero.", tariff=new.code)
    name = {language: require_clean(text) for language, text in new.name.items()}
    values = {"code": require_clean(new.code, 40), "name": msgspec.json.encode(name).decode()}
    tariff = work.session.execute(_DEFINE, {**values, "open": new.open, "version": 1}).scalar_one()
    work.session.execute(_PRICE, {"tariff": tariff, "since": new.since, "fee": new.fee})
    return TariffDefined(new.code)


def assign(work: Work, contract: ContractId, code: str, since: date) -> None:
    """Give the tariff `code` to the contract from a day on. Refuses: tariffs.unknown."""
    tariff = work.session.execute(select(Tariff.id).where(Tariff.code == code)).scalar()
    if tariff is None:
        raise Refusal("tariffs.unknown", "There is no tariff “{tariff}”.", tariff=code)
    work.session.execute(_ASSIGN, {"contract": contract, "since": since, "tariff": tariff})


def current_tariff(session: Connection, contract: ContractId, day: date) -> CurrentTariff | None:
    """The contract's tariff on a day, with the fee of that day; None: it has none yet."""
    row = session.execute(_CURRENT, {"of_contract": contract, "day": day}).first()
    if row is None:
        return None
    return CurrentTariff(row.code, msgspec.json.decode(row.name, type=Texts), Money(row.fee or 0), row.since)


def tariff_name(operator: Operator, tariff: CurrentTariff) -> str:
    """The tariff's name in the operator's first language that it has one in."""
    known = (tariff.name[language] for language in operator.languages if language in tariff.name)
    return next(known, tariff.code)


@use_case("tariffs.fee", by=(JOB,), writes=True)
def charge_fee(work: Work, contract: ContractId, fee: Fee) -> Charged:
    """Charge a fee that was computed already, dated its first day. Refuses: tariffs.none."""
    tariff = current_tariff(work.session, contract, fee.since)
    if tariff is None:
        raise Refusal("tariffs.none", "The contract has no tariff on {day:day}.", day=fee.since)
    until = fee.since + timedelta(days=fee.days - 1)
    reason = Reason(
        "tariffs.fee",
        mark("Fee for “{tariff}”, {since:date}–{until:date}"),
        {
            "tariff": tariff_name(work.operator, tariff),
            "since": fee.since.isoformat(),
            "until": until.isoformat(),
        },
        rate=tariff.fee,
        days=fee.days,
        formula="given",
        tariff=tariff.code,
    )
    return Charged(post(work, contract, Money(-fee.amount), "fees", "fee", reason, fee.since))
