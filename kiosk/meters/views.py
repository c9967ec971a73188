"""What meters take in and hand out. Quantities in thousandths of the meter's unit, money in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kiosk.core.locale import Sentence
from kiosk.core.money import Money
from kiosk.core.quantity import Quantity
from kiosk.core.work import ContractId, MeterId, Named
from kiosk.meters.rules import Mark, Origin, Why
from kiosk.receipts.views import Receipt


@dataclass(frozen=True, slots=True)
class Average:
    """What a meter counted on average: so much in so many days, of the last year."""

    used: Quantity
    days: int


@dataclass(frozen=True, slots=True)
class MeterLine:
    """One meter on the form (EIR-48): all that its reading is judged by.

    service, unit  their names as {name:texts} takes them
    digits         of the dial before the point; None: not known
    accounted      the last reading that was counted for a bill; `sent`: the last one that was sent, in force
    before         what a new reading is compared with (decision 7)
    limit          how much more than `before` it may be (EIR-52)
    rate           public price of a unit, in millionths of the currency's unit; None: not known
    average        None: there is too little history
    due            day of the next verification; `overdue`: it has passed
    off            why no reading is taken of this meter; None: it is
    """

    meter: MeterId
    number: str
    service: str
    supplier: str
    unit: str
    digits: int | None
    accounted: Mark | None
    sent: Mark | None
    before: Mark | None
    limit: Quantity
    rate: int | None
    average: Average | None
    due: date | None
    overdue: bool
    off: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """All meters of a contract, and the day for which readings are taken: today (EIR-48)."""

    day: date
    meters: tuple[MeterLine, ...]


@dataclass(frozen=True, slots=True)
class NewReading:
    """What a customer read off a meter."""

    meter: MeterId
    value: Quantity


@dataclass(frozen=True, slots=True)
class StaffReading:
    """What staff enter for a meter; `why` lets a value pass that the rules refuse, `note` says more."""

    meter: MeterId
    value: Quantity
    why: Why | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewMeter:
    """A meter as the operator's own systems describe it; see records.Meter."""

    contract: ContractId
    number: str
    service: str
    unit: str
    supplier: str = ""
    digits: int | None = None
    verification_due: date | None = None


@dataclass(frozen=True, slots=True)
class MeterDefined:
    """The meter is there."""

    meter: MeterId


@dataclass(frozen=True, slots=True)
class DatedReading:
    """A reading that was taken elsewhere, at a time; the start of its day where only that is known."""

    meter: MeterId
    at: datetime
    value: Quantity
    origin: Origin = Origin.IMPORT


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a reading means: used since the one before, its cost by the public price, whether it is
    unusually high. `used`, `cost` None: not known."""

    used: Quantity | None
    cost: Money | None
    unusual: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of the history (EIR-35): in force on its day, or replaced by a later one of that day.

    used  since the reading that it was compared with; None: it was the first, or is not in force
    """

    meter: MeterId
    number: str
    service: str
    unit: str
    day: date
    value: Quantity
    used: Quantity | None
    origin: Origin
    why: Why | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """Newest first; `older` is the cursor of the next page, None at the end."""

    readings: tuple[Reading, ...]
    older: str | None


@dataclass(frozen=True, slots=True)
class MonthUse:
    """What was used in a month (its first day); None: no readings reach it."""

    month: date
    used: Quantity | None


@dataclass(frozen=True, slots=True)
class Usage:
    """Usage by months, the oldest first, of one meter."""

    meter: MeterId
    number: str
    service: str
    unit: str
    months: tuple[MonthUse, ...]


FORM: Named[Form] = Named("meters.form")
"""(contract: ContractId)."""
SUBMIT: Named[Receipt] = Named("meters.submit")
"""(contract: ContractId, readings: tuple[NewReading, ...], sure: tuple[MeterId, ...]): all of them or none.
`sure` names the meters whose unusual usage the customer has confirmed. Refuses, with `service` and
`number` of the meter: meters.smaller(before, day), .zero, .limit(limit, before), .dial(digits), .negative,
.overdue, .earlier(day), .unusual(used); and meters.empty (none), .missing (all are required), .closed."""
RECORD: Named[Receipt] = Named("meters.record")
"""(contract: ContractId, new: StaffReading): staff enter what a meter shows today. `why` lets a smaller
value, zero, or one above the limit pass. Refuses: meters.rolled_over: the dial cannot have gone round;
text.* of the note; as SUBMIT all that no reason excuses."""
HISTORY: Named[ReadingPage] = Named("meters.history")
"""(contract: ContractId, meter: MeterId | None, months: int, before: str): of one meter or all (None), of
the last so many months (0: all), ten a page; `before` is empty for the first page."""
USAGE: Named[tuple[Usage, ...]] = Named("meters.usage")
"""(contract: ContractId): usage by months of all meters, for the chart; so many months as the profile
says."""
