"""Wrong passwords are counted: per name and per terminal, told openly, never for ever."""

from __future__ import annotations

import pytest

from kiosk.access.rules import AccessRules
from kiosk.core.limit import Limit
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from tests import people
from tests.conftest import Clock
from tests.profiles import tune


def outcome(store: Store, number: str, password: str = "wrong", terminal: str = "1") -> str | int:
    """in, wrong, or the seconds to wait."""
    try:
        people.enter(store, number, password, terminal=terminal)
    except Refusal as refusal:
        return refusal.params.get("wait", refusal.code)
    return "in"


def wrong(store: Store, number: str, times: int, terminal: str = "1") -> list[str | int]:
    return [outcome(store, number, terminal=terminal) for _ in range(times)]


@pytest.fixture(autouse=True)
def known(store: Store):
    people.customer(store)


@pytest.mark.parametrize("number", ["1001", "9999"], ids=["known", "unknown"])
def test_five_wrong_tries_then_a_wait_that_is_told(store: Store, clock: Clock, spy, number: str):
    """VEL-03, ISP-13: 5 in 15 minutes per name; unknown names alike; a paused name is not verified."""
    assert wrong(store, number, 6) == ["access.wrong"] * 5 + [900]
    assert len(spy.kept) == 5
    clock.advance(minutes=14, seconds=59, milliseconds=900)
    assert outcome(store, number, people.PASSWORD) == 1
    clock.advance(milliseconds=100)
    assert outcome(store, number, people.PASSWORD) == ("in" if number == "1001" else "access.wrong")


@pytest.mark.parametrize("number", ["1001", "9999"], ids=["known", "unknown"])
def test_pauses_double_to_an_hour_and_never_become_permanent(store: Store, clock: Clock, number: str):
    waits = []
    for _ in range(5):
        waits.append(wrong(store, number, 6)[-1])
        clock.advance(seconds=waits[-1])
    assert waits == [900, 1800, 3600, 3600, 3600]
    clock.advance(hours=24)
    assert wrong(store, number, 6)[-1] == 900


def test_a_name_is_counted_however_it_is_typed_and_wherever(store: Store):
    for terminal, typed in enumerate(["1001", " 1001", "10-01", "1 001", "１００１"]):
        assert outcome(store, typed, terminal=str(terminal)) == "access.wrong"
    assert outcome(store, "1001", people.PASSWORD, terminal="9") == 900


def test_a_right_password_lifts_its_own_try_only(store: Store):
    """Ten right ones cost nothing; four wrong ones stay counted beside them."""
    assert wrong(store, "1001", 4) == ["access.wrong"] * 4
    assert [outcome(store, "1001", people.PASSWORD) for _ in range(10)] == ["in"] * 10
    assert wrong(store, "1001", 2) == ["access.wrong", 900]


def test_old_tries_leave_the_window(store: Store, clock: Clock):
    wrong(store, "1001", 4)
    clock.advance(minutes=15)
    assert wrong(store, "1001", 5)[-1] == "access.wrong"
    assert outcome(store, "1001") == 900


def test_ten_wrong_tries_at_a_terminal_pause_it_and_no_other(store: Store, clock: Clock):
    """10 in 5 minutes per terminal, over many names; another terminal goes on."""
    assert [outcome(store, str(5000 + i)) for i in range(11)] == ["access.wrong"] * 10 + [300]
    assert outcome(store, "1001", people.PASSWORD, terminal="2") == "in"
    assert outcome(store, "1001", people.PASSWORD) == 300
    clock.advance(minutes=5)
    assert outcome(store, "1001", people.PASSWORD) == "in"


def test_a_try_that_waits_is_counted_nowhere(store: Store):
    """Somebody who leans on Enter during a pause does not pause the terminal for others."""
    wrong(store, "1001", 20)
    assert outcome(store, "9999") == "access.wrong"


def test_tries_survive_a_restart(store: Store, settings, operator, clock: Clock):
    from kiosk.core.store import open_store

    wrong(store, "1001", 5)
    again = open_store(settings, operator)
    again._clock = clock
    assert outcome(again, "1001", people.PASSWORD) == 900
    again.close()


def test_a_clock_set_back_frees_nobody(store: Store, clock: Clock):
    wrong(store, "1001", 5)
    clock.advance(hours=-2)
    assert outcome(store, "1001", people.PASSWORD) == 900


def test_the_numbers_are_the_profiles(store: Store):
    tune(store, AccessRules, name_tries=Limit(tries=2, pauses_minutes=[1]))
    assert wrong(store, "1001", 3) == ["access.wrong", "access.wrong", 60]
