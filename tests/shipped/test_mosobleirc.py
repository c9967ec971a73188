"""The profile `mosobleirc`: every number of the catalogue that a setting exists for, its words, its sample
customers."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kiosk.access.rules import AccessRules, login_name
from kiosk.access.views import MustChange
from kiosk.balance.cases import month
from kiosk.core.catalogue import catalogue
from kiosk.core.locale import Words
from kiosk.core.operator import Operator, find_profile, load, locales
from kiosk.core.sample import rows
from kiosk.core.settings import Settings
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from kiosk.meters.cases import form
from kiosk.meters.rules import MeterRules
from kiosk.payments.cases import page
from kiosk.payments.rules import PaymentRules
from kiosk.receipts.rules import ReceiptRules
from kiosk.tariffs.cases import public
from kiosk.tariffs.rules import TariffRules
from kiosk.welcome.rules import WelcomeRules
from screens.theme import check_brand
from tests.people import enter
from tests.screens.visit import visiting
from tests.shipped.filled import contract, filled, homes
from tests.sight import seen

ROOT = Path(__file__).parents[2]
# What only administrators read: the command, its files, the proof of the records, the check of a profile.
OFFICE = re.compile(r"kiosk/(cli|imports)/|/(doubts|files|proof|dated)\.py$")
FIELD = re.compile(r"\{[^}]*\}")
WRONG_WORD = {
    "ru": re.compile("договор|контракт", re.IGNORECASE),
    "en": re.compile("contract", re.IGNORECASE),
}


@pytest.fixture(scope="module")
def mosobleirc() -> Operator:
    return load(find_profile("mosobleirc"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[Store]:
    with filled(request, "mosobleirc", request.param) as store:
        yield store


# -- the profile ---------------------------------------------------------------------------------


def test_whom_to_ask_and_where_to_pay(mosobleirc: Operator):
    """EIR-02, EIR-38, EIR-41, EIR-42, EIR-43, EIR-44, EIR-47."""
    facts = mosobleirc.facts
    assert facts.phone == "8-800-555-07-69"
    said = {contact.label["ru"]: contact.value["ru"] for contact in facts.contacts}
    assert "8-800-555-07-69" in said["Контактный центр"]
    assert {"Клиентский офис", "Часы работы"} <= said.keys()
    assert all(
        way in said["Оплатить наличными"] for way in ("касса", "банки", "банкоматы", "терминалы", "почта")
    )
    assert all(way in said["Оплатить картой"] for way in ("Сбербанк Онлайн", "ВсеПлатежи"))
    assert "г.о. Лобня" in said["Внимание"]
    assert all(paper in said["Ошибочный платёж"] for paper in ("копия чека", "карта", "паспорт"))
    assert (facts.currency, facts.time_zone) == ("RUB", "Europe/Moscow")


def test_what_is_said_before_a_login(mosobleirc: Operator):
    """EIR-03, EIR-04, EIR-06, EIR-07."""
    rules = mosobleirc.of(WelcomeRules)
    assert rules.greeting["ru"].startswith("Добро пожаловать в личный кабинет! Спасибо")
    said = " ".join(ability["ru"] for ability in rules.abilities)
    assert all(word in said for word in ("показания", "начислено", "оплачено", "тарифы"))
    assert "прежний пароль" in rules.no_password["ru"]
    assert mosobleirc.facts.site.startswith("https://")


def test_by_account_number_or_e_mail(mosobleirc: Operator):
    """EIR-05."""
    rules = mosobleirc.of(AccessRules)
    assert rules.login_kinds == ["contract", "email"]
    assert login_name(rules, "email", "Ivanov@mail.example") == "ivanov@mail.example"


def test_address_and_balance_in_the_header(mosobleirc: Operator):
    """EIR-24, EIR-62: the account's number is always there."""
    assert mosobleirc.facts.header == ["balance", "address"]


