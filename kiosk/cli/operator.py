"""`kiosk operator`: the profiles that there are, and a new one to be filled in."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click

from kiosk.cli.speech import words, words_of
from kiosk.core.operator import data_folder, find_profile, load, shipped_profiles
from kiosk.core.work import Refusal

_NAME = re.compile(r"[a-z][a-z0-9_\-]{0,31}", re.ASCII)


@click.group(help=words("Operator profiles: those that there are, and a new one of your own."))
def operator() -> None:
    """The group; its commands are below."""


@operator.command("list", help=words("The shipped profiles: name, title, currency, languages."))
def list_profiles() -> None:
    for name in shipped_profiles():
        profile = load(find_profile(name))
        title = words_of(profile).pick(profile.facts.title)
        click.echo(f"{name:<12} {title}, {profile.currency}, {', '.join(profile.languages)}")


@operator.command(
    help=words("A folder NAME with a profile to be filled in; every setting is explained there.")
)
@click.argument("name", metavar="NAME")
@click.option(
    "--out", metavar="FOLDER", default=".", help=words("Where the folder is made; else in this folder.")
)
def new(name: str, out: str) -> None:
    if not _NAME.fullmatch(name):
        raise Refusal(
            "operator.name",
            "“{name}” cannot be the name of a profile: use 1 to 32 small Latin letters, digits or dashes, a "
            "letter first.",
            name=name[:40],
        )
    if name in shipped_profiles():
        raise Refusal("operator.shipped", "A shipped profile is called “{name}”. Choose another.", name=name)
    folder = Path(out).expanduser() / name
    if folder.exists() and not _is_empty(folder):
        raise Refusal("operator.there", "{folder} is there already. Nothing was changed.", folder=str(folder))
    # A compiled .mo of the template would be of no use: the .po beside it is there to be edited.
    shutil.copytree(
        data_folder() / "template", folder, ignore=shutil.ignore_patterns("*.mo"),
        copy_function=shutil.copyfile, dirs_exist_ok=True,
    )  # fmt: skip
    click.echo(words("Made the profile {folder}. Look at it: kiosk demo --operator {folder}", folder=folder))


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
