"""Staff accounts: fixed roles, a one-time password that is kept as an argon2id hash only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from kiosk.access.passwords import verify
from kiosk.access.rules import AccessRules
from kiosk.core.identity import Staff
from kiosk.core.ledger import Outcome
from kiosk.core.store import Store
from kiosk.core.work import Actor, By, Denied, Refusal
from kiosk.staff.rules import Role, staff_login, staff_roles
from kiosk.staff.views import ADD, StaffAdded
from tests.conftest import Clock
from tests.people import customer, enter, job, owner


def add(store: Store, login: str = "ivanov", *roles: str, system_user: str | None = None) -> StaffAdded:
    return store.run(job(), ADD, login, roles or ("cashier",), system_user)


def test_an_account_starts_with_a_one_time_password(store: Store, clock: Clock):
    added = add(store, "Ivanov", "supervisor", "cashier", system_user="ivanov")
    with store.read() as session:
        row = session.execute(select(Staff.__table__)).one()
    assert (row.login, row.roles, row.unix_user) == ("ivanov", "cashier supervisor", "ivanov")
    assert row.one_time
    assert row.expires_at == added.account.expires_at == clock.now + timedelta(hours=72)
    assert verify(store.operator.of(AccessRules).argon2, row.password, added.password)


def test_the_password_is_nowhere_in_clear(store: Store):
    secret = add(store).password.value
    with store.read() as session:
        kept = session.execute(select(Staff.password)).scalar_one()
        bodies = session.execute(select(Outcome.body)).scalars().all()
    assert kept.startswith("$argon2id$")
    assert not any(secret in text for text in (kept, *bodies))
    assert secret not in repr(add(store, "petrova"))


@pytest.mark.parametrize("role", Role)
def test_every_role_can_be_given(store: Store, role: Role):
    assert add(store, "ivanov", role).account.roles == (role,)


def test_an_unknown_role_is_refused_with_the_known_ones():
    with pytest.raises(Refusal) as refusal:
        staff_roles(("cashier", "boss"))
    assert refusal.value.code == "staff.role"
    assert "supervisor" in str(refusal.value.params["known"])
    with pytest.raises(Refusal, match=r"staff\.no_role"):
        staff_roles(())


@pytest.mark.parametrize("login", ["", "i", "1van", "иванов", "ivan ov", "a" * 33, "ivan;", "-ivan"])
def test_what_is_no_login_is_refused(login: str):
    with pytest.raises(Refusal, match=r"staff\.login"):
        staff_login(login)


def test_logins_and_system_users_are_given_once(store: Store):
    add(store, "ivanov", system_user="ivanov")
    for login, user in (("IVANOV", None), ("petrova", "ivanov")):
        with pytest.raises(Refusal, match=r"staff\.taken"):
            add(store, login, system_user=user)


def test_only_the_command_adds_accounts(store: Store):
    customer(store)
    for by in (owner(enter(store)), By(Actor.anyone(), "1")):
        with pytest.raises(Denied):
            store.run(by, ADD, "ivanov", ("administrator",), None)
