"""Decision 7, whatever is sent, imported, recorded and accounted, in whatever order, on whatever days.

A model in other words than the rules: it keeps every reading that was taken, and looks through all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.quantity import Quantity, plain
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from kiosk.meters.cases import history
from kiosk.meters.rules import Mark, MeterRules, Why
from tests.conftest import Clock
from tests.meters.conftest import Flat
from tests.profiles import tune
from tests.sight import seen

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
MOST, LIMIT = 1_000_000, 400_000  # a dial of three digits, in thousandths

VALUES = st.one_of(
    st.integers(0, 30).map(lambda tens: tens * 20_000), st.sampled_from([0, 999_999, 1_000_000, 120_500])
)
CUSTOMER = st.tuples(st.just("customer"), VALUES, st.just(0), st.none())
STAFF = st.tuples(st.just("staff"), VALUES, st.just(0), st.sampled_from([None, *Why]))
FILE = st.tuples(st.just("file"), VALUES, st.sampled_from([0, 1, 6, 14, 26, 99]), st.none())  # hours ago
BILL = st.tuples(st.just("bill"), VALUES, st.integers(0, 5), st.none())  # days ago
STEPS = st.lists(
    st.tuples(st.sampled_from([0, 0, 1, 24, 60]), st.one_of(CUSTOMER, STAFF, FILE, BILL)),
    min_size=2,
    max_size=9,
)


@dataclass
class Model:
    """Every reading that was taken, as (time, turn, value, why), and the last word of each bill's day."""

    taken: list[tuple[datetime, int, int, Why | None]] = field(default_factory=list)
    bills: dict[date, int] = field(default_factory=dict)

    def in_force(self) -> dict[date, tuple[int, Why | None]]:
        return {day_of(at): (value, why) for at, _, value, why in sorted(self.taken, key=lambda one: one[:2])}

    def before(self, day: date) -> tuple[date, int] | None:
        found = [(on, 1, value) for on, value in self.bills.items() if on <= day]
        found += [(on, 0, value) for on, (value, _) in self.in_force().items() if on < day]
        return (max(found)[0], max(found)[2]) if found else None

    def refused(self, at: datetime, value: int, why: Why | None) -> str | None:
        before, day = self.before(day_of(at)), day_of(at)
        old = before[1] if before else None
        if value >= MOST:
            return "meters.dial"
        if any(day_of(one[0]) > day for one in self.taken):
            return "meters.earlier"
        if why is Why.ROLLED_OVER:
            return None if old is not None and value < old else "meters.rolled_over"
        if why:
            return None
        if value == 0 and old != 0:
            return "meters.zero"
        if old is not None and value < old:
            return "meters.smaller"
        return "meters.limit" if old is not None and value > old + LIMIT else None


def day_of(at: datetime) -> date:
    """On the clock of the tests' operator, three hours ahead."""
    return (at + timedelta(hours=3)).date()


Step = tuple[str, int, int, Why | None]


def do(flat: Flat, now: datetime, step: Step) -> None:
    what, value, ago, why = step
    text = plain(Quantity(value))
    if what == "bill":
        flat.account("C-1", day_of(now) - timedelta(days=ago), text)
    elif what == "customer":
        flat.send({"C-1": text}, sure=("C-1",))
    elif what == "staff":
        flat.record("C-1", text, why)
    else:
        flat.enter("C-1", now - timedelta(hours=ago), text)


def outcome(flat: Flat, now: datetime, step: Step) -> str | None:
    try:
        do(flat, now, step)
    except Refusal as refusal:
        return refusal.code
    return None


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_reading_before_is_as_decided(
    store: Store, clock: Clock, move_in: Callable[..., Flat], steps: list[tuple[int, Step]]
) -> None:
    """What is refused changes nothing; what is taken is compared with what the model says."""
    clock.now = START
    tune(store, MeterRules, limit="400")
    flat, model = move_in(uuid4().hex[:20]), Model()
    flat.meter("C-1", digits=3)
    for turn, (hours, step) in enumerate(steps):
        what, value, ago, why = step
        clock.advance(hours=hours)
        at = clock.now - timedelta(hours=ago)
        expected = None if what == "bill" else model.refused(at, value, why)
        assert outcome(flat, clock.now, step) == expected
        if what == "bill":
            model.bills[day_of(clock.now) - timedelta(days=ago)] = value
        elif expected is None:
            model.taken.append((at, turn, value, why))
        line, before = flat.line("C-1"), model.before(day_of(clock.now))
        assert (line.before and (line.before.day, line.before.value)) == before
        last = max(model.in_force().items(), default=None)
        assert line.sent == (last and Mark(last[0], Quantity(last[1][0]), last[1][1]))
    readings = seen(store, history, flat.contract, None, 0, "").readings
    assert [(reading.day, reading.value) for reading in readings] == [
        (day_of(at), value) for at, _, value, _ in sorted(model.taken, key=lambda one: one[:2], reverse=True)
    ]
    in_force = {reading.day: (reading.value, reading.why) for reading in readings if reading.in_force}
    assert in_force == model.in_force()
