"""Where a contract stands now: balance, debt or none in words, how long the money lasts, what to pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from textual.widget import Widget

from kiosk.balance.views import BALANCE, Balance
from kiosk.contracts.rules import HOLD_WORDS, HoldKind
from kiosk.core.locale import mark
from screens.balance.month import MonthScreen
from screens.balance.year import YearScreen
from screens.base import WAIT, reading
from screens.lists import SHORT_DAY
from screens.menu import Item, MenuScreen
from screens.paging import TALL
from screens.widgets.sheet import Row, Sheet


class BalanceScreen(MenuScreen):
    """Balance, debt, status, how long it lasts (VEL-33, VEL-42, VEL-50, VEL-51), and the ways on (ISP-06)."""

    CSS_PATH = "../../styles/balance.tcss"
    about = mark(
        "Above: how your contract stands now, how long the money lasts and what to pay. Below: your months "
        "line by line or as a calendar, your payments, and the year in bars. Press a digit."
    )

    def __init__(self) -> None:
        super().__init__()
        self.balance: Balance | None = None

    def heading(self) -> str:
        if self.balance is None:
            return self.words(WAIT)
        return self.words("Balance and charges as of {at:moment}", at=self.balance.as_of)

    def on_screen_resume(self) -> None:
        self.load()

    @reading
    async def load(self) -> None:
        """Ask whenever the screen is shown; draw again only when it says something else."""
        balance = await self.ask(BALANCE, self.contract)
        balance = replace(balance, as_of=balance.as_of.replace(second=0, microsecond=0))
        if balance != self.balance:
            self.balance = balance
            self.visit.balance_is(balance.amount)
            await self.show()

    def above(self) -> Sequence[Widget]:
        return [Sheet(self._facts(), dense=True, tight=True)] if self.balance else []

    def taken(self) -> int:
        """The sheet, with its own air where there is room for some and with a large amount, and a gap."""
        low = self.app.size.height < TALL
        return len(self._facts()) + 1 + (0 if low else 4 if self.visit.large else 2)

    def items(self) -> Sequence[Item]:
        if self.balance is None:
            return ()
        words = self.words
        chosen = [
            Item("month", words("Month by month"), self._last(self.balance), self._open_month),
            Item("payments", words("Payments"), words("when, how, how much"), self._opens("payments")),
            Item("year", words("The year in bars"), words("charged and paid, by months"), self._open_year),
        ]
        if self.kiosk.operator.has("cards"):
            line = words("the money is there at once")
            chosen.append(Item("cards", words("Pay by express card"), line, self._opens("cards")))
        return chosen

    def _opens(self, name: str) -> partial[None]:
        return partial(self.kiosk.open, name)

    def _open_month(self) -> None:
        if self.balance:
            self.app.push_screen(MonthScreen(self._today(self.balance)))

    def _open_year(self) -> None:
        self.app.push_screen(YearScreen())

    def _last(self, balance: Balance) -> str:
        """The newest movement in a line."""
        if not balance.movements:
            return self.words("No movements yet.")
        last = balance.movements[0]
        style = "dd.MM" if last.dated.year == balance.as_of.year else SHORT_DAY
        return self.words(
            "last movement {on}: {sum:signed}", on=self.words.day(last.dated, style), sum=last.amount
        )

    # -- the sheet -----------------------------------------------------------------------------

    def _facts(self) -> Sequence[Row]:
        balance = self.balance
        return [*self._stands(balance), *self._lasts(balance)] if balance else []

    def _stands(self, balance: Balance) -> Iterable[Row]:
        words = self.words
        yield Row(words("Balance"), self.amount(balance.amount), amount=True)
        if balance.owed:
            yield Row(words("Debt"), words("!  {sum:money}", sum=balance.owed), "bad")
        else:
            yield Row(words("Debt"), words("OK  none"), "good")
        settlement = words("paid after use") if balance.postpaid else words("paid in advance")
        yield Row(words("Status"), f"{words(balance.status)}, {settlement}")
        if balance.held:
            yield Row(words("Why"), words(HOLD_WORDS[balance.held]), "bad")

    def _lasts(self, balance: Balance) -> Iterable[Row]:
        """Paid in advance: how long the money lasts, what brings the service back, what to pay (VEL-50)."""
        words, last = self.words, balance.paid_until
        if balance.postpaid:
            return
        over = last is not None and last < self._today(balance)
        if balance.held is HoldKind.DEBT and balance.back:
            yield Row(words("To come back"), words("at least {sum:money}", sum=balance.back), "think")
        elif last and balance.days_left is not None:
            left = words.plural("{count} day left", "{count} days left", count=balance.days_left)
            yield Row(words("Paid until"), words.day(last) if over else f"{words.day(last)}, {left}")
        if not balance.recommended:
            yield Row(words("Top up"), words("OK  not needed now"), "good")
        elif balance.recommended_until:
            until = words.day(balance.recommended_until, "d MMMM")
            advice = words("at least {sum:money} to last until {until}", sum=balance.recommended, until=until)
            yield Row(words("Top up"), advice, "think")

    def _today(self, balance: Balance) -> date:
        return self.kiosk.operator.day_of(balance.as_of)
