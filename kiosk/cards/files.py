"""Files of express cards: the one way in which codes leave and come in."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kiosk.cards.records import Card, CardBatch, code_hash
from kiosk.cards.rules import BatchState, CardCode, CardState, batch_name
from kiosk.core.files import Batches, Column, Fault, Kind, Row, amount, day, text
from kiosk.core.locale import Sentence, mark
from kiosk.core.money import Money, parse, plain
from kiosk.core.operator import Operator
from kiosk.core.text import parse_day
from kiosk.core.work import Refusal, Work

COLUMNS = ("batch", "serial", "code", "value", "expires_on")
_SERIALS = select(Card.serial).where(Card.serial.in_(bindparam("of_serials", expanding=True)))
_CODES = select(Card.code).where(Card.code.in_(bindparam("of_codes", expanding=True)))
_BATCHES = select(CardBatch.__table__).where(CardBatch.name.in_(bindparam("of_names", expanding=True)))
_NEW_BATCHES = upsert(CardBatch).on_conflict_do_nothing()
_NEW_CARDS = upsert(Card).on_conflict_do_nothing().returning(Card.id)
_SERIAL_KNOWN = mark("There is a card with this serial already.")
_CODE_KNOWN = mark("There is a card with this code already.")
_OVER = mark("The last day of this card is over already.")
_UNLIKE = mark("All cards of batch {batch} have the same value and the same last day; this one has another.")
_UNFINISHED = mark("Batch {batch} was never finished: its file is not there. Choose another name.")


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


def _batch(cell: str, _operator: Operator) -> str:
    return batch_name(cell.strip())


def _code(cell: str, _operator: Operator) -> str:
    """The digits of a code. Refuses: cards.form_in_file, without repeating what is there."""
    try:
        return CardCode.parse(cell).digits
    except Refusal as refusal:
        raise Refusal(
            "cards.form_in_file", "A card code has {wanted} digits; there are {typed}.", **refusal.params
        ) from None


def _value(cell: str, operator: Operator) -> Any:
    """Refuses: cards.value, money.*."""
    value = amount(cell, operator)
    if value <= 0:
        raise Refusal("cards.value", "The value of a card is above zero.")
    return value


def _check(work: Work, rows: Sequence[Row]) -> Iterator[Fault]:
    """Cards that are there already, whose last day is over, or that are unlike their batch."""
    codes = [_hashed(work, row) for row in rows]
    serials = [row["serial"] for row in rows]
    known_serials = set(work.session.execute(_SERIALS, {"of_serials": serials}).scalars())
    known_codes = set(work.session.execute(_CODES, {"of_codes": codes}).scalars())
    for row, code in zip(rows, codes, strict=True):
        if row["serial"] in known_serials:
            yield Fault(row.line, "serial", Sentence(_SERIAL_KNOWN))
        if code in known_codes:
            yield Fault(row.line, "code", Sentence(_CODE_KNOWN))
        if row["expires_on"] and row["expires_on"] < work.today:
            yield Fault(row.line, "expires_on", Sentence(_OVER))
    yield from _unlike(work, rows)


def _hashed(work: Work, row: Row) -> bytes:
    return code_hash(work.keys.card, CardCode(row["code"]))


def _unlike(work: Work, rows: Sequence[Row]) -> Iterator[Fault]:
    """Cards that are not like the others of their batch."""
    names = {"of_names": list({row["batch"] for row in rows})}
    batches = {batch.name: batch for batch in work.session.execute(_BATCHES, names)}
    for row in rows:
        batch, about = batches.get(row["batch"]), {"batch": row["batch"]}
        if batch is None:
            continue
        if batch.state != BatchState.ISSUED:
            yield Fault(row.line, "batch", Sentence(_UNFINISHED, about))
        if batch.value != row["value"]:
            yield Fault(row.line, "value", Sentence(_UNLIKE, about))
        if batch.expires_on != row["expires_on"]:
            yield Fault(row.line, "expires_on", Sentence(_UNLIKE, about))


def _apply(work: Work, batches: Batches) -> Iterator[Fault]:
    """Enter the cards as generated: staff ship and activate them. Refuses: cards.again."""
    for rows in filter(None, batches):
        first = {row["batch"]: row for row in reversed(rows)}
        work.session.execute(_NEW_BATCHES, [_new_batch(work, row) for row in first.values()])
        unlike = list(_unlike(work, rows))
        yield from unlike
        wrong = {fault.line for fault in unlike}
        cards = [_new_card(work, row) for row in rows if row.line not in wrong]
        if cards and len(work.session.execute(_NEW_CARDS, cards).all()) != len(cards):
            raise Refusal("cards.again", "Some of these serials or codes exist already. Nothing was entered.")


def _new_batch(work: Work, row: Row) -> dict[str, Any]:
    return {
        "name": row["batch"],
        "value": row["value"],
        "expires_on": row["expires_on"],
        "state": BatchState.ISSUED,
        "created": work.now,
    }


def _new_card(work: Work, row: Row) -> dict[str, Any]:
    return {
        "serial": row["serial"],
        "code": _hashed(work, row),
        "batch": row["batch"],
        "value": row["value"],
        "expires_on": row["expires_on"],
        "state": CardState.GENERATED,
    }


CARDS = Kind(
    "cards",
    (
        Column("batch", _batch, needed=True),
        Column("serial", text(40), needed=True),
        Column("code", _code, needed=True, secret=True),
        Column("value", _value, needed=True),
        Column("expires_on", day),
    ),
    _check,
    _apply,
    unique=(("serial",), ("code",)),
)
