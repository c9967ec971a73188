"""`kiosk import`: a file that another system hands over."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from kiosk.cli.place import Place, authority, opened
from kiosk.cli.speech import words
from kiosk.core import settings
from kiosk.core.locale import Sentence
from kiosk.core.text import clean
from kiosk.imports.views import IMPORT, Imported, Progress, RowRefused, kinds

# Faults that a person reads; a script gets more of them with --json.
_SHOWN = 20


def _known(_context: click.Context, _argument: click.Parameter, kind: str) -> str:
    if kind not in kinds():
        raise click.BadParameter(
            words("There is no such kind of file. It can be: {kinds}.", kinds=", ".join(kinds()))
        )
    return kind


def _there(_context: click.Context, _argument: click.Parameter, file: str) -> str:
    if not Path(file).is_file():
        raise click.BadParameter(words("There is no such file."))
    return file


@click.command(
    "import", help=words("Read a file (docs/formats.md): {kinds}. All or nothing.", kinds=", ".join(kinds()))
)
@click.argument("kind", metavar="KIND", callback=_known)
@click.argument("file", metavar="FILE", callback=_there)
@click.option("--dry-run", is_flag=True, help=words("Check everything, keep nothing."))
@click.option(
    "--partial", is_flag=True, help=words("Take the good rows; the refused ones go to FILE.refused.csv.")
)
@click.option("--json", "as_json", is_flag=True, help=words("One JSON document on standard output."))
def import_file(kind: str, file: str, dry_run: bool, partial: bool, as_json: bool) -> int:
    with opened(settings.load()) as place:
        with _progress(place, Path(file).stat().st_size) as progress:
            done = place.store.run(authority(), IMPORT, kind, file, dry_run, partial, progress)
        if as_json:
            click.echo(msgspec.json.encode(_document(place, done, file)).decode())
        else:
            _say(place, done)
        return 1 if done.refused else 0


@contextmanager
def _progress(place: Place, size: int) -> Iterator[Progress | None]:
    """A bar for each pass on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    bars: dict[str, Any] = {}

    def read(what: str, more: int) -> None:
        if what not in bars:
            _finish(bars)
            label = place.words(what)
            bars[what] = click.progressbar(
                length=size, label=label, file=sys.stderr, update_min_steps=size // 100
            )
        bars[what].update(more)

    try:
        yield read
    finally:
        _finish(bars)


def _finish(bars: Mapping[str, Any]) -> None:
    """Leave the last bar, and go to the next line."""
    for bar in list(bars.values())[-1:]:
        bar.render_finish()


def _say(place: Place, done: Imported) -> None:
    if done.dry_run:
        told = place.words("Rows: {rows}. Could be entered: {applied}, refused: {refused}. Nothing was kept.",
                           rows=done.rows, applied=done.applied, refused=done.refused)  # fmt: skip
    else:
        told = place.words("Rows: {rows}. Entered: {applied}, refused: {refused}.",
                           rows=done.rows, applied=done.applied, refused=done.refused)  # fmt: skip
    click.echo(told)
    if done.rest:
        click.echo(
            place.words(
                "The refused rows are in {file}. Mend them and import that file.", file=clean(done.rest)
            )
        )
    for fault in done.faults[:_SHOWN]:
        click.echo(_named(place, fault), err=True)
    more = len(done.faults[_SHOWN:]) + done.more
    if more:
        click.echo(place.words(Sentence("… and one more.", {"count": more}, "… and {count} more.")), err=True)


def _named(place: Place, fault: RowRefused) -> str:
    reason = place.words(fault.reason)
    if not fault.column:
        return place.words("Line {line}: {reason}", line=fault.line, reason=reason)
    return place.words("Line {line}, {column}: {reason}", line=fault.line, column=fault.column, reason=reason)


def _document(place: Place, done: Imported, file: str) -> dict[str, Any]:
    return {
        "kind": done.kind,
        "file": file,
        "rows": done.rows,
        "applied": done.applied,
        "refused": done.refused,
        "dry_run": done.dry_run,
        "faults": [
            {"line": fault.line, "column": fault.column, "reason": place.words(fault.reason)}
            for fault in done.faults
        ],
        "more": done.more,
        "rest": done.rest or None,
    }
