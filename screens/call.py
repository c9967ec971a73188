"""F9: whom to call and where; nobody is left alone with an error (VEL-21)."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from kiosk.core.locale import mark
from screens.scrolling import ScrollingScreen
from screens.welcome import contact_rows
from screens.widgets.sheet import Gap, Row, Sheet


class CallScreen(ScrollingScreen):
    """The profile's contacts, and what to tell them: the terminal."""

    about = mark("Staff in this hall can help at once; the phones answer as it says beside them.")

    def heading(self) -> str:
        return self.words("Call staff")

    def body(self) -> Iterable[Widget]:
        ask = self.words("Ask the staff in this hall, or call. Have an identity document with you.")
        where = Row(self.words("This terminal"), self.kiosk.settings.terminal)
        yield Sheet([Row("", ask, "plain"), Gap, *contact_rows(self), where])


ENTRY = CallScreen
