"""What is typed as a reading, and what it means before it is sent. Pure: no database."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.core.operator import Operator
from kiosk.core.quantity import Quantity, parse
from kiosk.core.work import MeterId, Refusal
from kiosk.meters.rules import Mark, MeterRules, typed
from kiosk.meters.views import Average, MeterLine
from kiosk.meters.weigh import cost, weigh
from tests.profiles import tuned

TODAY, BEFORE = date(2026, 11, 22), date(2026, 10, 23)


def line(**facts: object) -> MeterLine:
    """120 m³ thirty days ago."""
    before = Mark(BEFORE, parse("120"))
    known = {
        "meter": MeterId(1), "number": "C-1", "service": "Water", "supplier": "", "unit": "m³", "digits": 5,
        "accounted": before, "sent": None, "before": before, "limit": parse("1000"), "rate": None,
        "average": None, "due": None, "overdue": False,
    }  # fmt: skip
    return MeterLine(**known | facts)  # type: ignore[arg-type]  # the fields by name


@pytest.mark.parametrize(
    ("text", "value"),
    [("127", 127_000), ("127.5", 127_500), ("127,5", 127_500), (" 127,500 ", 127_500), ("000127", 127_000),
     ("1 204,5", 1_204_500), ("108.006", 108_006), ("127.", 127_000), ("0", 0)],
)  # fmt: skip
def test_comma_and_point_are_the_same(text: str, value: int) -> None:
    """EIR-55: up to three digits after it."""
    assert typed(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "quantity.form"), ("water", "quantity.form"), ("1.2.3", "quantity.form"),
     ("1,2,3", "quantity.form"), ("1e9", "quantity.form"), ("١٢", "quantity.form"),
     ("127.0001", "quantity.digits"), ("0." + "9" * 400, "quantity.digits"),
     ("1234567890", "quantity.long"), ("9" * 400, "quantity.long"),
     ("-5", "meters.negative"), ("-0", "meters.negative"), ("-" + "9" * 400, "meters.negative")],
)  # fmt: skip
def test_what_is_no_reading_is_refused_in_words(text: str, code: str) -> None:
    """EIR-50; bad input: text, 400 digits."""
    with pytest.raises(Refusal) as told:
        typed(text)
    assert told.value.code == code
    assert all(len(str(value)) <= 40 for value in told.value.params.values())


@pytest.mark.parametrize(
    ("rate", "currency", "money"),
    [(1_850_000, "BYN", 1295), (245_900, "BYN", 172), (1_000_000, "JPY", 7), (None, "BYN", None)],
)
def test_a_cost_is_rounded_half_up(rate: int | None, currency: str, money: int | None) -> None:
    """Seven units; a rate in millionths, the cost in minor units."""
    assert cost(parse("7"), rate, currency) == money
    assert cost(Quantity(5), 1_000_000, "BYN") == 1  # 0.005


@pytest.mark.parametrize(("value", "unusual"), [("138", False), ("138.001", True)])
def test_over_three_times_the_average_is_unusual(operator: Operator, value: str, unusual: bool) -> None:
    """6 in thirty days are usual: 18 are not yet too much."""
    known = line(average=Average(parse("12"), 60), rate=2_000_000)
    weighed = weigh(operator, known, parse(value), TODAY)
    assert (weighed.used, weighed.unusual) == (parse(value) - parse("120"), unusual)


@pytest.mark.parametrize(("value", "unusual"), [("120.6", False), ("120.601", True)])
def test_what_was_counted_today_is_a_day_ago(operator: Operator, value: str, unusual: bool) -> None:
    """0.2 a day are usual: what is used after a bill of the same day is compared with one day."""
    known = line(before=Mark(TODAY, parse("120")), average=Average(parse("12"), 60))
    assert weigh(operator, known, parse(value), TODAY).unusual == unusual


def test_a_profile_may_never_ask(operator: Operator) -> None:
    never = tuned(operator, MeterRules, unusual_times=0)
    assert not weigh(never, line(average=Average(parse("1"), 360)), parse("900"), TODAY).unusual


def test_the_first_reading_of_a_meter_says_nothing_of_usage(operator: Operator) -> None:
    weighed = weigh(operator, line(before=None, accounted=None), parse("99999.999"), TODAY)
    assert (weighed.used, weighed.cost, weighed.unusual) == (None, None, False)
