"""What `kiosk doctor` found, line by line: ok or a problem, what was looked at, and the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import click

from kiosk.cli.place import Said
from kiosk.cli.speech import words
from kiosk.core.operator import ProfileError
from kiosk.core.work import SetupError


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at; `fault` is what to do about it, empty when it is as it should be."""

    about: str
    found: str = ""
    fault: str = ""


def tried(about: str, look: Callable[[], str]) -> Line:
    """What `look` says, or the reason why it refuses."""
    try:
        return Line(about, look())
    except SetupError as error:
        return Line(about, fault=words(error))
    except ProfileError as error:
        return Line(about, fault=str(error))


def tell(lines: Iterable[Line]) -> None:
    """Print the lines as they come. Raises Said when there are problems."""
    faults = 0
    for line in lines:
        click.echo(_text(line))
        faults += bool(line.fault)
    if faults:
        raise Said(words.plural("{count} problem.", "{count} problems.", count=faults))


def _text(line: Line) -> str:
    state = words("PROBLEM") if line.fault else words("ok")
    said = " – ".join(filter(None, (line.found, line.fault)))
    return f"{state:<9} {line.about}: {said}"
