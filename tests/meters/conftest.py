"""A customer with meters, who sends readings; days go by the clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

import pytest

from kiosk.core.quantity import parse
from kiosk.core.store import Store
from kiosk.core.work import By, ContractId, MeterId, OperationId, Refusal
from kiosk.meters.cases import define, enter, record
from kiosk.meters.rules import Mark, Why
from kiosk.meters.views import (
    FORM,
    SUBMIT,
    DatedReading,
    Form,
    MeterLine,
    NewMeter,
    NewReading,
    StaffReading,
)
from kiosk.receipts.views import Receipt
from tests import people

COLD = '{"en":"Cold water","ru":"Холодная вода"}'
HOT = '{"en":"Hot water","ru":"Горячая вода"}'
CUBIC = '{"en":"m³","ru":"м³"}'


@dataclass
class Flat:
    """A contract and its meters by number; its owner is at a terminal."""

    store: Store
    contract: ContractId
    number: str
    terminal: str = "1"
    meters: dict[str, MeterId] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.entry = people.enter(self.store, self.number, terminal=self.terminal)

    def by(self, under: OperationId | None = None) -> By:
        return people.owner(self.entry, self.terminal, under)

    def meter(
        self,
        number: str,
        service: str = COLD,
        unit: str = CUBIC,
        digits: int | None = 5,
        due: date | None = None,
        **accounted: str,
    ) -> MeterId:
        """A meter; what was accounted by days, `on_2026_10_31="120"`."""
        marks = [Mark(date(*map(int, on.split("_")[1:])), parse(text)) for on, text in accounted.items()]
        new = NewMeter(self.contract, number, service, unit, "", digits, due)
        self.meters[number] = self.store.run(people.job(), define, new, tuple(marks)).meter
        return self.meters[number]

    def account(self, number: str, day: date, text: str) -> None:
        """What was counted for a bill later on."""
        line = self.line(number)
        new = NewMeter(self.contract, number, line.service, line.unit, "", line.digits, line.due)
        self.store.run(people.job(), define, new, (Mark(day, parse(text)),))

    def enter(self, number: str, at: datetime | date, text: str) -> None:
        """As a file brings it; a day alone is its start."""
        if not isinstance(at, datetime):
            at = self.store.operator.moment(datetime.combine(at, time.min))
        new = DatedReading(self.meters[number], at.astimezone(UTC), parse(text))
        self.store.run(people.job(), enter, (new,))

    def form(self) -> Form:
        return self.store.run(self.by(), FORM, self.contract)

    def line(self, number: str) -> MeterLine:
        return next(line for line in self.form().meters if line.number == number)

    def send(
        self, values: dict[str, str], sure: tuple[str, ...] = (), under: OperationId | None = None
    ) -> Receipt:
        """What the customer types."""
        news = tuple(NewReading(self.meters[number], parse(text)) for number, text in values.items())
        certain = tuple(self.meters[number] for number in sure)
        return self.store.run(self.by(under), SUBMIT, self.contract, news, certain)

    def refused(self, values: dict[str, str]) -> Refusal:
        """Why it is refused; nothing of it stays."""
        before = self.form()
        with pytest.raises(Refusal) as told:
            self.send(values)
        assert self.form() == before
        return told.value

    def record(self, number: str, text: str, why: Why | None = None, note: str = "") -> Receipt:
        """What staff enter."""
        new = StaffReading(self.meters[number], parse(text), why, note)
        return self.store.run(people.job(), record, self.contract, new)


@pytest.fixture
def move_in(store: Store) -> Callable[..., Flat]:
    """A flat without meters yet."""

    def moved(number: str = "1001", terminal: str = "1", **more: object) -> Flat:
        return Flat(store, people.customer(store, number, **more), number, terminal)

    return moved


@pytest.fixture
def flat(move_in: Callable[..., Flat]) -> Flat:
    """Cold water at 120 on 31 October, hot water at 447; 5 and 3 m³ were usual in a month."""
    flat = move_in()
    flat.meter("C-1", COLD, on_2025_10_31="60", on_2026_10_31="120")
    flat.meter("H-1", HOT, on_2025_10_31="411", on_2026_10_31="447")
    return flat
