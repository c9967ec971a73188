"""`kiosk init`: makes an installation, or brings one up to date."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.install import install
from kiosk.cli.place import Place, opened
from kiosk.cli.speech import words
from kiosk.cli.staff import add
from kiosk.core import operator as profiles
from kiosk.core import settings
from kiosk.core.operator import Operator
from kiosk.staff.rules import Role

FIRST = "admin"


@click.command(
    help=words(
        "Create or upgrade the database, the key files and the first administrator, whose one-time "
        "password is shown once. Again: it only upgrades."
    )
)
@click.option("--operator", "name", required=True, metavar="NAME", help=words("Profile: its name or folder."))
def init(name: str) -> None:
    here = settings.load(operator=name)
    profile = profiles.load(profiles.find_profile(name))
    done = install(here, profile)
    with opened(here) as place:
        done += _first_administrator(place)
    for sentence in [*done, *_hint(profile)] or [words("Everything is there already. Nothing was changed.")]:
        click.echo(sentence)


def _first_administrator(place: Place) -> list[str]:
    """An account for whom there is nobody yet to make one."""
    from sqlalchemy import select

    from kiosk.core.identity import Staff

    with place.store.read() as session:
        if session.execute(select(Staff.id).limit(1)).first():
            return []
    return [add(place, FIRST, (Role.ADMINISTRATOR,))]


def _hint(profile: Operator) -> list[str]:
    """A profile that is not shipped is not found by its name alone."""
    shipped = profiles.data_folder() / "operators"
    if Path(profile.folder).parent == shipped.resolve():
        return []
    return [words("Set KIOSK_OPERATOR={folder}, so that the profile is found.", folder=profile.folder)]
