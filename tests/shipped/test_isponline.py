"""The profile `isponline`: every number of the catalogue that a setting exists for, its sample customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kiosk.access.rules import AccessRules
from kiosk.access.views import MustChange
from kiosk.balance.cases import month
from kiosk.charging.rules import ChargingRules
from kiosk.core import money
from kiosk.core.locale import Words
from kiosk.core.operator import Operator, find_profile, load
from kiosk.core.sample import rows
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from kiosk.payments.rules import PaymentRules
from kiosk.tariffs.cases import preview
from kiosk.tariffs.rules import TariffRules
from kiosk.welcome.rules import WelcomeRules
from screens.theme import check_brand
from tests.people import enter
from tests.screens.visit import visiting
from tests.shipped.filled import contract, filled, homes
from tests.sight import seen

LANGUAGES = ("ru", "en")
WRONG = "Wrong login or password."


@pytest.fixture(scope="module")
def isponline() -> Operator:
    return load(find_profile("isponline"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[Store]:
    with filled(request, "isponline", request.param) as store:
        yield store


# -- the profile ---------------------------------------------------------------------------------


def test_where_it_is(isponline: Operator):
    """ISP-02."""
    facts = isponline.facts
    assert facts.place["ru"] == "Центр продаж и обслуживания"
    assert facts.phone == "5-03-98"
    said = " ".join(contact.value["ru"] for contact in facts.contacts)
    assert "г. Коростень, ул. Кирова 28" in said
    assert "5-03-98" in said
    assert (facts.currency, facts.time_zone) == ("UAH", "Europe/Kyiv")


def test_only_the_centre_registers_and_only_support_restores(isponline: Operator):
    """ISP-02, ISP-14: said before a login, in both languages."""
    said = isponline.of(WelcomeRules).no_password
    assert "только здесь, в Центре продаж и обслуживания" in said["ru"]
    assert "Забытый пароль восстановит только служба поддержки, тел. 5-03-98" in said["ru"]
    assert "only here" in said["en"]
    assert "restored only by support" in said["en"]


def test_the_login_is_the_contract(isponline: Operator):
    """ISP-10, ISP-11."""
    assert isponline.of(AccessRules).login_kinds == ["contract"]


def test_the_header(isponline: Operator):
    """ISP-19: number (always there), balance, tariff."""
    assert isponline.facts.header == ["balance", "tariff"]


def test_the_share_of_a_day_is_charged_each_day(isponline: Operator):
    """ISP-25, decision 11; a fee of 50.00 is what the guide's calendar shows as 1.61 a day (ISP-23)."""
    assert isponline.of(ChargingRules).manner == "daily"
    fees = {row["name"]: row["monthly_fee"] for row in rows("tariffs", isponline)}
    assert fees["Домашний 20"] == "50.00"


def test_downwards_is_paid_upwards_is_free(isponline: Operator):
    """ISP-28."""
    rules = isponline.of(TariffRules)
    assert money.parse(rules.up.fee, "UAH") == money.parse(rules.same.fee, "UAH") == 0
    assert money.parse(rules.down.fee, "UAH") > 0


def test_payments_of_the_reporting_period(isponline: Operator):
    """ISP-05."""
    assert isponline.of(PaymentRules).periods_months[0] == 1


def test_the_sms_balance_is_free(isponline: Operator):
    """ISP-07, ISP-08: among the public prices."""
    prices = {row["service"]: row["rate"] for row in rows("rates", isponline)}
    assert money.parse(prices["SMS-баланс"], "UAH") == 0
    assert {"Турбокнопка", "Статический IP-адрес"} <= prices.keys()


def test_its_colours_can_be_read(isponline: Operator):
    check_brand(isponline.facts.brand)


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_words_for_a_wrong_login(isponline: Operator, language: str):
    """ISP-13: the same for a wrong login and a wrong password; ISP-14: whom to ask."""
    said = Words(isponline, language)(WRONG)
    assert {"ru": "Введён неверный логин или пароль. Забыли пароль?", "en": WRONG}[language] in said
    assert isponline.facts.phone in said


# -- its sample customers ------------------------------------------------------------------------


def test_customers_are_as_promised(demo: Store):
    """ISP-19: as the header of the guide, 32.50 and “Домашний 20”; in debt, suspended, closed, a company."""
    said = homes(demo, "en")
    assert said["0417"].startswith("32.50 UAH\nHome 20\n")
    assert "debt 48.20 UAH" in said["0418"]
    assert said["0419"].startswith("12.25 UAH\n")
    assert "suspended, debt 1.20 UAH" in said["0421"]
    assert "debt 176.00 UAH" in said["0422"]
    assert "Night 8" in said["0424"]
    assert "closed" in said["0426"]


def test_home_opens_for_everybody_in_russian(demo: Store):
    for said in homes(demo, "ru").values():
        assert all(title in said for title in ("Баланс и начисления", "Тариф", "Мои чеки"))


def test_the_calendar_of_october(demo: Store):
    """ISP-22, ISP-23, ISP-24, ISP-25: a fee on each of the 31 days, mostly 1.61, in all 50.00."""
    october = seen(demo, month, contract(demo, "0417"), date(2026, 10, 1), "")
    assert october.total.charged == 5000
    assert len(october.days) == 31
    # A payment of 150.00 was taken back on one of them.
    assert {day.went % 15000 for day in october.days} == {161, 162}


def test_what_a_change_costs(demo: Store):
    """ISP-27, ISP-28."""
    down, up = (seen(demo, preview, contract(demo, "0417"), code) for code in ("start10", "home100"))
    assert (down.terms.fee, down.terms.since) == (2000, date(2026, 12, 1))
    assert (up.terms.fee, up.terms.since) == (0, date(2026, 11, 23))


def test_passwords_as_promised(demo: Store):
    assert enter(demo, "0417", "24681357").contracts[0].number == "0417"
    assert [line.number for line in enter(demo, "0418", "97531864").contracts] == ["0418", "0419"]
    assert enter(demo, "0420", "11223344").must_change is MustChange.ONE_TIME
    with pytest.raises(Refusal):
        enter(demo, "0425", "24681357")


# -- at the terminal -----------------------------------------------------------------------------


@pytest.mark.parametrize("demo", ["sqlite"], indirect=True)
async def test_a_wrong_password_and_a_visit(demo: Store, tmp_path) -> None:
    """ISP-13, ISP-14, ISP-19 at 80x24; nothing to press is out of sight."""
    words = Words(demo.operator, "ru")
    async with visiting(Settings(tmp_path, None, None), demo, language="ru") as visit:
        assert not visit.outside()
        await visit.press("3")
        assert words.pick(demo.operator.of(WelcomeRules).no_password) in visit.seen()
        await visit.press("escape")
        await visit.log_in("0417", "13571357")
        assert words(WRONG) in visit.seen()
        assert not visit.outside()
        await visit.type("24681357")
        await visit.press("enter")
        assert "Договор 0417 · Иван И. 32,50 UAH «Домашний 20»" in visit.seen()
        assert not visit.outside()
