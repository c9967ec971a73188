"""Express cards: check, redeem; batches for staff."""

from kiosk.cards.rules import CardRules
from kiosk.core.locale import mark
from kiosk.core.module import Module

MODULE = Module(
    name="cards",
    title=mark("Pay by express card"),
    settings=CardRules,
    tile="kiosk.cards.cases:tile",
    records=True,
    imports={"cards": "kiosk.cards.files:CARDS"},
    checks="kiosk.cards.cases:faults",
    needs=("payments", "receipts"),
    demo="kiosk.cards.demo:load",
    commands={"cards": "kiosk.cli.cards:cards"},
    rank=40,
)
