"""A table to read: one widget for all its rows. Amounts stand at the right and are never shortened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.widgets.choice import Choice, Deed
from screens.widgets.fit import ended
from screens.widgets.sheet import TONES

GAP = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells (the last one at the right), a note in grey under it, a tone for the last cell."""

    cells: tuple[str, ...]
    note: str = ""
    tone: str = ""


class Table(Widget):
    """Rows under a line of heads. The column `gives` is shortened when there is too little room."""

    ALLOW_SELECT = False

    def __init__(self, heads: tuple[str, ...], lines: Sequence[Line], *, gives: int = 1) -> None:
        super().__init__()
        self.heads = heads
        self.lines = tuple(lines)
        self.gives = gives

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return any(self.heads) + sum(2 if line.note else 1 for line in self.lines)

    def render(self) -> Content:
        rows = [self.heads, *(line.cells for line in self.lines)]
        widths = columns(rows, self.content_size.width or 76, self.gives)
        out = [Content.styled("".join(padded(self.heads, widths)), "$muted")] if any(self.heads) else []
        for line in self.lines:
            *cells, last = padded(line.cells, widths)
            out.append(Content.assemble("".join(cells), (last, TONES[line.tone])))
            if line.note:
                indent = widths[0] + GAP
                out.append(Content.styled(" " * indent + ended(line.note, sum(widths) - widths[0]), "$muted"))
        return Content("\n").join(out)


class LineChoice(Choice):
    """One row that can be chosen: its digit, then its cells, in line with the other `rows`."""

    NUMBER_CELLS = 6

    def __init__(self, number: str, line: Line, rows: Sequence[tuple[str, ...]], do: Deed) -> None:
        super().__init__(do, number=number, id=f"line-{number}")
        self.line = line
        self.rows = rows

    def render(self) -> Content:
        widths = columns(self.rows, self.content_size.width - self.NUMBER_CELLS, gives=1)
        *cells, last = padded(self.line.cells, widths)
        sign = ">" if self.has_focus else " "
        key = "bold $on-accent on $accent" if self.has_focus else "bold $on-brand on $primary"
        return Content.assemble(
            (f" {self.number} ", key), f" {sign} ", "".join(cells), (last, TONES[self.line.tone])
        )


class LineHeads(Widget):
    """The heads over rows that can be chosen; they are the first of the `rows`."""

    ALLOW_SELECT = False

    def __init__(self, rows: Sequence[tuple[str, ...]]) -> None:
        super().__init__()
        self.rows = rows

    def render(self) -> Content:
        indent = LineChoice.NUMBER_CELLS
        widths = columns(self.rows, self.content_size.width - indent, gives=1)
        return Content.styled(" " * indent + "".join(padded(self.rows[0], widths)), "$muted")


def columns(rows: Sequence[tuple[str, ...]], room: int, gives: int) -> list[int]:
    """Widths that hold every cell; what is missing or left over is the giving column's."""
    widths = [max(cell_len(row[at]) for row in rows) for at in range(len(rows[0]))]
    spare = room - sum(widths) - GAP * (len(widths) - 1)
    widths[gives] = max(4, widths[gives] + spare)
    return widths


def padded(cells: tuple[str, ...], widths: Sequence[int]) -> list[str]:
    """Cells of these widths with gaps; the last one at the right."""
    *firsts, last = cells
    out = []
    for cell, width in zip(firsts, widths, strict=False):
        text = ended(cell, width)
        out.append(text + " " * (width - cell_len(text) + GAP))
    return [*out, " " * (widths[-1] - cell_len(last)) + last]
