"""An operation id has one outcome, whoever asks with it at the same time.

Eight threads ask under the same ids at once, some of them for another card; some cards are unknown, so
that refusals are among the outcomes. Every caller must get the one stored outcome of what was claimed
first, and whoever asked for something else must be told that the id is used.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, select

from kiosk.cards.cases import redeem
from kiosk.core import claim
from kiosk.core.ledger import Operation
from kiosk.core.store import Store
from kiosk.core.work import By, ContractId, OperationReused, Refusal, UseCase
from tests.figures import Size, crowd
from tests.figures.crowd import Books
from tests.figures.place import DATABASES, installation, opened

THREADS = 8
OTHERS = 2  # so many of the threads ask for another card
OWNER = 1
REUSED = "reused"
REFUSED = "refused "


@dataclass(frozen=True, slots=True)
class Result:
    """`split`: ids that gave more than one outcome; `strange`: calls with other arguments than those
    claimed, `told` how many of them were told so."""

    ids: int
    refused: int
    split: int
    strange: int
    told: int
    books: Books

    @property
    def sound(self) -> bool:
        return not self.split and self.strange == self.told and self.books.sound


def measure(size: Size) -> Iterator[str]:
    for database in DATABASES:
        started = time.monotonic()
        found = check(database, 200 if size == "quick" else 2000)
        yield (
            f"claims database={database} threads={THREADS} ids={found.ids} refusals={found.refused}"
            f" two_outcomes={found.split} reuse_refused={found.told}/{found.strange} sum={found.books.total}"
            f" drifted={found.books.drifted} met={'yes' if found.sound else 'no'}"
            f" seconds={time.monotonic() - started:.1f}"
        )


def faults(ids: int = 60) -> Iterator[tuple[str, bool]]:
    for database in DATABASES:
        with looked_up_first():
            yield f"looked_up_first database={database}", not check(database, ids).sound


def check(database: str, ids: int) -> Result:
    """Ask under so many ids from all threads at once, and compare what came of each."""
    contracts = range(1, ids + 1)
    known = (card for card in range(2 * ids + 2) if card % 3)
    with installation(database) as here, opened(here) as store:
        crowd.settle(store, ids, known, {OWNER: contracts})
        answers = _ask_all(store, ids)
        books = crowd.books(store)
    refused = sum(any(answer.startswith(REFUSED) for answer in of_id) for of_id in answers)
    split, strange, told = (sum(column) for column in zip(*map(_judge, answers), strict=True))
    return Result(ids, refused, split, strange, told, books)


def _ask_all(store: Store, ids: int) -> list[list[str]]:
    """What each thread was answered under each id."""
    asked = [crowd.by(OWNER) for _ in range(ids)]
    answers = [[""] * THREADS for _ in asked]
    together = Barrier(THREADS)

    def ask(thread: int) -> None:
        for i, by in enumerate(asked):
            card = 2 * i + (thread >= THREADS - OTHERS)
            together.wait()
            answers[i][thread] = _answer(store, by, ContractId(i + 1), card)

    threads = [Thread(target=ask, args=(i,)) for i in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _answer(store: Store, by: By, contract: ContractId, card: int) -> str:
    try:
        return msgspec.json.encode(store.run(by, redeem, contract, crowd.code(card))).decode()
    except Refusal as refusal:
        return REFUSED + msgspec.json.encode(refusal.as_dict()).decode()
    except OperationReused:
        return REUSED
    except Exception as error:  # noqa: BLE001 - whatever it is, it is an outcome of its own
        return repr(error)


def _judge(answers: list[str]) -> tuple[bool, int, int]:
    """Of one id: whether it gave two outcomes; calls with other arguments, and those told so."""
    first, others = answers[: THREADS - OTHERS], answers[THREADS - OTHERS :]
    claimed, strange = (first, others) if set(first) != {REUSED} else (others, first)
    return len(set(claimed)) > 1, len(strange), strange.count(REUSED)


@contextmanager
def looked_up_first() -> Iterator[None]:
    """The fault: an id is looked up, and inserted only afterwards."""

    def write(store: Store, by: By, case: UseCase, args: tuple[Any, ...]) -> Any:
        fingerprint = claim.digest(store.keys.fingerprint, case.name, msgspec.json.encode(list(args)))
        with store.read() as session:
            if session.execute(select(Operation.id).where(Operation.id == by.operation)).first():
                return claim._stored(store._work(session, by), case, fingerprint)
        return store._unit(store.write, lambda s: claim.perform(store._work(s, by), case, args), writes=True)

    with pytest.MonkeyPatch.context() as planted:
        planted.setattr(Store, "_write", write)
        planted.setattr(claim, "_CLAIM", insert(Operation).returning(Operation.id))
        yield
