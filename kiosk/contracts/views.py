"""What contracts take in and hand out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.contracts.rules import ContractStatus, CustomerKind, Settlement
from kiosk.core.money import Money
from kiosk.core.work import ContractId, Named

_NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A person or company. `code` is the operator's own key: the same code is the same customer."""

    kind: CustomerKind = CustomerKind.PERSON
    first_name: str = ""
    last_name: str = ""
    patronymic: str = ""
    company: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    code: str | None = None


@dataclass(frozen=True, slots=True)
class NewLogin:
    """How the first login of a new customer starts.

    password    argon2id hash; None: not set yet (VEL-12)
    set_at      when it was set; None: now
    expires_at  a one-time password: it can be used until then and must be changed (VEL-14)
    blocked     why nobody may log in; empty: open (VEL-26)
    """

    password: str | None = field(default=None, repr=False)
    set_at: datetime | None = None
    expires_at: datetime | None = None
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class NewContract:
    """A contract to open.

    opened_on   None: not known
    tariff      code of its tariff from `opened_on` on, at all times if that is not known; empty: none yet
    balance     what it brings along, minor units, at the end of `balance_on` (None: as of today, and whatever
                is entered later moves it)
    charged_through  fees up to and including this day are charged; None: charging starts with the
                first run after the opening
    login       how its owner logs in first; a customer who has a login keeps that one
    """

    number: str
    customer: NewCustomer
    opened_on: date | None = None
    address: str = ""
    tariff: str = ""
    payment: Settlement = Settlement.PREPAID
    status: ContractStatus = ContractStatus.ACTIVE
    balance: Money = _NOTHING
    balance_on: date | None = None
    charged_through: date | None = None
    login: NewLogin = NewLogin()


@dataclass(frozen=True, slots=True)
class Opened:
    """The new contract; its owner may log in as soon as there is a password."""

    contract: ContractId
    number: str


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What other capabilities need of a contract. `name` and `phone` are masked (VEL-40)."""

    contract: ContractId
    number: str
    name: str
    phone: str
    address: str
    status: ContractStatus
    payment: Settlement


FIND: Named[ContractFacts] = Named("contracts.find")
"""(number: str), however it is typed. Refuses: contracts.unknown."""
