"""Why this amount? How it was computed, who entered it and where, what is linked with it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.widget import Widget
from textual.widgets import Static

from kiosk.balance.views import Movement, Part
from kiosk.core.locale import mark
from screens.base import KioskScreen
from screens.lists import NEWER, OLDER
from screens.paging import Pages, free_rows
from screens.visit import ScreenWords
from screens.widgets.choice import Act
from screens.widgets.sheet import Row, Sheet
from screens.widgets.table import Line, Table

# Rows of the body beside the parts of a fee: the sheet, the heads, gaps, the words on rounding.
TAKEN, LARGE_TAKEN = 9, 14


class MovementScreen(KioskScreen):
    """One movement: why, by whom, where and when; what takes it back or is taken back (EIR-37).

    linked  the other half of a reversal, where it was read already
    parts   of a fee: days at one price each (ISP-25), the oldest first
    """

    CSS_PATH = "../../styles/balance.tcss"
    about = mark(
        "Why this amount came or went, who entered it, and where. A fee is told in days: how many, "
        "at which monthly fee, by which tariff."
    )

    def __init__(self, movement: Movement, linked: Movement | None) -> None:
        super().__init__()
        self.movement = movement
        self.linked = linked
        self.parts: Pages[Part] = Pages()
        self.parts.add(movement.parts, None)

    def heading(self) -> str:
        return self.words("Balance and charges › {day:day}", day=self.movement.dated)

    def body(self) -> Iterable[Widget]:
        words = self.words
        yield Sheet([*self._why(), *self._link()], dense=bool(self.movement.parts))
        if not self.movement.parts:
            return
        shown = self.parts.shown(self._fitting())
        lines = [Line((formula(part, words), self.amount(part.amount))) for part in shown]
        yield Table((words("How it was computed"), words("Amount")), lines, gives=0)
        rounding = words(
            "A day costs its share of the monthly fee; the days of a month sum exactly to the fee."
        )
        yield Static(rounding, id="rounding", classes="muted", markup=False)

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        if not self.parts.first():
            yield Act(NEWER, self.words("Back"), partial(self._turn, -1))
        if not self.parts.last(self._fitting()):
            yield Act(OLDER, self.words("More"), partial(self._turn, 1))

    async def _turn(self, by: int) -> None:
        self.parts.turn(by, self._fitting())
        await self.show()

    def _fitting(self) -> int:
        """Parts of a page."""
        tall_and_large = self.visit.large and not self.has_class("-low")
        return free_rows(self, LARGE_TAKEN if tall_and_large else TAKEN)

    def _why(self) -> Iterable[Row]:
        words, movement = self.words, self.movement
        yield Row(words("For what"), words(movement.reason))
        yield Row(words("Amount"), self.amount(movement.amount, signed=True), amount=True)
        yield Row(words("Dated"), words.day(movement.dated))
        entered = words(
            "{at:moment}, {who:word}, terminal {terminal}",
            at=movement.at, who=movement.who, terminal=movement.terminal,
        )  # fmt: skip
        yield Row(words("Entered"), entered)

    def _link(self) -> Iterable[Row]:
        words, movement = self.words, self.movement
        if not (movement.reverses or movement.reversed_by):
            return
        if movement.reversed_by:
            text = words("Taken back later by an entry of its own.")
        else:
            text = words("Takes an earlier entry back.")
        if self.linked:
            text += " " + words(
                "{day:day}: {sum:signed}, {what}",
                day=self.linked.dated, sum=self.linked.amount, what=words(self.linked.reason),
            )  # fmt: skip
        yield Row(words("Linked"), text, "think")


def formula(part: Part, words: ScreenWords) -> str:
    """A part of a fee in words: “2 days of 25.00 BYN a month, 01.11–02.11.2026, “Home 20””."""
    return words.plural(
        "{count} day of {rate:money} a month, {span}, “{name}”",
        "{count} days of {rate:money} a month, {span}, “{name}”",
        count=part.days, rate=part.rate, span=_span(part, words), name=words.pick(part.name),
    )  # fmt: skip


def _span(part: Part, words: ScreenWords) -> str:
    """Its days in digits; the year once where it is one."""
    until = words.day(part.until, "dd.MM.yyyy")
    if part.since == part.until:
        return until
    style = "dd.MM" if part.since.year == part.until.year else "dd.MM.yyyy"
    return f"{words.day(part.since, style)}–{until}"
