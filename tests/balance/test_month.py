"""A month and a year of a contract: ISP-22, ISP-23, ISP-24, VEL-48, VEL-69, ISP-06."""

from __future__ import annotations

from datetime import date
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.balance.cases import month, show, statement, year
from kiosk.balance.rules import BalanceRules
from kiosk.balance.views import MONTH, STATEMENT, YEAR, DayTotal, MonthTotal, Movement, Part
from kiosk.charging.demo import enter_past
from kiosk.charging.views import CHARGE
from kiosk.core.bulk import HISTORY
from kiosk.core.ledger import Reason
from kiosk.core.locale import Words
from kiosk.core.money import Money
from kiosk.core.months import later
from kiosk.core.pages import PAGE
from kiosk.core.store import Store
from kiosk.core.work import ContractId, Denied, Refusal
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import NewTariff
from tests.entries import moved
from tests.people import customer, enter, job, owner
from tests.profiles import tune
from tests.sight import seen

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
TODAY = date(2026, 11, 22)
KINDS = ("charge", "fee", "payment", "promise", "refund", "correction", "reversal")


def movements_of(store: Store, contract: ContractId, first: date) -> list[Movement]:
    """All pages of a month."""
    found, before = [], ""
    while before is not None:
        page = seen(store, month, contract, first, before)
        found += page.movements
        before = page.older
    return found


def test_a_month_opens_and_closes_with_its_balances(store: Store):
    """ISP-22: before and after; ISP-24: how much was charged in all."""
    contract = customer(store, balance=5000)
    moved(store, contract, (date(2026, 10, 31), -100, "fee"), (NOVEMBER, -83, "fee"))
    moved(store, contract, (date(2026, 11, 2), 2500, "payment"), (date(2026, 11, 30), -700, "charge"))
    assert seen(store, month, contract, date(2026, 11, 17), "").total == MonthTotal(
        NOVEMBER, date(2026, 11, 30), Money(4900), Money(6617), Money(783), Money(2500)
    )
    assert seen(store, month, contract, OCTOBER, "").total == MonthTotal(
        OCTOBER, date(2026, 10, 31), Money(5000), Money(4900), Money(100), Money(0)
    )


def test_a_calendar_has_what_came_and_went_each_day(store: Store):
    """ISP-23: the charge in the cell of its day."""
    contract = customer(store)
    moved(store, contract, (date(2026, 11, 2), -161, "fee"), (date(2026, 11, 2), -39, "charge"))
    moved(store, contract, (date(2026, 11, 2), 1000, "payment"), (NOVEMBER, 5, "correction"))
    moved(store, contract, (OCTOBER, -1, "fee"))
    assert seen(store, month, contract, NOVEMBER, "").days == (
        DayTotal(NOVEMBER, Money(0), Money(5)),
        DayTotal(date(2026, 11, 2), Money(200), Money(1000)),
    )


def test_every_kind_is_a_movement_and_only_payments_are_paid(store: Store):
    """VEL-48, EIR-37: reversals, refunds and corrections are seen, and are neither charges nor payments."""
    contract = customer(store, balance=900)
    lower = ("charge", "fee", "reversal")
    moved(store, contract, *((TODAY, -10 if kind in lower else 10, kind) for kind in KINDS))
    found = seen(store, month, contract, TODAY, "")
    assert sorted(movement.kind for movement in found.movements) == sorted(KINDS)
    assert (found.total.charged, found.total.paid) == (20, 10)
    assert sorted(line.kind for line in seen(store, statement, contract, TODAY).lines) == sorted(KINDS)


def test_history_is_reckoned_back_from_the_balance_brought_along(store: Store):
    """What was before the first day with us is seen, too; the balance brought along is no movement."""
    contract = customer(store, balance=3710, balance_on=date(2026, 10, 31))
    moved(store, contract, (date(2026, 10, 20), 4500, "payment"), (OCTOBER, -90, "fee"), house=HISTORY)
    moved(store, contract, (NOVEMBER, -10, "fee"))
    october = seen(store, month, contract, OCTOBER, "")
    assert (october.total.opening, october.total.closing) == (-700, 3710)
    assert [movement.amount for movement in october.movements] == [4500, -90]
    assert seen(store, month, contract, NOVEMBER, "").total.closing == 3700
    assert seen(store, month, contract, date(2026, 9, 1), "").total.opening == -700


