"""From a digit pressed to the digit shown, beside a bare Input; also while a use case takes its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from statistics import median

from tests.e2e.customer import PASSWORD, Customer
from tests.e2e.terminal import Terminal
from tests.figures import Size, aim
from tests.figures.at_terminal import bare, demo, held, timed

AIM = 1.3
SECONDS = 3
DIGITS = 18  # as many as the field for a contract number has room for, and some


def measure(size: Size) -> Iterator[str]:
    rounds = 5 if size == "quick" else 20
    with demo() as home, bare(home, "Input()") as textual:
        with Customer(home) as customer:
            customer.wake()
            customer.press("Enter")
            customer.types("Contract number", "")
            yield _compare("quiet", rounds, customer, textual, lambda: None)
        with Customer(home, command=held("access.login", SECONDS)) as customer:
            customer.wake()
            customer.press("Enter")
            customer.types("Contract number", "1001")
            customer.press("Enter")
            customer.types("Password", PASSWORD)
            customer.wait_for("•" * len(PASSWORD))
            yield _compare("busy", 1, customer, textual, lambda: _log_in(customer))


def _log_in(customer: Customer) -> None:
    customer.press("Enter")
    customer.reads("One moment…")


def _compare(
    when: str, rounds: int, customer: Customer, textual: Terminal, before: Callable[[], None]
) -> str:
    pairs = []
    for _ in range(rounds):
        before()
        sign = "•" if when == "busy" else None
        pairs += [(_press(customer, digit, sign), _press(textual, digit, None)) for digit in _digits(DIGITS)]
        for terminal in (customer, textual):
            terminal.press(*["Backspace"] * DIGITS)
            terminal.wait_until(lambda t=terminal: "1234567" not in t.text, "the field is empty")
    kiosk, bare_ = (median(side) for side in zip(*pairs, strict=True))
    return (
        f"key when={when} kiosk_ms={kiosk * 1000:.1f} textual_ms={bare_ * 1000:.1f} keys={len(pairs)}"
        f" {aim(kiosk / bare_, AIM, at_least=False)}"
    )


def _digits(count: int) -> list[str]:
    digits = cycle("1234567890")
    return [next(digits) for _ in range(count)]


def _press(terminal: Terminal, digit: str, sign: str | None) -> float:
    """Seconds until there is one more of the digit (or of the sign that stands for it)."""
    sign = sign or digit
    before = terminal.text.count(sign)
    return timed(lambda: _pressed(terminal, digit, sign, before))


def _pressed(terminal: Terminal, digit: str, sign: str, before: int) -> None:
    terminal.press(digit)
    terminal.wait_until(lambda: terminal.text.count(sign) > before, f"{digit} is shown")
