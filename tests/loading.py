"""Files of other systems for tests, read by the import as it is in life."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from kiosk.core.locale import Words
from kiosk.core.store import Store
from kiosk.imports.cases import run
from kiosk.imports.views import Imported
from tests import people


def load(
    store: Store, folder: Path, kind: str, *lines: str, partial: bool = False, dry_run: bool = False
) -> Imported:
    """Import a file of these lines, the header first."""
    file = folder / f"{uuid4().hex}.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return store.run(people.job(), run, kind, str(file), dry_run, partial, None)


def faults(store: Store, done: Imported) -> list[tuple[int, str, str]]:
    """Line, column and words of each refused cell."""
    words = Words(store.operator, "en")
    return [(fault.line, fault.column, words(fault.reason)) for fault in done.faults]
