"""The sample meters: as the form shows them, years after their files were written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from kiosk.contracts.cases import find
from kiosk.core.locale import as_texts
from kiosk.core.module import find as attribute
from kiosk.core.module import modules
from kiosk.core.operator import find_profile, load
from kiosk.core.store import Store
from kiosk.meters.cases import faults, form, history, usage
from kiosk.meters.rules import MeterRules
from kiosk.meters.views import Form
from tests.conftest import Clock
from tests.people import job
from tests.profiles import tune
from tests.sight import seen

LATER = datetime(2031, 5, 6, 12, tzinfo=UTC)


@pytest.fixture(params=["demo", "mosobleirc"])
def demo(request: pytest.FixtureRequest, store: Store, clock: Clock) -> Iterator[Store]:
    store.operator = load(find_profile(request.param))
    clock.now = LATER
    with time_machine.travel(LATER, tick=False):
        fill(store)
        yield store


def fill(store: Store) -> None:
    for name in (name for name in modules() if name in ("tariffs", "contracts", "meters")):
        attribute(modules()[name].demo)(store)


FIRST = {"demo": ("1001", "1002"), "mosobleirc": ("50010001", "50010002")}


def shown(demo: Store, number: str) -> Form:
    return seen(demo, form, demo.run(job(), find, number).contract)


def test_the_first_contract_has_all_there_is_to_see(demo: Store) -> None:
    """EIR-48, EIR-55: three meters with their prices and averages, what was counted and what was sent."""
    first, second = FIRST[demo.operator.folder.name]
    lines = shown(demo, first).meters
    assert len(lines) == 3
    for line in lines:
        assert line.rate
        assert line.average
        assert line.accounted
        assert line.sent == line.before
        assert line.before.value >= line.accounted.value
        assert set(as_texts(line.service)) == set(as_texts(line.unit)) == {"ru", "en"}
    assert any(line.overdue for line in shown(demo, second).meters)
    contract = demo.run(job(), find, first).contract
    days = [reading.in_force for reading in seen(demo, history, contract, lines[-1].meter, 0, "").readings]
    every = [seen(demo, history, contract, line.meter, 12, "").readings for line in lines]
    assert len(days) == 10
    assert any(not reading.in_force for readings in every for reading in readings)
    assert all(
        sum(month.used is not None for month in one.months) >= 11 for one in seen(demo, usage, contract)
    )
    assert seen(demo, faults) == []


def test_loading_them_again_changes_nothing(demo: Store) -> None:
    first, _ = FIRST[demo.operator.folder.name]
    before = shown(demo, first)
    attribute(modules()["meters"].demo)(demo)
    assert shown(demo, first) == before


def test_what_a_profile_refuses_is_left_out(store: Store, clock: Clock) -> None:
    """Other rules do not stop the demo: no readings of an overdue meter, none above a limit."""
    store.operator = load(find_profile("mosobleirc"))
    tune(store, MeterRules, overdue="refuse", limits={"Электроэнергия": "200"})
    clock.now = LATER
    with time_machine.travel(LATER, tick=False):
        fill(store)
    hot, cold, electricity = shown(store, "50010002").meters
    assert cold.off
    assert cold.due
    assert cold.sent
    assert cold.sent.day <= cold.due
    assert hot.sent
    assert hot.sent.day > cold.due
    assert electricity.limit == 200_000
