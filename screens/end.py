"""Back on the home screen asks whether the visit shall end; "no" comes first."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.locale import mark
from screens.menu import Item, MenuScreen


class EndScreen(MenuScreen):
    """Yes or no."""

    about = mark("When you end the visit, nothing of you stays on this terminal.")

    def heading(self) -> str:
        return self.words("End the visit?")

    def items(self) -> Sequence[Item]:
        return [
            Item("no", self.words("No, go on"), self.words("back to where you were"), self.action_back),
            Item("yes", self.words("Yes, end"), self.words("the screen is wiped"), self.kiosk.end_visit),
        ]


ENTRY = EndScreen
