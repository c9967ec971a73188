"""The sheet: a white block; labels in grey at the left, values in bold in a column close to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from screens.widgets.big import big
from screens.widgets.fit import folded

TONES = {"": "bold", "good": "bold $good", "bad": "bold $bad", "think": "bold $think", "plain": ""}


@dataclass(frozen=True, slots=True)
class Row:
    """One value. `tone`: good, bad, think, plain; `amount`: large digits in large text."""

    label: str
    value: str
    tone: str = ""
    amount: bool = False


Gap = None


class Sheet(Widget):
    """Rows of label and value; `Gap` (None) is an empty row between groups. Text rows have no label.

    dense  single rows on the smallest screen, even in large text
    tight  no empty rows between, even in large text
    """

    ALLOW_SELECT = False

    def __init__(
        self,
        rows: Iterable[Row | None],
        *,
        id: str | None = None,
        classes: str | None = None,
        dense: bool = False,
        tight: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.rows = tuple(rows)
        self.dense = dense
        self.tight = tight

    def show(self, rows: Iterable[Row | None]) -> None:
        """Put other rows in place of these."""
        self.rows = tuple(rows)
        self.refresh(layout=True)

    def render(self) -> Content:
        width = self.content_size.width or 60
        labels = max((cell_len(row.label) for row in self.rows if row and row.label), default=0)
        labels = min(labels, width // 2)
        large = self.screen.has_class("-large") and not (self.dense and self.screen.has_class("-low"))
        lines: list[Content] = []
        for row in self.rows:
            lines += [Content("")] if row is None else self._lines(row, labels, width, large)
            if large and not self.tight and row is not None and row is not self.rows[-1]:
                lines.append(Content(""))
        return Content("\n").join(lines)

    def _lines(self, row: Row, labels: int, width: int, large: bool) -> list[Content]:
        if not row.label:
            return [Content.styled(part, TONES[row.tone]) for part in folded(row.value, width)]
        left = folded(row.label, labels)
        value = big(row.value) if large and row.amount else None
        right = value or folded(row.value, width - labels - 3)
        count = max(len(left), len(right))
        left += [""] * (count - len(left))
        right += [""] * (count - len(right))
        return [
            Content.assemble((a + " " * (labels + 3 - cell_len(a)), "$muted"), (b, TONES[row.tone]))
            for a, b in zip(left, right, strict=True)
        ]
