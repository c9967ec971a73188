"""Entries in bulk are what `ledger.post` makes one at a time: found, proved and sealed alike."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kiosk.core import bulk, ledger
from kiosk.core.audit import AuditRow
from kiosk.core.bulk import HISTORY, Entry
from kiosk.core.ledger import Posting, Reason
from kiosk.core.money import Money
from kiosk.core.proof import findings
from kiosk.core.store import Store
from kiosk.core.work import JOB, ContractId, OperationId, Work, use_case
from tests import people
from tests.sight import seen

DAY = date(2026, 11, 20)


def entry(contract: ContractId, amount: int, house: str = "fees", name: str = "a") -> Entry:
    operation = OperationId(uuid5(UUID(int=contract), name))
    return Entry(operation, contract, Money(amount), house, "fee", Reason("tests.fee", "Fee"), DAY)


@use_case("tests.bulk", by=(JOB,), writes=True)
def enter(work: Work, amounts: list[tuple[ContractId, int, str]]) -> None:
    held = bulk.lock(work, [contract for contract, _, _ in amounts])
    entries = [entry(contract, by, house, str(at)) for at, (contract, by, house) in enumerate(amounts)]
    bulk.enter(work, "tests.entry", entries, held)


def balance(store: Store, contract: ContractId) -> int:
    with store.read() as session:
        return ledger.balance(session, contract)


def test_many_contracts_at_once(store: Store):
    """Every balance is the sum of its postings, every operation has outcome and audit row."""
    first, second = people.customer(store, "1001", balance=500), people.customer(store, "1002")
    store.run(people.job(), enter, [(first, -100, "fees"), (first, -20, "fees"), (second, 70, "cash")])
    assert (balance(store, first), balance(store, second)) == (380, 70)
    assert seen(store, findings) == []
    with store.read() as session:
        about = session.execute(select(AuditRow.object).where(AuditRow.action == "tests.entry")).scalars()
        assert sorted(about) == sorted(f"ContractId:{contract}" for contract in (first, first, second))


def test_history_moves_nothing(store: Store):
    """It stands beside the opening balance that counts it already."""
    contract = people.customer(store, balance=500)
    store.run(people.job(), enter, [(contract, -100, HISTORY), (contract, 40, HISTORY)])
    assert balance(store, contract) == 500
    assert seen(store, findings) == []
    with store.read() as session:
        kinds = session.execute(select(Posting.kind).where(Posting.rule == "tests.fee")).scalars()
        assert sorted(kinds) == ["fee", "fee", "opening", "opening"]


def test_no_entry_twice(store: Store):
    """Another batch with the same entry changes nothing at all."""
    first, second = people.customer(store, "1001"), people.customer(store, "1002")
    store.run(people.job(), enter, [(first, -100, "fees")])
    with pytest.raises(IntegrityError):
        store.run(people.job(), enter, [(first, -100, "fees"), (second, -100, "fees")])
    assert (balance(store, first), balance(store, second)) == (-100, 0)
    assert seen(store, findings) == []


def test_a_changed_amount_is_found(store: Store):
    """The audit row of an entry seals what it moved."""
    contract = people.customer(store)
    store.run(people.job(), enter, [(contract, -100, "fees")])
    with store.write() as session:
        for act in ("update", "delete"):
            on = " ON posting" if session.dialect.name == "postgresql" else ""
            session.exec_driver_sql(f"DROP TRIGGER guard_posting_{act}{on}")
        session.exec_driver_sql("UPDATE posting SET amount = amount * 2 WHERE rule = 'tests.fee'")
    assert any("was changed" in found.message for found in seen(store, findings))
