"""Tariff changes: what a profile asks for them (ISP-28, VEL-35, VEL-36)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Effective = Literal["now", "next_day", "next_period"]
Price = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?$")]


class ChangeRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change in one direction of the monthly fee.

    fee        what the change costs, an amount like "10.00"
    effective  "now", "next_day", or "next_period" (the first day of the next charging period)
    balance    what must be on a prepaid contract beside the fee of the change, an amount
    """

    fee: Price = "0"
    effective: Effective = "next_day"
    balance: Price = "0"


class TariffRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`tariffs.toml`.

    up, same, down  a change to a higher, an equal, a lower monthly fee (ISP-28)
    least_days      days that must lie between two changes; 0: any time
    moves           group -> groups into which its tariffs may be changed; a group not named: into any
    cancel          a pending change can be taken back until it takes effect; its fee comes back
    """

    up: ChangeRules = ChangeRules()
    same: ChangeRules = ChangeRules()
    down: ChangeRules = ChangeRules()
    least_days: int = 0
    moves: dict[str, list[str]] = {}
    cancel: bool = True

    def __post_init__(self) -> None:
        if self.least_days < 0:
            raise ValueError("least_days is 0 or more")
