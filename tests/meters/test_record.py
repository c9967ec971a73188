"""What staff may take (decision 7, EIR-49, EIR-52): smaller, zero and above the limit, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from kiosk.core.audit import AuditRow
from kiosk.core.quantity import parse
from kiosk.core.store import Store
from kiosk.core.work import Actor, By, Denied, MeterId, Refusal, StaffId
from kiosk.meters.cases import history, record
from kiosk.meters.records import ReadingRecord
from kiosk.meters.rules import Mark, MeterRules, Origin, Why
from kiosk.meters.views import RECORD, StaffReading
from kiosk.staff.cases import create
from kiosk.staff.rules import Role
from tests import people
from tests.conftest import Clock
from tests.meters.conftest import COLD, Flat
from tests.profiles import tune
from tests.sight import seen

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "why", "used"),
    [
        ("3", Why.REPLACED, "0"),
        ("3", Why.ROLLED_OVER, "99883"),
        ("3", Why.CHECKED, "0"),
        ("0", Why.CHECKED, "0"),
        ("0", Why.ROLLED_OVER, "99880"),
        ("2000", Why.CHECKED, "1880"),
        ("121", Why.CHECKED, "1"),  # a reason that was not needed
        ("121", None, "1"),
    ],
)
def test_a_reason_lets_a_value_pass(store: Store, flat: Flat, text: str, why: Why | None, used: str) -> None:
    flat.record("C-1", text, why, "  seen by the fitter ")
    line = flat.line("C-1")
    assert line.sent == Mark(TODAY, parse(text), why)
    (reading,) = seen(store, history, flat.contract, None, 0, "").readings
    assert (reading.value, reading.used, reading.why) == (parse(text), parse(used), why)
    assert reading.origin is Origin.STAFF
    with store.read() as session:
        assert session.execute(select(ReadingRecord.note)).scalar_one() == "seen by the fitter"


def test_the_next_reading_goes_on_from_there(flat: Flat, clock: Clock) -> None:
    """A new meter counts from its own value on."""
    flat.record("C-1", "3", Why.REPLACED)
    clock.advance(days=1)
    assert flat.refused({"C-1": "2"}).code == "meters.smaller"
    flat.send({"C-1": "4"})


@pytest.mark.parametrize(("text", "code"), [("119", "smaller"), ("0", "zero"), ("1121", "limit")])
def test_without_a_reason_the_rules_hold(flat: Flat, text: str, code: str) -> None:
    with pytest.raises(Refusal, match=rf"meters\.{code}"):
        flat.record("C-1", text)


def test_staff_are_not_asked_whether_they_are_sure(flat: Flat) -> None:
    flat.account("C-1", date(2025, 11, 30), "63")
    flat.record("C-1", "900")


@pytest.mark.parametrize("why", list(Why))
@pytest.mark.parametrize(("text", "code"), [("100000", "dial"), ("-1", "negative")])
def test_no_reason_lets_the_impossible_pass(flat: Flat, why: Why, text: str, code: str) -> None:
    with pytest.raises(Refusal, match=rf"meters\.{code}"):
        flat.record("C-1", text, why)


def test_no_reason_lets_an_overdue_verification_pass(store: Store, move_in: Callable[..., Flat]) -> None:
    tune(store, MeterRules, overdue="refuse")
    flat = move_in()
    flat.meter("C-1", due=date(2026, 11, 21), on_2026_10_31="120")
    with pytest.raises(Refusal, match=r"meters\.overdue"):
        flat.record("C-1", "121", Why.CHECKED)


@pytest.mark.parametrize(("digits", "before", "text"), [(None, "120", "3"), (5, "120", "120"), (5, "", "3")])
def test_a_dial_goes_round_from_a_larger_value_and_with_known_digits(
    move_in: Callable[..., Flat], digits: int | None, before: str, text: str
) -> None:
    flat = move_in()
    flat.meter("C-1", digits=digits, **({"on_2026_10_31": before} if before else {}))
    with pytest.raises(Refusal) as told:
        flat.record("C-1", text, Why.ROLLED_OVER)
    assert told.value.code == "meters.rolled_over"
    assert told.value.params == {"service": COLD, "number": "C-1"}


@pytest.mark.parametrize(("note", "code"), [("x" * 201, "text.long"), ("a\x1b[2J", "text.signs")])
def test_a_note_is_cleaned(store: Store, flat: Flat, note: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        flat.record("C-1", "121", Why.CHECKED, note)


def test_customers_may_not(store: Store, flat: Flat) -> None:
    with pytest.raises(Denied):
        store.run(flat.by(), RECORD, flat.contract, StaffReading(flat.meters["C-1"], parse("1"), Why.CHECKED))


def test_a_meter_of_another_contract_is_not_there(
    store: Store, flat: Flat, move_in: Callable[..., Flat]
) -> None:
    other = move_in("1002", "2").meter("X-1", on_2026_10_31="1")
    for meter in (other, MeterId(999)):
        with pytest.raises(Denied):
            store.run(people.job(), record, flat.contract, StaffReading(meter, parse("121")))


def test_staff_need_a_role_that_may(store: Store, flat: Flat, monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit log says who, not what was noted."""
    new = StaffReading(flat.meters["C-1"], parse("3"), Why.REPLACED, "a note of staff")
    staff = store.run(people.job(), create, "vera", (Role.CONSULTANT,), None, "x").staff
    by = By(Actor.staff(StaffId(staff)), "office", None, people.operation())
    with pytest.raises(Denied):
        store.run(by, RECORD, flat.contract, new)
    monkeypatch.setitem(store.operator.facts.roles, "consultant", ["meters.record"])
    store.run(by, RECORD, flat.contract, new)
    with store.read() as session:
        row = session.execute(select(AuditRow.__table__).where(AuditRow.action == "meters.record")).one()
    assert (row.actor, row.object, row.result) == (f"staff:{staff}", f"ContractId:{flat.contract}", "done")


@pytest.mark.parametrize("statement", ["UPDATE reading SET value = 1", "DELETE FROM reading"])
def test_readings_are_never_changed(store: Store, flat: Flat, statement: str) -> None:
    flat.record("C-1", "121")
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.exec_driver_sql(statement)
    assert flat.line("C-1").sent == Mark(TODAY, parse("121"))
