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
        "All bars have one scale: the largest amount has the longest one. Corrections are amounts that "
        "were given back or taken back."
    )

    def __init__(self) -> None:
        super().__init__()
        self.year: Year | None = None

    def heading(self) -> str:
        if self.year is None:
            return self.words(WAIT)
        return self.words(
            "Balance and charges › the year, amounts in {currency}", currency=self.kiosk.operator.currency
        )

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
        noted = words("Corrections") if any(total.other for total in self.year.months) else ""
        bars = [self._bar(total, now=at == 0) for at, total in enumerate(self.year.months)]
        # Hidden amounts must not be told by the length of a bar.
        yield Chart(heads, bars, noted=noted, bare=self.visit.hidden, air=self.app.size.height >= ROOMY)

    def _bar(self, total: MonthTotal, now: bool) -> Bar:
        sizes = (total.charged, total.paid)
        amounts = [self.words.money(amount, currency=False) for amount in sizes]
        note = self.words.money(total.other, currency=False, signed=True) if total.other else ""
        return Bar(named(self.words, total), sizes, tuple(amounts), note, now)
