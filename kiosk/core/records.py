"""Declarative base, column types and the append-only guards that every table stands on.

SQLite tables are STRICT, so every type maps to INTEGER, TEXT or BLOB there: money is whole minor
units, a time is microseconds since 1970 (UTC), a day is days since 1970, a flag is 0 or 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, MetaData, Table, Text, Uuid, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from kiosk.core.money import Money

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = date(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Number(TypeDecorator[int]):
    """A 64-bit whole number on both databases."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


class Amount(TypeDecorator[Money]):
    """Money in minor units."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


class Moment(TypeDecorator[datetime]):
    """A UTC time, kept as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Day(TypeDecorator[date]):
    """A calendar day of the operator, kept as days since 1970."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _FIRST_DAY).days

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        return None if value is None else _FIRST_DAY + timedelta(days=value)


class Flag(TypeDecorator[bool]):
    """Yes or no, kept as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite, the database's own type on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(LargeBinary(16) if dialect.name == "sqlite" else Uuid())

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value.bytes if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return UUID(bytes=value) if isinstance(value, bytes) else value


class Record(DeclarativeBase):
    """Base of all tables. Annotations choose the column type, see `type_annotation_map`."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        str: Text(),
        int: Number(),
        bool: Flag(),
        bytes: LargeBinary(),
        datetime: Moment(),
        date: Day(),
        UUID: Id(),
    }


@event.listens_for(Record, "instrument_class", propagate=True)
def _strict(_mapper: Any, cls: type[Record]) -> None:
    """Every table is STRICT on SQLite: a value of the wrong type is an error, not a surprise."""
    table = cls.__table__
    if isinstance(table, Table):
        table.dialect_options["sqlite"]["strict"] = True


T = TypeVar("T", bound=Record)
_GUARDED: list[str] = []


def append_only(cls: type[T]) -> type[T]:
    """Mark a table as never updated and never deleted from; the database itself refuses it."""
    _GUARDED.append(cls.__tablename__)
    return cls


def guarded_tables() -> list[str]:
    """Names of all append-only tables, once every capability's records are loaded."""
    return sorted(_GUARDED)


def one_of(column: str, values: Iterable[StrEnum]) -> str:
    """The text of a CHECK constraint: the column holds one of the values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"
