"""A few figures side by side: names in grey, values in bold under them, or beside them in one line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.widgets.sheet import TONES, Row

GAP = 3


class Sums(Widget):
    """As many in a row as there is room for; none is ever shortened.

    narrow  name and value in one line
    """

    ALLOW_SELECT = False

    def __init__(self, rows: Sequence[Row], *, narrow: bool = False) -> None:
        super().__init__()
        self.rows = tuple(rows)
        self.narrow = narrow

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._folded(width)) * (1 if self.narrow else 2)

    def render(self) -> Content:
        gap = Content(" " * GAP)
        lines: list[Content] = []
        for rows in self._folded(self.content_size.width):
            lines += [gap.join(parts) for parts in zip(*map(self._column, rows), strict=True)]
        return Content("\n").join(lines)

    def _column(self, row: Row) -> list[Content]:
        """The lines of one figure, all as wide as it is."""
        name, value = Content.styled(row.label, "$muted"), Content.styled(row.value, TONES[row.tone])
        if self.narrow:
            return [Content(" ").join((name, value))]
        cells = self._cells(row)
        return [part.pad_right(cells - part.cell_length) for part in (name, value)]

    def _cells(self, row: Row) -> int:
        name, value = cell_len(row.label), cell_len(row.value)
        return name + 1 + value if self.narrow else max(name, value)

    def _folded(self, width: int) -> list[list[Row]]:
        """The figures of each row."""
        out: list[list[Row]] = [[]]
        left = width
        for row in self.rows:
            cells = self._cells(row)
            if out[-1] and cells > left:
                out.append([])
                left = width
            out[-1].append(row)
            left -= cells + GAP
        return out
