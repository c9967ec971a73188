"""What express cards hand out, and the names of their use cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.cards.rules import BatchState, CardState
from kiosk.core.money import Money
from kiosk.core.work import Named
from kiosk.receipts.views import Receipt


@dataclass(frozen=True, slots=True)
class Checked:
    """A card that can be redeemed: what it brings to which contract. Moves no money."""

    serial: str
    value: Money
    number: str
    balance: Money
    balance_after: Money


@dataclass(frozen=True, slots=True)
class BatchCount:
    """Cards of a batch (or range) by state."""

    batch: str
    state: BatchState
    value: Money
    expires_on: date | None
    cards: dict[CardState, int]


@dataclass(frozen=True, slots=True)
class RangeMoved:
    """What a move did to a range: counts before and after, all or nothing."""

    moved: int
    before: dict[CardState, int]
    after: dict[CardState, int]


@dataclass(frozen=True, slots=True)
class Issued:
    """A new batch; its codes are in the file and nowhere else."""

    batch: str
    count: int
    total: Money
    file: str


CHECK: Named[Checked] = Named("cards.check")
"""(contract: ContractId, code: CardCode). Refuses: cards.unknown(left), cards.wait(seconds),
cards.used_by_you(on, receipt)."""
REDEEM: Named[Receipt] = Named("cards.redeem")
"""(contract: ContractId, code: CardCode). Refuses as CHECK."""
ISSUE: Named[Issued] = Named("cards.issue")
"""(batch: str, value: Money, count: int, expires_on: date | None, file: str). Refuses: cards.batch,
cards.count, cards.value, cards.file, cards.file_closed."""
MOVE: Named[RangeMoved] = Named("cards.move")
"""(batch: str, act: Move, first: str, last: str). Refuses: cards.no_batch, cards.draft, cards.no_range,
cards.move(found)."""
