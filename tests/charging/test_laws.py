"""Laws of charging, whatever is charged, paid, changed and suspended in whatever order, on both databases.

A customer's days are added up by tests/charging/days.py, which knows nothing of plans and batches.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from sqlalchemy import func, select, update

from kiosk.charging import cases
from kiosk.charging.plan import Part
from kiosk.contracts.holds import hold, release
from kiosk.contracts.records import Contract
from kiosk.contracts.rules import ContractStatus, HoldKind, Settlement
from kiosk.core.ledger import Account, Posting
from kiosk.core.proof import findings
from kiosk.tariffs.catalogue import assign
from tests.charging.conftest import Month
from tests.charging.days import FIRST, Customer, broken_shares
from tests.people import job
from tests.sight import seen

FEES = (0, 1, 29, 100, 1999, 3000, 12345)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("charge"), st.integers(1, 12)),
        st.tuples(st.just("charge"), st.just(1)),
        st.tuples(st.just("pay"), st.integers(1, 2500)),
        st.tuples(st.just("change"), st.sampled_from(FEES)),
        st.tuples(st.just("suspend"), st.integers(1, 9)),
    ),
    min_size=4,
    max_size=14,
)
_SUM = select(Account.balance, func.sum(Posting.amount)).join(Posting).group_by(Account.id, Account.balance)


class Life:
    """One contract that goes through the steps, and the same customer on paper."""

    def __init__(self, month: Month, begins: date, fee: int, balance: int, postpaid: bool) -> None:
        """`begins`: on this day of the year after the last life, for time does not go back."""
        self.month = month
        self.today = month.today(begins.replace(year=month.clock.now.year + 1))
        self.paper = Customer(balance, {FIRST: fee}, postpaid)
        payment = Settlement.POSTPAID if postpaid else Settlement.PREPAID
        self.contract = month.contract(uuid4().hex[:20], balance, f"f{fee}", payment=payment)
        self.charge(0)

    def go(self, steps: Iterable[tuple[str, int]]) -> None:
        for act, number in steps:
            getattr(self, act)(number)
        self.charge(1)

    def charge(self, days: int) -> None:
        """A run so many days later; those between are missed."""
        self.today += timedelta(days=days)
        self.month.charge(self.today)
        self.paper.run(self.today)

    def pay(self, amount: int) -> None:
        self.month.pay(self.contract, amount)
        self.paper.pay(amount, self.today)

    def change(self, fee: int) -> None:
        """Another tariff from tomorrow on."""
        tomorrow = self.today + timedelta(days=1)
        with self.month.store.write() as session:
            assign(self.month.store._work(session, job()), self.contract, f"f{fee}", tomorrow)
        self.paper.fees[tomorrow] = fee

    def suspend(self, days: int) -> None:
        """By the company, from tomorrow on; no run comes before it lets go."""
        first, self.today = self.today + timedelta(days=1), self.today + timedelta(days=1 + days)
        with self.month.store.write() as session:
            hold(session, [(self.contract, first)], HoldKind.COMPANY)
            release(session, self.contract, HoldKind.COMPANY, self.today)
        self.month.today(self.today)
        self.paper.company |= {first + timedelta(days=at) for at in range(days)}

    def end(self) -> None:
        with self.month.store.write() as session:
            ended = update(Contract).where(Contract.id == self.contract)
            session.execute(ended.values(status=ContractStatus.CLOSED))

    def check(self) -> None:
        """The same days at the same prices, none of them twice, and the balance that they lead to."""
        parts = self.month.parts(self.contract)
        charged = [part.since + timedelta(days=at) for part in parts for at in range(part.days)]
        assert len(charged) == len(set(charged))
        assert {on for on, cost in self.paper.charged.items() if cost} <= set(charged)
        assert set(charged) <= set(self.paper.charged)
        for part in parts:
            assert part.amount == sum(self.paper.charged[on] for on in days_of(part))
        assert self.month.balance(self.contract) == self.paper.balance
        held = ContractStatus.SUSPENDED if self.paper.owes else ContractStatus.ACTIVE
        assert self.month.status(self.contract) is held
        self.check_months()
        with self.month.store.read() as session:
            (row,) = session.execute(_SUM.where(Account.contract == self.contract)).all() or [(0, 0)]
        assert row[0] == row[1]

    def check_months(self) -> None:
        """A month that was charged whole at one fee costs exactly the fee (ISP-25)."""
        for first in {on.replace(day=1) for on in self.paper.charged}:
            days = [first + timedelta(days=at) for at in range(monthrange(first.year, first.month)[1])]
            fees = {self.paper.fees[max(since for since in self.paper.fees if since <= on)] for on in days}
            if len(fees) == 1 and set(days) <= set(self.paper.charged):
                assert sum(self.paper.charged[on] for on in days) == fees.pop()


def days_of(part: Part) -> list[date]:
    return [part.since + timedelta(days=at) for at in range(part.days)]


def live(month: Month) -> None:
    """Many lives, one after the other."""

    @settings(max_examples=60, deadline=None, phases=[Phase.generate], report_multiple_bugs=False)
    @given(
        begins=st.dates(date(2001, 1, 1), date(2001, 12, 31)),
        steps=STEPS,
        fee=st.sampled_from(FEES),
        balance=st.sampled_from([-500, 0, 150, 2500, 10**7]),
        postpaid=st.booleans(),
    )
    def one(begins: date, steps: list[tuple[str, int]], fee: int, balance: int, postpaid: bool) -> None:
        life = Life(month, begins, fee, balance, postpaid)
        try:
            life.go(steps)
            life.check()
        finally:
            life.end()

    one()


@pytest.fixture
def tariffs(month: Month, monkeypatch: pytest.MonkeyPatch) -> Month:
    monkeypatch.setattr(cases, "_TURN", 0)
    month.today(FIRST)
    for fee in FEES:
        month.tariff(f"f{fee}", fee)
    return month


def test_any_fees_payments_changes_missed_runs_and_suspensions(tariffs: Month):
    """ISP-25, ISP-26, decision 10: charged is what a person would have charged with a calendar."""
    live(tariffs)
    assert seen(tariffs.store, findings) == []


def test_a_share_that_is_rounded_by_itself_is_caught(tariffs: Month):
    # Each life is lived in later years: lived again, the same steps may fall on months of other lengths.
    with broken_shares(), pytest.raises((AssertionError, FlakyFailure)):
        live(tariffs)
