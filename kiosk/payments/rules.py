"""Which periods of payments a customer may choose."""

from __future__ import annotations

from typing import Annotated

import msgspec

Months = Annotated[int, msgspec.Meta(ge=0, le=600)]


class PaymentRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`payments.toml`.

    periods_months  the periods offered, the first one is shown first (EIR-36, EIR-37, VEL-49); 0: all
    """

    periods_months: Annotated[list[Months], msgspec.Meta(min_length=1)] = msgspec.field(
        default_factory=lambda: [6, 12, 18, 24, 0]
    )
