"""`kiosk db`: upgrade, check, backup, restore."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import inspect

from kiosk.cli import install
from kiosk.cli.place import Said, authority, connected, facts_of, opened, profile_of
from kiosk.cli.speech import words, words_of
from kiosk.core import backup as copies
from kiosk.core import embedded, proof, schema, settings
from kiosk.core.keys import load_keys
from kiosk.core.settings import Settings
from kiosk.core.work import Refusal, SetupError, Work

PATH = click.Path(path_type=Path, dir_okay=False)


@click.group(help=words("The database: upgrade, check, backup, restore."))
def db() -> None:
    """The group; its commands are below."""


@db.command(help=words("Bring the tables to this program's version. Make a backup before."))
def upgrade() -> None:
    here = settings.load()
    if not facts_of(here):
        raise SetupError(
            "database.empty",
            "The database belongs to no operator yet. Run: kiosk init --operator NAME",
        )
    done = install.upgrade(here)
    with opened(here):
        click.echo("\n".join(done) or words("The database is up to date: version {to}.", to=embedded.HEAD))


@db.command(help=words("Prove the ledger, the audit log, the guards and the constraints."))
@click.option(
    "--checkpoint",
    "kept",
    type=PATH,
    metavar="FILE",
    help=words("Compare with a checkpoint that was kept elsewhere."),
)
def check(kept: Path | None) -> None:
    prove(settings.load(), kept.read_text(encoding="utf-8") if kept else "")
    click.echo(words("The database is sound."))


@db.command(help=words("Sign how far the audit log goes, into a new file; keep it on another machine."))
@click.argument("file", type=PATH, metavar="FILE")
def checkpoint(file: Path) -> None:
    with opened(settings.load()) as place:
        text = place.store.run(authority(), proof.checkpoint).text
    with open(file, "x", encoding="utf-8", opener=copies.owner_only) as out:
        out.write(text)
    click.echo(
        words("The checkpoint is in {file}. Check against it: kiosk db check --checkpoint {file}", file=file)
    )


def prove(here: Settings, kept: str = "") -> None:
    """Raises Said with every finding in words; SetupError where there is nothing to prove."""
    try:
        profile = profile_of(here)
        keys = load_keys(here.keys_folder)
        with connected(here) as database, database.read.begin() as session:
            schema.check_ours(session, profile, keys)
            found = proof.findings(Work(session, profile, keys, datetime.now(UTC), authority()), kept)
    except SetupError as error:
        raise Said(words(error), 1 if error.code == "database.damaged" else 2) from error
    if found:
        speech = words_of(profile)
        lines = [speech(finding) for finding in found]
        lines.append(words("Call support before money moves; findings: {count}.", count=len(found)))
        raise Said("\n".join(lines))


@db.command(help=words("Copy the database, while the kiosk runs, to a new file (mode 0600)."))
@click.argument("file", type=PATH, metavar="FILE")
def backup(file: Path) -> None:
    here = settings.load()
    if file.exists():
        raise Refusal("backup.exists", "{path} exists already. Name a new file.", path=str(file))
    facts_of(here)
    if here.database_file:
        copies.copy_sqlite(here.database_file, file)
    else:
        copies.dump_postgresql(here.url, file)
    click.echo(words("The backup is in {file}; it was read back and is sound.", file=file))
    click.echo(words("Keep the keys in {folder} apart from it: both are needed.", folder=here.keys_folder))


@db.command(help=words("Put a backup in place, where no database with data is. Stop the kiosk before."))
@click.argument("file", type=PATH, metavar="FILE")
def restore(file: Path) -> None:
    here = settings.load()
    if not file.exists():
        raise Refusal("backup.none", "There is no file {path}.", path=str(file))
    if here.database_file:
        _restore_file(here, here.database_file, file)
    else:
        _restore_server(here, file)
    click.echo(words("The backup is in place, and the database is sound."))


def _restore_file(here: Settings, target: Path, file: Path) -> None:
    """Copy beside, upgrade and prove the copy, and only then swap."""
    if _holds_data(here):
        raise _not_empty(str(target))
    here.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".restoring")
    beside.unlink(missing_ok=True)
    copies.copy_sqlite(file, beside)
    try:
        trial = replace(here, database_url=f"sqlite:///{beside}")
        _upgrade_and_prove(trial)
    except BaseException:
        for suffix in ("", "-wal", "-shm"):
            beside.with_name(beside.name + suffix).unlink(missing_ok=True)
        raise
    if aside := copies.put_in_place(beside, target):
        click.echo(words("What stood there is now {file}.", file=aside))


def _holds_data(here: Settings) -> bool:
    """A database that is merely locked or closed to us raises its SetupError: it is not in our hands."""
    try:
        return bool(facts_of(here))
    except SetupError as error:
        if error.code in ("database.none", "database.damaged"):
            return False
        raise


def _restore_server(here: Settings, file: Path) -> None:
    """In one transaction, then proved."""
    with connected(here) as database:
        if inspect(database.read).get_table_names():
            raise _not_empty(database.read.url.database or "")
    copies.restore_postgresql(here.url, file)
    _upgrade_and_prove(here)


def _upgrade_and_prove(here: Settings) -> None:
    """An upgrade makes the guards anew, so only an older backup gets one: lost guards are to be found."""
    with connected(here) as database, database.read.begin() as session:
        older = schema.version(session) < embedded.HEAD
    if older:
        install.upgrade(here)
    prove(here)


def _not_empty(where: str) -> Refusal:
    return Refusal(
        "backup.not_empty",
        "There is a database with data at {where}. Nothing was changed: move it away first.",
        where=where,
    )
