"""A month of money on a real terminal of 80x24, with a number pad alone.

Served here, end to end: VEL-33, VEL-48, VEL-50, VEL-69, ISP-05, ISP-06, ISP-22, ISP-23, ISP-24, EIR-36.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.customer import Customer
from tests.e2e.test_visit import NUMBER_PAD


@pytest.mark.parametrize("language", ["ru", "en"])
def test_look_into_the_month_the_year_and_the_payments(demo: Path, language: str) -> None:
    """Where it stands, why a fee, the month before as a calendar, the year, all payments."""
    with Customer(demo, language) as customer:
        customer.visit()
        customer.choose("Balance and charges")
        customer.reads("Paid until")
        customer.choose("Month by month")
        customer.reads("Charged in all")
        customer.press("1")
        customer.reads("How it was computed")
        customer.reads(
            "A day costs its share of the monthly fee; the days of a month sum exactly to the fee."
        )
        customer.press("*")

        customer.choose("Months")
        customer.reads("All movements")
        customer.press("2")
        customer.reads("Older")
        customer.choose("Calendar")
        for weekday in customer.words.week()[1]:
            customer.wait_for(weekday)
        customer.choose("List")
        customer.reads("For what")
        customer.press("*")

        customer.choose("The year in bars")
        customer.reads("Charged")
        customer.wait_for("▄")
        customer.press("*")
        customer.choose("Payments")
        customer.reads("Balance and charges › payments of {period}", period=customer.words("half a year"))
        customer.choose("Period")
        customer.reads("Payments of which period?")
        customer.press("5")
        customer.reads("Balance and charges › all payments")
        assert set(customer.pressed) <= NUMBER_PAD
