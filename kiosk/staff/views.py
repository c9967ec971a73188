"""What staff accounts hand out, and the names of their use cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.core.secret import Secret
from kiosk.core.work import Named, StaffId
from kiosk.staff.rules import Role


@dataclass(frozen=True, slots=True)
class StaffCreated:
    """A staff account; its one-time password can be used until `expires_at`."""

    staff: StaffId
    login: str
    roles: tuple[Role, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StaffAdded:
    """A new staff account and its one-time password, which is shown once and kept nowhere."""

    account: StaffCreated
    password: Secret


ADD: Named[StaffAdded] = Named("staff.add")
"""(login: str, roles: tuple[str, ...], system_user: str | None). Refuses: staff.login, staff.role,
staff.no_role, staff.taken."""
