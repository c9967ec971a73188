"""Tariffs as the customer reads them (VEL-88, ISP-09), and that everything fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kiosk.contracts.holds import hold
from kiosk.contracts.rules import HoldKind
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.tariffs.rules import ChangeRules, TariffRules
from screens.cards import CardScreen
from screens.tariffs import TariffsScreen
from screens.tariffs.facts import TariffScreen
from screens.tariffs.offers import OfferScreen
from tests import people
from tests.profiles import tune, without
from tests.screens.served import Counter, served
from tests.screens.tariffs import LONG, offer, offered, open_prices
from tests.screens.visit import visiting

Run = Callable[[], Any]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def counter(store: Store) -> Counter:
    return offered(store)


# -- the list ------------------------------------------------------------------------------------


async def test_the_list_tells_what_one_has_and_could_have(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """VEL-88, ISP-09: fee and contents of each, the own one marked, the own group first."""
    async with visiting(settings, store, counter) as visit:
        await visit.log_in("1001")
        await visit.press("3")
        assert visit.where() == "TariffsScreen"
        for words in (
            "Now: “MIDDLE”, 25.00 BYN a month", "SMALL 15.00 BYN", "10 Mbit/s", "your tariff: 20 Mbit/s",
            "BIG 35.00 BYN", "50 Mbit/s, television", "OFFICE 80.00 BYN",
        ):  # fmt: skip
            assert words in visit.seen()
        tiles = [tile.title for tile in visit.app.screen.query("Tile")]
        assert tiles == ["SMALL", "MIDDLE", "BIG", "OFFICE"]


async def test_what_cannot_be_taken_tells_why(settings: Settings, store: Store, counter: Counter) -> None:
    """Shown and grey; its digit tells the reason and what would help in the message line."""
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        await customer.press("4")
        assert isinstance(customer.app.screen, TariffsScreen)
        assert "… No change to the group “Offices” here. Ask the staff." in customer.seen()
        assert "tariffs.preview" not in counter.asked


async def test_who_has_a_closed_tariff_is_told(settings: Settings, store: Store, counter: Counter) -> None:
    """Who leaves it cannot come back."""
    offer(store, "middle", 2500, "20 Mbit/s", opened=False)
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        assert "Now: “MIDDLE”, 25.00 BYN a month, not offered any more" in customer.seen()


async def test_the_own_tariff_can_be_read(settings: Settings, store: Store, counter: Counter) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        await customer.press("2")
        assert type(customer.app.screen) is TariffScreen
        for words in ("About middle", "Fee a month 25.00 BYN", "Includes 20 Mbit/s"):
            assert words in customer.seen()
        assert "Change to it" not in customer.seen()


async def test_missing_money_can_be_paid_in(settings: Settings, store: Store, counter: Counter) -> None:
    """VEL-35: the missing sum, and the way to pay it in; back from there everything is read again."""
    tune(store, TariffRules, up=ChangeRules("0", "next_day", "50.00"))
    people.cards(store, "12345678901234", value=2000)
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        await customer.press("3")
        assert "Top up 12.90 BYN" in customer.seen()
        assert "9 Pay in by card" in customer.seen()
        await customer.press("9")
        assert isinstance(customer.app.screen, CardScreen)
        await customer.enter("12345678901234")
        await customer.press("enter", "enter", "enter")
        await customer.open("tariffs")
        assert "Top up" not in customer.seen()
        assert "9 Pay in by card" not in customer.seen()
        await customer.press("3")
        assert isinstance(customer.app.screen, OfferScreen)


async def test_without_cards_there_is_no_way_to_them(
    settings: Settings, store: Store, counter: Counter
) -> None:
    tune(store, TariffRules, up=ChangeRules("0", "next_day", "50.00"))
    store.operator = without(store.operator, "cards")
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        assert "Top up 12.90 BYN" in customer.seen()
        assert "Pay in by card" not in customer.seen()


async def test_a_suspended_contract_is_told_so(settings: Settings, store: Store, counter: Counter) -> None:
    """VEL-36."""
    entry = people.enter(store)
    with store.write() as session:
        hold(session, [(entry.contracts[0].contract, date(2026, 11, 20))], HoldKind.COMPANY)
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        await customer.press("3")
        assert "… The contract is suspended. Ask the staff." in customer.seen()


async def test_a_contract_without_a_tariff(settings: Settings, store: Store, counter: Counter) -> None:
    people.customer(store, "1002", balance=1000)
    async with served(settings, store, counter, number="1002") as customer:
        await customer.open("tariffs")
        assert "You have no tariff yet." in customer.seen()
        await customer.press("1")
        assert isinstance(customer.app.screen, TariffsScreen)
        assert "Ask the staff for one." in customer.seen()


# -- side by side --------------------------------------------------------------------------------


async def test_side_by_side(settings: Settings, store: Store, counter: Counter) -> None:
    """Fee, contents, and the difference with its sign; nothing is asked for by looking."""
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        await customer.press("3")
        for words in (
            "Tariffs › “BIG”", "About big", "Now: “MIDDLE” “BIG”", "Fee a month 25.00 BYN 35.00 BYN",
            "Difference +10.00 BYN a month", "Includes 20 Mbit/s 50 Mbit/s, television",
        ):  # fmt: skip
            assert words in customer.seen()
        await customer.press("asterisk", "1")
        assert "Difference -10.00 BYN a month" in customer.seen()
        assert "tariffs.preview" not in counter.asked


async def test_a_long_text_is_read_with_a_number_pad(
    settings: Settings, store: Store, counter: Counter
) -> None:
    offer(store, "huge", 9900, LONG + "The end")
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        await customer.press("4")
        assert "The end" not in customer.seen()
        assert "0 More" in customer.seen()
        for _ in range(3):
            await customer.press("0")
            if "The end" in customer.seen():
                break
        assert "The end" in customer.seen()
        await customer.press("0")
        assert "About huge" in customer.seen()


async def test_texts_are_plain(settings: Settings, store: Store, counter: Counter) -> None:
    offer(store, "[red]x[/]", 2600, "[bold]nothing[/bold] $primary")
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        assert "[RED]X[/]" in customer.seen()
        await customer.press("3")
        assert "[bold]nothing[/bold]" in customer.seen()


async def test_a_long_name_gives_way_to_the_fee(settings: Settings, store: Store, counter: Counter) -> None:
    offer(store, "unlimited for evenings and weekends", 123456789, "much")
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        assert re.search("UNLIMITED[A-Z ]*… 1,234,567.89 BYN", customer.seen())


# -- every size ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("large", [False, True], ids=["", "large"])
@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)], ids=str)
async def test_everything_fits(
    settings: Settings, store: Store, counter: Counter, language: str, large: bool, size: tuple[int, int]
) -> None:
    """Nothing to press is cut off, nobody has to scroll, and amounts can be hidden (ISP-29)."""
    async with visiting(settings, store, counter, language=language, size=size) as visit:
        if large:
            await visit.press("f4")

        def fits() -> None:
            assert not visit.outside(), visit.where()
            assert visit.app.screen.query_one("#body").max_scroll_y == 0, visit.where()

        await open_prices(visit)
        fits()
        await visit.press("escape")
        await visit.log_in("1001")
        for keys in (("3",), ("1",), ("enter",), ("f1",)):
            await visit.press(*keys)
            fits()
        await visit.press("escape", "f3")
        assert "10.00" not in visit.seen()
        assert "27,10" not in visit.seen()
        await visit.press("enter", "enter", "3")
        fits()
        await visit.press("9")
        assert visit.where() == "CancelScreen"
        fits()
