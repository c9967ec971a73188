"""The sample data: what the welcome screen promises is there, and nothing looks stale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from kiosk.access.passwords import verify
from kiosk.access.rules import AccessRules
from kiosk.balance.cases import movements
from kiosk.contracts.cases import find
from kiosk.contracts.records import Contract
from kiosk.contracts.rules import ContractStatus
from kiosk.core import ledger
from kiosk.core import operator as profiles
from kiosk.core.identity import Login, LoginName
from kiosk.core.ledger import Posting
from kiosk.core.locale import Words
from kiosk.core.module import find as attribute
from kiosk.core.module import modules
from kiosk.core.sample import rows
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from kiosk.payments.cases import page
from kiosk.payments.views import Status
from kiosk.welcome.rules import WelcomeRules
from tests.conftest import Clock
from tests.people import job
from tests.sight import seen

SAMPLES = ("tariffs", "contracts", "charging", "payments")
LATER = datetime(2031, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def demo(store: Store, clock: Clock) -> Iterator[Store]:
    """The sample data as they are loaded years after their files were written."""
    clock.now = LATER
    with time_machine.travel(LATER, tick=False):
        for name in (name for name in modules() if name in SAMPLES):
            attribute(modules()[name].demo)(store)
        yield store


def contract(store: Store, number: str) -> ContractId:
    return store.run(job(), find, number).contract


def login(store: Store, number: str) -> Login:
    query = select(Login).join(LoginName, LoginName.login == Login.id).where(LoginName.value == number)
    with store.read() as session:
        return session.execute(query).one()


def test_the_first_contract_has_its_balance_and_a_history(demo: Store):
    with demo.read() as session:
        assert ledger.balance(session, contract(demo, "1001")) == 3710
    payments = seen(demo, page, contract(demo, "1001"), 0, "").payments
    assert {payment.status for payment in payments} == set(Status)


def test_debts_and_second_contracts(demo: Store):
    with demo.read() as session:
        assert ledger.balance(session, contract(demo, "1002")) < 0
        assert ledger.balance(session, contract(demo, "2002")) > 0
    assert login(demo, "1002").id == login(demo, "2002").id == login(demo, "+375291000002").id


def test_the_passwords_of_the_welcome_screen_are_right():
    demo = profiles.load(profiles.find_profile("demo"))
    kept = {row["contract"]: row["password"] for row in rows("contracts", demo)}
    for sample in demo.of(WelcomeRules).samples:
        assert verify(demo.of(AccessRules).argon2, kept[sample.contract], Secret(sample.password))


def test_the_one_time_password_always_works_for_three_days(demo: Store):
    """VEL-14: whenever the demo is made."""
    found = login(demo, "1003")
    assert found.one_time
    assert found.expires_at == LATER + timedelta(hours=72)


def test_the_special_cases_are_there(demo: Store):
    with demo.read() as session:
        states = dict(session.execute(select(Contract.number, Contract.status)).all())
    assert states["1004"] == ContractStatus.SUSPENDED
    assert states["1008"] == ContractStatus.CLOSED
    assert login(demo, "1005").blocked
    assert LATER - login(demo, "1006").changed_at > timedelta(days=200)
    assert login(demo, "1009").password is None


def test_days_are_near_today_and_never_after_it(demo: Store):
    with demo.read() as session:
        last = session.execute(select(func.max(Posting.dated))).scalar_one()
    assert timedelta(0) <= LATER.date() - last <= timedelta(days=31)


def test_all_reasons_can_be_said(demo: Store):
    words = Words(demo.operator, "en")
    newest = seen(demo, movements, contract(demo, "1001"), "").movements[0]
    assert words(newest.reason).startswith("Fee of the day, “")
    assert newest.terminal == "demo"
