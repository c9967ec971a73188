"""What a redemption costs beside the same statements on the bare driver.

The statements of real redemptions, each after its check as on the screens, are recorded with their
parameters on one installation. Then, in turn and on two twins of it, `store.run` redeems the same cards
anew and the driver replays what was recorded. The checks are not timed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import event

from kiosk.cards.cases import check, redeem
from kiosk.core.embedded import sqlite_driver
from kiosk.core.engines import pragmas
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from tests.figures import Size, aim, crowd
from tests.figures.place import DATABASES, installation, opened, twin

AIMS = {"sqlite": 0.33, "postgresql": 0.45}
OWNER = 1
CONTRACTS = 100
Unit = list[tuple[str, Any, bool]]  # of one transaction: SQL, its parameters, whether they are many


class Recorded(NamedTuple):
    """The transactions of one round."""

    checks: list[Unit]
    redemptions: list[Unit]


def measure(size: Size) -> Iterator[str]:
    rounds, each = (7, 100) if size == "quick" else (25, 200)
    for database in DATABASES:
        with installation(database) as here:
            with opened(here) as store:
                cards = range((rounds + 1) * each)
                crowd.settle(store, CONTRACTS, cards, {OWNER: range(1, CONTRACTS + 1)})
            portions = [cards[start : start + each] for start in range(0, len(cards), each)]
            with twin(here) as ours, twin(here) as bare:
                yield _compare(database, portions, _record(here, portions), ours, bare)


def _compare(
    database: str, portions: list[range], recorded: list[Recorded], ours: Settings, bare: Settings
) -> str:
    """Rates of both sides, in turn; the first round only warms them up."""
    rates: list[tuple[float, float]] = []
    with opened(ours) as store, closing(_driver(bare)) as driver:
        for cards, units in zip(portions, recorded, strict=True):
            _rate(lambda card: _run(store, check, card), cards)
            _rate(lambda unit: _replay(driver, unit), units.checks)
            through_store = _rate(lambda card: _run(store, redeem, card), cards)
            rates.append((through_store, _rate(lambda unit: _replay(driver, unit), units.redemptions)))
    through, on_driver = zip(*rates[1:], strict=True)
    ratio = median(a / b for a, b in rates[1:])
    return (
        f"redeem database={database} statements={len(recorded[-1].redemptions[-1])}"
        f" store_per_s={median(through):.0f} driver_per_s={median(on_driver):.0f}"
        f" rounds={len(rates) - 1}x{len(cards)} {aim(ratio, AIMS[database], at_least=True)}"
    )


def _rate(act: Callable[[Any], None], things: Sequence[Any]) -> float:
    started = time.perf_counter()
    for thing in things:
        act(thing)
    return len(things) / (time.perf_counter() - started)


def _run(store: Store, case: Callable[..., Any], card: int) -> None:
    store.run(crowd.by(OWNER), case, ContractId(card % CONTRACTS + 1), crowd.code(card))


def _record(here: Settings, portions: list[range]) -> list[Recorded]:
    """What the driver gets of each check and redemption, from the begin to the commit."""
    units: list[Unit] = []
    # PostgreSQL's driver begins by itself; on SQLite the store has it said.
    begin: Unit = [] if here.database_url else [("BEGIN IMMEDIATE", (), False)]

    def seen(_s: Any, _cursor: Any, statement: str, parameters: Any, _c: Any, many: bool) -> None:
        units[-1].append((statement, parameters, many))

    def record(case: Callable[..., Any], cards: range) -> list[Unit]:
        for card in cards:
            units.append([*begin])
            _run(store, case, card)
        return units[-len(cards) :]

    with opened(here) as store:
        event.listen(store.database.write, "before_cursor_execute", seen)
        return [Recorded(record(check, cards), record(redeem, cards)) for cards in portions]


def _driver(here: Settings) -> Any:
    """A bare connection, as durable as the store's own."""
    if here.database_url:
        url = here.database_url.replace("postgresql+psycopg", "postgresql")
        return psycopg.connect(url)
    driver = sqlite_driver()
    connection = driver.connect(Path(here.home, "kiosk.db"), isolation_level=None)
    for name, (value, _) in pragmas(driver.sqlite_version_info).items():
        connection.execute(f"PRAGMA {name}={value}")
    return connection


def _replay(connection: Any, unit: Unit) -> None:
    cursor = connection.cursor()
    for statement, parameters, many in unit:
        (cursor.executemany if many else cursor.execute)(statement, parameters)
        if cursor.description:
            cursor.fetchall()
    connection.commit()
