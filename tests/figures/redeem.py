"""What a redemption costs beside the same statements on the bare driver.

The statements of real redemptions, each after its check as on the screens, are recorded with their
parameters on one installation. Then, in turn and on two twins of it, `store.run` redeems the same cards
anew and the driver replays what was recorded. The checks are not timed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from statistics import median
from typing import Any, NamedTuple

from kiosk.cards.cases import check, redeem
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from tests.figures import Size, aim, crowd
from tests.figures.driver import Unit, connect, recorded, replay
from tests.figures.place import DATABASES, installation, opened, twin

AIMS = {"sqlite": 0.33, "postgresql": 0.45}
OWNER = 1
CONTRACTS = 100


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
    with opened(ours) as store, closing(connect(bare)) as driver:
        for cards, units in zip(portions, recorded, strict=True):
            _rate(lambda card: _run(store, check, card), cards)
            _rate(lambda unit: replay(driver, [unit]), units.checks)
            through_store = _rate(lambda card: _run(store, redeem, card), cards)
            rates.append((through_store, _rate(lambda unit: replay(driver, [unit]), units.redemptions)))
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

    def record(store: Store, case: Callable[..., Any], cards: range) -> list[Unit]:
        with recorded(store) as units:
            for card in cards:
                _run(store, case, card)
        return units

    with opened(here) as store:
        return [Recorded(record(store, check, cards), record(store, redeem, cards)) for cards in portions]
