"""Read a CSV file row by row: UTF-8, comma, header line; `#` comments and blank lines are left out.

Whatever is wrong is said by line, as an editor counts them, and column. A fault of one row is handed on
with the row; a fault that leaves in doubt where rows begin ends the reading.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from kiosk.core.files import EMPTY, Column, Fault, Kind, Row
from kiosk.core.locale import Sentence, mark
from kiosk.core.operator import Operator
from kiosk.core.text import clean
from kiosk.core.work import Param, Refusal

# Bytes of a row: far more than any needs, far less than would fill the memory.
_LONGEST = 100_000
_BOM = b"\xef\xbb\xbf"
_HIDDEN = "•••"
_SEPARATORS = {";": ";", "\t": "TAB", "|": "|"}
_TOO_LONG = mark("This row is too long. Maybe a quotation mark in it is never closed.")
_QUOTES = mark("The quotation marks are wrong: a cell that has one begins and ends with one, and doubles it.")


class Unreadable(Exception):
    """From here on nobody can tell what the rows are. The file is not taken, not even in part."""

    def __init__(self, line: int, reason: str, column: str = "", /, **params: Param) -> None:
        super().__init__(reason)
        self.fault = Fault(line, column, Sentence(reason, params))


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file, and what is wrong with its cells."""

    row: Row
    faults: Sequence[Fault]


class Lines:
    """The lines of a file as text, counted, and the hash of its bytes.

    began  the line with which the current row began; `row()` says that a new one begins
    """

    def __init__(self, file: BinaryIO, read: Callable[[int], None] | None = None) -> None:
        self.number = self.began = 0
        self._file, self._read = file, read
        self._hash = hashlib.sha256()
        self._between, self._size = True, 0

    def row(self) -> None:
        self._between, self._size = True, 0

    def digest(self) -> bytes:
        """SHA-256 of what was read."""
        return self._hash.digest()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while raw := self._file.readline(_LONGEST + 1):
            self.number += 1
            self._hash.update(raw)
            if self._read:
                self._read(len(raw))
            line = self._text(raw)
            if self._between and (line.startswith("#") or not line.strip()):
                continue
            if self._between:
                self._between, self.began = False, self.number
            self._size += len(raw)
            if self._size > _LONGEST:
                raise Unreadable(self.began, _TOO_LONG)
            return line
        raise StopIteration

    def _text(self, raw: bytes) -> str:
        """Raises Unreadable."""
        if len(raw) > _LONGEST:
            raise Unreadable(self.number, _TOO_LONG)
        if self.number == 1:
            raw = raw.removeprefix(_BOM)
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            wrong = mark("This line is not UTF-8. Save the file as UTF-8.")
            raise Unreadable(self.number, wrong) from error
        if "\0" in text:
            raise Unreadable(self.number, mark("This is not text: it holds a zero byte. Save it as UTF-8."))
        return text


def read(lines: Lines, kind: Kind, operator: Operator) -> Iterator[Record]:
    """The rows of a file, one after the other. Raises Unreadable."""
    rows = cells_of(lines)
    names = _header(lines, next(rows, None), kind)
    columns = {column.name: column for column in kind.columns}
    left_out: dict[str, None] = dict.fromkeys(columns.keys() - set(names))
    for cells in rows:
        yield _record(lines.began, cells, [columns[name] for name in names], left_out, operator)


def cells_of(lines: Lines) -> Iterator[list[str]]:
    """The cells of the header and of each row, which began at `lines.began`. Raises Unreadable."""
    rows = csv.reader(lines, strict=True)
    while True:
        lines.row()
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(lines.began, _why(str(error))) from error


def _why(error: str) -> str:
    if "end of data" in error:
        return mark("A cell of this row begins with a quotation mark that is never closed.")
    if "new-line" in error:
        return mark("The lines end in another way than those of this system. Save the file as UTF-8 text.")
    return _QUOTES


def _header(lines: Lines, found: Sequence[str] | None, kind: Kind) -> list[str]:
    """The names of the columns. Raises Unreadable."""
    if found is None:
        raise Unreadable(1, mark("The file is empty. Its first line names the columns."))
    line, names = lines.began, [name.strip() for name in found]
    known = [column.name for column in kind.columns]
    if len(names) == 1 and names[0] not in known:
        for sign, word in _SEPARATORS.items():
            if sign in names[0]:
                wrong = mark("The columns are separated by “{sign}”. Separate them by a comma.")
                raise Unreadable(line, wrong, sign=word)
    for name in names:
        if name not in known:
            raise _unknown(line, name, known)
        if names.count(name) > 1:
            raise Unreadable(line, mark("This column is there twice."), name)
    for column in kind.columns:
        if column.needed and column.name not in names:
            raise Unreadable(line, mark("This column is missing, but is needed."), column.name)
    return names


def _unknown(line: int, name: str, known: Sequence[str]) -> Unreadable:
    shown, near = clean(name, 40), difflib.get_close_matches(name.lower(), known, n=1)
    if near:
        return Unreadable(line, mark("There is no such column. Did you mean “{name}”?"), shown, name=near[0])
    wrong = mark("There is no such column. The columns are: {names}.")
    return Unreadable(line, wrong, shown, names=", ".join(known))


def _record(
    line: int,
    cells: Sequence[str],
    columns: Sequence[Column],
    left_out: Mapping[str, None],
    operator: Operator,
) -> Record:
    if len(cells) != len(columns):
        wrong = mark("Cells in this row: {cells}, in the header: {columns}.")
        params: dict[str, Param] = {"cells": len(cells), "columns": len(columns)}
        return Record(Row(line, {}), [Fault(line, "", Sentence(wrong, params))])
    values: dict[str, Any] = dict(left_out)
    faults = []
    for column, cell in zip(columns, cells, strict=True):
        values[column.name] = None
        try:
            if cell and not cell.isspace():
                values[column.name] = column.read(cell, operator)
            elif column.needed:
                faults.append(Fault(line, column.name, Sentence(EMPTY)))
        except Refusal as refusal:
            faults.append(Fault(line, column.name, _reason(refusal, column)))
    return Record(Row(line, values), faults)


def _reason(refusal: Refusal, column: Column) -> Sentence:
    """Why a cell is refused, without repeating what a secret one holds."""
    params = dict(refusal.params)
    if column.secret:
        params |= {name: _HIDDEN for name, value in params.items() if isinstance(value, str)}
    return Sentence(refusal.message, params)
