"""Home: ISP-01, ISP-19, VEL-40 (the header), ISP-20, EIR-24 (what one can do), in one snapshot."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.core.locale import Words
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import Denied
from kiosk.home.cases import show
from kiosk.home.views import HOME, Header
from kiosk.preferences.cases import tile as preferences
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import NewTariff
from tests.people import customer, enter, job, owner
from tests.sight import seen


def test_the_header_says_who_is_served(store: Store):
    """ISP-19: number, balance, tariff; VEL-40: the name masked."""
    store.run(job(), define, NewTariff("home20", {"en": "Home 20"}, Money(2500), date(2026, 1, 1)))
    contract = customer(store, balance=3710, tariff="home20")
    header = seen(store, show, contract).header
    assert header == Header(contract, "1001", "Иван И.", Money(3710), {"en": "Home 20"}, "active", "", "")


def test_a_contract_without_a_tariff_has_a_header_too(store: Store):
    assert seen(store, show, customer(store)).header.tariff == {}


def test_tiles_come_in_the_order_of_the_profile(store: Store):
    """ISP-20, EIR-24: what has a tile and is switched on, as the profile lists it."""
    tiles = seen(store, show, customer(store)).tiles
    assert [tile.module for tile in tiles] == [
        "cards", "balance", "tariffs", "receipts", "preferences", "meters",
    ]  # fmt: skip
    words = Words(store.operator, "en")
    assert all(words(tile.title) and words(tile.line) for tile in tiles)


def test_a_tile_that_is_off_says_why(store: Store):
    tiles = {tile.module: tile for tile in seen(store, show, customer(store)).tiles}
    assert not tiles["receipts"].open
    assert Words(store.operator, "en")(tiles["receipts"].line) == "none in the last 30 days"


def test_settings_are_always_open(store: Store):
    """ISP-29."""
    assert seen(store, preferences, customer(store)).open


def test_customers_see_their_own_home_only(store: Store):
    """ISP-01: a system that a password protects."""
    mine, other = customer(store, "1001"), customer(store, "1002")
    by = owner(enter(store, "1001"))
    assert store.run(by, HOME, mine).header.number == "1001"
    with pytest.raises(Denied):
        store.run(by, HOME, other)
