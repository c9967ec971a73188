"""Menus: numbered tiles that answer in one line, page by page when there is little room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.containers import Grid
from textual.widget import Widget

from screens.base import KioskScreen
from screens.paging import ROOMY, TALL, free_rows
from screens.widgets.choice import Act, Deed, Tile

TILE_ROWS, ROOMY_TILE_ROWS = 3, 5
MOST = 8  # 9 is the way out of home, 0 turns the page


@dataclass(frozen=True, slots=True)
class Item:
    """A choice of a menu; `off`: why it cannot be chosen now, told when pressed; `value` beside its title."""

    id: str
    title: str
    line: str
    do: Deed
    off: str = ""
    value: str = ""


class MenuScreen(KioskScreen):
    """A screen whose body is a menu. Subclasses give `items`, and `above` for what stands over it."""

    def __init__(self) -> None:
        super().__init__()
        self._start = 0

    def items(self) -> Sequence[Item]:
        """All choices, in order; called whenever the screen is composed."""
        return ()

    def above(self) -> Sequence[Widget]:
        """Widgets over the menu, of one row each where `taken` does not say otherwise."""
        return ()

    def taken(self) -> int:
        """Rows of the body above the menu."""
        return len(self.above())

    def body(self) -> Iterable[Widget]:
        yield from self.above()
        shown = self._page()
        columns = self._columns()
        grid = Grid(*shown, id="menu", classes="-single" if columns == 1 else "")
        grid.styles.grid_size_columns = columns
        yield grid

    def turn_act(self) -> Iterable[Act]:
        """The button that turns the page, when there are several."""
        items, size = self.items(), self._fitting()
        if len(items) > size:
            page, pages = self._start // size + 1, -(-len(items) // size)
            verb = self.words("More ({page} of {pages})", page=page, pages=pages)
            yield Act("0", verb, self.turn, id="more")

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        yield from self.turn_act()

    async def turn(self) -> None:
        """The next page; after the last one the first."""
        self._start += self._fitting()
        if self._start >= len(self.items()):
            self._start = 0
        await self.show()

    def _page(self) -> list[Tile]:
        size = self._fitting()
        items = self.items()[self._start : self._start + size]
        return [
            Tile(item.title, item.line, item.do, number=str(at), off=item.off, value=item.value, id=item.id)
            for at, item in enumerate(items, 1)
        ]

    def _columns(self) -> int:
        few = len(self.items()) <= min(3, self._rows())
        return 1 if self.visit.large or few else 2

    def _fitting(self) -> int:
        return max(1, min(MOST, self._rows() * self._columns()))

    def _rows(self) -> int:
        """Rows of tiles that fit."""
        height = self.app.size.height
        gap = 0 if height < TALL else 1
        tile = ROOMY_TILE_ROWS if height >= ROOMY and not self.visit.large else TILE_ROWS
        return (free_rows(self, self.taken()) + gap) // (tile + gap)
