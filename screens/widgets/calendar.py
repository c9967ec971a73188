"""A month as a grid: weeks with their numbers, in each day what went (-) and what came (+)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from kiosk.core.locale import Words
from kiosk.core.money import Money

DAYS = 7
NUMBER = 4  # cells of a day's number: "[22]" is today, so that it needs no colour
WEEK = 3
THURSDAY = 3

Went = Money
Came = Money


class Calendar(Widget):
    """One widget for the whole month. Amounts have no currency; they are rounded before they are cut.

    first  any day of the month
    days   what went and what came, both 0 or more
    room   rows that are free; with enough of them, one between the weeks stays empty
    """

    ALLOW_SELECT = False

    def __init__(
        self, words: Words, first: date, days: Mapping[date, tuple[Went, Came]], today: date, room: int
    ) -> None:
        super().__init__()
        self.words = words
        self.first = first
        self.days = days
        self.today = today
        self.air = room >= 3 * len(self._weeks())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1 + len(self._weeks()) * (3 if self.air else 2) - self.air

    def render(self) -> Content:
        _, names = self.words.week()
        cells = (self.content_size.width - WEEK) // DAYS
        heads = (" " + name.ljust(cells - 1) for name in names)
        lines = [Content.styled(" " * WEEK + "".join(heads), "$muted")]
        for week in self._weeks():
            # Its Thursday numbers a week (ISO 8601), wherever weeks begin.
            number = next(day for day in week if day.weekday() == THURSDAY).isocalendar().week
            boxes = [self._box(day, cells) for day in week]
            upper, lower = (Content("").join(parts) for parts in zip(*boxes, strict=True))
            lines += [
                Content.assemble((f"{number:>2} ", "$muted"), upper),
                Content.assemble(" " * WEEK, lower),
            ]
            lines += [Content("")] * self.air
        return Content("\n").join(lines[: len(lines) - self.air])

    def _weeks(self) -> list[list[date]]:
        first, _ = self.words.week()
        return calendar.Calendar(first).monthdatescalendar(self.first.year, self.first.month)

    def _box(self, day: date, cells: int) -> tuple[Content, Content]:
        """The two lines of a day; one of another month is empty."""
        if day.month != self.first.month:
            return Content(" " * cells), Content(" " * cells)
        went, came = self.days.get(day, (Money(0), Money(0)))
        plus = self.words.brief(came, cells - NUMBER) if came else ""
        minus = self.words.brief(-went, cells - 1) if went else ""
        now = day == self.today
        number = f"[{day.day:>2}]" if now else f" {day.day:>2} "
        upper = Content.assemble(
            (number, "bold $title" if now else "bold"), (_filled(plus, cells - NUMBER), "bold $good")
        )
        return upper, Content(_filled(f" {minus}", cells))


def _filled(text: str, cells: int) -> str:
    return text + " " * (cells - cell_len(text))
