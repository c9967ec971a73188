"""How many wrong tries a profile allows, and what follows."""

from __future__ import annotations

import msgspec


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`tries` within `window_minutes`; then pauses, each longer, the last one repeats.

    Pauses start anew after `forget_hours` without a wrong try.
    """

    tries: int = 5
    window_minutes: int = 15
    pauses_minutes: list[int] = msgspec.field(default_factory=lambda: [15, 30, 60])
    forget_hours: int = 24

    def __post_init__(self) -> None:
        if self.tries < 1 or self.window_minutes < 1 or self.forget_hours < 1:
            raise ValueError("tries, window_minutes and forget_hours are at least 1")
        if not self.pauses_minutes or min(self.pauses_minutes) < 1:
            raise ValueError("pauses_minutes wants at least one pause, each of at least a minute")
