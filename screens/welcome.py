from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from kiosk.welcome.rules import WelcomeRules
from screens.base import KioskScreen
from screens.widgets.choice import Act
from screens.widgets.field import Field
from screens.widgets.sheet import Row, Sheet


class WelcomeScreen(KioskScreen):
    def heading(self) -> str:
        return self.words.pick(self.kiosk.operator.of(WelcomeRules).greeting)

    def body(self) -> Iterable[Widget]:
        yield Sheet([Row("Баланс", "37,10 BYN", amount=True), Row("Договор", "1001")])
        yield Field("Код карты", id="code", groups=(4, 4, 4, 2), hint="10 из 14")

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        yield Act("Enter", self.words("Log in"), self.submit)


ENTRY = WelcomeScreen
