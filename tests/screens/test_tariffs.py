"""Tariffs as the customer reads and changes them (VEL-88, ISP-09), and the price list for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Event
from typing import Any

import pytest

from kiosk.contracts.holds import hold
from kiosk.contracts.rules import HoldKind
from kiosk.core.money import Money
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import OutcomeUnknown, Unavailable
from kiosk.tariffs.cases import define, rate
from kiosk.tariffs.rules import ChangeRules, TariffRules
from kiosk.tariffs.views import NewTariff, UnitPrice
from screens.cards import CardScreen
from screens.home import HomeScreen
from screens.receipts import ReceiptScreen
from screens.tariffs import TariffsScreen
from screens.tariffs.change import CancelScreen, ChangeScreen
from screens.tariffs.facts import TariffScreen
from screens.tariffs.offers import OfferScreen
from screens.widgets.choice import Act, Tile
from tests import people
from tests.conftest import Clock
from tests.profiles import tune, without
from tests.screens.served import Counter, served
from tests.screens.visit import Visit, visiting

SINCE = date(2026, 1, 1)
LONG = "everything that a long text can say about a tariff. " * 9
RATES = (
    UnitPrice("Calls", "minute", 45_600, SINCE),
    UnitPrice('{"en": "Cold water", "ru": "Холодная вода"}', '{"en": "m³", "ru": "м³"}', 1_250_000, SINCE),
)
Run = Callable[[], Any]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def offer(
    store: Store, code: str, fee: int, includes: str, *, group: str = "home", opened: bool = True
) -> None:
    """A tariff named by its code in capital letters."""
    tariff = NewTariff(
        code, {"en": code.upper(), "ru": code.upper()}, Money(fee), SINCE, opened, group,
        {"en": f"About {code}"}, {"en": includes},
    )  # fmt: skip
    store.run(people.job(), define, tariff)


@pytest.fixture
def counter(store: Store) -> Counter:
    """A customer of MIDDLE with 37.10; cheaper costs 10.00 from next month, dearer is free tomorrow."""
    tune(
        store, TariffRules,
        down=ChangeRules("10.00", "next_period"), up=ChangeRules("0", "next_day"), moves={"home": []},
        groups={"office": {"en": "Offices"}},
    )  # fmt: skip
    offer(store, "office", 8000, "a fixed address", group="office")
    offer(store, "small", 1500, "10 Mbit/s")
    offer(store, "middle", 2500, "20 Mbit/s")
    offer(store, "big", 3500, "50 Mbit/s, television")
    people.customer(store, balance=3710, tariff="middle")
    return Counter(store, [])


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


# -- what if -------------------------------------------------------------------------------------


async def what_if(customer: Any, digit: str = "1") -> None:
    """To the screen that says what a change would bring."""
    await customer.open("tariffs")
    await customer.press(digit, "enter")
    assert isinstance(customer.app.screen, ChangeScreen)


async def test_what_a_cheaper_tariff_would_bring(settings: Settings, store: Store, counter: Counter) -> None:
    """ISP-27, ISP-28, VEL-34: fee and why, from when, charged today, balance, monthly fee, days, way back."""
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        for words in (
            "Change tariff › “MIDDLE” to “SMALL”",
            "Fee of the change 10.00 BYN, a change to a cheaper tariff is paid",
            "Takes effect from 1 December 2026",
            "Charged today 10.00 BYN",
            "Balance after the change 27.10 BYN",
            "Fee a month then 15.00 BYN, now 25.00 BYN",
            "Money lasts until",
            "You can take the change back until the end of 30 November 2026.",
        ):
            assert words in customer.seen()


async def test_what_a_dearer_tariff_would_bring(settings: Settings, store: Store, counter: Counter) -> None:
    async with served(settings, store, counter) as customer:
        await what_if(customer, "3")
        for words in (
            "Fee of the change free of charge", "Takes effect from 23 November 2026", "Charged today nothing",
            "Balance after the change 37.10 BYN", "until the end of 22 November 2026",
        ):  # fmt: skip
            assert words in customer.seen()


async def test_no_is_first_and_on_back(settings: Settings, store: Store, counter: Counter) -> None:
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        assert next(iter(customer.app.screen.acts())).key == "Esc"
        await customer.press("backspace")
        assert isinstance(customer.app.screen, OfferScreen)
        assert "tariffs.change" not in counter.asked


async def test_change_receipt_and_the_day_it_begins(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """ISP-27, VEL-32: with a number pad alone; then the header has the new balance, the list the day."""
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "Balance 27.10 BYN" in customer.seen()
        assert counter.asked.count("tariffs.change") == 1

        await customer.press("enter")
        assert isinstance(customer.app.screen, HomeScreen)
        assert "27.10 BYN “MIDDLE”" in customer.seen()

        await customer.press("3")
        assert "Now: “MIDDLE”, 25.00 BYN a month" in customer.seen()
        assert "From 1 December 2026: “SMALL”, 15.00 BYN a month" in customer.seen()
        await customer.press("3")
        assert "… A change is ordered from 01.12.2026. Take it back first." in customer.seen()


async def test_a_change_that_holds_at_once(settings: Settings, store: Store, counter: Counter) -> None:
    """The header has the new tariff; there is no way back and the screen says so."""
    tune(store, TariffRules, up=ChangeRules("0", "now"))
    async with served(settings, store, counter) as customer:
        await what_if(customer, "3")
        assert "The change cannot be taken back." in customer.seen()
        await customer.press("enter", "enter")
        assert isinstance(customer.app.screen, HomeScreen)
        assert "“BIG”" in customer.seen()
        await customer.press("3")
        assert "Now: “BIG”, 35.00 BYN a month" in customer.seen()
        assert "Take the change back" not in customer.seen()


async def test_terms_that_changed_meanwhile_are_shown_first(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """Nobody agrees to what was not shown: the new terms come with a word about it, then Enter again."""
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        offer(store, "small", 1700, "10 Mbit/s")
        await customer.press("enter")
        assert isinstance(customer.app.screen, ChangeScreen)
        assert "Fee a month then 17.00 BYN, now 25.00 BYN" in customer.seen()
        assert customer.app.screen.query_one("#message").words
        assert "37.10 BYN" in customer.seen()
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert counter.asked.count("tariffs.change") == 2


@pytest.mark.parametrize("step", ["offer", "what if"])
async def test_a_tariff_closed_meanwhile_leads_back_with_the_reason(
    settings: Settings, store: Store, counter: Counter, step: str
) -> None:
    async with served(settings, store, counter) as customer:
        await customer.open("tariffs")
        await customer.press("1")
        if step == "what if":
            await customer.press("enter")
        offer(store, "small", 1500, "10 Mbit/s", opened=False)
        await customer.press("enter")
        assert isinstance(customer.app.screen, TariffsScreen)
        assert "! This tariff is not offered any more. Choose another one." in customer.seen()
        assert "SMALL" not in customer.seen()


async def test_a_change_from_another_terminal_meanwhile(
    settings: Settings, store: Store, counter: Counter
) -> None:
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        async with served(replace(settings, terminal="2"), store) as elsewhere:
            await what_if(elsewhere, "3")
            await elsewhere.press("enter")
            assert isinstance(elsewhere.app.screen, ReceiptScreen)
        await customer.press("enter")
        assert isinstance(customer.app.screen, TariffsScreen)
        assert "! A change is ordered from 23.11.2026." in customer.seen()


async def test_enter_held_down_changes_once(settings: Settings, store: Store, counter: Counter) -> None:
    """The second press finds the button disarmed, whatever the store is doing."""
    opened = Event()

    def slowly(run: Run, case: str) -> Any:
        if case == "tariffs.change":
            opened.wait(30)
        return run()

    counter.before = slowly
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        for _ in range(5):
            await customer.pilot.press("enter")
        await customer.pilot.press("escape")
        assert isinstance(customer.app.screen, ChangeScreen)
        opened.set()
        await customer.settled()
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert counter.asked.count("tariffs.change") == 1


async def test_a_lost_answer_is_asked_for_under_the_same_operation(
    settings: Settings, store: Store, counter: Counter
) -> None:
    lost: list[str] = []

    def losing(run: Run, case: str) -> Any:
        result = run()
        if case == "tariffs.change" and not lost:
            lost.append(case)
            raise OutcomeUnknown
        return result

    counter.before = losing
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "Balance 27.10 BYN" in customer.seen()


async def test_when_the_store_is_away_the_same_change_can_be_asked_for_again(
    settings: Settings, store: Store, counter: Counter
) -> None:
    def away(run: Run, case: str) -> Any:
        raise Unavailable

    async with served(settings, store, counter) as customer:
        await what_if(customer)
        operation = customer.app.screen.operation
        counter.before = away
        await customer.press("enter")
        assert "Nothing was written" in customer.seen()
        assert customer.app.screen.operation == operation
        counter.before = None
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)


# -- taking back ---------------------------------------------------------------------------------


async def ordered(customer: Any) -> None:
    """A change to SMALL is pending, and the list is open again."""
    await what_if(customer)
    await customer.press("enter", "enter")
    await customer.open("tariffs")


async def test_a_pending_change_is_taken_back(settings: Settings, store: Store, counter: Counter) -> None:
    """The fee comes back, the tariff stays; the receipt says so, and the offers are free again."""
    async with served(settings, store, counter) as customer:
        await ordered(customer)
        assert "Your tariff will change" in customer.seen()
        assert "yours from 01.12.2026: 10 Mbit/s" in [tile.line for tile in customer.app.screen.query(Tile)]
        await customer.press("9")
        assert isinstance(customer.app.screen, CancelScreen)
        for words in (
            "Tariffs › take back the change to “SMALL”", "Your tariff stays “MIDDLE”, 25.00 BYN a month",
            "Comes back today 10.00 BYN", "Balance after it 37.10 BYN",
            "Possible until the end of 30 November 2026",
        ):  # fmt: skip
            assert words in customer.seen()
        assert next(iter(customer.app.screen.acts())).key == "Esc"

        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "OK Done, credited" in customer.seen()
        assert "Balance 37.10 BYN" in customer.seen()
        await customer.press("enter", "3")
        assert "From 1 December 2026" not in customer.seen()
        assert "Take the change back" not in customer.seen()


async def test_a_change_that_began_meanwhile_is_not_taken_back(
    settings: Settings, store: Store, counter: Counter, clock: Clock
) -> None:
    async with served(settings, store, counter) as customer:
        await ordered(customer)
        await customer.press("9")
        clock.advance(days=9)
        await customer.press("enter")
        assert isinstance(customer.app.screen, TariffsScreen)
        assert customer.app.screen.query_one("#message").tone == "bad"
        assert "Now: “SMALL”, 15.00 BYN a month" in customer.seen()


async def test_where_the_profile_lets_nothing_be_taken_back(
    settings: Settings, store: Store, counter: Counter
) -> None:
    tune(store, TariffRules, cancel=False)
    async with served(settings, store, counter) as customer:
        await what_if(customer)
        assert "The change cannot be taken back." in customer.seen()
        await customer.press("enter", "enter")
        await customer.open("tariffs")
        await customer.press("9")
        assert isinstance(customer.app.screen, TariffsScreen)
        assert "… This change cannot be taken back." in customer.seen()


# -- for everybody -------------------------------------------------------------------------------


async def open_prices(visit: Visit) -> None:
    """From the first menu, by the digit on the button."""
    words = visit.app.words("Tariffs")
    await visit.press(next(act.number for act in visit.app.screen.query(Act) if act.verb == words))
    assert visit.where() == "PricesScreen"


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
