"""Many rows in one go, with their values as the driver takes them.

SQLAlchemy asks the types for every value of every row, and writes out every member of a set: with hundreds
of rows that costs as much as reading and writing them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, URL, BigInteger, Connection, Dialect, Insert, Text, Update, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeDecorator

from kiosk.core.records import Day, Id, Moment

_ID, _MOMENT, _DAY = Id(), Moment(), Day()


def kept(session: Connection, value: UUID | datetime | date | None) -> Any:
    """An id, a time or a day as its column keeps it."""
    if isinstance(value, UUID):
        return _ID.process_bind_param(value, session.dialect)
    if isinstance(value, datetime):
        return _MOMENT.process_bind_param(value, session.dialect)
    return _DAY.process_bind_param(value, session.dialect)


class _Ids(TypeDecorator[list[int]]):
    """Ids as one value: a list in JSON on SQLite, an array on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(BigInteger()))

    def process_bind_param(self, value: list[int] | None, dialect: Dialect) -> Any:
        return msgspec.json.encode(value).decode() if dialect.name == "sqlite" else value


class _Among(FunctionElement[Any]):
    inherit_cache = True


def among(column: Any, name: str) -> FunctionElement[Any]:
    """That the column is one of a list of ids, which is the parameter `name`."""
    return _Among(column, bindparam(name, type_=_Ids()))


@compiles(_Among, "sqlite")
def _in_json(found: _Among, compiler: SQLCompiler, **more: Any) -> str:
    column, ids = (compiler.process(part, **more) for part in found.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - both are compiled SQL


@compiles(_Among, "postgresql")
def _in_array(found: _Among, compiler: SQLCompiler, **more: Any) -> str:
    column, ids = (compiler.process(part, **more) for part in found.clauses)
    return f"{column} = ANY ({ids})"


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
