"""The catalogue of tariffs, which contract has which from when, and what that costs on each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.charging.rules import Line, Price
from kiosk.contracts.rules import ALWAYS
from kiosk.contracts.views import NewContract
from kiosk.core.locale import mark
from kiosk.core.money import Money
from kiosk.core.operator import Texts
from kiosk.core.rows import among
from kiosk.core.text import require_clean
from kiosk.core.work import ContractId, Refusal, Work
from kiosk.tariffs.records import ContractTariff, Tariff, TariffPrice, UnitRate
from kiosk.tariffs.views import CurrentTariff, NewTariff, TariffFacts, UnitPrice

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
_FACTS = select(
    Tariff.id, Tariff.code, Tariff.name, Tariff.group, Tariff.description, Tariff.includes, Tariff.open,
    _FEE_ON,
)  # fmt: skip
_ID = select(Tariff.id).where(Tariff.code == bindparam("of_code"))
_HAD = (
    select(ContractTariff.contract, ContractTariff.since, ContractTariff.tariff)
    .where(
        among(ContractTariff.contract, "of_contracts"),
        ContractTariff.since <= bindparam("last"),
    )
    .order_by(ContractTariff.contract, ContractTariff.since)
)
_PRICES = (
    select(TariffPrice.tariff, TariffPrice.since, TariffPrice.fee, Tariff.code, Tariff.name)
    .join(Tariff, Tariff.id == TariffPrice.tariff)
    .order_by(TariffPrice.tariff, TariffPrice.since)
)
_RATE = upsert(UnitRate)
_RATE = _RATE.on_conflict_do_update(
    index_elements=[UnitRate.service, UnitRate.unit, UnitRate.since], set_={"rate": _RATE.excluded.rate}
)
_RATES = (
    select(UnitRate.service, UnitRate.unit, UnitRate.rate, UnitRate.since)
    .where(UnitRate.since <= bindparam("day"))
    .order_by(UnitRate.service, UnitRate.unit, UnitRate.since)
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A tariff of the catalogue: its row's id, and whether it may be taken today."""

    id: int
    facts: TariffFacts
    open: bool


@dataclass(frozen=True, slots=True)
class Assigned:
    """The tariffs of one contract by their first days, oldest first, and the prices of all tariffs."""

    spells: tuple[tuple[date, int], ...]
    prices: Mapping[int, list[Price]]

    def line(self) -> Line:
        """What the contract pays for its tariffs, as far as prices are known."""
        return Line(FEE, FEE_WORDS, DAILY_WORDS, tuple(_dated(self.spells, self.prices, date.max)))

    def before(self, day: date) -> Assigned:
        """As if no tariff had come from this day on."""
        return Assigned(tuple(spell for spell in self.spells if spell[0] < day), self.prices)

    def then(self, day: date, tariff: int) -> Assigned:
        """As if this tariff came on this day, and no other after it."""
        return Assigned((*self.before(day).spells, (day, tariff)), self.prices)


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
        raise unknown(code)
    return tariff


def unknown(code: str) -> Refusal:
    return Refusal("tariffs.unknown", "There is no tariff “{tariff}”.", tariff=code[:40])


def unfit(work: Work, news: Sequence[NewContract]) -> Iterator[tuple[int, str, Refusal]]:
    """New contracts whose tariff is not there."""
    known = {"", *work.session.execute(select(Tariff.code)).scalars()}
    for at, new in enumerate(news):
        if new.tariff not in known:
            yield at, "tariff", unknown(new.tariff)


