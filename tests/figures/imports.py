"""How fast a file of payments is imported, beside the bare driver, and what memory that takes.

`imports.run` imports file after file; on a twin the driver makes the same rows, in turn. Then a process of
its own imports a large file; its memory before is taken from the most that it has meanwhile. The fault:
the file is entered behind a savepoint, for which SQLite keeps every page as it was.
"""

from __future__ import annotations

import multiprocessing
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from kiosk.core.module import load_cases
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import BY_FUNCTION, CASES
from kiosk.imports.cases import run
from kiosk.imports.views import Imported
from tests import people
from tests.figures import Size, aim
from tests.figures.at_terminal import timed
from tests.figures.driver import Beside, beside
from tests.figures.place import DATABASES, opened
from tests.figures.town import Town, town

load_cases()  # once, for the process that is forked from this module
AIM = 0.3
MOST = 100  # MiB
FILES = 5  # that are compared


class Plan(NamedTuple):
    """A town, rows of each file that the driver repeats, rows of the large one."""

    contracts: int
    rows: int
    many: int


class Weighed(NamedTuple):
    """What came of a large file: rows entered, seconds, and by how many MiB the process grew."""

    applied: int
    seconds: float
    grown: float


def measure(size: Size) -> Iterator[str]:
    plan = Plan(50_000, 5_000, 20_000) if size == "quick" else Plan(200_000, 50_000, 1_000_000)
    for database in DATABASES:
        with town(database, plan.contracts) as (built, here):
            found = compare(built, here, plan.rows)
            yield (
                f"imports database={database} kind=payments contracts={plan.contracts} rows={plan.rows}"
                f" files={FILES} flow_per_s={plan.rows / median(found.house):.0f}"
                f" driver_per_s={plan.rows / median(found.driver):.0f}"
                f" same_books={'yes' if found.same else 'no'} {aim(found.ratio, AIM, at_least=True)}"
            )
            large = weigh(built, here, plan.many)
            yield (
                f"imports database={database} kind=payments contracts={plan.contracts} rows={large.applied}"
                f" flow_per_s={large.applied / large.seconds:.0f} grown_mib={large.grown:.1f}"
                f" aim<={MOST} met={'yes' if large.grown <= MOST else 'no'}"
            )


def faults(contracts: int = 50_000, rows: int = 20_000) -> Iterator[tuple[str, bool]]:
    with town("sqlite", contracts) as (built, here):
        yield "savepoint database=sqlite", weigh(built, here, rows, planted=True).grown > MOST


def compare(built: Town, here: Settings, rows: int) -> Beside:
    """Import files, one of them to warm up, beside the driver."""
    with _files(built, rows, FILES + 1) as files:
        return beside(here, [partial(_load, file) for file in files])


def _load(file: Path, store: Store) -> Imported:
    done = store.run(people.job(), run, "payments", str(file), False, False, None)
    assert not done.refused, done.faults[:3]
    return done


@contextmanager
def _files(built: Town, rows: int, count: int) -> Iterator[list[Path]]:
    """Files of payments on contracts from everywhere, no number twice."""
    with tempfile.TemporaryDirectory(prefix="kiosk-figures-") as folder:
        files = [Path(folder) / f"{rows}-{number}.csv" for number in range(count)]
        for file in files:
            _write(file, built, rows, built.through)
        yield files


def _write(file: Path, built: Town, rows: int, day: date) -> None:
    with file.open("w", encoding="utf-8") as csv:
        csv.write("contract,date,amount,method,status,reference,reverses\n")
        for at in range(rows):
            contract = at * 7919 % built.contracts + 1
            csv.write(f"{contract},{day},{at % 900 + 1}.50,bank,accepted,{file.stem}-{at},\n")


def weigh(built: Town, here: Settings, rows: int, *, planted: bool = False) -> Weighed:
    """Import a large file in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    line, other = context.Pipe()
    with _files(built, rows, 1) as (file,):
        process = context.Process(target=_weigh, args=(here, file, planted, other), daemon=True)
        process.start()
        other.close()  # so that a process that fell is not waited for
        found: Weighed = line.recv()
        process.join()
    return found


def _weigh(here: Settings, file: Path, planted: bool, line: Connection) -> None:
    with savepoint() if planted else nullcontext(), opened(here) as store:
        Path("/proc/self/clear_refs").write_text("5")  # forget the most that it had so far
        before, done = _mib("VmRSS"), list[Imported]()
        seconds = timed(lambda: done.append(_load(file, store)))
        line.send(Weighed(done[0].applied, seconds, _mib("VmHWM") - before))


@contextmanager
def savepoint() -> Iterator[None]:
    """The fault: a way back is kept open for a million rows."""
    case = CASES["imports.apply"]
    with pytest.MonkeyPatch.context() as planted:
        behind = replace(case, whole=False)
        planted.setitem(CASES, case.name, behind)
        planted.setitem(BY_FUNCTION, case.function, behind)
        yield


def _mib(name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found, "the kernel says nothing of a process's memory"
    return int(found[1]) / 1024
