"""`kiosk run`: the customers' screens of this terminal."""

from __future__ import annotations

import gc

import click

from kiosk.cli import terminal
from kiosk.cli.place import Said, profile_of
from kiosk.cli.speech import words
from kiosk.core import embedded, settings
from kiosk.core.keys import load_keys
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings


@click.command(help=words("Open the customers' screens on this terminal."))
@click.option("--terminal", "id_", metavar="ID", help=words("Id of this terminal, as receipts name it."))
@click.option("--language", metavar="LANGUAGE", help=words("The language a visit starts in, for example ru."))
def run(id_: str | None, language: str | None) -> None:
    here = settings.load(terminal=id_, language=language)
    terminal.check()
    show(here, ready(here))


def ready(here: Settings) -> Operator:
    """The cheap checks: key files, the database's file, the profile. Raises SetupError, ProfileError.

    The database itself is opened and checked behind the first frame.
    """
    if here.database_file:
        embedded.check_file(here.database_file)
    load_keys(here.keys_folder)
    return profile_of(here)


def show(here: Settings, operator: Operator) -> None:
    """Open the screens and stay in them. Raises Said when they could not go on."""
    # Nothing is garbage before the first frame; the screens collect from there on.
    gc.disable()
    from screens.app import run as screens

    status, reason = screens(here, operator)
    if status:
        raise Said(reason, status)
