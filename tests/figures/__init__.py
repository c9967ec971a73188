"""What is measured of the kiosk: `make figures`, or `python -m tests.figures [NAME…]`.

A figure is a module of this package, named in FIGURES, with

  measure(size)  yields its lines: `NAME key=value …`; both sides of a ratio side by side in one run
  faults()       where it guards a rule: plants a fault, runs the same check again, and yields a line's
                 words and whether the check found it: ("looked_up_first database=sqlite", True)

What each of them means stands in docs/figures.md.
"""

from __future__ import annotations

from typing import Literal

Size = Literal["quick", "full"]
FIGURES = (
    "claims", "race", "redeem", "charge", "imports", "scale", "preview",
    "memory", "start", "key", "idle", "leave", "visit", "qr",
)  # fmt: skip


def aim(ratio: float, bound: float, *, at_least: bool) -> str:
    """A ratio beside its aim, met or not: `ratio=0.35 aim>=0.33 met=yes`."""
    met = ratio >= bound if at_least else ratio <= bound
    return f"ratio={ratio:.2f} aim{'>' if at_least else '<'}={bound:.2f} met={'yes' if met else 'no'}"
