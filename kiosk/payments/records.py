"""Payments. A reversal is a payment of its own, below zero; the ledger links the two."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.money import Money
from kiosk.core.records import Amount, Record, append_only, one_of
from kiosk.payments.views import Method, Status


@append_only
class Payment(Record):
    """One payment, credited by its operation.

    reference  the number under which the operator, bank or till knows it
    status     accepted or registered; reversed follows from the ledger's reversals (EIR-61)
    """

    __tablename__ = "payment"
    operation: Mapped[UUID] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    contract: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    amount: Mapped[Money] = mapped_column(Amount)
    method: Mapped[str]
    status: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)
    dated: Mapped[date]
    recorded: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("amount <> 0", "amount"),
        CheckConstraint(one_of("method", Method), "method"),
        CheckConstraint(f"{one_of('status', Status)} AND status <> '{Status.REVERSED}'", "status"),
        Index(None, "contract", "dated", "recorded", "operation"),
    )
