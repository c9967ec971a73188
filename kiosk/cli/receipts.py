"""`kiosk receipt`: whether a receipt is genuine."""

from __future__ import annotations

import sys

import click

from kiosk.cli.place import Place, Said, authority, opened
from kiosk.cli.speech import words
from kiosk.core import settings
from kiosk.receipts.views import VERIFY, Receipt


@click.group(help=words("Receipts: is one genuine?"))
def receipt() -> None:
    """The group; its commands are below."""


@receipt.command(
    help=words(
        "Say whether a receipt is genuine and what it states: by its check code, by its number and check "
        "code, or by all that its QR code says (- reads that from standard input)."
    )
)
@click.argument("text", nargs=-1, required=True, metavar="CODE-OR-PAYLOAD")
def verify(text: tuple[str, ...]) -> None:
    asked = " ".join(text)
    if asked == "-":
        asked = sys.stdin.buffer.read().decode(errors="replace")
    with opened(settings.load()) as place:
        found = place.store.run(authority(), VERIFY, asked)
        if found.genuine and found.receipt:
            click.echo("\n".join([place.words("This receipt is genuine."), *_stated(place, found.receipt)]))
            return
        lines = [place.words("This receipt is not genuine.")]
        if found.receipt:
            lines += [
                place.words("The genuine one with this check code says:"),
                *_stated(place, found.receipt),
            ]
        raise Said("\n".join(lines))


def _stated(place: Place, receipt: Receipt) -> list[str]:
    words = place.words
    return [
        words("Receipt {number}, {at:moment}, terminal {terminal}", number=receipt.number, at=receipt.at,
              terminal=receipt.terminal),
        words("Contract {number}", number=receipt.contract),
        words(receipt.what),
        words("Amount {sum:money}, balance after it {balance:money}", sum=receipt.amount,
              balance=receipt.balance),
    ]  # fmt: skip
