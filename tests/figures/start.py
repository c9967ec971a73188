"""How long the demo's second start takes until the attract screen can be read.

Beside the smallest Textual program, each on a terminal of its own, in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.e2e.customer import Customer
from tests.figures import Size, aim
from tests.figures.at_terminal import bare, demo, timed

AIM = 1.3


def measure(size: Size) -> Iterator[str]:
    rounds = 9 if size == "quick" else 31
    with demo() as home:
        pairs = [(timed(lambda: _kiosk(home)), timed(lambda: _bare(home))) for _ in range(rounds + 1)]
    kiosk, textual = (median(side) for side in zip(*pairs[1:], strict=True))
    ratio = median(a / b for a, b in pairs[1:])
    yield (
        f"start kiosk_ms={kiosk * 1000:.0f} textual_ms={textual * 1000:.0f} rounds={rounds}"
        f" {aim(ratio, AIM, at_least=False)}"
    )


def _kiosk(home: Path) -> None:
    with Customer(home) as customer:
        customer.attracted()


def _bare(home: Path) -> None:
    with bare(home, "Static('ready')") as terminal:
        terminal.wait_for("ready")
