"""Contracts and customers: their states, and the one form in which numbers and addresses are kept."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum

from kiosk.core.locale import mark

# The first day of what began on a day that nobody knows.
ALWAYS = date(1970, 1, 1)


class CustomerKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"


class ContractStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class HoldKind(StrEnum):
    """What suspends a contract: an unpaid day (decision 10), or the operator."""

    DEBT = "debt"
    COMPANY = "company"


class Settlement(StrEnum):
    """When the customer pays: before the service or after it (VEL-42)."""

    PREPAID = "prepaid"
    POSTPAID = "postpaid"


STATUS_WORDS = {
    ContractStatus.ACTIVE: mark("active"),
    ContractStatus.SUSPENDED: mark("suspended"),
    ContractStatus.CLOSED: mark("closed"),
}

HOLD_WORDS = {
    HoldKind.DEBT: mark("the balance does not cover the fee of a day"),
    HoldKind.COMPANY: mark("suspended by the company"),
}

_NUMBER = re.compile(r"[0-9A-Za-zА-Яа-яЁёІіЎўҐґЄєЇї]{1,20}")
_PHONE = re.compile(r"\+[0-9]{7,15}", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]{1,190}\.[A-Za-z]{2,24}")


def contract_number(text: str) -> str | None:
    """A contract number as it is kept: no blanks and dashes, capitals. None: it is not one."""
    text = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    return text if _NUMBER.fullmatch(text) else None


def phone_number(text: str) -> str | None:
    """A phone number with its country, "+375291234567". None: it is not one."""
    text = re.sub(r"[\s()\-]", "", text)
    return text if _PHONE.fullmatch(text) else None


def email_address(text: str) -> str | None:
    """An e-mail address in small letters. None: it is not one."""
    text = unicodedata.normalize("NFKC", text).strip()
    return text.lower() if _EMAIL.fullmatch(text) else None
