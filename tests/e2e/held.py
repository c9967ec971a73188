"""`python -m tests.e2e.held CASE before|after SECONDS`: the demo's screens over a slow service.

The use case CASE is held so long before or after it runs. Where the home has a FIFO "held", whoever
reads from it learns that the case is being held now.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from threading import Event
from typing import Any

from kiosk.cli.demo import demo_settings
from kiosk.cli.run import ready
from screens.app import KioskApp
from screens.asking import Service, open_service


@dataclass
class Held:
    """A service that holds one case."""

    service: Service
    case: str
    when: str
    seconds: float
    home: Any

    def run(self, by: Any, case: str, /, *args: Any) -> Any:
        if case == self.case and self.when == "before":
            self._hold()
        result = self.service.run(by, case, *args)
        if case == self.case and self.when == "after":
            self._hold()
        return result

    def close(self) -> None:
        self.service.close()

    def _hold(self) -> None:
        fifo = self.home / "held"
        if fifo.exists():
            fifo.write_text("held")
        Event().wait(self.seconds)


def main(case: str, when: str, seconds: str) -> None:
    here = demo_settings(None)
    operator = ready(here)
    app = KioskApp(
        here, operator, lambda: Held(open_service(here, operator), case, when, float(seconds), here.home)
    )
    app.run()
    app.asker.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
