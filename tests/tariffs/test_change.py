"""A change of tariff: done as it was shown, once, and taken back before its day."""

from __future__ import annotations

import threading
from datetime import date

import msgspec
import pytest
from sqlalchemy import select

from kiosk.balance.cases import movements
from kiosk.charging.cases import ahead, outlook
from kiosk.charging.rules import ChargingRules
from kiosk.contracts.cases import contract_of
from kiosk.contracts.rules import Settlement
from kiosk.core.ledger import Posting
from kiosk.core.locale import Words
from kiosk.core.money import Money
from kiosk.core.operator import find_profile, load
from kiosk.core.proof import findings
from kiosk.core.store import Store
from kiosk.core.work import Refusal
from kiosk.receipts.payload import FULL, payload
from kiosk.tariffs.cases import define
from kiosk.tariffs.catalogue import current_tariff
from kiosk.tariffs.records import TariffChange
from kiosk.tariffs.rules import ChangeRules, TariffRules
from kiosk.tariffs.views import NewTariff, Preview, Terms
from tests.people import job, operation
from tests.profiles import tune
from tests.sight import seen
from tests.tariffs.conftest import SINCE, Customer

TODAY, TOMORROW, DECEMBER = date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 1)
PAID = ChangeRules(fee="10.00", effective="next_period")
NOW = ChangeRules(effective="now")


def tariff_on(customer: Customer, day: date) -> str:
    with customer.store.read() as session:
        return current_tariff(session, customer.contract, day).code


def posted(customer: Customer) -> list[tuple[str, str, int]]:
    """Rule, kind and amount of each movement but payments, the oldest first."""
    found = seen(customer.store, movements, customer.contract, "").movements
    return [(m.rule, m.kind, m.amount) for m in reversed(found) if m.kind != "payment"]


def test_the_preview_says_what_will_be(arrive, store: Store):
    """ISP-27, ISP-28, VEL-34: fee, day, charge today, monthly fee then, balance, days left now and then."""
    tune(store, TariffRules, down=PAID)
    ivan = arrive(tariff="fast", balance=3710, charged=TODAY)
    shown = ivan.preview("start")
    assert isinstance(shown, Preview)
    assert (shown.current.code, shown.tariff.code) == ("fast", "start")
    assert shown.terms == Terms(Money(1000), DECEMBER, Money(1000), Money(1500))
    assert (shown.balance, shown.balance_after) == (3710, 2710)
    # 9.33 for the rest of November; then 35.00 a month is 27.77 for 24 days, 15.00 a month 17.77 for 36.
    assert (shown.paid_until, shown.paid_until_then) == (date(2026, 12, 24), date(2027, 1, 5))
    assert shown.cancel_until == date(2026, 11, 30)


def test_what_is_paid_after_use_has_no_last_day(arrive):
    shown = arrive(payment=Settlement.POSTPAID).preview("fast")
    assert (shown.paid_until, shown.paid_until_then) == (None, None)


def test_a_change_is_done_as_shown(arrive, store: Store, clock):
    """VEL-34: charged when it is ordered; the ledger line says for what. VEL-32: the day is known."""
    tune(store, TariffRules, down=PAID)
    ivan = arrive(tariff="fast", balance=3710, charged=TODAY)
    shown = ivan.preview("start")
    receipt = ivan.change("start")
    assert (receipt.amount, receipt.balance) == (-1000, shown.balance_after)
    assert posted(ivan) == [("tariffs.change", "fee", -1000)]
    pending = ivan.offers().pending
    assert (pending.tariff.code, pending.since, pending.fee) == ("start", DECEMBER, 1000)
    assert (pending.cancel_until, pending.back, pending.balance_after) == (date(2026, 11, 30), 1000, 3710)
    assert seen(store, outlook, ivan.contract).paid_until == shown.paid_until_then
    assert [tariff_on(ivan, day) for day in (TODAY, date(2026, 11, 30), DECEMBER)] == [
        "fast",
        "fast",
        "start",
    ]
    clock.advance(days=9)
    assert (ivan.offers().current.code, ivan.offers().pending) == ("start", None)


