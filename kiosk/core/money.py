"""Money: whole minor units of the operator's one currency; Decimal only at the edges."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NewType

from kiosk.core.text import clean
from kiosk.core.work import Refusal

Money = NewType("Money", int)

# ISO 4217 currencies that do not have two digits after the point.
_OTHER_DIGITS = {
    "BHD": 3, "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0,
    "KMF": 0, "KRW": 0, "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0,
    "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
_AMOUNT = re.compile(r"(?P<whole>[+-]?[0-9]{1,15})(?:[.,](?P<part>[0-9]+))?", re.ASCII)


def digits(currency: str) -> int:
    """Digits after the point of a currency (ISO 4217)."""
    return _OTHER_DIGITS.get(currency, 2)


def parse(text: str, currency: str) -> Money:
    """Minor units of an amount such as "10.00" or "10,5". Refuses: money.form, money.digits."""
    text = text.strip().replace(" ", "").replace("\u00a0", "")
    found, places = _AMOUNT.fullmatch(text), digits(currency)
    if not found:
        raise Refusal("money.form", "“{text}” is not an amount. Write it like 10.00.", text=clean(text, 40))
    part = (found["part"] or "").rstrip("0")
    if len(part) > places:
        raise Refusal(
            "money.digits",
            "“{text}” has too many digits after the point: {currency} has {digits}.",
            text=text[:40], currency=currency, digits=places,
        )  # fmt: skip
    return Money(int(found["whole"] + part.ljust(places, "0")))


def plain(amount: Money, currency: str) -> str:
    """The amount as files and JSON write it: "37.10"."""
    return str(Decimal(amount).scaleb(-digits(currency)))
