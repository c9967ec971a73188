"""What is charged to one contract, without a database."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.charging.plan import Away, Part, afford, chunk, cost, fee_of, in_service, plan
from kiosk.charging.rules import ChargingRules, period, share
from kiosk.core.money import Money
from tests.charging.days import broken_shares, day, line, share_of

DAILY = ChargingRules()
ADVANCE = ChargingRules("advance")
FIFTH = ChargingRules("advance", 5)
NOVEMBER = date(2026, 11, 1)
FEES = st.integers(0, 10**9)
MONTHS = st.dates(date(2000, 1, 1), date(2100, 12, 1)).map(lambda on: on.replace(day=1))


def nov(first: int, last: int = 0) -> tuple[date, date]:
    return NOVEMBER.replace(day=first), NOVEMBER.replace(day=last or first)


def charged(*parts: Part) -> list[tuple[date, date, int, int]]:
    return [(part.since, part.until, part.rate, part.amount) for part in parts]


def check_month(fee: int, first: date) -> None:
    """The days of a month sum to the fee, and each of them is ISP-25's share."""
    days = monthrange(first.year, first.month)[1]
    each = [first + timedelta(days=at) for at in range(days)]
    shares = [share(Money(fee), on.day, days) for on in each]
    assert shares == [share_of(fee, on) for on in each]
    assert sum(shares) == fee == fee_of(DAILY, Money(fee), first, each[-1])
    assert all(amount >= 0 for amount in shares)


@given(fee=FEES, first=MONTHS)
def test_the_days_of_a_month_sum_exactly_to_the_fee(fee: int, first: date):
    """ISP-25: any fee, any month."""
    check_month(fee, first)


def test_a_share_that_is_rounded_by_itself_is_caught():
    with broken_shares(), pytest.raises(AssertionError):
        check_month(2000, NOVEMBER)


@given(
    fee=FEES, first=st.dates(date(2026, 1, 1), date(2027, 1, 1)), days=st.integers(1, 100), at=st.integers()
)
def test_a_span_costs_the_sum_of_its_days_wherever_it_is_cut(fee: int, first: date, days: int, at: int):
    last = first + timedelta(days=days - 1)
    middle = first + timedelta(days=at % days)
    whole = fee_of(DAILY, Money(fee), first, last)
    assert whole == sum(share_of(fee, first + timedelta(days=at)) for at in range(days))
    assert whole == fee_of(DAILY, Money(fee), first, middle) + fee_of(
        DAILY, Money(fee), middle + timedelta(days=1), last
    )


@given(fee=FEES, on=st.dates(date(2026, 1, 1), date(2028, 1, 1)), begins=st.integers(1, 28))
def test_a_period_in_advance_costs_its_fee(fee: int, on: date, begins: int):
    """ILEX-19, decision 11: the whole period on its first day, however long its month is."""
    rules = ChargingRules("advance", begins)
    first, last = period(on, begins)
    assert first.day == begins
    assert first <= on <= last
    made = plan(rules, [line((date(2020, 1, 1), fee))], (first, first), None)
    assert (made.total, made.through) == (fee, last)


def test_each_day_by_the_price_in_force_on_it():
    """A change in the middle of a month (ISP-25)."""
    home = line((date(2026, 1, 1), 2000), (NOVEMBER.replace(day=16), 6000))
    made = plan(DAILY, [home], nov(15, 17), None)
    (bill,) = made.bills
    assert charged(*bill.parts) == [(*nov(15), 2000, 67), (*nov(16, 17), 6000, 400)]
    assert (bill.amount, made.total, made.through, made.held) == (467, 467, nov(17)[0], None)


def test_one_price_over_the_end_of_a_month_is_one_part():
    made = plan(DAILY, [line((date(2026, 1, 1), 3000))], (date(2026, 10, 31), date(2026, 11, 1)), None)
    assert charged(*made.bills[0].parts) == [(date(2026, 10, 31), NOVEMBER, 3000, 97 + 100)]


def test_days_without_a_price_cost_nothing():
    made = plan(DAILY, [line((NOVEMBER.replace(day=3), 3000))], nov(1, 4), Money(200))
    assert charged(*made.bills[0].parts) == [(*nov(3, 4), 3000, 200)]
    assert plan(DAILY, [], nov(1, 4), Money(0)).through == nov(4)[0]


def test_missed_days_oldest_first_as_far_as_the_money_lasts():
    """Decision 10: the first day that is not covered suspends, and nothing after it is charged."""
    made = plan(DAILY, [line((NOVEMBER, 3000))], nov(1, 9), Money(350))
    assert (made.total, made.through, made.held) == (300, nov(3)[0], nov(4)[0])
    nothing = plan(DAILY, [line((NOVEMBER, 3000))], nov(1, 9), Money(99))
    assert (nothing.total, nothing.through, nothing.held) == (0, date(2026, 10, 31), nov(1)[0])


