"""How far contracts are charged, and the runs that did it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.core.records import Record


class Charging(Record):
    """`through`: fees up to and including this day are settled; None: the first run begins with its day."""

    __tablename__ = "charging"
    contract: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    through: Mapped[date | None]


class ChargeRun(Record):
    """One day that was charged. `ended`: None while it runs, or when it was cut."""

    __tablename__ = "charge_run"
    day: Mapped[date] = mapped_column(primary_key=True)
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
