"""Periods of a list: so many months, or all of it (EIR-36)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from kiosk.core.locale import mark
from screens.menu import Item, MenuScreen
from screens.visit import ScreenWords

PERIOD = "0"
# What a period is called that has a name of its own; others are counted in months.
PERIOD_WORDS = {
    6: mark("half a year"),
    12: mark("a year"),
    18: mark("a year and a half"),
    24: mark("two years"),
}


@dataclass(frozen=True, slots=True)
class Periods:
    """The periods of a list, in months (0: all), with the words of its menu."""

    months: Sequence[int]
    question: str
    all: str


class PeriodsScreen(MenuScreen):
    """The periods of the profile."""

    about = mark("Choose how far back the list goes.")

    def __init__(self, periods: Periods, shown: int, choose: Callable[[int], None]) -> None:
        super().__init__()
        self.periods = periods
        self.shown = shown
        self.choose = choose

    def heading(self) -> str:
        return self.words(self.periods.question)

    def items(self) -> Sequence[Item]:
        return [self._item(months) for months in self.periods.months]

    def _item(self, months: int) -> Item:
        name = period(months, self.words) if months else self.words(self.periods.all)
        line = self.words("shown now") if months == self.shown else ""
        return Item(f"months-{months}", name[:1].upper() + name[1:], line, partial(self._chosen, months))

    def _chosen(self, months: int) -> None:
        self.app.pop_screen()
        self.choose(months)


def period(months: int, words: ScreenWords) -> str:
    """So many months in words."""
    if name := PERIOD_WORDS.get(months):
        return words(name)
    return words.plural("{count} month", "{count} months", count=months)