def test_all_lines_of_a_day_or_none():
    """What is left pays for one line of the day, so neither is charged."""
    lines = [line((NOVEMBER, 3000)), line((NOVEMBER, 600), rule="tests.other")]
    made = plan(DAILY, lines, nov(1, 3), Money(120 + 100))
    assert ([bill.amount for bill in made.bills], made.held) == ([100, 20], nov(2)[0])


def test_paid_after_use_may_go_below_zero():
    made = plan(DAILY, [line((NOVEMBER, 3000))], nov(1, 9), None)
    assert (made.total, made.held) == (900, None)


def test_what_is_free_is_free_for_who_owes_money():
    """A share of zero is charged without a posting: a fee of one kopeck falls on one day of the month."""
    made = plan(DAILY, [line((NOVEMBER, 1))], nov(1, 14), Money(-500))
    assert (made.total, made.through, made.held) == (0, nov(14)[0], None)
    assert plan(DAILY, [line((NOVEMBER, 1))], nov(1, 30), Money(-500)).held == nov(15)[0]


def test_suspended_days_are_never_owed():
    away: list[Away] = [(nov(6)[0], nov(9)[0]), (nov(2)[0], nov(4)[0])]
    made = plan(DAILY, [line((NOVEMBER, 3000))], nov(1, 10), None, away)
    parts = made.bills[0].parts
    assert charged(*parts) == [(*nov(1), 3000, 100), (*nov(4, 5), 3000, 200), (*nov(9, 10), 3000, 200)]
    still = plan(DAILY, [line((NOVEMBER, 3000))], nov(1, 10), None, [(nov(3)[0], None)])
    assert (still.total, still.through) == (200, nov(10)[0])


def test_in_advance_the_rest_of_the_period_from_the_first_day_in_service():
    """ILEX-19: missed periods one by one, each of them whole or not at all."""
    fee = line((date(2026, 1, 1), 3000))
    assert plan(ADVANCE, [fee], nov(21), None).total == 1000
    back = plan(ADVANCE, [fee], nov(1, 21), None, [(NOVEMBER, nov(21)[0])])
    assert (back.total, back.through) == (1000, nov(30)[0])
    two = plan(ADVANCE, [fee], (date(2026, 10, 1), date(2026, 11, 3)), Money(5999))
    assert (two.total, two.held, two.through) == (3000, NOVEMBER, date(2026, 10, 31))
    both = plan(ADVANCE, [fee], (date(2026, 10, 1), date(2026, 11, 3)), Money(6000))
    assert (both.total, both.held, both.through) == (6000, None, nov(30)[0])


def test_in_advance_a_suspended_day_settles_only_itself():
    made = plan(ADVANCE, [line((date(2026, 1, 1), 3000))], nov(1, 3), None, [(NOVEMBER, None)])
    assert (made.total, made.through) == (0, nov(3)[0])


@given(
    spans=st.lists(st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 9)))),
    at=st.integers(0, 20),
)
def test_days_in_service_are_those_that_nothing_suspends(spans: list[tuple[int, int | None]], at: int):
    away: list[Away] = [(day(since), None if more is None else day(since + more)) for since, more in spans]
    found = [
        first + timedelta(days=n)
        for first, last in in_service((day(at), day(25)), away)
        for n in range((last - first).days + 1)
    ]
    suspended = {
        on
        for on in map(day, range(40))
        for since, until in away
        if since <= on and (until is None or on < until)
    }
    assert found == [day(n) for n in range(at, 26) if day(n) not in suspended]


@given(
    fees=st.lists(st.integers(0, 5000), min_size=1, max_size=3),
    money=st.integers(-100, 3000),
    days=st.integers(1, 40),
    rules=st.sampled_from([DAILY, ADVANCE, FIFTH]),
)
def test_a_plan_never_costs_more_than_there_is(fees: list[int], money: int, days: int, rules: ChargingRules):
    """As many whole chunks as the balance pays, and the next one is dearer than what is left."""
    fee = line(*((day(20 * at), price) for at, price in enumerate(fees)))
    made = plan(rules, [fee], (day(0), day(days - 1)), Money(money))
    assert made.total <= max(money, 0)
    assert made.total == cost(rules, [fee], day(0), made.through)
    if made.held:
        assert made.held == made.through + timedelta(days=1)
        assert cost(rules, [fee], *chunk(rules, made.held)) > max(money - made.total, 0)
    kept, unpaid = afford(rules, [fee], [(day(0), day(days - 1))], Money(money))
    assert rules.manner == "advance" or unpaid == made.held
    assert rules.manner == "advance" or sum(cost(rules, [fee], *span) for span in kept) == made.total


def test_the_day_of_a_period_is_for_fees_in_advance():
    for wrong in (("advance", 29), ("advance", 0), ("daily", 2)):
        with pytest.raises(ValueError, match="day is"):
            ChargingRules(*wrong)
