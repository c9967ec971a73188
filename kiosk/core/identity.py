"""Who may log in, what they own, and the visits they make."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, ForeignKey, Index, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.records import Record
from kiosk.core.work import ContractId, LoginId, VisitId, owned_by


class Login(Record):
    """One person's or company's way in.

    password       argon2id hash; None: never set (VEL-12)
    one_time       the password must be changed, and can be used until `expires_at`
    changed_at     when the password was set
    blocked        why nobody may log in; empty: open (VEL-26)
    """

    __tablename__ = "login"
    id: Mapped[int] = mapped_column(primary_key=True)
    password: Mapped[str | None]
    one_time: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    blocked: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class LoginName(Record):
    """What a customer types to log in: kind is contract, phone or email; value is normalised."""

    __tablename__ = "login_name"
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[int] = mapped_column(ForeignKey("login.id"), index=True)


class Access(Record):
    """A login's right to a contract. Ended rows stay."""

    __tablename__ = "access"
    login: Mapped[int] = mapped_column(ForeignKey("login.id"), primary_key=True)
    contract: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    right: Mapped[str] = mapped_column(default="owner")
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    __table_args__ = (Index(None, "contract"),)


_OPEN = text("ended IS NULL")


class Visit(Record):
    """One stay at a terminal, from login to end; a terminal has one open visit at most.

    limited   only the password may be changed in it
    step_ups  JSON: purpose -> time until which it holds
    """

    __tablename__ = "visit"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    login: Mapped[int] = mapped_column(ForeignKey("login.id"))
    terminal: Mapped[str]
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
    limited: Mapped[bool] = mapped_column(default=False)
    step_ups: Mapped[str] = mapped_column(default="{}")
    __table_args__ = (
        Index(None, "login", "started"),
        Index("uq_visit_open", "terminal", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )


class Terminal(Record):
    """One kiosk, with the counter of its receipts."""

    __tablename__ = "terminal"
    id: Mapped[str] = mapped_column(primary_key=True)
    receipts: Mapped[int] = mapped_column(default=0)


class Staff(Record):
    """A staff account; `roles` separated by spaces."""

    __tablename__ = "staff"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    unix_user: Mapped[str | None] = mapped_column(unique=True)
    password: Mapped[str | None]
    one_time: Mapped[bool] = mapped_column(default=True)
    expires_at: Mapped[datetime | None]
    roles: Mapped[str]
    blocked: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class Meta(Record):
    """What this database is: operator, currency, checks of the key files."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


_OWNS_CONTRACT = select(Access.login).where(
    Access.login == bindparam("login"), Access.contract == bindparam("contract"), Access.until.is_(None)
)
_OWNS_VISIT = select(Visit.login).where(Visit.id == bindparam("visit"), Visit.login == bindparam("login"))


@owned_by(ContractId)
def owns_contract(session: Connection, contract: ContractId, login: LoginId) -> bool:
    return session.execute(_OWNS_CONTRACT, {"login": login, "contract": contract}).first() is not None


@owned_by(LoginId)
def owns_login(_session: Connection, owned: LoginId, login: LoginId) -> bool:
    return owned == login


@owned_by(VisitId)
def owns_visit(session: Connection, visit: VisitId, login: LoginId) -> bool:
    return session.execute(_OWNS_VISIT, {"login": login, "visit": visit}).first() is not None
