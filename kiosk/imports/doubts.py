"""Sample files of a profile that an import would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kiosk.core.doubts import Doubt, Doubts
from kiosk.core.files import Column, Fault, Kind, Read, text
from kiosk.core.locale import Sentence, mark
from kiosk.core.module import find
from kiosk.core.operator import Operator, data_folder
from kiosk.core.sample import own_names
from kiosk.imports.checked import Seen
from kiosk.imports.reader import Lines, Unreadable, cells_of, read
from kiosk.imports.views import kinds

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_LONGEST = 1000
_NO_KIND = mark("Nobody reads this file. It can be: {kinds}.")
_NO_COLUMN = mark("The sample data want this column, too. Add it.")


def doubts(operator: Operator) -> Doubts:
    """Each own sample file, read as an import reads it."""
    known = kinds()
    for name in own_names(operator):
        file = f"demo/{name}.csv"
        if name not in known:
            yield Doubt(file, "", Sentence(_NO_KIND, {"kinds": ", ".join(known)}))
            continue
        for fault in _faults(operator.folder / file, find(known[name]), operator):
            yield Doubt(file, fault.column, fault.reason, fault.line)


def _faults(path: Path, kind: Kind, operator: Operator) -> Iterator[Fault]:
    """Columns that the shipped file of its name has and it lacks; forms of cells; rows twice."""
    shipped = data_folder() / "operators" / "demo" / "demo" / path.name
    try:
        names = _header(path)
        for name in _header(shipped) if shipped.exists() else ():
            if name not in names:
                yield Fault(1, name, Sentence(_NO_COLUMN))
        seen = Seen(kind)
        with path.open("rb") as file:
            for record in read(Lines(file), _widened(kind, names), operator):
                yield from record.faults or seen.twice([record.row])
    except Unreadable as unreadable:
        yield unreadable.fault


def _header(path: Path) -> list[str]:
    """Raises Unreadable."""
    with path.open("rb") as file:
        return [name.strip() for name in next(cells_of(Lines(file)), [])]


def _widened(kind: Kind, names: list[str]) -> Kind:
    """The kind with the columns that only sample files have; their days may be months."""
    columns = tuple(replace(column, read=_sample(column.read)) for column in kind.columns)
    known = {column.name for column in columns}
    more = tuple(Column(name, text(_LONGEST)) for name in names if name not in known)
    return replace(kind, columns=columns + more)


def _sample(read_cell: Read) -> Read:
    return lambda cell, operator: read_cell(f"{cell}-01" if _MONTH.fullmatch(cell) else cell, operator)
