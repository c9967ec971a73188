"""Receipts that a phone reads off the terminal: two languages, three sizes, three numbers of colours."""

from __future__ import annotations

from collections.abc import Iterator

from tests.e2e.customer import Customer
from tests.figures import Size
from tests.figures.at_terminal import demo

SIZES = ((80, 24), (100, 30), (160, 45))
COLOURS: dict[str, dict[str, str]] = {
    "truecolor": {},
    "256": {"TERM": "xterm-256color", "COLORTERM": ""},
    "16": {"TERM": "linux", "COLORTERM": ""},
}
NEXT_LANGUAGE = "F2"


def measure(size: Size) -> Iterator[str]:
    decoded, wanted, longest = 0, 0, []
    with demo() as home:
        with Customer(home) as customer:
            customer.visit()
            customer.pay()
        for more in COLOURS.values():
            with Customer(home, more=more) as customer:
                customer.visit()
                for columns, rows in SIZES:
                    found = _codes(customer, columns, rows)
                    wanted += len(customer.all_words)
                    decoded += sum(bool(text) for text in found)
                    longest.append(max(len(text.encode()) for text in found))
    yield (
        f"qr languages=2 sizes={'/'.join(f'{c}x{r}' for c, r in SIZES)} colours={'/'.join(COLOURS)}"
        f" payload_bytes={'/'.join(map(str, longest[: len(SIZES)]))} decoded={decoded}/{wanted}"
        f" met={'yes' if decoded == wanted else 'no'}"
    )


def _codes(customer: Customer, columns: int, rows: int) -> list[str]:
    """What the code of the last receipt says, in each language; from home and back."""
    customer.resize(columns, rows)
    customer.at_home()
    customer.choose("My receipts")
    customer.reads("What was done")
    customer.press("1")
    found = []
    for words in customer.all_words:
        customer.words = words
        customer.reads("My receipts › receipt")
        found.append(customer.code())
        customer.press(NEXT_LANGUAGE)
    customer.words = customer.all_words[0]
    customer.reads("My receipts › receipt")
    customer.press("*", "*")
    return found