def test_a_year_has_the_current_month_and_twelve_before_it(store: Store):
    """VEL-69: more than the six months asked for; each opens with what the one before closed with."""
    contract = customer(store, balance=100)
    for at in range(14):
        moved(store, contract, (later(TODAY, -at), -(at + 1), "fee"))
    months = seen(store, year, contract).months
    assert [total.first for total in months] == [later(NOVEMBER, -at) for at in range(13)]
    assert months[0].closing == seen(store, show, contract).amount
    assert [total.charged for total in months] == [at + 1 for at in range(13)]
    assert all(newer.opening == older.closing for newer, older in pairwise(months))
    assert list(months) == [seen(store, month, contract, total.first, "").total for total in months]


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (date(2026, 12, 1), "The month December 2026 is still to come. The current one is November 2026."),
        (
            date(2020, 10, 31),
            "The month October 2020 is too long ago. The oldest one to be had here is November 2020.",
        ),
    ],
)
def test_months_out_of_reach_are_refused(store: Store, first: date, said: str):
    contract = customer(store)
    for case, args in ((month, (contract, first, "")), (statement, (contract, first))):
        with pytest.raises(Refusal, match=r"balance\.month") as refusal:
            seen(store, case, *args)
        assert Words(store.operator, "en")(refusal.value) == said


def test_how_far_back_is_a_setting(store: Store):
    """VEL-69: six months and the current one."""
    contract = customer(store)
    tune(store, BalanceRules, months_back=6)
    assert seen(store, month, contract, date(2026, 5, 1), "").total.first == date(2026, 5, 1)
    with pytest.raises(Refusal, match=r"balance\.month"):
        seen(store, month, contract, date(2026, 4, 30), "")


def test_pages_of_a_month_stay_in_it(store: Store):
    contract = customer(store)
    moved(store, contract, *((date(2026, 10, day), -day, "fee") for day in range(1, 32)))
    moved(store, contract, (date(2026, 9, 30), -1, "fee"), (NOVEMBER, -1, "fee"))
    assert len(seen(store, month, contract, OCTOBER, "").movements) == PAGE
    found = movements_of(store, contract, OCTOBER)
    assert [movement.dated.day for movement in found] == list(range(31, 0, -1))


def test_a_statement_has_the_whole_month_oldest_first(store: Store):
    """ISP-22."""
    contract = customer(store, "А-1001", balance=100)
    moved(store, contract, *((date(2026, 10, day), -day, "fee") for day in range(1, 32)))
    found = seen(store, statement, contract, date(2026, 10, 9))
    assert (found.contract, found.total) == ("А1001", seen(store, month, contract, OCTOBER, "").total)
    assert [(line.dated.day, line.amount) for line in found.lines] == [(day, -day) for day in range(1, 32)]


def test_a_fee_tells_its_days_and_price(store: Store):
    """ISP-25: the days of a month sum exactly to the fee; each says which part of it it is."""
    names = {"en": "Home 20", "ru": "Домашний 20"}
    store.run(job(), define, NewTariff("home20", names, Money(2500), date(2026, 1, 1)))
    contract = customer(store, tariff="home20", balance=100)
    store.run(job(), enter_past, contract, OCTOBER, date(2026, 10, 31))
    assert seen(store, month, contract, OCTOBER, "").total.charged == 2500
    last, *_ = found = movements_of(store, contract, OCTOBER)
    assert last.parts == (
        Part(date(2026, 10, 31), date(2026, 10, 31), 1, Money(2500), Money(-last.amount), names),
    )
    assert (last.rule, last.who, last.terminal) == ("tariffs.fee", "automatic", "1")
    assert Words(store.operator, "ru")(last.reason).count("Домашний 20") == 1
    assert sum(part.amount for movement in found for part in movement.parts) == 2500


