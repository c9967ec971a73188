"""What an import hands out."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.locale import Sentence
from kiosk.core.work import Named


@dataclass(frozen=True, slots=True)
class RowRefused:
    """Why a row is not taken: `line` of the file (the header is the first), column, reason in words."""

    line: int
    column: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: rows read, applied, refused (the first ones named); nothing for a dry run.

    rest  the file beside it with the refused rows of a partial import; empty: none
    """

    kind: str
    rows: int
    applied: int
    refused: int
    faults: tuple[RowRefused, ...]
    dry_run: bool
    rest: str = ""


IMPORT: Named[Imported] = Named("imports.run")
"""A flow: (kind: str, file: str, dry_run: bool, partial: bool). Refuses: imports.kind, imports.file,
imports.again(on), imports.rows(count), jobs.running; what is wrong with rows comes in `faults`."""
