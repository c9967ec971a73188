"""Which periods of payments a customer may choose."""

from __future__ import annotations

import msgspec


class PaymentRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`payments.toml`.

    periods_months  the periods offered, the first one is shown first (EIR-36, EIR-37, VEL-49); 0: all
    """

    periods_months: list[int] = msgspec.field(default_factory=lambda: [6, 12, 18, 24, 0])

    def __post_init__(self) -> None:
        if not self.periods_months or min(self.periods_months) < 0:
            raise ValueError("periods_months wants at least one period of 0 or more months")
