"""`kiosk cards`: batches of express cards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from kiosk.cards.rules import STATE_WORDS, CardState, Move
from kiosk.cards.views import ISSUE, MOVE, RangeMoved
from kiosk.cli.options import read_as
from kiosk.cli.place import Place, authority, opened
from kiosk.cli.speech import words
from kiosk.core import money, settings
from kiosk.core.text import parse_day

_HELP = {
    Move.SHIP: words("Say that cards went out to where they are sold."),
    Move.ACTIVATE: words("Make shipped cards usable."),
    Move.BLOCK: words("Stop cards that are not redeemed; unblock brings them back."),
    Move.UNBLOCK: words("Bring blocked cards back to the state they were in."),
    Move.VOID: words("Make cards that are not redeemed worthless for good."),
}


@click.group(help=words("Express cards: issue a batch, change the state of a range."))
def cards() -> None:
    """The group; its commands are below."""


@cards.command(help=words("Make new cards. Their codes leave through the file only (mode 0600)."))
@click.option("--batch", required=True, metavar="NAME", help=words("Name of the new batch."))
@click.option("--value", required=True, metavar="AMOUNT", help=words("Value of one card, like 10.00."))
@click.option("--count", required=True, type=int, metavar="N", help=words("How many cards."))
@click.option("--expires", callback=read_as(parse_day), metavar="DATE", help=words("Their last day."))
@click.option("--out", required=True, metavar="FILE", help=words("Where the codes go; it must not exist."))
def issue(batch: str, value: str, count: int, expires: date | None, out: str) -> None:
    with opened(settings.load()) as place:
        amount = money.parse(value, place.operator.currency)
        file = str(Path(out).absolute())
        issued = place.store.run(authority(), ISSUE, batch, amount, count, expires, file)
        click.echo(
            place.words(
                "Batch {batch}: cards {count}, in all {total:money}. The codes are in {file} and nowhere "
                "else.",
                batch=issued.batch, count=issued.count, total=issued.total, file=issued.file,
            )
        )  # fmt: skip


def _moving(move: Move) -> click.Command:
    """The command of one move; they differ in nothing else."""

    @click.command(move.value, help=_HELP[move])
    @click.option("--batch", required=True, metavar="NAME", help=words("The batch."))
    @click.option(
        "--from", "first", default="", metavar="SERIAL", help=words("First serial; else the lowest.")
    )
    @click.option("--to", "last", default="", metavar="SERIAL", help=words("Last serial; else the highest."))
    def command(batch: str, first: str, last: str) -> None:
        with opened(settings.load()) as place:
            _say(place, place.store.run(authority(), MOVE, batch, move, first, last))

    return command


for _move in Move:
    cards.add_command(_moving(_move))


def _say(place: Place, moved: RangeMoved) -> None:
    click.echo(place.words("Cards changed: {count}.", count=moved.moved))
    click.echo(place.words("Before: {counts}.", counts=_counts(place, moved.before)))
    click.echo(place.words("After: {counts}.", counts=_counts(place, moved.after)))


def _counts(place: Place, counts: Mapping[CardState, int]) -> str:
    said = (
        place.words("{state:word} {count}", state=STATE_WORDS[state], count=count)
        for state, count in counts.items()
    )
    return ", ".join(said)
