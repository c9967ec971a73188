"""What if: what a change costs and brings, before it is confirmed; and taking a pending one back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import mark
from kiosk.core.work import Refusal
from kiosk.receipts.views import Receipt
from kiosk.tariffs.views import CANCEL, CHANGE, PREVIEW, Pending, Preview, TariffFacts
from screens.base import KioskScreen, task
from screens.receipts import ReceiptScreen
from screens.visit import ScreenWords
from screens.widgets.choice import Act
from screens.widgets.sheet import Row, Sheet

if TYPE_CHECKING:
    from screens.tariffs.offers import TariffsScreen


class DecideScreen(KioskScreen):
    """What both confirmations share: a refusal goes to the list below, a receipt to the done screen."""

    CSS_PATH = "../../styles/tariffs.tcss"

    def __init__(self, menu: TariffsScreen) -> None:
        super().__init__()
        self.menu = menu

    def give_up(self, refusal: Refusal) -> None:
        """Back to the list, which says why."""
        # Not here: with this screen its tasks go, too.
        self.menu.call_later(self.menu.refused, refusal)
        self.kiosk.back_to(type(self.menu))

    def done(self, receipt: Receipt) -> None:
        self.visit.balance_is(receipt.balance)
        self.kiosk.home()
        self.app.push_screen(ReceiptScreen(receipt))


class ChangeScreen(DecideScreen):
    """What if (ISP-27, ISP-28, VEL-34): the terms that are shown are the ones that are agreed to."""

    about = mark(
        "Nothing has happened yet. The change is ordered only when you confirm it, and at exactly these "
        "terms: should they change meanwhile, you see the new ones first."
    )

    def __init__(self, menu: TariffsScreen, preview: Preview) -> None:
        super().__init__(menu)
        self.preview = preview

    def heading(self) -> str:
        words, preview = self.words, self.preview
        old, new = words.pick(preview.current.name), words.pick(preview.tariff.name)
        return words("Change tariff › “{old}” to “{new}”", old=old, new=new)

    def body(self) -> Iterable[Widget]:
        words, until = self.words, self.preview.cancel_until
        yield Sheet(self._rows(), dense=True)
        if until:
            line = words("You can take the change back until the end of {on:day}.", on=until)
        else:
            line = words("The change cannot be taken back.")
        yield Static(line, id="until", classes="muted", markup=False)

    def _rows(self) -> Iterable[Row]:
        words, preview, terms = self.words, self.preview, self.preview.terms
        yield Row(words("Fee of the change"), self._fee())
        yield Row(words("Takes effect"), words("from {on:day}", on=terms.since))
        yield Row(words("Charged today"), self._charged())
        yield Row(words("Balance after the change"), self.amount(preview.balance_after), amount=True)
        monthly = words("{then:money}, now {now:money}", then=terms.monthly, now=preview.current.fee)
        yield Row(words("Fee a month then"), monthly)
        if preview.paid_until or preview.paid_until_then:
            yield Row(words("Money lasts"), lasting(words, preview.paid_until_then, preview.paid_until))

    def _fee(self) -> str:
        words, preview = self.words, self.preview
        if not preview.terms.fee:
            return words("free of charge")
        if preview.terms.monthly < preview.current.fee:
            return words("{sum:money}, a change to a cheaper tariff is paid", sum=preview.terms.fee)
        return self.amount(preview.terms.fee)

    def _charged(self) -> str:
        words, terms = self.words, self.preview.terms
        if terms.today < 0:
            return words("nothing, {sum:money} comes back for days paid already", sum=-terms.today)
        if terms.today != terms.fee:
            return words("{sum:money}, with the difference for days paid already", sum=terms.today)
        return self.amount(terms.today) if terms.today else words("nothing")

    def acts(self) -> Iterable[Act]:
        yield self.back_act(self.words("No, keep mine"))
        yield Act("Enter", self.words("Change tariff"), self.submit)

    def submit(self) -> None:
        self.change()

    @task
    async def change(self) -> None:
        """Under the operation id of this screen: pressing again asks for the same change."""
        code, terms = self.preview.tariff.code, self.preview.terms
        try:
            receipt = await self.ask(CHANGE, self.contract, code, terms, operation=self.operation)
        except Refusal as refusal:
            if refusal.code != "tariffs.terms":
                self.give_up(refusal)
                return
            await self._look_again(refusal)
            return
        self.done(receipt)

    async def _look_again(self, changed: Refusal) -> None:
        """Other terms hold by now: show them, so that nobody agrees to what was not shown."""
        try:
            self.preview = await self.ask(PREVIEW, self.contract, self.preview.tariff.code)
        except Refusal as refusal:
            self.give_up(refusal)
            return
        self.say("think", changed)
        await self.show()


class CancelScreen(DecideScreen):
    """Before a pending change is taken back: the fee comes back, the tariff stays."""

    about = mark(
        "Nothing has happened yet. Taking the change back returns its fee; your tariff stays as it is."
    )

    def __init__(self, menu: TariffsScreen, pending: Pending, current: TariffFacts | None) -> None:
        super().__init__(menu)
        self.pending = pending
        self.current = current

    def heading(self) -> str:
        name = self.words.pick(self.pending.tariff.name)
        return self.words("Tariffs › take back the change to “{name}”", name=name)

    def body(self) -> Iterable[Widget]:
        yield Sheet(self._rows(), dense=True)

    def _rows(self) -> Iterable[Row]:
        words, pending, current = self.words, self.pending, self.current
        if current:
            name = words.pick(current.name)
            stays = words("“{name}”, {fee:money} a month", name=name, fee=current.fee)
            yield Row(words("Your tariff stays"), stays)
        yield Row(words("Comes back today"), self._back())
        yield Row(words("Balance after it"), self.amount(pending.balance_after), amount=True)
        if pending.cancel_until:
            yield Row(words("Possible until"), words("the end of {on:day}", on=pending.cancel_until))

    def _back(self) -> str:
        words, pending = self.words, self.pending
        if pending.back < 0:
            return words("nothing, {sum:money} is charged for days paid already", sum=-pending.back)
        if pending.back != pending.fee:
            return words("{sum:money}, with the difference for days paid already", sum=pending.back)
        return self.amount(pending.back) if pending.back else words("nothing, the change was free of charge")

    def acts(self) -> Iterable[Act]:
        yield self.back_act(self.words("No, let it change"))
        yield Act("Enter", self.words("Take the change back"), self.submit)

    def submit(self) -> None:
        self.cancel()

    @task
    async def cancel(self) -> None:
        """Under the operation id of this screen."""
        try:
            receipt = await self.ask(CANCEL, self.contract, operation=self.operation)
        except Refusal as refusal:
            self.give_up(refusal)
            return
        self.done(receipt)


def lasting(words: ScreenWords, then: date | None, now: date | None) -> str:
    """Until when the money lasts, then and now; None: without end."""
    if then == now and then:
        return words("until {on:day}, as now", on=then)
    if then and now:
        return words("until {then:day}, now until {now:day}", then=then, now=now)
    if then:
        return words("until {then:day}, now without end", then=then)
    return words("without end, now until {now:day}", now=now)
