"""The ledger: double entry by law, whatever is posted, refused or taken back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.core import ledger
from kiosk.core.ledger import Account, Operation, Outcome, Posting, Reason, Reversal
from kiosk.core.locale import Sentence
from kiosk.core.money import Money
from kiosk.core.proof import findings
from kiosk.core.store import Store
from kiosk.core.work import BY_FUNCTION, CASES, JOB, ContractId, OperationId, Refusal, Work, use_case
from tests import people

HOUSE = ["cash", "card", "bank", "cards", "other", "fees", "corrections", "opening"]
WHY = Reason("tests.move", "Moved {n}", {"n": 1}, rate=Money(5), days=3, formula="5*3", tariff="T1")


@pytest.fixture(scope="module", autouse=True)
def moving():
    @use_case("tests.move", by=(JOB,), writes=True)
    def move(work: Work, moves: list[tuple[int, int, str]], refuse: bool) -> list[int]:
        """Post all moves (contract, amount, house); then perhaps refuse, which takes all back."""
        after = [
            ledger.post(work, ContractId(contract), Money(amount), house, "correction", WHY, line=line)
            for line, (contract, amount, house) in enumerate(moves)
        ]
        if refuse:
            raise Refusal("tests.no", "no")
        return [int(balance) for balance in after]

    @use_case("tests.undo", by=(JOB,), writes=True)
    def undo(work: Work, operation: OperationId) -> int:
        ledger.reverse(work, operation)
        return 1

    @use_case("tests.lock", by=(JOB,), writes=True)
    def lock(work: Work, contracts: list[int]) -> int:
        ledger.lock(work.session, [ContractId(one) for one in contracts])
        return len(contracts)

    yield
    for name in ("tests.move", "tests.undo", "tests.lock"):
        del BY_FUNCTION[CASES.pop(name).function]


def proof(store: Store) -> list[Sentence]:
    with store.read() as session:
        return findings(Work(session, store.operator, store.keys, store._now(session), people.job()))


AMOUNTS = st.integers(-(10**12), 10**12).filter(bool)
MOVES = st.lists(st.tuples(st.integers(0, 1), AMOUNTS, st.sampled_from(HOUSE)), min_size=1, max_size=4)


@given(st.lists(st.tuples(MOVES, st.booleans()), max_size=6))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_law(store: Store, operations):
    """Every operation sums to zero, a balance is the sum of its postings, a refused one left nothing."""
    fresh = people.operation().hex[:10]
    contracts = [people.customer(store, f"{fresh}{i}", password=None) for i in range(2)]
    model = dict.fromkeys(contracts, 0)
    for moves, refuse in operations:
        named = [(contracts[who], amount, house) for who, amount, house in moves]
        try:
            store.run(people.job(), "tests.move", named, refuse)
        except Refusal:
            continue
        for contract, amount, _ in named:
            model[contract] += amount
    with store.read() as session:
        uneven = select(Posting.operation).group_by(Posting.operation).having(func.sum(Posting.amount) != 0)
        assert session.execute(uneven).first() is None
        for contract, expected in model.items():
            posted = select(func.sum(Posting.amount)).join(Account).where(Account.contract == contract)
            assert (session.execute(posted).scalar() or 0) == expected
            assert ledger.balance(session, contract) == expected
    assert proof(store) == []


def test_the_reason_stands_beside_the_amount(store: Store, clock):
    """EIR-61, VEL-51: rule, words, rate, days, formula and tariff, from the first posting on."""
    contract = people.customer(store)
    store.run(people.job(), "tests.move", [(contract, -15, "fees")], False)
    with store.read() as session:
        rows = session.execute(select(Posting.__table__).order_by(Posting.line)).mappings().all()
    assert [one["amount"] for one in rows] == [-15, 15]
    assert {one["message"] for one in rows} == {"Moved {n}"}
    first = rows[0]
    assert [first[name] for name in ("rule", "params", "rate", "days", "formula", "tariff")] == [
        "tests.move", '{"n":1}', 5, 3, "5*3", "T1",
    ]  # fmt: skip
    assert (first["dated"], first["recorded"]) == (date(2026, 11, 22), clock.now)


def test_nothing_is_no_posting(store: Store):
    contract = people.customer(store)
    with pytest.raises(IntegrityError):
        store.run(people.job(), "tests.move", [(contract, 0, "cash")], False)


def test_house_accounts_have_no_balance_and_contracts_have(store: Store):
    """No row is written by all terminals: the house's sums are computed when they are wanted."""
    people.customer(store)
    with store.read() as session:
        rows = session.execute(select(Account.name, Account.balance)).all()
    assert sorted(name for name, balance in rows if balance is None) == sorted(HOUSE)
    assert [name for name, balance in rows if balance is not None] == [None]


def test_an_operation_is_taken_back_once(store: Store):
    contract = people.customer(store)
    by = people.job()
    store.run(by, "tests.move", [(contract, 5, "cash")], False)
    store.run(people.job(), "tests.undo", by.operation)
    with pytest.raises(IntegrityError):
        store.run(people.job(), "tests.undo", by.operation)
    with store.read() as session:
        assert session.execute(select(func.count()).select_from(Reversal)).scalar() == 1


def test_money_of_contracts_that_are_not_there_is_not_locked(store: Store):
    from sqlalchemy.exc import NoResultFound

    contract = people.customer(store)
    assert store.run(people.job(), "tests.lock", [contract]) == 1
    with pytest.raises(NoResultFound):
        store.run(people.job(), "tests.lock", [contract, 999])


def test_the_proof_finds_what_contradicts_the_law(store: Store):
    """A balance that drifted, an operation that is uneven, a claim without an outcome."""
    contract = people.customer(store)
    by = people.job()
    store.run(by, "tests.move", [(contract, 5, "cash")], False)
    with store.write() as session:
        session.execute(Account.__table__.update().where(Account.contract == contract).values(balance=60))
        row = session.execute(select(Posting.__table__).limit(1)).mappings().one()
        session.execute(insert(Posting).values({**row, "line": 9, "amount": 1}))
        claim = session.execute(select(Operation.__table__).limit(1)).mappings().one()
        session.execute(insert(Operation).values({**claim, "id": people.operation()}))
    said = {finding.message.partition(":")[0] for finding in proof(store)}
    assert said == {"operation {id}", "account {id}", "operation {id} ({kind})", "audit chain {chain}"}


def test_an_outcome_is_done_or_refused(store: Store, clock):
    claim = {"id": people.operation(), "kind": "x", "actor": "", "terminal": "1", "visit": None,
             "fingerprint": b"", "recorded": clock.now, "dated": date(2026, 1, 1)}  # fmt: skip
    with store.write() as session:
        session.execute(insert(Operation).values(claim))
    outcome = insert(Outcome).values(operation=claim["id"], status="perhaps", version=1, body="{}")
    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(outcome)
