"""Readings that customers send, and what comes of it: EIR-48 to EIR-55, decision 7."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import event, func, insert, select, update

from kiosk.contracts.records import Contract
from kiosk.core import ledger
from kiosk.core.identity import Access
from kiosk.core.locale import Words
from kiosk.core.quantity import parse
from kiosk.core.store import Store
from kiosk.core.work import Denied, MeterId, Refusal
from kiosk.meters.records import Accounted, ReadingRecord
from kiosk.meters.rules import Mark, MeterRules
from kiosk.meters.views import FORM, HISTORY, SUBMIT, NewReading
from kiosk.receipts.cases import verify
from kiosk.receipts.payload import FULL, payload
from tests import people
from tests.conftest import Clock
from tests.meters.conftest import COLD, HOT, Flat
from tests.profiles import tune

TODAY = date(2026, 11, 22)


def kept(store: Store) -> int:
    """How many readings there are."""
    with store.read() as session:
        return session.execute(select(func.count()).select_from(ReadingRecord)).scalar_one()


# -- readings are taken ------------------------------------------------------------------------------


def test_several_readings_go_at_once(store: Store, flat: Flat) -> None:
    """EIR-54: one receipt, which names them in every language; no money moves."""
    receipt = flat.send({"C-1": "127", "H-1": "449,5"})
    english, russian = (Words(store.operator, language)(receipt.what) for language in ("en", "ru"))
    assert english == "Readings sent. Cold water C-1: 127 m³; Hot water H-1: 449.5 m³"
    assert "Холодная вода C-1: 127 м³; Горячая вода H-1: 449,5 м³" in russian
    assert (receipt.amount, receipt.balance) == (0, 0)
    assert flat.line("C-1").sent == Mark(TODAY, parse("127"))
    assert flat.line("H-1").sent == Mark(TODAY, parse("449.5"))


def test_the_receipt_proves_the_readings(store: Store, flat: Flat) -> None:
    """VEL-68: two meters fit into the QR code at full size, and another value is not genuine."""
    receipt = flat.send({"C-1": "127", "H-1": "449,5"})
    for language in ("en", "ru"):
        text = payload(receipt, Words(store.operator, language), FULL)
        assert text
        assert "C-1: 127 " in text
        assert store.run(people.job(), verify, text).genuine
        assert not store.run(people.job(), verify, text.replace("127", "126")).genuine


def test_a_receipt_of_thirty_meters_stays_short(store: Store, move_in: Callable[..., Flat]) -> None:
    flat = move_in()
    for number in range(30):
        flat.meter(f"C-{number:02}", on_2026_10_31="1")
    receipt = flat.send(dict.fromkeys(flat.meters, "2"))
    said = Words(store.operator, "en")(receipt.what)
    assert said.startswith("Readings sent. Cold water C-00: 2 m³; Cold water C-01: 2 m³; ")
    assert said.endswith("C-05: 2 m³; and 24 meters more")
    assert kept(store) == 30


def test_equal_to_the_one_before_is_allowed(flat: Flat) -> None:
    """Decision 7: nothing was used."""
    flat.send({"C-1": "120.000"})
    assert flat.line("C-1").sent == Mark(TODAY, parse("120"))


def test_zero_follows_zero(move_in: Callable[..., Flat]) -> None:
    """Decision 7, EIR-51: a new meter that nothing went through yet."""
    flat = move_in()
    flat.meter("C-1", on_2026_10_31="0")
    flat.send({"C-1": "0"})
    assert flat.line("C-1").sent == Mark(TODAY, parse("0"))


def test_a_slip_is_corrected_on_the_same_day(store: Store, flat: Flat, clock: Clock) -> None:
    """Decision 7, EIR-55: both stay, the last one is in force, and is compared with the day before."""
    flat.send({"C-1": "130"})
    clock.advance(minutes=5)
    flat.send({"C-1": "121"})
    clock.advance(days=1)
    assert flat.line("C-1").before == Mark(TODAY, parse("121"))
    assert kept(store) == 2


def test_an_empty_meter_is_not_submitted(flat: Flat) -> None:
    """Decision 7: where the profile does not want all of them."""
    flat.send({"C-1": "121"})
    assert flat.line("H-1").sent is None


def test_a_suspended_contract_may_send(store: Store, move_in: Callable[..., Flat]) -> None:
    flat = move_in(status="suspended")
    flat.meter("C-1", on_2026_10_31="1")
    flat.send({"C-1": "2"})
    assert kept(store) == 1


def test_the_same_operation_sends_once(store: Store, flat: Flat) -> None:
    under = people.operation()
    assert flat.send({"C-1": "121"}, under=under) == flat.send({"C-1": "121"}, under=under)
    assert kept(store) == 1


def test_unusual_usage_goes_through_once_it_is_confirmed(flat: Flat) -> None:
    """Over three times the own average asks once more: 9 m³ a month were usual."""
    flat.account("C-1", date(2025, 11, 30), "63")
    refusal = flat.refused({"C-1": "137"})
    assert refusal.code == "meters.unusual"
    assert refusal.params == {"service": COLD, "number": "C-1", "used": parse("17")}
    with pytest.raises(Refusal, match=r"meters\.unusual"):
        flat.send({"C-1": "137"}, sure=("H-1",))
    flat.send({"C-1": "137"}, sure=("C-1",))
    assert flat.line("C-1").sent == Mark(TODAY, parse("137"))


# -- and refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("119.999", "smaller", {"before": parse("120"), "day": "2026-10-31"}),  # EIR-49
        ("0", "zero", {}),  # EIR-51
        ("1120.001", "limit", {"limit": parse("1000"), "before": parse("120")}),  # EIR-52
        ("100000", "dial", {"digits": 5}),
    ],
)
def test_a_rule_says_which_meter_and_why(
    store: Store, flat: Flat, typed: str, code: str, told: dict[str, object]
) -> None:
    """EIR-49, EIR-51, EIR-52: all or none; the good reading beside it does not go either."""
    refusal = flat.refused({"H-1": "448", "C-1": typed})
    assert refusal.code == f"meters.{code}"
    assert refusal.params == {"service": COLD, "number": "C-1", **told}
    assert kept(store) == 0


def test_below_zero_is_refused(store: Store, flat: Flat) -> None:
    """EIR-50, also when it comes from elsewhere than a screen."""
    assert flat.refused({"C-1": "-1"}).code == "meters.negative"


def test_the_limit_itself_may_be_reached(store: Store, flat: Flat) -> None:
    """EIR-52: cannot exceed 1000; a service may have a limit of its own, by its name in any language."""
    tune(store, MeterRules, limits={"Горячая вода": "50"})
    flat.send({"C-1": "1120", "H-1": "497"})
    assert flat.refused({"H-1": "497.001"}).params["limit"] == parse("50")


def test_nothing_at_all_is_refused(flat: Flat) -> None:
    """EIR-53."""
    assert flat.refused({}).code == "meters.empty"


def test_all_meters_may_be_required(store: Store, move_in: Callable[..., Flat]) -> None:
    """EIR-53, decision 7: but not one that no reading is taken of."""
    tune(store, MeterRules, all_meters_required=True, overdue="refuse")
    flat = move_in()
    flat.meter("C-1", on_2026_10_31="120")
    flat.meter("H-1", HOT, on_2026_10_31="447")
    flat.meter("C-2", due=date(2026, 11, 21), on_2026_10_31="1")
    refusal = flat.refused({"C-1": "121"})
    assert refusal.code == "meters.missing"
    assert refusal.params == {"service": HOT, "number": "H-1"}
    flat.send({"C-1": "121", "H-1": "448"})


@pytest.mark.parametrize(("due", "overdue"), [(date(2026, 11, 21), True), (TODAY, False), (None, False)])
def test_an_overdue_verification_warns(move_in: Callable[..., Flat], due: date, overdue: bool) -> None:
    """The reading is taken all the same; the last day of a verification is still a good one."""
    flat = move_in()
    flat.meter("C-1", due=due, on_2026_10_31="120")
    line = flat.line("C-1")
    assert (line.due, line.overdue, line.off) == (due, overdue, None)
    flat.send({"C-1": "121"})


def test_an_overdue_verification_may_refuse(store: Store, move_in: Callable[..., Flat]) -> None:
    tune(store, MeterRules, overdue="refuse")
    flat = move_in()
    flat.meter("C-1", due=date(2026, 11, 21), on_2026_10_31="120")
    off = flat.line("C-1").off
    assert off
    assert "was due on November 21, 2026" in Words(store.operator, "en")(off).replace(
        "21 November", "November 21,"
    )
    refusal = flat.refused({"C-1": "121"})
    assert (refusal.code, refusal.message) == ("meters.overdue", off.message)
    assert refusal.params == {"service": COLD, "number": "C-1", **off.params}


def test_a_closed_contract_takes_none(store: Store, flat: Flat) -> None:
    with store.write() as session:
        session.execute(update(Contract).values(status="closed"))
    assert flat.refused({"C-1": "121"}).code == "meters.closed"


def test_a_clock_set_back_brings_nothing_before_the_last(flat: Flat, clock: Clock) -> None:
    flat.send({"C-1": "121"})
    clock.advance(days=-1)
    refusal = flat.refused({"C-1": "122"})
    assert refusal.code == "meters.earlier"
    assert refusal.params == {"service": COLD, "number": "C-1", "day": "2026-11-22"}


def test_foreign_and_missing_meters_get_one_answer(
    store: Store, flat: Flat, move_in: Callable[..., Flat]
) -> None:
    """And so does one that is named twice."""
    other = move_in("1002", "2").meter("X-1", on_2026_10_31="1")
    cold = flat.meters["C-1"]
    for meters in ((other,), (MeterId(999),), (cold, other), (cold, cold)):
        news = tuple(NewReading(meter, parse("121")) for meter in meters)
        with pytest.raises(Denied):
            store.run(flat.by(), SUBMIT, flat.contract, news, ())
    for meter in (other, MeterId(999)):
        with pytest.raises(Denied):
            store.run(flat.by(), HISTORY, flat.contract, meter, 0, "")
    assert kept(store) == 0


def test_customers_see_and_send_their_own_only(
    store: Store, flat: Flat, move_in: Callable[..., Flat]
) -> None:
    other = move_in("1002", "2")
    meter = other.meter("X-1", on_2026_10_31="1")
    with pytest.raises(Denied):
        store.run(flat.by(), FORM, other.contract)
    with pytest.raises(Denied):
        store.run(flat.by(), SUBMIT, other.contract, (NewReading(meter, parse("2")),), ())


def test_a_right_that_has_ended_opens_nothing(store: Store, flat: Flat, move_in: Callable[..., Flat]) -> None:
    """It stays in the records; neither contract nor meter is the customer's any more."""
    other = move_in("1002", "2")
    meter = other.meter("X-1", on_2026_10_31="1")
    with store.write() as session:
        ours = select(Access.login).where(Access.contract == flat.contract)
        login, now = session.execute(ours).scalar_one(), datetime(2026, 11, 1, tzinfo=UTC)
        session.execute(insert(Access).values(login=login, contract=other.contract, since=now, until=now))
    with pytest.raises(Denied):
        store.run(flat.by(), FORM, other.contract)
    with pytest.raises(Denied):
        store.run(flat.by(), HISTORY, flat.contract, meter, 0, "")


