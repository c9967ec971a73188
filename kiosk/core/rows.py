"""Many rows in one go, with their values as the driver takes them.

SQLAlchemy asks the types for every value of every row; with thousands of rows that costs more than writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Connection, Insert, Update

from kiosk.core.records import Day, Id, Moment

_ID, _MOMENT, _DAY = Id(), Moment(), Day()


def kept(session: Connection, value: UUID | datetime | date | None) -> Any:
    """An id, a time or a day as its column keeps it."""
    if isinstance(value, UUID):
        return _ID.process_bind_param(value, session.dialect)
    if isinstance(value, datetime):
        return _MOMENT.process_bind_param(value, session.dialect)
    return _DAY.process_bind_param(value, session.dialect)


def write(
    session: Connection, statement: Insert | Update, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Run the statement for each row: the values of its parameters `names`, in their order in the SQL."""
    if rows:
        session.exec_driver_sql(_sql(statement, session.dialect.name, names), list(rows))


@cache
def _sql(statement: Insert | Update, database: str, names: tuple[str, ...]) -> str:
    """The SQL with parameters that go by their order."""
    driver, style = ("sqlite", "qmark") if database == "sqlite" else ("postgresql+psycopg", "format")
    dialect = URL.create(driver).get_dialect()(paramstyle=style)  # type: ignore[call-arg]  # every dialect does
    if isinstance(statement, Insert):
        compiled = statement.inline().compile(dialect=dialect, column_keys=names)
    else:
        compiled = statement.compile(dialect=dialect)
    if list(names) != compiled.positiontup:
        raise TypeError(f"{names} are not the parameters of {compiled.string}")
    return compiled.string
