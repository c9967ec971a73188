"""How a screen asks the rules for something, and tells in words what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from textual.screen import Screen
from textual.worker import get_current_worker

from kiosk.core.locale import Sentence, mark
from kiosk.core.work import (
    Busy,
    Denied,
    Named,
    OperationId,
    OutcomeUnknown,
    Refusal,
    StepUpNeeded,
    Unavailable,
    VisitOver,
)
from screens.visit import ScreenWords, Visit
from screens.widgets.message import MessageLine, Tone

if TYPE_CHECKING:
    from screens.app import KioskApp

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="AskingScreen")

UNAVAILABLE = mark("Service is not available right now. Nothing was written. Try again or call staff.")
ENTERING = mark("One moment: new data are being written. Your request goes through right after.")
CHECKING = mark("We are checking whether it was carried out. Please wait.")
DENIED = mark("This is not possible here. Please call staff.")
FAULT = mark("Something went wrong at our end. Call staff and tell them this code: {code}.")
WAIT = mark("One moment…")
# Seconds between questions for an unknown outcome, or while new data are written; the last one repeats.
CHECK_PAUSES = (1.0, 2.0, 4.0, 8.0)


def task(
    method: Callable[Concatenate[S, P], Awaitable[None]],
) -> Callable[Concatenate[S, P], None]:
    """An async method of a screen that may `ask`. One at a time: a second press does nothing.

    What it raises is told in the message line; after the visit or the screen is over, nothing.
    """

    async def alone(screen: S, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await _told(screen, method(screen, *args, **kwargs))
        finally:
            screen.busy = False

    @wraps(method)
    def start(screen: S, *args: P.args, **kwargs: P.kwargs) -> None:
        if not screen.busy:
            screen.busy = True
            screen.run_worker(alone(screen, *args, **kwargs), exit_on_error=False)

    return cast("Callable[Concatenate[S, P], None]", start)


def reading(
    method: Callable[Concatenate[S, P], Awaitable[None]],
) -> Callable[Concatenate[S, P], None]:
    """As `task`, for what only reads: what is pressed meanwhile is done, nobody waits for it."""

    @wraps(method)
    def start(screen: S, *args: P.args, **kwargs: P.kwargs) -> None:
        screen.run_worker(_told(screen, method(screen, *args, **kwargs)), exit_on_error=False)

    return cast("Callable[Concatenate[S, P], None]", start)


async def _told(screen: AskingScreen, work: Awaitable[None]) -> None:
    """Do the work; what it raises becomes words."""
    try:
        await work
    except VisitOver:
        screen.left()
    except Exception as error:  # noqa: BLE001  no failure may end the program or show a traceback
        screen.tell(error)


class AskingScreen(Screen[None], inherit_bindings=False):
    """A screen that asks: one thing at a time, under the visit it belongs to.

    busy  something is being carried out; what is pressed meanwhile does nothing
    """

    def __init__(self) -> None:
        super().__init__()
        self.busy = False
        self._operation: OperationId | None = None
        self._news: tuple[Tone, str | Sentence | Refusal, dict[str, Any]] | None = None

    @property
    def kiosk(self) -> KioskApp:
        return cast("KioskApp", self.app)

    @property
    def visit(self) -> Visit:
        return self.kiosk.visit

    @property
    def words(self) -> ScreenWords:
        return self.kiosk.words

    @property
    def operation(self) -> OperationId:
        """The operation id of what this screen confirms: the same until its outcome is known."""
        if self._operation is None:
            self._operation = self.new_operation()
        return self._operation

    @staticmethod
    def new_operation() -> OperationId:
        """An id for work that nobody confirms on a screen of its own: each press is a new one."""
        from uuid6 import uuid7

        return OperationId(uuid7())

    async def ask(self, case: Named[R], *args: Any, operation: OperationId | None = None) -> R:
        """Have a use case run; only from a `task`. Raises what it raises, and VisitOver when left.

        Asked again under the same operation: while new data are written, until it goes through; an
        unknown outcome, until it is known.
        """
        get_current_worker()
        visit, waiting = self.visit, ""
        pauses = chain(CHECK_PAUSES, repeat(CHECK_PAUSES[-1]))
        while True:
            try:
                result = await self._asked(visit, case, args, operation)
            except OutcomeUnknown:
                waiting = CHECKING
            except Busy:
                waiting = waiting or ENTERING
            except Unavailable:
                if waiting != CHECKING:
                    raise
            else:
                if waiting:
                    self.hush()
                return result
            self.say("think", waiting)
            await asyncio.sleep(next(pauses))
            self._still_here(visit)

    async def _asked(
        self, visit: Visit, case: Named[R], args: tuple[Any, ...], operation: OperationId | None
    ) -> R:
        by = visit.by(self.kiosk.settings.terminal, operation)
        try:
            result = await self.kiosk.asker.ask(by, case.name, *args)
        except Refusal:
            self._settled(visit, operation)
            raise
        except Exception:
            self._still_here(visit)
            raise
        self._settled(visit, operation)
        return cast("R", result)

    def _settled(self, visit: Visit, operation: OperationId | None) -> None:
        """The outcome is known: what is confirmed next is a new operation."""
        if operation is not None:
            self._operation = None
        self._still_here(visit)

    def _still_here(self, visit: Visit) -> None:
        """Raises VisitOver when the visit ended or the screen was left while the answer came."""
        if visit.over or not self.is_attached or self not in self.app.screen_stack:
            raise VisitOver

    def left(self) -> None:
        """The visit is over; when the store said so first, the screens follow."""
        if self in self.app.screen_stack and not self.visit.over and self.visit.entry:
            self.kiosk.end_visit()

    def say(self, tone: Tone, message: str | Sentence | Refusal, **params: Any) -> None:
        """Put news into the message line; it follows a change of language."""
        self._news = (tone, message, params)
        self._repeat()

    def hush(self) -> None:
        """Take the news away, if there are any: that lays out the whole screen."""
        if self._news:
            self._news = None
            self._repeat()

    def tell(self, error: Exception) -> None:
        """Put what went wrong into the message line, in words."""
        match error:
            case Refusal():
                self.say("bad", error)
            case Unavailable():
                self.say("bad", UNAVAILABLE)
            case Denied() | StepUpNeeded():
                self.say("bad", DENIED)
            case _:
                self.say("bad", FAULT, code=self.kiosk.record(error))

    def _repeat(self) -> None:
        tone, message, params = self._news or ("think", "", {})
        for line in self.query(MessageLine):
            line.say(tone, self.words(message, **params))
