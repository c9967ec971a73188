"""What can be chosen: buttons with key and verb, tiles with number, name and one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from screens.widgets.fit import ended, folded

Deed = Callable[[], object]


class Choice(Widget, can_focus=True):
    """A thing to press: by its digit, by Enter when it has the focus, by mouse or touch.

    number  the digit that presses it; empty: none
    off     why it cannot be chosen now; empty: it can
    """

    ALLOW_SELECT = False
    # A finger presses it; the keys on the screen still write into the field.
    FOCUS_ON_CLICK = False

    @dataclass
    class Pressed(Message):
        choice: Choice

    def __init__(self, do: Deed, *, number: str = "", off: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.do = do
        self.number = number
        self.off = off
        self.set_class(bool(off), "-off")

    def press(self) -> None:
        self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.press()


class Act(Choice):
    """A button: key and verb. `key` is "Enter" for the act of the screen, "Esc" for the way back.

    shown  how the button names its key, where not by itself
    """

    def __init__(
        self, key: str, verb: str, do: Deed, *, number: str = "", off: str = "", shown: str = "",
        id: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(do, number=key if key.isdigit() else number, off=off, id=id)
        self.key = key
        self.verb = verb
        self.shown = shown or key
        self.add_class({"Enter": "-go", "Esc": "-back"}.get(key, "-plain"))

    def render(self) -> Content:
        sign = "> " if self.has_focus else ""
        key = self.shown_key()
        return Content(f"{sign}{key}  {self.verb}" if key else f"{sign}{self.verb}")

    def shown_key(self) -> str:
        """Enter presses what has the focus, so the word "Enter" goes where the focus is."""
        focused = self.screen.focused
        if self.has_focus:
            return "Enter"
        if self.key == "Enter" and isinstance(focused, Choice):
            return ""
        return self.shown


class Tile(Choice):
    """Three rows: the number, a bold name, one line that already answers or says why it is off.

    value  stands at the right of the name and is never shortened
    """

    def __init__(
        self, title: str, line: str, do: Deed, *, number: str = "", off: str = "", value: str = "",
        id: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(do, number=number, off=off, id=id)
        self.title = title
        self.line = line
        self.value = value

    def render(self) -> Content:
        """Narrow tiles have a narrow box, so that a name need not be shortened for it."""
        cells, gap = (7, "   ") if self.size.width > 44 else (5, "  ")
        room = self.size.width - cells - len(gap)
        first, *rest = folded(self.line, room)
        name = (self._titled(room), "bold $muted" if self.off else "bold")
        words = [name, (first, "$muted"), (ended(" ".join(rest), room), "$muted")]
        spare = [("", "")] * ((self.size.height - len(words)) // 2)
        rows = [*spare, *words, *spare]
        numbers = {len(rows) // 2: self.number}
        signs = {len(spare): "> "} if self.has_focus else {}
        return Content("\n").join(
            Content.assemble(
                (numbers.get(at, "").center(cells), self._box()), signs.get(at, "").rjust(len(gap)), text
            )
            for at, text in enumerate(rows)
        )

    def _titled(self, room: int) -> str:
        if not self.value:
            return ended(self.title, room)
        end = f"  {self.value} "
        name = ended(self.title, room - cell_len(end))
        return name + " " * (room - cell_len(name) - cell_len(end)) + end

    def _box(self) -> str:
        """The style of the number."""
        if self.has_focus:
            return "bold $on-accent on $accent"
        return "bold $on-brand on $off" if self.off else "bold $on-brand on $primary"
