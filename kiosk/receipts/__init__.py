"""Receipts: numbers, check codes, QR payloads."""

from kiosk.core.locale import mark
from kiosk.core.module import Module
from kiosk.receipts.rules import ReceiptRules

MODULE = Module(
    name="receipts",
    title=mark("My receipts"),
    settings=ReceiptRules,
    tile="kiosk.receipts.cases:tile",
    records=True,
    checks="kiosk.receipts.cases:faults",
    doubts="kiosk.receipts.doubts:doubts",
    commands={"receipt": "kiosk.cli.receipts:receipt"},
    rank=35,
)
