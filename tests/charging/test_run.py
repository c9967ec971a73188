"""`charging.run` on both databases: days, missed days, suspension and return, advance; runs that are cut."""

from __future__ import annotations

from datetime import date
from threading import Thread
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from kiosk.charging.cases import run
from kiosk.charging.rules import ChargingRules
from kiosk.charging.views import CHARGE as RUN
from kiosk.charging.views import Charged
from kiosk.contracts.holds import hold, release, spans
from kiosk.contracts.records import Contract
from kiosk.contracts.rules import ContractStatus, HoldKind, Settlement
from kiosk.core.money import Money
from kiosk.core.single import CHARGE, single
from kiosk.core.work import Refusal
from kiosk.payments.cases import accept
from kiosk.payments.views import Method, NewPayment
from kiosk.tariffs.catalogue import assign
from tests.charging.conftest import Month
from tests.entries import moved
from tests.people import job
from tests.profiles import tune
from tests.sight import acting

ACTIVE, SUSPENDED, CLOSED = ContractStatus
pytestmark = pytest.mark.usefixtures("sound")


def on(number: int) -> date:
    return date(2026, 11, number)


def test_each_day_its_share_in_one_entry(month: Month):
    """ISP-25; the entry is dated the day and says rule, rate, days, formula and tariff."""
    contract = month.contract("1001", 500)
    assert month.charge(1) == Charged(on(1), 1, 1, 0, Money(100))
    assert month.charge(2) == Charged(on(2), 1, 1, 0, Money(100))
    assert month.balance(contract) == 300
    (_, fee) = month.fees(contract)
    assert fee["dated"] == on(2)
    assert [fee[name] for name in ("amount", "rule", "rate", "days", "formula", "tariff", "message")] == [
        -100, "tariffs.fee", 3000, 1, "shares", "home", "Fee of the day, “{name:texts}”",
    ]  # fmt: skip
    assert msgspec.json.decode(fee["params"]) == {
        "name": '{"en":"Home"}', "since": "2026-11-02", "until": "2026-11-02",
    }  # fmt: skip


def test_a_month_sums_to_the_fee(month: Month):
    """ISP-25, on the ledger: 20.01 in thirty days that are not alike."""
    month.tariff("odd", 2001)
    contract = month.contract("1001", 5000, "odd")
    amounts = [month.charge(number).amount for number in range(1, 31)]
    assert set(amounts) == {66, 67}
    assert month.balance(contract) == 5000 - 2001


def test_missed_days_are_charged_in_one_entry_dated_the_run(month: Month):
    """ISP-26: the days without a run have no charge, the next run makes up for them."""
    contract = month.contract("1001", 5000)
    month.charge(1)
    assert month.charge(9).amount == 800
    _, fee = month.fees(contract)
    assert (fee["dated"], fee["days"], fee["amount"], fee["formula"]) == (on(9), 8, -800, "shares")
    assert fee["message"] == "Fee for “{name:texts}”, {since:date}–{until:date}"
    assert [(part.since, part.until) for part in month.parts(contract)] == [(on(1), on(1)), (on(2), on(9))]


def test_missed_days_with_two_prices_are_told_one_by_one(month: Month):
    """A tariff change in mid-month charges each day by the tariff in force on it."""
    month.tariff("big", 6000)
    contract = month.contract("1001", 5000)
    month.charge(1)
    with acting(month.store) as work:
        assign(work, contract, "big", on(4))
    month.charge(5)
    fee = month.fees(contract)[-1]
    assert (fee["amount"], fee["rate"], fee["days"], fee["tariff"]) == (-600, 6000, 4, "big")
    home, big = msgspec.json.decode(fee["formula"])
    assert home == {
        "since": "2026-11-02", "until": "2026-11-03", "days": 2, "rate": 3000, "amount": 200,
        "name": {"en": "Home"},
    }  # fmt: skip
    assert (big["since"], big["until"], big["amount"]) == ("2026-11-04", "2026-11-05", 400)


def test_charging_starts_with_the_first_run_or_after_what_is_charged_already(month: Month):
    new = month.contract("1001", 5000)
    known = month.contract("1002", 5000, charged_through=on(3))
    month.charge(5)
    assert (month.balance(new), month.balance(known)) == (4900, 4800)


