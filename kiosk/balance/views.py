"""Where a contract stands and how it came to that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kiosk.charging.plan import Part as Part
from kiosk.contracts.rules import HoldKind
from kiosk.core.locale import Sentence
from kiosk.core.money import Money
from kiosk.core.work import ContractId, Named, OperationId

_NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class Movement:
    """One posting on the contract's account. `kind` as in statements: charge, fee, payment, …

    reverses     the operation that this one takes back
    reversed_by  the operation that took this one back (EIR-37)
    who          a gettext id: by whom; `terminal`: where
    rule         what charged or credited, a stable name; parts: how a fee came about, oldest first
    """

    operation: OperationId
    line: int
    dated: date
    at: datetime
    kind: str
    amount: Money
    reason: Sentence
    terminal: str
    who: str
    reverses: OperationId | None
    reversed_by: OperationId | None
    rule: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance at the moment `as_of` (VEL-33); `status` is a gettext id (VEL-42).

    paid_until   the last day that the balance covers; None: no end, or paid after use
    days_left    days from tomorrow to then
    recommended  what to pay (0: nothing) so that everything is covered to the end of `recommended_until`
                 (VEL-50)
    held         what suspends the contract; None: nothing
    back         what to pay so that a contract suspended by debt comes back; 0: nothing
    movements are the newest first; `older` is the cursor of the next page, None at the end.
    """

    contract: ContractId
    amount: Money
    as_of: datetime
    status: str
    postpaid: bool
    movements: tuple[Movement, ...]
    older: str | None
    paid_until: date | None = None
    days_left: int | None = None
    recommended: Money = _NOTHING
    recommended_until: date | None = None
    held: HoldKind | None = None
    back: Money = _NOTHING

    @property
    def owed(self) -> Money:
        """What the customer owes: 0 when nothing (VEL-51)."""
        return Money(max(0, -self.amount))


@dataclass(frozen=True, slots=True)
class MovementPage:
    movements: tuple[Movement, ...]
    older: str | None


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What came and went on a day, both 0 or more."""

    day: date
    went: Money
    came: Money


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """One month in figures (ISP-22, ISP-24): opening + everything = closing.

    charged  charges and fees, 0 or more; `paid` payments, 0 or more
    """

    first: date
    last: date
    opening: Money
    closing: Money
    charged: Money
    paid: Money

    @property
    def other(self) -> Money:
        """What came (below zero: went) beside charges and payments: refunds, reversals, corrections."""
        return Money(self.closing - self.opening + self.charged - self.paid)


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its totals, its days with movements (ISP-23), the newest movements page by page."""

    total: MonthTotal
    days: tuple[DayTotal, ...]
    movements: tuple[Movement, ...]
    older: str | None


@dataclass(frozen=True, slots=True)
class Year:
    """The last twelve months and the current one, the newest first (VEL-69 wants six and the current)."""

    months: tuple[MonthTotal, ...]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line; `kind` as in docs/formats.md; amounts that lower the balance are below zero."""

    dated: date
    kind: str
    reason: Sentence
    amount: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """All lines of a month, oldest first (ISP-22)."""

    contract: str
    total: MonthTotal
    lines: tuple[StatementLine, ...]


BALANCE: Named[Balance] = Named("balance.show")
"""(contract: ContractId)."""
MOVEMENTS: Named[MovementPage] = Named("balance.movements")
"""(contract: ContractId, before: str) -> older movements, page by page."""
MONTH: Named[Month] = Named("balance.month")
"""(contract: ContractId, first: date, before: str): `first` any day of the month. Refuses: balance.month."""
YEAR: Named[Year] = Named("balance.year")
"""(contract: ContractId)."""
STATEMENT: Named[Statement] = Named("balance.statement")
"""(contract: ContractId, first: date): `first` any day of the month. Refuses: balance.month."""
