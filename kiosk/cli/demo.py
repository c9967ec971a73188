"""`kiosk demo`: an embedded demo with sample customers."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import click

from kiosk.cli import terminal
from kiosk.cli.install import install, upgrade
from kiosk.cli.place import Place, facts_of, opened
from kiosk.cli.run import ready, show
from kiosk.cli.speech import words
from kiosk.core import embedded, settings
from kiosk.core import operator as profiles
from kiosk.core.module import find, modules
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.work import SetupError

# In the database's `meta`: its sample data are "loading" or "complete". No other database has it.
MARK = "demo"


@click.command(
    help=words("Open the customers' screens of a demo with sample customers; it is made on first use.")
)
@click.option("--operator", "name", metavar="NAME", help=words("Profile: its name or folder."))
@click.option("--fresh", is_flag=True, help=words("Start over: throw away what the demo has so far."))
def demo(name: str | None, fresh: bool) -> None:
    terminal.check()
    here = demo_settings(name)
    prepare(here, fresh)
    show(here, ready(here))


def demo_settings(name: str | None) -> Settings:
    """The demo's own home and embedded database, whatever database the environment names."""
    base = settings.load(operator=name)
    operator = base.operator or "demo"
    own = not os.environ.get("KIOSK_HOME")
    home = base.home / f"demo-{Path(operator).name}" if own else base.home
    return replace(base, home=home, database_url=None, operator=operator)


def prepare(here: Settings, fresh: bool) -> None:
    """Make the demo where there is none (or only a part of one), upgrade an older one."""
    facts = _facts(here, fresh)
    if facts and MARK not in facts:
        raise SetupError(
            "demo.other",
            "The database in {home} is not a demo; the demo does not touch it. Choose another KIOSK_HOME.",
            home=str(here.home),
        )
    if fresh or facts.get(MARK) != "complete":
        _make(here, profiles.load(profiles.find_profile(here.operator or "")))
    elif facts.get("schema") != embedded.HEAD:
        upgrade(here)


def _facts(here: Settings, fresh: bool) -> dict[str, str]:
    """What the demo's database says of itself; a damaged one stops all but a fresh start in its own home."""
    file = here.home / "kiosk.db"
    if not file.exists():
        return {}
    if fresh and here.home.name.startswith("demo-"):
        return embedded.facts(file) or {}
    return facts_of(here)


def _make(here: Settings, operator: Operator) -> None:
    """From nothing to a complete demo. Cut off, it is made anew next time."""
    _clear(here.home)
    install(here, operator)
    loaders = [find(module.demo) for module in modules().values() if module.demo]
    with opened(here) as place:
        _mark(place, "loading")
        with click.progressbar(loaders, label=words("Preparing the demo"), show_eta=False) as bar:
            for load in bar:
                load(place.store)
        _mark(place, "complete")


def _clear(home: Path) -> None:
    for name in ("kiosk.db", "kiosk.db-wal", "kiosk.db-shm", "kiosk.db-journal"):
        (home / name).unlink(missing_ok=True)
    shutil.rmtree(home / "keys", ignore_errors=True)


def _mark(place: Place, state: str) -> None:
    from sqlalchemy import delete, insert

    from kiosk.core.identity import Meta

    with place.store.write() as session:
        session.execute(delete(Meta).where(Meta.name == MARK))
        session.execute(insert(Meta), {"name": MARK, "value": state})
