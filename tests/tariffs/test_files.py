"""Files of tariffs and of public unit prices (EIR-64)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from kiosk.core.money import Money
from kiosk.core.store import Store
from kiosk.tariffs.cases import define
from kiosk.tariffs.records import Tariff, TariffPrice, UnitRate
from kiosk.tariffs.views import NewTariff
from tests.conftest import Clock
from tests.imports.after import RATES, TARIFFS, kept
from tests.loading import faults, load
from tests.people import job

TODAY, ALWAYS = date(2026, 11, 22), date(1970, 1, 1)


def tariff(store: Store, code: str) -> dict[str, Any]:
    """What is known of a tariff, its texts by language."""
    with store.read() as session:
        row = session.execute(select(Tariff.__table__).where(Tariff.code == code)).mappings().one()
    texts = {name: msgspec.json.decode(row[name]) for name in ("name", "description", "includes")}
    return {name: row[name] for name in ("group", "open", "allow_puk1")} | texts


def prices(store: Store, code: str) -> list[tuple[date, int]]:
    query = select(TariffPrice.since, TariffPrice.fee).join(Tariff, Tariff.id == TariffPrice.tariff)
    with store.read() as session:
        return [
            tuple(row)
            for row in session.execute(query.where(Tariff.code == code).order_by(TariffPrice.since))
        ]


def test_a_new_tariff_has_always_cost_what_it_costs(store: Store, tmp_path: Path):
    """Texts are in the operator's first language."""
    load(store, tmp_path, "tariffs", TARIFFS, 'home20,Домашний 20,25.00,internet,"До 20 Мбит/с",ТВ,no,yes')
    language = store.operator.languages[0]
    assert tariff(store, "home20") == {
        "name": {language: "Домашний 20"},
        "description": {language: "До 20 Мбит/с"},
        "includes": {language: "ТВ"},
        "group": "internet",
        "open": False,
        "allow_puk1": True,
    }
    assert prices(store, "home20") == [(ALWAYS, 2500)]


def test_a_changed_fee_holds_from_today_and_an_unchanged_one_as_before(
    store: Store, tmp_path: Path, clock: Clock
):
    load(store, tmp_path, "tariffs", TARIFFS, "a,A,10.00,,,,,", "b,B,10.00,,,,,")
    clock.advance(days=3)
    load(store, tmp_path, "tariffs", TARIFFS, "a,A,12.00,,,,,", "b,B2,10.00,,,,,")
    assert prices(store, "a") == [(ALWAYS, 1000), (date(2026, 11, 25), 1200)]
    assert prices(store, "b") == [(ALWAYS, 1000)]
    clock.advance(days=3)
    load(store, tmp_path, "tariffs", TARIFFS, "a,A3,12.00,,,,,")
    assert prices(store, "a") == [(ALWAYS, 1000), (date(2026, 11, 25), 1200)]


def test_an_empty_cell_leaves_what_is_known(store: Store, tmp_path: Path):
    """Texts in other languages stay as well."""
    language = store.operator.languages[0]
    other = "ru" if language == "en" else "en"
    known = NewTariff("a", {language: "one", other: "другой"}, Money(1000), TODAY, open=False, group="g",
                      description={other: "x"}, allow_puk1=True)  # fmt: skip
    store.run(job(), define, known)
    load(store, tmp_path, "tariffs", "code,name,monthly_fee", "a,new,10.00")
    assert tariff(store, "a") == {
        "name": {language: "new", other: "другой"},
        "description": {other: "x"},
        "includes": {},
        "group": "g",
        "open": False,
        "allow_puk1": True,
    }


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",A,1.00,,,,,", "code", "empty"),
        ("a,,1.00,,,,,", "name", "empty"),
        ("a,A,,,,,,", "monthly_fee", "empty"),
        ("a,A,-0.01,,,,,", "monthly_fee", "not below zero"),
        ("a,A,1.00,,,,maybe,", "open", "yes, no"),
        ("b,B,1.00,,,,,", "code", "line 2 has it first"),
    ],
)
def test_a_row_that_cannot_be_is_refused(store: Store, tmp_path: Path, row: str, column: str, words: str):
    before = kept(store)
    done = load(store, tmp_path, "tariffs", TARIFFS, "b,B,1.00,,,,,", row)
    ((line, where, reason),) = faults(store, done)
    assert (line, where) == (3, column)
    assert words in reason
    assert kept(store) == before


def rates(store: Store) -> list[tuple[str, str, date, int]]:
    query = select(UnitRate.service, UnitRate.unit, UnitRate.since, UnitRate.rate).order_by(UnitRate.since)
    with store.read() as session:
        return [tuple(row) for row in session.execute(query)]


def test_a_rate_has_up_to_six_digits(store: Store, tmp_path: Path):
    """EIR-64: kept in millionths; a known one of the same day is put right."""
    load(store, tmp_path, "rates", RATES, "Вода,м³,0.005612,2026-01-01", "Вода,м³,2,2026-07-01")
    load(store, tmp_path, "rates", RATES, "Вода,м³,2.10,2026-07-01")
    assert rates(store) == [
        ("Вода", "м³", date(2026, 1, 1), 5612),
        ("Вода", "м³", date(2026, 7, 1), 2_100_000),
    ]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("w,m,0.0000001,2026-01-01", "rate", "too many digits after the point: 6"),
        ('w,m,"0,5",2026-01-01', "rate", "“0,5” is not a price"),
        ("w,m,-1,2026-01-01", "rate", "is not a price"),
        ("w,m,1e3,2026-01-01", "rate", "is not a price"),
        ("w,m,1,", "from_date", "empty"),
        ("{w},m,1,2026-01-01", "service", "does not begin with a brace"),
        ("w,{m,1,2026-01-01", "unit", "does not begin with a brace"),
        ("v,m,3,2026-01-01", "from_date", "line 2 has it first"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(store: Store, tmp_path: Path, row: str, column: str, words: str):
    done = load(store, tmp_path, "rates", RATES, "v,m,1,2026-01-01", row)
    ((line, where, reason),) = faults(store, done)
    assert (line, where) == (3, column)
    assert words in reason
    assert rates(store) == []
