"""Lists that come page by page: up to seven numbered lines, each opens; older ones, newer ones."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from textual.widget import Widget
from textual.widgets import Static

from kiosk.core.locale import mark
from screens.base import KioskScreen, reading, task
from screens.paging import Pages, free_rows
from screens.widgets.choice import Act
from screens.widgets.table import Line, LineChoice, LineHeads

T = TypeVar("T")
LINES = 7
SHORT_DAY = "dd.MM.yyyy"
NEWER, OLDER = "8", "9"


class ListScreen(KioskScreen, Generic[T]):
    """Subclasses say how to `read`, what the columns are, and what a line opens.

    turns  gettext ids of turning the page back and on
    most   lines of a page at most; the other digits are for buttons
    """

    # Any: Textual's own type has no room for the lists of files that subclasses name.
    CSS_PATH: ClassVar[Any] = "../styles/lists.tcss"
    turns = (mark("Newer"), mark("Older"))
    most = LINES

    def __init__(self) -> None:
        super().__init__()
        self.pages: Pages[T] | None = None
        self._awaited: Pages[T] | None = None

    async def read(self, before: str) -> tuple[Iterable[T], str | None]:
        """Items before a cursor (empty: the newest), and the cursor of those before them."""
        raise NotImplementedError

    def heads(self) -> tuple[str, ...]:
        """The names of the columns; the second one gives way when there is too little room."""
        raise NotImplementedError

    def line(self, item: T) -> Line:
        raise NotImplementedError

    def open_line(self, item: T) -> None:
        raise NotImplementedError

    def empty(self) -> str:
        """What to say instead of a list without lines."""
        raise NotImplementedError

    def taken(self) -> int:
        """Rows of the body above the lines."""
        return 1

    def on_mount(self) -> None:
        self.load()

    @reading
    async def load(self) -> None:
        """Read the newest; where that was asked again meanwhile, only the last answer counts."""
        pages: Pages[T] = Pages()
        self._awaited = pages
        pages.add(*await self.read(""))
        if pages is self._awaited:
            self.pages = pages
            await self.show()

    @task
    async def turn(self, by: int) -> None:
        """One page of older ones (1), or of newer ones (-1)."""
        if self.pages is None:
            return
        if by > 0 and self.pages.older is not None and self.pages.lacks(self.size_of_page()):
            self.pages.add(*await self.read(self.pages.older))
        self.pages.turn(by, self.size_of_page())
        await self.show()

    def size_of_page(self) -> int:
        """Lines that fit; large text has double rows."""
        rows = free_rows(self, self.taken())
        return max(1, min(self.most, rows // 2 if self.visit.large else rows))

    def body(self) -> Iterable[Widget]:
        if self.pages is None:
            return
        items = self.pages.shown(self.size_of_page())
        if not items:
            yield Static(self.empty(), markup=False)
            return
        lines = [self.line(item) for item in items]
        rows = [self.heads(), *(line.cells for line in lines)]
        yield LineHeads(rows)
        for number, (item, line) in enumerate(zip(items, lines, strict=True), 1):
            yield LineChoice(str(number), line, rows, partial(self.open_line, item))

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        if self.pages is None:
            return
        if not self.pages.first():
            yield Act(NEWER, self.words(self.turns[0]), partial(self.turn, -1))
        if not self.pages.last(self.size_of_page()):
            yield Act(OLDER, self.words(self.turns[1]), partial(self.turn, 1))
