"""Quantities that meters count: whole thousandths of a unit; Decimal only at the edges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NewType

from kiosk.core.text import clean
from kiosk.core.work import Refusal

Quantity = NewType("Quantity", int)

# EIR-55: readings have up to three digits after the point.
QUANTITY_DIGITS = 3
MOST_DIGITS = 9
_FORM = re.compile(r"(?P<whole>-?[0-9]+)(?:[.,](?P<part>[0-9]*))?", re.ASCII)


def parse(text: str) -> Quantity:
    """Thousandths of a quantity such as "127", "127.5" or "127,500".

    Refuses: quantity.form, quantity.digits (after the point), quantity.long (before it).
    """
    text = text.strip().replace(" ", "").replace("\u00a0", "")
    found = _FORM.fullmatch(text)
    if not found:
        raise Refusal(
            "quantity.form", "“{text}” is not a reading. Type digits, like 127.5.", text=clean(text, 40)
        )
    part = (found["part"] or "").rstrip("0")
    if len(part) > QUANTITY_DIGITS:
        raise Refusal(
            "quantity.digits",
            "“{text}” has too many digits after the point: {digits} are possible.",
            text=clean(text, 40), digits=QUANTITY_DIGITS,
        )  # fmt: skip
    if len(found["whole"].lstrip("-0")) > MOST_DIGITS:
        raise Refusal(
            "quantity.long",
            "This number is too long: at most {digits} digits before the point. Look at the meter again.",
            digits=MOST_DIGITS,
        )
    return Quantity(int(found["whole"] + part.ljust(QUANTITY_DIGITS, "0")))


def places(quantities: Iterable[Quantity]) -> int:
    """Digits after the point that all of them need when they stand in a column."""
    return max((len(plain(one).partition(".")[2]) for one in quantities), default=0)


def plain(quantity: Quantity) -> str:
    """The quantity as files and JSON write it, without noughts that say nothing: "127.5"."""
    text = f"{Decimal(quantity).scaleb(-QUANTITY_DIGITS):f}"
    return text.rstrip("0").rstrip(".")