def test_the_reason_is_in_the_customers_language(ivan, store: Store):
    tune(store, TariffRules, up=ChangeRules(fee="1.00"))
    ivan.change("fast")
    (movement,) = seen(store, movements, ivan.contract, "").movements
    assert Words(store.operator, "en")(movement.reason) == "Change of tariff to “Fast”"
    assert "Тариф fast" in Words(store.operator, "ru")(movement.reason)
    assert (movement.terminal, movement.who) == ("1", "customer")


def test_the_receipt_names_tariff_and_day_within_a_qr_code(ivan, store: Store):
    """VEL-68: in the customer's language, in the form with all labels."""
    receipt = ivan.change("fast")
    english = payload(receipt, Words(store.operator, "en"), FULL)
    assert "Tariff “Fast” from 23 November 2026" in english
    demo = load(find_profile("demo"))
    for words in (Words(demo, "ru"), Words(demo, "en")):
        text = payload(receipt, words, FULL)
        assert words(receipt.what) in text.replace("\n", " ")
        assert words("Balance") in text


def test_a_free_change_moves_no_money(ivan):
    receipt = ivan.change("fast")
    assert (receipt.amount, receipt.balance, posted(ivan)) == (0, 10000, [])


@pytest.mark.parametrize(("code", "kind", "amount"), [("fast", "fee", -34), ("start", "refund", 33)])
def test_now_settles_the_day_that_is_charged_already(
    ivan, store: Store, clock, code: str, kind: str, amount: int
):
    """The 22nd of 30 days: 0.83 of 25.00 is charged, 1.17 of 35.00 or 0.50 of 15.00 is due."""
    tune(store, TariffRules, up=NOW, down=NOW)
    ivan.charge()
    clock.advance(seconds=1)
    shown = ivan.preview(code)
    assert (shown.terms.today, shown.cancel_until, shown.terms.since) == (-amount, None, TODAY)
    receipt = ivan.change(code)
    assert (receipt.amount, receipt.balance) == (amount, shown.balance_after)
    assert posted(ivan)[1:] == [("tariffs.difference", kind, amount)]
    assert tariff_on(ivan, TODAY) == code
    newest = seen(store, movements, ivan.contract, "").movements[0]
    assert [(part.days, part.rate) for part in newest.parts] == [(1, 2500), (1, ivan.offers().current.fee)]
    assert sum(part.amount for part in newest.parts) == -amount


def test_now_costs_nothing_more_before_the_day_is_charged(ivan, store: Store):
    tune(store, TariffRules, up=NOW)
    assert ivan.change("fast").amount == 0
    ivan.charge()
    assert posted(ivan) == [("tariffs.fee", "fee", -117)]


@pytest.mark.parametrize(("effective", "amount"), [("now", 300), ("next_day", 266)])
def test_the_rest_of_a_period_paid_in_advance_is_settled(arrive, store: Store, effective, amount: int, clock):
    """ILEX-19, ISP-28: a month from the 1st on is charged; 9 or 8 days of it cost more by the new tariff."""
    tune(store, ChargingRules, manner="advance")
    tune(store, TariffRules, up=ChangeRules(effective=effective))
    clock.advance(days=-21)
    ivan = arrive()
    ivan.charge()
    clock.advance(days=21)
    shown = ivan.preview("fast")
    assert shown.terms.today == amount
    receipt = ivan.change("fast")
    assert posted(ivan) == [("tariffs.fee", "fee", -2500), ("tariffs.difference", "fee", -amount)]
    assert receipt.balance == 7500 - amount == shown.balance_after
    assert not seen(store, findings)


def test_prepaid_money_must_cover_the_difference(arrive, store: Store, clock):
    """VEL-35."""
    tune(store, ChargingRules, manner="advance")
    tune(store, TariffRules, up=NOW)
    clock.advance(days=-21)
    ivan = arrive(balance=2799)
    ivan.charge()
    clock.advance(days=21)
    assert ivan.refused("fast").params == {"missing": 1, "needed": 300}


