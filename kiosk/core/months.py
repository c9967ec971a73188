"""Calendar months."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TypeVar

Day = TypeVar("Day", bound=date)


def later(day: Day, months: int) -> Day:
    """The same day so many months later (below zero: earlier), or the last one that its month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def last_of(day: Day) -> Day:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