def opened(work: Work, contracts: Sequence[tuple[ContractId, NewContract]]) -> None:
    """The tariffs of new contracts, from their first days on. Refuses: tariffs.unknown."""
    rows = {code: _row(work, code) for code in {new.tariff for _, new in contracts if new.tariff}}
    given = [
        {"contract": contract, "since": new.opened_on or ALWAYS, "tariff": rows[new.tariff]}
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


def listed(session: Connection, day: date) -> dict[int, Listed]:
    """The whole catalogue as of a day, by group and fee. What has no price yet cannot be taken."""
    rows = session.execute(_FACTS, {"day": day}).all()
    found = (Listed(row.id, _facts(row), row.open and row.fee is not None) for row in rows)
    by_group = sorted(found, key=lambda one: (one.facts.group, one.facts.fee, one.facts.code))
    return {one.id: one for one in by_group}


def _facts(row: Row[*tuple[Any, ...]]) -> TariffFacts:
    return TariffFacts(
        row.code, texts(row.name), Money(row.fee or 0), row.group, texts(row.description), texts(row.includes)
    )


def enter_rates(work: Work, news: Sequence[UnitPrice]) -> None:
    """Public prices of units, each from a day on (EIR-64). Refuses: tariffs.rate, text.*."""
    if news:
        work.session.execute(_RATE, [_rate(new) for new in news])


def _rate(new: UnitPrice) -> dict[str, Any]:
    if new.rate < 0:
        raise Refusal("tariffs.rate", "The price of “{service}” is below zero.", service=new.service[:40])
    return {
        "service": require_clean(new.service, 500),
        "unit": require_clean(new.unit, 500),
        "since": new.since,
        "rate": new.rate,
    }


def rates(session: Connection, day: date) -> tuple[UnitPrice, ...]:
    """The price of each unit that is in force on a day."""
    in_force: dict[tuple[str, str], UnitPrice] = {}
    for row in session.execute(_RATES, {"day": day}):
        in_force[row.service, row.unit] = UnitPrice(row.service, row.unit, row.rate, row.since)
    return tuple(in_force.values())


def charges(
    session: Connection, contracts: Sequence[ContractId], first: date, last: date
) -> Mapping[ContractId, Line]:
    """What the tariffs of these contracts cost from `first` to `last`, each day by the price in force."""
    prices = _prices(session)
    # Most contracts of a batch have had one of a few tariffs all the time: the same line serves them all.
    lines: dict[tuple[tuple[date, int], ...], Line] = {}
    found: dict[ContractId, Line] = {}
    for contract, spells in _spells(session, contracts, first, last).items():
        key = tuple(spells)
        if key not in lines:
            lines[key] = Line(FEE, FEE_WORDS, DAILY_WORDS, tuple(_dated(key, prices, last)))
        found[contract] = lines[key]
    return found


def assigned(session: Connection, contract: ContractId, first: date) -> Assigned:
    """The tariffs of a contract from `first` on, those to come among them."""
    spells = _spells(session, [contract], first, date.max).get(contract, ())
    return Assigned(tuple(spells), _prices(session))


def _prices(session: Connection) -> dict[int, list[Price]]:
    prices: defaultdict[int, list[Price]] = defaultdict(list)
    for row in session.execute(_PRICES):
        prices[row.tariff].append(Price(row.since, Money(row.fee), row.code, texts(row.name)))
    return prices


def _spells(
    session: Connection, contracts: Sequence[ContractId], first: date, last: date
) -> Mapping[ContractId, list[tuple[date, int]]]:
    """The tariff in force on `first`, if there is one, and those that followed it up to `last`."""
    had: defaultdict[ContractId, list[tuple[date, int]]] = defaultdict(list)
    for contract, since, tariff in session.execute(_HAD, {"of_contracts": list(contracts), "last": last}):
        spells = had[ContractId(contract)]
        if since <= first:
            spells.clear()
        spells.append((max(since, first), tariff))
    return had


def _dated(spells: Sequence[tuple[date, int]], prices: Mapping[int, list[Price]], last: date) -> list[Price]:
    """The prices of the tariffs that follow each other, cut to the days on which each was in force."""
    found: list[Price] = []
    ends = [since for since, _ in spells[1:]] + [None]
    for (since, tariff), end in zip(spells, ends, strict=True):
        own = prices.get(tariff, [])
        # A tariff costs nothing before its first price, whatever the one before it cost.
        before = [price for price in own if price.since <= since] or [
            replace(p, fee=Money(0)) for p in own[:1]
        ]
        later = [p for p in own if since < p.since <= last and (end is None or p.since < end)]
        found += [replace(price, since=since) for price in before[-1:]] + later
    return found
