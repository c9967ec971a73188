"""Staff accounts: add one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.access.passwords import hash_password, one_time_password
from kiosk.access.rules import AccessRules
from kiosk.core.identity import Staff
from kiosk.core.store import Store
from kiosk.core.text import require_clean
from kiosk.core.work import JOB, By, Refusal, StaffId, Work, flow, use_case
from kiosk.staff.rules import Role, staff_login, staff_roles
from kiosk.staff.views import StaffAdded, StaffCreated

_CREATE = upsert(Staff).on_conflict_do_nothing().returning(Staff.id)


@flow("staff.add", by=(JOB,))
def add(store: Store, by: By, login: str, roles: tuple[str, ...], system_user: str | None) -> StaffAdded:
    """Add a staff account with a one-time password. Refuses: staff.login, staff.role, staff.taken."""
    login, known = staff_login(login), staff_roles(roles)
    password = one_time_password()
    hashed = hash_password(store.operator.of(AccessRules).argon2, password)
    return StaffAdded(store.run(by, create, login, known, system_user, hashed), password)


@use_case("staff.create", by=(JOB,), writes=True)
def create(
    work: Work, login: str, roles: tuple[Role, ...], system_user: str | None, password: str
) -> StaffCreated:
    """Keep a staff account; `password` is its one-time password's argon2id hash. Refuses: staff.taken."""
    hours = work.operator.of(AccessRules).password.one_time_hours
    expires_at = work.now + timedelta(hours=hours)
    values = {
        "login": login,
        "roles": " ".join(roles),
        "unix_user": require_clean(system_user, 32) if system_user else None,
        "password": password,
        "one_time": True,
        "expires_at": expires_at,
    }
    staff = work.session.execute(_CREATE, values).scalar()
    if staff is None:
        raise Refusal(
            "staff.taken", "The login {login} or its system user has an account already.", login=login
        )
    return StaffCreated(StaffId(staff), login, roles, expires_at)
