"""A customer with meters, and the form as he fills it in."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kiosk.core.quantity import parse
from kiosk.core.store import Store
from kiosk.core.work import ContractId, MeterId
from kiosk.meters.entering import enter_accounted, enter_meters, enter_readings
from kiosk.meters.rules import Mark
from kiosk.meters.views import DatedReading, NewMeter
from screens.meters.block import VerdictLine
from screens.widgets.field import Field
from tests import people
from tests.screens.served import Counter, Served
from tests.sight import acting

COLD = '{"en": "Cold water", "ru": "Холодная вода"}'
HOT = '{"en": "Hot water", "ru": "Горячая вода"}'
CUBIC = '{"en": "m³", "ru": "м³"}'


def meter(
    store: Store, contract: ContractId, number: str, service: str = COLD, *, unit: str = CUBIC,
    digits: int | None = 5, due: date | None = None,
) -> MeterId:  # fmt: skip
    new = NewMeter(contract, number, service, unit, "", digits, due)
    with acting(store) as work:
        return enter_meters(work, [new])[0]


def accounted(store: Store, meter: MeterId, day: date, value: str) -> None:
    with acting(store) as work:
        enter_accounted(work, [(meter, Mark(day, parse(value)))])


def sent(store: Store, meter: MeterId, day: date, *values: str) -> None:
    """Readings of one day, an hour apart."""
    news = [
        DatedReading(meter, datetime(day.year, day.month, day.day, 6 + at, tzinfo=UTC), parse(value))
        for at, value in enumerate(values)
    ]
    with acting(store) as work:
        assert not enter_readings(work, news)


def two_meters(store: Store, contract: ContractId) -> tuple[MeterId, MeterId]:
    """Cold water at 120, hot at 447 since 31 October; over the year 4 a month were usual."""
    made = []
    for number, service, value in (("1989564", COLD, 120), ("1995533", HOT, 447)):
        made.append(meter(store, contract, number, service))
        accounted(store, made[-1], date(2025, 11, 30), str(value - 48))
        accounted(store, made[-1], date(2026, 10, 31), str(value))
    return made[0], made[1]


def metered(store: Store) -> Counter:
    """A customer whose water meters stood at 120 and 447 in the last bill."""
    two_meters(store, people.customer(store, balance=3710))
    return Counter(store, [])


async def fill(customer: Served, *values: str) -> None:
    """Type into one field after the other, with Enter between them."""
    for at, value in enumerate(values):
        if at:
            await customer.press("enter")
        await customer.type(value)


def verdicts(customer: Served) -> list[str]:
    """What stands beside the fields, from the first meter on; runs of blanks as one blank."""
    return [" ".join(line.render().plain.split()) for line in customer.app.screen.query(VerdictLine)]


def values(customer: Served) -> list[str]:
    return [field.value for field in customer.app.screen.query(Field)]


async def clear(customer: Served) -> None:
    """Rub out what stands in the field that has the focus."""
    field = customer.app.focused
    assert isinstance(field, Field)
    await customer.pilot.press(*["backspace"] * len(field.value))
    await customer.settled()


async def open_form(customer: Served) -> None:
    """The two keys from home."""
    await customer.open("meters")
    await customer.press("1")


async def open_past(customer: Served, digit: str) -> None:
    """What the menu has behind the form."""
    await customer.open("meters")
    await customer.press(digit)
