"""How fast a file of payments is imported, beside the bare driver, and what memory that takes.

`imports.run` imports file after file; on a twin the driver makes the same rows, in turn. Then a process of
its own imports a large file: its memory before is taken from the most that it ever had.
"""

from __future__ import annotations

import multiprocessing
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import NamedTuple

from kiosk.core.module import load_cases
from kiosk.core.settings import Settings
from kiosk.core.store import Store
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
CONTRACTS = 10_000


class Weighed(NamedTuple):
    """What came of a large file: rows entered, seconds, and by how many KiB the process grew."""

    applied: int
    seconds: float
    grown: int


def measure(size: Size) -> Iterator[str]:
    rows, rounds, many = (5_000, 5, 50_000) if size == "quick" else (50_000, 5, 1_000_000)
    for database in DATABASES:
        with town(database, CONTRACTS) as (built, here):
            found = compare(built, here, rows, rounds)
            yield (
                f"imports database={database} kind=payments rows={rows} files={rounds}"
                f" flow_per_s={rows / median(found.house):.0f} driver_per_s={rows / median(found.driver):.0f}"
                f" same_books={'yes' if found.same else 'no'} {aim(found.ratio, AIM, at_least=True)}"
            )
            large = weigh(built, here, many)
            grown = large.grown / 1024
            yield (
                f"imports database={database} kind=payments rows={large.applied}"
                f" flow_per_s={large.applied / large.seconds:.0f} grown_mib={grown:.1f}"
                f" aim<={MOST} met={'yes' if grown <= MOST else 'no'}"
            )


def compare(built: Town, here: Settings, rows: int, rounds: int) -> Beside:
    """Import so many files, and one before them, beside the driver."""
    with _files(built, rows, rounds + 1) as files:
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


def weigh(built: Town, here: Settings, rows: int) -> Weighed:
    """Import a large file in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    line, other = context.Pipe()
    with _files(built, rows, 1) as (file,):
        process = context.Process(target=_weigh, args=(here, file, other), daemon=True)
        process.start()
        other.close()  # so that a process that fell is not waited for
        found: Weighed = line.recv()
        process.join()
    return found


def _weigh(here: Settings, file: Path, line: Connection) -> None:
    with opened(here) as store:
        Path("/proc/self/clear_refs").write_text("5")  # forget the most that it had so far
        before = _kib("VmRSS")
        done: list[Imported] = []
        seconds = timed(lambda: done.append(_load(file, store)))
        line.send(Weighed(done[0].applied, seconds, _kib("VmHWM") - before))


def _kib(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found, "the kernel says nothing of a process's memory"
    return int(found[1])
