"""Runs that are cut, and runs of many batches: the same entries, no day twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kiosk.charging import batches, cases
from kiosk.charging.cases import run
from kiosk.charging.records import Charging
from kiosk.contracts.holds import spans
from kiosk.contracts.rules import Settlement
from kiosk.core.proof import findings
from tests.charging.conftest import Month
from tests.people import job
from tests.sight import seen

pytestmark = pytest.mark.usefixtures("sound")


class Cut(Exception):
    """The power fails here."""


def crowd(month: Month) -> None:
    """Customers of every kind, some with days missed; the ids are the same on every database."""
    month.tariff("odd", 2001)
    month.contract("1", 5000)
    month.contract("2", 120)
    month.contract("3", 0)
    month.contract("4", 0, "odd", payment=Settlement.POSTPAID)
    month.contract("5", 5000, "odd", charged_through=date(2026, 10, 29))
    month.contract("6", 300, charged_through=date(2026, 10, 30))
    month.contract("7", 5000, "")
    month.charge(1)


def everything(month: Month) -> list[Any]:
    """What charging wrote, with the ids of its operations."""
    with month.store.read() as session:
        through = session.execute(Charging.__table__.select().order_by(Charging.contract)).all()
        held = spans(session, list(range(1, 8)), date.min)
    return [month.fees(), [tuple(row) for row in through], dict(held)]


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_run_that_was_cut_goes_on_and_is_as_one_that_was_not(
    month: Month, another: Callable[[], Month], after: int, monkeypatch: pytest.MonkeyPatch
):
    """Cut between batches or within one; the same entries under the same ids."""
    monkeypatch.setattr(batches, "BATCH", 2)
    whole, cut = month, another()
    cut.tariff("home", 3000)
    crowd(whole)
    crowd(cut)
    done = whole.charge(4)

    def stop(seen: int, _of: int) -> None:
        if seen >= 2 * after:
            raise Cut

    def fail(*_: object) -> None:
        raise Cut

    if not after:
        monkeypatch.setattr(batches, "_suspend", fail)
    with pytest.raises(Cut):
        cut.store.run(job(), run, None, stop)
    monkeypatch.undo()
    monkeypatch.setattr(batches, "BATCH", 2)
    assert everything(cut) != everything(whole)
    assert cut.charge(4) == done
    assert everything(cut) == everything(whole)
    assert seen(cut.store, findings) == []


def test_a_cut_run_that_nobody_goes_on_with_is_made_up_for_by_the_next(
    month: Month, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(batches, "BATCH", 1)
    contracts = [month.contract(str(number), 500) for number in range(3)]

    def stop(_seen: int, _of: int) -> None:
        raise Cut

    month.today(1)
    with pytest.raises(Cut):
        month.store.run(job(), run, None, stop)
    assert [month.balance(contract) for contract in contracts] == [400, 500, 500]
    assert month.charge(2).charged == 3
    # Who was not reached on the first day is charged for the first time on the second.
    assert [month.balance(contract) for contract in contracts] == [300, 400, 400]


def test_a_day_that_somebody_else_charged_meanwhile_is_not_charged_twice(
    month: Month, monkeypatch: pytest.MonkeyPatch
):
    """The guard behind the lock: the days move on from where they were read, or not at all."""
    contract = month.contract("1001", 500)
    month.charge(1)
    entries = batches._entries

    def meanwhile(settled: Any, day: date) -> Any:
        monkeypatch.setattr(
            batches, "_advance", lambda work, ours: advance(work, [behind(one) for one in ours])
        )
        return entries(settled, day)

    def behind(one: Any) -> Any:
        return one._replace(through=date(2026, 10, 31))

    advance = batches._advance
    monkeypatch.setattr(batches, "_entries", meanwhile)
    with pytest.raises(RuntimeError, match="somebody else"):
        month.charge(2)
    assert month.balance(contract) == 400
    monkeypatch.undo()
    month.charge(2)


def test_many_batches_tell_how_far_they_are(month: Month, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "BATCH", 2)
    monkeypatch.setattr(cases, "_TURN", 0)
    for number in range(5):
        month.contract(str(number), 500)
    told: list[tuple[int, int]] = []
    month.store.run(job(), run, None, lambda seen, of: told.append((seen, of)))
    assert told == [(2, 5), (4, 5), (5, 5)]
