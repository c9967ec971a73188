"""Days of sample files move along with the calendar."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from kiosk.core.operator import Operator
from kiosk.core.sample import shifted


@pytest.mark.parametrize(
    ("today", "text", "becomes"),
    [
        (date(2026, 11, 22), "2026-11-20", date(2026, 11, 20)),
        (date(2027, 1, 1), "2026-11-20", date(2026, 12, 30)),
        (date(2026, 11, 22), "2026-11", date(2026, 11, 30)),
        (date(2027, 1, 31), "2026-11", date(2027, 1, 31)),
        (date(2027, 2, 1), "2026-10", date(2027, 1, 31)),
        (date(2028, 2, 29), "2026-11", date(2028, 2, 29)),
        (date(2026, 10, 31), "2026-10", date(2026, 9, 30)),
    ],
)
def test_days_keep_their_distance_and_months_theirs(
    operator: Operator, today: date, text: str, becomes: date
):
    """ILEX-19: a fee in advance covers a month to its end, whenever the demo is made."""
    with time_machine.travel(today, tick=False):
        assert shifted(text, operator) == becomes