def test_periods(mosobleirc: Operator):
    """EIR-36, EIR-37: half a year, one, one and a half, two years, of readings and of payments."""
    assert mosobleirc.of(PaymentRules).periods_months == [6, 12, 18, 24]
    assert mosobleirc.of(MeterRules).periods_months == [6, 12, 18, 24]


def test_readings(mosobleirc: Operator):
    """EIR-52: 1000; EIR-53 and decision 7: all meters are required; electricity has a limit of its own."""
    rules = mosobleirc.of(MeterRules)
    assert rules.limit_of("Холодная вода") == 1_000_000
    assert rules.limit_of('{"ru": "Электроэнергия", "en": "Electricity"}') == 3_000_000
    assert rules.all_meters_required


def test_no_cards_are_taken_and_no_tariffs_are_had(mosobleirc: Operator):
    """EIR-39: cards are not typed at a terminal; EIR-64: prices of units are public, plans there are none."""
    assert not mosobleirc.has("cards")
    assert mosobleirc.has("tariffs")
    assert not mosobleirc.of(TariffRules).plans
    assert mosobleirc.of(ReceiptRules).list_days == 30


def test_prices_fit_the_meters(mosobleirc: Operator):
    """The estimate in money needs the same words for service and unit; EIR-63: some are of square metres,
    persons, pieces."""
    prices = {
        (row["service"], row["unit"], row["service_en"], row["unit_en"]) for row in rows("rates", mosobleirc)
    }
    assert {
        (row["service"], row["unit"], row["service_en"], row["unit_en"]) for row in rows("meters", mosobleirc)
    } <= prices
    assert {"м²", "чел.", "шт."} <= {unit for _, unit, _, _ in prices}


def test_its_colours_can_be_read(mosobleirc: Operator):
    check_brand(mosobleirc.facts.brand)


# -- its words -----------------------------------------------------------------------------------


def test_which_sentences_are_the_office_s():
    assert OFFICE.search("kiosk/cli/charge.py")
    assert OFFICE.search("kiosk/charging/proof.py")
    assert not OFFICE.search("kiosk/meters/cases.py")
    assert not OFFICE.search("screens/frame.py")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_customer_reads_of_a_contract(mosobleirc: Operator, language: str):
    """A customer has a лицевой счёт, an account: every sentence of the house says so, in all its forms."""
    words = catalogue(language, locales(mosobleirc.folder))
    wrong = [
        said
        for one, many in _customers_sentences()
        for said in ([words.ngettext(one, many, n) for n in (1, 2, 5)] if many else [words.gettext(one)])
        if WRONG_WORD[language].search(FIELD.sub("", said))
    ]
    assert wrong == []


