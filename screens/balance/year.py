"""The year in bars: charged and paid in each month."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from kiosk.balance.views import YEAR, MonthTotal, Year
from kiosk.core.locale import mark
from screens.balance.month import named
from screens.base import WAIT, KioskScreen, reading
from screens.paging import ROOMY
from screens.widgets.chart import Bar, Chart


class YearScreen(KioskScreen):
    """Twelve months and the current one, the newest first (VEL-69, ISP-06)."""

    CSS_PATH = "../../styles/balance.tcss"
    about = mark(
        "Each month has two bars with their amounts: what was charged, and what was paid. "
        "All bars have one scale: the largest amount has the longest one."
    )

    def __init__(self) -> None:
        super().__init__()
        self.year: Year | None = None

    def heading(self) -> str:
        if self.year is None:
            return self.words(WAIT)
        return self.words("Balance and charges › the year, {currency}", currency=self.kiosk.operator.currency)

    def on_mount(self) -> None:
        self.load()

    @reading
    async def load(self) -> None:
        self.year = await self.ask(YEAR, self.contract)
        await self.show()

    def body(self) -> Iterable[Widget]:
        if self.year is None:
            return
        words = self.words
        heads = (words("Month"), words("Charged"), words("Paid"))
        bars = [self._bar(total, now=at == 0) for at, total in enumerate(self.year.months)]
        # Hidden amounts must not be told by the length of a bar.
        yield Chart(heads, bars, bare=self.visit.hidden, air=self.app.size.height >= ROOMY)

    def _bar(self, total: MonthTotal, now: bool) -> Bar:
        sizes = (total.charged, total.paid)
        amounts = [self.words.money(amount, currency=False) for amount in sizes]
        return Bar(named(self.words, total), sizes, tuple(amounts), now)
