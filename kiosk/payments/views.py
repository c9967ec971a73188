"""Payments of a contract with their status, and reversals linked to what they reverse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kiosk.core.locale import mark
from kiosk.core.money import Money
from kiosk.core.work import Named, OperationId


class Method(StrEnum):
    CASH = "cash"
    CARD = "card"
    BANK = "bank"
    EXPRESS_CARD = "express_card"
    OTHER = "other"


class Status(StrEnum):
    """EIR-61. A reversal is an entry of its own with a negative amount (EIR-37)."""

    ACCEPTED = "accepted"
    REGISTERED = "registered"
    REVERSED = "reversed"


METHOD_WORDS = {
    Method.CASH: mark("cash"),
    Method.CARD: mark("bank card"),
    Method.BANK: mark("bank transfer"),
    Method.EXPRESS_CARD: mark("express card"),
    Method.OTHER: mark("other way"),
}
STATUS_WORDS = {
    Status.ACCEPTED: mark("accepted"),
    Status.REGISTERED: mark("registered"),
    Status.REVERSED: mark("reversed"),
}


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment, or the reversal of one (`amount` below zero, `reverses_number` set).

    `reference` is the operator's number of the payment; `receipt` the receipt issued for it.
    reversed_on is the day on which this payment was taken back; `reverses_on` the day of the
    payment that this reversal takes back.
    """

    operation: OperationId
    dated: date
    at: datetime
    amount: Money
    method: Method
    status: Status
    reference: str
    receipt: str | None
    reversed_on: date | None
    reverses_on: date | None


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment taken elsewhere: minor units, above zero; `dated` None: today."""

    amount: Money
    method: Method
    reference: str
    dated: date | None = None
    status: Status = Status.ACCEPTED


@dataclass(frozen=True, slots=True)
class NewReversal:
    """Under which number, and as of which day (None: today), a payment is taken back."""

    reference: str
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """Newest first; `older` is the cursor of the next page, None at the end."""

    payments: tuple[Payment, ...]
    older: str | None


PAYMENTS: Named[PaymentPage] = Named("payments.list")
"""(contract: ContractId, months: int, before: str): of the last so many months (0: all); `before` is empty
for the first page."""
