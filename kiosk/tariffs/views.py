"""What tariffs take in and hand out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.core.money import Money
from kiosk.core.operator import Texts


@dataclass(frozen=True, slots=True)
class NewTariff:
    """A tariff and its monthly fee (minor units) from a day on."""

    code: str
    name: Texts
    fee: Money
    since: date
    open: bool = True


@dataclass(frozen=True, slots=True)
class TariffDefined:
    """The tariff is in the catalogue."""

    code: str


@dataclass(frozen=True, slots=True)
class CurrentTariff:
    """The tariff of a contract on a day, and its monthly fee (minor units) on that day."""

    code: str
    name: Texts
    fee: Money
    since: date


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee for `days` days from `since` on; `amount` above zero, minor units."""

    amount: Money
    since: date
    days: int


@dataclass(frozen=True, slots=True)
class Charged:
    """A fee was posted; the balance after it."""

    balance: Money
