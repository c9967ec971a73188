"""The catalogue of tariffs, which contract has which from when, and what that costs on each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.charging.rules import Line, Price
from kiosk.contracts.views import NewContract
from kiosk.core.locale import mark
from kiosk.core.money import Money
from kiosk.core.operator import Texts
from kiosk.core.text import require_clean
from kiosk.core.work import ContractId, Refusal, Work
from kiosk.tariffs.records import ContractTariff, Tariff, TariffPrice
from kiosk.tariffs.views import CurrentTariff, NewTariff, TariffFacts

FEE = "tariffs.fee"
FEE_WORDS = mark("Fee for “{name:texts}”, {since:date}–{until:date}")
DAILY_WORDS = mark("Fee of the day, “{name:texts}”")

_KEPT = ("name", "group", "description", "includes", "open", "allow_puk1")
_NEW = upsert(Tariff)
_ENTER = _NEW.on_conflict_do_update(
    index_elements=[Tariff.code],
    set_={name: _NEW.excluded[name] for name in _KEPT} | {"version": Tariff.version + 1},
).returning(Tariff.id)
_PRICE = upsert(TariffPrice)
_PRICE = _PRICE.on_conflict_do_update(
    index_elements=[TariffPrice.tariff, TariffPrice.since], set_={"fee": _PRICE.excluded.fee}
)
_ASSIGN = upsert(ContractTariff)
_ASSIGN = _ASSIGN.on_conflict_do_update(
    index_elements=[ContractTariff.contract, ContractTariff.since],
    set_={"tariff": _ASSIGN.excluded.tariff},
)
_FEE_ON = (
    select(TariffPrice.fee)
    .where(TariffPrice.tariff == Tariff.id, TariffPrice.since <= bindparam("day"))
    .order_by(TariffPrice.since.desc())
    .limit(1)
    .scalar_subquery()
    .label("fee")
)
_CURRENT = (
    select(Tariff.code, Tariff.name, ContractTariff.since, _FEE_ON)
    .join(Tariff, Tariff.id == ContractTariff.tariff)
    .where(ContractTariff.contract == bindparam("of_contract"), ContractTariff.since <= bindparam("day"))
    .order_by(ContractTariff.since.desc())
    .limit(1)
)
FACTS = select(
    Tariff.id, Tariff.code, Tariff.name, Tariff.group, Tariff.description, Tariff.includes, Tariff.open,
    _FEE_ON,
)  # fmt: skip
_ID = select(Tariff.id).where(Tariff.code == bindparam("of_code"))
_HAD = (
    select(ContractTariff.contract, ContractTariff.since, ContractTariff.tariff)
    .where(
        ContractTariff.contract.in_(bindparam("of_contracts", expanding=True)),
        ContractTariff.since <= bindparam("last"),
    )
    .order_by(ContractTariff.contract, ContractTariff.since)
)
_PRICES = (
    select(TariffPrice.tariff, TariffPrice.since, TariffPrice.fee, Tariff.code, Tariff.name)
    .join(Tariff, Tariff.id == TariffPrice.tariff)
    .order_by(TariffPrice.tariff, TariffPrice.since)
)


def enter(work: Work, new: NewTariff) -> int:
    """Make the tariff, or bring an old one up to date; its price holds from `since` on. Its row's id.

    Refuses: tariffs.fee, text.*.
    """
    if new.fee < 0:
        raise Refusal("tariffs.fee", "The monthly fee of “{tariff}” is below zero.", tariff=new.code)
    values = {
        "code": require_clean(new.code, 40),
        "name": _texts(new.name),
        "group": require_clean(new.group, 40),
        "description": _texts(new.description),
        "includes": _texts(new.includes),
        "open": new.open,
        "allow_puk1": new.allow_puk1,
        "version": 1,
    }
    tariff: int = work.session.execute(_ENTER, values).scalar_one()
    work.session.execute(_PRICE, {"tariff": tariff, "since": new.since, "fee": new.fee})
    return tariff


def _texts(texts: Texts) -> str:
    cleaned = {language: require_clean(text, 500) for language, text in texts.items()}
    return msgspec.json.encode(cleaned).decode()


def texts(kept: str) -> Texts:
    """Texts as a row keeps them."""
    return msgspec.json.decode(kept, type=Texts)


def assign(work: Work, contract: ContractId, code: str, since: date) -> None:
    """Give the tariff `code` to the contract from a day on. Refuses: tariffs.unknown."""
    work.session.execute(_ASSIGN, {"contract": contract, "since": since, "tariff": _row(work, code)})


def _row(work: Work, code: str) -> int:
    """The row of a tariff. Refuses: tariffs.unknown."""
    tariff = work.session.execute(_ID, {"of_code": code}).scalar()
    if tariff is None:
        raise _unknown(code)
    return tariff


def _unknown(code: str) -> Refusal:
    return Refusal("tariffs.unknown", "There is no tariff “{tariff}”.", tariff=code[:40])


def unfit(work: Work, news: Sequence[NewContract]) -> Iterator[tuple[int, str, Refusal]]:
    """New contracts whose tariff is not there."""
    known = {"", *work.session.execute(select(Tariff.code)).scalars()}
    for at, new in enumerate(news):
        if new.tariff not in known:
            yield at, "tariff", _unknown(new.tariff)


def opened(work: Work, contracts: Sequence[tuple[ContractId, NewContract]]) -> None:
    """The tariffs of new contracts, from their first days on. Refuses: tariffs.unknown."""
    rows = {code: _row(work, code) for code in {new.tariff for _, new in contracts if new.tariff}}
    given = [
        {"contract": contract, "since": new.opened_on, "tariff": rows[new.tariff]}
        for contract, new in contracts
        if new.tariff
    ]
    if given:
        work.session.execute(_ASSIGN, given)


def current_tariff(session: Connection, contract: ContractId, day: date) -> CurrentTariff | None:
    """The contract's tariff on a day, with the fee of that day; None: it has none yet."""
    row = session.execute(_CURRENT, {"of_contract": contract, "day": day}).first()
    if row is None:
        return None
    return CurrentTariff(row.code, texts(row.name), Money(row.fee or 0), row.since)


