"""Bars of blocks, each with its amount; they need no colours and no sign that a console lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

# Half as high as a row, so that the bars of neighbours stay apart.
BLOCK = "▄"
GAP = 2
# Only to please the eye: the heads say what the columns are.
TONES = ("$title", "$good")


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, the sizes (0 or more) of its bars, and the words for each. `now`: stands out.

    note  words behind the bars
    """

    name: str
    sizes: tuple[int, ...]
    words: tuple[str, ...]
    note: str = ""
    now: bool = False


class Chart(Widget):
    """Columns of bars, all at one scale: the largest of all is as wide as its column.

    heads  over the names, then over each column
    noted  over the notes; empty: there are none
    bare   words without bars
    air    an empty row between
    """

    ALLOW_SELECT = False

    def __init__(
        self, heads: tuple[str, ...], bars: Sequence[Bar], *, noted: str = "", bare: bool = False,
        air: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.heads = heads
        self.noted = noted
        self.bars = tuple(bars)
        self.bare = bare
        self.air = air

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1 + len(self.bars) * (2 if self.air else 1) - self.air

    def render(self) -> Content:
        names, words, room, notes = self._widths(self.content_size.width)
        most = max((size for bar in self.bars for size in bar.sizes), default=0)
        columns = [f"{head:>{words}}".ljust(words + 1 + room + GAP) for head in self.heads[1:]]
        heads = self.heads[0].ljust(names + GAP) + "".join(columns) + self.noted
        lines = [Content.styled(heads, "$muted")]
        for bar in self.bars:
            lines.append(Content.styled(bar.name.ljust(names + GAP), "bold" if bar.now else ""))
            for size, text, tone in zip(bar.sizes, bar.words, TONES, strict=False):
                cells = 0 if self.bare else length(size, most, room)
                drawn = (BLOCK * cells).ljust(room + GAP)
                weight = "bold" if size or self.bare else "$muted"
                lines[-1] = Content.assemble(lines[-1], (f"{text:>{words}} ", weight), (drawn, tone))
            lines[-1] = Content.assemble(lines[-1], (f"{bar.note:>{notes}}", "bold"))
            lines += [Content("")] * self.air
        return Content("\n").join(lines[: len(lines) - self.air])

    def _widths(self, width: int) -> tuple[int, int, int, int]:
        """Cells of the names, of the amounts, of the longest bar, and of the notes."""
        names = max(cell_len(text) for text in (self.heads[0], *(bar.name for bar in self.bars)))
        words = max(
            cell_len(text) for text in (*self.heads[1:], *(w for bar in self.bars for w in bar.words))
        )
        columns = len(self.heads) - 1
        notes = max(cell_len(text) for text in (self.noted, *(bar.note for bar in self.bars)))
        room = (width - names - GAP - notes) // columns - words - 1 - GAP
        return names, words, max(0, room), notes


def length(size: int, most: int, cells: int) -> int:
    """Cells of a bar; what is not nothing has at least one."""
    if size <= 0 or most <= 0:
        return 0
    return max(1, (size * cells * 2 + most) // (2 * most))
