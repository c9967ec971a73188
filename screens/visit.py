"""The state of one visit on this terminal: who, which contract, how the screens look and speak.

It lives in memory only and is thrown away whole when the visit ends (VEL-38, VEL-41).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.core.locale import Words
from kiosk.core.money import Money
from kiosk.core.work import ANYONE, Actor, By, OperationId

if TYPE_CHECKING:
    from kiosk.access.views import ContractLine, Entry
    from kiosk.home.views import Header


class ScreenWords(Words):
    """Words that keep amounts to themselves when the customer wants it (ISP-19, ISP-29)."""

    hidden = False

    def money(self, amount: int, currency: bool = True, signed: bool = False) -> str:
        if self.hidden:
            return f"•••\u00a0{self.operator.currency}" if currency else "•••"
        return super().money(amount, currency, signed)


@dataclass(slots=True)
class Visit:
    """From the first touch to the end. `over` is set once and never taken back.

    touch     fields come with keys on the screen
    entry     None until somebody logs in
    contract  the one that is served now; None until it is chosen
    header    what the header shows of it; None until home was read
    """

    language: str
    hidden: bool = False
    large: bool = False
    look: str = "paper"
    touch: bool = False
    entry: Entry | None = None
    contract: ContractLine | None = None
    header: Header | None = None
    over: bool = False

    def by(self, terminal: str, operation: OperationId | None) -> By:
        """On whose authority this visit asks."""
        if self.entry is None:
            return By(Actor(ANYONE), terminal, None, operation)
        return By(Actor.owner(self.entry.login), terminal, self.entry.visit, operation)

    def contracts(self) -> Sequence[ContractLine]:
        """All contracts under the login."""
        return self.entry.contracts if self.entry else ()

    def choose(self, contract: ContractLine) -> None:
        """Serve another contract from now on; the header waits for its own facts (EIR-56)."""
        self.contract = contract
        self.header = None

    def balance_is(self, balance: Money) -> None:
        """A receipt told a new balance: the header shows it at once."""
        if self.header:
            self.header = replace(self.header, balance=balance)

    def manner(self) -> tuple[str, bool, bool]:
        """What decides how a screen reads; when it changed, a screen composes itself anew."""
        return (self.language, self.hidden, self.large)
