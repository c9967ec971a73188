"""A login is answered no sooner than the profile says: its time tells nothing of names and hashes."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field

import argon2
import pytest

from kiosk.access import pace
from kiosk.access.passwords import hash_password
from kiosk.access.rules import AccessRules, Argon2
from kiosk.contracts.views import NewLogin
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from tests import people
from tests.people import PASSWORD
from tests.profiles import tune

FLOOR = 0.4
HEAVY = Argon2(memory_mib=2, passes=2, lanes=2)


@dataclass
class Watch:
    """A clock that only verifications and waiting move; where it stood at each wait, and what was open."""

    now: float = 100.0
    waits: list[float] = field(default_factory=list)
    open: list[int] = field(default_factory=list)


@pytest.fixture
def watch(store: Store, spy, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A kept hash of other parameters takes six times as long as the profile's."""
    tune(store, AccessRules, answer_seconds=FLOOR)
    seen = Watch()

    def verifying() -> None:
        heavy = argon2.extract_parameters(spy.kept[-1]).memory_cost == HEAVY.memory_mib * 1024
        seen.now += 0.3 if heavy else 0.05

    def sleep(seconds: float) -> None:
        seen.now += seconds
        seen.waits.append(seconds)
        pools = store.database.read.pool, store.database.write.pool
        locked = bool(store._writer and store._writer.locked())
        seen.open.append(sum(pool.checkedout() for pool in pools) + locked)

    spy.during = verifying
    monkeypatch.setattr(pace, "monotonic", lambda: seen.now)
    monkeypatch.setattr(pace, "sleep", sleep)
    return seen


@pytest.fixture
def imported(store: Store) -> None:
    """Two customers, one of whom has a hash of another system."""
    people.customer(store)
    kept = hash_password(HEAVY, Secret(PASSWORD))
    people.customer(store, "2001", login=NewLogin(kept))


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
@pytest.mark.parametrize("number", ["1001", "2001", "9999"], ids=["usual", "imported", "unknown"])
def test_an_imported_hash_answers_as_soon_as_any_other(
    store: Store, imported, watch: Watch, number: str, password: str
):
    """EIR-04, ISP-13: kept hashes with other parameters tell nobody that a name exists."""
    began, wrong = watch.now, number == "9999" or password == "wrong"
    with pytest.raises(Refusal, match=r"access\.wrong") if wrong else nullcontext():
        people.enter(store, number, password)
    assert watch.now - began == pytest.approx(FLOOR)
    assert len(watch.waits) == 1


def test_a_paused_name_is_told_so_as_late_as_any_other(store: Store, imported, watch: Watch):
    """That nothing was verified does not show."""
    for _ in range(5):
        with pytest.raises(Refusal, match=r"access\.wrong"):
            people.enter(store, "2001", "wrong")
    began = watch.now
    with pytest.raises(Refusal, match=r"access\.wait"):
        people.enter(store, "2001")
    assert watch.now - began == pytest.approx(FLOOR)


def test_nothing_is_open_while_a_login_waits(store: Store, imported, watch: Watch):
    """No transaction, no connection, no writer lock: a waiting login stops nobody."""
    people.enter(store, "2001")
    assert watch.open == [0]


def test_what_is_no_login_name_is_told_at_once(store: Store, watch: Watch):
    """A slip of the finger is seen before anything is looked up: it tells nothing, and waits for nothing."""
    with pytest.raises(Refusal, match=r"access\.name"):
        people.enter(store, "10 01;")
    assert watch.waits == []


def test_who_takes_longer_waits_no_more(store: Store, imported, watch: Watch):
    tune(store, AccessRules, answer_seconds=0.2)
    people.enter(store, "2001")
    assert watch.waits == []


def test_the_house_answers_after_four_tenths_of_a_second():
    """Unless the profile says otherwise; what is no time is refused at the start."""
    assert AccessRules().answer_seconds == 0.4
    for wrong in (-0.1, 11.0, float("nan")):
        with pytest.raises(ValueError, match="answer_seconds"):
            AccessRules(answer_seconds=wrong)
