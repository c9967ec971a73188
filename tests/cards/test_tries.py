"""Wrong card codes: they pause cards for one contract, raise an alarm, and stop nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from kiosk.cards.cases import WATCH, tile
from kiosk.cards.rules import CardRules
from kiosk.core.store import Store
from kiosk.core.throttle import Alarm
from kiosk.core.work import Work
from kiosk.receipts.views import Receipt
from tests import people
from tests.profiles import tune

GOOD = "12345678901234"


def test_five_wrong_codes_pause_cards_for_longer_and_longer(ivan, clock):
    """VEL-59: 15 min, 30, 1 h, 24 h, and not for ever; the tries that are left are told."""
    waits = []
    for _ in range(5):
        seen = [ivan.check("99999999999999") for _ in range(6)]
        assert [refusal.params.get("left") for refusal in seen[:5]] == [4, 3, 2, 1, 0]
        waits.append(timedelta(seconds=seen[5].params["wait"]) // timedelta(minutes=1))
        clock.advance(minutes=waits[-1])
    # 24 hours without a try make the pauses start anew.
    assert waits == [15, 30, 60, 1440, 15]


def test_a_pause_is_of_cards_and_of_this_contract_only(store: Store, ivan, arrive):
    people.cards(store, GOOD)
    ivan.wrong(6)
    assert ivan.redeem(GOOD).code == "cards.wait"
    assert store.run(people.owner(ivan.entry), "home.show", ivan.contract)
    assert store.run(people.owner(ivan.entry), "balance.show", ivan.contract)
    assert people.enter(store, "1001").login == ivan.entry.login
    assert isinstance(arrive("1002", "1").redeem(GOOD), Receipt)


def test_the_tile_says_how_long(store: Store, ivan, clock):
    def shown():
        with store.read() as session:
            return tile(Work(session, store.operator, store.keys, clock.now, people.job()), ivan.contract)

    assert shown().open
    ivan.wrong(5)
    assert (shown().open, shown().line.params) == (False, {"wait": 900})
    clock.advance(minutes=15)
    assert shown().open


def alarm(store: Store) -> list[tuple[str, int, bool]]:
    with store.read() as session:
        rows = session.execute(select(Alarm).where(Alarm.kind == WATCH).order_by(Alarm.terminal, Alarm.day))
        return [(row.terminal, row.attempts, row.raised is not None) for row in rows]


@pytest.fixture
def low(store: Store):
    tune(store, CardRules, alarm_wrong_day=3)


def test_wrong_codes_of_a_terminal_raise_an_alarm_and_stop_nobody(store: Store, arrive, low):
    """Counted over all customers of a terminal and day; the others go on."""
    people.cards(store, GOOD)
    arrive("1001").wrong(2)
    arrive("1002").wrong(1)
    assert alarm(store) == [("1", 3, False)]
    arrive("1003").wrong(1)
    assert alarm(store) == [("1", 4, True)]
    assert isinstance(arrive("1004").redeem(GOOD), Receipt)
    assert alarm(store) == [("1", 4, True)]


def test_right_codes_raise_no_alarm(store: Store, ivan, low):
    codes = [f"1234567890{i:04d}" for i in range(6)]
    people.cards(store, *codes)
    for code in codes:
        ivan.check(code)
        ivan.check(code)
        assert isinstance(ivan.redeem(code), Receipt)
    assert alarm(store) == [("1", 0, False)]


def test_a_card_checked_before_midnight_is_not_counted_after_it(store: Store, ivan, clock, low):
    """Taking an attempt back where there is none to take back counts none."""
    people.cards(store, GOOD)
    clock.advance(hours=8, minutes=59)
    ivan.check(GOOD)
    clock.advance(minutes=2)
    assert isinstance(ivan.redeem(GOOD), Receipt)
    assert alarm(store) == [("1", 1, False)]


def test_fails_closed_when_the_database_is_away(store: Store, ivan, away):
    from kiosk.core.work import Unavailable

    people.cards(store, GOOD)
    with away(), pytest.raises(Unavailable):
        ivan.redeem(GOOD)
    assert isinstance(ivan.redeem(GOOD), Receipt)
