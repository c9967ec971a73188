"""The file of cards: they come in as generated, their codes as keyed hashes only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.cards.cases import batch_count, issue, move, redeem, register
from kiosk.cards.records import Card, CardBatch, code_hash
from kiosk.cards.rules import BatchState, CardCode, CardState, Move, batch_name
from kiosk.core.audit import AuditRow
from kiosk.core.keys import NAMES, Keys
from kiosk.core.ledger import Outcome
from kiosk.core.money import Money
from kiosk.core.operator import Operator
from kiosk.core.proof import findings
from kiosk.core.schema import bind, create_file, open_database, upgrade
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from kiosk.imports import cases as imports
from tests import people
from tests.loading import faults, load
from tests.sight import seen

HEADER = "batch,serial,code,value,expires_on"
CODE, OTHER = "71730516284930", "18264509371526"
YEAR_END = date(2026, 12, 31)
SERIAL_KNOWN = "There is a card with this serial already."
CODE_KNOWN = "There is a card with this code already."
UNLIKE = "All cards of batch B1 have the same value and the same last day; this one has another."


def batch_refusal() -> str:
    with pytest.raises(Refusal) as refusal:
        batch_name("B 2")
    return refusal.value.message


def kept(store: Store) -> list[tuple[str, str, int, date | None, str]]:
    rows = select(Card.batch, Card.serial, Card.value, Card.expires_on, Card.state).order_by(Card.serial)
    with store.read() as session:
        return [tuple(row) for row in session.execute(rows)]


def test_cards_come_in_as_generated(store: Store, tmp_path: Path):
    """Staff ship and activate them as cards that were issued here; then they can be redeemed."""
    done = load(store, tmp_path, "cards", HEADER, f"B1,S1,{CODE},10.00,2026-12-31", f"B2,S2,{OTHER},5,")
    assert done.applied == 2
    assert kept(store) == [
        ("B1", "S1", 1000, YEAR_END, "generated"), ("B2", "S2", 500, None, "generated"),
    ]  # fmt: skip
    assert seen(store, batch_count, "B1").state is BatchState.ISSUED
    contract = people.customer(store)
    by = people.owner(people.enter(store))
    with pytest.raises(Refusal, match=r"cards\.unknown"):
        store.run(by, redeem, contract, CardCode(CODE))
    store.run(people.job(), move, "B1", Move.SHIP, "", "")
    store.run(people.job(), move, "B1", Move.ACTIVATE, "", "")
    assert store.run(people.owner(people.enter(store)), redeem, contract, CardCode(CODE)).amount == 1000
    assert seen(store, findings) == []


def test_only_a_keyed_hash_is_kept(store: Store, tmp_path: Path):
    """VEL-59: the code itself is nowhere, whether its row was taken or refused."""
    load(store, tmp_path, "cards", HEADER, f"B1,S1,{CODE},10.00,")
    done = load(store, tmp_path, "cards", HEADER, f"B1,S1,{CODE},10.00,", f"B1,S2,{OTHER},0,")
    assert done.refused == 2
    with store.read() as session:
        assert session.execute(select(Card.code)).scalars().all() == [
            code_hash(store.keys.card, CardCode(CODE))
        ]
        bodies = session.execute(select(Outcome.body)).scalars().all()
        audit = session.execute(select(AuditRow.__table__)).all()
    said = repr((done, faults(store, done), bodies, audit))
    assert CODE not in said
    assert OTHER not in said


@pytest.fixture
def elsewhere(tmp_path: Path, operator: Operator) -> Iterator[Store]:
    """Another kiosk's database, with key files of its own."""
    file = tmp_path / "elsewhere.db"
    create_file(file)
    upgrade(f"sqlite:///{file}")
    database, keys = open_database(f"sqlite:///{file}"), Keys(*(bytes(range(32)) for _ in NAMES))
    with database.write.begin() as session:
        bind(session, operator, keys)
    store = Store(database, operator, keys)
    yield store
    store.close()


def test_what_another_kiosk_issued(store: Store, elsewhere: Store, tmp_path: Path):
    """The file of `kiosk cards issue`, comment lines and all, made under other keys."""
    file = tmp_path / "cards.csv"
    elsewhere.run(people.job(), issue, "B7", Money(1000), 20, date(2030, 1, 31), str(file))
    assert load(store, tmp_path, "cards", *file.read_text().splitlines()).applied == 20
    assert seen(store, batch_count, "B7").cards == {CardState.GENERATED: 20}
    with elsewhere.read() as theirs, store.read() as ours:
        codes = set(theirs.execute(select(Card.code)).scalars())
        assert codes.isdisjoint(ours.execute(select(Card.code)).scalars())


