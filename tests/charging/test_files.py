"""The file of charges that other systems computed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kiosk.balance.cases import movements
from kiosk.core.locale import Words
from kiosk.core.store import Store
from tests.imports.after import CHARGES, balance, kept, unsound
from tests.loading import faults, load
from tests.people import customer
from tests.sight import seen


def test_a_charge_lowers_the_balance_and_says_what_it_is_for(store: Store, tmp_path: Path):
    """Up to the day of the balance brought along it is history; then two on a day are two."""
    contract = customer(store, balance=1000, balance_on=date(2026, 10, 31))
    rows = ("1001,2026-10-31,9.00,Calls in October", "1001,2026-11-02,1.50,Calls", "1001,2026-11-02,1.50,")
    load(store, tmp_path, "charges", CHARGES, *rows)
    assert balance(store, contract) == 700
    words = Words(store.operator, "en")
    listed = [
        (m.dated.day, m.kind, m.amount, words(m.reason))
        for m in seen(store, movements, contract, "").movements
    ]
    assert sorted(listed) == [
        (2, "charge", -150, "Charge"),
        (2, "charge", -150, "Charge: Calls"),
        (31, "charge", -900, "Charge: Calls in October"),
    ]
    assert unsound(store) == []


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("9999,2026-11-01,1.00,x", "contract", "There is no contract 9999."),
        ("1001,2026-11-23,1.00,x", "date", "This day has not come yet."),
        ("1001,2026-11-01,0,x", "amount", "A charge is above zero."),
        ("1001,2026-11-01,-1.00,x", "amount", "A charge is above zero."),
        ("1001,2026-11-01,,x", "amount", "empty"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused(store: Store, tmp_path: Path, row: str, column: str, words: str):
    customer(store)
    before = kept(store)
    done = load(store, tmp_path, "charges", CHARGES, row)
    ((line, where, reason),) = faults(store, done)
    assert (line, where) == (2, column)
    assert words in reason
    assert kept(store) == before
