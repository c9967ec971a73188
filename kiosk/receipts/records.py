"""Receipts as they were given out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.money import Money
from kiosk.core.records import Amount, Record, append_only


@append_only
class ReceiptRecord(Record):
    """One receipt of one operation.

    serial  the terminal's own counter; with the terminal it is the receipt's number
    shown   the contract number as the receipt shows it, masked
    message, many, params  what was done: gettext ids and values as JSON
    code    the check code's signs, without its dash; not unique
    """

    __tablename__ = "receipt"
    operation: Mapped[UUID] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    terminal: Mapped[str] = mapped_column(ForeignKey("terminal.id"))
    serial: Mapped[int]
    contract: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    shown: Mapped[str]
    at: Mapped[datetime]
    message: Mapped[str]
    many: Mapped[str] = mapped_column(default="")
    params: Mapped[str]
    amount: Mapped[Money] = mapped_column(Amount)
    balance: Mapped[Money] = mapped_column(Amount)
    code: Mapped[str]
    __table_args__ = (
        UniqueConstraint("terminal", "serial"),
        CheckConstraint("serial > 0", "serial"),
        Index(None, "contract", "at"),
        Index(None, "code"),
    )