def test_a_change_is_taken_back_with_its_fee(arrive, store: Store, clock):
    tune(store, TariffRules, down=PAID)
    ivan = arrive(tariff="fast", balance=3710)
    ivan.change("start")
    clock.advance(days=8)
    back = ivan.cancel()
    assert (back.amount, back.balance) == (1000, 3710)
    assert Words(store.operator, "en")(back.what) == "Change to “Start” from 1 December 2026 taken back"
    assert posted(ivan) == [("tariffs.change", "fee", -1000), ("tariffs.cancel", "refund", 1000)]
    assert (ivan.offers().current.code, ivan.offers().pending) == ("fast", None)
    assert tariff_on(ivan, DECEMBER) == "fast"
    refund, fee = seen(store, movements, ivan.contract, "").movements
    assert (refund.reverses, fee.reversed_by) == (fee.operation, refund.operation)
    ivan.change("start")
    assert not seen(store, findings)


def test_a_change_that_took_effect_is_not_taken_back(ivan, clock):
    with pytest.raises(Refusal, match=r"tariffs\.no_pending"):
        ivan.cancel()
    ivan.change("fast")
    clock.advance(days=1)
    with pytest.raises(Refusal, match=r"tariffs\.no_pending"):
        ivan.cancel()
    assert tariff_on(ivan, TOMORROW) == "fast"


def test_a_change_is_taken_back_once(ivan):
    ivan.change("fast")
    ivan.cancel()
    with pytest.raises(Refusal, match=r"tariffs\.no_pending"):
        ivan.cancel()


def test_a_profile_may_let_no_change_be_taken_back(ivan, store: Store):
    tune(store, TariffRules, cancel=False)
    assert ivan.preview("fast").cancel_until is None
    ivan.change("fast")
    assert ivan.offers().pending.cancel_until is None
    with pytest.raises(Refusal, match=r"tariffs\.final"):
        ivan.cancel()


def test_what_comes_back_brings_back_who_was_suspended_for_debt(arrive, store: Store):
    """Decision 10: as any money that comes in."""
    tune(store, TariffRules, up=ChangeRules(fee="10.00"))
    ivan = arrive(balance=1050)
    ivan.change("fast")
    ivan.charge()
    assert seen(store, lambda work: contract_of(work.session, ivan.contract)).status == "suspended"
    ivan.cancel()
    assert seen(store, lambda work: contract_of(work.session, ivan.contract)).status == "active"


def test_days_charged_by_the_tariff_to_come_are_settled_when_it_does_not_come(arrive, store: Store, clock):
    """In advance: ordered before the month is charged, taken back after it; 30 days cost less again."""
    tune(store, ChargingRules, manner="advance")
    clock.advance(days=9)
    ivan = arrive(balance=10000, charged=date(2026, 11, 30))
    ivan.change("fast")
    ivan.charge()
    clock.advance(minutes=1)
    charged = 10000 - ivan.offers().pending.balance_after
    assert charged == 2500
    assert ivan.cancel().balance == 7500
    assert posted(ivan)[-1][:2] == ("tariffs.difference", "refund")


def test_a_tariff_closed_while_it_is_confirmed_is_not_taken(ivan, store: Store):
    shown = ivan.preview("fast")
    store.run(job(), define, NewTariff("fast", {"en": "Fast"}, Money(3500), SINCE, open=False, group="home"))
    with pytest.raises(Refusal, match=r"tariffs\.closed"):
        ivan.change("fast", shown.terms)
    assert (posted(ivan), ivan.offers().pending) == ([], None)


def test_other_terms_than_those_shown_are_never_agreed_to(ivan, store: Store, clock):
    """Another price, another fee of the change, another day, days charged meanwhile: look again."""
    tune(store, TariffRules, same=NOW)
    shown = ivan.preview("fast").terms
    settled = ivan.preview("twin").terms
    store.run(job(), define, NewTariff("fast", {"en": "Fast"}, Money(3600), TOMORROW, group="home"))
    with pytest.raises(Refusal, match=r"tariffs\.terms"):
        ivan.change("fast", shown)
    shown = ivan.preview("fast").terms
    assert shown.monthly == 3600
    tune(store, TariffRules, up=ChangeRules(fee="0.01"), same=NOW)
    with pytest.raises(Refusal, match=r"tariffs\.terms"):
        ivan.change("fast", shown)
    store.run(job(), define, NewTariff("twin", {"en": "Twin"}, Money(2500), SINCE, group="home"))
    store.run(job(), define, NewTariff("twin", {"en": "Twin"}, Money(3000), TODAY, group="home"))
    with pytest.raises(Refusal, match=r"tariffs\.terms"):
        ivan.change("twin", settled)
    clock.advance(days=1)
    with pytest.raises(Refusal, match=r"tariffs\.terms"):
        ivan.change("fast", Terms(shown.fee, TOMORROW, shown.today, shown.monthly))
    assert posted(ivan) == []


