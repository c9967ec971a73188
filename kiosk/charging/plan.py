"""What to charge one contract, and how far its money goes: dated prices in, days and amounts out.

No database here. Days come as spans of a first and a last one. A fee is never below zero, so what the
money does not cover on one day it does not cover on a later one either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kiosk.charging.rules import ChargingRules, Line, period, shares
from kiosk.core.money import Money
from kiosk.core.operator import Texts

_DAY = timedelta(days=1)
Days = tuple[date, date]
# From a day on, to the day before another one; None: still.
Away = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Part:
    """Days of a charge at one price: `rate` a month, `amount` for these `days` (above zero: charged).

    The days of a month sum exactly to the rate (ISP-25); `name` of the tariff or service in force. A
    posting's formula keeps parts as they are here.
    """

    since: date
    until: date
    days: int
    rate: Money
    amount: Money
    name: Texts


@dataclass(frozen=True, slots=True)
class Bill:
    """What one line costs, 0 or more: its days at one price each, oldest first."""

    line: Line
    parts: tuple[Part, ...]
    amount: Money


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run charges one contract.

    through  the last day that is settled then: charged, or suspended
    held     the first day that the balance does not cover; None: it covers all
    """

    bills: tuple[Bill, ...]
    total: Money
    through: date
    held: date | None


def plan(
    rules: ChargingRules,
    lines: Sequence[Line],
    days: Days,
    balance: Money | None,
    away: Sequence[Away] = (),
) -> Plan:
    """Charge the unsettled `days`, oldest first, as far as the balance goes (decision 10).

    None as balance: paid after use, so all of them. Suspended days, `away`, are never owed. In advance,
    a period of which a day is due is charged to its end (ILEX-19).
    """
    due = _due(rules, days, away)
    held: date | None = None
    if balance is not None:
        due, held = afford(rules, lines, due, balance)
    bills = tuple(_bill(rules, line, due) for line in lines)
    through = held - _DAY if held else max(days[1], due[-1][1] if due else days[1])
    return Plan(bills, Money(sum(bill.amount for bill in bills)), through, held)


def _due(rules: ChargingRules, days: Days, away: Sequence[Away]) -> list[Days]:
    """The days in service that are to be charged now."""
    first, last = days
    if rules.manner == "daily":
        return list(in_service(days, away))
    periods = _by_period(rules, in_service((first, period(last, rules.day)[1]), away))
    return [span for span in periods if span[0] <= last]


def chunk(rules: ChargingRules, day: date) -> Days:
    """What is charged at once or not at all from this day on: itself, or the rest of its period."""
    return (day, day) if rules.manner == "daily" else (day, period(day, rules.day)[1])


def afford(
    rules: ChargingRules, lines: Sequence[Line], spans: Iterable[Days], balance: Money
) -> tuple[list[Days], date | None]:
    """Those of the days that the balance covers, and the first one that it does not."""
    kept: list[Days] = []
    left = balance
    for days in _by_period(rules, spans):
        whole = rules.manner == "advance" or covers(left, cost(rules, lines, *days))
        for part in [days] if whole else each_day(*days):
            price = cost(rules, lines, *part)
            if not covers(left, price):
                return kept, part[0]
            left = Money(left - price)
            kept.append(part)
    return kept, None


def covers(balance: Money, price: Money) -> bool:
    """Whether a balance pays a price; whoever owes money still pays nothing for what is free."""
    return price <= max(balance, 0)


def cost(rules: ChargingRules, lines: Iterable[Line], first: date, last: date) -> Money:
    """What the lines cost from `first` to `last`: the sum of the shares of these days."""
    return Money(sum(part.amount for line in lines for part in priced(rules, line, (first, last))))


def fee_of(rules: ChargingRules, fee: Money, first: date, last: date) -> Money:
    """The sum of the shares of a monthly fee from `first` to `last`."""
    total = 0
    for since, until in _by_period(rules, [(first, last)]):
        start, end = period(since, rules.day)
        total += shares(fee, (since - start).days + 1, (until - start).days + 1, (end - start).days + 1)
    return Money(total)


def each_day(first: date, last: date) -> Iterator[Days]:
    """The days from `first` to `last`, each as a span of its own."""
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        yield day, day


def in_service(days: Days, away: Sequence[Away]) -> Iterator[Days]:
    """What of the days is not suspended."""
    first, last = days
    for since, until in sorted(away, key=lambda one: one[0]):
        if first < since and first <= last:
            yield first, min(last, since - _DAY)
        first = max(first, until or date.max)
    if first <= last:
        yield first, last


def _by_period(rules: ChargingRules, spans: Iterable[Days]) -> Iterator[Days]:
    """The days, cut where periods end."""
    for first, last in spans:
        while first <= last:
            end = min(period(first, rules.day)[1], last)
            yield first, end
            first = end + _DAY


def _bill(rules: ChargingRules, line: Line, spans: Iterable[Days]) -> Bill:
    parts: list[Part] = []
    for part in (part for days in spans for part in priced(rules, line, days)):
        if parts and _goes_on(parts[-1], part):
            parts[-1] = _together(parts[-1], part)
        else:
            parts.append(part)
    return Bill(line, tuple(parts), Money(sum(part.amount for part in parts)))


def _goes_on(before: Part, part: Part) -> bool:
    return before.until + _DAY == part.since and (before.rate, before.name) == (part.rate, part.name)


def _together(before: Part, part: Part) -> Part:
    days, amount = before.days + part.days, Money(before.amount + part.amount)
    return replace(before, until=part.until, days=days, amount=amount)


def priced(rules: ChargingRules, line: Line, days: Days) -> Iterator[Part]:
    """What a line costs: the days by the price in force on each; days without one are left out."""
    ends = [price.since - _DAY for price in line.prices[1:]] + [days[1]]
    for price, end in zip(line.prices, ends, strict=True):
        since, until = max(days[0], price.since), min(days[1], end)
        if since <= until:
            amount = fee_of(rules, price.fee, since, until)
            yield Part(since, until, (until - since).days + 1, price.fee, amount, price.name)