def test_a_day_that_is_not_covered_suspends_and_a_payment_brings_back_at_once(month: Month):
    """Decision 10: suspended days are never owed, the next run charges from the day of the return."""
    contract = month.contract("1001", 250)
    month.charge(1)
    assert month.charge(4) == Charged(on(4), 1, 1, 1, Money(100))
    assert (month.balance(contract), month.status(contract)) == (50, SUSPENDED)
    assert month.charge(5) == Charged(on(5), 1)
    month.today(7)
    month.pay(contract, 49)
    assert month.status(contract) is SUSPENDED
    month.pay(contract, 1)
    assert month.status(contract) is ACTIVE
    assert month.charge(8) == Charged(on(8), 1, 1, 1, Money(100))
    assert [part.since for part in month.parts(contract)] == [on(1), on(2), on(7)]


def test_back_on_the_very_day(month: Month):
    contract = month.contract("1001", 0)
    month.charge(1)
    month.pay(contract, 100)
    assert month.status(contract) is ACTIVE
    assert month.charge(2) == Charged(on(2), 1, 1, 1, Money(100))
    assert [part.since for part in month.parts(contract)] == [on(1)]


def test_only_money_that_comes_brings_back(month: Month):
    """Decision 10: no cheaper day and no cheaper tariff; days charged one by one end as missed ones do."""
    month.tariff("small", 1000)
    daily, missed = month.contract("1001", 66, "small"), month.contract("1002", 66, "small")
    for day in (1, 2, 3):
        month.charge(day)
    assert (month.status(daily), month.balance(daily)) == (SUSPENDED, 33)
    assert (month.status(missed), month.balance(missed)) == (SUSPENDED, 33)
    month.pay(daily, 1)
    assert month.status(daily) is ACTIVE
    assert month.charge(4).charged == 1


@pytest.mark.parametrize(("runs", "since"), [([], 8), ([10], 11), ([8], 8)])
def test_a_payment_serves_from_its_day(month: Month, runs: list[int], since: int):
    """Decision 10: entered later, it brings back from its own day on, but no day that a run left suspended
    after it."""
    contract = month.contract("1001", 50)
    for day in (5, *runs):
        month.charge(day)
    month.today(12)
    paid = NewPayment(Money(5000), Method.CASH, "K-1", on(8))
    month.store.run(job(), accept, contract, paid)
    month.charge(12)
    assert [part.since for part in month.parts(contract)] == [on(since)]


def test_a_run_for_a_day_before_the_suspension_began(month: Month):
    """Decision 10: who came suspended today stays so; the others are charged all the same."""
    month.today(10)
    free = month.contract("1", 0, tariff="", status=SUSPENDED)
    other = month.contract("2", 500)
    month.store.run(job(), run, on(9))
    assert (month.status(free), month.balance(other)) == (SUSPENDED, 400)


def test_paid_after_use_goes_below_zero_and_is_never_suspended(month: Month):
    contract = month.contract("1001", 0, payment=Settlement.POSTPAID)
    assert month.charge(3) == Charged(on(3), 1, 1, 0, Money(100))
    assert (month.balance(contract), month.status(contract)) == (-100, ACTIVE)


def test_a_share_of_zero_writes_nothing_and_counts_as_charged(month: Month):
    """ISP-25: of a fee of 0.01 the fifteenth day of a month of thirty costs it all."""
    month.tariff("penny", 1)
    contract = month.contract("1001", 5, "penny")
    month.contract("1002", 0, "")
    assert month.charge(14) == Charged(on(14), 2)
    assert month.fees() == []
    assert month.charge(15) == Charged(on(15), 2, 1, 0, Money(1))
    assert [part.days for part in month.parts(contract)] == [1]


def test_who_is_closed_is_never_charged(month: Month):
    contract = month.contract("1001", 500)
    with month.store.write() as session:
        session.execute(update(Contract).where(Contract.id == contract).values(status=CLOSED))
    assert month.charge(1) == Charged(on(1))
    assert month.balance(contract) == 500


