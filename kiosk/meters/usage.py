"""What was used: from the readings of a meter to its average and its months. No database here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from kiosk.core.months import last_of, later
from kiosk.core.quantity import Quantity
from kiosk.meters.rules import Mark, previous, used
from kiosk.meters.views import Average, MonthUse

# Fewer days say little of what is usual: guests, a week away.
_ENOUGH = 28
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Series:
    """What is known of a meter: what was accounted, and what was sent and is in force; each the oldest
    first, one mark a day."""

    accounted: tuple[Mark, ...] = ()
    sent: tuple[Mark, ...] = ()

    def seen(self, day: date) -> Series:
        """As a reading of `day` finds it (decision 7): accounted up to that day, sent before it."""
        return Series(
            self.accounted[: bisect_right(self.accounted, day, key=_day)],
            self.sent[: bisect_left(self.sent, day, key=_day)],
        )

    def before(self, day: date) -> Mark | None:
        """What a reading of `day` is compared with."""
        seen = self.seen(day)
        return previous(last(seen.accounted), last(seen.sent))

    def then(self, mark: Mark) -> Series:
        """With one more that was sent, of the last day or a later one."""
        return replace(self, sent=(*self.sent[: bisect_left(self.sent, mark.day, key=_day)], mark))

    def points(self) -> list[Mark]:
        """All by day. Of one and the same day: what was accounted, and why staff took what was sent."""
        why = {mark.day: mark.why for mark in self.sent}
        points = {mark.day: mark for mark in self.sent}
        points |= {mark.day: replace(mark, why=why.get(mark.day)) for mark in self.accounted}
        return [points[day] for day in sorted(points)]


def _day(mark: Mark) -> date:
    return mark.day


def last(marks: Sequence[Mark]) -> Mark | None:
    return marks[-1] if marks else None


def average(points: Sequence[Mark], digits: int | None, day: date) -> Average | None:
    """What was used in the year before `day`, by all readings in it; None: they tell of too few days.

    digits  of the dial before the point; None: not known
    """
    year = [point for point in points if point.day >= later(day, -12)]
    days = (year[-1].day - year[0].day).days if year else 0
    if days < _ENOUGH:
        return None
    return Average(Quantity(sum(used(*pair, digits) for pair in pairwise(year))), days)


def by_month(points: Sequence[Mark], digits: int | None, first: date, count: int) -> tuple[MonthUse, ...]:
    """Usage of `count` months from that of `first` on; None: no readings reach the month.

    What lies between two readings is spread evenly over the days after the first up to the second.
    """
    found: defaultdict[date, int] = defaultdict(int)
    for before, after in pairwise(points):
        for month, part in _spread(before.day, after.day, used(before, after, digits)):
            found[month] += part
    asked = (later(first.replace(day=1), at) for at in range(count))
    return tuple(MonthUse(month, Quantity(found[month]) if month in found else None) for month in asked)


def _spread(start: date, end: date, amount: int) -> Iterator[tuple[date, int]]:
    """The parts of the months: differences of rounded sums, so that they sum exactly to the amount."""
    days, done, at = (end - start).days, 0, start + _DAY
    while at <= end:
        upto = min(last_of(at), end)
        total = (2 * amount * (upto - start).days + days) // (2 * days)
        yield at.replace(day=1), total - done
        done, at = total, upto + _DAY
