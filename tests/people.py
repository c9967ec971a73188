"""Customers, staff and cards for tests, made through the use cases that make them in life."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from kiosk.access.cases import login, set_password
from kiosk.access.passwords import hash_password
from kiosk.access.rules import AccessRules, LoginKind
from kiosk.access.views import Entry
from kiosk.cards.cases import move, register, seal
from kiosk.cards.records import code_hash
from kiosk.cards.rules import CardCode, Move
from kiosk.contracts.cases import open_contract
from kiosk.contracts.views import NewContract, NewCustomer, NewLogin
from kiosk.core.money import Money
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.core.work import Actor, By, ContractId, OperationId

PASSWORD = "correct horse"


def job(terminal: str = "1") -> By:
    """The house itself, under a new operation id."""
    return By(Actor.job("tests"), terminal, None, operation())


def operation() -> OperationId:
    return OperationId(uuid4())


def customer(
    store: Store,
    number: str = "1001",
    *,
    password: str | None = PASSWORD,
    balance: int = 0,
    code: str | None = None,
    phones: tuple[str, ...] = (),
    email: str = "",
    **more: object,
) -> ContractId:
    """A contract whose owner can log in with the password; `code`: of which customer."""
    rules = store.operator.of(AccessRules)
    hashed = hash_password(rules.argon2, Secret(password)) if password else None
    person = NewCustomer(first_name="Иван", last_name="Иванов", code=code, phones=phones, email=email)
    new = NewContract(
        number,
        person,
        date(2026, 1, 1),
        balance=Money(balance),
        login=more.pop("login", None) or NewLogin(password=hashed),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )
    return store.run(job(), open_contract, new).contract


def enter(
    store: Store,
    number: str = "1001",
    password: str = PASSWORD,
    *,
    terminal: str = "1",
    kind: LoginKind = "contract",
) -> Entry:
    """Log in as a customer does."""
    by = By(Actor.anyone(), terminal, None, operation())
    return store.run(by, login, kind, number, Secret(password))


def owner(entry: Entry, terminal: str = "1", under: OperationId | None = None) -> By:
    """The authority of a visit, under a new operation id or the one given."""
    return By(Actor.owner(entry.login), terminal, entry.visit, under or operation())


def cards(
    store: Store, *codes: str, value: int = 1000, batch: str = "B1", expires_on: date | None = None
) -> None:
    """Usable cards with these codes."""
    hashed = [
        (f"{batch}-{i:07d}", code_hash(store.keys.card, CardCode(code))) for i, code in enumerate(codes, 1)
    ]
    store.run(job(), register, batch, Money(value), expires_on, hashed)
    store.run(job(), seal, batch)
    store.run(job(), move, batch, Move.SHIP, "", "")
    store.run(job(), move, batch, Move.ACTIVATE, "", "")


def new_password(store: Store, entry: Entry, password: str, one_time: bool = False) -> None:
    rules = store.operator.of(AccessRules)
    store.run(job(), set_password, entry.login, hash_password(rules.argon2, Secret(password)), one_time)
