"""The price list for everybody (EIR-64)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.tariffs.cases import rate
from kiosk.tariffs.rules import TariffRules
from kiosk.tariffs.views import UnitPrice
from tests import people
from tests.profiles import tune
from tests.screens.served import Counter
from tests.screens.tariffs import RATES, SINCE, offer, offered, open_prices
from tests.screens.visit import visiting

Run = Callable[[], Any]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def counter(store: Store) -> Counter:
    return offered(store)


# -- for everybody -------------------------------------------------------------------------------


async def test_everybody_reads_the_prices(settings: Settings, store: Store, counter: Counter) -> None:
    """EIR-64, EIR-06: from the first menu, by a digit, without a login."""
    offer(store, "old", 100, "", opened=False)
    for price in RATES:
        store.run(people.job(), rate, price)
    async with visiting(settings, store, counter) as visit:
        await open_prices(visit)
        for words in ("SMALL 10 Mbit/s 15.00 BYN", "OFFICE a fixed address 80.00 BYN"):
            assert words in visit.seen()
        assert "OLD" not in visit.seen()
        await visit.press("1")
        for words in ("Tariffs › “OFFICE”", "About office", "Fee a month 80.00 BYN"):
            assert words in visit.seen()
        await visit.press("escape", "0")
        for words in ("Calls minute 01.01.2026 0.0456 BYN", "Cold water m³ 01.01.2026 1.25 BYN"):
            assert words in visit.seen()
        await visit.press("escape", "escape")
        assert visit.where() == "WelcomeScreen"


async def test_prices_come_page_by_page(settings: Settings, store: Store, counter: Counter) -> None:
    for number in range(20):
        store.run(people.job(), rate, UnitPrice(f"Zone {number:02}", "minute", 1_000_000, SINCE))
        offer(store, f"t{number:02}", 9000 + number, "much")
    async with visiting(settings, store, counter) as visit:
        await open_prices(visit)
        await visit.press("9", "9")
        assert "T12" in visit.seen()
        assert "SMALL" not in visit.seen()
        await visit.press("8", "0")
        assert "Zone 00" in visit.seen()
        assert "Zone 19" not in visit.seen()
        await visit.press("9")
        assert "Zone 19" in visit.seen()
        await visit.press("8")
        assert "Zone 00" in visit.seen()


async def test_without_prices_of_units(settings: Settings, store: Store, counter: Counter) -> None:
    async with visiting(settings, store, counter) as visit:
        await open_prices(visit)
        await visit.press("0")
        assert visit.where() == "PricesScreen"
        assert "… There are no prices of units." in visit.seen()


async def test_an_operator_without_tariffs(settings: Settings, store: Store) -> None:
    """EIR-64: prices of units only, for everybody; home has no tile of tariffs (EIR-24)."""
    people.customer(store)
    tune(store, TariffRules, plans=False)
    store.run(people.job(), rate, RATES[0])
    async with visiting(settings, store) as visit:
        await visit.choose("prices")
        assert "Prices of units" in visit.seen()
        assert "Calls minute 01.01.2026 0.0456 BYN" in visit.seen()
        await visit.press("escape")
        assert visit.where() == "WelcomeScreen"
        await visit.log_in("1001")
        assert visit.where() == "HomeScreen"
        assert "Tariff" not in visit.seen()
