"""The text boundary: whatever people type or files bring is made harmless before it is kept."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from kiosk.core.work import Refusal

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Control, format, surrogate, private, unassigned, and the line and paragraph separators.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def harmless(text: str) -> bool:
    """Whether nothing in it could act on a terminal; line ends may."""
    return all(c == "\n" or unicodedata.category(c) not in _UNWANTED for c in text)


def clean(text: str, most: int = 200) -> str:
    """NFC, without characters that could act on a terminal, outer blanks off, at most `most` long."""
    kept = "".join(c for c in text[: most * 4] if unicodedata.category(c) not in _UNWANTED or c.isspace())
    return " ".join(unicodedata.normalize("NFC", kept).split())[:most].rstrip()


def require_clean(text: str, most: int = 200) -> str:
    """As `clean`, but refuses what it would change beyond blanks. Refuses: text.signs, text.long."""
    if len(text) > most:
        raise Refusal("text.long", "This text is too long: at most {most} characters.", most=most)
    composed = unicodedata.normalize("NFC", text)
    # Nearly all texts are printable, which is known at once; blanks other than a space are not.
    if not composed.isprintable() and any(unicodedata.category(c) in _UNWANTED for c in composed):
        raise Refusal("text.signs", "This text has hidden control characters. Write it again.")
    return " ".join(composed.split())


def parse_day(text: str) -> date:
    """A calendar day as files and commands write it, "2026-12-31". Refuses: text.day."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # a 30th of February
    raise Refusal("text.day", "“{text}” is not a day. Write it like 2026-12-31.", text=clean(text, 40))


def parse_month(text: str) -> date:
    """The first day of a month as files and commands write it, "2026-12". Refuses: text.month."""
    try:
        return parse_day(f"{text}-01")
    except Refusal:
        raise Refusal(
            "text.month", "“{text}” is not a month. Write it like 2026-12.", text=clean(text, 40)
        ) from None


def mask_name(first: str, last: str, company: str = "") -> str:
    """A name as strangers may read it (VEL-40): "Иван И.", a company's name as it is."""
    if company:
        return company
    initial = f" {last[:1]}." if last else ""
    return f"{first}{initial}".strip()


def mask_contract(number: str) -> str:
    """A contract number as a receipt shows it: the last two signs behind three dots."""
    return "•••" + number[-2:] if len(number) > 3 else "•••" + number[-1:]


def mask_phone(number: str) -> str:
    """A phone number as strangers may read it: its country and the last two digits."""
    return f"{number[:4]}•••{number[-2:]}" if len(number) > 6 else ""


def mask_email(address: str) -> str:
    """An e-mail address as strangers may read it: first sign, dots, domain."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}" if domain else "•••"


def grouped(digits: str, sizes: tuple[int, ...] = (4, 4, 4, 2)) -> str:
    """Digits in groups: "1234 5678 9012 34"."""
    parts, at = [], 0
    for size in sizes:
        if at >= len(digits):
            break
        parts.append(digits[at : at + size])
        at += size
    return " ".join(parts)
