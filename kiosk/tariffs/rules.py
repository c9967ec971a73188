"""Tariff changes: what a profile asks for them (ISP-28, VEL-35, VEL-36)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal

import msgspec

from kiosk.charging.rules import period
from kiosk.core import money
from kiosk.core.money import Money
from kiosk.core.operator import Facts, Texts
from kiosk.core.work import Refusal

Effective = Literal["now", "next_day", "next_period"]
Price = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?$", examples=["10.00"])]


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

    plans           contracts have tariffs; without them there are public prices of units only (EIR-64)
    up, same, down  a change to a higher, an equal, a lower monthly fee (ISP-28)
    least_days      days that must lie between two changes; 0: any time
    moves           group -> groups into which its tariffs may be changed; a group not named: into any
                    besides their own
    cancel          a pending change can be taken back until it takes effect; its fee comes back
    groups          group -> its name as customers read it, in the order in which they are listed
    """

    plans: bool = True
    up: ChangeRules = ChangeRules()
    same: ChangeRules = ChangeRules()
    down: ChangeRules = ChangeRules()
    least_days: Annotated[int, msgspec.Meta(ge=0, le=3660)] = 0
    moves: dict[str, list[str]] = {}
    cancel: bool = True
    groups: dict[str, Texts] = {}

    def wrong(self, facts: Facts) -> Iterator[tuple[str, str]]:
        """Amounts with more digits than the currency has."""
        for name, change in (("up", self.up), ("same", self.same), ("down", self.down)):
            for key, amount in (("fee", change.fee), ("balance", change.balance)):
                try:
                    money.parse(amount, facts.currency)
                except Refusal:
                    places = money.digits(facts.currency)
                    yield f"{name}.{key}", f"{facts.currency} has {places} digits after the point"

    def change(self, now: Money, then: Money) -> ChangeRules:
        """What holds for a change from one monthly fee to another (ISP-28)."""
        if then > now:
            return self.up
        return self.down if then < now else self.same

    def may_move(self, own: str, other: str) -> bool:
        """Whether a tariff of the group `own` may be changed to one of the group `other`."""
        return own == other or other in self.moves.get(own, [other])

    def place(self, group: str) -> int:
        """Where a group stands in lists; those that the profile does not name come last."""
        return list(self.groups).index(group) if group in self.groups else len(self.groups)

    def title(self, group: str) -> Texts:
        """A group as customers read it; one that the profile does not name, as it is."""
        return self.groups.get(group, {"": group})


def first_day(effective: Effective, today: date, period_day: int) -> date:
    """The first day of a tariff that is ordered today; periods begin on day `period_day` of a month."""
    if effective == "now":
        return today
    last = today if effective == "next_day" else period(today, period_day)[1]
    return last + timedelta(days=1)
