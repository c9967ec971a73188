"""Read a file of another system, check it, apply it as a whole.

Two passes: the first one reads and checks everything and writes nothing; the second one enters the rows in
one transaction, so that a file is there as a whole or not at all, whatever happens meanwhile.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import partial as bound
from itertools import count, islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, select

from kiosk.core.files import Batches, Fault, Kind, Row, Slow
from kiosk.core.module import find
from kiosk.core.single import IMPORT, single
from kiosk.core.store import Store
from kiosk.core.text import clean
from kiosk.core.work import JOB, Busy, By, Refusal, Unavailable, Work, derived, flow, use_case
from kiosk.imports import rest
from kiosk.imports.checked import Seen, Tally
from kiosk.imports.reader import Lines, Unreadable, read
from kiosk.imports.records import ImportedFile
from kiosk.imports.views import CHECKING, ENTERING, Imported, Progress, RowRefused, kinds

T = TypeVar("T")

_BATCH = 1000
_KNOWN = select(ImportedFile.at).where(ImportedFile.digest == bindparam("of_digest"))
_KEEP = insert(ImportedFile)
# The arguments of a use case are its fingerprint: who watches an import does not come as one.
_WATCHING: ContextVar[Progress | None] = ContextVar("watching", default=None)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to apply: the file as it was checked.

    refused  1 at each line that is left out
    slow     by line, what slow work made of a cell
    """

    kind: str
    file: str
    digest: bytes
    dry_run: bool
    refused: bytes = field(default=b"", repr=False)
    slow: dict[int, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Entered:
    """How many rows of a file were entered."""

    rows: int


class _Undone(Exception):
    """Nothing of the attempt stays: `tally` has the rows that turned out wrong; a dry run may have none."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self.tally = tally


@flow("imports.run", by=(JOB,))
def run(
    store: Store,
    by: By,
    kind: str,
    file: str,
    dry_run: bool,
    partial: bool,
    progress: Progress | None = None,
) -> Imported:
    """Import a file: all of it or nothing; `partial`: the rows that can be taken. See views.IMPORT."""
    _WATCHING.set(progress)
    found, plan = _kind(kind), Plan(kind, file, _digest(Path(file)), dry_run)
    store.run(by, not_known, plan.digest)
    if partial:
        rest.check_free(rest.beside(Path(file)))
    tally, wanted = _check(store, by, found, plan)
    if tally.takes(partial):
        if found.slow:
            plan = replace(plan, slow=_worked(found.slow, wanted, tally.marks, store))
        with single(store.database, IMPORT):
            return _enter(store, by, plan, tally, partial)
    return _told(plan, tally, 0)


def _check(store: Store, by: By, kind: Kind, plan: Plan) -> tuple[Tally, dict[int, Any]]:
    """The first pass; what it found, and by line the cells that want slow work."""
    tally, slow = Tally(), dict[int, Any]()
    with _lines(plan, CHECKING) as lines, closing(Seen(kind)) as seen:
        try:
            for records in _batches(read(lines, kind, store.operator)):
                tally.rows += len(records)
                tally.refuse(fault for record in records for fault in record.faults)
                rows = [record.row for record in records if not record.faults]
                tally.refuse(seen.twice(rows))
                tally.refuse(store.run(by, examine, kind.name, rows))
                if kind.slow:
                    tally.refuse(_wanting(kind.slow, rows, slow))
        except Unreadable as error:
            tally.broken = True
            tally.refuse([error.fault])
            return tally, slow
        _require_same(lines, plan)
    return tally, slow


@use_case("imports.check", by=(JOB,), reads=True)
def examine(work: Work, kind: str, rows: Sequence[Row]) -> tuple[Fault, ...]:
    """What is wrong with these rows as the database stands."""
    return tuple(_kind(kind).check(work, rows))


@use_case("imports.known", by=(JOB,), reads=True)
def not_known(work: Work, digest: bytes) -> None:
    """Refuses: imports.again(at), when a file with these bytes was imported."""
    at = work.session.execute(_KNOWN, {"of_digest": digest}).scalar()
    if at is not None:
        raise Refusal(
            "imports.again", "This file was imported already, at {at:moment}. Nothing was changed.", at=at
        )


def _wanting(slow: Slow, rows: Sequence[Row], wanted: dict[int, Any]) -> Iterator[Fault]:
    """Note the cells that want slow work; rows beyond what a file may have."""
    for row in rows:
        value = row[slow.column]
        if value is None or not slow.wanted(value):
            continue
        if len(wanted) < slow.most:
            wanted[row.line] = value
        else:
            yield Fault(row.line, slow.column, slow.beyond)


def _worked(slow: Slow, wanted: dict[int, Any], refused: bytes, store: Store) -> dict[int, Any]:
    return {
        line: slow.work(value, store.operator) for line, value in wanted.items() if not _marked(refused, line)
    }


def _enter(store: Store, by: By, plan: Plan, tally: Tally, partial: bool) -> Imported:
    """The second pass, anew without the rows that turned out wrong, until the others stay."""
    for attempt in count(1):
        if not tally.takes(partial):
            break
        plan = replace(plan, refused=tally.marks)
        good = tally.rows - tally.refused
        try:
            with rest.kept(Path(plan.file), b"" if plan.dry_run else plan.refused) as beside:
                store.run(derived(by, f"imports.apply {attempt}"), apply, plan)
        except _Undone as undone:
            if not undone.tally.refused:
                return _told(plan, tally, good)
            tally.add(undone.tally)
        except Busy as busy:
            raise Unavailable from busy  # the only import is this one
        else:
            return _told(plan, tally, good, beside)
    return _told(plan, tally, 0)


@use_case("imports.apply", by=(JOB,), writes=True, whole=True)
def apply(work: Work, plan: Plan) -> Entered:
    """Enter the rows of a checked file in this transaction. Refuses: imports.again, imports.changed."""
    not_known(work, plan.digest)
    kind, tally = _kind(plan.kind), Tally()
    with _lines(plan, ENTERING) as lines:
        tally.refuse(kind.apply(work, _planned(work, lines, kind, plan, tally)))
        _require_same(lines, plan)
    if plan.dry_run or tally.refused:
        raise _Undone(tally)
    values = {
        "digest": plan.digest,
        "kind": plan.kind,
        "name": clean(Path(plan.file).name),
        "rows": tally.rows,
        "refused": plan.refused.count(1),
        "at": work.now,
        "operation": work.operation,
    }
    work.session.execute(_KEEP, values)
    return Entered(tally.rows)


def _planned(work: Work, lines: Lines, kind: Kind, plan: Plan, tally: Tally) -> Batches:
    """The rows to enter, batch by batch; `tally` counts them. Refuses: imports.changed."""
    try:
        for records in _batches(read(lines, kind, work.operator)):
            rows = [
                _ready(record.row, kind, plan)
                for record in records
                if not record.faults and not _marked(plan.refused, record.row.line)
            ]
            tally.rows += len(rows)
            yield rows
    except Unreadable as error:
        raise _changed(plan) from error


def _ready(row: Row, kind: Kind, plan: Plan) -> Row:
    """The row with what slow work made of it."""
    if kind.slow is None or row.line not in plan.slow:
        return row
    return Row(row.line, {**row.values, kind.slow.column: plan.slow[row.line]})


def _marked(marks: bytes, line: int) -> bool:
    return line < len(marks) and marks[line] == 1


def _batches(things: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(things, _BATCH)):
        yield batch


@contextmanager
def _lines(plan: Plan, what: str) -> Iterator[Lines]:
    """The file, whose reading is told to who watches."""
    watching = _WATCHING.get()
    with Path(plan.file).open("rb") as opened:
        yield Lines(opened, bound(watching, what) if watching else None)


def _digest(file: Path) -> bytes:
    """SHA-256 of the file. Refuses: imports.file."""
    if not file.is_file():
        raise Refusal("imports.file", "There is no file {file}.", file=clean(str(file)))
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def _require_same(lines: Lines, plan: Plan) -> None:
    if lines.digest() != plan.digest:
        raise _changed(plan)


def _changed(plan: Plan) -> Refusal:
    return Refusal(
        "imports.changed",
        "The file {file} was changed while it was read. Nothing was imported: start again.",
        file=clean(plan.file),
    )


def _kind(name: str) -> Kind:
    """Refuses: imports.kind."""
    known = kinds()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        words = ", ".join(near or known)
        raise Refusal(
            "imports.kind", "There is no kind of file “{kind}”. It can be: {words}.",
            kind=clean(name, 40), words=words,
        )  # fmt: skip
    found: Kind = find(known[name])
    return found


def _told(plan: Plan, tally: Tally, applied: int, beside: str = "") -> Imported:
    faults = sorted(tally.faults, key=lambda fault: fault.line)
    return Imported(
        plan.kind,
        tally.rows,
        applied,
        tally.refused,
        tuple(RowRefused(fault.line, fault.column, fault.reason) for fault in faults),
        plan.dry_run,
        beside,
        tally.found - len(faults),
    )
