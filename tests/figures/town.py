"""Towns to measure: contracts by the million with customers, logins, tariffs, cards and a history.

The database makes the rows itself, as the use cases would have left them; only the audit log stays
empty. Operation ids rise with time and are spread over all ids, so that new ones fall among the old.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Index,
    Table,
    Text,
    case,
    cast,
    insert,
    literal,
    literal_column,
    select,
    text,
    true,
    union_all,
)  # fmt: skip

from kiosk.charging.records import Charging
from kiosk.contracts.records import Contract, Customer
from kiosk.contracts.rules import CustomerKind
from kiosk.core import operator as profiles
from kiosk.core.engines import for_migration
from kiosk.core.identity import Access, Login, LoginName
from kiosk.core.ledger import Account, Operation, Outcome, Posting
from kiosk.core.money import Money
from kiosk.core.records import Id, Record
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.payments.records import Payment
from kiosk.payments.views import Method, Status
from kiosk.tariffs.cases import define
from kiosk.tariffs.records import ContractTariff
from kiosk.tariffs.views import NewTariff
from tests import people
from tests.figures import crowd
from tests.figures.place import installation, opened

MOVES = 10  # a payment, then fees; each with a posting for the contract and one for the house
POSTINGS = 2 * MOVES
EVERY = timedelta(days=6)
PAID, FEE = Money(10_000), Money(95)
BALANCE = Money(PAID - (MOVES - 1) * FEE)
TARIFFS = 3
MONTHLY = Money(2960)
_OPENED = date(2026, 1, 1)
_THEN = datetime.combine(_OPENED, time(), UTC)
_ID = {
    "sqlite": "unhex(printf('%08x%024x', {n} * 4294967296 / {of}, {n}))",
    "postgresql": "CAST(lpad(to_hex({n} * 4294967296 / {of}), 8, '0') || lpad(to_hex({n}), 24, '0') AS uuid)",
}


@dataclass(frozen=True, slots=True)
class Town:
    """Contracts 1 to `contracts`, each with an active card of its number; `through`: fees are charged
    up to this day."""

    contracts: int
    through: date

    @property
    def postings(self) -> int:
        return POSTINGS * self.contracts

    def some(self, count: int) -> Iterator[int]:
        """So many different contracts from everywhere."""
        return (1 + at * self.contracts // count for at in range(count))


@contextmanager
def town(database: str, contracts: int, days: int = 1) -> Iterator[tuple[Town, Settings]]:
    """A new installation of the demo's profile with a town; its last `days` days are not charged yet."""
    with installation(database, profiles.find_profile("demo")) as here:
        with opened(here) as store:
            built = Town(contracts, store.operator.day_of(store.now()) - timedelta(days=days))
            _tariffs(store)
            crowd.active(store, range(1, contracts + 1))
        engine = for_migration(here.url)
        try:
            _build(engine, built)
        finally:
            engine.dispose()
        yield built, here


def by_account() -> Index:
    """The index in which the postings of an account are found."""
    (only,) = _table(Posting).indexes
    return only


def _tariffs(store: Store) -> None:
    for at in range(1, TARIFFS + 1):
        new = NewTariff(f"T{at}", {"en": f"Tariff {at}", "ru": f"Тариф {at}"}, MONTHLY, _OPENED)
        store.run(people.job(), define, new)


def _build(engine: Engine, built: Town) -> None:
    with _hurried(engine) as session:
        by_account().drop(session)
        _people(session, built)
    for move in range(MOVES):
        with _hurried(engine) as session:
            _history(session, built, move)
    with _hurried(engine) as session:
        by_account().create(session)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
            session.execute(text("SET statement_timeout = 0"))
            session.execute(text("VACUUM ANALYZE"))


@contextmanager
def _hurried(engine: Engine) -> Iterator[Connection]:
    """A transaction in which no reference is looked up and no statement takes too long."""
    with engine.begin() as session:
        if engine.dialect.name == "postgresql":
            session.execute(text("SET LOCAL statement_timeout = 0"))
            session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session


