"""Readings that were sent: of one meter or all, of a period, the newest first (EIR-35, EIR-36)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from textual.widget import Widget

from kiosk.core.locale import mark
from kiosk.core.work import MeterId
from kiosk.meters.rules import ORIGIN_WORDS, WHY_WORDS, MeterRules
from kiosk.meters.views import HISTORY, MeterLine, Reading
from screens.base import KioskScreen
from screens.lists import SHORT_DAY, ListScreen
from screens.menu import Item, MenuScreen
from screens.periods import PERIOD, Periods, PeriodsScreen, period
from screens.widgets.choice import Act
from screens.widgets.sheet import Row, Sheet
from screens.widgets.table import Line

ONE_METER = "7"
ALL_READINGS = mark("all readings")
WHICH_PERIOD = mark("Readings of which period?")


class HistoryScreen(ListScreen[Reading]):
    """What was sent, when, and how much was used; what was replaced on its day says so.

    meters  of the contract, to choose from
    meter   whose readings are wanted, None: all; `months`: of which period, 0: all
    shown   meter and months of what is on the screen
    """

    CSS_PATH = ["../../styles/lists.tcss", "../../styles/meters.tcss"]
    about = mark(
        "Readings that were sent, the newest first. Of several readings of a day the last one counts, the "
        "others are replaced. Press the digit of a line to see who sent it; 0 shows another period."
    )
    most = 6

    def __init__(self, meters: Sequence[MeterLine]) -> None:
        super().__init__()
        self.meters = meters
        self.meter: MeterId | None = None
        self.months = self.kiosk.operator.of(MeterRules).periods_months[0]
        self.shown: tuple[MeterId | None, int] = (self.meter, self.months)

    def heading(self) -> str:
        meter, months = self.shown
        line = next((line for line in self.meters if line.meter == meter), None)
        whose = (
            self.words("{service:texts}, {number}", service=line.service, number=line.number) if line else ""
        )
        when = period(months, self.words) if months else self.words(ALL_READINGS)
        if whose:
            return self.words("Readings › {meter} › {period}", meter=whose, period=when)
        return self.words("Readings › {period}", period=when)

    async def read(self, before: str) -> tuple[Iterable[Reading], str | None]:
        wanted = self.shown if before else (self.meter, self.months)
        page = await self.ask(HISTORY, self.contract, *wanted, before)
        if not before and wanted == (self.meter, self.months):
            self.shown = wanted
        return page.readings, page.older

    def choose_period(self, months: int) -> None:
        self.months = months
        self.load()

    def choose_meter(self, meter: MeterId | None) -> None:
        self.meter = meter
        self.load()

    def acts(self) -> Iterable[Act]:
        back, *others = super().acts()
        yield back
        if len(self.kiosk.operator.of(MeterRules).periods_months) > 1:
            yield Act(PERIOD, self.words("Period"), self._open_periods, id="period")
        if len(self.meters) > 1:
            yield Act(ONE_METER, self.words("Meter"), self._open_meters, id="meter")
        yield from others

    def _open_periods(self) -> None:
        periods = Periods(self.kiosk.operator.of(MeterRules).periods_months, WHICH_PERIOD, ALL_READINGS)
        self.app.push_screen(PeriodsScreen(periods, self.shown[1], self.choose_period))

    def _open_meters(self) -> None:
        self.app.push_screen(WhichScreen(self.meters, self.shown[0], self.choose_meter))

    def heads(self) -> tuple[str, ...]:
        words = self.words
        return (words("Date"), words("Service and meter"), words("Reading"), words("Used"))

    def line(self, item: Reading) -> Line:
        words = self.words
        name = words("{service:texts}, {number}", service=item.service, number=item.number)
        value = words("{value:quantity} {unit:texts}", value=item.value, unit=item.unit)
        return Line((words.day(item.day, SHORT_DAY), name, value, self._used(item)))

    def _used(self, item: Reading) -> str:
        if not item.in_force:
            return self.words("replaced")
        return "" if item.used is None else self.words.quantity(item.used, signed=True)

    def empty(self) -> str:
        return self.words("No readings in this period.") if self.shown[1] else self.words("No readings yet.")

    def open_line(self, item: Reading) -> None:
        self.app.push_screen(ReadingScreen(item))


class WhichScreen(MenuScreen):
    """All meters, or one of them."""

    about = mark("Choose the meter whose readings you want to see.")

    def __init__(
        self, meters: Sequence[MeterLine], shown: MeterId | None, choose: Callable[[MeterId | None], None]
    ) -> None:
        super().__init__()
        self.meters = meters
        self.shown = shown
        self.choose = choose

    def heading(self) -> str:
        return self.words("Readings of which meter?")

    def items(self) -> Sequence[Item]:
        every = self._item(None, self.words("All meters"), "")
        return [every, *(self._of(line) for line in self.meters)]

    def _of(self, line: MeterLine) -> Item:
        words = self.words
        name = words("{service:texts}", service=line.service)
        return self._item(line.meter, name, words("meter {number}", number=line.number))

    def _item(self, meter: MeterId | None, title: str, about: str) -> Item:
        if meter == self.shown:
            about = ", ".join(filter(None, (about, self.words("shown now"))))
        return Item(f"of-{meter or 'all'}", title, about, partial(self._chosen, meter))

    def _chosen(self, meter: MeterId | None) -> None:
        self.app.pop_screen()
        self.choose(meter)


class ReadingScreen(KioskScreen):
    """One reading: who sent it, and whether it counts."""

    about = mark("What was sent that day, who sent it, and how much was used since the reading before.")

    def __init__(self, item: Reading) -> None:
        super().__init__()
        self.item = item

    def heading(self) -> str:
        return self.words("Readings › {day:day}", day=self.item.day)

    def body(self) -> Iterable[Widget]:
        yield Sheet(self._rows())

    def _rows(self) -> Iterable[Row]:
        words, item = self.words, self.item
        yield Row(words("Service"), words("{service:texts}", service=item.service))
        yield Row(words("Meter"), item.number)
        yield Row(words("Reading"), words("{value:quantity} {unit:texts}", value=item.value, unit=item.unit))
        if item.used is not None:
            used = words("{value:quantity} {unit:texts}", value=item.used, unit=item.unit)
            yield Row(words("Used since the one before"), used)
        yield Row(words("Sent"), words(ORIGIN_WORDS[item.origin]))
        if item.why:
            yield Row(words("Why taken"), words(WHY_WORDS[item.why]))
        counts = words("it counts") if item.in_force else words("replaced by a later one of this day")
        yield Row(words("Status"), counts)
