"""What an attacker tried, and what came of it: each test is one attack on the whole.

The map of what is promised against whom is docs/security.md.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.cards.cases import redeem
from kiosk.cards.records import Card, CardBatch, Redemption
from kiosk.cards.rules import CardCode, CardState
from kiosk.core import schema
from kiosk.core.incidents import record
from kiosk.core.ledger import Account, Operation, Outcome, Posting
from kiosk.core.locale import Words
from kiosk.core.proof import findings
from kiosk.core.store import Store
from kiosk.core.work import ContractId, OperationId, Refusal, Work
from kiosk.payments.records import Payment
from kiosk.receipts.cases import verify
from kiosk.receipts.payload import FULL, MINIMAL, SHORT, payload
from kiosk.receipts.records import ReceiptRecord
from tests import people

CARD = CardCode("12345678901234")


# -- somebody who can write to the database, but has no keys ------------------------------------


def proof(store: Store) -> set[str]:
    """The kinds of finding of `kiosk db check`."""
    with store.read() as session:
        work = Work(session, store.operator, store.keys, store._now(session), people.job())
        return {finding.message for finding in findings(work)}


@pytest.fixture
def paid(store: Store) -> tuple[ContractId, OperationId]:
    """A contract that was paid to by card, and the operation."""
    contract = people.customer(store)
    people.cards(store, CARD.digits)
    by = people.owner(people.enter(store))
    store.run(by, redeem, contract, CARD)
    assert by.operation
    return contract, by.operation


def credit(session: Connection, contract: ContractId, operation: object, amount: int) -> None:
    """Money from nothing, as the law of the ledger wants it: sums and balance agree."""
    account = select(Account.id).where(Account.contract == contract).scalar_subquery()
    house = select(Account.id).where(Account.name == "cards").scalar_subquery()
    like = session.execute(select(Posting.__table__).limit(1)).mappings().one()
    for line, where, by in ((6, account, amount), (7, house, -amount)):
        values = {**like, "operation": operation, "line": line, "account": where, "amount": by}
        session.execute(insert(Posting).values(values))
    session.execute(
        update(Account).where(Account.contract == contract).values(balance=Account.balance + amount)
    )


@pytest.mark.parametrize("kind", ["access.finish", "cards.redeem"])
def test_money_added_to_an_operation_is_found(store: Store, paid, kind: str) -> None:
    """Balanced postings under an operation that the audit log knows: its row seals what was moved."""
    with store.write() as session:
        operation = session.execute(select(Operation.id).where(Operation.kind == kind)).scalar_one()
        credit(session, paid[0], operation, 1_000_000)
    assert "audit chain {chain}: row {row} was changed, or what its operation moved" in proof(store)


def test_money_under_an_operation_of_its_own_is_found(store: Store, paid) -> None:
    """A whole payment that no use case made: claim, outcome, postings, balance."""
    with store.write() as session:
        for table, column in ((Operation, "id"), (Outcome, "operation")):
            like = session.execute(select(table.__table__).limit(1)).mappings().one()
            session.execute(insert(table).values({**like, column: FORGED}))
        credit(session, paid[0], FORGED, 1_000_000)
    assert proof(store) == {"operation {id} ({kind}): the audit log does not know it"}


FORGED = people.operation()
_OF_OPERATION: tuple[tuple[type, str], ...] = (
    (ReceiptRecord, "operation"), (Redemption, "operation"), (Payment, "operation"),
    (Posting, "operation"), (Outcome, "operation"), (Operation, "id"),
)  # fmt: skip


def forget(session: Connection, operation: OperationId) -> None:
    """Take a payment out of all tables, guards or not, and make its card usable again."""
    schema.drop_guards(session)
    for table, column in _OF_OPERATION:
        session.execute(delete(table).where(getattr(table, column) == operation))
    session.execute(update(Card).values(state=CardState.ACTIVE))
    session.execute(update(Account).where(Account.contract.is_not(None)).values(balance=0))
    schema.create_guards(session)


def reuse(session: Connection, operation: OperationId) -> None:
    """Make a card usable again, and the reference of its payment free."""
    schema.drop_guards(session)
    session.execute(delete(Redemption).where(Redemption.operation == operation))
    session.execute(update(Card).values(state=CardState.ACTIVE))
    session.execute(update(Payment).values(reference="another"))
    schema.create_guards(session)


@pytest.mark.parametrize(
    ("attack", "finding"),
    [
        (forget, "operation {id} ({kind}): the audit log knows it, but it is gone"),
        (reuse, "operation {id}: it was paid by a card, but no card is redeemed for it"),
    ],
)
def test_a_card_made_usable_again_is_found(
    store: Store, paid, attack: Callable[[Connection, OperationId], None], finding: str
) -> None:
    with store.write() as session:
        attack(session, paid[1])
    assert finding in proof(store)


# -- the clock ------------------------------------------------------------------------------------


def test_a_clock_that_was_ahead_locks_nobody_out_for_years(store: Store, clock) -> None:
    """A pause begun in the wrong year lasts no longer than it should (access: never permanent)."""
    people.customer(store)
    clock.advance(days=3650)
    guess(store, 5)
    clock.advance(days=-3650)
    assert guess(store, 1)[0].params["wait"] == 900
    clock.advance(minutes=15)
    assert people.enter(store)


def test_a_clock_set_back_gives_no_new_tries(store: Store, clock) -> None:
    people.customer(store)
    guess(store, 4)
    clock.advance(hours=-1)
    assert [refusal.code for refusal in guess(store, 2)] == ["access.wrong", "access.wait"]


def guess(store: Store, times: int) -> list[Refusal]:
    """Wrong passwords of contract 1001."""
    refusals = []
    for _ in range(times):
        with pytest.raises(Refusal) as refused:
            people.enter(store, password="a wrong guess")
        refusals.append(refused.value)
    return refusals


# -- what is logged -------------------------------------------------------------------------------


def test_the_log_quotes_no_row(store: Store, tmp_path: Path) -> None:
    """PostgreSQL's errors quote the whole row that broke a rule: hashes, names, phones."""
    row = {"name": "B", "value": -1, "state": "a secret state", "created": store.now()}
    with pytest.raises(IntegrityError) as broken, store.write() as session:
        session.execute(insert(CardBatch), row)
    code = record(tmp_path / "log", broken.value)
    log = (tmp_path / "log").read_text()
    assert code in log
    assert "ck_card_batch" in log
    assert "a secret state" not in log


# -- a forged receipt -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("budget", [FULL, SHORT, MINIMAL])
def test_a_receipt_with_one_figure_changed_is_not_genuine(store: Store, language: str, budget: int) -> None:
    """The check code is real, but the time, the contract, the sum or the balance is another's."""
    contract = people.customer(store, "1001", balance=3710)
    people.cards(store, CARD.digits)
    receipt = store.run(people.owner(people.enter(store)), redeem, contract, CARD)
    text = payload(receipt, Words(store.operator, language), budget)
    assert text
    assert store.run(people.job(), verify, text).genuine
    for part in (part for part in text.split() if any(map(str.isdigit, part)) and part != receipt.code):
        digit = next(filter(str.isdigit, reversed(part)))
        changed = text.replace(part, part.replace(digit, str((int(digit) + 1) % 10)))
        assert not store.run(people.job(), verify, changed).genuine, changed
