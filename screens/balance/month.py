"""One month: its totals, and its movements as a list or as a calendar; the menu of months."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from textual.widget import Widget

from kiosk.balance.views import MONTH, YEAR, Month, MonthTotal, Movement, Year
from kiosk.core.locale import mark
from screens.balance.movements import MovementsScreen
from screens.base import WAIT, reading
from screens.menu import Item, MenuScreen
from screens.paging import TALL, free_rows
from screens.visit import ScreenWords
from screens.widgets.calendar import Calendar
from screens.widgets.choice import Act
from screens.widgets.sheet import Row
from screens.widgets.sums import Sums

# Months of the menu, with the current one (VEL-69); the eighth tile is for everything.
MONTHS = 7
OTHER_MONTH, CALENDAR = "0", "7"
# Rows of the totals with the gap under them.
SUMS_ROWS = 3


class MonthScreen(MovementsScreen):
    """A month's statement (ISP-22, ISP-24), line by line or as a calendar (ISP-23).

    today     on the operator's calendar
    first     a day of the month that is wanted
    month     the month that is shown; None until it was read
    calendar  shown as a calendar
    """

    CSS_PATH = ["../../styles/lists.tcss", "../../styles/balance.tcss"]
    about = mark(
        "Above: the balance at the start of the month, what was charged and paid, the balance at its end. "
        "7 shows the month as a calendar: under each day what went (-), beside it what came (+). "
        "0 shows another month."
    )
    most = 6
    day_style = "dd.MM"

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today
        self.first = today
        self.month: Month | None = None
        self.calendar = False

    def heading(self) -> str:
        if self.month is None:
            return self.words(WAIT)
        name = named(self.words, self.month.total)
        if not self.calendar:
            return name
        currency = self.kiosk.operator.currency
        return self.words("{month}, amounts in {currency}", month=name, currency=currency)

    async def read(self, before: str) -> tuple[Iterable[Movement], str | None]:
        first = self.month.total.first if self.month and before else self.first
        month = await self.ask(MONTH, self.contract, first, before)
        if not before and first == self.first:
            self.month = month
        return month.movements, month.older

    def choose(self, first: date) -> None:
        """Show the month of this day."""
        self.first = first
        self.load()

    def body(self) -> Iterable[Widget]:
        if self.month is None:
            return
        narrow = self.calendar and self.app.size.height < TALL
        yield Sums(sums(self.words, self.month.total, currency=not narrow), narrow=narrow)
        if not self.calendar:
            yield from super().body()
            return
        days = {day.day: (day.went, day.came) for day in self.month.days}
        yield Calendar(self.words, self.month.total.first, days, self.today, free_rows(self, SUMS_ROWS))

    def taken(self) -> int:
        return SUMS_ROWS + 1

    def empty(self) -> str:
        return self.words("No movements in this month.")

    def acts(self) -> Iterable[Act]:
        back, *others = super().acts()
        yield back
        if self.month is None:
            return
        yield Act(OTHER_MONTH, self.words("Months"), self._open_months, id="months")
        other = self.words("List") if self.calendar else self.words("Calendar")
        yield Act(CALENDAR, other, self._switch, id="switch")
        if not self.calendar:
            yield from others

    async def _switch(self) -> None:
        self.calendar = not self.calendar
        self.set_class(self.calendar, "-calendar")
        await self.show()

    def _open_months(self) -> None:
        self.app.push_screen(MonthsScreen(self.choose))


class MonthsScreen(MenuScreen):
    """The current month and those before it, each with what was charged and paid (VEL-69)."""

    about = mark("Choose the month you want to see, or all movements, the newest first.")

    def __init__(self, choose: Callable[[date], None]) -> None:
        super().__init__()
        self.choose = choose
        self.year: Year | None = None

    def heading(self) -> str:
        if self.year is None:
            return self.words(WAIT)
        return self.words("Which month? Amounts in {currency}", currency=self.kiosk.operator.currency)

    def on_mount(self) -> None:
        self.load()

    @reading
    async def load(self) -> None:
        self.year = await self.ask(YEAR, self.contract)
        await self.show()

    def items(self) -> Sequence[Item]:
        if self.year is None:
            return ()
        months = [self._item(total) for total in self.year.months[:MONTHS]]
        every = Item("all", self.words("All movements"), self.words("the newest first"), self._open_all)
        return [*months, every]

    def _item(self, total: MonthTotal) -> Item:
        money = partial(self.words.money, currency=False)
        line = self.words(
            "charged {charged}, paid {paid}", charged=money(total.charged), paid=money(total.paid)
        )
        if total.other:
            other = money(total.other, signed=True)
            line = self.words("{sums}, other {other}", sums=line, other=other)
        return Item(
            f"month-{total.first}", named(self.words, total), line, partial(self._chosen, total.first)
        )

    def _chosen(self, first: date) -> None:
        self.app.pop_screen()
        self.choose(first)

    def _open_all(self) -> None:
        self.app.push_screen(MovementsScreen())


def named(words: ScreenWords, total: MonthTotal) -> str:
    """ "November 2026"; it stands alone and begins large."""
    name = words.day(total.first, "LLLL yyyy")
    return name[:1].upper() + name[1:]


def sums(words: ScreenWords, total: MonthTotal, currency: bool) -> list[Row]:
    """The month in figures; what is neither a charge nor a payment only where there was some."""
    rows = [
        Row(words("At the start"), words.money(total.opening, currency)),
        Row(words("Charged in all"), words.money(total.charged, currency)),
        Row(words("Paid"), words.money(total.paid, currency)),
        Row(words("Corrections"), words.money(total.other, currency, signed=True)),
        Row(words("At the end"), words.money(total.closing, currency)),
    ]
    return rows if total.other else [*rows[:3], rows[4]]
