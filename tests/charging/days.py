"""Days, prices, and what a contract owes when it is added up day by day, as a person would with a calendar.

Nothing here uses the plan of `kiosk.charging`: the two must agree.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from kiosk.charging import plan, rules
from kiosk.charging.rules import Line, Price
from kiosk.core.money import Money

FIRST = date(2026, 1, 1)


def day(number: int) -> date:
    """The day so many days after FIRST."""
    return FIRST + timedelta(days=number)


def line(*prices: tuple[date, int], rule: str = "tests.fee") -> Line:
    """A line of prices from days on."""
    dated = (Price(since, Money(fee), f"t{fee}", {"en": f"T{fee}"}) for since, fee in prices)
    return Line(rule, "{name:texts}, {since:date}–{until:date}", "{name:texts}", tuple(dated))


def share_of(fee: int, on: date) -> int:
    """ISP-25 to the letter: round(fee·d/days) − round(fee·(d−1)/days), half up."""
    days = monthrange(on.year, on.month)[1]

    def rounded(at: int) -> int:
        return int((Decimal(fee * at) / days).quantize(Decimal(1), ROUND_HALF_UP))

    return rounded(on.day) - rounded(on.day - 1)


@dataclass
class Customer:
    """What is known of one customer, and what follows from it (decision 10).

    fees     the monthly fee from each day on
    company  days on which the company suspends
    charged  what each charged day cost
    owes     the day since which an unpaid day suspends
    """

    balance: int
    fees: dict[date, int]
    postpaid: bool = False
    company: set[date] = field(default_factory=set)
    charged: dict[date, int] = field(default_factory=dict)
    through: date | None = None
    owes: date | None = None

    def cost(self, on: date) -> int:
        since = max((since for since in self.fees if since <= on), default=None)
        return share_of(self.fees[since], on) if since else 0

    def run(self, on: date) -> None:
        """Charge up to a day; who owes one waits for money, however little the next one costs."""
        if self.owes:
            return
        at = self.through + timedelta(days=1) if self.through else on
        while at <= on:
            if at not in self.company and not self._pay(at):
                return
            self.through, at = at, at + timedelta(days=1)

    def _pay(self, at: date) -> bool:
        cost = self.cost(at)
        # Nothing is taken from who owes money already.
        if not self.postpaid and cost > max(self.balance, 0):
            self.owes = at
            return False
        self.charged[at] = cost
        self.balance -= cost
        return True

    def pay(self, amount: int, today: date) -> None:
        """Money comes in; who owed a day and can pay today's is back, and owes none of the days between."""
        self.balance += amount
        back = max(self.owes, today) if self.owes else None
        if back and self.balance >= self.cost(back):
            self.owes, self.through = None, back - timedelta(days=1)


@contextmanager
def broken_shares() -> Iterator[None]:
    """The fault: each day is rounded by itself, so that the days of a month do not sum to the fee."""

    def alone(fee: Money, first: int, last: int, days: int) -> Money:
        return Money((last - first + 1) * ((2 * fee + days) // (2 * days)))

    with pytest.MonkeyPatch.context() as planted:
        planted.setattr(rules, "shares", alone)
        planted.setattr(plan, "shares", alone)
        yield
