"""The history of readings and the chart of usage: EIR-35, EIR-36."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from kiosk.core.months import later
from kiosk.core.pages import PAGE
from kiosk.core.quantity import parse
from kiosk.core.store import Store
from kiosk.meters.cases import history, usage
from kiosk.meters.rules import MeterRules, Origin
from kiosk.meters.views import Reading, ReadingPage
from tests.meters.conftest import COLD, CUBIC, HOT, Flat
from tests.profiles import tune
from tests.sight import seen


def page(flat: Flat, number: str | None = None, months: int = 0, before: str = "") -> ReadingPage:
    meter = flat.meters[number] if number else None
    return seen(flat.store, history, flat.contract, meter, months, before)


def told(reading: Reading) -> tuple[date, int, int | None, bool]:
    return reading.day, reading.value, reading.used, reading.in_force


def test_the_history_says_what_was_read_and_used(flat: Flat) -> None:
    """EIR-35, EIR-55: several a day, the last is in force; each compared with what it was compared with."""
    flat.enter("C-1", date(2026, 11, 5), "123")
    flat.enter("C-1", datetime(2026, 11, 8, 9, tzinfo=UTC), "650")
    flat.enter("C-1", datetime(2026, 11, 8, 10, tzinfo=UTC), "125.5")
    flat.account("C-1", date(2026, 11, 10), "126")
    flat.send({"C-1": "128", "H-1": "449"})
    hot, *cold = page(flat).readings
    assert (hot.number, hot.service, hot.unit, hot.origin, hot.used) == (
        "H-1", HOT, CUBIC, Origin.CUSTOMER, parse("2"),
    )  # fmt: skip
    assert [told(reading) for reading in cold] == [
        (date(2026, 11, 22), parse("128"), parse("2"), True),
        (date(2026, 11, 8), parse("125.5"), parse("2.5"), True),
        (date(2026, 11, 8), parse("650"), None, False),
        (date(2026, 11, 5), parse("123"), parse("3"), True),
    ]
    assert [reading.origin for reading in cold] == [Origin.CUSTOMER] + [Origin.IMPORT] * 3


def test_an_earlier_time_that_comes_later_is_not_in_force(flat: Flat) -> None:
    """Decision 7: the latest time of a day, not the row that was entered last."""
    flat.enter("C-1", datetime(2026, 11, 8, 10, tzinfo=UTC), "125.5")
    flat.enter("C-1", datetime(2026, 11, 8, 9, tzinfo=UTC), "650")
    assert [told(reading)[1:] for reading in page(flat).readings] == [
        (parse("125.5"), parse("5.5"), True),
        (parse("650"), None, False),
    ]


def test_the_first_reading_has_no_usage(move_in: Callable[..., Flat]) -> None:
    flat = move_in()
    flat.meter("C-1")
    flat.send({"C-1": "128"})
    (reading,) = page(flat).readings
    assert (reading.used, reading.in_force) == (None, True)


def test_one_meter_or_all(flat: Flat) -> None:
    """EIR-35."""
    flat.send({"C-1": "121", "H-1": "448"})
    assert {reading.number for reading in page(flat).readings} == {"C-1", "H-1"}
    assert {reading.number for reading in page(flat, "C-1").readings} == {"C-1"}


@pytest.mark.parametrize(("months", "count"), [(6, 1), (12, 2), (18, 3), (24, 4), (0, 5)])
def test_a_period_reaches_back_so_many_months(move_in: Callable[..., Flat], months: int, count: int) -> None:
    """EIR-36: half a year, 1, 1.5, 2 years; the day of so many months ago is still in it."""
    flat = move_in()
    flat.meter("C-1")
    for at, back in enumerate((30, 24, 18, 12, 6)):
        flat.enter("C-1", later(date(2026, 11, 22), -back), str(at + 1))
    assert len(page(flat, months=months).readings) == count


def test_pages_show_every_reading_once_newest_first(store: Store, flat: Flat) -> None:
    """Also where a page ends between two readings of one day, and the usage goes on over its edge."""
    asked: list[int] = []
    for at in range(2 * PAGE + 3):
        moment = datetime(2026, 11, 1, 9, at, tzinfo=UTC) + timedelta(days=at // 2)
        flat.enter("C-1", moment, str(121 + at))
    event.listen(store.database.read, "before_cursor_execute", lambda *_: asked.append(1))
    shown: list[Reading] = []
    before: str | None = ""
    counts = []
    while before is not None:
        asked.clear()
        found = page(flat, before=before)
        counts.append(len(asked))
        shown += found.readings
        before = found.older
    assert len(shown) == 2 * PAGE + 3
    assert [reading.value for reading in shown] == sorted((r.value for r in shown), reverse=True)
    assert [reading.in_force for reading in shown] == [True] + [True, False] * (PAGE + 1)
    assert [reading.used for reading in shown if reading.in_force] == [
        parse("1"), *[parse("2")] * PAGE, parse("2"),
    ]  # fmt: skip
    assert len(set(counts)) == 1  # as many queries for the last three rows as for ten


def test_usage_by_months_is_for_the_chart(store: Store, flat: Flat) -> None:
    """Of all meters, the last months up to this one; readings and accounted values together."""
    tune(store, MeterRules, chart_months=3)
    flat.enter("C-1", date(2026, 11, 10), "125")
    cold, hot = seen(store, usage, flat.contract)
    assert (cold.number, cold.service, cold.unit) == ("C-1", COLD, CUBIC)
    assert [month.month for month in cold.months] == [date(2026, month, 1) for month in (9, 10, 11)]
    # 60 m³ in the 365 days up to 31 October, 5 in the ten days after it.
    assert [month.used for month in cold.months] == [4931, 5096, 5000]
    assert [month.used for month in hot.months] == [2958, 3058, None]


def test_the_first_day_of_the_chart_counts(store: Store, move_in: Callable[..., Flat]) -> None:
    """What was used on it ends with a reading of that day."""
    tune(store, MeterRules, chart_months=2)
    flat = move_in()
    flat.meter("C-1", on_2026_09_21="10", on_2026_10_01="20")
    (cold,) = seen(store, usage, flat.contract)
    assert [month.used for month in cold.months] == [parse("1"), None]


def test_without_meters_there_is_nothing_to_show(store: Store, move_in: Callable[..., Flat]) -> None:
    contract = move_in().contract
    assert seen(store, history, contract, None, 0, "") == ReadingPage((), None)
    assert seen(store, usage, contract) == ()
