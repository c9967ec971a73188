"""Pay by express card: type the code, see what it brings, confirm, take the receipt (VEL-59)."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from kiosk.cards.rules import CODE_DIGITS, CardCode
from kiosk.cards.views import CHECK, REDEEM, Checked
from kiosk.core.locale import mark
from kiosk.core.work import Refusal
from kiosk.receipts.views import RECEIPT
from screens.base import KioskScreen, task
from screens.receipts import ReceiptScreen
from screens.widgets.choice import Act
from screens.widgets.field import Field
from screens.widgets.sheet import Row, Sheet

GROUPS = (4, 4, 4, 2)
# Digits too many are shown and refused whole: the first 14 of them would be another card's code.
SPARE = 5


class CardScreen(KioskScreen):
    """The 14 digits. Their form is checked here first, so that a slip costs no try.

    used  number of the receipt of a card that this customer has used already
    """

    CSS_PATH = "../styles/cards.tcss"
    about = mark(
        "Type the 14 digits that are under the layer of the card; their number counts along. "
        "Checking moves no money: you see what the card brings before you pay. A card works once."
    )

    def __init__(self) -> None:
        super().__init__()
        self.typed = 0
        self.used = ""

    def heading(self) -> str:
        return self.words("Pay by express card")

    def body(self) -> Iterable[Widget]:
        words, contract = self.words, self.visit.contract
        yield Static(words("Scratch the layer off the card and type the 14 digits."), markup=False)
        yield Field(
            words("Card code"), id="code", groups=GROUPS, most=CODE_DIGITS + SPARE, hint=self._count()
        )
        if contract:
            line = words("The money reaches contract {number} at once.", number=contract.number)
            yield Static(line, markup=False, classes="muted")

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        if self.used:
            verb = self.words("Show receipt {number}", number=self.used)
            yield Act("Enter", verb, self.show_used)
        else:
            yield Act("Enter", self.words("Check"), self.submit)

    def submit(self) -> None:
        if self.used:
            self.show_used()
            return
        code = self._code()
        if code:
            self.check(code)

    def _code(self) -> CardCode | None:
        """What is typed, if it has the form of a code; else the message line says what is wrong."""
        try:
            return CardCode.parse(self.field("code").value)
        except Refusal as refusal:
            self.say("bad", refusal)
            return None

    @task
    async def check(self, code: CardCode) -> None:
        """What the card brings; the refusal of a used card offers its receipt."""
        try:
            checked = await self.ask(CHECK, self.contract, code, operation=self.operation)
        except Refusal as refusal:
            await self.refused(refusal)
            return
        self.hush()
        self.app.push_screen(ConfirmScreen(self, code, checked))

    async def refused(self, refusal: Refusal) -> None:
        """Say why not; what was typed stays."""
        self.say("bad", refusal)
        if refusal.code == "cards.used_by_you":
            self.used = str(refusal.params["receipt"])
            await self.show()

    @task
    async def show_used(self) -> None:
        """The receipt of the card that was used already."""
        receipt = await self.ask(RECEIPT, self.contract, self.used)
        self.app.push_screen(ReceiptScreen(receipt, done=False))

    @on(Field.Changed)
    async def _typed(self) -> None:
        self.typed = len(self.field("code").value)
        self.field("code").hint(self._count())
        self.hush()
        if self.typed > CODE_DIGITS:
            self._code()
        if self.used:
            self.used = ""
            await self.show()

    def _count(self) -> str:
        return self.words("{typed} of {wanted} digits", typed=self.typed, wanted=CODE_DIGITS)


class ConfirmScreen(KioskScreen):
    """What the card brings and the balance after it; only here money moves, once."""

    about = mark("Nothing has happened yet. Paying puts the value of the card on your contract at once.")

    def __init__(self, typing: CardScreen, code: CardCode, checked: Checked) -> None:
        super().__init__()
        self.typing = typing
        self.code = code
        self.checked = checked

    def heading(self) -> str:
        return self.words("Pay by express card › contract {number}", number=self.checked.number)

    def body(self) -> Iterable[Widget]:
        words, checked = self.words, self.checked
        yield Sheet(
            [
                Row(words("Card"), checked.serial),
                Row(words("Value"), self.amount(checked.value), amount=True),
                Row(words("Balance now"), self.amount(checked.balance)),
                Row(words("Balance after"), self.amount(checked.balance_after), amount=True),
            ]
        )

    def acts(self) -> Iterable[Act]:
        yield self.back_act(self.words("No, keep the card"))
        pay = self.words("Pay {sum:money}", sum=self.checked.value)
        yield Act("Enter", pay, self.submit)

    def submit(self) -> None:
        self.redeem()

    @task
    async def redeem(self) -> None:
        """Under the operation id of this screen: pressing again asks for the same payment."""
        try:
            receipt = await self.ask(REDEEM, self.contract, self.code, operation=self.operation)
        except Refusal as refusal:
            # Not here: with this screen its tasks go, too.
            self.typing.call_later(self.typing.refused, refusal)
            self.app.pop_screen()
            return
        self.visit.balance_is(receipt.balance)
        self.kiosk.home()
        self.app.push_screen(ReceiptScreen(receipt))


ENTRY = CardScreen
