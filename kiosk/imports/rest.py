"""The rows of a file that were not taken, in a file of their own that can be mended and imported."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.core.text import clean
from kiosk.core.work import OutcomeUnknown, Refusal
from kiosk.imports.reader import Lines, cells_of


def beside(file: Path) -> Path:
    """Where the refused rows of a file go."""
    return file.with_name(f"{file.name}.refused.csv")


def check_free(rest: Path) -> None:
    """Refuses: imports.rest, when something stands there already."""
    if rest.exists():
        raise Refusal(
            "imports.rest",
            "The file {file} exists already, and the refused rows would go there. Move it away first.",
            file=clean(str(rest)),
        )


@contextmanager
def kept(file: Path, marks: bytes) -> Iterator[str]:
    """The refused rows (1 in `marks`) on disk, mode 0600, before anything is written elsewhere; they go
    away again when that fails. Its path; empty: no row is refused. Refuses: imports.rest."""
    if 1 not in marks:
        yield ""
        return
    rest = beside(file)
    check_free(rest)
    try:
        _write(file, marks, rest)
        yield str(rest)
    except OutcomeUnknown:
        raise  # it may have been done, and then this is the only place where they are
    except BaseException:
        rest.unlink(missing_ok=True)
        raise


def _write(file: Path, marks: bytes, rest: Path) -> None:
    handle = os.open(rest, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as out, file.open("rb") as opened:
        lines = Lines(opened)
        rows = cells_of(lines)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(next(rows))
        writer.writerows(row for row in rows if marks[lines.began : lines.began + 1] == b"\x01")
        out.flush()
        os.fsync(out.fileno())
