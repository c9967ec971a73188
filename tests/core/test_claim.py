"""The contract of use cases: rights, ownership, operation ids, outcomes (design.md, section 2)."""

from __future__ import annotations

import threading
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select, update

from kiosk.access.cases import end
from kiosk.cards.cases import check, redeem
from kiosk.cards.rules import CardCode
from kiosk.core.identity import Staff, Visit
from kiosk.core.ledger import Operation, Outcome, Posting
from kiosk.core.store import Store
from kiosk.core.work import (
    BY_FUNCTION,
    CASES,
    OWNER,
    STAFF,
    Actor,
    By,
    ContractId,
    Denied,
    OperationReused,
    Refusal,
    StaffId,
    StepUpNeeded,
    VisitOver,
    Work,
    use_case,
)
from tests import people
from tests.conftest import Clock

GOOD, OTHER = CardCode("12345678901234"), CardCode("23456789012345")


@pytest.fixture
def entry(store: Store):
    people.customer(store)
    people.cards(store, GOOD.digits, OTHER.digits)
    return people.enter(store)


def test_the_same_id_gives_the_same_receipt_and_moves_money_once(store, entry):
    by = people.owner(entry)
    contract = entry.contracts[0].contract
    first = store.run(by, redeem, contract, GOOD)
    assert store.run(by, redeem, contract, GOOD) == first
    with store.read() as session:
        assert session.execute(select(func.count()).where(Posting.operation == by.operation)).scalar() == 2


def test_a_refusal_stays_a_refusal_under_its_id(store, entry):
    by = people.owner(entry)
    contract = entry.contracts[0].contract
    unknown = CardCode("99999999999999")
    with pytest.raises(Refusal) as first:
        store.run(by, redeem, contract, unknown)
    people.cards(store, unknown.digits, batch="late")
    with pytest.raises(Refusal) as second:
        store.run(by, redeem, contract, unknown)
    assert second.value == first.value


def test_an_id_is_not_taken_for_something_else(store, entry):
    by = people.owner(entry)
    contract = entry.contracts[0].contract
    store.run(by, check, contract, GOOD)
    with pytest.raises(OperationReused):
        store.run(by, check, contract, OTHER)
    with pytest.raises(OperationReused):
        store.run(by, redeem, contract, GOOD)


def test_eight_threads_with_one_id_move_money_once(store, entry):
    by = people.owner(entry)
    contract = entry.contracts[0].contract
    receipts, faults = [], []

    def press() -> None:
        try:
            receipts.append(store.run(by, redeem, contract, GOOD))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            faults.append(error)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len({msgspec.json.encode(receipt) for receipt in receipts}) == 1
    with store.read() as session:
        assert session.execute(select(func.count()).where(Posting.operation == by.operation)).scalar() == 2


def test_foreign_and_missing_contracts_get_one_answer(store, entry):
    foreign = people.customer(store, "1002")
    for contract in (foreign, ContractId(999_999)):
        with pytest.raises(Denied):
            store.run(people.owner(entry), redeem, contract, GOOD)
    with store.read() as session:
        claimed = select(Operation.id).where(Operation.kind == "cards.redeem")
        assert session.execute(claimed).first() is None


def test_nobody_may_by_default(store, entry):
    for actor in (Actor.anyone(), Actor.job("x"), Actor.staff(StaffId(1))):
        with pytest.raises(Denied):
            store.run(By(actor, "1", None, people.operation()), redeem, entry.contracts[0].contract, GOOD)


def test_a_visit_that_ended_or_is_anothers_is_over(store, entry):
    contract = entry.contracts[0].contract
    with pytest.raises(VisitOver):
        store.run(people.owner(entry, terminal="2"), redeem, contract, GOOD)
    store.run(people.owner(entry), end, entry.visit)
    with pytest.raises(VisitOver):
        store.run(people.owner(entry), redeem, contract, GOOD)


def test_staff_may_what_the_profile_gives_their_roles(store, entry, monkeypatch):
    contract = entry.contracts[0].contract
    with store.write() as session:
        session.execute(
            Staff.__table__.insert().values(
                id=7, login="c", roles="cashier", one_time=0, blocked="", version=1
            )
        )
    by = By(Actor.staff(StaffId(7)), "desk", None, people.operation())
    with pytest.raises(Denied):
        store.run(by, redeem, contract, GOOD)
    monkeypatch.setitem(store.operator.facts.roles, "cashier", ["cards.redeem"])
    assert store.run(by, redeem, contract, GOOD).amount == 1000


@pytest.fixture
def own_cases():
    """Use cases that exist for one test."""
    before = dict(CASES), dict(BY_FUNCTION)
    yield
    for registry, kept in zip((CASES, BY_FUNCTION), before, strict=True):
        registry.clear()
        registry.update(kept)


