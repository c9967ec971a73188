"""What was sent and what was used (EIR-35, EIR-36), and the menu of meters."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import ContractId
from kiosk.meters.rules import MeterRules
from screens.meters.history import HistoryScreen, ReadingScreen
from screens.widgets.chart import Chart
from screens.widgets.choice import Tile
from tests import people
from tests.profiles import tune
from tests.screens.meters import accounted, meter, open_past, sent, two_meters
from tests.screens.money import lines, nothing_hangs_out
from tests.screens.served import Served, served

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def sent_every_month(store: Store) -> ContractId:
    """Of one meter on the fifth of 30 months; of a second one twice on a day."""
    contract = people.customer(store)
    water, other = meter(store, contract, "77"), meter(store, contract, "88")
    for at in reversed(range(30)):
        year, month = divmod(2026 * 12 + 10 - at, 12)
        sent(store, water, date(year, month + 1, 5), str(100 + 2 * (30 - at)))
    sent(store, other, date(2026, 11, 20), "650", "30")
    return contract


async def count(customer: Served) -> int:
    """All lines, page by page."""
    found = len(lines(customer))
    while "Older" in customer.seen():
        await customer.press("9")
        found += len(lines(customer))
    return found


async def test_all_meters_newest_first_and_what_was_replaced_says_so(
    settings: Settings, store: Store
) -> None:
    """EIR-35, EIR-55: meter, service, date, value, used; of a day the last one counts."""
    sent_every_month(store)
    async with served(settings, store) as customer:
        await open_past(customer, "2")
        assert lines(customer)[:3] == [
            ("20.11.2026", "Cold water, 88", "30 m³", ""),
            ("20.11.2026", "Cold water, 88", "650 m³", "replaced"),
            ("05.11.2026", "Cold water, 77", "160 m³", "+2"),
        ]
        assert nothing_hangs_out(customer)
        await customer.press("2")
        assert isinstance(customer.app.screen, ReadingScreen)
        assert "replaced by a later one of this day" in customer.seen()
        assert "from a file" in customer.seen()
        await customer.press("escape", "3")
        assert "Used since the one before 2 m³" in customer.seen()
        assert "it counts" in customer.seen()


async def test_the_periods_of_the_profile_and_one_meter(settings: Settings, store: Store) -> None:
    """EIR-36: half a year, 1, 1.5, 2 years, or all; of one meter or all; the heading names both."""
    sent_every_month(store)
    async with served(settings, store) as customer:
        await open_past(customer, "2")
        await customer.press("7")
        assert "shown now" in customer.seen()
        await customer.press("2")
        found = {}
        for digit in "135":
            await customer.press("0")
            assert "shown now" in customer.seen()
            assert len(customer.app.screen.query(Tile)) == 5
            await customer.press(digit)
            assert isinstance(customer.app.screen, HistoryScreen)
            found[customer.app.screen.heading()] = await count(customer)
    assert found == {
        "Readings › Cold water, 77 › half a year": 6,
        "Readings › Cold water, 77 › a year and a half": 18,
        "Readings › Cold water, 77 › all readings": 30,
    }


async def test_one_meter_and_one_period_ask_nothing(settings: Settings, store: Store) -> None:
    meter(store, people.customer(store), "77")
    tune(store, MeterRules, periods_months=[0])
    async with served(settings, store) as customer:
        await open_past(customer, "2")
        assert "No readings yet." in customer.seen()
        await customer.press("0", "7")
        assert isinstance(customer.app.screen, HistoryScreen)


async def test_usage_by_months_in_bars(settings: Settings, store: Store) -> None:
    """The newest month first; 8 and 9 turn through the meters; large text cuts nothing off."""
    contract = people.customer(store)
    cold, _ = two_meters(store, contract)
    sent(store, cold, date(2026, 11, 15), "127")
    async with served(settings, store) as customer:
        await open_past(customer, "3")
        assert "Usage › Cold water, 1989564, m³" in customer.seen()
        bars = customer.app.screen.query_one(Chart).bars
        assert [bar.name for bar in bars[:2]] == ["November 2026", "October 2026"]
        assert bars[0].words == ("7.000",)
        points = {words.index(".") - len(words) for bar in bars for words in bar.words if "." in words}
        assert len(points) == 1, "the points stand in one column"
        assert len(bars) == store.operator.of(MeterRules).chart_months
        assert nothing_hangs_out(customer)
        await customer.press("9")
        assert "Usage › Hot water, 1995533, m³" in customer.seen()
        assert customer.app.screen.query_one(Chart).bars[0].words == ("–",)
        await customer.press("9", "f4")
        assert "Usage › Cold water" in customer.seen()
        assert nothing_hangs_out(customer)
        await customer.press("8")
        assert "Usage › Hot water" in customer.seen()


async def test_usage_wants_two_readings(settings: Settings, store: Store) -> None:
    contract = people.customer(store)
    accounted(store, meter(store, contract, "77"), date(2026, 10, 31), "5")
    async with served(settings, store) as customer:
        await open_past(customer, "3")
        assert "Too few readings yet: two are needed." in customer.seen()


async def test_a_contract_without_meters(settings: Settings, store: Store) -> None:
    """The tile says so and is off; so are the lines of the menu."""
    people.customer(store)
    async with served(settings, store) as customer:
        assert "no meters" in customer.seen()
        await customer.open("meters")
        assert all(tile.off for tile in customer.app.screen.query(Tile))
