"""What `kiosk db check` says of charging when the database was made to say something else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, update

from kiosk.charging.proof import faults
from kiosk.charging.records import Charging
from kiosk.core.proof import findings
from tests.charging.conftest import Month
from tests.sight import seen


@pytest.fixture
def charged(month: Month) -> Month:
    month.contract("1001", 5000)
    month.contract("1002", 5000)
    for day in (1, 2, 5):
        month.charge(day)
    assert seen(month.store, findings) == []
    return month


def through(month: Month, day: date | None) -> None:
    with month.store.write() as session:
        session.execute(update(Charging).where(Charging.contract == 1).values(through=day))


def said(month: Month) -> list[tuple[str, str | int | None]]:
    return [(found.message, found.params.get("on")) for found in seen(month.store, faults)]


def test_a_contract_that_charging_does_not_know(charged: Month):
    with charged.store.write() as session:
        session.execute(delete(Charging).where(Charging.contract == 1))
    assert said(charged) == [("contract {number}: it is never charged", None)]


@pytest.mark.parametrize("day", [None, date(2026, 11, 4)])
def test_a_day_that_would_be_charged_again(charged: Month, day: date | None):
    through(charged, day)
    assert (
        "contract {number}: the fee of {on:day} was charged, and would be charged again",
        "2026-11-05",
    ) in said(charged)


def test_a_day_that_was_charged_twice(charged: Month):
    """Somebody set the days back, and the next run charged them again."""
    through(charged, date(2026, 11, 1))
    charged.charge(6)
    assert said(charged) == [("contract {number}: the fee of {on:day} was charged twice", "2026-11-02")]
