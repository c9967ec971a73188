"""Laws of the ledger, whatever is paid and taken back in whatever order."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from kiosk.core.ledger import Account, Posting
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import ContractId, OperationId, Refusal
from kiosk.payments.cases import accept, page, reverse
from kiosk.payments.views import Method, NewPayment, NewReversal, Status
from tests.people import customer, job
from tests.sight import seen

AMOUNTS = st.integers(min_value=1, max_value=10**12)
PAY = st.tuples(st.just("pay"), AMOUNTS, st.sampled_from(Method))
BACK = st.tuples(st.just("back"), st.integers(0, 9), st.just(None))
STEPS = st.lists(st.one_of(PAY, BACK), min_size=1, max_size=9)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, brought=st.integers(-(10**9), 10**9))
def test_balance_is_the_sum_of_postings_and_every_operation_sums_to_zero(
    store: Store, steps: list[tuple[str, int, Method | None]], brought: int
):
    contract = customer(store, uuid4().hex[:20], password=None, balance=brought)
    left = play(store, contract, steps)
    with store.read() as session:
        account = session.execute(select(Account).where(Account.contract == contract)).one()
        postings = session.execute(
            select(func.sum(Posting.amount)).where(Posting.account == account.id)
        ).scalar()
        sums = session.execute(select(func.sum(Posting.amount)).group_by(Posting.operation)).scalars().all()
    assert account.balance == (postings or 0) == brought + left
    assert set(sums) <= {0}
    listed = seen(store, page, contract, 0, "").payments
    assert sum(payment.amount for payment in listed) == left
    assert sum(p.amount for p in listed if p.amount > 0 and p.status != Status.REVERSED) == left


def play(store: Store, contract: ContractId, steps: Iterable[tuple[str, int, Method | None]]) -> int:
    """Do the steps; what should be left of them on the balance."""
    entered: list[OperationId] = []
    left: dict[OperationId, int] = {}
    for act, number, method in steps:
        if act == "pay" and method:
            new = NewPayment(Money(number), method, uuid4().hex)
            entered.append(store.run(job(), accept, contract, new).operation)
            left[entered[-1]] = number
        elif number < len(entered):
            again = left[entered[number]] == 0
            with pytest.raises(Refusal, match=r"payments\.reversed") if again else nullcontext():
                store.run(job(), reverse, contract, entered[number], NewReversal(uuid4().hex))
            left[entered[number]] = 0
    return sum(left.values())
