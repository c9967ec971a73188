"""A change of tariff on a real terminal of 80x24, with a number pad alone.

Served here, end to end: VEL-34, VEL-88, ISP-09, ISP-27, ISP-28, EIR-64.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.customer import Customer
from tests.e2e.test_visit import NUMBER_PAD, verified

SUMS = {"ru": ("37,10 BYN", "27,10 BYN"), "en": ("37.10 BYN", "27.10 BYN")}
START = {"ru": "Старт", "en": "Start"}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_change_the_tariff_and_take_it_back(demo: Path, language: str) -> None:
    """Compare, read what it would bring, change, keep the receipt, see it wait, take it back."""
    before, after = SUMS[language]
    with Customer(demo, language) as customer:
        customer.visit()
        customer.choose("Tariff")
        customer.reads("Which tariff? Press a digit to compare")
        customer.wait_for(START[language])
        customer.press(customer.number_of(START[language]))
        customer.reads("Difference")
        customer.press("Enter")
        customer.reads("Fee of the change")
        customer.wait_for(after)
        customer.press("Enter")
        customer.reads("OK  Done")
        payload = customer.code()
        assert payload.split()[-1] in customer.text
        assert "This receipt is genuine." in verified(demo, payload)

        customer.press("Enter")
        customer.at_home()
        customer.wait_until(lambda: after in customer.screen()[0], "the header has the new balance")
        customer.choose("Tariff")
        customer.choose("Take the change back")
        customer.reads("Comes back today")
        customer.press("Enter")
        customer.reads("OK  Done")
        assert customer.code() != payload
        customer.press("Enter")
        customer.at_home()
        assert before in customer.screen()[0]
        assert set(customer.pressed) <= NUMBER_PAD


def test_the_prices_need_no_login(demo: Path) -> None:
    """EIR-64."""
    with Customer(demo) as customer:
        customer.wake()
        customer.choose("Tariffs")
        customer.reads("Tariffs and prices")
        customer.wait_for("15,00 BYN")
        customer.press(customer.number_of(START["ru"]))
        customer.reads("Tariffs › “{name}”", name=START["ru"])
        customer.press("*")
        customer.reads("Tariffs and prices")
        customer.choose("Prices of units")
        customer.reads("Tariffs and prices › units")
        customer.reads("Since")
        customer.leave()
