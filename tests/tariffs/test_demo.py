"""The sample tariffs and prices of units: every text in Russian and English, one tariff closed."""

from __future__ import annotations

import pytest

from kiosk.core.locale import Words, as_texts
from kiosk.core.operator import find_profile, load
from kiosk.core.store import Store
from kiosk.tariffs.cases import public
from kiosk.tariffs.demo import load as load_demo
from kiosk.tariffs.rules import TariffRules
from tests.sight import seen


@pytest.fixture
def demo(store: Store) -> Store:
    store.operator = load(find_profile("demo"))
    load_demo(store)
    return store


def test_every_text_is_in_both_languages(demo: Store):
    prices = seen(demo, public)
    texts = [t for one in prices.tariffs for t in (one.name, one.description, one.includes)]
    texts += [as_texts(text) for one in prices.rates for text in (one.service, one.unit)]
    assert {tuple(sorted(text)) for text in texts} == {("en", "ru")}
    assert all(all(text.values()) for text in texts)
    assert "city" not in [one.code for one in prices.tariffs]


def test_groups_have_names(demo: Store):
    groups = {one.group for one in seen(demo, public).tariffs}
    assert groups == set(demo.operator.of(TariffRules).groups)


def test_what_is_for_a_home_comes_first(demo: Store):
    """In the order in which the profile names the groups."""
    codes = [one.code for one in seen(demo, public).tariffs]
    assert codes == ["start", "home20", "home50", "home100", "office"]


def test_prices_of_units_keep_all_their_digits(demo: Store):
    words = Words(demo.operator, "ru")
    rates = {as_texts(one.service)["en"]: words.rate(one.rate) for one in seen(demo, public).rates}
    assert rates["Calls to mobiles"] == "0,048\u00a0BYN"
    assert rates["Visit of a technician"] == "12,00\u00a0BYN"


def test_loading_them_again_changes_nothing(demo: Store):
    before = seen(demo, public)
    load_demo(demo)
    assert seen(demo, public) == before
