"""Payments with method and status in words; reversals linked to what they take back (EIR-37, EIR-61)."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from kiosk.core.locale import mark
from kiosk.payments.rules import PaymentRules
from kiosk.payments.views import METHOD_WORDS, PAYMENTS, STATUS_WORDS, Payment
from kiosk.receipts.views import RECEIPT
from screens.base import KioskScreen, task
from screens.lists import SHORT_DAY, ListScreen
from screens.periods import PERIOD, Periods, PeriodsScreen, period
from screens.receipts import ReceiptScreen
from screens.widgets.choice import Act
from screens.widgets.sheet import Row, Sheet
from screens.widgets.table import Line

ALL_PAYMENTS = mark("all payments")
WHICH_PERIOD = mark("Payments of which period?")


class PaymentsScreen(ListScreen[Payment]):
    """What was paid, when, how, and what became of it, in the period chosen (VEL-49, ISP-05, EIR-36, EIR-37).

    months  of the period that is wanted, 0: all; `shown`: of the one that is on the screen
    """

    about = mark(
        "Your payments, the newest first. Press the digit of a line to see its number and its receipt; "
        "0 shows another period."
    )

    def __init__(self) -> None:
        super().__init__()
        self.months = self.kiosk.operator.of(PaymentRules).periods_months[0]
        self.shown = self.months

    def heading(self) -> str:
        if not self.shown:
            return self.words("Balance and charges › all payments")
        name = period(self.shown, self.words)
        return self.words("Balance and charges › payments of {period}", period=name)

    async def read(self, before: str) -> tuple[Iterable[Payment], str | None]:
        months = self.shown if before else self.months
        page = await self.ask(PAYMENTS, self.contract, months, before)
        if not before and months == self.months:
            self.shown = months
        return page.payments, page.older

    def choose(self, months: int) -> None:
        """Show another period."""
        self.months = months
        self.load()

    def acts(self) -> Iterable[Act]:
        back, *others = super().acts()
        yield back
        if len(self.kiosk.operator.of(PaymentRules).periods_months) > 1:
            yield Act(PERIOD, self.words("Period"), self._open_periods, id="period")
        yield from others

    def _open_periods(self) -> None:
        periods = Periods(self.kiosk.operator.of(PaymentRules).periods_months, WHICH_PERIOD, ALL_PAYMENTS)
        self.app.push_screen(PeriodsScreen(periods, self.shown, self.choose))

    def heads(self) -> tuple[str, ...]:
        return (self.words("Date"), self.words("How and status"), self.words("Amount"))

    def line(self, item: Payment) -> Line:
        day, amount = self.words.day(item.dated, SHORT_DAY), self.amount(item.amount, signed=True)
        return Line((day, how(self, item), amount))

    def empty(self) -> str:
        return self.words("No payments in this period.") if self.shown else self.words("No payments yet.")

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
            Row(words("How and status"), how(self, payment)),
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


def how(screen: KioskScreen, payment: Payment) -> str:
    """Method and status in words, with the day of the entry at the other end of a reversal."""
    words = screen.words
    method = words(METHOD_WORDS[payment.method])
    if payment.reverses_on:
        day = words.day(payment.reverses_on, SHORT_DAY)
        return words("{method}, takes back that of {day}", method=method, day=day)
    if payment.reversed_on:
        day = words.day(payment.reversed_on, SHORT_DAY)
        return words("{method}, taken back on {day}", method=method, day=day)
    return f"{method}, {words(STATUS_WORDS[payment.status])}"


ENTRY = PaymentsScreen
