"""From the screens to the rules: a few daemon threads run use cases, the event loop never waits.

The threads are not the loop's executor: leaving the program waits for that one, and a customer who
leaves must never wait for a database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol

from kiosk.core.module import find, load_cases
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.work import By

THREADS = 4
CLOSING_SECONDS = 1.0


class Service(Protocol):
    """What the screens need of the store."""

    def run(self, by: By, case: str, /, *args: Any) -> Any: ...

    def close(self) -> None: ...


Opening = Callable[[], Service]


def open_service(settings: Settings, operator: Operator) -> Service:
    """Connect and check the store. Slow, and brings SQLAlchemy: only in a thread, after the first frame."""
    load_cases()
    service: Service = find("kiosk.core.store:open_store")(settings, operator)
    return service


class Asker:
    """Runs use cases on its threads, in the order asked."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._service: Future[Service] = Future()
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def start(self) -> Future[Service]:
        """Start the threads and open the service; its future tells when, or why not."""
        for number in range(THREADS):
            Thread(target=self._serve, name=f"ask-{number}", daemon=True).start()
        self._jobs.put(lambda: _settle(self._service, self._opening))
        return self._service

    def ask(self, by: By, case: str, *args: Any) -> asyncio.Future[Any]:
        """Run a use case; its view or what it raised. Cancelled before it began, it never runs."""
        outcome: Future[Any] = Future()
        self._jobs.put(lambda: _settle(outcome, lambda: self._service.result().run(by, case, *args)))
        return asyncio.wrap_future(outcome)

    def tell(self, by: By, case: str, *args: Any) -> None:
        """Run a use case whose outcome nobody waits for."""
        self._jobs.put(lambda: _settle(Future(), lambda: self._service.result().run(by, case, *args)))

    def close(self) -> None:
        """Close the service if it was opened; wait a moment at most."""
        closed: Future[None] = Future()
        self._jobs.put(lambda: _settle(closed, lambda: self._service.result().close()))
        with suppress(Exception):
            closed.result(CLOSING_SECONDS)

    def _serve(self) -> None:
        while True:
            self._jobs.get()()


def _settle(future: Future[Any], work: Callable[[], Any]) -> None:
    """Run `work` and put its result or its exception into `future`."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001  whatever it is, the asker shall see it
        future.set_exception(error)
    else:
        future.set_result(result)
