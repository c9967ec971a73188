"""How far back a customer may look."""

from __future__ import annotations

from typing import Annotated

import msgspec


class BalanceRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`balance.toml`.

    months_back  how many months before the current one can be opened (VEL-69 wants six)
    """

    months_back: Annotated[int, msgspec.Meta(ge=6, le=600)] = 72
