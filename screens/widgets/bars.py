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
    """One entry of the footer; one that `yields` is left out where there is no room for all."""

    id: str
    key: str
    words: str
    short: str
    yields: bool = False


# Key, words, the gap behind them, id of the command.
Shown = tuple[str, str, int, str]
# Short words or not, the gap, all keys or not: the roomiest first.
_FORMS = (
    (False, 3, True), (False, 2, True), (True, 3, True), (True, 2, True), (True, 1, True), (True, 1, False),
)  # fmt: skip


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
        for key, words, gap, _ in self._shown():
            parts += [(key, "bold $key"), f" {words}", " " * gap]
            cells += cell_len(key) + 1 + cell_len(words) + gap
        if cells + cell_len(self.phone) + 1 <= width:
            parts += [" " * (width - cells - cell_len(self.phone)), self.phone]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        at = event.x - self.styles.padding.left
        for key, words, gap, command in self._shown():
            cells = cell_len(key) + 1 + cell_len(words)
            if 0 <= at < cells:
                self.post_message(self.Pressed(command))
                return
            at -= cells + gap

    def _shown(self) -> list[Shown]:
        """The roomiest form that fits beside the phone."""
        room = self.content_size.width - cell_len(self.phone) - 1
        form: list[Shown] = []
        for short, gap, all_of_them in _FORMS:
            keys = [key for key in self.keys if all_of_them or not key.yields]
            form = [(k.key.upper(), k.short if short else k.words, gap, k.id) for k in keys]
            if sum(cell_len(key) + 1 + cell_len(words) + gap for key, words, gap, _ in form) <= room:
                break
        return form
