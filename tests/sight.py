"""Inside one transaction of the store: what a reading case answers, what a plain function writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import insert

from kiosk.core.ledger import Operation
from kiosk.core.store import Store
from kiosk.core.work import Work
from tests.people import job

P = ParamSpec("P")
R = TypeVar("R")


def seen(store: Store, case: Callable[Concatenate[Work, P], R], *args: P.args, **more: P.kwargs) -> R:
    """What `case` answers from one snapshot, without a visit."""
    with store.read() as session:
        return case(store._work(session, job()), *args, **more)


@contextmanager
def acting(store: Store, terminal: str = "1") -> Iterator[Work]:
    """Work under a new operation that is claimed already, for functions that use cases call."""
    with store.write() as session:
        work = store._work(session, job(terminal))
        values = {
            "id": work.operation,
            "kind": "tests",
            "actor": "job:tests",
            "terminal": terminal,
            "fingerprint": b"",
            "recorded": work.now,
            "dated": work.today,
        }
        session.execute(insert(Operation), values)
        yield work
