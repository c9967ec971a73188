"""Which of several contracts is served now: after the login, and by F5 at any time (EIR-56)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kiosk.access.views import ContractLine
from kiosk.core.locale import mark
from screens.menu import Item, MenuScreen


class ContractsScreen(MenuScreen):
    """One tile per contract of the login (ISP-19)."""

    about = mark("You have several contracts. Choose the one you want to see; F5 changes it later.")

    def heading(self) -> str:
        return self.words("Which contract?")

    def items(self) -> Sequence[Item]:
        return [
            Item(
                f"contract-{line.contract}",
                self.words("Contract {number}", number=line.number),
                line.address,
                partial(self._choose, line),
            )
            for line in self.visit.contracts()
        ]

    def action_back(self) -> None:
        if self.visit.contract is None:
            self.kiosk.open("end")
        else:
            super().action_back()

    def _choose(self, line: ContractLine) -> None:
        self.visit.choose(line)
        self.kiosk.start_at("home")


ENTRY = ContractsScreen
