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


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the header says at the right; one that `yields` is shortened where there is no room."""

    text: str
    yields: bool = False


GAP = 3
LEAST = 8  # cells that a shortened name keeps


class Header(Widget):
    """Operator, whom is served; at the right what the profile wants there (ISP-19)."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="header")
        self.left: tuple[str, str] = ("", "")
        self.right: Sequence[Fact] = ()

    def show(self, operator: str, whom: str, right: Sequence[Fact]) -> None:
        self.left, self.right = (operator, whom), tuple(fact for fact in right if fact.text)
        self.refresh()

    def render(self) -> Content:
        """Names give way, amounts and numbers never do."""
        width, gap = self.content_size.width, " " * GAP
        operator, whom, *right = self._fitted(width)
        end = gap.join(right)
        blank = " " * max(0, width - cell_len(operator) - GAP - cell_len(whom) - cell_len(end))
        first, *others = right or [""]
        return Content.assemble(
            (operator, "bold"), gap, whom, blank, (first, "bold"), *(gap + part for part in others)
        )

    def _fitted(self, width: int) -> list[str]:
        """Operator, whom, facts: the facts that yield give way first, then the operator's name; after that
        what is left of such facts; whom is served, last."""
        parts = [*self.left, *(fact.text for fact in self.right)]
        yielding = [at for at, fact in reversed([*enumerate(self.right, 2)]) if fact.yields]
        ways = [*((at, LEAST) for at in (*yielding, 0)), *((at, 1) for at in yielding), (1, 0)]
        for at, least in ways:
            over = sum(map(cell_len, parts)) + GAP * (len(parts) - 1) - width
            if over > 0:
                parts[at] = middled(parts[at], max(least, cell_len(parts[at]) - over))
        return parts


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
