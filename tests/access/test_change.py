"""Changing the password, one-time and old passwords, and what a limited visit may."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from kiosk.access.cases import change_password, end
from kiosk.access.rules import AccessRules, PasswordRules
from kiosk.access.views import Entry, MustChange
from kiosk.core.identity import Login
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.core.work import CASES, OWNER, Denied, OperationReused, Refusal, VisitOver
from tests import people
from tests.conftest import Clock
from tests.people import PASSWORD
from tests.profiles import tune

NEW = "battery staple"


@pytest.fixture
def entry(store: Store) -> Entry:
    people.customer(store, phones=("+375291234567",))
    return people.enter(store)


def change(store: Store, entry: Entry, old: str, new: str, by=None):
    by = by or people.owner(entry)
    return store.run(by, change_password, entry.login, Secret(old), Secret(new))


def refused(store: Store, entry: Entry, old: str, new: str) -> str:
    with pytest.raises(Refusal) as refusal:
        change(store, entry, old, new)
    return refusal.value.code


def test_old_and_new(store: Store, entry: Entry, clock: Clock):
    """ISP-15, EIR-23, VEL-19: from then on the new one opens, the old one does not."""
    assert change(store, entry, PASSWORD, NEW).at == clock.now
    assert people.enter(store, password=NEW).must_change is MustChange.NO
    with pytest.raises(Refusal, match=r"access\.wrong"):
        people.enter(store)


def test_a_wrong_old_password_is_counted(store: Store, entry: Entry):
    """ISP-15: the old one is mandatory; five wrong ones pause, the right one then waits, too."""
    tries = [refused(store, entry, "wrong", NEW) for _ in range(6)]
    assert tries == ["access.old_wrong"] * 5 + ["access.wait"]
    assert refused(store, entry, PASSWORD, NEW) == "access.wait"
    assert people.enter(store).login == entry.login


def test_a_right_old_password_costs_no_try_even_if_the_new_one_is_bad(store: Store, entry: Entry):
    assert {refused(store, entry, PASSWORD, "short") for _ in range(12)} == {"access.password_short"}
    change(store, entry, PASSWORD, NEW)


@pytest.mark.parametrize("same", [PASSWORD, "ｃorrect horse"])
def test_the_same_password_is_no_change(store: Store, entry: Entry, same: str):
    """Also when only its letters' width differs: compared after NFKC."""
    assert refused(store, entry, PASSWORD, same) == "access.password_same"


@pytest.mark.parametrize("own", ["xx1001xx", "291234567", "375291234567", "иванов77", "Иван-2026"])
def test_a_password_is_not_made_of_who_one_is(store: Store, entry: Entry, own: str):
    """Decision 2: contract number, phone (without its country, too), name."""
    assert refused(store, entry, PASSWORD, own) == "access.password_own"


def test_asked_again_under_the_same_id(store: Store, entry: Entry, clock: Clock):
    """The answer was lost after the commit: the same id says that it was done, and does no more."""
    by = people.owner(entry)
    first = change(store, entry, PASSWORD, NEW, by)
    clock.advance(seconds=3)
    assert change(store, entry, PASSWORD, NEW, by) == first
    assert people.enter(store, password=NEW).login == entry.login


def test_another_old_password_under_the_same_id_is_told_nothing(store: Store, entry: Entry):
    by = people.owner(entry)
    with pytest.raises(Refusal, match="old_wrong"):
        change(store, entry, "wrong", NEW, by)
    with pytest.raises(OperationReused):
        change(store, entry, PASSWORD, NEW, by)


def test_nobody_changes_anothers_password(store: Store, entry: Entry):
    people.customer(store, "1002")
    other = people.enter(store, "1002", terminal="2")
    with pytest.raises(Denied):
        store.run(people.owner(entry), change_password, other.login, Secret(PASSWORD), Secret(NEW))
    store.run(people.owner(entry), end, entry.visit)
    with pytest.raises(VisitOver):
        change(store, entry, PASSWORD, NEW)


