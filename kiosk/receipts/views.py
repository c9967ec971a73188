"""The receipt: one form for every capability."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.core.locale import Sentence
from kiosk.core.money import Money
from kiosk.core.work import Named


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done, in the customer's hands (VEL-68).

    number    "3-000184": the terminal and its own counter
    contract  masked
    what      what was done ("Paid by express card {serial}")
    amount    what it moved, minor units; 0 where no money moved
    balance   after it
    code      check code, "7F3A-91C2": a truncated keyed hash of all of the above
    """

    number: str
    at: datetime
    terminal: str
    contract: str
    what: Sentence
    amount: Money
    balance: Money
    code: str


@dataclass(frozen=True, slots=True)
class ReceiptList:
    """Receipts of the last days (`ReceiptRules.list_days`), newest first."""

    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a receipt is genuine, and what the genuine one states."""

    genuine: bool
    receipt: Receipt | None


RECEIPTS: Named[ReceiptList] = Named("receipts.list")
"""(contract: ContractId)."""
RECEIPT: Named[Receipt] = Named("receipts.show")
"""(contract: ContractId, number: str). Refuses: receipts.unknown."""
VERIFY: Named[Verified] = Named("receipts.verify")
"""(text: str). Refuses: receipts.payload, receipts.ambiguous, receipts.currency."""
