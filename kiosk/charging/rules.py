"""How fees are charged: the settings, the dated prices, the shares of days. No database here."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import msgspec

from kiosk.core.money import Money
from kiosk.core.operator import Texts

_DAY = timedelta(days=1)


class ChargingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`charging.toml` (decision 11).

    manner  "daily": the share of each day on that day (ISP-25); "advance": a whole period on its first
            day (ILEX-19)
    day     the day of the month on which a period of "advance" begins, 1 to 28; daily fees go by months
    """

    manner: Literal["daily", "advance"] = "daily"
    day: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 28:
            raise ValueError("day is 1 to 28, so that every month has it")
        if self.day != 1 and self.manner == "daily":
            raise ValueError("day is for the manner “advance”: daily fees go by calendar months")


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs a month (minor units, 0 or more) from `since` until the next price.

    tariff  code of the tariff or service; `name` its name by language
    """

    since: date
    fee: Money
    tariff: str
    name: Texts


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a contract pays for. `prices` in the order of their days, the first may be
    before the days asked for; no price on a day: it costs nothing then.

    rule     stable name, "tariffs.fee"
    message  the reason's gettext id with {name:texts}, {since:date}, {until:date}; `daily` that of a
             single day, with {name:texts} alone
    """

    rule: str
    message: str
    daily: str
    prices: tuple[Price, ...]

    def price(self, day: date) -> Price | None:
        """The price in force on a day."""
        found = None
        for price in self.prices:
            if price.since > day:
                break
            found = price
        return found


def share(fee: Money, at: int, days: int) -> Money:
    """The part of a fee that falls on day `at` (1 …) of `days`, rounded half up so that all of them
    sum exactly to the fee (ISP-25)."""
    return shares(fee, at, at, days)


def shares(fee: Money, first: int, last: int, days: int) -> Money:
    """What the shares of the days `first` to `last` (1 …) of `days` sum to."""
    return Money(_rounded(fee * last, days) - _rounded(fee * (first - 1), days))


def _rounded(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def period(day: date, first: int) -> tuple[date, date]:
    """First and last day of the period in which `day` lies, when periods begin on day `first` of a month."""
    start = day.replace(day=first)
    if day < start:
        start = (start.replace(day=1) - _DAY).replace(day=first)
    length = calendar.monthrange(start.year, start.month)[1]
    return start, start + timedelta(days=length - 1)
