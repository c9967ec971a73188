"""Tariffs, their dated prices, and which contract has which from when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.money import Money
from kiosk.core.records import Amount, Record


class Tariff(Record):
    """`name`: language -> text, as JSON. `open`: new customers may take it."""

    __tablename__ = "tariff"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    open: Mapped[bool] = mapped_column(default=True)
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
