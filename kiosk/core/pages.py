"""Long lists come page by page, the newest row first; a page ends with the key of its last row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

Query = Select[*tuple[Any, ...]]

PAGE = 10


def newest_first(query: Query, key: Sequence[InstrumentedAttribute[Any]]) -> Query:
    """The query as `read_page` wants it: by `key` downwards, one row more than a page has."""
    return query.order_by(*(column.desc() for column in key)).limit(PAGE + 1)


def read_page(
    session: Connection,
    query: Query,
    key: Mapping[InstrumentedAttribute[Any], type],
    before: str,
    values: Mapping[str, Any],
) -> tuple[Sequence[Row[*tuple[Any, ...]]], str | None]:
    """The rows before the cursor `before` (empty: the newest), and the cursor of the next page, if any.

    `key` has the columns that order the list, which the query selects, with their Python types.
    """
    if before:
        last = msgspec.json.decode(before, type=tuple[*key.values()])  # type: ignore[misc]  # made here
        query = query.where(tuple_(*key) < last)
    rows = session.execute(query, dict(values)).all()
    if len(rows) <= PAGE:
        return rows, None
    edge = rows[PAGE - 1]
    return rows[:PAGE], msgspec.json.encode([getattr(edge, column.key) for column in key]).decode()
