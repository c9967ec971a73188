"""What an import hands out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.core.locale import Sentence, mark
from kiosk.core.module import modules
from kiosk.core.work import Named

# Faults of a file that are named; the others are counted.
NAMED = 1000

# What is done (one of the two below), and how many more bytes of the file were read for it.
Progress = Callable[[str, int], None]
CHECKING, ENTERING = mark("Checking"), mark("Entering")


@dataclass(frozen=True, slots=True)
class RowRefused:
    """Why a row is not taken: `line` of the file (the header is the first), column, reason in words.

    column  empty: the whole row
    """

    line: int
    column: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: rows read, applied, refused; a dry run keeps nothing of it.

    faults  why rows were refused, the first `NAMED` of them by line; `more`: how many there are beyond
    rest    the file beside it with the refused rows of a partial import; empty: none
    """

    kind: str
    rows: int
    applied: int
    refused: int
    faults: tuple[RowRefused, ...]
    dry_run: bool
    rest: str = ""
    more: int = 0


IMPORT: Named[Imported] = Named("imports.run")
"""A flow: (kind: str, file: str, dry_run: bool, partial: bool, progress: Progress | None). Refuses:
imports.kind, imports.file, imports.again(at), imports.changed, imports.rest, jobs.running; what is wrong with
the file or its rows comes in `faults`."""


def kinds() -> dict[str, str]:
    """Every kind of file that the modules bring, by name, and where it is."""
    brought: dict[str, str] = {}
    for module in modules().values():
        brought |= module.imports or {}
    return brought
