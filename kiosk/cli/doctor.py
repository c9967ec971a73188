"""`kiosk doctor`: what is wrong with this machine or with a profile, and the way out."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kiosk.cli import checkup, terminal
from kiosk.cli.findings import Line, tell, tried
from kiosk.cli.place import opened, profile_of
from kiosk.cli.speech import words
from kiosk.core import embedded, settings
from kiosk.core.keys import load_keys
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings

SMALLEST = (80, 24)
LEAST_FREE = 256 * 1024 * 1024
# Signs that the screens draw: half blocks of QR codes, frames, Cyrillic.
SIGNS = "▀▄█ ░▒▓ ┌─┐│└┘ ╔═╗ Ёж Її № •"


@click.command(
    help=words("Say what is wrong with this machine, or with a profile, and the way out. Changes nothing.")
)
@click.option(
    "--operator", "name", metavar="NAME", help=words("Check this profile alone: its name or folder.")
)
def doctor(name: str | None) -> None:
    if name is not None:
        tell(checkup.lines(name))
        return
    here = settings.load()
    tell(line for look in (_terminal, _home, _keys, _profile, _database) for line in look(here))


def _terminal(_here: Settings) -> Iterator[Line]:
    def there() -> str:
        terminal.check_there()
        return words("there is one")

    def encoding() -> str:
        terminal.check_encoding(os.environ)
        return "UTF-8"

    def colours() -> str:
        terminal.check_colours(os.environ)
        return words("{term}, colours: {count}", term=os.environ["TERM"], count=_colours())

    yield tried(words("Terminal"), there)
    yield tried(words("Encoding"), encoding)
    yield tried(words("Colours"), colours)
    yield _size()
    yield Line(words("Signs"), words("each of these should look right: {signs}", signs=SIGNS))


def _colours() -> str:
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "16777216"
    return str(terminal.colours(os.environ["TERM"]))


def _size() -> Line:
    about = words("Size")
    if not sys.stdout.isatty():
        return Line(about, words("not known without a terminal"))
    columns, rows = os.get_terminal_size(sys.stdout.fileno())
    fits = columns >= SMALLEST[0] and rows >= SMALLEST[1]
    fault = "" if fits else words("The screens need 80x24. Make the window larger or the font smaller.")
    return Line(about, f"{columns}x{rows}", fault)


def _home(here: Settings) -> Iterator[Line]:
    about = words("Home folder")
    if not here.home.is_dir():
        yield Line(about, str(here.home), words("It is not there yet. Run: kiosk init --operator NAME"))
        return
    yield Line(about, str(here.home), _open_to_others(here.home))
    free = shutil.disk_usage(here.home).free
    fault = "" if free >= LEAST_FREE else words("There is little space left on this disk. Free some.")
    yield Line(words("Free space"), words("{count} MiB", count=free // 1024**2), fault)


def _open_to_others(folder: Path) -> str:
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return words("Others can look into it. Run: chmod 700 {folder}", folder=folder)
    return ""


def _keys(here: Settings) -> Iterator[Line]:
    def look() -> str:
        load_keys(here.keys_folder)
        return str(here.keys_folder)

    line = tried(words("Key files"), look)
    yield line if line.fault else Line(line.about, line.found, _open_to_others(here.keys_folder))


def _profile(here: Settings) -> Iterator[Line]:
    """That it can be loaded, and its languages; the rest is for `--operator`."""
    loaded: list[Operator] = []

    def look() -> str:
        loaded.append(profile_of(here))
        return f"{loaded[0].name} ({loaded[0].currency})"

    yield tried(words("Profile"), look)
    for operator in loaded:
        for language in dict.fromkeys(operator.languages):
            yield from checkup.language_lines(operator, language)


def _database(here: Settings) -> Iterator[Line]:
    if here.database_file:
        yield _sqlite()

    def look() -> str:
        with opened(here) as place, place.store.read() as session:
            version = ".".join(map(str, session.dialect.server_version_info or ()))
            return f"{session.dialect.name} {version}, {here.database_file or session.engine.url.database}"

    yield tried(words("Database"), look)


def _sqlite() -> Line:
    """The library and the journal that is used with it; the pragmas are read back on opening."""
    from kiosk.core.engines import pragmas, wal_is_safe

    driver = embedded.sqlite_driver()
    version = driver.sqlite_version_info
    journal = pragmas(version)["journal_mode"][0]
    found = f"{driver.sqlite_version} ({driver.__name__.partition('.')[0]}), journal {journal}"
    if wal_is_safe(version):
        return Line("SQLite", found)
    return Line(
        "SQLite", words("{found}: this version has the WAL bug, so the slower journal is used", found=found)
    )
