"""Prices of units that everybody may read without a login (EIR-06, EIR-64)."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import as_texts, mark
from kiosk.tariffs.rules import TariffRules
from kiosk.tariffs.views import PRICES, UnitPrice
from screens.lists import SHORT_DAY, ListScreen
from screens.paging import free_rows
from screens.widgets.table import Line, Table

STYLES = ["../../styles/lists.tcss", "../../styles/tariffs.tcss"]


class RatesScreen(ListScreen[UnitPrice]):
    """What a unit of each service costs, and since when. Nothing opens: the lines are a table."""

    CSS_PATH = STYLES
    about = mark("What one unit costs, each price with all its digits and the day from which it holds.")
    turns = (mark("Back a page"), mark("Next page"))

    def heading(self) -> str:
        """Where there are no tariffs, the prices of units are the whole list."""
        plans = self.kiosk.operator.of(TariffRules).plans
        return self.words("Tariffs and prices › units") if plans else self.words("Prices of units")

    async def read(self, before: str) -> tuple[Iterable[UnitPrice], str | None]:
        return (await self.ask(PRICES)).rates, None

    def heads(self) -> tuple[str, ...]:
        words = self.words
        return (words("Service"), words("Unit"), words("Since"), words("Price"))

    def line(self, item: UnitPrice) -> Line:
        words = self.words
        service, unit = words.pick(as_texts(item.service)), words.pick(as_texts(item.unit))
        return Line((service, unit, words.day(item.since, SHORT_DAY), words.rate(item.rate)))

    def empty(self) -> str:
        return self.words("There are no prices of units.")

    def size_of_page(self) -> int:
        """As many as fit: no digit opens a line."""
        return free_rows(self, self.taken())

    def taken(self) -> int:
        return 3

    def body(self) -> Iterable[Widget]:
        if self.pages is None:
            return
        items = self.pages.shown(self.size_of_page())
        if items:
            yield Table(self.heads(), [self.line(item) for item in items], gives=0)
        else:
            yield Static(self.empty(), markup=False)


ENTRY = RatesScreen
