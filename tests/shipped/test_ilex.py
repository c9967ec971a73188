"""The profile `ilex`: every number of the catalogue that a setting exists for, and its sample customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from kiosk.access.rules import AccessRules
from kiosk.access.views import MustChange
from kiosk.balance.cases import statement
from kiosk.charging.records import Charging
from kiosk.charging.rules import ChargingRules
from kiosk.core.locale import Words
from kiosk.core.operator import Operator, find_profile, load
from kiosk.core.sample import rows
from kiosk.core.store import Store
from kiosk.tariffs.cases import preview
from kiosk.tariffs.rules import TariffRules
from screens.theme import check_brand
from tests.people import enter
from tests.shipped.filled import contract, filled, homes
from tests.sight import seen


@pytest.fixture(scope="module")
def ilex() -> Operator:
    return load(find_profile("ilex"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[Store]:
    with filled(request, "ilex", request.param) as store:
        yield store


def test_the_login_is_the_e_mail(ilex: Operator):
    """ILEX-01."""
    assert ilex.of(AccessRules).login_kinds == ["email", "contract"]


def test_whom_to_ask(ilex: Operator):
    """ILEX-08, ILEX-12, ILEX-20."""
    assert ilex.facts.phone == "(017) 308 28 28"
    said = {contact.label["ru"]: contact.value["ru"] for contact in ilex.facts.contacts}
    assert said["Горячая линия"] == ilex.facts.phone
    assert {"Чат", "Ваш менеджер"} <= said.keys()
    assert "не отвечайте" in said["Письма no-reply"]
    assert "до 1-го числа" in said["Условия услуг"]


def test_the_subscription_renews_on_the_first(ilex: Operator):
    """ILEX-19, decision 11; another tariff begins with the next month and is taken back until then
    (ILEX-20)."""
    rules = ilex.of(ChargingRules)
    assert (rules.manner, rules.day) == ("advance", 1)
    changes = ilex.of(TariffRules)
    assert {change.effective for change in (changes.up, changes.same, changes.down)} == {"next_period"}
    assert changes.cancel


def test_tariffs_say_what_becomes_of_minutes(ilex: Operator):
    """ILEX-17, ILEX-18."""
    counted = [row for row in rows("tariffs", ilex) if row["open"] == "yes" and row["code"] != "free"]
    assert len(counted) == 5
    for row in counted:
        assert "минут в месяц" in row["includes"]
        assert "на календарный месяц; остаток не переносится" in row["description"]


def test_no_express_cards(ilex: Operator):
    """Nothing is paid at the terminal, and no sentence says that it is."""
    assert not ilex.has("cards")
    for language, paid in (("ru", "заплатить"), ("en", "to pay")):
        words = Words(ilex, language)
        assert paid not in words("Log in to see your balance and to pay. Contacts need no login.")
    check_brand(ilex.facts.brand)


def test_customers_are_as_promised(demo: Store):
    said = homes(demo, "en")
    assert "paid until 31 December 2026, 186.00 BYN" in said["20101"]
    assert "debt 698.00 BYN" in said["20103"]
    assert "suspended, 12.50 BYN" in said["20106"]
    assert "closed" in said["20107"]
    assert not any("card" in each for each in said.values())


def test_home_opens_for_everybody_in_russian(demo: Store):
    assert all("Баланс и начисления" in said for said in homes(demo, "ru").values())


def test_the_fee_of_a_month_is_charged_whole_on_its_first_day(demo: Store):
    """ILEX-19: so every past month of a sample contract, and the current one to its end."""
    number = contract(demo, "20101")
    for month in range(5, 12):
        lines = seen(demo, statement, number, date(2026, month, 20)).lines
        fees = [(line.dated, line.amount) for line in lines if line.kind == "fee"]
        assert fees == [(date(2026, month, 1), -16900)]
    with demo.read() as session:
        through = session.execute(select(Charging.through).where(Charging.contract == number)).scalar_one()
    assert through == date(2026, 11, 30)


def test_another_tariff_begins_with_the_next_month(demo: Store):
    """ILEX-19, ILEX-20."""
    found = seen(demo, preview, contract(demo, "20101"), "solo300")
    assert (found.terms.since, found.terms.today) == (date(2026, 12, 1), 0)


def test_by_e_mail_or_contract(demo: Store):
    """ILEX-01; one login for all subscriptions of an organisation."""
    entry = enter(demo, "Urist@Obrazets.example", "97531864", kind="email")
    assert [line.number for line in entry.contracts] == ["20103", "20104"]
    assert enter(demo, "20101", "24681357").contracts[0].number == "20101"
    assert enter(demo, "20105", "11223344").must_change is MustChange.ONE_TIME
