"""Make an installation, or bring one up to date: database, key files, schema; for `init` and `demo`."""

from __future__ import annotations

from kiosk.cli.place import connected, explained, facts_of
from kiosk.cli.speech import words
from kiosk.core import embedded, keys
from kiosk.core.keys import Keys
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings


def install(here: Settings, operator: Operator) -> list[str]:
    """What was done, in sentences; where an installation is there already, nothing but an upgrade.

    Raises SetupError, also when the database belongs to another operator or currency.
    """
    from kiosk.core import schema

    done = _create(here)
    facts = facts_of(here)
    if facts:
        schema.check_owner(facts, operator)
        return [*done, *upgrade(here)]
    if not here.keys_folder.exists():
        done.append(
            words("Made the key files in {folder}. Keep a copy in a safe place.", folder=here.keys_folder)
        )
    made = keys.create_keys(here.keys_folder)
    return [*done, *upgrade(here), _bind(here, operator, made)]


def upgrade(here: Settings) -> list[str]:
    """Bring the tables to this program's version; a sentence when they were not there yet."""
    from kiosk.core import schema

    with explained(here):
        before = schema.upgrade(here.url)
    if before == embedded.HEAD:
        return []
    if not before:
        return [words("Made the tables, version {to}.", to=embedded.HEAD)]
    return [words("Upgraded the tables from version {before} to {to}.", before=before, to=embedded.HEAD)]


def _create(here: Settings) -> list[str]:
    """The home folder and the empty embedded database, where they are not there yet."""
    from kiosk.core import schema

    here.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = here.database_file
    if file is None or file.exists():
        return []
    with explained(here):
        schema.create_file(file)
    return [words("Created the database {file}.", file=file)]


def _bind(here: Settings, operator: Operator, made: Keys) -> str:
    """Tell the new database whose it is and which keys are its own."""
    from kiosk.core import schema

    with connected(here) as database, database.write.begin() as session:
        schema.bind(session, operator, made)
    return words("The database now belongs to the operator {name}.", name=operator.name)
