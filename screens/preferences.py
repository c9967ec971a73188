"""Settings of this visit: language, size of text, hidden amounts, look, password (ISP-29)."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.catalogue import own_name
from kiosk.core.locale import mark
from screens.menu import Item, MenuScreen
from screens.theme import CONSOLE, LOOKS


class PreferencesScreen(MenuScreen):
    """Each tile says how it is now; choosing it changes that at once."""

    about = mark("Choose a line to change it. The settings hold for this visit only.")

    def heading(self) -> str:
        return self.words("Settings")

    def items(self) -> Sequence[Item]:
        words, visit = self.words, self.visit
        yes, no = words("yes"), words("no")
        language = own_name(visit.language)
        alone = f"{words('Language')}: {language}" if len(self.kiosk.operator.languages) == 1 else ""
        look, only = words(LOOKS[visit.look]), ""
        if self.app.theme == CONSOLE:
            look = words("this terminal has 16 colours")
            only = f"{words('Colours')}: {look}"
        return [
            Item("language", words("Language"), language, self.action_language, off=alone),
            Item("large", words("Large text"), yes if visit.large else no, self.action_large),
            Item("amounts", words("Hide amounts"), yes if visit.hidden else no, self.action_amounts),
            Item("look", words("Colours"), look, self.next_look, off=only),
            Item("password", words("Change password"), words("old, new, new again"), self.change_password),
        ]

    async def next_look(self) -> None:
        """The next of the looks."""
        looks = list(LOOKS)
        self.kiosk.wear(looks[(looks.index(self.visit.look) + 1) % len(looks)])
        await self.show()

    def change_password(self) -> None:
        from screens.access import PasswordScreen

        self.app.push_screen(PasswordScreen())


ENTRY = PreferencesScreen
