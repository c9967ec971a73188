"""Balance as of now, debt or none in words, status, movements and the reason of each."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from kiosk.balance.views import BALANCE, MOVEMENTS, Balance, Movement
from kiosk.core.locale import mark
from screens.base import KioskScreen
from screens.lists import SHORT_DAY, ListScreen
from screens.paging import TALL
from screens.widgets.choice import Act
from screens.widgets.sheet import Row, Sheet
from screens.widgets.table import Line

PAYMENTS = "0"


class BalanceScreen(ListScreen[Movement]):
    """Where the contract stands (VEL-33, VEL-42, VEL-51) and what brought it there (ISP-21)."""

    about = mark(
        "Above: how your contract stands now. Below: what changed it, the newest first. "
        "Press the digit of a line to see who entered it, where and why."
    )

    def __init__(self) -> None:
        super().__init__()
        self.balance: Balance | None = None

    def heading(self) -> str:
        if self.balance is None:
            return self.words("Balance and charges")
        return self.words("Balance and charges as of {at:moment}", at=self.balance.as_of)

    async def read(self, before: str) -> tuple[Iterable[Movement], str | None]:
        if before:
            page = await self.ask(MOVEMENTS, self.contract, before)
            return page.movements, page.older
        self.balance = await self.ask(BALANCE, self.contract)
        self.visit.balance_is(self.balance.amount)
        return self.balance.movements, self.balance.older

    def body(self) -> Iterable[Widget]:
        if self.balance:
            yield Sheet(self._standing(self.balance))
        yield from super().body()

    def _standing(self, balance: Balance) -> Iterable[Row]:
        words = self.words
        yield Row(words("Balance"), self.amount(balance.amount), amount=True)
        if balance.owed:
            yield Row(words("Debt"), words("!  {sum:money} to pay", sum=balance.owed), "bad")
        else:
            yield Row(words("Debt"), words("OK  none"), "good")
        settlement = words("paid after use") if balance.postpaid else words("paid in advance")
        yield Row(words("Status"), f"{words(balance.status)}, {settlement}")

    def taken(self) -> int:
        air = 2 if self.app.size.height >= TALL else 0
        return air + (9 if self.visit.large else 5)

    def heads(self) -> tuple[str, ...]:
        return (self.words("Date"), self.words("For what"), self.words("Amount"))

    def line(self, item: Movement) -> Line:
        words = self.words
        what = words(item.reason)
        if item.reversed_by:
            what = words("(taken back) {what}", what=what)
        return Line((words.day(item.dated, SHORT_DAY), what, self.amount(item.amount, signed=True)))

    def empty(self) -> str:
        return self.words("No movements yet.")

    def open_line(self, item: Movement) -> None:
        known = self.pages.rows if self.pages else []
        links = (item.reversed_by, item.reverses)
        linked = next((other for other in known if other.operation in links), None)
        self.app.push_screen(MovementScreen(item, linked))

    def acts(self) -> Iterable[Act]:
        back, *others = super().acts()
        yield back
        yield Act(PAYMENTS, self.words("Payments"), lambda: self.kiosk.open("payments"))
        yield from others


class MovementScreen(KioskScreen):
    """One movement: why, by whom, where and when; what takes it back or is taken back (EIR-37).

    linked  the other half of a reversal, where it was read already
    """

    about = mark("Why this amount came or went, who entered it, and where.")

    def __init__(self, movement: Movement, linked: Movement | None) -> None:
        super().__init__()
        self.movement = movement
        self.linked = linked

    def heading(self) -> str:
        return self.words("Balance and charges › {day:day}", day=self.movement.dated)

    def body(self) -> Iterable[Widget]:
        yield Sheet([*self._why(), *self._link()])

    def _why(self) -> Iterable[Row]:
        words, movement = self.words, self.movement
        yield Row(words("For what"), words(movement.reason))
        yield Row(words("Amount"), self.amount(movement.amount, signed=True), amount=True)
        yield Row(words("Dated"), words.day(movement.dated))
        entered = words(
            "{at:moment}, {who:word}, terminal {terminal}",
            at=movement.at, who=movement.who, terminal=movement.terminal,
        )  # fmt: skip
        yield Row(words("Entered"), entered)

    def _link(self) -> Iterable[Row]:
        words, movement = self.words, self.movement
        if not (movement.reverses or movement.reversed_by):
            return
        if movement.reversed_by:
            text = words("Taken back later by an entry of its own.")
        else:
            text = words("Takes an earlier entry back.")
        if self.linked:
            text += " " + words(
                "{day:day}: {sum:signed}, {what}",
                day=self.linked.dated, sum=self.linked.amount, what=words(self.linked.reason),
            )  # fmt: skip
        yield Row(words("Linked"), text, "think")


ENTRY = BalanceScreen
