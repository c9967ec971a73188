"""The customers' program. It only composes: theme, language, idle watch, first screen."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

from textual import events
from textual.screen import Screen

from kiosk.access.rules import AccessRules
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.work import OperationId, Refusal
from screens.asking import Asker, Opening, open_service
from screens.attract import AttractScreen
from screens.idle import IdleWatch
from screens.paging import ROOMY, TALL
from screens.shut import STOPPED
from screens.theme import CONSOLE, themes
from screens.visit import ScreenWords, Visit
from screens.ways import WaysApp
from screens.wrapping import keep_numbers_whole

SIGNS_OF_LIFE = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)


class KioskApp(WaysApp, inherit_bindings=False):
    """`App.run()` returns a sentence when the program cannot go on, else None."""

    CSS_PATH = "../styles/base.tcss"
    words: ScreenWords
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall"), (ROOMY, "-roomy")]

    def __init__(self, settings: Settings, operator: Operator, opening: Opening | None = None) -> None:
        super().__init__()
        keep_numbers_whole()
        self.settings, self.operator = settings, operator
        self.asker = Asker(opening or (lambda: open_service(settings, operator)))
        for theme in themes(operator.facts.brand):
            self.register_theme(theme)
        self.idle = IdleWatch(self, operator.of(AccessRules))
        self.begin_visit()

    def get_default_screen(self) -> Screen[Any]:
        return AttractScreen()

    async def on_ready(self) -> None:
        gc.enable()
        self.mind_signals()
        self.run_worker(self._open_service(), exit_on_error=False)

    async def _open_service(self) -> None:
        try:
            await asyncio.wrap_future(self.asker.start())
        except Refusal as error:
            self.exit(self.words(error), return_code=2)
        except Exception as error:  # noqa: BLE001  the cause is kept, a traceback is for nobody
            self.exit(self.words(STOPPED, code=self.record(error)), return_code=1)

    # -- the visit -----------------------------------------------------------------------------

    def begin_visit(self) -> None:
        """A visit in the state of the first frame: nobody, in the profile's first language."""
        languages = self.operator.languages
        wanted = self.settings.language
        self.visit = Visit(wanted if wanted in languages else languages[0])
        self.speak(self.visit.language)
        self.wear(self.visit.look)

    def end_visit(self) -> None:
        """At once: the attract screen, and nothing left of the customer (VEL-39, VEL-41)."""
        visit, self.visit.over = self.visit, True
        if visit.entry:
            from uuid6 import uuid7

            from kiosk.access.views import END

            by = visit.by(self.settings.terminal, OperationId(uuid7()))
            self.asker.tell(by, END.name, visit.entry.visit)
        self.idle.stop()
        self.begin_visit()
        self.back_to(AttractScreen)
        self.wipe()
        self.fit()

    def speak(self, language: str) -> None:
        """Words of this language from now on."""
        self.visit.language = language
        self.words = ScreenWords(self.operator, language)
        self.words.hidden = self.visit.hidden

    def hide(self, amounts: bool) -> None:
        """Dots instead of amounts, or amounts again."""
        self.visit.hidden = self.words.hidden = amounts

    def wear(self, look: str) -> None:
        """A look of `screens.theme`; a console of 16 colours has one of its own."""
        self.visit.look = look
        self.theme = CONSOLE if self.console.color_system == "standard" else look

    # -- what comes in -------------------------------------------------------------------------

    def wake(self) -> None:
        """Somebody came."""
        self.idle.start()
        self.open("welcome")

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, SIGNS_OF_LIFE):
            self.idle.touch()
            self.visit.touch |= isinstance(event, events.MouseDown)
            await self._whole()
        elif isinstance(event, events.Resize):
            self.call_later(self.fit)
        await super().on_event(event)

    async def run_action(self, *args: Any, **kwargs: Any) -> bool:
        await self._whole()
        return await super().run_action(*args, **kwargs)

    async def _whole(self) -> None:
        """Nobody touches or presses anything on a screen that is half composed."""
        if whole := getattr(self.screen, "whole", None):
            await whole()


def run(settings: Settings, operator: Operator) -> tuple[int, str]:
    """Show the screens until they are stopped: exit status and a sentence (empty when all is well)."""
    app = KioskApp(settings, operator)
    sentence = app.run()
    app.asker.close()
    if app.return_code:
        return app.return_code, sentence or ""
    return 0, ""
