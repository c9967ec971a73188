"""One tariff to read: what it costs a month, what it includes."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import mark
from kiosk.tariffs.views import TariffFacts
from screens.base import KioskScreen
from screens.visit import ScreenWords
from screens.widgets.choice import Act
from screens.widgets.sheet import Row, Sheet


class TariffScreen(KioskScreen):
    """What one tariff costs and includes (VEL-88, EIR-64). A long text is read page by page.

    scrolls  the text is longer than the screen
    """

    CSS_PATH = "../../styles/tariffs.tcss"
    about = mark("What this tariff costs a month and what it includes.")

    def __init__(self, tariff: TariffFacts) -> None:
        super().__init__()
        self.tariff = tariff
        self.scrolls = False

    def heading(self) -> str:
        return self.words("Tariffs › “{name}”", name=self.words.pick(self.tariff.name))

    def body(self) -> Iterable[Widget]:
        if description := self.words.pick(self.tariff.description):
            yield Static(description, id="description", markup=False)
        yield self.facts()

    def facts(self) -> Widget:
        """Fee and what is included."""
        words, tariff = self.words, self.tariff
        return Sheet(
            [
                Row(words("Fee a month"), self.amount(tariff.fee), amount=True),
                Row(words("Includes"), includes(tariff, words)),
            ]
        )

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        if self.scrolls:
            yield Act("0", self.words("More"), self.turn)

    def turn(self) -> None:
        """The next part of the text; after the last one the first."""
        body = self.query_one("#body")
        if body.scroll_y >= body.max_scroll_y:
            body.scroll_home(animate=False)
        else:
            self.action_page(1)

    async def show(self) -> None:
        await super().show()
        self.call_after_refresh(self._measure)

    def on_mount(self) -> None:
        self.call_after_refresh(self._measure)

    async def _measure(self) -> None:
        """Only when it is laid out, it is known whether the text is longer than the screen."""
        scrolls = self.query_one("#body").max_scroll_y > 0
        if scrolls != self.scrolls:
            self.scrolls = scrolls
            await super().show()


def includes(tariff: TariffFacts, words: ScreenWords) -> str:
    """What the tariff includes, in the customer's language."""
    return words.pick(tariff.includes) or words("nothing beside the service itself")
