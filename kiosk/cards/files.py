"""Files of express cards: the one way in which codes leave and come in."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kiosk.core.money import Money, parse, plain
from kiosk.core.text import parse_day
from kiosk.core.work import Refusal

COLUMNS = ("batch", "serial", "code", "value", "expires_on")


@dataclass(frozen=True, slots=True)
class CardRow:
    """One card as a file has it; `value` in minor units."""

    batch: str
    serial: str
    code: str = field(repr=False)
    value: Money
    expires_on: date | None


def write_codes(file: Path, rows: list[CardRow], currency: str) -> Path:
    """Write cards beside `file`, mode 0600, and make sure that they are on disk; the path written.

    Refuses: cards.file when `file` is there already; cards.file_closed when it cannot be written.
    """
    part = file.with_name(file.name + ".part")
    if file.exists():
        raise Refusal("cards.file", "The file {file} exists already. Codes are never written over.",
                      file=str(file))  # fmt: skip
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _closed(part, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(_text(rows, currency))
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        part.unlink()
        raise _closed(part, error) from error
    return part


def publish(part: Path, file: Path) -> None:
    """Give a written file its name, never over another, and make sure that the name is on disk.

    Refuses: cards.file_closed, also on disks that have no hard links.
    """
    try:
        os.link(part, file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _closed(file, error) from error


def _closed(file: Path, error: OSError) -> Refusal:
    return Refusal("cards.file_closed", "The file {file} cannot be written: {reason}.",
                   file=str(file), reason=error.strerror or "")  # fmt: skip


def _text(rows: list[CardRow], currency: str) -> str:
    total = Money(sum(row.value for row in rows))
    out = io.StringIO()
    out.write(f"# batch {rows[0].batch}\n# count {len(rows)}\n# total {plain(total, currency)} {currency}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        expires = row.expires_on.isoformat() if row.expires_on else ""
        writer.writerow((row.batch, row.serial, row.code, plain(row.value, currency), expires))
    return out.getvalue()


def read_codes(lines: Iterable[str], currency: str) -> list[CardRow]:
    """Cards of a file in the form of `write_codes`."""
    reader = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [
        CardRow(
            row["batch"],
            row["serial"],
            row["code"],
            parse(row["value"], currency),
            parse_day(row["expires_on"]) if row["expires_on"] else None,
        )
        for row in reader
    ]
