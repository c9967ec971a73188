"""What is known of a file after it was read: how many rows, which are refused and why. In little memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from secrets import token_bytes
from typing import Any

import msgspec

from kiosk.core.files import TWICE, Fault, Kind, Row
from kiosk.core.locale import Sentence
from kiosk.imports.views import NAMED


@dataclass(slots=True)
class Tally:
    """Rows read, and the refused ones: a byte for each line of the file, and the first faults in words.

    found   how many faults there are
    broken  somewhere nobody could tell any more what the rows are
    """

    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    found: int = 0
    broken: bool = False
    _marks: bytearray = field(default_factory=bytearray)

    @property
    def refused(self) -> int:
        return self._marks.count(1)

    @property
    def marks(self) -> bytes:
        """1 at each refused line."""
        return bytes(self._marks)

    def takes(self, partial: bool) -> bool:
        """Whether there is something to enter: all rows, or with `partial` the good ones."""
        return not self.broken and self.rows > self.refused and (partial or not self.refused)

    def refuse(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.found += 1
            self._marks.extend(bytes(max(0, fault.line + 1 - len(self._marks))))
            self._marks[fault.line] = 1
            if len(self.faults) < NAMED:
                self.faults.append(fault)

    def add(self, later: Tally) -> None:
        """Take over what another reading of the same file refused beyond this one."""
        self.found += later.found
        self.faults = (self.faults + later.faults)[:NAMED]
        self._marks.extend(bytes(max(0, len(later._marks) - len(self._marks))))
        for line, marked in enumerate(later._marks):
            self._marks[line] |= marked


class Seen:
    """Cells that may not occur twice, on disk: a million of them would not fit into the memory.

    Only keyed hashes are kept, as such cells may be secrets.
    """

    def __init__(self, kind: Kind) -> None:
        self._unique = kind.unique
        self._key = token_bytes(32)
        self._seen = sqlite3.connect("")  # a temporary file without a name
        self._seen.execute("CREATE TABLE seen (hash BLOB PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def twice(self, rows: Iterable[Row]) -> Iterator[Fault]:
        """The rows that repeat what an earlier one has."""
        for row in rows:
            for columns in self._unique:
                cells = [row[column] for column in columns]
                if None in cells:
                    continue
                first = self._first(columns, cells, row.line)
                if first != row.line:
                    yield Fault(row.line, columns[-1], Sentence(TWICE, {"line": first}))

    def _first(self, columns: tuple[str, ...], cells: list[Any], line: int) -> int:
        """The line that has these cells first, maybe this one."""
        hashed = blake2b(msgspec.json.encode((columns, cells)), key=self._key, digest_size=16).digest()
        kept = self._seen.execute(
            "INSERT INTO seen VALUES (?, ?) ON CONFLICT DO UPDATE SET line = line RETURNING line",
            (hashed, line),
        )
        first: int = kept.fetchone()[0]
        return first

    def close(self) -> None:
        self._seen.close()