def test_days_suspended_by_the_company_are_never_owed(month: Month):
    """Also not when no run came in between, and not when the customer pays meanwhile."""
    contract = month.contract("1001", 1000)
    month.charge(1)
    with month.store.write() as session:
        hold(session, [(contract, on(2))], HoldKind.COMPANY)
    assert month.charge(3).amount == 0
    month.pay(contract, 100)
    assert month.status(contract) is SUSPENDED
    with month.store.write() as session:
        release(session, contract, HoldKind.COMPANY, on(6))
    assert month.charge(7).amount == 200
    assert [(part.since, part.until) for part in month.parts(contract)] == [(on(1), on(1)), (on(6), on(7))]


def test_held_by_the_company_and_by_debt(month: Month):
    """Paying ends the debt alone; nothing is charged until the company lets go."""
    contract = month.contract("1001", 50)
    month.charge(1)
    with month.store.write() as session:
        hold(session, [(contract, on(2))], HoldKind.COMPANY)
    moved(month.store, contract, (on(2), 500, "correction"))
    assert month.charge(2) == Charged(on(2), 1)
    month.pay(contract, 100)
    assert month.status(contract) is SUSPENDED
    with month.store.read() as session:
        assert [s.kind for s in spans(session, [contract], on(2))[contract] if not s.until] == [
            HoldKind.COMPANY
        ]
    assert month.charge(3) == Charged(on(3), 1)


def test_a_whole_month_in_advance(month: Month):
    """ILEX-19, decision 11: on the 1st; who cannot pay it is suspended and pays the rest when back."""
    tune(month.store, ChargingRules, manner="advance")
    rich, poor = month.contract("1001", 9000), month.contract("1002", 50)
    assert month.charge(1) == Charged(on(1), 2, 1, 1, Money(3000))
    assert month.charge(2) == Charged(on(2), 2)
    (fee,) = month.fees(rich)
    assert (fee["days"], fee["rate"], fee["formula"], fee["dated"]) == (30, 3000, "shares", on(1))
    month.today(11)
    month.pay(poor, 1949)
    assert month.status(poor) is SUSPENDED
    month.pay(poor, 1)
    assert month.status(poor) is ACTIVE
    assert month.charge(12) == Charged(on(12), 2, 1, 0, Money(2000))
    assert [(part.since, part.until) for part in month.parts(poor)] == [(on(11), on(30))]
    assert month.charge(date(2026, 12, 1)) == Charged(date(2026, 12, 1), 2, 1, 1, Money(3000))


def test_a_day_again_charges_nothing(month: Month):
    contract = month.contract("1001", 500)
    month.charge(1)
    assert month.charge(1) == Charged(on(1), again=True)
    assert month.charge() == Charged(on(1), again=True)
    assert month.balance(contract) == 400


def refused(month: Month, day: date | None) -> Refusal:
    before = month.fees()
    with pytest.raises(Refusal) as refusal:
        month.store.run(job(), RUN, day)
    assert month.fees() == before
    return refusal.value


def test_tomorrow_and_a_day_before_the_last_run_are_refused(month: Month):
    month.contract("1001", 500)
    month.charge(5)
    assert refused(month, on(6)).code == "charging.future"
    no = refused(month, on(4))
    assert (no.code, dict(no.params)) == ("charging.before", {"last": "2026-11-05"})
    month.today(9)
    assert month.store.run(job(), run, on(7)).day == on(7)
    assert month.charge(9).amount == 200


def test_a_clock_set_back_is_refused_in_words_that_say_so(month: Month):
    month.contract("1001", 500)
    month.charge(5)
    month.today(2)
    for day in (None, on(2), on(5)):
        no = refused(month, day)
        assert (no.code, no.params) == ("charging.clock", {"last": "2026-11-05", "today": "2026-11-02"})
        assert "clock" in no.message


def test_two_at_once_cannot_run(month: Month):
    month.contract("1001", 500)
    with single(month.store.database, CHARGE):
        assert refused(month, None).code == "jobs.running"
    month.charge()


def test_two_that_start_together_charge_once(month: Month):
    contracts = [month.contract(str(number), 500) for number in range(5)]
    done: list[Any] = []

    def charge() -> None:
        try:
            done.append(month.store.run(job(), run, None).charged)
        except Refusal as refusal:
            done.append(refusal.code)

    threads = [Thread(target=charge) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 5 in done
    assert set(done) <= {5, 0, "jobs.running"}
    assert {month.balance(contract) for contract in contracts} == {400}
