"""Which changes are possible, and what is said when one is not."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from kiosk.charging.rules import ChargingRules
from kiosk.contracts.holds import hold
from kiosk.contracts.records import Contract
from kiosk.contracts.rules import ContractStatus, HoldKind, Settlement
from kiosk.core.locale import Words
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import Denied, Refusal
from kiosk.tariffs.cases import define, tile
from kiosk.tariffs.rules import ChangeRules, TariffRules
from kiosk.tariffs.views import CANCEL, CHANGE, OFFERS, PREVIEW, NewTariff, Terms
from tests.people import job
from tests.profiles import tune
from tests.sight import acting, seen
from tests.tariffs.conftest import SINCE

TODAY = date(2026, 11, 22)


def spoken(store: Store, refusal: Refusal) -> str:
    return Words(store.operator, "en")(refusal)


def test_offers_are_by_group_and_fee_with_the_own_tariff_among_them(ivan):
    """VEL-88, ISP-09: what is closed is not offered; the own one is there to compare with."""
    offers = ivan.offers()
    assert [offer.tariff.code for offer in offers.offers] == ["office", "start", "home", "twin", "fast"]
    assert (offers.current.code, offers.current.fee, offers.pending) == ("home", 2500, None)
    assert [offer.tariff.code for offer in offers.offers if offer.off] == ["home"]
    assert ivan.refused("home").code == "tariffs.current"


def test_a_closed_tariff_can_be_kept_but_not_taken(arrive):
    ivan = arrive(tariff="old")
    assert ivan.offers().current.code == "old"
    ivan.change("home")
    with pytest.raises(Refusal, match=r"tariffs\.closed"):
        arrive("1002", terminal="2").preview("old")


@pytest.mark.parametrize("code", ["nothing", "", "home\n", "x" * 500])
def test_an_unknown_tariff_is_told(ivan, code: str):
    with pytest.raises(Refusal, match=r"tariffs\.unknown"):
        ivan.preview(code)
    with pytest.raises(Refusal, match=r"tariffs\.unknown"):
        ivan.change(code, Terms(Money(0), TODAY, Money(0), Money(0)))


def test_a_contract_without_a_tariff_asks_the_staff(arrive):
    ivan = arrive(tariff="")
    assert ivan.offers().current is None
    assert ivan.refused("home").code == "tariffs.none"


def test_a_tariff_without_a_price_yet_is_not_offered(ivan, store: Store):
    store.run(job(), define, NewTariff("soon", {"en": "Soon"}, Money(100), date(2026, 12, 1)))
    assert "soon" not in [offer.tariff.code for offer in ivan.offers().offers]
    with pytest.raises(Refusal, match=r"tariffs\.closed"):
        ivan.preview("soon")


def test_the_missing_sum_is_named(ivan, store: Store):
    """VEL-35: the message names the missing sum; with exactly that, the change is possible."""
    tune(store, TariffRules, up=ChangeRules(fee="90.00", balance="13.20"))
    refusal = ivan.refused("fast")
    assert spoken(store, refusal) == ("Top up 3.20\u00a0BYN: the change needs 103.20\u00a0BYN.")
    assert ivan.offer("fast").lacks == 320
    ivan.pay(319)
    assert ivan.offer("fast").lacks == 1
    ivan.pay(1)
    assert ivan.offer("fast").off is None
    assert ivan.change("fast").balance == 1320


def test_debt_is_missing_beside_the_fee(arrive, store: Store):
    """VEL-35. What costs nothing needs no money."""
    tune(store, TariffRules, up=ChangeRules(fee="5.00"))
    ivan = arrive(balance=-200)
    assert ivan.offer("fast").lacks == 700
    assert ivan.change("start").balance == -200


def test_who_pays_after_use_needs_no_balance(arrive, store: Store):
    """VEL-35 is for those who pay before."""
    tune(store, TariffRules, down=ChangeRules(fee="10.00", balance="1000.00"))
    ivan = arrive(balance=-200, payment=Settlement.POSTPAID)
    assert ivan.change("start").balance == -1200


def test_suspended_for_debt_says_what_brings_it_back(arrive, store: Store):
    """VEL-36: with exactly that sum the contract is back, and the change possible."""
    ivan = arrive(balance=10)
    ivan.charge()
    refusal = ivan.refused("fast")
    assert (refusal.code, refusal.params) == ("tariffs.suspended", {"missing": 73})
    assert spoken(store, refusal) == "Suspended for debt. Top up 0.73\u00a0BYN first."
    assert {offer.lacks for offer in ivan.offers().offers} == {0, 73}
    ivan.pay(72)
    assert ivan.refused("fast").params == {"missing": 1}
    ivan.pay(1)
    assert ivan.offer("fast").off is None


def test_suspended_by_the_company_asks_the_staff(ivan, store: Store):
    """VEL-36; also when there is debt besides."""
    for kind in (HoldKind.COMPANY, HoldKind.DEBT):
        with acting(store) as work:
            hold(work.session, [(ivan.contract, TODAY)], kind)
        refusal = ivan.refused("fast")
        assert spoken(store, refusal) == "The contract is suspended. Ask the staff."
        assert ivan.offer("fast").lacks == 0


def test_a_closed_contract_keeps_its_tariff(ivan, store: Store):
    """VEL-36."""
    with acting(store) as work:
        work.session.execute(update(Contract).values(status=ContractStatus.CLOSED))
    assert spoken(store, ivan.refused("fast")) == "The contract is closed. Ask the staff."


def test_one_change_at_a_time(ivan, store: Store):
    ivan.change("start")
    refusal = ivan.refused("fast")
    assert (refusal.code, refusal.params) == ("tariffs.pending", {"on": "2026-11-23"})
    assert ivan.refused("home").code == "tariffs.current"
    ivan.cancel()
    assert ivan.offer("fast").off is None


def test_a_pending_change_that_stays_says_from_when_another_is_possible(ivan, store: Store, clock):
    tune(store, TariffRules, cancel=False, up=ChangeRules(effective="next_period"))
    ivan.change("fast")
    refusal = ivan.refused("start")
    assert (refusal.code, refusal.params) == ("tariffs.days", {"on": "2026-12-01"})
    clock.advance(days=9)
    assert ivan.offer("start").off is None


def test_days_must_lie_between_two_changes(ivan, store: Store, clock):
    """The first day on which it is possible again is named, and on that day it is."""
    tune(store, TariffRules, least_days=10)
    ivan.change("fast")
    clock.advance(days=1)
    refusal = ivan.refused("start")
    assert spoken(store, refusal) == "Possible from 3 December 2026, not so soon after a change."
    clock.advance(days=9)
    assert ivan.refused("start").code == "tariffs.days"
    clock.advance(days=1)
    ivan.change("start")


def test_two_changes_never_begin_on_one_day(ivan, store: Store, clock):
    tune(store, TariffRules, up=ChangeRules(effective="now"), down=ChangeRules(effective="now"))
    ivan.change("fast")
    refusal = ivan.refused("start")
    assert (refusal.code, refusal.params) == ("tariffs.days", {"on": "2026-11-23"})
    clock.advance(days=1)
    ivan.change("start")


def test_moves_between_groups_are_the_profiles(ivan, arrive, store: Store):
    tune(store, TariffRules, moves={"home": []}, groups={"business": {"en": "For offices"}})
    assert spoken(store, ivan.refused("office")) == (
        "No change to the group “For offices” here. Ask the staff."
    )
    assert ivan.offer("fast").off is None
    olga = arrive("1002", terminal="2", tariff="office")
    assert olga.offer("home").off is None
    tune(store, TariffRules, moves={"home": ["business"], "business": []})
    assert ivan.offer("office").off is None
    assert olga.refused("home").code == "tariffs.move"


def test_groups_without_a_name_are_called_by_their_code():
    assert TariffRules().title("home") == {"": "home"}


NOTHING = Terms(Money(0), SINCE, Money(0), Money(0))
ASKED = [(OFFERS, ()), (PREVIEW, ("fast",)), (CHANGE, ("fast", NOTHING)), (CANCEL, ())]


@pytest.mark.parametrize(("case", "args"), ASKED)
def test_other_peoples_contracts_are_denied(arrive, store: Store, case, args):
    ivan, olga = arrive(), arrive("1002", terminal="2")
    with pytest.raises(Denied):
        store.run(olga.by(), case, ivan.contract, *args)


def test_the_tile_names_the_tariff_and_the_one_to_come(ivan, arrive, store: Store, clock):
    """VEL-42."""

    def line() -> str:
        return Words(store.operator, "en")(seen(store, tile, ivan.contract).line)

    assert line() == "“Home”, 25.00\u00a0BYN a month"
    ivan.change("fast")
    assert line() == "“Home”, from 23 November 2026 “Fast”"
    clock.advance(days=1)
    assert line() == "“Fast”, 35.00\u00a0BYN a month"
    olga = arrive("1002", terminal="2", tariff="")
    assert Words(store.operator, "en")(seen(store, tile, olga.contract).line) == "no tariff yet"


@pytest.mark.parametrize(("code", "direction"), [("fast", "up"), ("twin", "same"), ("start", "down")])
@pytest.mark.parametrize(("effective", "since"), [("now", TODAY), ("next_day", date(2026, 11, 23)),
                                                  ("next_period", date(2026, 12, 1))])  # fmt: skip
def test_the_fee_and_the_day_are_those_of_the_direction(
    ivan, store: Store, code, direction, effective, since
):
    """ISP-28: what a change costs and when it takes effect depends on the monthly fees."""
    tune(store, TariffRules, **{direction: ChangeRules(fee="1.50", effective=effective)})
    terms = ivan.preview(code).terms
    assert (terms.fee, terms.since, terms.today) == (150, since, 150)
    others = {"fast", "twin", "start"} - {code}
    assert {ivan.preview(other).terms.fee for other in others} == {0}


def test_the_next_period_is_the_one_of_charging(ivan, store: Store):
    tune(store, ChargingRules, manner="advance", day=10)
    tune(store, TariffRules, up=ChangeRules(effective="next_period"))
    assert ivan.preview("fast").terms.since == date(2026, 12, 10)
