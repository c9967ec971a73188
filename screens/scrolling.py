"""Screens to read: a text that is longer than the screen is shown part by part."""

from __future__ import annotations

from collections.abc import Iterable

from screens.base import KioskScreen
from screens.widgets.choice import Act


class ScrollingScreen(KioskScreen):
    """`scrolls`: the text is longer than the screen; then a digit shows more of it."""

    def __init__(self) -> None:
        super().__init__()
        self.scrolls = False

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        if self.scrolls:
            yield Act("0", self.words("More"), self.turn, id="more")

    def turn(self) -> None:
        """The next part of the text; after the last one the first."""
        body = self.query_one("#body")
        if body.scroll_y >= body.max_scroll_y:
            body.scroll_home(animate=False)
        else:
            self.action_page(1)

    async def show(self) -> None:
        await super().show()
        self.call_after_refresh(self._measure)

    def on_mount(self) -> None:
        self.call_after_refresh(self._measure)

    async def _measure(self) -> None:
        """Only when it is laid out, it is known whether the text is longer than the screen."""
        scrolls = self.query_one("#body").max_scroll_y > 0
        if scrolls != self.scrolls:
            self.scrolls = scrolls
            await super().show()
