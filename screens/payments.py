"""Payments with method and status in words; reversals linked to what they take back (EIR-37, EIR-61)."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from kiosk.core.locale import mark
from kiosk.payments.views import METHOD_WORDS, PAYMENTS, STATUS_WORDS, Payment
from kiosk.receipts.views import RECEIPT
from screens.base import KioskScreen, task
from screens.lists import SHORT_DAY, ListScreen
from screens.receipts import ReceiptScreen
from screens.widgets.choice import Act
from screens.widgets.sheet import Gap, Row, Sheet
from screens.widgets.table import Line


class PaymentsScreen(ListScreen[Payment]):
    """What was paid, when, how, and what became of it (VEL-49)."""

    about = mark(
        "Your payments, the newest first. Press the digit of a line to see its number and its receipt."
    )

    def heading(self) -> str:
        return self.words("Balance and charges › payments")

    async def read(self, before: str) -> tuple[Iterable[Payment], str | None]:
        page = await self.ask(PAYMENTS, self.contract, before)
        return page.payments, page.older

    def heads(self) -> tuple[str, ...]:
        return (self.words("Date"), self.words("How and status"), self.words("Amount"))

    def line(self, item: Payment) -> Line:
        words = self.words
        what = f"{words(METHOD_WORDS[item.method])}, {state(self, item)}"
        return Line((words.day(item.dated, SHORT_DAY), what, self.amount(item.amount, signed=True)))

    def empty(self) -> str:
        return self.words("No payments yet.")

    def open_line(self, item: Payment) -> None:
        self.app.push_screen(PaymentScreen(item))


class PaymentScreen(KioskScreen):
    """One payment, or the reversal of one; its receipt, where one was given."""

    about = mark("How this payment was made and what became of it.")

    def __init__(self, payment: Payment) -> None:
        super().__init__()
        self.payment = payment

    def heading(self) -> str:
        return self.words("Payments › {day:day}", day=self.payment.dated)

    def body(self) -> Iterable[Widget]:
        words, payment = self.words, self.payment
        rows = [
            Row(words("Amount"), self.amount(payment.amount, signed=True), amount=True),
            Row(words("How"), words(METHOD_WORDS[payment.method])),
            Row(words("Status"), state(self, payment)),
            Gap,
            Row(words("Dated"), words.day(payment.dated)),
            Row(words("Entered"), words.moment(payment.at)),
            Row(words("Payment number"), payment.reference),
        ]
        if payment.receipt:
            rows.append(Row(words("Receipt"), payment.receipt))
        yield Sheet(rows)

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        if self.payment.receipt:
            yield Act("1", self.words("Show receipt"), self.show_receipt)

    @task
    async def show_receipt(self) -> None:
        receipt = await self.ask(RECEIPT, self.contract, self.payment.receipt)
        self.app.push_screen(ReceiptScreen(receipt, done=False))


def state(screen: KioskScreen, payment: Payment) -> str:
    """The status in words, with the day of the entry at the other end of a reversal."""
    words = screen.words
    if payment.reverses_on:
        return words("takes back the payment of {day}", day=words.day(payment.reverses_on, SHORT_DAY))
    if payment.reversed_on:
        return words("taken back on {day}", day=words.day(payment.reversed_on, SHORT_DAY))
    return words(STATUS_WORDS[payment.status])


ENTRY = PaymentsScreen
