"""Readings by the batch: each judged after those before it, the last of a day in force (decision 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import event

from kiosk.core.quantity import parse
from kiosk.core.store import Store
from kiosk.meters.cases import enter
from kiosk.meters.entering import enter_readings
from kiosk.meters.rules import Mark
from kiosk.meters.views import DatedReading
from tests import people
from tests.meters.conftest import Flat
from tests.sight import acting

Read = tuple[str, datetime, str]


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def entered(flat: Flat, *reads: Read) -> list[tuple[int, str]]:
    """Position and code of those that are refused."""
    with acting(flat.store) as work:
        return [(position, refusal.code) for position, refusal in enter_readings(work, readings(flat, reads))]


def readings(flat: Flat, reads: Sequence[Read]) -> list[DatedReading]:
    return [DatedReading(flat.meters[number], moment, parse(text)) for number, moment, text in reads]


def test_the_last_time_of_a_day_is_in_force_whatever_came_first(flat: Flat) -> None:
    """EIR-55: within a batch and over its edge; the next day is compared with it."""
    assert entered(flat, ("C-1", at(5, 10), "130"), ("C-1", at(5, 9), "900")) == []
    assert flat.line("C-1").sent == Mark(date(2026, 11, 5), parse("130"))
    assert entered(flat, ("C-1", at(5, 8), "800"), ("C-1", at(6, 9), "131")) == []
    assert flat.line("C-1").sent == Mark(date(2026, 11, 6), parse("131"))


def test_of_one_time_the_later_one_is_in_force(flat: Flat) -> None:
    assert entered(flat, ("C-1", at(5, 10), "900"), ("C-1", at(5, 10), "130"), ("C-1", at(6, 9), "131")) == []


def test_each_is_judged_after_those_before_it(flat: Flat) -> None:
    """What is refused counts for nothing."""
    refused = entered(
        flat,
        ("C-1", at(5, 10), "1121"),
        ("C-1", at(6, 10), "130"),
        ("H-1", at(1, 10), "448"),
        ("C-1", at(7, 10), "129"),
        ("C-1", at(5, 10), "131"),
        ("C-1", at(8, 10), "131"),
    )
    assert refused == [(0, "meters.limit"), (3, "meters.smaller"), (4, "meters.earlier")]


def test_what_was_accounted_later_refuses_no_history(flat: Flat) -> None:
    """Decision 7: a reading is compared with what was known of its day."""
    assert entered(flat, ("C-1", datetime(2026, 3, 1, tzinfo=UTC), "80")) == []
    assert flat.line("C-1").before == Mark(date(2026, 10, 31), parse("120"))


def test_a_day_is_the_operators(flat: Flat) -> None:
    """Late in the evening UTC it is the next day there."""
    assert entered(flat, ("C-1", at(5, 22), "130")) == []
    assert flat.line("C-1").sent == Mark(date(2026, 11, 6), parse("130"))


def test_a_thousand_readings_ask_no_more_than_one(store: Store, flat: Flat) -> None:
    asked: list[str] = []
    counts = []
    event.listen(store.database.write, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for news in ([("C-1", at(1, 1), "121")], [("C-1", at(2, 1), "121"), ("H-1", at(2, 1), "448")] * 500):
        asked.clear()
        store.run(people.job(), enter, tuple(readings(flat, news)))
        counts.append(len(asked))
    assert counts[0] == counts[1]
