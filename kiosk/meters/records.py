"""Meters, what was accounted of them, and the readings that were sent."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.records import Record, append_only, one_of
from kiosk.meters.rules import Origin, Why


class Meter(Record):
    """A meter of a contract. `service`, `unit`: plain text, or JSON of language -> text.

    digits            of the dial before the point; None: not known
    verification_due  the day until which it must be verified anew; None: not known
    """

    __tablename__ = "meter"
    id: Mapped[int] = mapped_column(primary_key=True)
    contract: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[str]
    service: Mapped[str]
    supplier: Mapped[str] = mapped_column(server_default="")
    unit: Mapped[str]
    digits: Mapped[int | None]
    verification_due: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        UniqueConstraint("contract", "number"),
        CheckConstraint("digits IS NULL OR (digits >= 1 AND digits <= 9)", "digits"),
    )


class Accounted(Record):
    """What was counted for a bill: thousandths of the unit on a day. A day may be corrected."""

    __tablename__ = "accounted"
    meter: Mapped[int] = mapped_column(ForeignKey("meter.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[int]
    __table_args__ = (CheckConstraint("value >= 0", "value"),)


@append_only
class ReadingRecord(Record):
    """One reading that was sent: thousandths of the unit. All of a day are kept, the last is in force
    (decision 7): the latest `at`, of those the latest `id`.

    day     the operator's; `at`: when it was read, the start of the day when that is not known
    origin  who sent it; `why`, `note`: why staff took what the rules refuse
    """

    __tablename__ = "reading"
    id: Mapped[int] = mapped_column(primary_key=True)
    operation: Mapped[UUID] = mapped_column(ForeignKey("operation.id"))
    meter: Mapped[int] = mapped_column(ForeignKey("meter.id"))
    day: Mapped[date]
    at: Mapped[datetime]
    value: Mapped[int]
    origin: Mapped[str]
    why: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    recorded: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("value >= 0", "value"),
        CheckConstraint(one_of("origin", Origin), "origin"),
        CheckConstraint(f"why IS NULL OR {one_of('why', Why)}", "why"),
        Index("ix_reading_meter", "meter", "day", "at", "id"),
    )
