"""What most commands stand on: the profile, the database, and the authority of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from kiosk.cli.speech import words_of
from kiosk.core import embedded, operator
from kiosk.core.locale import Words
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.work import Actor, By, OperationId, Refusal, SetupError

if TYPE_CHECKING:
    from kiosk.core.store import Store

# Who acts, and the name of the audit chain, when a command does the work.
COMMAND = "command"


class Said(click.ClickException):
    """A refusal in words, as it goes to standard error; exit status 1."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True, file=file)


@dataclass(frozen=True, slots=True)
class Place:
    """An open installation."""

    settings: Settings
    operator: Operator
    words: Words
    store: Store


@contextmanager
def opened(settings: Settings) -> Iterator[Place]:
    """Open the store for one command; its refusals are said with the operator's words."""
    from kiosk.core.store import open_store

    profile = profile_of(settings)
    store = open_store(settings, profile)
    speech = words_of(profile)
    try:
        yield Place(settings, profile, speech, store)
    except SetupError:
        raise
    except Refusal as refusal:
        raise Said(speech(refusal)) from refusal
    finally:
        store.close()


def profile_of(settings: Settings) -> Operator:
    """The profile that the settings name, else the one to which the database is bound."""
    return operator.load(operator.find_profile(settings.operator or bound_operator(settings)))


def bound_operator(settings: Settings) -> str:
    """The operator's name in the database. Raises SetupError when there is none, or no database."""
    file = settings.database_file
    if file is not None:
        embedded.check_file(file)
    facts = (file and embedded.facts(file)) or _facts(settings)
    if "operator" not in facts:
        raise SetupError(
            "database.empty",
            "The database belongs to no operator yet. Run: kiosk init --operator NAME",
        )
    return facts["operator"]


def _facts(settings: Settings) -> dict[str, str]:
    """The slow way, which knows why a database cannot be read."""
    from sqlalchemy.exc import DBAPIError

    from kiosk.core import schema

    database = schema.open_database(settings.url)
    try:
        with database.read.begin() as session:
            return schema.bound(session) if schema.version(session) else {}
    except DBAPIError as error:
        raise schema.unusable(error, database) from error
    finally:
        database.dispose()


def authority() -> By:
    """The command line acts as a job, each time under a new operation id."""
    from uuid6 import uuid7

    return By(Actor.job(COMMAND), COMMAND, operation=OperationId(uuid7()))
