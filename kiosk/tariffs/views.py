"""What tariffs take in and hand out. Amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kiosk.core.locale import Sentence
from kiosk.core.money import Money
from kiosk.core.operator import Texts
from kiosk.core.work import Named
from kiosk.receipts.views import Receipt

_NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class NewTariff:
    """A tariff and its monthly fee from a day on; see records.Tariff."""

    code: str
    name: Texts
    fee: Money
    since: date
    open: bool = True
    group: str = ""
    description: Texts = field(default_factory=dict)
    includes: Texts = field(default_factory=dict)
    allow_puk1: bool = False


@dataclass(frozen=True, slots=True)
class TariffDefined:
    """The tariff is in the catalogue."""

    code: str


@dataclass(frozen=True, slots=True)
class CurrentTariff:
    """The tariff of a contract on a day, and its monthly fee on that day."""

    code: str
    name: Texts
    fee: Money
    since: date


@dataclass(frozen=True, slots=True)
class TariffFacts:
    """One tariff as a customer reads it: what it costs a month today and what it includes.

    group  its code; `TariffRules.title(group)` is its name as customers read it
    """

    code: str
    name: Texts
    fee: Money
    group: str
    description: Texts
    includes: Texts


@dataclass(frozen=True, slots=True)
class Offer:
    """A tariff that is offered. `off`: why it cannot be taken now and what would make it possible.

    lacks  what must be paid in to take it, when nothing else is in the way (VEL-35); 0: nothing
    """

    tariff: TariffFacts
    off: Sentence | None = None
    lacks: Money = _NOTHING


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that takes effect on `since`; `cancel_until`: the last day to take it back, None: not.

    back           what comes back in all when it is taken back: the fee, and the difference for days
                   charged already (below zero: is charged); `balance_after` it
    """

    tariff: TariffFacts
    since: date
    fee: Money
    cancel_until: date | None
    back: Money
    balance_after: Money


@dataclass(frozen=True, slots=True)
class Offers:
    """The contract's tariff, what is pending, what is offered (VEL-88, ISP-09), by group and fee."""

    current: TariffFacts | None
    pending: Pending | None
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a customer agrees to by confirming a change; when it is not so any more, nothing is done.

    fee      of the change; `since` the first day of the new tariff
    today    what is charged today in all: the fee, and the difference for days charged already
             (below zero: it comes back)
    monthly  the fee of a month then
    """

    fee: Money
    since: date
    today: Money
    monthly: Money


@dataclass(frozen=True, slots=True)
class Preview:
    """What if (ISP-27, ISP-28, VEL-34): computed by the function that will do it.

    paid_until now and then: the last day that the money covers; None: no end in sight, or paid after use
    cancel_until  the last day to take the change back; None: it takes effect at once
    """

    tariff: TariffFacts
    current: TariffFacts
    terms: Terms
    balance: Money
    balance_after: Money
    paid_until: date | None
    paid_until_then: date | None
    cancel_until: date | None


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """A public price of a unit of a service (EIR-64): `rate` in millionths of the currency's unit.

    service, unit  their names as {name:texts} takes them: plain text, or JSON of language -> text
    """

    service: str
    unit: str
    rate: int
    since: date


@dataclass(frozen=True, slots=True)
class PriceList:
    """What everybody may read without a login (EIR-06, EIR-64)."""

    tariffs: tuple[TariffFacts, ...]
    rates: tuple[UnitPrice, ...]


OFFERS: Named[Offers] = Named("tariffs.offers")
"""(contract: ContractId)."""
PREVIEW: Named[Preview] = Named("tariffs.preview")
"""(contract: ContractId, code: str). Refuses: tariffs.unknown, and whatever an offer's `off` says:
tariffs.suspended, .none, .pending, .days(on), .current, .closed, .move, .balance(missing, needed)."""
CHANGE: Named[Receipt] = Named("tariffs.change")
"""(contract: ContractId, code: str, terms: Terms). Refuses as PREVIEW; tariffs.terms: they have changed."""
CANCEL: Named[Receipt] = Named("tariffs.cancel")
"""(contract: ContractId). Refuses: tariffs.no_pending, tariffs.final: the profile or its day forbids it."""
PRICES: Named[PriceList] = Named("tariffs.public")
"""()."""
