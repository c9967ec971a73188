"""However long a history is, a page of it is read along the index of the contract's own postings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event

from kiosk.balance.cases import month, movements, show, statement, year
from kiosk.core.store import Store
from tests.entries import moved
from tests.people import customer
from tests.sight import seen

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("case", "args"),
    [(show, ()), (movements, ("",)), (month, (TODAY, "")), (year, ()), (statement, (TODAY,))],
)
def test_postings_are_found_by_their_index(
    store: Store, case: Callable[..., object], args: tuple[object, ...]
):
    """VEL-33, ISP-22: twenty million postings of others cost nothing."""
    contract = customer(store, password=None)
    moved(store, contract, (TODAY, -100, "fee"))
    asked: list[tuple[str, object]] = []

    def listen(_connection, _cursor, query: str, values: object, *_more: object) -> None:
        if "FROM posting" in query:
            asked.append((query, values))

    event.listen(store.database.read, "before_cursor_execute", listen)
    seen(store, case, contract, *args)
    event.remove(store.database.read, "before_cursor_execute", listen)
    assert asked
    for query, values in asked:
        assert scanned(store, query, values) == []


def scanned(store: Store, query: str, values: object) -> list[str]:
    """The steps of the database's plan that look at every posting, or sort what the index has in order."""
    explain = "EXPLAIN QUERY PLAN" if store.database.file else "EXPLAIN"
    with store.read() as session:
        if not store.database.file:
            session.exec_driver_sql("SET LOCAL enable_seqscan = off")
        steps = [row[-1] for row in session.exec_driver_sql(f"{explain} {query}", values)]
    return [
        step for step in steps if "SCAN posting" in step or "Seq Scan on posting" in step or "TEMP" in step
    ]
