"""Kinds of files that an import takes: their columns, how a cell is read, and how rows are applied.

The file's form is in docs/formats.md. Every capability brings its own kinds (`Module.imports`); reading,
checking and the transaction are the import's (`kiosk/imports`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.core import money
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.text import clean, parse_day, require_clean
from kiosk.core.work import Refusal, Work

# What a cell becomes; refuses with the reason. An empty cell is None and not read.
Read = Callable[[str, Operator], Any]

EMPTY = mark("It is empty, but is needed.")
TWICE = mark("This is in the file twice; line {line} has it first.")
# No sum of a million rows outgrows the 64 bits of an amount.
_LARGEST = 10**12
# A slip of the keys is no day of a contract: fees would be charged for a thousand years.
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Column:
    """`needed`: no cell of it may be empty; `secret`: what it holds is never repeated in a message."""

    name: str
    read: Read
    needed: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read: a value for each column of the kind, None where the cell is empty.

    line  of the file, as an editor counts; the header is the first
    """

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


Batches = Iterable[Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Slow:
    """Slow work on single cells, such as hashing a password: between the passes, outside any transaction.

    wanted  whether this value of `column` wants it
    work    the value that `Kind.apply` gets in its place
    most    how many rows of a file may want it; `beyond` is the reason for the others
    """

    column: str
    wanted: Callable[[Any], bool]
    work: Callable[[Any, Operator], Any]
    most: int
    beyond: Sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    check   what is wrong with these rows as the database stands; only reads, a batch at a time
    apply   enters the batches of a file, rows in its order, under the import's operation. What turns out
            wrong only now, because of other rows, comes back as faults: they undo the whole attempt, and a
            partial import applies the file anew without these rows
    unique  each: cells that together may not occur twice in a file (as they were read; empty ones may)
    """

    name: str
    columns: tuple[Column, ...]
    check: Callable[[Work, Sequence[Row]], Iterable[Fault]]
    apply: Callable[[Work, Batches], Iterable[Fault]]
    unique: tuple[tuple[str, ...], ...] = ()
    slow: Slow | None = None


def text(most: int = 200) -> Read:
    """Text that could not act on a terminal, in one line. Refuses: text.long, text.signs."""

    def read(cell: str, _operator: Operator) -> str:
        return require_clean(cell.replace("\r\n", " ").replace("\n", " "), most)

    return read


def name(most: int = 200) -> Read:
    """A name as records keep it beside JSON of languages, which begins with a brace: this must not.
    Refuses: text.long, text.signs, files.brace."""
    plain = text(most)

    def read(cell: str, operator: Operator) -> Any:
        found: str = plain(cell, operator)
        if found.startswith("{"):
            raise Refusal("files.brace", "A name does not begin with a brace.")
        return found

    return read


def day(cell: str, _operator: Operator) -> Any:
    """A day, YYYY-MM-DD. Refuses: text.day, files.far."""
    found = parse_day(cell.strip())
    if found.year not in _YEARS:
        raise Refusal("files.far", "“{text}” is too far away to be right.", text=cell.strip())
    return found


def amount(cell: str, operator: Operator) -> Any:
    """An amount with a point, in minor units. Refuses: money.form, money.digits, files.large."""
    if "," in cell:
        raise Refusal("money.form", "“{text}” is not an amount. Write it like 10.00.", text=clean(cell, 40))
    found = money.parse(cell, operator.currency)
    if abs(found) > _LARGEST:
        raise Refusal("files.large", "“{text}” is too large for an amount.", text=clean(cell, 40))
    return found


def one_of(values: Mapping[str, Any]) -> Read:
    """One of these words. Refuses: files.choice."""

    def read(cell: str, _operator: Operator) -> Any:
        found = values.get(cell.strip())
        if found is None:
            raise Refusal(
                "files.choice", "“{text}” is not possible here. It can be: {words}.",
                text=clean(cell, 40), words=", ".join(values),
            )  # fmt: skip
        return found

    return read


yes_no = one_of({"yes": True, "no": False})
