"""Counted tries: the arithmetic by law, the counting under a crowd on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.limit import Limit
from kiosk.core.throttle import (
    NEVER,
    Alarm,
    Counter,
    Tries,
    counted,
    give_back,
    reserve,
    returned,
    unwatch,
    waiting,
    watch,
)
from kiosk.core.work import JOB, Refusal, Work, use_case
from tests import people

LIMIT = Limit(tries=5, window_minutes=15, pauses_minutes=[15, 30, 60])
START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
COUNTER = Counter("tests", "somebody", LIMIT)


def fresh() -> Tries:
    return Tries((), 0, NEVER, START)


@given(st.lists(st.integers(0, 7200), max_size=60))
def test_no_run_of_wrong_tries_exceeds_the_limit(waits):
    """Wrong tries at any moments: never more than the limit in any 15 minutes."""
    state, now, allowed = fresh(), START, []
    for wait in waits:
        now += timedelta(seconds=wait)
        if state.until > now:
            continue
        state = counted(state, LIMIT, now)
        allowed.append(now)
    for i in range(len(allowed) - LIMIT.tries):
        assert allowed[i + LIMIT.tries] - allowed[i] >= timedelta(minutes=15)


@given(st.integers(1, 20), st.integers(0, 4))
def test_right_tries_do_not_count(right, wrong):
    state = fresh()
    for _ in range(wrong):
        state = counted(state, LIMIT, START)
    for _ in range(right):
        state = returned(counted(state, LIMIT, START), LIMIT, START)
    assert (len(state.recent), state.until) == (wrong, NEVER)


def test_a_try_that_was_forgotten_is_not_taken_back_again():
    state = counted(fresh(), LIMIT, START)
    assert returned(state, LIMIT, START - timedelta(seconds=1)) == state


@pytest.mark.parametrize(
    "wrong",
    [
        {"tries": 0},
        {"window_minutes": 0},
        {"forget_hours": 0},
        {"pauses_minutes": []},
        {"pauses_minutes": [0]},
    ],
)
def test_a_limit_that_limits_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="at least"):
        Limit(**wrong)


def test_pauses_double_up_to_the_last_and_are_forgotten():
    state, now, pauses = fresh(), START, []
    for _ in range(4):
        for _ in range(5):
            state = counted(state, LIMIT, now)
        pauses.append((state.until - now) // timedelta(minutes=1))
        now = state.until
    assert pauses == [15, 30, 60, 60]
    now += timedelta(hours=24)
    for _ in range(5):
        state = counted(state, LIMIT, now)
    assert state.until - now == timedelta(minutes=15)


@pytest.fixture(scope="module", autouse=True)
def tried():
    """A use case that costs a try and is always wrong, and one that watches a terminal."""
    from kiosk.core.work import BY_FUNCTION, CASES

    def hook(work: Work) -> None:
        wait = reserve(work, [COUNTER])
        if wait:
            raise Refusal("tests.wait", "wait {wait:span}", wait=wait)

    @use_case("tests.guess", by=(JOB,), writes=True, tries=hook)
    def guess(work: Work) -> int:
        raise Refusal("tests.wrong", "wrong")

    @use_case("tests.right", by=(JOB,), writes=True, tries=hook)
    def right(work: Work) -> int:
        give_back(work, [COUNTER], work.now)
        return 1

    @use_case("tests.watch", by=(JOB,), writes=True)
    def seen(work: Work, wrong: bool) -> int:
        watch(work, "tests", 3)
        if not wrong:
            unwatch(work, "tests")
        return 1

    yield {"guess": guess, "right": right, "watch": seen}
    for name in ("tests.guess", "tests.right", "tests.watch"):
        del BY_FUNCTION[CASES.pop(name).function]


def outcome(store, case) -> str:
    try:
        store.run(people.job(), case)
    except Refusal as refusal:
        return refusal.code
    return "right"


def test_a_crowd_gets_exactly_the_limit(store, tried):
    """20 guesses from 8 threads at once: 5 are looked at, the others wait, and it stays so."""
    seen: list[str] = []

    def crowd() -> None:
        seen.extend(outcome(store, tried["guess"]) for _ in range(5))

    threads = [threading.Thread(target=crowd) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (seen.count("tests.wrong"), seen.count("tests.wait")) == (5, 35)
    assert outcome(store, tried["right"]) == "tests.wait"


def test_the_pause_ends_and_a_right_try_lifts_what_it_began(store, tried, clock):
    for _ in range(4):
        outcome(store, tried["guess"])
    assert outcome(store, tried["right"]) == "right"
    assert [outcome(store, tried["guess"]) for _ in range(2)] == ["tests.wrong", "tests.wait"]
    clock.advance(minutes=15)
    assert outcome(store, tried["right"]) == "right"


def test_an_alarm_is_raised_once_a_day_and_stops_nobody(store, tried):
    for _ in range(5):
        store.run(people.job(), tried["watch"], False)
    with store.read() as session:
        assert session.execute(Alarm.__table__.select()).one().raised is None
    for _ in range(6):
        store.run(people.job(), tried["watch"], True)
    with store.read() as session:
        row = session.execute(Alarm.__table__.select()).one()
    assert (row.attempts, row.raised) == (6, START)


def test_waiting_reads_only(store, tried):
    by = people.job()
    with store.read() as session:
        assert waiting(Work(session, store.operator, store.keys, START, by), COUNTER) == 0
    for _ in range(5):
        outcome(store, tried["guess"])
    with store.read() as session:
        assert waiting(Work(session, store.operator, store.keys, START, by), COUNTER) == 900
