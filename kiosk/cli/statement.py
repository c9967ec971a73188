"""`kiosk statement`: the movements of a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click
import msgspec

from kiosk.balance.views import STATEMENT, Statement
from kiosk.cli.options import read_as
from kiosk.cli.place import Place, authority, opened
from kiosk.cli.speech import words
from kiosk.contracts.views import FIND
from kiosk.core import settings
from kiosk.core.money import plain
from kiosk.core.text import parse_month


@click.command(help=words("The movements of a contract in a month, with the balance before and after."))
@click.argument("contract")
@click.option(
    "--month", required=True, callback=read_as(parse_month), metavar="YYYY-MM", help=words("Which month.")
)
@click.option("--json", "as_json", is_flag=True, help=words("One JSON document instead of words."))
def statement(contract: str, month: date, as_json: bool) -> None:
    with opened(settings.load()) as place:
        found = place.store.run(authority(), FIND, contract)
        stated = place.store.run(authority(), STATEMENT, found.contract, month)
        click.echo(_json(place, stated) if as_json else "\n".join(_said(place, stated)))


def _json(place: Place, stated: Statement) -> str:
    """As docs/formats.md has it."""
    currency, total = place.operator.currency, stated.total
    document = {
        "contract": stated.contract,
        "currency": currency,
        "from": total.first,
        "to": total.last,
        "opening": plain(total.opening, currency),
        "closing": plain(total.closing, currency),
        "charged": plain(total.charged, currency),
        "paid": plain(total.paid, currency),
        "lines": [
            {
                "date": line.dated,
                "kind": line.kind,
                "description": place.words(line.reason),
                "amount": plain(line.amount, currency),
            }
            for line in stated.lines
        ],
    }
    return msgspec.json.encode(document).decode()


def _said(place: Place, stated: Statement) -> Iterator[str]:
    """Day, amount and reason in columns, between the balances of the first and the last day (ISP-22)."""
    words, total = place.words, stated.total
    rows = [
        (words.day(line.dated, "dd.MM.yyyy"), words.money(line.amount, signed=True), words(line.reason))
        for line in stated.lines
    ]
    opening = ("", words.money(total.opening), words("balance before"))
    closing = ("", words.money(total.closing), words("balance after"))
    rows = [opening, *rows, closing]
    wide = max(len(amount) for _, amount, _ in rows)
    yield words("Contract {contract}, {month:month}", contract=stated.contract, month=total.first)
    for day, amount, what in rows:
        yield f"{day:10}  {amount:>{wide}}  {what}"
    yield words("Charged in all {charged:money}, paid in all {paid:money}.",
                charged=total.charged, paid=total.paid)  # fmt: skip
