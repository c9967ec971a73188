"""From readings to usage: averages and months, whatever was read when. Pure: no database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.months import later
from kiosk.core.quantity import Quantity
from kiosk.meters.rules import Mark, Why
from kiosk.meters.usage import Series, average, by_month
from kiosk.meters.views import Average, MonthUse

JANUARY = date(2026, 1, 1)


def at(month: int, day: int, value: int, why: Why | None = None) -> Mark:
    return Mark(date(2026, month, day), Quantity(value), why)


def used(marks: list[Mark], first: date = JANUARY, count: int = 4) -> list[int | None]:
    return [month.used for month in by_month(marks, 3, first, count)]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], [None] * 4),
        ([at(1, 31, 100)], [None] * 4),
        ([at(1, 31, 100), at(2, 28, 128)], [None, 28, None, None]),
        # 59 days: 28 of February, 31 of March; the first day counts to the reading before it.
        ([at(1, 31, 0), at(3, 31, 59)], [None, 28, 31, None]),
        ([at(1, 31, 0), at(3, 31, 100)], [None, 47, 53, None]),  # 47.46 and the rest
        ([at(1, 31, 100), at(2, 28, 100)], [None, 0, None, None]),
        ([at(1, 31, 100), at(2, 10, 7, Why.REPLACED), at(2, 28, 9)], [None, 2, None, None]),
        ([at(1, 31, 999_000), at(2, 28, 1000, Why.ROLLED_OVER)], [None, 2000, None, None]),
        ([at(1, 31, 100), at(2, 28, 90)], [None, 0, None, None]),
        # What lies in months before the first one that is asked for.
        ([Mark(date(2025, 11, 30), Quantity(0)), at(1, 31, 62)], [31, None, None, None]),
    ],
)
def test_months(marks: list[Mark], expected: list[int | None]) -> None:
    assert used(marks) == expected


def test_months_are_named_by_their_first_day() -> None:
    assert by_month([], None, date(2025, 12, 31), 2) == (
        MonthUse(date(2025, 12, 1), None),
        MonthUse(JANUARY, None),
    )


DAYS = st.integers(0, 800).map(lambda days: date(2024, 6, 1) + timedelta(days=days))
MARKS = st.builds(Mark, DAYS, st.integers(0, 999_999).map(Quantity), st.sampled_from([None, *Why]))
SERIES = st.lists(MARKS, max_size=12, unique_by=lambda mark: mark.day).map(
    lambda marks: sorted(marks, key=lambda mark: mark.day)
)


@settings(max_examples=200, deadline=None)
@given(SERIES, SERIES)
def test_months_sum_to_what_was_used_and_are_never_negative(accounted: list[Mark], sent: list[Mark]) -> None:
    points = Series(tuple(accounted), tuple(sent)).points()
    assert [point.day for point in points] == sorted({mark.day for mark in (*accounted, *sent)})
    months = [month.used for month in by_month(points, 3, date(2024, 5, 1), 36)]
    assert sum(filter(None, months)) == sum(naive_uses(points))
    assert all(month is None or month >= 0 for month in months)
    # Any window of them says the same.
    assert [month.used for month in by_month(points, 3, later(date(2024, 5, 1), 7), 12)] == months[7:19]


def naive_uses(points: list[Mark]) -> list[int]:
    """What was used from point to point, in other words than the rules'."""
    uses = []
    for i in range(1, len(points)):
        old, new, why = points[i - 1].value, points[i].value, points[i].why
        turn = 1_000_000 if why is Why.ROLLED_OVER and new < old else 0
        uses.append(0 if why is Why.REPLACED or new + turn < old else new + turn - old)
    return uses


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], None),
        ([at(10, 31, 5)], None),
        ([at(10, 1, 5), at(10, 28, 9)], None),  # 27 days say too little
        ([at(10, 1, 5), at(10, 29, 9)], Average(Quantity(4), 28)),
        ([at(8, 1, 5), at(9, 1, 5)], Average(Quantity(0), 31)),
        ([at(8, 1, 90), at(9, 1, 3, Why.REPLACED), at(10, 1, 7)], Average(Quantity(4), 61)),
        ([Mark(date(2025, 11, 21), Quantity(1)), at(8, 1, 90), at(9, 1, 92)], Average(Quantity(2), 31)),
        ([Mark(date(2025, 11, 22), Quantity(1)), at(9, 1, 92)], Average(Quantity(91), 283)),
    ],
)
def test_an_average_is_of_the_last_year(marks: list[Mark], expected: Average | None) -> None:
    assert average(marks, 3, date(2026, 11, 22)) == expected


def test_of_one_day_what_was_accounted_counts_and_why_staff_took_it() -> None:
    series = Series((at(2, 28, 7),), (at(1, 31, 900), at(2, 28, 9, Why.REPLACED)))
    assert series.points() == [at(1, 31, 900), at(2, 28, 7, Why.REPLACED)]


def test_one_more_of_the_last_day_stands_in_its_place() -> None:
    series = Series((), (at(1, 31, 900),)).then(at(2, 28, 901)).then(at(2, 28, 902))
    assert series.sent == (at(1, 31, 900), at(2, 28, 902))
