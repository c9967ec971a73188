"""The one done screen of every capability, and the receipts of the last days (VEL-68)."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import Words, mark
from kiosk.receipts.payload import payload
from kiosk.receipts.rules import ReceiptRules
from kiosk.receipts.views import RECEIPTS, Receipt
from screens.base import KioskScreen, Page
from screens.lists import ListScreen
from screens.widgets.bars import Footer, Header
from screens.widgets.big import big
from screens.widgets.choice import Act
from screens.widgets.message import MessageLine
from screens.widgets.qr import QR
from screens.widgets.sheet import Row, Sheet
from screens.widgets.table import Line


class BigAmount(Widget):
    """An amount in digits three rows high where there is room, else on one line."""

    ALLOW_SELECT = False

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self) -> Content:
        rows = big(self.text)
        fits = len(rows[0]) <= self.content_size.width
        return Content.styled("\n".join(rows) if fits else self.text, "bold")


class ReceiptScreen(KioskScreen):
    """A receipt with its QR code at full height and the text beside it.

    Stays at least as long as the profile says, whatever the idle time. `done`: just given out, not
    looked at again.
    """

    CSS_PATH = "../styles/receipts.tcss"
    about = mark(
        "The code holds the whole receipt: a phone's camera reads it without the internet. "
        "The check code proves that the receipt is genuine. You find it again under “My receipts”."
    )

    def __init__(self, receipt: Receipt, done: bool = True) -> None:
        super().__init__()
        self.receipt = receipt
        self.done = done
        self.stay_seconds = self.kiosk.operator.of(ReceiptRules).show_seconds

    def heading(self) -> str:
        if not self.done:
            return self.words("My receipts › receipt")
        if not self.receipt.amount:
            return self.words("OK  Done")
        came = self.receipt.amount > 0
        return self.words("OK  Done, credited") if came else self.words("OK  Done, charged")

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal(id="receipt"):
            yield self.code()
            with Container(id="page"):
                yield Static(self.heading(), id="heading", classes="-done" if self.done else "", markup=False)
                with Page(id="body"):
                    yield from self.body()
                yield MessageLine()
                with Horizontal(id="acts"):
                    yield from self.acts()
        yield Footer()

    def code(self) -> QR:
        """Amounts stand in the code even while they are hidden on the screen: it is the proof."""
        receipt, words = self.receipt, Words(self.kiosk.operator, self.visit.language)
        otherwise = words("No room for a QR code. Check code: {code}", code=receipt.code)
        return QR(lambda budget: payload(receipt, words, budget), otherwise)

    def body(self) -> Iterable[Widget]:
        words, receipt = self.words, self.receipt
        if receipt.amount:
            yield BigAmount(self.amount(receipt.amount, signed=True))
        yield Static(words(receipt.what), markup=False, classes="what")
        yield Sheet(
            [
                Row(words("Receipt"), receipt.number),
                Row(words("Time"), words.moment(receipt.at)),
                Row(words("Terminal"), receipt.terminal),
                Row(words("Contract"), receipt.contract),
                Row(words("Balance"), self.amount(receipt.balance)),
                Row(words("Check code"), receipt.code),
            ],
            dense=True,
        )
        hint = words("Point your phone's camera at the code and keep the receipt.")
        if receipt.amount > 0:
            hint = words(
                "Point your phone's camera at the code. Keep the receipt until you see the money here."
            )
        yield Static(hint, markup=False, classes="muted")

    def acts(self) -> Iterable[Act]:
        yield Act("Enter", self.words("Done"), self.action_back)

    def submit(self) -> None:
        self.action_back()


class ReceiptsScreen(ListScreen[Receipt]):
    """My receipts: each opens again, with its code."""

    about = mark("What you did at our terminals. Press the digit of a line to see its receipt again.")

    def heading(self) -> str:
        days = self.kiosk.operator.of(ReceiptRules).list_days
        return self.words.plural(
            "My receipts of the last {count} day", "My receipts of the last {count} days", count=days
        )

    async def read(self, before: str) -> tuple[Iterable[Receipt], str | None]:
        return (await self.ask(RECEIPTS, self.contract)).receipts, None

    def heads(self) -> tuple[str, ...]:
        return (self.words("Time"), self.words("What was done"), self.words("Amount"))

    def line(self, item: Receipt) -> Line:
        amount = self.amount(item.amount, signed=True) if item.amount else ""
        return Line((self.words.moment(item.at), self.words(item.what), amount))

    def empty(self) -> str:
        return self.words("No receipts yet.")

    def open_line(self, item: Receipt) -> None:
        self.app.push_screen(ReceiptScreen(item, done=False))


ENTRY = ReceiptsScreen
