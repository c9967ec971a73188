"""The file of charges that other systems computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import uuid5

from kiosk.contracts import dated
from kiosk.contracts.dated import Known
from kiosk.core import bulk
from kiosk.core.bulk import Entry
from kiosk.core.files import Batches, Column, Fault, Kind, Row, amount, text
from kiosk.core.ledger import Reason
from kiosk.core.locale import Sentence, mark
from kiosk.core.money import Money
from kiosk.core.work import OperationId, Work

_HOUSE = "fees"


def _check(work: Work, rows: Sequence[Row]) -> Iterator[Fault]:
    yield from dated.check(work, rows)
    for row in rows:
        if row["amount"] <= 0:
            yield Fault(row.line, "amount", Sentence(mark("A charge is above zero.")))


def _apply(work: Work, batches: Batches) -> tuple[Fault, ...]:
    """Charges of days that the balance brought along tells already are history and do not move it."""
    for rows in filter(None, batches):
        contracts = dated.known(work.session, rows)
        held = bulk.lock(work, (known.contract for known in contracts.values()))
        bulk.enter(work, "charging.imported", [_entry(work, row, contracts) for row in rows], held)
    return ()


def _entry(work: Work, row: Row, contracts: Mapping[str, Known]) -> Entry:
    known, on = contracts[row["contract"]], row["date"]
    operation = OperationId(uuid5(work.operation, str(row.line)))
    amount = Money(-row["amount"])
    return Entry(
        operation, known.contract, amount, known.house(on, _HOUSE), "charge", _reason(row["description"]), on
    )


def _reason(description: str | None) -> Reason:
    if description is None:
        return Reason("charging.imported", mark("Charge"))
    return Reason("charging.imported", mark("Charge: {text}"), {"text": description})


CHARGES = Kind(
    "charges",
    (
        dated.CONTRACT,
        dated.DATE,
        Column("amount", amount, needed=True),
        Column("description", text()),
    ),
    _check,
    _apply,
)
