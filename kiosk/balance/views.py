"""Where a contract stands and how it came to that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kiosk.core.locale import Sentence
from kiosk.core.money import Money
from kiosk.core.work import ContractId, Named, OperationId


@dataclass(frozen=True, slots=True)
class Movement:
    """One posting on the contract's account. `kind` as in statements: charge, fee, payment, …

    reverses     the operation that this one takes back
    reversed_by  the operation that took this one back (EIR-37)
    who          a gettext id: by whom; `terminal`: where
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


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance at the moment `as_of` (VEL-33); `status` is a gettext id (VEL-42).

    movements are the newest first; `older` is the cursor of the next page, None at the end.
    """

    contract: ContractId
    amount: Money
    as_of: datetime
    status: str
    postpaid: bool
    movements: tuple[Movement, ...]
    older: str | None

    @property
    def owed(self) -> Money:
        """What the customer owes: 0 when nothing (VEL-51)."""
        return Money(max(0, -self.amount))


@dataclass(frozen=True, slots=True)
class MovementPage:
    movements: tuple[Movement, ...]
    older: str | None


BALANCE: Named[Balance] = Named("balance.show")
"""(contract: ContractId)."""
MOVEMENTS: Named[MovementPage] = Named("balance.movements")
"""(contract: ContractId, before: str) -> older movements, page by page."""
