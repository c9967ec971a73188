"""Calendar months: the same day in another one, or the last that it has."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kiosk.core.months import last_of, later


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 11, 22), -2, date(2026, 9, 22)),
        (date(2026, 11, 22), 2, date(2027, 1, 22)),
        (date(2026, 11, 22), -11, date(2025, 12, 22)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (datetime(2026, 1, 31, 9, 30, tzinfo=UTC), 1, datetime(2026, 2, 28, 9, 30, tzinfo=UTC)),
    ],
)
def test_the_same_day_of_another_month(day: date, months: int, found: date):
    assert later(day, months) == found


def test_the_last_day():
    assert [last_of(date(2028, month, 3)).day for month in (1, 2, 4)] == [31, 29, 30]
    assert last_of(date(2027, 2, 1)) == date(2027, 2, 28)
