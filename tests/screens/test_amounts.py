"""Parts of screens that draw amounts: short ones, bars, weeks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.locale import Words
from kiosk.core.operator import Operator
from screens.widgets.calendar import Calendar
from screens.widgets.chart import length
from screens.widgets.sheet import Row
from screens.widgets.sums import Sums


@pytest.mark.parametrize(
    ("amount", "room", "text"),
    [
        (-83, 9, "-0.83"),
        (2000, 6, "+20.00"),
        (-99999, 7, "-999.99"),
        (10000, 6, "+100"),
        (11050, 6, "≈+111"),
        (-123456, 6, "≈-1235"),
        (-10000000, 6, "-100k"),
        (99999950, 6, "≈+1M"),
        (123456789012, 6, "≈+1G"),
    ],
)
def test_an_amount_in_little_room(operator: Operator, amount: int, room: int, text: str) -> None:
    """ISP-23: what is rounded says so, what is exact does not."""
    assert Words(operator, "en").brief(amount, room) == text


@given(amount=st.integers(-(10**13), 10**13), room=st.integers(6, 14), language=st.sampled_from(["en", "ru"]))
def test_no_amount_needs_more_room_than_a_day_has(
    operator: Operator, amount: int, room: int, language: str
) -> None:
    """Up to a hundred thousand million in six cells, with its sign."""
    text = Words(operator, language).brief(amount, room)
    assert len(text) <= room
    assert amount == 0 or text.lstrip("≈")[0] == ("+" if amount > 0 else "-")


@given(sizes=st.lists(st.integers(0, 10**9), min_size=1, max_size=13), cells=st.integers(1, 80))
def test_bars_are_in_proportion(sizes: list[int], cells: int) -> None:
    """The largest is the whole width; nothing has no bar, and whatever there is has one."""
    most = max(sizes)
    bars = [length(size, most, cells) for size in sizes]
    assert max(bars) == (cells if most else 0)
    for size, bar in zip(sizes, bars, strict=True):
        assert (bar > 0) == (size > 0)
        assert not size or bar == 1 or abs(bar * most - size * cells) * 2 <= most


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_has_each_of_its_days_once(operator: Operator, month: int) -> None:
    """ISP-23: in weeks of seven days."""
    shown = Calendar(Words(operator, "ru"), date(2026, month, 1), {}, date(2026, 11, 22), 0)._weeks()
    days = [day for week in shown for day in week if day.month == month]
    assert days == sorted(set(days))
    assert days[0].day == 1
    assert (days[-1] - days[0]).days == len(days) - 1 >= 27


def test_figures_go_on_in_another_row_before_one_is_cut_off() -> None:
    rows = [
        Row(name, "1 234 567.89 BYN") for name in ("At the start", "Charged in all", "Paid", "At the end")
    ]
    sums = Sums(rows)
    assert [len(part) for part in sums._folded(76)] == [4]
    assert [len(part) for part in sums._folded(60)] == [3, 1]
    assert sum(len(part) for part in sums._folded(5)) == 4
