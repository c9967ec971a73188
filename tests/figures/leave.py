"""From F10 to the attract screen while a use case still runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.e2e.customer import CARD, Customer
from tests.figures import Size
from tests.figures.at_terminal import demo, held, timed

AIM = 0.5
SECONDS = 6.0
CASE = "cards.redeem"


def measure(size: Size) -> Iterator[str]:
    rounds = 3 if size == "quick" else 9
    with demo() as home:
        span = median(_leave(home) for _ in range(rounds))
    yield (
        f"leave case={CASE} takes_s={SECONDS:.0f} until_attract_ms={span * 1000:.0f} rounds={rounds}"
        f" aim<={AIM * 1000:.0f} met={'yes' if span <= AIM else 'no'}"
    )


def _leave(home: Path) -> float:
    fifo = home / "kiosk" / "held"
    os.mkfifo(fifo)
    try:
        with Customer(home, command=held(CASE, SECONDS)) as customer:
            customer.visit()
            customer.show_card(CARD)
            customer.press("Enter")
            fifo.read_text()  # the case is being held now
            return timed(customer.leave)
    finally:
        fifo.unlink()
