"""Contracts with fees, and days on which they are charged."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import select

from kiosk.charging.cases import run
from kiosk.charging.plan import Part
from kiosk.charging.views import Charged
from kiosk.contracts.cases import contract_of
from kiosk.contracts.rules import ContractStatus
from kiosk.core import ledger
from kiosk.core.keys import Keys
from kiosk.core.ledger import Account, Posting
from kiosk.core.money import Money
from kiosk.core.operator import Operator
from kiosk.core.proof import findings
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from kiosk.payments.cases import accept
from kiosk.payments.views import Method, NewPayment
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import NewTariff
from tests import people
from tests.conftest import Clock
from tests.sight import seen

JANUARY = date(2026, 1, 1)
_FEES = (
    select(Posting.__table__)
    .join(Account, Account.id == Posting.account)
    .where(Posting.kind == "fee", Account.contract.is_not(None))
    .order_by(Posting.account, Posting.dated, Posting.operation)
)


class Month:
    """A month of money on one database; its days are those of November 2026."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    def tariff(self, code: str, fee: int, since: date = JANUARY) -> None:
        self.store.run(people.job(), define, NewTariff(code, {"en": code.title()}, Money(fee), since))

    def contract(self, number: str, balance: int, tariff: str = "home", **more: object) -> ContractId:
        found: ContractId = people.customer(
            self.store, number, password=None, balance=balance, tariff=tariff, **more
        )
        return found

    def today(self, on: int | date) -> date:
        """Go to a day."""
        day = on if isinstance(on, date) else date(2026, 11, on)
        self.clock.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return day

    def charge(self, on: int | date | None = None) -> Charged:
        """Go to a day and charge it."""
        return self.store.run(people.job(), run, self.today(on) if on else None)

    def pay(self, contract: ContractId, amount: int) -> None:
        new = NewPayment(Money(amount), Method.CASH, uuid4().hex)
        self.store.run(people.job(), accept, contract, new)

    def balance(self, contract: ContractId) -> int:
        with self.store.read() as session:
            return ledger.balance(session, contract)

    def status(self, contract: ContractId) -> ContractStatus:
        with self.store.read() as session:
            return contract_of(session, contract).status

    def fees(self, contract: ContractId | None = None) -> list[dict[str, object]]:
        """Rows of the ledger that are fees, as they are kept."""
        with self.store.read() as session:
            of = _FEES if contract is None else _FEES.where(Account.contract == contract)
            return [dict(row) for row in session.execute(of).mappings()]

    def parts(self, contract: ContractId) -> list[Part]:
        """The days that were charged, as the reasons tell them."""
        found: list[Part] = []
        for row in self.fees(contract):
            if row["formula"] != "shares":
                found += msgspec.json.decode(str(row["formula"]), type=list[Part])
                continue
            params = msgspec.json.decode(str(row["params"]))
            since, until = (date.fromisoformat(params[name]) for name in ("since", "until"))
            name = msgspec.json.decode(params["name"])
            found.append(Part(since, until, row["days"], row["rate"], -row["amount"], name))  # type: ignore[operator]
        return found


@pytest.fixture
def month(store: Store, clock: Clock) -> Month:
    """A database with a tariff of 30.00: a whole 1.00 for each day of November."""
    made = Month(store, clock)
    made.tariff("home", 3000)
    return made


@pytest.fixture
def another(
    store: Store, request: pytest.FixtureRequest, operator: Operator, keys: Keys, tmp_path: Path, clock: Clock
) -> Iterator[Callable[[], Month]]:
    """Makes further databases of the same kind that are as empty as the first was."""
    from kiosk.core import schema

    made: list[Store] = []

    def make() -> Month:
        if store.database.file:
            file = tmp_path / f"{uuid4().hex}.db"
            shutil.copy2(request.getfixturevalue("sqlite_template"), file)
            url = f"sqlite:///{file}"
        else:
            server, template = map(request.getfixturevalue, ("postgres_server", "postgres_template"))
            name = f"test_{uuid4().hex}"
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            url = server.url(name)
        made.append(Store(schema.open_database(url), operator, keys, clock))
        return Month(made[-1], clock)

    yield make
    for one in made:
        one.close()


@pytest.fixture
def sound(month: Month) -> Iterator[None]:
    """Whatever a test does, the ledger stays proved."""
    yield
    faults = seen(month.store, findings)
    assert [fault for fault in faults if fault.params.get("kind") != "tests"] == []
