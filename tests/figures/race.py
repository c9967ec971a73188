"""A card is credited once, however many terminals try it at the same time.

Sixteen processes, each a terminal of its own, try the same cards in the same order through `store.run`,
for different contracts: fifty attempts on each card, five by each contract.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier, Lock
from typing import Any, NamedTuple

import pytest
from sqlalchemy import bindparam, update

from kiosk.cards import cases
from kiosk.cards.cases import redeem
from kiosk.cards.records import Card
from kiosk.cards.rules import CardState
from kiosk.core import schema
from kiosk.core.module import load_cases
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import ContractId, OutcomeUnknown, Refusal, Unavailable
from kiosk.payments import cases as payments
from tests.figures import Size, crowd
from tests.figures.crowd import Books
from tests.figures.place import DATABASES, installation, opened

load_cases()  # once, for all processes that are forked from this module
PROCESSES = 16
OWNERS = range(1, PROCESSES + 1)
PER_CARD = 50
PER_CONTRACT = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """So many attempts. Owner 1 to 16 stands at a terminal of their own, a process."""

    attempts: int

    @property
    def cards(self) -> int:
        return self.attempts // PER_CARD

    @property
    def contracts(self) -> int:
        return self.attempts // PER_CONTRACT

    def of(self, owner: int) -> Iterator[tuple[int, ContractId]]:
        """The cards that an owner tries, and for which contracts."""
        for i in range(owner - 1, self.attempts, PROCESSES):
            yield i // PER_CARD, ContractId(i % self.contracts + 1)

    def owners(self) -> dict[int, set[ContractId]]:
        return {owner: {contract for _, contract in self.of(owner)} for owner in OWNERS}


class Start(NamedTuple):
    """What the processes share: one opens its store at a time, all begin together."""

    opening: Lock
    together: Barrier
    answers: SimpleQueue[Counter[str]]


def measure(size: Size) -> Iterator[str]:
    plan = Plan(5_000 if size == "quick" else 100_000)
    for database in DATABASES:
        started = time.monotonic()
        answers, found = check(database, plan)
        met = found.sound and answers["credited"] == plan.cards
        yield (
            f"race database={database} processes={PROCESSES} attempts={plan.attempts} cards={plan.cards}"
            f" contracts={plan.contracts} credited={answers['credited']} {found}"
            f" met={'yes' if met else 'no'} again={answers['again']} seconds={time.monotonic() - started:.1f}"
        )


def faults(attempts: int = 1000) -> Iterator[tuple[str, bool]]:
    for database in DATABASES:
        _, found = check(database, Plan(attempts), planted=True)
        yield f"no_condition_no_constraint database={database}", found.doubles > 0


def check(database: str, plan: Plan, *, planted: bool = False) -> tuple[Counter[str], Books]:
    """All attempts at once; how they were answered, and the books afterwards."""
    with installation(database) as here, opened(here) as store:
        crowd.settle(store, plan.contracts, range(plan.cards), plan.owners())
        if planted:
            _take_key_away(store)
        return _run(here, plan, planted), crowd.books(store)


def _run(here: Settings, plan: Plan, planted: bool) -> Counter[str]:
    # Processes that inherit nothing but the imported modules: no connection, no thread.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    start = Start(context.Lock(), context.Barrier(PROCESSES), context.SimpleQueue())
    crew = [context.Process(target=_attempt, args=(here, plan, owner, planted, start)) for owner in OWNERS]
    for process in crew:
        process.start()
    for process in crew:
        process.join()
    if any(process.exitcode for process in crew):
        raise RuntimeError("a process of the race fell; what it said is above")
    return sum((start.answers.get() for _ in crew), Counter())


def _attempt(here: Settings, plan: Plan, owner: int, planted: bool, start: Start) -> None:
    """The attempts of one terminal, one after the other, from the moment when all are there."""
    answers: Counter[str] = Counter()
    with condition_out() if planted else nullcontext(), ExitStack() as stack:
        with start.opening:
            store = stack.enter_context(opened(here))
        start.together.wait(timeout=60)
        for card, contract in plan.of(owner):
            answers.update(_redeem(store, owner, contract, card))
    start.answers.put(answers)


def _redeem(store: Store, owner: int, contract: ContractId, card: int) -> Iterator[str]:
    """How one attempt was answered; "again" for each time it had to be asked again under its id."""
    by = crowd.by(owner)
    while True:
        try:
            store.run(by, redeem, contract, crowd.code(card))
            yield "credited"
            return
        except Refusal as refusal:
            yield refusal.code
            return
        except (Unavailable, OutcomeUnknown):
            yield "again"


@contextmanager
def condition_out() -> Iterator[None]:
    """Half of the fault: a card is taken whatever its state, and its payment has a number of its own."""
    anyhow = (
        update(Card)
        .where(Card.code == bindparam("of_code"))
        .values(state=CardState.REDEEMED)
        .returning(Card.id, Card.serial, Card.value)
    )
    record = payments.record

    def unnumbered(work: Any, contract: Any, amount: Any, method: Any, reference: str, reason: Any) -> Any:
        return record(work, contract, amount, method, f"{reference} {work.operation}", reason)

    with pytest.MonkeyPatch.context() as planted:
        planted.setattr(cases, "_TAKE", anyhow)
        planted.setattr(payments, "record", unnumbered)
        yield


def _take_key_away(store: Store) -> None:
    """The other half: redemptions without the key that allows one for each card."""
    with store.write() as session:
        schema.drop_guards(session)
        for statement in (
            "ALTER TABLE redemption RENAME TO redemption_keyed",
            "CREATE TABLE redemption AS SELECT * FROM redemption_keyed",
        ):
            session.exec_driver_sql(statement)
        schema.create_guards(session)