def _people(session: Connection, built: Town) -> None:
    """The contracts, each of a customer of its own who can log in."""
    numbers = _numbers(built.contracts)
    i = numbers.c.i
    number = cast(i, Text)
    rows: list[tuple[type[Record], dict[str, Any]]] = [
        (Customer, {"id": i, "kind": CustomerKind.PERSON, "first_name": "Иван", "last_name": "Иванов"}),
        (Contract, {"id": i, "number": number, "customer": i, "opened_on": _OPENED}),
        (Account, {"contract": i, "balance": BALANCE}),
        (Login, {"id": i, "password": "kept", "changed_at": _THEN}),
        (LoginName, {"kind": "contract", "value": number, "login": i}),
        (Access, {"login": i, "contract": i, "since": _THEN}),
        (ContractTariff, {"contract": i, "since": _OPENED, "tariff": i % TARIFFS + 1}),
        (Charging, {"contract": i, "through": built.through}),
    ]
    for record, values in rows:
        _enter(session, record, values, numbers)


def _numbers(last: int) -> CTE:
    first = select(literal(1, BigInteger()).label("i")).cte("numbers", recursive=True)
    return first.union_all(select(first.c.i + 1).where(first.c.i < last))


def _history(session: Connection, built: Town, move: int) -> None:
    """One move of every contract, all on one day; the first one is a payment."""
    day = built.through - EVERY * (MOVES - 1 - move)
    when = {"dated": day, "recorded": datetime.combine(day, time(12), UTC)}
    amount = Money(-FEE) if move else PAID
    # In the order of the contracts, so that the ids of the operations rise.
    query = (
        select(Account.id, Account.contract).where(Account.contract.is_not(None)).order_by(Account.contract)
    )
    own = query.subquery("own")
    n = f"(own.contract + {move * built.contracts})"
    made = _ID[session.dialect.name].format(n=n, of=MOVES * built.contracts + 1)
    operation = literal_column(made, Id())
    claim = {"id": operation, "kind": "town.move", "actor": "job:town", "terminal": "town"}
    _enter(session, Operation, {**claim, **when, "fingerprint": b"town"}, own)
    _enter(session, Outcome, {"operation": operation, "status": "done", "body": "{}"}, own)
    _postings(session, {"operation": operation, **when}, own, amount)
    if not move:
        paid = {
            "method": Method.CASH,
            "status": Status.ACCEPTED,
            "reference": "town " + cast(own.c.contract, Text),
        }
        _enter(
            session,
            Payment,
            {"operation": operation, "contract": own.c.contract, "amount": amount, **paid, **when},
            own,
        )


def _postings(session: Connection, shared: dict[str, Any], own: Any, amount: Money) -> None:
    """What a move does to the contract's account, and to the house's."""
    kind, house = ("payment", "cash") if amount > 0 else ("fee", "fees")
    lines = union_all(select(literal(0).label("line")), select(literal(1))).subquery("lines")
    ours = lines.c.line == 0
    other = select(Account.id).where(Account.name == house).scalar_subquery()
    values = {
        "line": lines.c.line,
        "account": case((ours, own.c.id), else_=other),
        "amount": case((ours, literal(amount)), else_=literal(-amount)),
        "kind": kind,
        "rule": "town.move",
        "message": "Fee of the day",
        "params": "{}",
    }
    _enter(session, Posting, {**shared, **values}, own.join(lines, true()))


def _enter(session: Connection, record: type[Record], values: dict[str, Any], source: Any) -> None:
    """A row for each of the source's."""
    columns = _table(record).c
    taken = [
        value if isinstance(value, ColumnElement) else literal(value, columns[name].type)
        for name, value in values.items()
    ]
    session.execute(insert(record).from_select(list(values), select(*taken).select_from(source)))


def _table(record: type[Record]) -> Table:
    table = record.__table__
    assert isinstance(table, Table)
    return table
