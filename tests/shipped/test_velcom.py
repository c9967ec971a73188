"""The profile `velcom`: every number of the catalogue that a setting exists for, and its sample customers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.access.passwords import require_good
from kiosk.access.rules import AccessRules, login_name
from kiosk.access.views import MustChange
from kiosk.balance.rules import BalanceRules
from kiosk.charging.rules import ChargingRules
from kiosk.core import ledger
from kiosk.core.locale import Words
from kiosk.core.operator import Operator, find_profile, load
from kiosk.core.sample import rows
from kiosk.core.secret import Secret
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from kiosk.payments.rules import PaymentRules
from kiosk.tariffs.cases import offers
from kiosk.tariffs.rules import TariffRules
from kiosk.welcome.rules import WelcomeRules
from screens.theme import check_brand
from tests.people import enter
from tests.shipped.filled import contract, filled, homes
from tests.sight import seen


@pytest.fixture(scope="module")
def velcom() -> Operator:
    return load(find_profile("velcom"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[Store]:
    with filled(request, "velcom", request.param) as store:
        yield store


def test_who_comes_and_with_what(velcom: Operator):
    """VEL-02, VEL-03: mobile or home and office; the phone number behind its mask, or the contract."""
    kinds = [(kind.title["ru"], kind.login_kind) for kind in velcom.of(WelcomeRules).kinds]
    assert kinds == [("Мобильная связь", "phone"), ("Для дома и офиса", "contract")]
    assert login_name(velcom.of(AccessRules), "phone", "291000001") == "+375291000001"


def test_passwords(velcom: Operator):
    """VEL-13, VEL-15, VEL-16 with decisions 1 and 2."""
    rules = velcom.of(AccessRules).password
    assert (rules.max_age_months, rules.warn_days) == (12, 14)
    for good in ("a7k2m", "a7k2m9x4q1", "пароль5"):
        require_good(rules, Secret(good), ())
    for bad in ("a7k2", "a7k2m9x4q1z", "a7k2-m"):
        with pytest.raises(Refusal):
            require_good(rules, Secret(bad), ())


def test_the_samples_could_choose_their_passwords(velcom: Operator):
    """VEL-16: what a one-time password is, staff decide."""
    one_time = {row["contract"] for row in rows("contracts", velcom) if row["one_time"]}
    for sample in velcom.of(WelcomeRules).samples:
        if sample.contract not in one_time:
            require_good(velcom.of(AccessRules).password, Secret(sample.password), [sample.contract])


def test_how_long_a_visit_may_be_idle(velcom: Operator):
    """VEL-38 with decision 3."""
    rules = velcom.of(AccessRules)
    assert (rules.idle_seconds, rules.countdown_seconds) == (90, 30)


def test_how_far_one_may_look_back(velcom: Operator):
    """VEL-49: payments of two months first; VEL-69: six months of charges and the current one."""
    assert velcom.of(PaymentRules).periods_months == [2, 6, 12, 24, 0]
    assert velcom.of(BalanceRules).months_back == 6


def test_fees_and_changes(velcom: Operator):
    """Decision 11: by days. VEL-32: a change holds within 24 hours."""
    assert velcom.of(ChargingRules).manner == "daily"
    rules = velcom.of(TariffRules)
    assert {change.effective for change in (rules.up, rules.same, rules.down)} == {"next_day"}


def test_who_may_register_by_puk1(velcom: Operator):
    """VEL-10: surveillance, monitoring, internet plans; nobody else."""
    allowed = {row["name"] for row in rows("tariffs", velcom) if row["allow_puk1"] == "yes"}
    assert allowed == {"Видеонаблюдение", "Мониторинг", "Интернет 20"}


def test_free_of_charge_day_and_night(velcom: Operator):
    """VEL-01, VEL-12, VEL-21, VEL-29: what is said before a login."""
    rules, contacts = velcom.of(WelcomeRules), velcom.facts.contacts
    assert "бесплатный, 24 часа" in rules.hours["ru"]
    assert "с подписания договора" in rules.no_password["ru"]
    assert velcom.facts.phone == "411"
    said = {contact.label["en"]: contact.value["en"] for contact in contacts}
    assert all("411" in said[label] for label in ("Cannot log in", "Lost your SIM card"))
    assert "24 hours" in said["Account"]


def test_its_own_words(velcom: Operator):
    """A mobile customer has numbers, not contracts."""
    for language, said in (("ru", "Номер 291000001"), ("en", "Number 291000001")):
        words = Words(velcom, language)
        assert words("Contract {number}", number="291000001") == said
    check_brand(velcom.facts.brand)


def test_customers_are_as_promised(demo: Store):
    """In debt, paid ahead, suspended, closed; balances to the kopeck."""
    said = homes(demo, "en")
    assert said["291000001"].startswith("14.35 BYN\nPRIVET Plus\n")
    assert "debt 43.16 BYN" in said["291000002"]
    assert "suspended, 0.21 BYN" in said["441000004"]
    assert "closed" in said["291000008"]
    assert "Top up by express card" in said["291000001"]
    with demo.read() as session:
        firm = [ledger.balance(session, contract(demo, n)) for n in ("291000007", "291000017", "441000027")]
    assert firm == [-2706, -2583, -1239]


def test_home_opens_for_everybody_in_russian(demo: Store):
    assert all("Баланс и начисления" in said for said in homes(demo, "ru").values())


def test_by_phone_or_contract(demo: Store):
    """VEL-02, VEL-03: any number of a company leads to all, the home's contract to the mobile one."""
    entry = enter(demo, "441000027", "975318", kind="phone")
    assert [line.number for line in entry.contracts] == ["291000007", "291000017", "441000027"]
    entry = enter(demo, "2000145", "975318", kind="contract")
    assert {line.number for line in entry.contracts} == {"2000145", "291000002"}


def test_passwords_that_are_changed_soon_or_now(demo: Store):
    """VEL-14, VEL-15."""
    old = enter(demo, "291000005", "246813", kind="phone")
    assert (old.must_change, old.warn_days) == (MustChange.NO, 9)
    assert enter(demo, "291000003", "112233", kind="phone").must_change is MustChange.ONE_TIME
    assert enter(demo, "291000001", "246813", kind="phone").warn_days is None


def test_who_has_no_way_in(demo: Store):
    """VEL-29: a lost SIM card; and who has no password yet."""
    for number in ("291000010", "291000009"):
        with pytest.raises(Refusal):
            enter(demo, number, "246813", kind="phone")


def test_what_may_be_changed_into_what(demo: Store):
    """A prepaid number stays prepaid; a contract may become one for a device."""

    def possible(number: str) -> set[str]:
        found = seen(demo, offers, contract(demo, number)).offers
        return {offer.tariff.group for offer in found if offer.off is None}

    assert possible("291000001") == {"privet"}
    assert possible("291000002") == {"contract", "internet"}
    assert possible("2000108") == {"home"}
