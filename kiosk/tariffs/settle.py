"""Days that are charged already when the tariff of these days changes: what is owed or comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.charging.plan import cost
from kiosk.charging.rules import ChargingRules
from kiosk.core.money import Money
from kiosk.core.work import Work
from kiosk.tariffs.catalogue import Assigned


@dataclass(frozen=True, slots=True)
class Difference:
    """What the days from `since` to `until` cost more by other tariffs (below zero: less), minor units."""

    since: date
    until: date
    amount: Money


def difference(work: Work, now: Assigned, then: Assigned, since: date, charged: date | None) -> Difference:
    """The difference of the days from `since` on that are charged already; none of them: nothing."""
    if charged is None or charged < since:
        return Difference(since, since, Money(0))
    rules = work.operator.of(ChargingRules)
    more = cost(rules, [then.line()], since, charged) - cost(rules, [now.line()], since, charged)
    return Difference(since, charged, Money(more))
