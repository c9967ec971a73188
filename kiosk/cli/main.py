"""The `kiosk` command: finds a command's module when it is asked for, and turns errors into words."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from kiosk.cli import usage
from kiosk.cli.place import Said
from kiosk.cli.speech import words
from kiosk.core import settings
from kiosk.core.locale import mark
from kiosk.core.module import find, modules
from kiosk.core.operator import ProfileError
from kiosk.core.work import Busy, Denied, OutcomeUnknown, Refusal, SetupError, Unavailable

DONE, REFUSED, WRONG = 0, 1, 2

_CORE = {
    "demo": "kiosk.cli.demo:demo",
    "init": "kiosk.cli.init:init",
    "run": "kiosk.cli.run:run",
    "db": "kiosk.cli.db:db",
    "doctor": "kiosk.cli.doctor:doctor",
    "operator": "kiosk.cli.operator:operator",
}
_SAID = {
    Denied: mark("This is not allowed, or there is no such thing."),
    Busy: mark("New data are being written just now; nothing else was written. Try again when they are."),
    Unavailable: mark("The database did not take the work; nothing was written. Try again later."),
    OutcomeUnknown: mark(
        "The database's answer was lost: the work may be done or not. Look before you repeat it."
    ),
}


class Commands(click.Group):
    """Core commands and those that the modules bring; each is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_CORE | _brought())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        named = _CORE.get(cmd_name) or _brought().get(cmd_name)
        found: click.Command | None = find(named) if named else None
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(
                error.command_name, possibilities=self.list_commands(ctx), ctx=ctx
            ) from None


def _brought() -> dict[str, str]:
    brought: dict[str, str] = {}
    for module in modules().values():
        brought |= module.commands or {}
    return brought


@click.group(
    cls=Commands,
    help=words("The self-service kiosk. Each command explains itself: kiosk COMMAND --help"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def kiosk() -> None:
    """The whole command; its help is in the user's language."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit status. Whatever goes wrong is said in words on standard error."""
    usage.speak(words.language)
    try:
        status = kiosk.main(list(arguments), prog_name="kiosk", standalone_mode=False)
        return status if isinstance(status, int) else DONE
    except Said as error:
        return _say(error.message, error.status)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return _say(words("Stopped."), REFUSED)
    except ProfileError as error:
        return _say(str(error), WRONG)
    except SetupError as error:
        return _say(words(error), WRONG)
    except Refusal as error:
        return _say(words(error), REFUSED)
    except tuple(_SAID) as error:
        return _say(words(_SAID[type(error)]), REFUSED)
    except OSError as error:
        return _say(_about_file(error), WRONG)
    except Exception as error:  # noqa: BLE001 - the last resort: a code for the person, details in the log
        return _say(_unexpected(error), REFUSED)


def _about_file(error: OSError) -> str:
    return words(
        "{file}: {reason}. Check that it exists, its rights, and the space on the disk.",
        file=error.filename or "", reason=error.strerror or error,
    )  # fmt: skip


def _unexpected(error: Exception) -> str:
    from kiosk.core.incidents import record

    file = settings.load().log_file
    return words(
        "Something unforeseen happened, code {code}. The details are in {file}.",
        code=record(file, error), file=file,
    )  # fmt: skip


def _say(text: str, status: int) -> int:
    sys.stdout.flush()
    click.echo(text, err=True)
    return status
