"""How far the money goes, and what to pay (VEL-50); agreed upon with what runs then do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from kiosk.charging import cases
from kiosk.charging.cases import ahead, all_topped_up, outlook, topped_up
from kiosk.charging.rules import ChargingRules
from kiosk.charging.views import Outlook
from kiosk.contracts.holds import hold
from kiosk.contracts.records import Contract
from kiosk.contracts.rules import ContractStatus, HoldKind, Settlement
from kiosk.core.money import Money
from kiosk.tariffs.catalogue import assign
from tests.charging.conftest import Month
from tests.charging.days import line
from tests.entries import moved
from tests.people import job
from tests.profiles import tune
from tests.sight import acting, seen

YEAR_END = date(2026, 12, 31)
DECEMBER = 3000


def on(number: int) -> date:
    return date(2026, 11, number)


def test_to_the_last_day_that_is_covered(month: Month):
    """After the run of the 20th: ten days of November and all of December are to come."""
    contract = month.contract("1001", 500)
    month.charge(20)
    assert seen(month.store, outlook, contract) == Outlook(on(24), 4, Money(1000 + DECEMBER - 400), YEAR_END)
    assert seen(month.store, ahead, contract) == on(20)


def test_before_the_run_of_the_day_the_day_is_still_to_pay(month: Month):
    contract = month.contract("1001", 500)
    assert seen(month.store, ahead, contract) is None
    month.today(20)
    assert seen(month.store, outlook, contract) == Outlook(on(24), 4, Money(1100 + DECEMBER - 500), YEAR_END)


def test_today_is_the_last_day(month: Month):
    contract = month.contract("1001", 100)
    month.charge(20)
    found = seen(month.store, outlook, contract)
    assert (found.paid_until, found.days_left) == (on(20), 0)


def test_enough_needs_nothing(month: Month):
    contract = month.contract("1001", 100 + 1000 + DECEMBER)
    month.charge(20)
    assert seen(month.store, outlook, contract) == Outlook(YEAR_END, 41, Money(0), YEAR_END)


def test_a_pending_change_is_reckoned_with(month: Month):
    month.tariff("big", 6000)
    contract = month.contract("1001", 500)
    month.charge(20)
    with month.store.write() as session:
        assign(month.store._work(session, job()), contract, "big", on(23))
    found = seen(month.store, outlook, contract)
    assert (found.paid_until, found.recommended) == (on(23), 200 + 1600 + 6000 - 400)


def test_what_if(month: Month):
    """Another balance, other prices: nothing is written and nothing else changes."""
    contract = month.contract("1001", 500)
    month.charge(20)
    half = seen(month.store, outlook, contract, Money(450), [line((on(1), 1500))])
    assert half == Outlook(on(29), 9, Money(500 + 1500 - 450), YEAR_END)
    assert seen(month.store, outlook, contract, Money(100)).paid_until == on(21)


def test_suspended_by_debt_what_brings_back_and_carries_on(month: Month):
    """Decision 10: the suspended days are not asked for, the debt is."""
    contract = month.contract("1001", 50)
    month.charge(20)
    month.today(25)
    found = seen(month.store, outlook, contract)
    assert (found.paid_until, found.days_left) == (on(19), 0)
    assert (found.recommended, found.until) == (600 + DECEMBER - 50, YEAR_END)
    assert found.back == 100 - 50
    moved(month.store, contract, (on(25), -300, "charge"))
    found = seen(month.store, outlook, contract)
    assert (found.recommended, found.back) == (600 + DECEMBER + 250, 100 + 250)
    month.pay(contract, found.back)
    assert month.status(contract) is ContractStatus.ACTIVE
    assert seen(month.store, outlook, contract).back == 0
    month.pay(contract, found.recommended - found.back)
    assert seen(month.store, outlook, contract) == Outlook(YEAR_END, 36, Money(0), YEAR_END)


def test_suspended_by_the_company_the_money_waits(month: Month):
    contract = month.contract("1001", 500)
    month.charge(20)
    with month.store.write() as session:
        hold(session, [(contract, on(21))], HoldKind.COMPANY)
    month.today(26)
    assert seen(month.store, outlook, contract).paid_until == on(29)


def test_what_costs_nothing_has_no_end(month: Month):
    contract = month.contract("1001", -70, "")
    assert seen(month.store, outlook, contract) == Outlook(None, None, Money(70), YEAR_END)


def test_paid_after_use_the_debt_is_recommended(month: Month):
    contract = month.contract("1001", 0, payment=Settlement.POSTPAID)
    assert seen(month.store, outlook, contract) == Outlook(None, None, Money(0), YEAR_END)
    month.charge(20)
    assert seen(month.store, outlook, contract) == Outlook(None, None, Money(100), YEAR_END)


def test_closed_nothing_is_recommended(month: Month):
    contract = month.contract("1001", -500)
    with month.store.write() as session:
        session.execute(update(Contract).where(Contract.id == contract).values(status=ContractStatus.CLOSED))
    assert seen(month.store, outlook, contract) == Outlook(None, None, Money(0), on(22))


def test_in_advance_by_whole_periods(month: Month):
    """ILEX-19: the next renewal is on the 5th and wants its fee."""
    tune(month.store, ChargingRules, manner="advance", day=5)
    contract = month.contract("1001", 5999)
    month.charge(5)
    until = date(2027, 1, 4)
    assert seen(month.store, outlook, contract) == Outlook(date(2026, 12, 4), 29, Money(1), until)
    month.pay(contract, 1)
    assert seen(month.store, outlook, contract) == Outlook(until, 60, Money(0), until)


def test_many_are_topped_up_at_once(month: Month):
    """As an import of payments does it; who is not suspended, or still cannot pay, stays as they are."""
    back, poor, fine = month.contract("1001", 0), month.contract("1002", 0), month.contract("1003", 500)
    month.charge(20)
    with acting(month.store) as work:
        day = work.today
        all_topped_up(work, {back: (Money(100), day), poor: (Money(99), day), fine: (Money(600), day)})
        assert not topped_up(work, poor, Money(99))
        assert not topped_up(work, fine, Money(600))
    assert [month.status(contract) for contract in (back, poor, fine)] == [
        ContractStatus.ACTIVE, ContractStatus.SUSPENDED, ContractStatus.ACTIVE,
    ]  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fee=st.integers(50, 20000), balance=st.integers(0, 9000))
def test_the_last_day_is_the_one_after_which_a_run_suspends(month: Month, fee: int, balance: int):
    """The outlook and the runs are one and the same plan."""
    month.tariff(f"f{fee}", fee)
    today = month.today(month.clock.now.date() + timedelta(days=1))
    contract = month.contract(f"{today:%y%m%d}{fee}", balance, f"f{fee}")
    month.charge(today)
    said = seen(month.store, outlook, contract)
    if said.paid_until is None or said.paid_until > today + timedelta(days=60):
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "_TURN", 0)
        month.charge(max(said.paid_until, today))
        assert seen(month.store, ahead, contract) == said.paid_until
        month.charge(said.paid_until + timedelta(days=2))
    assert seen(month.store, ahead, contract) == said.paid_until
    assert month.status(contract) is ContractStatus.SUSPENDED
