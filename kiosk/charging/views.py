"""What charging hands out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kiosk.core.money import Money
from kiosk.core.work import ContractId, Named

_NOTHING = Money(0)

# Told after each batch of a run: contracts looked at so far, of how many.
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Charged:
    """What a run, or a part of it, did: contracts looked at, those charged, those newly suspended.

    amount  the sum charged, minor units, above zero
    again   the day had been charged before: nothing was done
    """

    day: date
    contracts: int = 0
    charged: int = 0
    suspended: int = 0
    amount: Money = _NOTHING
    again: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """A run that begins or goes on. `contracts`: so many to look at; `again`: the day is finished already."""

    day: date
    contracts: int
    again: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """What one batch of a run did. `last`: its last contract, more come after it; None: there are no more."""

    charged: Charged
    last: ContractId | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """How far the money of a contract goes at the fees known today, a pending change included.

    paid_until   the last day that the balance covers; None: no end in sight, or it is paid after use
    days_left    days from tomorrow to `paid_until`, 0: today is the last one; None as above
    recommended  what to pay so that the next `until` is covered (VEL-50); 0: nothing needed
    until        the day to which `recommended` carries
    back         what to pay so that a contract suspended by debt comes back (decision 10); 0: nothing
    """

    paid_until: date | None
    days_left: int | None
    recommended: Money
    until: date
    back: Money = _NOTHING


CHARGE: Named[Charged] = Named("charging.run")
"""(day: date | None, tell: Tell | None = None). A flow; day None: today. Refuses: charging.future,
charging.before(last), charging.clock(last, today), jobs.running."""
