"""Customers and their contracts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.contracts.rules import ContractStatus, CustomerKind, HoldKind, Settlement
from kiosk.core.records import Record, one_of

_STILL = text("until IS NULL")


class Customer(Record):
    """A person or a company. `phone`: several separated by `;`; `code`: the operator's own key."""

    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str]
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    patronymic: Mapped[str] = mapped_column(default="")
    company: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (CheckConstraint(one_of("kind", CustomerKind), "kind"),)


class Contract(Record):
    """What a customer logs in with; has a balance. `number` is normalised as login names are.

    `status` stands beside the holds, as a balance beside its postings: suspended while one is open.
    balance_on  the balance brought along is that at the end of this day: what is entered later for days up
                to it is history and moves nothing; None: everything moves
    """

    __tablename__ = "contract"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    customer: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    opened_on: Mapped[date]
    balance_on: Mapped[date | None]
    address: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default=ContractStatus.ACTIVE)
    payment: Mapped[str] = mapped_column(default=Settlement.PREPAID)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        CheckConstraint(one_of("status", ContractStatus), "status"),
        CheckConstraint(one_of("payment", Settlement), "payment"),
    )


class Hold(Record):
    """Days on which a contract is suspended: from `since` to the day before `until` (None: still)."""

    __tablename__ = "contract_hold"
    contract: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]
    __table_args__ = (
        CheckConstraint(one_of("kind", HoldKind), "kind"),
        CheckConstraint("until IS NULL OR until >= since", "until"),
        Index(None, "contract", sqlite_where=_STILL, postgresql_where=_STILL),
    )
