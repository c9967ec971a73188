"""Tariffs, their dated prices, and fees with their reason (design.md, section 3)."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from sqlalchemy import select

from kiosk.core import ledger
from kiosk.core.ledger import Posting
from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.core.work import ContractId, Refusal
from kiosk.tariffs.cases import assign, charge_fee, current_tariff, define, tariff_name
from kiosk.tariffs.views import CurrentTariff, Fee, NewTariff
from tests.people import customer, job

JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)
HOME = NewTariff("home20", {"ru": "Домашний 20", "en": "Home 20"}, Money(2500), JANUARY)


def on(store: Store, contract: ContractId, day: date) -> CurrentTariff | None:
    with store.read() as session:
        return current_tariff(session, contract, day)


def test_a_contract_has_its_tariff_from_a_day_on(store: Store):
    store.run(job(), define, HOME)
    store.run(job(), define, NewTariff("home50", {"en": "Home 50"}, Money(3500), JANUARY))
    contract = customer(store, tariff="home20")
    with store.write() as session:
        assign(store._work(session, job()), contract, "home50", MARCH)
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


def test_a_contract_without_a_tariff_has_none(store: Store):
    assert on(store, customer(store), MAY) is None


def test_names_fall_back_to_another_language_and_to_the_code(store: Store):
    def name(**texts: str) -> str:
        return tariff_name(store.operator, CurrentTariff("home20", texts, Money(0), JANUARY))

    assert name(ru="Домашний 20", en="Home 20") == "Home 20"
    assert name(ru="Домашний 20") == "Домашний 20"
    assert name(be="Хатні 20") == "home20"


def test_a_fee_below_zero_is_refused(store: Store):
    with pytest.raises(Refusal, match=r"tariffs\.fee"):
        store.run(job(), define, NewTariff("home20", HOME.name, Money(-1), JANUARY))


def test_a_fee_says_what_it_is_for(store: Store):
    store.run(job(), define, HOME)
    contract = customer(store, tariff="home20", balance=1000)
    charged = store.run(job(), charge_fee, contract, Fee(Money(2500), MARCH, 30))
    assert charged.balance == -1500
    with store.read() as session:
        row = session.execute(
            select(Posting.__table__).where(Posting.rule == "tariffs.fee", Posting.amount < 0)
        ).one()
        assert ledger.balance(session, contract) == -1500
    assert (row.kind, row.dated, row.rate, row.days, row.tariff) == ("fee", MARCH, 2500, 30, "home20")
    assert msgspec.json.decode(row.params) == {
        "tariff": "Home 20",
        "since": "2026-03-01",
        "until": "2026-03-30",
    }


def test_no_fee_without_a_tariff(store: Store):
    with pytest.raises(Refusal, match=r"tariffs\.none"):
        store.run(job(), charge_fee, customer(store), Fee(Money(2500), MARCH, 30))
