"""`kiosk doctor`: what is wrong with this machine, and the way out."""

from __future__ import annotations

import gettext
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from kiosk.cli import terminal
from kiosk.cli.place import Said, opened, profile_of
from kiosk.cli.speech import words
from kiosk.core import embedded, settings
from kiosk.core.keys import load_keys
from kiosk.core.operator import ProfileError, data_folder
from kiosk.core.settings import Settings
from kiosk.core.work import SetupError

SMALLEST = (80, 24)
LEAST_FREE = 256 * 1024 * 1024
# Signs that the screens draw: half blocks of QR codes, frames, Cyrillic.
SIGNS = "▀▄█ ░▒▓ ┌─┐│└┘ ╔═╗ Ёж Її № •"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at; `fault` is what to do about it, empty when it is as it should be."""

    about: str
    found: str = ""
    fault: str = ""


@click.command(help=words("Say what is wrong with this machine, and the way out. Changes nothing."))
def doctor() -> None:
    here = settings.load()
    lines = [line for look in (_terminal, _home, _keys, _profile, _database) for line in look(here)]
    for line in lines:
        click.echo(_text(line))
    faults = sum(bool(line.fault) for line in lines)
    if faults:
        raise Said(words.plural("{count} problem.", "{count} problems.", count=faults))


def _text(line: Line) -> str:
    state = words("PROBLEM") if line.fault else words("ok")
    said = " – ".join(filter(None, (line.found, line.fault)))
    return f"{state:<9} {line.about}: {said}"


def _tried(about: str, look: Callable[[], str]) -> Line:
    """What `look` says, or the reason why it refuses."""
    try:
        return Line(about, look())
    except SetupError as error:
        return Line(about, fault=words(error))
    except ProfileError as error:
        return Line(about, fault=str(error))


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

    yield _tried(words("Terminal"), there)
    yield _tried(words("Encoding"), encoding)
    yield _tried(words("Colours"), colours)
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

    line = _tried(words("Key files"), look)
    yield line if line.fault else Line(line.about, line.found, _open_to_others(here.keys_folder))


def _profile(here: Settings) -> Iterator[Line]:
    names: list[str] = []

    def look() -> str:
        profile = profile_of(here)
        names.extend(profile.languages)
        return f"{profile.name} ({profile.currency})"

    yield _tried(words("Profile"), look)
    for name in names:
        yield _catalogue(name)


def _catalogue(language: str) -> Line:
    about = words("Language {language}", language=language)
    if language == "en" or gettext.find("kiosk", data_folder() / "locale", [language]):
        return Line(about, words("complete"))
    return Line(about, fault=words("Its catalogue is not built. In a checkout run: make run"))


def _database(here: Settings) -> Iterator[Line]:
    if here.database_file:
        yield _sqlite()

    def look() -> str:
        with opened(here) as place, place.store.read() as session:
            version = ".".join(map(str, session.dialect.server_version_info or ()))
            return f"{session.dialect.name} {version}, {here.database_file or session.engine.url.database}"

    yield _tried(words("Database"), look)


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
