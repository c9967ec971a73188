"""A field for a number pad: what is typed goes to the end, Backspace takes it back.

Grouped digits show their places while they are typed; a password shows dots, and itself for a few
seconds when asked. A pasted text comes in as if it were typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

Signs = Literal["digits", "decimals", "letters", "any"]
REVEAL_SECONDS = 5.0
POINTS = ".,"
# What people write between digits to read them better; before a quantity "-" would mean something.
_SKIPPED = {"digits": " -\u00a0", "decimals": " \u00a0"}


class Field(Widget, can_focus=True):
    """One value to type.

    signs   "digits"; "decimals" (digits and one point or comma); "letters" (and digits); "any" printable
    most    how many signs at most
    groups  sizes of groups of digits: (4, 4, 4, 2); what is typed beyond them stands behind
    mask    # is a place, the rest stands: "+375 ## ###-##-##"
    secret  shown as dots
    hint    a line in the lower edge
    """

    ALLOW_SELECT = False
    value: reactive[str] = reactive("", init=False)
    revealed: reactive[bool] = reactive(False, init=False)

    @dataclass
    class Changed(Message):
        field: Field

    class Touched(Message):
        """By mouse or finger."""

    @dataclass
    class Refused(Message):
        """A sign that does not belong here: `full` when there is no more room."""

        field: Field
        sign: str
        full: bool

    def __init__(
        self, label: str, *, id: str, most: int = 40, signs: Signs = "any",
        groups: tuple[int, ...] = (), mask: str = "", secret: bool = False, hint: str = "", value: str = "",
    ) -> None:  # fmt: skip
        super().__init__(id=id)
        self.set_reactive(Field.value, value)
        self.most = mask.count("#") or most
        self.signs: Signs = "digits" if groups or mask else signs
        self.mask = mask or "  ".join("#" * size for size in groups)
        self.secret = secret
        self.border_title = Content(label)
        self.border_subtitle = Content(hint)

    def hint(self, words: str) -> None:
        """Say something else in the lower edge."""
        self.border_subtitle = Content(words)

    def takes(self, sign: str) -> bool:
        """Whether this sign may stand in the field."""
        digit = sign.isascii() and sign.isdigit()
        match self.signs:
            case "digits":
                return digit
            case "decimals":
                return digit or (sign in POINTS and not any(point in self.value for point in POINTS))
            case "letters":
                return sign.isalnum()
        return sign.isprintable()

    def type(self, text: str) -> None:
        """Add what fits; say why something did not."""
        for sign in text:
            if sign in _SKIPPED.get(self.signs, ""):
                continue
            if not self.takes(sign) or len(self.value) >= self.most:
                self.post_message(self.Refused(self, sign, full=self.takes(sign)))
                return
            self.value += sign

    def rub(self) -> None:
        """Take the last sign back."""
        self.value = self.value[:-1]

    def reveal(self) -> None:
        """Show a secret for some seconds (EIR-23)."""
        self.revealed = True
        self.set_timer(REVEAL_SECONDS, self.hide)

    def hide(self) -> None:
        """Show dots again."""
        self.revealed = False

    def watch_value(self) -> None:
        self.post_message(self.Changed(self))

    def on_key(self, event: events.Key) -> None:
        """What was typed into this field is its own, wherever the focus has gone meanwhile."""
        if event.key == "backspace" and self.value:
            self.rub()
        elif event.character and event.is_printable and not self._is_back(event.character):
            self.type(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def _is_back(self, sign: str) -> bool:
        """`*` is the way back of a number pad, except where it may be part of what is typed."""
        return sign == "*" and self.signs != "any"

    def on_click(self) -> None:
        self.post_message(self.Touched())

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        lines = event.text.splitlines()
        self.type(lines[0][: 4 * self.most] if lines else "")

    def render(self) -> Content:
        text = "•" * len(self.value) if self.secret and not self.revealed else self.value
        before, after = self._placed(text) if self.mask else (text, "")
        room = self.content_size.width - 1
        if not after and cell_len(before) > room:
            before = "…" + before[-(room - 1) :]
        cursor, after = (after[:1] or " "), after[1:]
        style = "reverse" if self.has_focus else ""
        return Content.assemble((before, "bold"), (cursor, style), (after, "$muted"))

    def _placed(self, text: str) -> tuple[str, str]:
        """What stands before the cursor in the mask, and the places still empty."""
        signs = iter(text)
        out: list[str] = []
        for at, place in enumerate(self.mask):
            if place != "#":
                out.append(place)
                continue
            sign = next(signs, "")
            if not sign:
                return "".join(out), self.mask[at:].replace("#", "_")
            out.append(sign)
        return "".join((*out, "  ", *signs)).rstrip(), ""
