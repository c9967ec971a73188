"""How fast a day is charged, beside the bare driver, and how long who redeems a card waits meanwhile.

`charging.run` charges a town day by day; on a twin of it the driver makes the same inserts and updates in
the same batches, in turn. Then another process redeems cards one after the other, at first alone, then
while a day is charged. The fault: all contracts are one batch.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from multiprocessing.connection import Connection
from statistics import median

import pytest

from kiosk.cards.cases import redeem
from kiosk.charging import batches
from kiosk.charging.cases import run
from kiosk.core.module import load_cases
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from tests import people
from tests.figures import Size, aim, crowd
from tests.figures.at_terminal import timed
from tests.figures.driver import Beside, beside
from tests.figures.place import DATABASES, opened
from tests.figures.town import Town, town

load_cases()  # once, for the process that is forked from this module
AIM = 0.5
LONGEST = 0.25  # seconds that a redemption may take
ALONE = 100  # redemptions before the charging begins
MOST = 20_000  # redemptions in all
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds of each redemption, before and while a day is charged."""

    alone: Sequence[float]
    meanwhile: Sequence[float]


def measure(size: Size) -> Iterator[str]:
    contracts, days = (20_000, 3) if size == "quick" else (200_000, 5)
    for database in DATABASES:
        with town(database, contracts, days + 2) as (built, here):
            found = compare(built, here, days)
            yield (
                f"charge database={database} contracts={contracts} days={days}"
                f" flow_per_s={contracts / median(found.house):.0f}"
                f" driver_per_s={contracts / median(found.driver):.0f}"
                f" same_books={'yes' if found.same else 'no'} {aim(found.ratio, AIM, at_least=True)}"
            )
            redeemed = waits(built, here)
            longest = max(redeemed.meanwhile)
            yield (
                f"charge database={database} contracts={contracts} redeemed={len(redeemed.meanwhile)}"
                f" median_wait_ms={median(redeemed.meanwhile) * 1000:.0f}"
                f" longest_wait_ms={longest * 1000:.0f} longest_alone_ms={max(redeemed.alone) * 1000:.0f}"
                f" aim<={LONGEST * 1000:.0f} met={'yes' if longest <= LONGEST else 'no'}"
            )


def faults(contracts: int = 5_000) -> Iterator[tuple[str, bool]]:
    for database in DATABASES:
        with town(database, contracts) as (built, here), one_batch():
            yield f"one_batch database={database}", max(waits(built, here).meanwhile) > LONGEST


def compare(built: Town, here: Settings, days: int) -> Beside:
    """Charge so many days, and one before them, beside the driver."""
    return beside(here, [partial(_charge, built.through + at * _DAY) for at in range(1, days + 2)])


def _charge(day: date | None, store: Store) -> None:
    store.run(people.job(), run, day, None)


def waits(built: Town, here: Settings) -> Waits:
    """Redeem cards in another process while what is left to charge is charged in this one."""
    with opened(here) as store:
        customers = list(built.some(min(built.contracts, MOST)))
        crowd.visits(store, customers)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", __name__])
        line, other = context.Pipe()
        process = context.Process(target=_redeem, args=(here, customers, other), daemon=True)
        process.start()
        other.close()  # so that a process that fell is not waited for
        alone = line.recv()
        _charge(None, store)
        line.send("done")
        meanwhile = line.recv()
        process.join()
        return Waits(alone, meanwhile)


def _redeem(here: Settings, customers: Sequence[int], line: Connection) -> None:
    """Each customer redeems a card, until the other side says that the day is charged."""
    with opened(here) as store:

        def redeemed(customer: int) -> float:
            by, contract = crowd.by(customer), ContractId(customer)
            return timed(lambda: store.run(by, redeem, contract, crowd.code(customer)))

        line.send([redeemed(customer) for customer in customers[:ALONE]])
        spans = []
        for customer in customers[ALONE:]:
            spans.append(redeemed(customer))
            if line.poll():
                break
        line.recv()
        line.send(spans)


@contextmanager
def one_batch() -> Iterator[None]:
    """The fault: whoever redeems a card waits until all contracts are charged."""
    with pytest.MonkeyPatch.context() as planted:
        planted.setattr(batches, "BATCH", 10**9)
        yield
