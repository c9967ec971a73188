"""From a digit pressed to the digit shown, beside a bare Input; also while a use case takes its time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from statistics import median

from tests.e2e.customer import PASSWORD, Customer
from tests.e2e.terminal import Terminal
from tests.figures import Size, aim
from tests.figures.at_terminal import bare, demo, held, timed

AIM = 1.3
SECONDS = 3
DIGITS = "123456789012345678"  # the field for a contract number has room for so many
DOT = "•"


def measure(size: Size) -> Iterator[str]:
    rounds = 5 if size == "quick" else 20
    with demo() as home, bare(home, "Input()") as textual:
        textual.wait_for("▁")  # the lower edge of an Input
        with Customer(home) as customer:
            customer.wake()
            customer.press("Enter")
            customer.types("Contract number", "")
            yield _compare("quiet", range(rounds), customer, textual, None)
        with Customer(home, command=held("access.login", SECONDS)) as customer:
            customer.wake()
            customer.press("Enter")
            customer.types("Contract number", "1001")
            customer.press("Enter")
            customer.types("Password", PASSWORD)
            customer.wait_for(DOT * len(PASSWORD))
            customer.press("Enter")
            customer.reads("One moment…")
            yield _compare("busy", _for(SECONDS / 3), customer, textual, DOT)


def _for(seconds: float) -> Iterator[None]:
    """Rounds, as many as begin in so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield


def _compare(
    when: str, rounds: Iterable[object], customer: Customer, textual: Terminal, sign: str | None
) -> str:
    """`sign`: what the customer's field shows in place of a digit."""
    pairs = []
    for _ in rounds:
        screens = [(each, each.text) for each in (customer, textual)]
        pairs += [(_press(customer, digit, sign), _press(textual, digit, None)) for digit in DIGITS]
        for terminal, text in screens:
            terminal.press(*["Backspace"] * len(DIGITS))
            terminal.wait_until(lambda t=terminal, before=text: t.text == before, "the digits are gone")
    kiosk, bare_ = (median(side) for side in zip(*pairs, strict=True))
    return (
        f"key when={when} kiosk_ms={kiosk * 1000:.1f} textual_ms={bare_ * 1000:.1f} keys={len(pairs)}"
        f" {aim(kiosk / bare_, AIM, at_least=False)}"
    )


def _press(terminal: Terminal, digit: str, sign: str | None) -> float:
    """Seconds until there is one more of the digit (or of the sign that stands for it)."""
    sign = sign or digit
    before = terminal.text.count(sign)
    return timed(lambda: _pressed(terminal, digit, sign, before))


def _pressed(terminal: Terminal, digit: str, sign: str, before: int) -> None:
    terminal.press(digit)
    terminal.wait_until(lambda: terminal.text.count(sign) > before, f"{digit} is shown")
