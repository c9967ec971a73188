"""The price list that everybody may read without a login: tariffs, and rates of units (EIR-06, EIR-64)."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import as_texts, mark
from kiosk.tariffs.views import PRICES, TariffFacts, UnitPrice
from screens.lists import SHORT_DAY, ListScreen
from screens.paging import free_rows
from screens.tariffs.facts import TariffScreen, includes
from screens.widgets.choice import Act
from screens.widgets.table import Line, Table

STYLES = ["../../styles/lists.tcss", "../../styles/tariffs.tcss"]
RATES = "0"


class PricesScreen(ListScreen[TariffFacts]):
    """The tariffs that are offered; a line opens its tariff."""

    CSS_PATH = STYLES
    about = mark(
        "Our tariffs: what they cost a month and what they include. Press the digit of a line to read all "
        "of it. Prices of single units, such as a minute or a cubic metre, are behind 0."
    )
    turns = (mark("Back a page"), mark("Next page"))

    def __init__(self) -> None:
        super().__init__()
        self.rates: tuple[UnitPrice, ...] = ()

    def heading(self) -> str:
        return self.words("Tariffs and prices")

    async def read(self, before: str) -> tuple[Iterable[TariffFacts], str | None]:
        prices = await self.ask(PRICES)
        self.rates = prices.rates
        return prices.tariffs, None

    def heads(self) -> tuple[str, ...]:
        return (self.words("Tariff"), self.words("Includes"), self.words("Fee a month"))

    def line(self, item: TariffFacts) -> Line:
        return Line((self.words.pick(item.name), includes(item, self.words), self.amount(item.fee)))

    def empty(self) -> str:
        return self.words("No tariffs are offered now.")

    def open_line(self, item: TariffFacts) -> None:
        self.app.push_screen(TariffScreen(item))

    def acts(self) -> Iterable[Act]:
        back, *others = super().acts()
        yield back
        if self.pages is not None:
            off = "" if self.rates else self.words("There are no prices of units.")
            yield Act(RATES, self.words("Prices of units"), self._open_rates, off=off)
        yield from others

    def _open_rates(self) -> None:
        self.app.push_screen(RatesScreen(self.rates))


class RatesScreen(ListScreen[UnitPrice]):
    """What a unit of each service costs, and since when. Nothing opens: the lines are a table."""

    CSS_PATH = STYLES
    about = mark("What one unit costs, each price with all its digits and the day from which it holds.")
    turns = PricesScreen.turns

    def __init__(self, rates: tuple[UnitPrice, ...]) -> None:
        super().__init__()
        self.rates = rates

    def heading(self) -> str:
        return self.words("Tariffs and prices › units")

    async def read(self, before: str) -> tuple[Iterable[UnitPrice], str | None]:
        return self.rates, None

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


ENTRY = PricesScreen