def _customers_sentences() -> Iterator[tuple[str, str]]:
    """All sentences of the sources with their forms for many, but those of the office."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "data" / "locale" / "messages.py")
    assert spec
    assert spec.loader
    messages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(messages)
    for message in messages.collect():
        if message.id and not all(OFFICE.search(path) for path, _ in message.locations):
            yield message.id if message.pluralizable else (message.id, "")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_its_own_texts_speak_of_accounts(mosobleirc: Operator, language: str):
    rules = mosobleirc.of(WelcomeRules)
    said = [rules.greeting, rules.hours, rules.no_password, *rules.abilities]
    assert not [texts for texts in said if WRONG_WORD[language].search(texts[language])]


# -- its sample customers ------------------------------------------------------------------------


def test_customers_are_as_promised(demo: Store):
    """EIR-62: 3 837.19; with money, in debt, suspended, closed, a company."""
    said = homes(demo, "en")
    assert said["50010001"].startswith("250.00 RUB\n\nBalance and charges: no debt")
    assert "debt 3,837.19 RUB" in said["50010002"]
    assert "no debt, 0.00 RUB" in said["50010012"]
    assert "suspended, debt" in said["50010004"]
    assert "closed" in said["50010008"]
    assert "debt 23,581.60 RUB" in said["50010007"]


def test_home_opens_for_everybody_in_russian(demo: Store):
    """EIR-24; nobody has a tariff."""
    for said in homes(demo, "ru").values():
        assert "Баланс и начисления" in said
        assert "ариф" not in said


def test_a_month_of_charges_by_services(demo: Store):
    """What another system charged is listed by services and leads from one balance to the next (ISP-22)."""
    october = seen(demo, month, contract(demo, "50010001"), date(2026, 10, 1), "")
    assert (october.total.opening, october.total.closing) == (-512962, -702388)
    words = Words(demo.operator, "en")
    said = {words(move.reason) for move in october.movements}
    assert {"Charge: Cold water", "Charge: Heating", "Charge: Door phone"} <= said
    newest = seen(demo, month, contract(demo, "50010001"), date(2026, 11, 1), "")
    assert (newest.total.opening, newest.total.closing) == (-702388, 25000)


def test_a_payment_that_was_taken_back(demo: Store):
    """EIR-37."""
    payments = seen(demo, page, contract(demo, "50010001"), 6, "").payments
    assert [payment.amount for payment in payments].count(-489604) == 1


def test_meters_of_a_year(demo: Store):
    """EIR-48, EIR-55: counted with three decimals, sent as whole numbers, several on a day; an estimate in
    money and an average to compare with."""
    meters = {meter.number: meter for meter in seen(demo, form, contract(demo, "50010001")).meters}
    cold = meters["1989564"]
    assert cold.accounted
    assert cold.sent
    assert (cold.accounted.value, cold.sent.value) == (108_006, 120_000)
    assert len(meters) == 3
    assert all(meter.rate and meter.average for meter in meters.values())
    assert meters["04417725"].limit == 3_000_000


def test_a_verification_is_overdue(demo: Store):
    """Its reading is taken all the same."""
    late = [meter for meter in seen(demo, form, contract(demo, "50010002")).meters if meter.overdue]
    assert [(meter.number, meter.off) for meter in late] == [("2104470", None)]


def test_passwords_as_promised(demo: Store):
    """EIR-05, EIR-56."""
    entry = enter(demo, "Petrova@mail.example", "97531864", kind="email")
    assert [line.number for line in entry.contracts] == ["50010002", "50010012"]
    assert enter(demo, "50010003", "11223344").must_change is MustChange.ONE_TIME
    with pytest.raises(Refusal):
        enter(demo, "50010005", "24681357")


def test_prices_for_everybody(demo: Store):
    """EIR-06, EIR-64."""
    prices = seen(demo, public)
    assert prices.tariffs == ()
    assert len(prices.rates) == 10


# -- at the terminal -----------------------------------------------------------------------------


@pytest.mark.parametrize("demo", ["sqlite"], indirect=True)
async def test_a_visit_with_two_accounts(demo: Store, tmp_path) -> None:
    """EIR-24, EIR-47, EIR-56, EIR-62, EIR-64 at 80x24: contacts and prices first, then two accounts; the
    address whole where there is room for it."""
    async with visiting(Settings(tmp_path, None, None), demo, language="ru") as visit:
        assert not visit.outside()
        await visit.press("3", "0")
        assert "Ошибочный платёж" in visit.seen()
        assert "Сайт и приложение: https://mosobleirc.ru" in visit.seen()
        await visit.press("escape", "5")
        assert "Тарифы на коммунальные услуги" in visit.seen()
        assert "Холодная вода м³ 01.07.2026 47,36 RUB" in visit.seen()
        await visit.press("escape")
        await visit.log_in("50010002", "97531864")
        assert "Какой лицевой счёт?" in visit.seen()
        await visit.press("1")
        assert "Лицевой счёт 50010002 · Мария П. -3 837,19 RUB г. Лобн…кв. 37" in visit.seen()
        assert visit.seen().endswith("8-800-555-07-69")
        assert not visit.outside()
        await visit.pilot.resize_terminal(120, 30)
        await visit.settled()
        assert "Мария П. -3 837,19 RUB г. Лобня, ул. Примерная, 2, кв. 37" in visit.seen()
        await visit.press("f5", "2")
        assert "Лицевой счёт 50010012" in visit.seen()
