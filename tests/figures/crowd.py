"""Many customers with cards and visits, entered straight into the tables, and the proof of their money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, text

from kiosk.cards.cases import code_hash
from kiosk.cards.records import Card, CardBatch
from kiosk.cards.rules import BatchState, CardCode, CardState
from kiosk.contracts.records import Contract, Customer
from kiosk.contracts.rules import CustomerKind
from kiosk.core.identity import Access, Login, Visit
from kiosk.core.ledger import Account
from kiosk.core.records import Record
from kiosk.core.store import Store
from kiosk.core.work import Actor, By, LoginId, VisitId
from tests import people

VALUE = 1000
_PORTION = 5000
_THEN = datetime(2026, 1, 1, tzinfo=UTC)
_DAY = date(2026, 1, 1)


def by(owner: int) -> By:
    """The authority of an owner in the open visit at their own terminal, under a new operation id."""
    visit = VisitId(UUID(int=owner))
    return By(Actor.owner(LoginId(owner)), f"t{owner}", visit, people.operation())


def code(card: int) -> CardCode:
    """The code of a card."""
    return CardCode(f"{card:014d}")


def settle(store: Store, contracts: int, cards: Iterable[int], owners: Mapping[int, Iterable[int]]) -> None:
    """Contracts 1 to `contracts` with nothing on them, active cards, and owners of contracts, each with
    an open visit at a terminal of their own."""
    everybody = range(1, contracts + 1)
    with store.write() as session:
        _enter(session, Customer, ({"id": i, "kind": CustomerKind.PERSON} for i in everybody))
        _enter(session, Contract, (_contract(i) for i in everybody))
        _enter(session, Account, ({"contract": i, "balance": 0} for i in everybody))
        _enter(session, Login, ({"id": owner} for owner in owners))
        _enter(
            session,
            Access,
            ({"login": owner, "contract": i, "since": _THEN} for owner, own in owners.items() for i in own),
        )
    visits(store, owners)
    active(store, cards)


def visits(store: Store, owners: Iterable[int]) -> None:
    """Open visits of these logins, each at a terminal of its own."""
    with store.write() as session:
        _enter(session, Visit, (_visit(owner) for owner in owners))


def active(store: Store, cards: Iterable[int]) -> None:
    """Cards that can be redeemed."""
    key = store.keys.card
    batch = {"name": "B1", "value": VALUE, "state": BatchState.ISSUED, "created": _THEN}
    with store.write() as session:
        _enter(session, CardBatch, [batch])
        _enter(session, Card, (_card(i, code_hash(key, code(i))) for i in cards))


def _enter(session: Connection, table: type[Record], rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while portion := list(islice(left, _PORTION)):
        session.execute(insert(table), portion)


def _card(number: int, hashed: bytes) -> dict[str, Any]:
    serial = f"B1-{number:07d}"
    return {"serial": serial, "code": hashed, "batch": "B1", "value": VALUE, "state": CardState.ACTIVE}


def _contract(number: int) -> dict[str, Any]:
    return {"id": number, "number": f"{number}", "customer": number, "opened_on": _DAY}


def _visit(owner: int) -> dict[str, Any]:
    return {"id": UUID(int=owner), "login": owner, "terminal": f"t{owner}", "started": _THEN}


@dataclass(frozen=True, slots=True)
class Books:
    """What the ledger says: all of them zero in a sound one.

    total    sum of all postings
    drifted  contracts whose balance is not the sum of their postings
    doubles  cards that were credited more than once
    """

    total: int
    drifted: int
    doubles: int

    @property
    def sound(self) -> bool:
        return not (self.total or self.drifted or self.doubles)

    def __str__(self) -> str:
        return f"doubles={self.doubles} sum={self.total} drifted={self.drifted}"


_TOTAL = text("SELECT COALESCE(SUM(amount), 0) FROM posting")
_DRIFTED = text(
    "SELECT COUNT(*) FROM account WHERE contract IS NOT NULL AND balance <>"
    " (SELECT COALESCE(SUM(amount), 0) FROM posting WHERE posting.account = account.id)"
)
_DOUBLES = text(
    "SELECT COUNT(*) FROM (SELECT 1 FROM posting WHERE rule = 'cards.redeem' AND amount > 0"
    " GROUP BY params HAVING COUNT(*) > 1) AS twice"
)


def books(store: Store) -> Books:
    """The ledger, added up without the help of the code that wrote it."""
    with store.read() as session:
        found: Iterator[int] = (int(session.scalar(query) or 0) for query in (_TOTAL, _DRIFTED, _DOUBLES))
        return Books(*found)
