"""A customer and the tariffs on offer, for the screens of tariffs."""

from __future__ import annotations

from datetime import date

from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.tariffs.cases import define
from kiosk.tariffs.rules import ChangeRules, TariffRules
from kiosk.tariffs.views import NewTariff, UnitPrice
from screens.widgets.choice import Act
from tests import people
from tests.profiles import tune
from tests.screens.served import Counter
from tests.screens.visit import Visit

SINCE = date(2026, 1, 1)
LONG = "everything that a long text can say about a tariff. " * 9
RATES = (
    UnitPrice("Calls", "minute", 45_600, SINCE),
    UnitPrice('{"en": "Cold water", "ru": "Холодная вода"}', '{"en": "m³", "ru": "м³"}', 1_250_000, SINCE),
)


def offer(
    store: Store, code: str, fee: int, includes: str, *, group: str = "home", opened: bool = True
) -> None:
    """A tariff named by its code in capital letters."""
    tariff = NewTariff(
        code, {"en": code.upper(), "ru": code.upper()}, Money(fee), SINCE, opened, group,
        {"en": f"About {code}"}, {"en": includes},
    )  # fmt: skip
    store.run(people.job(), define, tariff)


def offered(store: Store) -> Counter:
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


async def open_prices(visit: Visit) -> None:
    """From the first menu, by the digit on the button."""
    words = visit.app.words("Tariffs")
    await visit.press(next(act.number for act in visit.app.screen.query(Act) if act.verb == words))
    assert visit.where() == "PricesScreen"
