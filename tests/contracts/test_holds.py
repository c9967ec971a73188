"""Suspensions are rows with days; the status follows them (decision 10)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from kiosk.contracts.cases import contract_of
from kiosk.contracts.holds import faults, hold, release, spans
from kiosk.contracts.rules import ContractStatus, HoldKind, Settlement
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from tests import people
from tests.sight import seen

FIRST, THIRD, FIFTH = date(2026, 11, 1), date(2026, 11, 3), date(2026, 11, 5)


def status(store: Store, contract: ContractId) -> ContractStatus:
    with store.read() as session:
        return contract_of(session, contract).status


def test_held_and_released(store: Store):
    contract = people.customer(store)
    with store.write() as session:
        hold(session, [(contract, FIRST)], HoldKind.DEBT)
    assert status(store, contract) is ContractStatus.SUSPENDED
    with store.write() as session:
        assert release(session, contract, HoldKind.DEBT, THIRD)
        assert not release(session, contract, HoldKind.DEBT, FIFTH)
    assert status(store, contract) is ContractStatus.ACTIVE
    with store.read() as session:
        (span,) = spans(session, [contract], FIRST)[contract]
        assert [span.covers(day) for day in (FIRST, date(2026, 11, 2), THIRD)] == [True, True, False]
        assert spans(session, [contract], THIRD) == {}
    assert seen(store, faults) == []


def test_what_begins_later_never_was(store: Store):
    """A contract that came suspended today may be back in service with a run for yesterday."""
    contract = people.customer(store)
    with store.write() as session:
        hold(session, [(contract, THIRD)], HoldKind.DEBT)
        assert release(session, contract, HoldKind.DEBT, FIRST)
    assert status(store, contract) is ContractStatus.ACTIVE
    with store.read() as session:
        assert spans(session, [contract], THIRD) == {}


def test_two_reasons_hold_until_both_are_gone(store: Store):
    contract = people.customer(store)
    with store.write() as session:
        hold(session, [(contract, FIRST)], HoldKind.DEBT)
        hold(session, [(contract, FIRST)], HoldKind.COMPANY)
        release(session, contract, HoldKind.DEBT, THIRD)
    assert status(store, contract) is ContractStatus.SUSPENDED
    with store.write() as session:
        release(session, contract, HoldKind.COMPANY, FIFTH)
    assert status(store, contract) is ContractStatus.ACTIVE


def test_held_again_from_the_same_day(store: Store):
    contract = people.customer(store)
    with store.write() as session:
        hold(session, [(contract, FIRST)], HoldKind.DEBT)
        release(session, contract, HoldKind.DEBT, FIRST)
        hold(session, [(contract, FIRST)], HoldKind.DEBT)
    assert status(store, contract) is ContractStatus.SUSPENDED


def test_who_comes_suspended(store: Store):
    """Prepaid without money: a day is owed; everybody else is held by the company."""
    suspended = {"status": ContractStatus.SUSPENDED}
    people.customer(store, "1", **suspended)
    people.customer(store, "2", balance=100, **suspended)
    people.customer(store, "3", payment=Settlement.POSTPAID, **suspended)
    with store.read() as session:
        rows = session.execute(text("SELECT kind FROM contract_hold ORDER BY contract")).scalars()
        assert list(rows) == ["debt", "company", "company"]


def test_a_status_without_reason_is_found(store: Store):
    people.customer(store, "1001")
    with store.write() as session:
        session.execute(text("UPDATE contract SET status = 'suspended'"))
    assert [fault.params for fault in seen(store, faults)] == [{"number": "1001"}]
