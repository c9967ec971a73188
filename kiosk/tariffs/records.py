"""Tariffs, their dated prices, and which contract has which from when."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.money import Money
from kiosk.core.records import Amount, Record


class Tariff(Record):
    """`name`, `description`, `includes`: language -> text, as JSON. `open`: it may be taken anew.

    group       tariffs that belong together; the profile says which changes of group are allowed
    allow_puk1  its customers may register by PUK1 (VEL-10)
    """

    __tablename__ = "tariff"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    group: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str] = mapped_column(server_default="{}")
    includes: Mapped[str] = mapped_column(server_default="{}")
    open: Mapped[bool] = mapped_column(default=True)
    allow_puk1: Mapped[bool] = mapped_column(server_default=text("0"))
    version: Mapped[int] = mapped_column(default=1)


class TariffPrice(Record):
    """The monthly fee from a day on, until the next row."""

    __tablename__ = "tariff_price"
    tariff: Mapped[int] = mapped_column(ForeignKey("tariff.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    fee: Mapped[Money] = mapped_column(Amount)
    __table_args__ = (CheckConstraint("fee >= 0", "fee"),)


class ContractTariff(Record):
    """The contract's tariff from a day on, until the next row."""

    __tablename__ = "contract_tariff"
    contract: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    tariff: Mapped[int] = mapped_column(ForeignKey("tariff.id"), index=True)


_PENDING = text("cancelled IS NULL")


class TariffChange(Record):
    """A change that a customer or staff ordered, under its operation.

    since      the first day of the new tariff
    before     the tariff until then
    fee        what the change cost, minor units
    cancelled  the operation that took it back before it took effect
    """

    __tablename__ = "tariff_change"
    operation: Mapped[UUID] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    contract: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    before: Mapped[int] = mapped_column(ForeignKey("tariff.id"))
    tariff: Mapped[int] = mapped_column(ForeignKey("tariff.id"))
    since: Mapped[date]
    fee: Mapped[Money] = mapped_column(Amount)
    ordered: Mapped[datetime]
    cancelled: Mapped[UUID | None] = mapped_column(ForeignKey("operation.id"))
    __table_args__ = (
        CheckConstraint("fee >= 0", "fee"),
        # Two terminals cannot order two changes that begin on one day.
        Index("uq_tariff_change_pending", "contract", "since", unique=True, sqlite_where=_PENDING,
              postgresql_where=_PENDING),
    )  # fmt: skip


class UnitRate(Record):
    """A public price of a unit from a day on (EIR-64), in millionths of the currency's unit."""

    __tablename__ = "unit_rate"
    service: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    rate: Mapped[int]
    __table_args__ = (CheckConstraint("rate >= 0", "rate"),)
