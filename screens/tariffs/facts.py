"""One tariff to read: what it costs a month, what it includes."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import mark
from kiosk.tariffs.views import TariffFacts
from screens.scrolling import ScrollingScreen
from screens.visit import ScreenWords
from screens.widgets.sheet import Row, Sheet


class TariffScreen(ScrollingScreen):
    """What one tariff costs and includes (VEL-88, EIR-64)."""

    CSS_PATH = "../../styles/tariffs.tcss"
    about = mark("What this tariff costs a month and what it includes.")

    def __init__(self, tariff: TariffFacts) -> None:
        super().__init__()
        self.tariff = tariff

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


def includes(tariff: TariffFacts, words: ScreenWords) -> str:
    """What the tariff includes, in the customer's language."""
    return words.pick(tariff.includes) or words("nothing beside the service itself")
