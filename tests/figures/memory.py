"""What the customers' screens weigh at home, after a customer has paid, beside a bare Textual app.

Proportional memory (PSS): pages that processes share count by their share. Both programs stand on
terminals of 80x24 and are looked at in the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from kiosk.core import operator as profiles
from kiosk.core.module import find, modules
from kiosk.core.settings import Settings
from tests.e2e.customer import Customer
from tests.e2e.terminal import kiosk
from tests.figures import Size, aim
from tests.figures.at_terminal import bare
from tests.figures.place import DATABASES, installation, opened

AIMS = {"sqlite": 2.3, "postgresql": 2.6}


def measure(size: Size) -> Iterator[str]:
    for database in DATABASES:
        found = [_weigh(database) for _ in range(3 if size == "quick" else 7)]
        screens, textual = (median(side) / 1024 for side in zip(*found, strict=True))
        ratio = median(ours / theirs for ours, theirs in found)
        yield (
            f"memory database={database} screens_mib={screens:.1f} textual_mib={textual:.1f}"
            f" visits={len(found)} {aim(ratio, AIMS[database], at_least=False)}"
        )


def _weigh(database: str) -> tuple[int, int]:
    """Both sides, KiB: the screens at home after a payment, a bare app."""
    with _demo(database) as here:
        home, more = here.home.parent, {"KIOSK_OPERATOR": "demo"}
        if here.database_url:
            more["KIOSK_DATABASE_URL"] = here.database_url
        with (
            bare(home, "Static('ready')") as textual,
            Customer(home, command=kiosk("run"), more=more) as screens,
        ):
            textual.wait_for("ready")
            screens.visit()
            screens.pay()
            screens.press("Enter")
            screens.at_home()
            return _pss(screens.pid), _pss(textual.pid)


@contextmanager
def _demo(database: str) -> Iterator[Settings]:
    """An installation with the demo's customers."""
    with installation(database, profiles.find_profile("demo")) as here:
        with opened(here) as store:
            for module in modules().values():
                if module.demo:
                    find(module.demo)(store)
        yield here


def _pss(pid: int) -> int:
    found = re.search(r"^Pss: +(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found, "the kernel says nothing of a process's share"
    return int(found[1])