def test_a_clock_set_back_lets_nothing_be_done_twice(ivan, store: Store, clock):
    """A change that held at once is not pending because of it, and its day is not settled twice."""
    tune(store, TariffRules, up=NOW)
    ivan.charge()
    ivan.change("fast")
    clock.advance(days=-1)
    pending = ivan.offers().pending
    assert (pending.since, pending.cancel_until) == (TODAY, None)
    with pytest.raises(Refusal, match=r"tariffs\.final"):
        ivan.cancel()
    assert ivan.refused("start").params == {"on": "2026-11-22"}
    clock.advance(days=1)
    ivan.change("start")
    assert not seen(store, findings)


def test_a_clock_set_back_behind_an_order_still_takes_it_back(ivan, store: Store, clock):
    tune(store, TariffRules, up=PAID)
    ivan.change("fast")
    clock.advance(days=-3)
    assert ivan.cancel().balance == 10000


def test_the_same_id_is_one_change(ivan, store: Store, clock):
    """A retry gives the same receipt, whatever happened since; so does taking back."""
    tune(store, TariffRules, up=PAID)
    terms, under = ivan.preview("fast").terms, operation()
    receipt = ivan.change("fast", terms, under)
    clock.advance(minutes=1)
    assert ivan.change("fast", terms, under) == receipt
    taken = operation()
    back = ivan.cancel(taken)
    assert ivan.cancel(taken) == back
    assert ivan.change("fast", terms, under) == receipt
    assert posted(ivan) == [("tariffs.change", "fee", -1000), ("tariffs.cancel", "refund", 1000)]


def test_two_terminals_cannot_both_change(ivan, store: Store):
    """The one that comes second is told; money moves once."""
    tune(store, TariffRules, up=PAID, down=PAID)
    orders = [(ivan, "fast"), (ivan.at("2"), "start")]
    shown = [(customer, code, customer.preview(code).terms) for customer, code in orders]
    together, answers = threading.Barrier(2), []

    def confirm(customer: Customer, code: str, terms: Terms) -> None:
        together.wait(timeout=30)
        try:
            answers.append(customer.change(code, terms).balance)
        except Refusal as refusal:
            answers.append(refusal.code)

    threads = [threading.Thread(target=confirm, args=order) for order in shown]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers, key=str) == [9000, "tariffs.pending"]
    assert posted(ivan) == [("tariffs.change", "fee", -1000)]
    with store.read() as session:
        assert len(session.execute(select(TariffChange.operation)).all()) == 1


def test_the_fees_of_a_month_follow_the_tariff_of_each_day(arrive, store: Store, clock):
    """ISP-25 with a change in mid-month: each day by the tariff in force on it; nothing proves wrong."""
    clock.advance(days=-21)
    ivan = arrive(charged=date(2026, 10, 31))
    clock.advance(days=9)
    ivan.charge()
    ivan.change("fast")
    clock.advance(days=20)
    ivan.charge()
    # Ten days of 25.00 and twenty of 35.00, of thirty.
    assert sum(amount for *_, amount in posted(ivan)) == -833 - 2333
    assert seen(store, ahead, ivan.contract) == date(2026, 11, 30)
    assert not seen(store, findings)


def test_the_row_of_a_change_keeps_what_was_agreed(ivan, store: Store):
    tune(store, TariffRules, up=PAID)
    ivan.change("fast")
    with store.read() as session:
        row = session.execute(select(TariffChange.__table__)).one()
        line = session.execute(
            select(Posting.params).where(Posting.rule == "tariffs.change").limit(1)
        ).scalar()
    assert (row.since, row.fee, row.cancelled) == (DECEMBER, 1000, None)
    assert row.before != row.tariff
    assert msgspec.json.decode(msgspec.json.decode(line)["name"])["ru"] == "Тариф fast"