def test_a_fee_of_several_spans_tells_each(store: Store):
    """Catching up over a change of price: one entry, and every span in it with its days and its price."""
    names = {"en": "Home 30"}
    for fee, since in ((3100, date(2026, 1, 1)), (6000, NOVEMBER)):
        store.run(job(), define, NewTariff("home30", names, Money(fee), since))
    contract = customer(store, tariff="home30", balance=10000, charged_through=date(2026, 10, 29))
    store.run(job(), CHARGE, date(2026, 11, 3))
    [movement] = seen(store, month, contract, NOVEMBER, "").movements
    assert movement.parts == (
        Part(date(2026, 10, 30), date(2026, 10, 31), 2, Money(3100), Money(200), names),
        Part(NOVEMBER, date(2026, 11, 3), 3, Money(6000), Money(600), names),
    )
    assert (movement.kind, movement.amount, movement.dated) == ("fee", -800, date(2026, 11, 3))
    assert "Home 30" in Words(store.operator, "en")(movement.reason)


def test_a_fee_that_was_reckoned_elsewhere_has_no_parts(store: Store):
    """As the first version entered fees: the ledger keeps their reasons for good."""
    params = {"tariff": "Home 20", "since": "2026-10-01", "until": "2026-10-31"}
    message = "Fee for “{tariff}”, {since:date}–{until:date}"
    contract = customer(store)
    reason = Reason("tariffs.fee", message, params, Money(2500), 31, "given", "home20")
    moved(store, contract, (TODAY, -2500, "fee"), reason=reason)
    [movement] = seen(store, month, contract, TODAY, "").movements
    assert movement.parts == ()
    assert Words(store.operator, "ru")(movement.reason) == "Абонплата «Home 20», 01.10.2026–31.10.2026"


def test_what_is_no_fee_has_no_parts(store: Store):
    contract = customer(store)
    moved(store, contract, (TODAY, 100, "payment"))
    [movement] = seen(store, month, contract, TODAY, "").movements
    assert (movement.rule, movement.parts) == ("tests.move", ())


def test_customers_see_their_own_months_only(store: Store):
    mine, other = customer(store, "1001"), customer(store, "1002")
    by = owner(enter(store, "1001"))
    assert store.run(by, MONTH, mine, TODAY, "").movements == ()
    assert store.run(by, STATEMENT, mine, TODAY).lines == ()
    assert len(store.run(by, YEAR, mine).months) == 13
    for case, args in ((MONTH, (other, TODAY, "")), (YEAR, (other,)), (STATEMENT, (other, TODAY))):
        with pytest.raises(Denied):
            store.run(by, case, *args)


NUMBERS = count()
MOVES = st.lists(
    st.tuples(
        st.dates(date(2025, 9, 1), TODAY),
        st.integers(-(10**12), 10**12).filter(bool),
        st.sampled_from(KINDS),
    ),
    max_size=15,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(brought=st.integers(-(10**9), 10**9), now=MOVES, before=MOVES)
def test_months_chain_and_statements_add_up(store: Store, brought: int, now: list, before: list):
    """ISP-22: opening and all lines make the closing, which opens the next month; the last is the balance."""
    contract = customer(store, password=None, balance=brought, number=f"L{next(NUMBERS)}")
    moved(store, contract, *now)
    moved(store, contract, *before, house=HISTORY)
    months = seen(store, year, contract).months
    closing = seen(store, show, contract).amount
    assert closing == brought + sum(amount for _, amount, _ in now)
    for total in months:
        stated = seen(store, statement, contract, total.last)
        assert stated.total == total
        assert total.closing == closing
        assert total.opening + sum(line.amount for line in stated.lines) == closing
        lines = [(line.dated, line.kind, line.amount) for line in stated.lines]
        found = reversed(movements_of(store, contract, total.first))
        assert lines == [(movement.dated, movement.kind, movement.amount) for movement in found]
        closing = total.opening
