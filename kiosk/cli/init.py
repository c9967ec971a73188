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
from kiosk.core.operator import Operator, ProfileError
from kiosk.core.settings import FILE
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
    for sentence in [*done, *_keep(here.home, profile)] or [
        words("Everything is there already. Nothing was changed.")
    ]:
        click.echo(sentence)


def _first_administrator(place: Place) -> list[str]:
    """An account for whom there is nobody yet to make one."""
    from sqlalchemy import select

    from kiosk.core.identity import Staff

    with place.store.read() as session:
        if session.execute(select(Staff.id).limit(1)).first():
            return []
    return [add(place, FIRST, (Role.ADMINISTRATOR,))]


def _keep(home: Path, profile: Operator) -> list[str]:
    """See to it that other commands find the profile; what says otherwise is told, not changed.

    A shipped profile is found by the name that the database knows.
    """
    named = settings.load(home=home).operator
    if named is None:
        if profile.folder.parent == (profiles.data_folder() / "operators").resolve():
            return []
        settings.keep_operator(home, profile.folder)
        return [words("{file} now names the profile {folder}.", file=home / FILE, folder=profile.folder)]
    if _folder(named) == profile.folder:
        return []
    return [
        words(
            "KIOSK_OPERATOR or {file} names another profile, {other}. Change it to {folder}, so that this "
            "one is used.",
            file=home / FILE, other=named, folder=profile.folder,
        )
    ]  # fmt: skip


def _folder(named: str) -> Path | None:
    """Where a profile is; None: there is no such one."""
    try:
        return profiles.find_profile(named)
    except ProfileError:
        return None