# -- two at once -------------------------------------------------------------------------------------


def test_two_terminals_at_once_wait_for_each_other(store: Store, flat: Flat) -> None:
    """Both are kept, in the order of their receipts, and one is in force."""
    together, receipts = Barrier(2), []

    def send(terminal: str, text: str) -> None:
        entry = people.enter(store, terminal=terminal)
        news = (NewReading(flat.meters["C-1"], parse(text)),)
        together.wait()
        receipts.append(store.run(people.owner(entry, terminal), SUBMIT, flat.contract, news, ()))

    terminals = [
        Thread(target=send, args=(terminal, text)) for terminal, text in (("2", "121"), ("3", "122"))
    ]
    for terminal in terminals:
        terminal.start()
    for terminal in terminals:
        terminal.join()
    readings = store.run(flat.by(), HISTORY, flat.contract, None, 0, "").readings
    assert len(receipts) == len(readings) == 2
    assert [reading.in_force for reading in readings] == [True, False]


@pytest.mark.parametrize(
    "bring",
    [lambda flat: flat.send({"C-1": "121"}), lambda flat: flat.enter("C-1", TODAY, "121")],
    ids=["customer", "file"],
)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_reading_is_judged_by_what_another_one_left(
    store: Store, flat: Flat, bring: Callable[[Flat], object]
) -> None:
    """Whoever waits for the contract sees what was entered meanwhile. (SQLite has one writer anyway.)"""
    told: list[str] = []
    asked = Event()

    def watch(_session: object, _cursor: object, statement: str, *_: object) -> None:
        if any(part in statement for part in ("UPDATE account", "FOR UPDATE", "FROM accounted")):
            asked.set()

    def send() -> None:
        try:
            bring(flat)
        except Refusal as refusal:
            told.append(refusal.code)

    waiting = Thread(target=send)
    with store.write() as session:
        ledger.lock(session, [flat.contract])
        event.listen(store.database.write, "before_cursor_execute", watch)
        waiting.start()
        assert asked.wait(30)
        counted = {"meter": flat.meters["C-1"], "day": TODAY, "value": parse("125")}
        session.execute(insert(Accounted), counted)
    waiting.join()
    assert told == ["meters.smaller"]