def test_a_one_time_password_must_be_changed(store: Store, entry: Entry):
    """VEL-14, ISP-12: it opens nothing but the change; after it the same visit may do everything."""
    people.new_password(store, entry, "one time 1", one_time=True)
    limited = people.enter(store, password="one time 1")
    assert limited.must_change is MustChange.ONE_TIME
    with pytest.raises(Denied):
        store.run(people.owner(limited), "home.show", limited.contracts[0].contract)
    assert refused(store, limited, "one time 1", "one time 1") == "access.password_same"
    change(store, limited, "one time 1", NEW)
    assert store.run(people.owner(limited), "home.show", limited.contracts[0].contract)
    assert people.enter(store, password=NEW).must_change is MustChange.NO


def test_a_one_time_password_ends_and_the_way_on_is_said(store: Store, entry: Entry, clock: Clock):
    """VEL-14: 72 hours (profile). Only who knows it is told so; for others it is a wrong one."""
    people.new_password(store, entry, "one time 1", one_time=True)
    clock.advance(hours=72, microseconds=-1)
    assert people.enter(store, password="one time 1").must_change is MustChange.ONE_TIME
    clock.advance(microseconds=1)
    with pytest.raises(Refusal, match=r"access\.one_time_over") as over:
        people.enter(store, password="one time 1")
    assert "Ask staff" in over.value.message
    with pytest.raises(Refusal, match=r"access\.wrong"):
        people.enter(store, password="wrong")


def test_how_long_a_one_time_password_lives_is_the_profiles(store: Store, entry: Entry, clock: Clock):
    tune(store, AccessRules, password=PasswordRules(one_time_hours=1))
    people.new_password(store, entry, "one time 1", one_time=True)
    clock.advance(hours=1)
    with pytest.raises(Refusal, match="one_time_over"):
        people.enter(store, password="one time 1")


def test_a_limited_visit_may_change_the_password_and_end(store: Store, entry: Entry):
    """Every use case of an owner, found by introspection, is tried in a limited visit."""
    people.new_password(store, entry, "one time 1", one_time=True)
    limited = people.enter(store, password="one time 1")
    owners = [case for case in CASES.values() if OWNER in case.by and not case.name.startswith("tests.")]
    denied = []
    for case in owners:
        if case.limited:
            continue
        with pytest.raises(Denied):
            store.run(people.owner(limited), case.name, *(limited.login for _ in case.owned))
        denied.append(case.name)
    assert "cards.redeem" in denied
    assert {case.name for case in owners if case.limited} == {
        "access.change_password", "access.reserve_change", "access.end",
    }  # fmt: skip
    store.run(people.owner(limited), end, limited.visit)


def test_an_old_password_warns_and_then_wants_a_change(store: Store, entry: Entry, clock: Clock):
    """VEL-13, VEL-15: 12 months (profile), warned from 14 days before; by default it never ends."""
    with store.write() as session:
        session.execute(update(Login).values(changed_at=datetime(2026, 1, 31, 9, tzinfo=UTC)))
    clock.now = datetime(2036, 1, 1, tzinfo=UTC)
    assert people.enter(store).must_change is MustChange.NO
    tune(store, AccessRules, password=PasswordRules(max_age_months=12))
    days = [
        (datetime(2027, 1, 17, 8, 59, 59, tzinfo=UTC), MustChange.NO, None),
        (datetime(2027, 1, 17, 9, tzinfo=UTC), MustChange.NO, 14),
        (datetime(2027, 1, 30, 9, 0, 1, tzinfo=UTC), MustChange.NO, 1),
        (datetime(2027, 1, 31, 8, 59, 59, tzinfo=UTC), MustChange.NO, 1),
        (datetime(2027, 1, 31, 9, tzinfo=UTC), MustChange.OLD, None),
    ]
    for moment, must, warned in days:
        clock.now = moment
        seen = people.enter(store)
        assert (seen.must_change, seen.warn_days) == (must, warned), moment
    old = people.enter(store)
    with pytest.raises(Denied):
        store.run(people.owner(old), "home.show", old.contracts[0].contract)
    change(store, old, PASSWORD, NEW)
    assert people.enter(store, password=NEW).must_change is MustChange.NO


def test_a_changed_password_ends_the_visits_at_other_terminals(store: Store, entry: Entry):
    """VEL-19, VEL-28: whoever is in with the old password is out; the one who changed it goes on."""
    elsewhere = people.enter(store, terminal="2")
    change(store, entry, PASSWORD, NEW)
    with pytest.raises(VisitOver):
        store.run(people.owner(elsewhere, terminal="2"), end, elsewhere.visit)
    store.run(people.owner(entry), end, entry.visit)
