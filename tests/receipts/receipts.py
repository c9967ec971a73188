"""Receipts for the tests of this folder, and a reader of QR codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import zxingcpp

from kiosk.core.locale import Sentence, Words
from kiosk.core.money import Money
from kiosk.core.operator import find_profile, load
from kiosk.receipts.views import Receipt

OPERATOR = load(find_profile("demo"))
RU, EN = Words(OPERATOR, "ru"), Words(OPERATOR, "en")

RECEIPT = Receipt(
    number="3-000184",
    at=datetime(2026, 11, 22, 11, 33, tzinfo=UTC),
    terminal="3",
    contract="•••01",
    what=Sentence("Paid by express card {serial}", {"serial": "00417-0000123"}),
    amount=Money(1000),
    balance=Money(4710),
    code="7F3A-91C2",
)


def read(modules: Sequence[Sequence[bool]], scale: int = 4) -> str:
    """What a phone reads from dark and light modules; black on white only, as many phones do."""
    lines = [bytes(0 if dark else 255 for dark in row for _ in range(scale)) for row in modules]
    pixels = b"".join(line for line in lines for _ in range(scale))
    picture = memoryview(pixels).cast("B", shape=(len(lines) * scale, len(lines[0])))
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode, try_invert=False)
    return found[0].text if found else ""
