"""Usage of one meter by months, in bars."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import mark
from kiosk.core.quantity import places
from kiosk.meters.views import USAGE, MonthUse, Usage
from screens.base import WAIT, KioskScreen, reading
from screens.paging import ROOMY
from screens.widgets.chart import Bar, Chart
from screens.widgets.choice import Act

EARLIER, NEXT = "8", "9"


class UsageScreen(KioskScreen):
    """The last months, the newest first; 8 and 9 turn through the meters (EIR-35).

    meters  of the contract; None until they were read
    at      which of them is shown
    """

    CSS_PATH = "../../styles/meters.tcss"
    about = mark(
        "How much was used each month. What lies between two readings is spread evenly over the days between "
        "them. The longest bar is the month with the most; a month that no readings reach has none."
    )

    def __init__(self) -> None:
        super().__init__()
        self.meters: tuple[Usage, ...] | None = None
        self.at = 0

    def heading(self) -> str:
        if self.meters is None:
            return self.words(WAIT)
        if not self.meters:
            return self.words("Usage by months")
        one = self.meters[self.at]
        return self.words(
            "Usage › {service:texts}, {number}, {unit:texts}",
            service=one.service, number=one.number, unit=one.unit,
        )  # fmt: skip

    def on_mount(self) -> None:
        self.load()

    @reading
    async def load(self) -> None:
        self.meters = await self.ask(USAGE, self.contract)
        await self.show()

    def body(self) -> Iterable[Widget]:
        if not self.meters:
            return
        months = self.meters[self.at].months
        if all(month.used is None for month in months):
            yield Static(self.words("Too few readings yet: two are needed."), markup=False)
            return
        digits = places(month.used for month in months if month.used is not None)
        bars = [self._bar(month, digits, now=at == 0) for at, month in enumerate(reversed(months))]
        heads = (self.words("Month"), self.words("Used"))
        yield Chart(heads, bars, air=self.app.size.height >= ROOMY)

    def _bar(self, month: MonthUse, digits: int, now: bool) -> Bar:
        name = self.words.day(month.month, "LLLL yyyy")
        used = "–" if month.used is None else self.words.quantity(month.used, places=digits)
        return Bar(name[:1].upper() + name[1:], (month.used or 0,), (used,), now=now)

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        if self.meters and len(self.meters) > 1:
            yield Act(EARLIER, self.words("Meter before"), lambda: self.turn(-1))
            count = len(self.meters)
            following = self.words("Next meter ({at} of {count})", at=self.at + 1, count=count)
            yield Act(NEXT, following, lambda: self.turn(1))

    async def turn(self, by: int) -> None:
        """Another meter; after the last one the first."""
        if self.meters:
            self.at = (self.at + by) % len(self.meters)
            await self.show()
