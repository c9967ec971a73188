"""Two things side by side: what is now, and what could be instead."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from screens.widgets.fit import folded

GAP = 3
# A label, what is now, what could be.
Compared = tuple[str, str, str]


class Compare(Widget):
    """Rows of a label and two values, each folded within its column; the second is the one in question.

    heads  the names of the two
    """

    ALLOW_SELECT = False

    def __init__(self, heads: tuple[str, str], rows: Sequence[Compared]) -> None:
        super().__init__()
        self.rows: tuple[Compared, ...] = (("", *heads), *rows)

    def render(self) -> Content:
        width = self.content_size.width or 60
        labels = min(max(cell_len(label) for label, _, _ in self.rows), width // 4)
        value = (width - labels - 2 * GAP) // 2
        lines: list[Content] = []
        for row in self.rows:
            if lines and self.screen.has_class("-large"):
                lines.append(Content(""))
            lines += _lines(row, (labels, value, value))
        return Content("\n").join(lines)


def _lines(row: Compared, widths: tuple[int, int, int]) -> list[Content]:
    columns = [folded(text, width) for text, width in zip(row, widths, strict=True)]
    return [
        Content.assemble(
            (_padded(label, widths[0] + GAP), "$muted"), _padded(now, widths[1] + GAP), (then, "bold")
        )
        for label, now, then in zip_longest(*columns, fillvalue="")
    ]


def _padded(text: str, cells: int) -> str:
    return text + " " * max(0, cells - cell_len(text))
