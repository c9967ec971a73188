"""Movements in numbered lines; each opens its reason."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.balance.views import MOVEMENTS, Movement
from kiosk.core.locale import mark
from screens.balance.why import MovementScreen
from screens.lists import SHORT_DAY, ListScreen
from screens.widgets.table import Line


class MovementsScreen(ListScreen[Movement]):
    """All movements, the newest first (VEL-48)."""

    CSS_PATH = ["../../styles/lists.tcss", "../../styles/balance.tcss"]
    about = mark(
        "What changed your balance, the newest first. Press the digit of a line to see why: "
        "how it was computed, who entered it and where."
    )
    day_style = SHORT_DAY

    def heading(self) -> str:
        return self.words("Balance and charges › all movements")

    async def read(self, before: str) -> tuple[Iterable[Movement], str | None]:
        page = await self.ask(MOVEMENTS, self.contract, before)
        return page.movements, page.older

    def heads(self) -> tuple[str, ...]:
        return (self.words("Date"), self.words("For what"), self.words("Amount"))

    def line(self, item: Movement) -> Line:
        words = self.words
        what = words(item.reason)
        if item.reversed_by:
            what = words("(taken back) {what}", what=what)
        return Line((words.day(item.dated, self.day_style), what, self.amount(item.amount, signed=True)))

    def empty(self) -> str:
        return self.words("No movements yet.")

    def open_line(self, item: Movement) -> None:
        known = self.pages.rows if self.pages else []
        links = (item.reversed_by, item.reverses)
        linked = next((other for other in known if other.operation in links), None)
        self.app.push_screen(MovementScreen(item, linked))
