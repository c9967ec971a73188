"""The keys of every customers' screen: those of a number pad, arrows, Tab and the function keys.

No letters (layouts differ) and no ctrl chords: what they do depends on the terminal.
"""

from __future__ import annotations

from textual.binding import Binding, BindingType

from screens.commands import COMMANDS

DIGITS = "1234567890"

BINDINGS: list[BindingType] = [
    *(Binding(command.key, command.id, command.words, show=False) for command in COMMANDS),
    *(Binding(digit, f"choose('{digit}')", show=False) for digit in DIGITS),
    *(Binding(arrow, f"move('{arrow}')", show=False) for arrow in ("up", "down", "left", "right")),
    Binding("escape,asterisk", "back", show=False),
    Binding("backspace", "rub", show=False),
    # At once, before the next key is dealt out: a password must not run on into the name.
    Binding("enter", "accept", show=False, priority=True),
    Binding("tab", "step(1)", show=False),
    Binding("shift+tab", "step(-1)", show=False),
    Binding("pageup", "page(-1)", show=False),
    Binding("pagedown", "page(1)", show=False),
    Binding("f6", "reveal", show=False),
    Binding("f8", "keypad", show=False),
]
