"""What access hands out: the visit that a login opened, and the names of its use cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.core.work import ContractId, LoginId, Named, VisitId


class MustChange(StrEnum):
    """Why this visit may do no more than change its password."""

    NO = "no"
    ONE_TIME = "one_time"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One contract under a login, as a list shows it."""

    contract: ContractId
    number: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A login that succeeded: the new visit and what the customer should know first.

    last_at, last_terminal  the login before this one (VEL-44); None: there was none
    warn_days               days until the password must be changed, when that is near; else None
    """

    visit: VisitId
    login: LoginId
    contracts: tuple[ContractLine, ...]
    last_at: datetime | None
    last_terminal: str | None
    must_change: MustChange
    warn_days: int | None


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    """The new password is in force."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """The visit is over."""

    at: datetime


LOGIN: Named[Entry] = Named("access.login")
"""(kind: LoginKind, name: str, password: Secret). Refuses: access.name, access.wrong,
access.one_time_over, access.wait(seconds)."""
CHANGE_PASSWORD: Named[PasswordChanged] = Named("access.change_password")
"""(login: LoginId, old: Secret, new: Secret). Refuses: access.old_wrong, access.wait, and the rules'
access.password_*."""
END: Named[Ended] = Named("access.end")
"""(visit: VisitId)."""
