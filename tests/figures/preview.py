"""What the preview of a change of tariff says is what the change does, whatever happened before.

Customers act at random under random rules of the profile: they change, take back, pay, run out of money;
days pass, fees are charged, prices rise (tests/tariffs/acts.py). The fault: the preview forgets the fee.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from random import Random

from kiosk.core.store import Store
from kiosk.tariffs.rules import ChangeRules
from tests.conftest import Clock
from tests.figures import Size
from tests.figures.place import DATABASES, installation, opened
from tests.tariffs.acts import Act, Play, begin, fee_left_out, settle

SEED = 3
ACTS = 12  # of each customer
TOGETHER = 25  # customers in one installation
_WHAT = {
    "change": (0, 4),
    "cancel": (0, 0),
    "charge": (0, 9),
    "pass": (1, 20),
    "pay": (1, 9000),
    "price": (0, 9000),
}
_OFTEN = ("change", "change", *_WHAT)


def measure(size: Size) -> Iterator[str]:
    customers = 50 if size == "quick" else 1_000
    for database in DATABASES:
        plays = check(database, customers)
        different = sum(len(play.different) for play in plays)
        yield (
            f"preview database={database} seed={SEED} customers={customers} acts={customers * ACTS}"
            f" changes={sum(play.changes for play in plays)} refused={sum(play.refused for play in plays)}"
            f" different={different} met={'no' if different else 'yes'}"
        )


def faults(customers: int = 20) -> Iterator[tuple[str, bool]]:
    for database in DATABASES:
        changed = [play for play in check(database, customers, planted=True) if play.changes]
        found = sum(bool(play.different) for play in changed)
        words = f"fee_left_out database={database} changed={len(changed)} found={found}"
        yield words, 0 < len(changed) == found


def check(database: str, customers: int, *, planted: bool = False) -> list[Play]:
    """Let so many customers act. Planted: every change costs something, and the preview leaves that out."""
    chance, plays = Random(SEED), list[Play]()
    with fee_left_out() if planted else nullcontext():
        for start in range(0, customers, TOGETHER):
            clock = Clock()
            with installation(database) as here, opened(here, clock) as store:
                for _ in range(start, min(start + TOGETHER, customers)):
                    plays.append(_play(store, clock, chance, planted))
    return plays


def _play(store: Store, clock: Clock, chance: Random, planted: bool) -> Play:
    """One customer's acts, the rules and the acts by chance."""
    manner = chance.choice(("daily", "advance"))
    settle(store, manner, _rules(chance, planted), _rules(chance, planted), chance.choice((0, 3)))
    play = begin(store, clock, postpaid=chance.random() < 0.3)
    for _ in range(ACTS):
        kind = chance.choice(_OFTEN)
        # Tariffs of one price would change for nothing.
        play.do(Act("pay" if planted and kind == "price" else kind, chance.randint(*_WHAT[kind])))
    return play


def _rules(chance: Random, planted: bool) -> ChangeRules:
    return ChangeRules(
        fee=chance.choice(("0.01", "10.00") if planted else ("0", "0.01", "10.00")),
        effective=chance.choice(("now", "next_day", "next_period")),
        balance=chance.choice(("0", "20.00")),
    )