def test_a_step_up_is_wanted_and_ends(store, entry, clock: Clock, own_cases):
    @use_case("tests.calls", by=(OWNER,), reads=True, fresh="calls")
    def calls(work: Work, contract: ContractId) -> int:
        return 42

    contract = entry.contracts[0].contract
    with pytest.raises(StepUpNeeded, match="calls"):
        store.run(people.owner(entry), calls, contract)
    until = (clock.now + timedelta(minutes=5)).isoformat()
    with store.write() as session:
        session.execute(update(Visit).values(step_ups=msgspec.json.encode({"calls": until}).decode()))
    assert store.run(people.owner(entry), calls, contract) == 42
    clock.advance(minutes=5)
    with pytest.raises(StepUpNeeded):
        store.run(people.owner(entry), calls, contract)


def test_an_owner_case_without_an_owned_object_is_refused_at_registration(own_cases):
    with pytest.raises(TypeError, match="owned type"):

        @use_case("tests.loose", by=(OWNER, STAFF), reads=True)
        def loose(work: Work, amount: int) -> int:
            return amount


def test_an_owned_object_that_may_be_none_is_the_owners_or_none(store, entry, own_cases):
    @use_case("tests.some", by=(OWNER,), reads=True)
    def some(work: Work, contract: ContractId, other: ContractId | None) -> int:
        return 42

    @use_case("tests.any", by=(OWNER,), reads=True)
    def any_at_all(work: Work, contract: ContractId | None) -> int:
        return 42

    mine, foreign = entry.contracts[0].contract, people.customer(store, "1002")
    assert [store.run(people.owner(entry), some, mine, other) for other in (mine, None)] == [42, 42]
    refused = ((some, (mine, foreign)), (some, (mine, 999)), (some, (None, mine)), (any_at_all, (None,)))
    for case, args in refused:
        with pytest.raises(Denied):
            store.run(people.owner(entry), case, *args)


def test_a_whole_case_that_refuses_leaves_nothing_and_may_be_asked_again(store, entry, own_cases):
    ready = []

    @use_case("tests.whole", by=(OWNER,), writes=True, whole=True)
    def whole(work: Work, contract: ContractId) -> int:
        work.session.execute(update(Visit).values(step_ups="[]"))
        if not ready:
            raise Refusal("tests.no", "No.")
        return 42

    by, contract = people.owner(entry), entry.contracts[0].contract
    with pytest.raises(Refusal, match=r"tests\.no"):
        store.run(by, whole, contract)
    with store.read() as session:
        assert session.execute(select(Visit.step_ups)).scalar() == "{}"
        assert session.execute(select(Operation).where(Operation.id == by.operation)).first() is None
    ready.append(True)
    assert store.run(by, whole, contract) == 42
    ready.clear()
    assert store.run(by, whole, contract) == 42


def test_a_reading_case_cannot_write(store, entry, own_cases):
    from sqlalchemy.exc import DBAPIError

    from kiosk.core.work import Unavailable

    @use_case("tests.sly", by=(OWNER,), reads=True)
    def sly(work: Work, contract: ContractId) -> int:
        return work.session.execute(update(Visit).values(terminal="x")).rowcount

    with pytest.raises(Unavailable) as refused:
        store.run(people.owner(entry), sly, entry.contracts[0].contract)
    assert isinstance(refused.value.__cause__, DBAPIError)


def test_a_case_that_breaks_leaves_nothing_behind(store, entry, own_cases):
    @use_case("tests.broken", by=(OWNER,), writes=True)
    def broken(work: Work, contract: ContractId) -> int:
        work.session.execute(update(Visit).values(terminal="x"))
        raise RuntimeError("bug")

    by = people.owner(entry)
    with pytest.raises(RuntimeError):
        store.run(by, broken, entry.contracts[0].contract)
    with store.read() as session:
        assert session.execute(select(Operation.id).where(Operation.id == by.operation)).first() is None
        assert session.execute(select(Visit.terminal)).scalar_one() == "1"


def test_outcomes_and_fingerprints_hold_no_code(store, entry):
    store.run(people.owner(entry), check, entry.contracts[0].contract, GOOD)
    with store.read() as session:
        bodies = " ".join(session.execute(select(Outcome.body)).scalars())
    assert GOOD.digits not in bodies


def test_a_flow_is_denied_before_it_begins(store, entry, tmp_path):
    """Staff without the right leave no file behind; a visit that is over changes no password."""
    from kiosk.access.cases import change_password
    from kiosk.cards.cases import issue
    from kiosk.core.money import Money
    from kiosk.core.secret import Secret

    by = By(Actor.staff(StaffId(7)), "desk", None, people.operation())
    with pytest.raises(Denied):
        store.run(by, issue, "B9", Money(100), 1, None, str(tmp_path / "codes.csv"))
    assert list(tmp_path.glob("codes*")) == []
    store.run(people.owner(entry), end, entry.visit)
    old, new = Secret(people.PASSWORD), Secret("another horse")
    with pytest.raises(VisitOver):
        store.run(people.owner(entry), change_password, entry.login, old, new)
