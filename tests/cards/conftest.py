"""What tests of cards share: customers at their terminals, and what a code comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from kiosk.access.views import Entry
from kiosk.cards.cases import check, redeem
from kiosk.cards.rules import CardCode
from kiosk.cards.views import Checked
from kiosk.core.store import Store
from kiosk.core.work import ContractId, Refusal
from kiosk.receipts.views import Receipt
from tests import people


@dataclass
class Customer:
    """A customer in a visit, who types codes."""

    store: Store
    entry: Entry
    terminal: str

    @property
    def contract(self) -> ContractId:
        return self.entry.contracts[0].contract

    def check(self, code: str) -> Checked | Refusal:
        return self._outcome(check, code)

    def redeem(self, code: str) -> Receipt | Refusal:
        return self._outcome(redeem, code)

    def wrong(self, times: int) -> list[str]:
        """Guess, each time another code; the codes of the refusals."""
        return [self.check(f"{i:014d}").code for i in range(times)]

    def _outcome(self, case, code: str):
        by = people.owner(self.entry, self.terminal)
        try:
            return self.store.run(by, case, self.contract, CardCode.parse(code))
        except Refusal as refusal:
            return refusal


@pytest.fixture
def arrive(store: Store) -> Callable[..., Customer]:
    """A new customer logs in: arrive("1002", terminal="2")."""

    def arrived(number: str = "1001", terminal: str = "1") -> Customer:
        people.customer(store, number)
        return Customer(store, people.enter(store, number, terminal=terminal), terminal)

    return arrived


@pytest.fixture
def ivan(arrive) -> Customer:
    return arrive()
