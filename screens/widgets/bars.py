"""Header and footer: the frame that stays the same on every screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from screens.widgets.fit import middled


class Header(Widget):
    """Operator, whom is served; at the right what the profile wants there (ISP-19)."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="header")
        self.left: tuple[str, str] = ("", "")
        self.right: Sequence[str] = ()

    def show(self, operator: str, whom: str, right: Sequence[str]) -> None:
        self.left, self.right = (operator, whom), tuple(part for part in right if part)
        self.refresh()

    def render(self) -> Content:
        """Names give way, amounts and numbers never do."""
        width = self.content_size.width
        operator, whom = self.left
        right = list(self.right)
        while right and cell_len("   ".join(right)) > width * 2 // 3:
            right[-1] = middled(right[-1], max(8, cell_len(right[-1]) - 4))
            if cell_len(right[-1]) <= 8:
                break
        end = "   ".join(right)
        room = width - cell_len(end) - 2
        operator = middled(operator, max(8, room // 2))
        whom = middled(whom, max(0, room - cell_len(operator) - 3))
        blank = " " * max(0, width - cell_len(operator) - 3 - cell_len(whom) - cell_len(end))
        first, *others = right or [""]
        return Content.assemble(
            (operator, "bold"), "   ", whom, blank, (first, "bold"), *("   " + part for part in others)
        )


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the footer."""

    id: str
    key: str
    words: str
    short: str


class Footer(Widget):
    """F-keys with words; each can be clicked. The phone of the contact centre at the right (EIR-02)."""

    ALLOW_SELECT = False

    @dataclass
    class Pressed(Message):
        command: str

    def __init__(self) -> None:
        super().__init__(id="footer")
        self.keys: Sequence[Key] = ()
        self.phone = ""

    def show(self, keys: Sequence[Key], phone: str) -> None:
        self.keys, self.phone = tuple(keys), phone
        self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        parts: list[str | tuple[str, str]] = []
        cells = 0
        for key, words, gap in self._shown():
            parts += [(key, "bold $key"), f" {words}", " " * gap]
            cells += cell_len(key) + 1 + cell_len(words) + gap
        if cells + cell_len(self.phone) + 1 <= width:
            parts += [" " * (width - cells - cell_len(self.phone)), self.phone]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        at = event.x - self.styles.padding.left
        for (key, words, gap), entry in zip(self._shown(), self.keys, strict=True):
            cells = cell_len(key) + 1 + cell_len(words)
            if 0 <= at < cells:
                self.post_message(self.Pressed(entry.id))
                return
            at -= cells + gap

    def _shown(self) -> list[tuple[str, str, int]]:
        """Key, words and the gap behind them, in the roomiest form that fits."""
        width = self.content_size.width
        for short, gap in ((False, 3), (False, 2), (True, 3), (True, 2), (True, 1)):
            form = [(k.key.upper(), k.short if short else k.words, gap) for k in self.keys]
            phone = cell_len(self.phone) + 1
            if sum(cell_len(key) + 1 + cell_len(words) + gap for key, words, gap in form) + phone <= width:
                return form
        return [(k.key.upper(), k.short, 1) for k in self.keys]
