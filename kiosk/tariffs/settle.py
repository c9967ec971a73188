"""Days that are charged already when the tariff of these days changes: what is owed or comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from kiosk.charging.plan import Part, priced
from kiosk.charging.rules import ChargingRules
from kiosk.core.money import Money
from kiosk.core.work import Work
from kiosk.tariffs.catalogue import Assigned


@dataclass(frozen=True, slots=True)
class Difference:
    """What days that are charged already cost more by other tariffs, in parts: those charged anew above
    zero, those given back below."""

    parts: tuple[Part, ...] = ()

    @property
    def amount(self) -> Money:
        """Minor units; below zero: they cost less."""
        return Money(sum(part.amount for part in self.parts))


def difference(work: Work, now: Assigned, then: Assigned, since: date, charged: date | None) -> Difference:
    """The difference of the days from `since` on that are charged already."""
    if charged is None or charged < since:
        return Difference()
    rules = work.operator.of(ChargingRules)
    back = priced(rules, now.line(), (since, charged))
    return Difference((*map(_negative, back), *priced(rules, then.line(), (since, charged))))


def _negative(part: Part) -> Part:
    return replace(part, amount=Money(-part.amount))
