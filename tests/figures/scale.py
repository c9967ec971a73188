"""What many customers with a long history cost: visits in a large town beside visits in a small one.

Customers from everywhere log in (argon2 left out), see home and last month, and redeem a card: one in
each town, in turn. What they see was read once before, so that no disk is measured. The fault: the
postings have no index by account.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple, TypeVar

import pytest

from kiosk.access import passwords
from kiosk.access.cases import login
from kiosk.access.rules import AccessRules
from kiosk.balance.cases import month
from kiosk.cards.cases import check, redeem
from kiosk.core.engines import for_migration
from kiosk.core.secret import Secret
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import Actor, By, ContractId
from kiosk.home.cases import show
from tests import people
from tests.figures import Size, aim, crowd
from tests.figures.place import DATABASES, opened
from tests.figures.town import POSTINGS, Town, by_account, town
from tests.profiles import tune
from tests.sight import seen

AIM = 1.25
SMALL = 1_000
WARM = 20  # visits in each town that are not counted
R = TypeVar("R")
Spans = dict[str, list[float]]


class Medians(NamedTuple):
    """Seconds that a case takes in the town with few and in the one with many contracts."""

    few: float
    many: float

    @property
    def ratio(self) -> float:
        return self.many / self.few


def measure(size: Size) -> Iterator[str]:
    many, visits = (50_000, 300) if size == "quick" else (1_000_000, 900)
    for database in DATABASES:
        for case, found in compare(database, SMALL, many, visits).items():
            yield (
                f"scale database={database} case={case} contracts={many} postings={many * POSTINGS}"
                f" ms={found.many * 1000:.2f} beside_{SMALL}_ms={found.few * 1000:.2f} visits={visits}"
                f" {aim(found.ratio, AIM, at_least=False)}"
            )


def faults(few: int = 100, many: int = 5_000) -> Iterator[tuple[str, bool]]:
    for database in DATABASES:
        found = compare(database, few, many, visits=30, planted=True)
        yield f"no_index database={database}", found["month"].ratio > AIM


def compare(database: str, few: int, many: int, visits: int, *, planted: bool = False) -> dict[str, Medians]:
    """The time of each case in both towns; `few` are more than the visits."""
    with (
        town(database, few) as (small, small_place),
        town(database, many) as (large, large_place),
        opened(small_place) as small_store,
        opened(large_place) as large_store,
        _without_argon2(small_store, large_store),
    ):
        if planted:
            _take_index_away(large_place)
        beside, spans = _visits((small_store, small), (large_store, large), visits=visits)
    return {case: Medians(median(beside[case]), median(spans[case])) for case in spans}


def _take_index_away(here: Settings) -> None:
    engine = for_migration(here.url)
    with engine.begin() as session:
        by_account().drop(session)
    engine.dispose()


@contextmanager
def _without_argon2(*stores: Store) -> Iterator[None]:
    """Every password is right at once: no hash, and no waiting until the answer tells nothing."""
    for store in stores:
        tune(store, AccessRules, answer_seconds=0)
    with pytest.MonkeyPatch.context() as left_out:
        left_out.setattr(passwords, "verify", lambda *_: True)
        left_out.setattr(passwords, "outdated", lambda *_: False)
        yield


def _visits(*sides: tuple[Store, Town], visits: int) -> list[Spans]:
    """Seconds of each case in each town."""
    for store, built in sides:
        _warm(store, built, visits)
    found: list[Spans] = [defaultdict(list) for _ in sides]
    customers = zip(*(side.some(WARM + visits) for _, side in sides), strict=True)
    for at, contracts in enumerate(customers):
        for (store, _), contract, spans in zip(sides, contracts, found, strict=True):
            for case, seconds in _visit(store, contract):
                if at >= WARM:
                    spans[case].append(seconds)
    return found


def _warm(store: Store, built: Town, visits: int) -> None:
    """Have the system read from the disk what will be seen; far more than the database itself keeps."""
    for number in built.some(WARM + visits):
        seen(store, show, ContractId(number))
        seen(store, month, ContractId(number), _last_month(store), "")


def _last_month(store: Store) -> date:
    return store.operator.day_of(store.now()).replace(day=1) - timedelta(days=1)


def _visit(store: Store, number: int) -> Iterator[tuple[str, float]]:
    """What a customer does, with the seconds of each case; a card is checked before it is redeemed."""
    contract, code = ContractId(number), crowd.code(number)
    by = By(Actor.anyone(), "1", None, people.operation())
    entry, seconds = _timed(lambda: store.run(by, login, "contract", str(number), Secret("")))
    yield "login", seconds
    last_month = _last_month(store)
    store.run(people.owner(entry), check, contract, code)
    yield "home", _timed(lambda: store.run(people.owner(entry), show, contract))[1]
    yield "month", _timed(lambda: store.run(people.owner(entry), month, contract, last_month, ""))[1]
    yield "redeem", _timed(lambda: store.run(people.owner(entry), redeem, contract, code))[1]


def _timed(act: Callable[[], R]) -> tuple[R, float]:
    started = time.perf_counter()
    result = act()
    return result, time.perf_counter() - started
