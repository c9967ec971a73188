"""Sample data of a profile: the CSV files of its folder `demo`, whose days move along with the calendar."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from kiosk.core.months import last_of, later
from kiosk.core.operator import Operator, Texts, data_folder
from kiosk.core.work import Actor, By, OperationId

# Spreadsheet programs put a mark before the first column.
ENCODING = "utf-8-sig"
# The day on which the files were written; every day in them is as far from it as from today.
WRITTEN_ON = date(2026, 11, 22)
_MONTH_SIGNS = len("2026-11")


def file_of(name: str, operator: Operator) -> Path:
    """The file demo/NAME.csv of the profile; a profile without such a folder shows the shipped demo's."""
    own = operator.folder / "demo"
    folder = own if own.is_dir() else data_folder() / "operators" / "demo" / "demo"
    return folder / f"{name}.csv"


def rows(name: str, operator: Operator) -> Iterator[dict[str, str]]:
    """Rows of the sample file NAME by column, none where there is no file; `#` starts a comment line."""
    path = file_of(name, operator)
    if not path.exists():
        return
    with path.open(encoding=ENCODING, newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


def own_names(operator: Operator) -> list[str]:
    """Names of the profile's own sample files; none when it shows the shipped demo's."""
    return sorted(path.stem for path in (operator.folder / "demo").glob("*.csv"))


def own_rows(name: str, operator: Operator) -> list[dict[str, str]]:
    """Rows of the profile's own sample file as far as they can be read; an empty cell is ""."""
    path = operator.folder / "demo" / f"{name}.csv"
    if not path.exists():
        return []
    lines = path.read_text(encoding=ENCODING, errors="replace").splitlines(keepends=True)
    found = csv.DictReader((line for line in lines if not line.startswith("#")), restkey="", restval="")
    return [dict(row) for row in found]


def own_lines(name: str, operator: Operator) -> list[int]:
    """In which line of the profile's own sample file each of its rows is; cells have no line breaks."""
    lines = (operator.folder / "demo" / f"{name}.csv").read_text(ENCODING, "replace").splitlines()
    return [at for at, line in enumerate(lines, 1) if line and not line.startswith("#")][1:]


def shifted(text: str, operator: Operator) -> date:
    """A day of a file, moved so that the demo never looks stale; a month, like 2026-11, is its last day."""
    today = operator.day_of(datetime.now(UTC))
    if len(text) == _MONTH_SIGNS:
        months = (today.year - WRITTEN_ON.year) * 12 + today.month - WRITTEN_ON.month
        return last_of(later(date.fromisoformat(f"{text}-01"), months))
    return date.fromisoformat(text) + (today - WRITTEN_ON)


def texts(row: dict[str, str], column: str, operator: Operator) -> Texts:
    """The texts of a cell: the column NAME is in the operator's first language, NAME_en in English."""
    english = row.get(f"{column}_en")
    return ({"en": english} if english else {}) | {operator.languages[0]: row[column]}


def job(*step: str) -> By:
    """The authority under which one step of the sample data is loaded, always under the same id."""
    return By(Actor.job("demo"), "demo", None, OperationId(uuid5(NAMESPACE_OID, f"demo {' '.join(step)}")))
