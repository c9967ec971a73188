"""The catalogue: tariffs, their dated prices, prices of units, and what everybody may read of them."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from sqlalchemy import select

from kiosk.core.locale import as_texts
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import Actor, By, ContractId, Refusal
from kiosk.tariffs import catalogue
from kiosk.tariffs.cases import define, public, rate
from kiosk.tariffs.records import Tariff
from kiosk.tariffs.views import PRICES, CurrentTariff, NewTariff, UnitPrice
from tests.people import customer, job
from tests.sight import acting, seen

JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)
HOME = NewTariff("home20", {"ru": "Домашний 20", "en": "Home 20"}, Money(2500), JANUARY)


def on(store: Store, contract: ContractId, day: date) -> CurrentTariff | None:
    with store.read() as session:
        return catalogue.current_tariff(session, contract, day)


def test_a_contract_has_its_tariff_from_a_day_on(store: Store):
    store.run(job(), define, HOME)
    store.run(job(), define, NewTariff("home50", {"en": "Home 50"}, Money(3500), JANUARY))
    contract = customer(store, tariff="home20")
    with acting(store) as work:
        catalogue.assign(work, contract, "home50", MARCH)
    assert on(store, contract, date(2025, 12, 31)) is None
    assert on(store, contract, JANUARY) == CurrentTariff("home20", HOME.name, Money(2500), JANUARY)
    assert on(store, contract, date(2026, 2, 28)).code == "home20"
    assert on(store, contract, MARCH) == CurrentTariff("home50", {"en": "Home 50"}, Money(3500), MARCH)


def test_a_price_holds_from_its_day_on(store: Store):
    for fee, since in ((2500, JANUARY), (2700, MARCH), (2900, MAY)):
        store.run(job(), define, NewTariff("home20", HOME.name, Money(fee), since))
    contract = customer(store, tariff="home20")
    days = (date(2026, 2, 28), MARCH, date(2026, 4, 30), date(2030, 1, 1))
    assert [on(store, contract, day).fee for day in days] == [2500, 2700, 2700, 2900]


def test_a_tariff_costs_nothing_before_its_first_price(store: Store):
    """Whatever the tariff before it cost."""
    store.run(job(), define, HOME)
    store.run(job(), define, NewTariff("later", {"en": "Later"}, Money(900), MAY))
    contract = customer(store, tariff="home20")
    with acting(store) as work:
        catalogue.assign(work, contract, "later", MARCH)
    with store.read() as session:
        line = catalogue.charges(session, [contract], JANUARY, date(2026, 6, 1))[contract]
    days = (date(2026, 2, 28), MARCH, date(2026, 4, 30), MAY)
    assert [line.price(day).fee for day in days] == [2500, 0, 0, 900]


def test_a_contract_without_a_tariff_has_none(store: Store):
    assert on(store, customer(store), MAY) is None


def test_a_fee_below_zero_is_refused(store: Store):
    with pytest.raises(Refusal, match=r"tariffs\.fee"):
        store.run(job(), define, NewTariff("home20", HOME.name, Money(-1), JANUARY))


def test_an_unknown_tariff_cannot_be_given(store: Store):
    contract = customer(store)
    with acting(store) as work, pytest.raises(Refusal, match=r"tariffs\.unknown"):
        catalogue.assign(work, contract, "nothing", MARCH)


def test_everybody_reads_the_price_list(store: Store):
    """EIR-64, EIR-06: by group and fee, without what is closed or has no price yet; nobody logs in."""
    for code, fee, group, opened, since in (
        ("office", 8000, "b", True, JANUARY), ("home50", 3500, "a", True, JANUARY),
        ("home20", 2500, "a", True, JANUARY), ("old", 100, "a", False, JANUARY),
        ("soon", 100, "a", True, date(2026, 12, 1)),
    ):  # fmt: skip
        facts = {"description": {"en": "Much"}, "includes": {"en": "10 GB"}}
        store.run(job(), define, NewTariff(code, {"en": code}, Money(fee), since, opened, group, **facts))
    prices = store.run(By(Actor.anyone(), "1"), PRICES)
    assert [(one.code, one.fee, one.group) for one in prices.tariffs] == [
        ("home20", 2500, "a"), ("home50", 3500, "a"), ("office", 8000, "b"),
    ]  # fmt: skip
    assert (prices.tariffs[0].description, prices.tariffs[0].includes) == ({"en": "Much"}, {"en": "10 GB"})


def test_unit_prices_are_those_in_force_today(store: Store):
    """EIR-64."""
    for service, unit, price, since in (
        ("water", "m3", 1_800_000, JANUARY), ("water", "m3", 1_950_000, MARCH),
        ("water", "m3", 2_500_000, date(2026, 12, 1)), ("gas", "m3", 456, MAY),
        ("later", "kWh", 1, date(2027, 1, 1)),
    ):  # fmt: skip
        store.run(job(), rate, UnitPrice(service, unit, price, since))
    assert seen(store, public).rates == (
        UnitPrice("gas", "m3", 456, MAY),
        UnitPrice("water", "m3", 1_950_000, MARCH),
    )
    store.run(job(), rate, UnitPrice("gas", "m3", 500, MAY))
    assert seen(store, public).rates[0].rate == 500


def test_unit_prices_are_listed_by_service_in_the_operators_language(store: Store):
    """EIR-64: not in the order of another language, which comes first in the JSON of the names."""
    first = store.operator.languages[0]
    for other, name in (("a", "Water"), ("b", "Heating")):
        texts = msgspec.json.encode({"a": other, first: name}).decode()
        store.run(job(), rate, UnitPrice(texts, "m3", 500, MAY))
    names = [as_texts(one.service)[first] for one in seen(store, public).rates]
    assert names == ["Heating", "Water"]


def test_a_unit_price_below_zero_is_refused(store: Store):
    with pytest.raises(Refusal, match=r"tariffs\.rate"):
        store.run(job(), rate, UnitPrice("gas", "m3", -1, MAY))


def test_whose_customers_may_register_by_puk1_is_kept(store: Store):
    """VEL-10: a flag of the tariff; an import of the same code brings it up to date."""
    for allowed in (True, False):
        store.run(job(), define, NewTariff("video", {"en": "Video"}, Money(1), JANUARY, allow_puk1=allowed))
        with store.read() as session:
            assert session.execute(select(Tariff.allow_puk1)).scalars().all() == [allowed]
