"""Kinds of files that an import takes: their columns, how a cell is read, and how rows are applied.

The file's form is in docs/formats.md. Every capability brings its own kinds (`Module.imports`); reading,
checking and the transaction are the import's (`kiosk/imports`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.text import parse_day, require_clean
from kiosk.core.work import Refusal, Work

# What a cell becomes; refuses with the reason. An empty cell is None and not read.
Read = Callable[[str, Operator], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`needed`: no cell of it may be empty; `secret`: what it holds is never repeated in a message."""

    name: str
    read: Read
    needed: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read: a value for each column of the kind, None where the cell is empty."""

    line: int
    values: Mapping[str, Any] = field(repr=False)

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken, and which column says so."""

    line: int
    column: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    check    what is wrong with these rows as the database stands; only reads
    apply    enters rows that `check` found right, under the import's operation; what turns out wrong only
             now (a second row with the same key) comes back as faults, and such rows are not entered
    key      the cells that may not occur twice in a file
    prepare  slow work on a row outside of any transaction: column -> new value, empty: nothing to do
    """

    name: str
    columns: tuple[Column, ...]
    check: Callable[[Work, Sequence[Row]], Iterable[Fault]]
    apply: Callable[[Work, Sequence[Row]], Iterable[Fault]]
    key: tuple[str, ...] = ()
    prepare: Callable[[Operator, Row], Mapping[str, Any]] | None = None


def text(most: int = 200) -> Read:
    """Text that could not act on a terminal. Refuses: text.long, text.signs."""

    def read(cell: str, _operator: Operator) -> str:
        return require_clean(cell, most)

    return read


def day(cell: str, _operator: Operator) -> Any:
    """A day, YYYY-MM-DD. Refuses: text.day."""
    return parse_day(cell.strip())


def amount(cell: str, operator: Operator) -> Any:
    """An amount with a point, in minor units. Refuses: money.form, money.digits."""
    from kiosk.core import money

    if "," in cell:
        raise Refusal("money.form", "“{text}” is not an amount. Write it like 10.00.", text=cell[:40])
    return money.parse(cell, operator.currency)


def yes_no(cell: str, _operator: Operator) -> bool:
    """yes or no. Refuses: files.choice."""
    return one_of({"yes": True, "no": False})(cell, _operator)  # type: ignore[no-any-return]  # of these two


def one_of(values: Mapping[str, Any]) -> Read:
    """One of these words. Refuses: files.choice."""

    def read(cell: str, _operator: Operator) -> Any:
        found = values.get(cell.strip())
        if found is None:
            raise Refusal(
                "files.choice", "“{text}” is not possible here. It can be: {words}.",
                text=cell[:40], words=", ".join(values),
            )  # fmt: skip
        return found

    return read


EMPTY = mark("It is empty, but is needed.")
TWICE = mark("This is in the file twice; line {line} has it first.")
