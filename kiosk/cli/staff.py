"""`kiosk staff-add`: a staff account."""

from __future__ import annotations

import click

from kiosk.cli.place import Place, authority, opened
from kiosk.cli.speech import words
from kiosk.core import settings
from kiosk.staff.rules import Role
from kiosk.staff.views import ADD


@click.command("staff-add", help=words("Add a staff account; its one-time password is shown once."))
@click.argument("login", metavar="LOGIN")
@click.option("--role", "roles", multiple=True, required=True, metavar="ROLE",
              help=words("One of: {roles}. May be given several times.", roles=", ".join(Role)))  # fmt: skip
@click.option(
    "--system-user", metavar="NAME", help=words("The system account that this person logs in with.")
)
def staff_add(login: str, roles: tuple[str, ...], system_user: str | None) -> None:
    with opened(settings.load()) as place:
        click.echo(add(place, login, roles, system_user))


def add(place: Place, login: str, roles: tuple[str, ...], system_user: str | None = None) -> str:
    """Add an account; the sentence with its one-time password, the only place where that stands."""
    added = place.store.run(authority(), ADD, login, roles, system_user)
    return place.words(
        "Account {login} ({roles}), one-time password {password}, until {until:moment}. It is not shown "
        "again.",
        login=added.account.login,
        roles=", ".join(added.account.roles),
        password=added.password.value,
        until=added.account.expires_at,
    )
