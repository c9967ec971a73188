"""A customer of the demo at a terminal: reads what the screens say in a language, answers with keys."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.core import operator as profiles
from kiosk.core.catalogue import own_name
from kiosk.core.locale import Words
from tests.e2e.codes import decode
from tests.e2e.terminal import Terminal, environment, kiosk

CONTRACT, PASSWORD = "1001", "24681357"
ONE_TIME = ("1003", "11223344")
CARD, OTHER_CARD = "12345678901234", "23456789012345"
DEMO = kiosk("demo")
FIRST_RUN = 60.0  # seconds that making the demo may take


class Customer(Terminal):
    """`home` is the folder of `environment`; `more` adds to it. `pressed` keeps every key."""

    def __init__(
        self, home: Path, language: str = "ru", *, command: Sequence[str] = DEMO, columns: int = 80,
        rows: int = 24, profile: str = "demo", more: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        operator = profiles.load(profiles.find_profile(profile))
        self.words = Words(operator, language)
        self.all_words = [Words(operator, each) for each in operator.languages]
        self.pressed: list[str] = []
        super().__init__(command, environment(home, **(more or {})), columns, rows)

    def press(self, *keys: str) -> None:
        self.pressed += keys
        super().press(*keys)

    # -- reading -------------------------------------------------------------------------------

    def reads(self, message: str, **params: Any) -> None:
        """Wait for a sentence of the screens, in this customer's language, however it is broken."""
        self.reads_text(self.words(message, **params))

    def reads_text(self, text: str) -> None:
        """Wait for this text; words of it may stand on the next line."""
        self.wait_for(re.compile(r"\s+".join(map(re.escape, text.replace("\u00a0", " ").split()))))

    def says(self, message: str) -> bool:
        """Whether the screen shows a sentence now."""
        return self.words(message).replace("\u00a0", " ") in self.text

    def attracted(self) -> None:
        """Wait for the screen that nobody stands before; it speaks all languages."""
        for words in self.all_words:
            self.wait_for(words("Touch the screen or press any key"), FIRST_RUN)

    def code(self) -> str:
        """Wait for a QR code that a phone reads; what it says."""
        found: list[str] = self.wait_until(lambda: decode(self.cells()), "a QR code can be read")
        return found[0]

    def number_of(self, name: str) -> str:
        """The digit on the button or tile with this name."""
        lines = self.screen()
        row, column = next((row, line.find(name)) for row, line in enumerate(lines) if name in line)
        for line in (lines[row], lines[row + 1]):
            before = line[max(0, column - 12) : column]
            if found := re.search(r"(\d)\D*$", before):
                return found[1]
        raise AssertionError(f"no number before {name!r}\n{self.text}")

    # -- doing ---------------------------------------------------------------------------------

    def choose(self, message: str) -> None:
        """Press the digit of a button or a tile, once it is there."""
        name = self.words(message)
        self.wait_for(name)
        self.press(self.number_of(name))

    def types(self, label: str, text: str) -> None:
        """Fill the field with this label, once the cursor is in it."""
        name = self.words(label)
        self.wait_until(lambda: self._cursor_under(name), f"the cursor is in {name!r}")
        self.press(*text)

    def wake(self) -> None:
        """From the attract screen to the welcome, in this customer's language."""
        self.attracted()
        self.press("Enter")
        first = self.all_words[0]
        self.wait_for(first("No password yet?"))
        if self.words.language != first.language:
            own = own_name(self.words.language)
            self.press(self.number_of(f" {own}").strip())
            self.reads("No password yet?")

    def log_in(self, contract: str = CONTRACT, password: str = PASSWORD) -> None:
        """From the welcome to what comes after a login, by the first way."""
        self.press("Enter")
        self.give("Contract number", contract, password)

    def give(self, label: str, name: str, password: str) -> None:
        """Fill the form of a login whose name has this label."""
        self.types(label, name)
        self.press("Enter")
        self.types("Password", password)
        self.wait_for("•" * len(password))
        self.press("Enter")

    def at_home(self, contract: str = CONTRACT, balance: str = "") -> None:
        """Wait for the home screen; for its tile that says this balance, too."""
        self.reads("Contract {number}", number=contract)
        self.reads("What would you like to do? Press a digit")
        self.wait_until(lambda: balance in "".join(self.screen()[1:]), f"a tile says {balance}")

    def visit(self, contract: str = CONTRACT, password: str = PASSWORD) -> None:
        """From the attract screen to home."""
        self.wake()
        self.log_in(contract, password)
        self.at_home(contract)

    def show_card(self, code: str = CARD) -> None:
        """From home to where the payment is confirmed."""
        self.choose("Pay by express card")
        self.types("Card code", code)
        self.press("Enter")
        self.reads("Balance after")

    def pay(self, code: str = CARD) -> None:
        """From home to the receipt."""
        self.show_card(code)
        self.press("Enter")
        self.reads("OK  Done")

    def touch(self, message: str, *, last: bool = False, **params: Any) -> None:
        """Touch a sentence once it is there; `last`: where it stands lowest on the screen."""
        text = self.words(message, **params).replace("\u00a0", " ")
        self.wait_for(text)
        rows = [row for row, line in enumerate(self.screen()) if text in line]
        row = rows[-1] if last else rows[0]
        self.touch_at(row, self.screen()[row].rindex(text) + len(text) // 2)

    def touch_keys(self, label: str, digits: str) -> None:
        """Touch the field with this label, then keys of the screen's own number pad."""
        name = self.words(label)
        self.wait_for(f" {name} ")
        row = next(row for row, line in enumerate(self.screen()) if f" {name} " in line) + 1
        self.touch_at(row, 5)
        self.wait_until(lambda: self._cursor_under(name) and self._pad(), f"{name!r} has keys")
        for count, digit in enumerate(digits, 1):
            self.touch_at(*self._pad()[digit])
            self.wait_until(lambda: self._typed_in(row) == count, f"{name!r} has what was touched")  # noqa: B023

    def touch_at(self, row: int, column: int) -> None:
        """A finger down and up on this cell."""
        self.type(f"\x1b[<0;{column + 1};{row + 1}M\x1b[<0;{column + 1};{row + 1}m")

    def leave(self) -> None:
        """From anywhere to the attract screen."""
        self.press("F10")
        self.attracted()

    def _typed_in(self, row: int) -> int:
        """How many signs stand in the field whose text is on this row."""
        inside = self.screen()[row].split("│")[1:2]
        return len(re.findall(r"[\d•]", "".join(inside)))

    def _pad(self) -> dict[str, tuple[int, int]]:
        """Row and column of each digit on the screen's number pad; empty while it is not shown."""
        places = {}
        for row, line in enumerate(self.screen()):
            if keys := re.search(r"(?:(?:(\d) {3,}(\d) {3,}(\d))|(?:<- {3,}(0) {3,}OK))\s*$", line):
                places |= {keys[i]: (row, keys.start(i)) for i in range(1, 5) if keys[i]}
        return places if len(places) == 10 else {}

    def _cursor_under(self, label: str) -> bool:
        """Whether the field with this label has the cursor: a cell in reverse below it."""
        row = next((at for at, line in enumerate(self.screen()) if f" {label} " in line), -2) + 1
        return row > 0 and any(cell.reverse for cell in self.cells()[row])
