"""What most commands stand on: the profile, the database, and the authority of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from kiosk.cli.speech import words_of
from kiosk.core import embedded, operator
from kiosk.core.locale import Words
from kiosk.core.operator import Operator
from kiosk.core.settings import Settings
from kiosk.core.work import Actor, By, OperationId, Refusal, SetupError

if TYPE_CHECKING:
    from kiosk.core.engines import Database
    from kiosk.core.store import Store

# Who acts, and the name of the audit chain, when a command does the work.
COMMAND = "command"


class Said(click.ClickException):
    """A reason in words, as it goes to standard error, and the exit status."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


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
    found = facts_of(settings)
    if "operator" not in found:
        raise SetupError(
            "database.empty",
            "The database belongs to no operator yet. Run: kiosk init --operator NAME",
        )
    return found["operator"]


def facts_of(settings: Settings) -> dict[str, str]:
    """What the database says of itself; nothing, when it has no tables yet. Raises SetupError.

    The quick way needs no SQLAlchemy; the slow one knows why a database cannot be read.
    """
    file = settings.database_file
    if file:
        embedded.check_file(file)
        if found := embedded.facts(file):
            return found
    from kiosk.core import schema

    with connected(settings) as database, database.read.begin() as session:
        return schema.bound(session) if schema.version(session) else {}


@contextmanager
def connected(settings: Settings) -> Iterator[Database]:
    """The database without the checks of `opened`. Raises SetupError when it does not work."""
    from kiosk.core import schema

    with explained(settings):
        database = schema.open_database(settings.url)
        try:
            yield database
        finally:
            database.dispose()


@contextmanager
def explained(settings: Settings) -> Iterator[None]:
    """What a database's error means, and the way out, as SetupError."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as error:
        from kiosk.core import engines, schema

        raise schema.unusable(error, engines.connect(settings.url)) from error


def authority() -> By:
    """The command line acts as a job, each time under a new operation id."""
    from uuid6 import uuid7

    return By(Actor.job(COMMAND), COMMAND, operation=OperationId(uuid7()))