@pytest.mark.parametrize("batch", [1, 1000])
def test_cards_are_added_to_a_batch_like_them(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
):
    """One value and one last day a batch, whether its cards are in the database or before in the file."""
    monkeypatch.setattr(imports, "_BATCH", batch)
    rows = [f"B1,S1,{CODE},10.00,2026-12-31", "B1,S2,00000000000002,10,2026-12-31"]
    unlike = ["B1,S3,00000000000003,11,2026-12-31", "B1,S4,00000000000004,10,", "B1,S5,00000000000005,10.0,"]
    same = load(store, tmp_path, "cards", HEADER, *rows, *unlike, partial=True)
    assert (same.applied, same.refused) == (2, 3)
    assert faults(store, same) == [
        (4, "value", UNLIKE), (5, "expires_on", UNLIKE), (6, "expires_on", UNLIKE),
    ]  # fmt: skip
    later = load(store, tmp_path, "cards", HEADER, "B1,S6,00000000000006,10,2026-12-31", *unlike)
    assert faults(store, later) == [
        (3, "value", UNLIKE), (4, "expires_on", UNLIKE), (5, "expires_on", UNLIKE),
    ]  # fmt: skip
    assert [row[1] for row in kept(store)] == ["S1", "S2"]
    assert load(store, tmp_path, "cards", HEADER, "B1,S6,00000000000006,10,2026-12-31").applied == 1


def test_a_batch_that_is_out_already_takes_more(store: Store, tmp_path: Path):
    """What was activated stays so; the new cards wait to be shipped."""
    people.cards(store, CODE)
    load(store, tmp_path, "cards", HEADER, f"B1,S2,{OTHER},10.00,")
    assert seen(store, batch_count, "B1").cards == {CardState.ACTIVE: 1, CardState.GENERATED: 1}


def test_a_batch_that_was_never_finished_takes_none(store: Store, tmp_path: Path):
    store.run(people.job(), register, "B1", Money(1000), None, [("B1-1", b"x" * 32)])
    done = load(store, tmp_path, "cards", HEADER, f"B1,S2,{OTHER},10.00,")
    assert [fault[:2] for fault in faults(store, done)] == [(2, "batch")]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (f"B2,B1-0000001,{OTHER},10.00,", "serial", SERIAL_KNOWN),
        (f"B2,S1,{CODE},10.00,", "code", CODE_KNOWN),
        ("B2,S1,7173-0516 2849 30,10.00,", "code", CODE_KNOWN),
        ("B2,S1,1826450937152,10.00,", "code", "A card code has 14 digits; there are 13."),
        ("B2,S1,1826450937152x,10.00,", "code", "A card code has 14 digits; there are 13."),
        ("B2,S1,,10.00,", "code", "It is empty, but is needed."),
        (f"B2,S1,{OTHER},0.00,", "value", "The value of a card is above zero."),
        (f"B2,S1,{OTHER},-1,", "value", "The value of a card is above zero."),
        (f"B2,S1,{OTHER},1.001,", "value",
         "“1.001” has too many digits after the point: BYN has 2."),
        (f"B2,S1,{OTHER},1,2026-11-21", "expires_on", "The last day of this card is over already."),
        (f"B 2,S1,{OTHER},1,", "batch",
         batch_refusal()),
        (f"B2,S0,{OTHER},1,", "serial", "This is in the file twice; line 2 has it first."),
        ("B2,S1,00000000000000,1,", "code", "This is in the file twice; line 2 has it first."),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(store: Store, tmp_path: Path, row: str, column: str, reason: str):
    """Line, column, reason, never the code; and nothing of the file is entered."""
    people.cards(store, CODE)
    done = load(store, tmp_path, "cards", HEADER, "B0,S0,00000000000000,10.00,2026-11-22", row)
    assert faults(store, done) == [(3, column, reason)]
    assert [row[1] for row in kept(store)] == ["B1-0000001"]
    with store.read() as session:
        assert session.execute(select(CardBatch.name)).scalars().all() == ["B1"]


def test_a_card_that_came_meanwhile(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Between the two passes somebody enters the same code: nothing of the file is taken."""
    entered = imports._enter

    def slower(store: Store, *given: object) -> object:
        people.cards(store, CODE)
        return entered(store, *given)

    monkeypatch.setattr(imports, "_enter", slower)
    with pytest.raises(Refusal, match=r"cards\.again"):
        load(store, tmp_path, "cards", HEADER, f"B2,S1,{OTHER},1,", f"B2,S2,{CODE},1,")
    assert [row[1] for row in kept(store)] == ["B1-0000001"]


def test_more_cards_than_a_batch_of_rows(store: Store, tmp_path: Path):
    rows = [f"B1,B1-{n:07d},{n:014d},10.00," for n in range(2500)]
    assert load(store, tmp_path, "cards", HEADER, *rows).applied == 2500
    assert seen(store, batch_count, "B1").cards == {CardState.GENERATED: 2500}
