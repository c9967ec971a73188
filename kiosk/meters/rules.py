"""Meters: what a profile asks for readings, and the arithmetic of them. No database here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from kiosk.core import quantity
from kiosk.core.locale import as_texts, mark
from kiosk.core.operator import Facts
from kiosk.core.quantity import QUANTITY_DIGITS, Quantity
from kiosk.core.work import Refusal

Months = Annotated[int, msgspec.Meta(ge=0, le=600)]
Units = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?$", examples=["1000", "0.5"])]


class MeterRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`meters.toml`.

    limit               units that may lie between a reading and the one before it (EIR-52)
    limits              service -> a limit of its own; the service as files name it, in any language
    all_meters_required a meter that is left empty is refused (EIR-53); else it is not submitted (decision 7)
    overdue             a meter whose verification is overdue: "warn" (its reading is taken) or "refuse"
    unusual_times       usage over so many times the own average asks once more; 0: never asks
    periods_months      the periods of the history, the first is shown first; 0: all (EIR-36)
    chart_months        months that the chart of usage shows
    """

    limit: Units = "1000"
    limits: dict[str, Units] = {}
    all_meters_required: bool = False
    overdue: Literal["warn", "refuse"] = "warn"
    unusual_times: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 3
    periods_months: Annotated[list[Months], msgspec.Meta(min_length=1)] = msgspec.field(
        default_factory=lambda: [6, 12, 18, 24, 0]
    )
    chart_months: Annotated[int, msgspec.Meta(ge=2, le=24)] = 12

    def wrong(self, facts: Facts) -> Iterator[tuple[str, str]]:
        """Limits of nothing: no reading could be submitted."""
        for key, limit in (("limit", self.limit), *((f"limits.{k}", v) for k, v in self.limits.items())):
            if quantity.parse(limit) == 0:
                yield key, "a limit of 0 lets nobody submit a reading"

    def limit_of(self, service: str) -> Quantity:
        """The limit of a service, named as records keep it: plain text, or JSON of language -> text."""
        names = as_texts(service).values()
        return quantity.parse(next((self.limits[name] for name in names if name in self.limits), self.limit))


class Origin(StrEnum):
    """Who sent a reading."""

    CUSTOMER = "customer"
    STAFF = "staff"
    IMPORT = "import"


class Why(StrEnum):
    """Why staff take a reading that the rules refuse (decision 7, EIR-52).

    REPLACED     the meter counts from another value on: nothing was used before it
    ROLLED_OVER  all digits of the dial went round: it counts on from zero
    CHECKED      staff have seen the meter: the value is right, however small or large
    """

    REPLACED = "replaced"
    ROLLED_OVER = "rolled_over"
    CHECKED = "checked"


ORIGIN_WORDS = {
    Origin.CUSTOMER: mark("by the customer"),
    Origin.STAFF: mark("by staff"),
    Origin.IMPORT: mark("from a file"),
}
WHY_WORDS = {
    Why.REPLACED: mark("meter replaced"),
    Why.ROLLED_OVER: mark("dial went round"),
    Why.CHECKED: mark("checked by staff"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a meter showed on a day, and why staff took it when the rules would have refused it."""

    day: date
    value: Quantity
    why: Why | None = None


def previous(accounted: Mark | None, sent: Mark | None) -> Mark | None:
    """What a new reading is compared with (decision 7): the later of the last accounted reading and the
    last reading of an earlier day; of one and the same day, what was accounted."""
    if accounted is None or sent is None:
        return accounted or sent
    return sent if sent.day > accounted.day else accounted


def used(before: Mark, after: Mark, digits: int | None) -> Quantity:
    """What was used between two readings that follow each other; never below zero.

    digits  of the dial before the point; None: not known
    """
    if after.why is Why.REPLACED:
        return Quantity(0)
    more = after.value - before.value
    if after.why is Why.ROLLED_OVER and digits is not None and more < 0:
        more += 10 ** (digits + QUANTITY_DIGITS)
    return Quantity(max(0, more))


def typed(text: str) -> Quantity:
    """What a customer typed as a reading. Refuses: meters.negative (EIR-50), quantity.*."""
    if text.strip().startswith("-"):
        raise Refusal("meters.negative", "A reading is not below zero. Type the digits of the meter.")
    return quantity.parse(text)