def facts(row: Row[*tuple[Any, ...]]) -> TariffFacts:
    """A row of `FACTS` as customers read it."""
    return TariffFacts(
        row.code, texts(row.name), Money(row.fee or 0), row.group, texts(row.description), texts(row.includes)
    )


def charges(
    session: Connection, contracts: Sequence[ContractId], first: date, last: date
) -> Mapping[ContractId, Line]:
    """What the tariffs of these contracts cost from `first` to `last`, each day by the price in force."""
    prices: defaultdict[int, list[Price]] = defaultdict(list)
    for row in session.execute(_PRICES):
        prices[row.tariff].append(Price(row.since, Money(row.fee), row.code, texts(row.name)))
    had: defaultdict[ContractId, list[tuple[date, int]]] = defaultdict(list)
    for contract, since, tariff in session.execute(_HAD, {"of_contracts": list(contracts), "last": last}):
        spells = had[ContractId(contract)]
        if since <= first:
            spells.clear()
        spells.append((max(since, first), tariff))
    # Most contracts of a batch have had one of a few tariffs all the time: the same line serves them all.
    lines: dict[tuple[tuple[date, int], ...], Line] = {}
    for spells in had.values():
        key = tuple(spells)
        if key not in lines:
            lines[key] = Line(FEE, FEE_WORDS, DAILY_WORDS, tuple(_dated(spells, prices, last)))
    return {contract: lines[tuple(spells)] for contract, spells in had.items()}


def _dated(spells: list[tuple[date, int]], prices: Mapping[int, list[Price]], last: date) -> list[Price]:
    """The prices of the tariffs that follow each other, cut to the days on which each was in force."""
    found: list[Price] = []
    ends = [since for since, _ in spells[1:]] + [None]
    for (since, tariff), end in zip(spells, ends, strict=True):
        before = [price for price in prices.get(tariff, ()) if price.since <= since]
        later = [p for p in prices.get(tariff, ()) if since < p.since and (end is None or p.since < end)]
        if before:
            found.append(replace(before[-1], since=since))
        found += [price for price in later if price.since <= last]
    return found
