"""Asking: outcomes, refusals, what nobody foresaw, and leaving while something runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Event
from typing import Any

import pytest
from textual.widget import Widget
from textual.worker import NoActiveWorker

from kiosk.access.views import ContractLine, Entry, MustChange
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.work import (
    By,
    ContractId,
    Denied,
    LoginId,
    Named,
    OutcomeUnknown,
    Refusal,
    SetupError,
    Unavailable,
    VisitId,
    VisitOver,
)
from screens import ask
from screens.app import KioskApp
from screens.base import KioskScreen, task
from screens.widgets.choice import Act
from tests.screens.served import Served

DO: Named[str] = Named("tests.do")


class Scripted:
    """A service that answers what a test wrote down; each answer is a value or an exception."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[By] = []
        self.waiting = Event()
        self.gate = Event()
        self.gate.set()

    def run(self, by: By, case: str, /, *args: Any) -> Any:
        if case != DO.name:
            return None
        self.asked.append(by)
        self.waiting.set()
        self.gate.wait(30)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        pass


class Asks(KioskScreen):
    """One button that asks; keeps what came."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[str] = []

    def body(self) -> Iterable[Widget]:
        return ()

    def acts(self) -> Iterable[Act]:
        yield self.back_act()
        yield Act("Enter", "Do", self.submit, id="do")

    def submit(self) -> None:
        self.do()

    @task
    async def do(self) -> None:
        self.came.append(await self.ask(DO, 1, operation=self.operation))


@pytest.fixture
def here(tmp_path: Any) -> Settings:
    return Settings(tmp_path, language="en")


Run = Callable[..., Any]


class At:
    """The program with one screen that asks."""

    def __init__(self, here: Settings, operator: Operator, service: Scripted) -> None:
        self.app = KioskApp(here, operator, lambda: service)
        self.screen = Asks()

    async def __aenter__(self) -> Served:
        self._running = self.app.run_test(size=(80, 24))
        served = Served(self.app, await self._running.__aenter__())
        self.app.push_screen(self.screen)
        await served.settled()
        return served

    async def __aexit__(self, *_: object) -> None:
        await self._running.__aexit__(None, None, None)


async def test_asking_is_for_tasks_only(here: Settings, operator: Operator) -> None:
    """The event loop never waits: asked outside a worker it is a programmer's mistake."""
    at = At(here, operator, Scripted())
    async with at:
        with pytest.raises(NoActiveWorker):
            await at.screen.ask(DO, 1)


async def test_one_press_asks_once(here: Settings, operator: Operator) -> None:
    """The button is disarmed by the first press and armed again by the outcome."""
    service = Scripted("a", "b")
    service.gate.clear()
    at = At(here, operator, service)
    async with at as served:
        await served.pilot.press("enter", "enter", "escape", "enter")
        service.gate.set()
        await served.settled()
        assert at.screen.came == ["a"]
        assert served.app.screen is at.screen
        await served.press("enter")
        assert at.screen.came == ["a", "b"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Refusal("t.no", "No: {sum:money}.", sum=1050), "! No: 10.50 BYN."),
        (Unavailable(), "Service is not available right now. Nothing was written."),
        (Denied(), "This is not possible here."),
        (RuntimeError("secret-1234"), "Something went wrong at our end. Call staff and tell them this code:"),
    ],
    ids=["refusal", "unavailable", "denied", "fault"],
)
async def test_every_no_is_a_sentence(
    here: Settings, operator: Operator, answer: Exception, words: str
) -> None:
    at = At(here, operator, Scripted(answer))
    async with at as served:
        await served.press("enter")
        assert words in served.seen()
        assert "secret-1234" not in served.seen()
        assert served.app.is_running
        assert not at.screen.busy


async def test_operation_id_lives_until_the_outcome_is_known(here: Settings, operator: Operator) -> None:
    """Unavailable keeps it; a refusal and a result are outcomes: what follows is a new operation."""
    service = Scripted(Unavailable(), Refusal("t.no", "No."), "a", "b")
    at = At(here, operator, service)
    async with at as served:
        await served.press("enter", "enter", "enter", "enter")
    ids = [by.operation for by in service.asked]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


async def test_unknown_outcome_is_asked_again(
    here: Settings, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never "failed": checking, under the same id, also while the database is away, until it is known."""
    monkeypatch.setattr(ask, "CHECK_PAUSES", (0.0,))
    told: list[str] = []
    monkeypatch.setattr(Asks, "say", lambda self, tone, message, **params: told.append(message))
    service = Scripted(OutcomeUnknown(), Unavailable(), OutcomeUnknown(), "done")
    at = At(here, operator, service)
    async with at as served:
        await served.press("enter")
        assert at.screen.came == ["done"]
        assert len({by.operation for by in service.asked}) == 1
        assert set(told) == {ask.CHECKING}


async def test_leaving_does_not_wait(here: Settings, operator: Operator) -> None:
    """F10 while a use case runs: attract at once, and nothing after the await runs."""
    service = Scripted("late")
    service.gate.clear()
    at = At(here, operator, service)
    async with at as served:
        await served.pilot.press("enter")
        service.waiting.wait(10)
        await served.pilot.press("f10")
        assert type(served.app.screen).__name__ == "AttractScreen"
        service.gate.set()
        await served.settled()
        assert at.screen.came == []


async def test_visit_over_in_the_store_ends_it_here(here: Settings, operator: Operator) -> None:
    at = At(here, operator, Scripted(VisitOver()))
    async with at as served:
        line = ContractLine(ContractId(1), "1", "")
        visit = VisitId(served.app.screen.new_operation())  # type: ignore[attr-defined]
        served.app.visit.entry = Entry(visit, LoginId(1), (line,), None, None, MustChange.NO, None)
        await served.press("enter")
        assert type(served.app.screen).__name__ == "AttractScreen"


async def test_a_store_that_cannot_open_ends_the_program_with_the_cause(
    here: Settings, operator: Operator
) -> None:
    """The first frame needs no database; then the cause and the way out, exit 2."""

    def opening() -> Any:
        raise SetupError("db.locked", "The database is locked. Stop the other program.")

    app = KioskApp(here, operator, opening)
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
    assert app.return_value == "The database is locked. Stop the other program."
    assert app.return_code == 2


def test_a_fault_of_the_program_shows_no_traceback(
    here: Settings, operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    """Locals may hold a password: a code for the log, nothing else."""

    class Breaks(KioskApp):
        def wake(self) -> None:
            password = "secret-1234"
            raise RuntimeError(password)

    app = Breaks(here, operator, Scripted)
    sentence = app.run(headless=True, auto_pilot=lambda pilot: pilot.press("x"))
    assert sentence
    assert "unexpected error" in sentence
    assert app.return_code == 1
    out = capsys.readouterr()
    assert "secret-1234" not in out.out + out.err + sentence
    assert "Traceback" not in out.out + out.err
