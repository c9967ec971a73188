"""`kiosk charge`: the fees of a day, and of days missed before it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import click
import msgspec

from kiosk.charging.views import CHARGE, Charged, Tell
from kiosk.cli.options import read_as
from kiosk.cli.place import Place, authority, opened
from kiosk.cli.speech import words
from kiosk.core import settings
from kiosk.core.money import plain
from kiosk.core.text import parse_day


@click.command(
    help=words("Charge the fees of a day, and of the days before it on which nothing was charged.")
)
@click.option(
    "--date", "day", callback=read_as(parse_day), metavar="YYYY-MM-DD", help=words("Which day; else today.")
)
@click.option("--json", "as_json", is_flag=True, help=words("One JSON document on standard output."))
def charge(day: date | None, as_json: bool) -> None:
    with opened(settings.load()) as place:
        with _progress() as tell:
            charged = place.store.run(authority(), CHARGE, day, tell)
        click.echo(_json(place, charged) if as_json else _said(place, charged))


@contextmanager
def _progress() -> Iterator[Tell | None]:
    """A bar on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=words("Charging"), file=sys.stderr) as bar:

        def tell(seen: int, of: int) -> None:
            bar.length = max(of, 1)
            bar.update(seen - bar.pos)

        yield tell


def _json(place: Place, charged: Charged) -> str:
    document = {
        "date": charged.day,
        "contracts": charged.contracts,
        "charged": charged.charged,
        "suspended": charged.suspended,
        "amount": plain(charged.amount, place.operator.currency),
        "again": charged.again,
    }
    return msgspec.json.encode(document).decode()


def _said(place: Place, charged: Charged) -> str:
    if charged.again:
        return place.words("{day:day} was charged before. Nothing was done.", day=charged.day)
    return place.words(
        "{day:day}: contracts {contracts}, of them charged {charged}, newly suspended {suspended}; in all "
        "{amount:money}.",
        day=charged.day, contracts=charged.contracts, charged=charged.charged,
        suspended=charged.suspended, amount=charged.amount,
    )  # fmt: skip
