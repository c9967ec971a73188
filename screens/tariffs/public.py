"""The tariffs that everybody may read without a login (EIR-06, EIR-64)."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.core.locale import mark
from kiosk.tariffs.views import PRICES, TariffFacts, UnitPrice
from screens.lists import ListScreen
from screens.tariffs.facts import TariffScreen, includes
from screens.tariffs.rates import STYLES, RatesScreen
from screens.widgets.choice import Act
from screens.widgets.table import Line

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
            yield Act(RATES, self.words("Prices of units"), self._open_rates, off=off, id="rates")
        yield from others

    def _open_rates(self) -> None:
        self.app.push_screen(RatesScreen())


ENTRY = PricesScreen
