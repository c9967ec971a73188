"""Submitting readings, as the customer does it (EIR-48 to EIR-56, decision 7)."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.meters.rules import MeterRules
from kiosk.tariffs.cases import rate
from kiosk.tariffs.views import UnitPrice
from screens.home import HomeScreen
from screens.meters.form import FormScreen
from screens.meters.menu import MetersScreen
from screens.receipts import ReceiptScreen
from screens.widgets.choice import Act
from screens.widgets.field import Field
from tests import people
from tests.profiles import tune
from tests.screens.meters import (
    COLD,
    CUBIC,
    accounted,
    clear,
    fill,
    meter,
    metered,
    open_form,
    sent,
    two_meters,
    values,
    verdicts,
)
from tests.screens.served import Counter, served

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def counter(store: Store) -> Counter:
    return metered(store)


async def test_two_keys_to_the_form_then_digits_and_enter(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """EIR-48, EIR-54: with a number pad alone, from home to the receipt with its code."""
    async with served(settings, store, counter) as customer:
        tile = next(tile for tile in customer.app.screen.query("Tile") if tile.id == "open-meters")
        await customer.press(tile.number)  # type: ignore[attr-defined]
        assert isinstance(customer.app.screen, MetersScreen)
        assert "2 meters, nothing sent yet" in customer.seen()
        await customer.press("1")
        for words in (
            "Submit readings for 22 November 2026",
            "Not less than the last reading, not zero. Empty ones are not submitted.",
            "Cold water, meter 1989564", "Accounted 120 m³ on 31.10.2026", "at most +1,000", "Today, m³",
        ):  # fmt: skip
            assert words in customer.seen()
        await fill(customer, "127", "450")
        assert verdicts(customer) == ["+7 m³", "+3 m³"]
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "1989564: 127 m³" in customer.seen()
        assert customer.app.screen.code()
        await customer.press("enter")
        assert isinstance(customer.app.screen, HomeScreen)
        assert counter.asked.count("meters.submit") == 1


async def test_the_difference_says_what_it_costs_where_a_price_is_known(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """EIR-48: beside the field, while one types; F3 hides the money (ISP-29)."""
    store.run(people.job(), rate, UnitPrice(COLD, CUBIC, 3_050_000, date(2026, 1, 1)))
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await customer.type("127")
        assert verdicts(customer) == ["+7 m³, about 21.35 BYN", ""]
        await customer.press("f3")
        assert verdicts(customer) == ["+7 m³, about ••• BYN", ""]
        await customer.press("backspace")
        await customer.type("0")
        assert verdicts(customer)[0] == "nothing was used"


async def test_comma_and_point(settings: Settings, store: Store, counter: Counter) -> None:
    """EIR-55: up to three digits after it, whichever key the number pad has."""
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        for key in ("comma", "full_stop"):
            await clear(customer)
            await customer.pilot.press(*"127", key, *"500")
            await customer.settled()
            assert verdicts(customer)[0] == "+7.5 m³"
        await customer.press("enter", "enter")
        assert "127.5 m³" in customer.seen()


BROKEN = {
    "119": "Less than the reading before: 120 of 31.10.2026.",
    "0": "A reading is not zero. Type what the meter shows.",
    "1121": "Over 1,000 more than before (120).",
    "100000": "This meter has 5 digits before the point.",
    "120,0001": "“120,0001” has too many digits after the point",
    ",": "“,” is not a reading. Type digits, like 127.5.",
    "9" * 400: "This number is too long: at most 9 digits before the point.",
}


async def test_each_rule_is_said_at_its_meter_and_what_was_typed_stays(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """EIR-49, EIR-51, EIR-52, EIR-55: while one types; Enter leads to the faulty one, sends nothing."""
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await fill(customer, "1", "450")
        await customer.press("enter")
        first = customer.app.screen.query(Field).first()
        for typed, rule in BROKEN.items():
            await clear(customer)
            await customer.enter(typed)
            before = values(customer)
            assert verdicts(customer)[0].startswith(f"! {rule}")
            await customer.press("enter")
            assert f"! Cold water, meter 1989564: {rule}" in customer.seen()
            assert customer.app.focused is first
            assert values(customer) == before
        assert "meters.submit" not in counter.asked


async def test_other_signs_are_refused_at_once(settings: Settings, store: Store, counter: Counter) -> None:
    """EIR-50: the field does not take them, and says why."""
    form = "Only digits and one point or comma belong here."
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await customer.enter("127.5")
        for sign, words in {"a": form, "-": "A reading is not below zero.", "٣": form, ".": form}.items():
            await customer.enter(sign)
            assert words in customer.seen()
            assert values(customer)[0] == "127.5"


async def test_a_mended_value_is_submitted_from_where_it_was_mended(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """Nobody has to press Enter through all meters again."""
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await fill(customer, "12", "450")
        await customer.press("enter")
        await customer.type("7")
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)


async def test_far_more_than_usual_asks_once_more(settings: Settings, store: Store, counter: Counter) -> None:
    """Over three times the own average: Enter once more sends it, other digits are asked about anew."""
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await fill(customer, "127", "512")
        assert verdicts(customer)[1] == "… +65 m³: far more than usual"
        await customer.press("enter")
        asked = "Hot water: far more than usual. Check the digits and press Enter once more."
        assert asked in customer.seen()
        assert "meters.submit" not in counter.asked
        await customer.press("backspace")
        assert asked not in customer.seen()
        await customer.type("3")
        await customer.press("enter")
        assert asked in customer.seen()
        assert "meters.submit" not in counter.asked
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "1995533: 513 m³" in customer.seen()


async def test_nothing_typed_says_what_to_do(settings: Settings, store: Store, counter: Counter) -> None:
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await customer.press("enter", "enter")
        assert "Nothing is typed yet. Type what the meter shows today, then press Enter." in customer.seen()
        assert "meters.submit" not in counter.asked


async def test_a_meter_left_empty_is_not_submitted(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """Decision 7: where the profile does not want all of them."""
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await customer.type("127")
        await customer.press("enter", "enter")
        assert isinstance(customer.app.screen, ReceiptScreen)
        assert "1995533" not in customer.seen()


async def test_all_meters_are_required_where_the_profile_says_so(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """EIR-53: the rule stands on the form, its refusal leads to the meter that is missing."""
    tune(store, MeterRules, all_meters_required=True)
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        assert "Every meter needs one." in customer.seen()
        await customer.type("127")
        await customer.press("enter", "enter")
        assert "Hot water, meter 1995533: All meters are needed." in customer.seen()
        assert values(customer) == ["127", ""]
        assert customer.app.focused is customer.app.screen.query(Field).last()
        await customer.type("450")
        await customer.press("enter")
        assert isinstance(customer.app.screen, ReceiptScreen)


@pytest.mark.parametrize("overdue", ["warn", "refuse"])
async def test_an_overdue_verification(settings: Settings, store: Store, overdue: str) -> None:
    """A warning at that meter, or the reason in the place of its field."""
    contract = people.customer(store)
    accounted(store, meter(store, contract, "77", due=date(2026, 10, 1)), date(2026, 10, 31), "5")
    tune(store, MeterRules, overdue=overdue)
    async with served(settings, store) as customer:
        await open_form(customer)
        if overdue == "warn":
            assert "Verification was due on 01.10.2026" in customer.seen()
            await customer.type("6")
            await customer.press("enter")
            assert isinstance(customer.app.screen, ReceiptScreen)
        else:
            assert "the verification of this meter was due on 1 October 2026" in customer.seen()
            assert not values(customer)
            assert [act.key for act in customer.app.screen.query(Act)] == ["Esc"]
            await customer.press("enter")
            assert isinstance(customer.app.screen, FormScreen)


async def test_a_reading_of_today_is_named_and_replaced(
    settings: Settings, store: Store, counter: Counter
) -> None:
    """Decision 7, EIR-55: a slip can be corrected on the same day, to a smaller value, too."""
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await customer.type("128")
        await customer.press("enter", "enter", "enter")
        await customer.open("meters")
        assert "2 meters, sent today: 1" in customer.seen()
        await customer.press("1")
        assert "Sent today 128 m³; a new one replaces it" in customer.seen()
        await customer.type("127")
        assert verdicts(customer)[0] == "+7 m³"
        await customer.press("enter", "enter")
        assert isinstance(customer.app.screen, ReceiptScreen)


async def test_a_second_reading_of_a_day_names_what_it_is_compared_with(
    settings: Settings, store: Store
) -> None:
    """Decision 7: not with the first of that day, but with the last of an earlier one."""
    cold = meter(store, people.customer(store), "1989564")
    sent(store, cold, date(2026, 10, 31), "110")
    sent(store, cold, date(2026, 11, 22), "120")
    async with served(settings, store, Counter(store, [])) as customer:
        await open_form(customer)
        await customer.type("115")
        assert "Sent before 110 m³ on 31.10.2026" in customer.seen()
        assert "Sent today 120 m³; a new one replaces it" in customer.seen()
        assert "+5 m³" in customer.seen()


async def test_what_was_sent_before_counts_for_the_difference(settings: Settings, store: Store) -> None:
    """Decision 7: the later of accounted and sent."""
    contract = people.customer(store)
    cold, _ = two_meters(store, contract)
    sent(store, cold, date(2026, 11, 10), "130", "122.5")
    async with served(settings, store) as customer:
        await open_form(customer)
        assert "Sent 122.5 m³ on 10.11.2026" in customer.seen()
        await customer.type("127")
        assert verdicts(customer)[0] == "+4.5 m³"


async def test_a_first_reading(settings: Settings, store: Store) -> None:
    meter(store, people.customer(store), "77")
    async with served(settings, store) as customer:
        await open_form(customer)
        assert "Accounted nothing yet" in customer.seen()
        await customer.type("6")
        assert verdicts(customer) == ["the first reading of this meter"]


async def test_language_changes_while_one_types(settings: Settings, store: Store, counter: Counter) -> None:
    """F2: the words change, digits, focus and what they mean stay."""
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await fill(customer, "127", "44")
        await customer.press("f2")
        assert "Холодная вода" in customer.seen()
        assert values(customer) == ["127", "44"]
        assert verdicts(customer)[0] == "+7 м³"
        assert verdicts(customer)[1].startswith("! ")
        await customer.type("9")
        assert values(customer)[1] == "449"
        assert verdicts(customer)[1] == "+2 м³"


async def test_backspace_stays_in_its_field(settings: Settings, store: Store, counter: Counter) -> None:
    """A key that is held too long empties no other meter, and does not leave."""
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        await fill(customer, "127", "450")
        await customer.press(*["backspace"] * 8)
        assert isinstance(customer.app.screen, FormScreen)
        assert values(customer) == ["127", ""]


async def test_back_submits_nothing(settings: Settings, store: Store, counter: Counter) -> None:
    """No is first, and on back: `*` of a number pad, too."""
    async with served(settings, store, counter) as customer:
        await open_form(customer)
        assert next(iter(customer.app.screen.acts())).key == "Esc"  # type: ignore[attr-defined]
        await customer.type("127")
        await customer.press("asterisk")
        assert isinstance(customer.app.screen, MetersScreen)
        assert "meters.submit" not in counter.asked
