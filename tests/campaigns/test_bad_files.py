"""Bad input by file: an attacker's cells in every column of every kind of file.

Formulas, escape sequences, markup, hidden and foreign signs, huge cells. Each row is refused in words
that do no harm, or what is kept of it does none, and the books stay right.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, select

from kiosk.core.locale import Words
from kiosk.core.module import find
from kiosk.core.money import Money
from kiosk.core.records import Record
from kiosk.core.store import Store
from kiosk.core.text import harmless
from kiosk.imports.views import IMPORT, Imported, kinds
from kiosk.tariffs.cases import define
from kiosk.tariffs.views import NewTariff
from tests.imports.after import unsound
from tests.loading import load
from tests.people import customer, job

NASTY = (
    '=HYPERLINK("http://x.example";"1")', "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\x1b]52;c;eA==\x07",
    "\x1b[2J1001", "\x9b31m", "[/b][@click=app.quit]x[/]", "{0} {x.__class__} %s %n", "\u202egnp", "\u200b",
    "\U000e0041", "\x85", "\u2028", "\ufeff1001", "\x7f", "a" * 90_000, "9" * 400, "-9" * 9, "1e999", "nan",
    "inf", "0x10", "٣", "１２", "²", "½", "'; DROP TABLE payment; --", "\\", "../etc/passwd", "NULL", "no",
    "1001\n1002", "\t", '"', '""', ",", ";", "#", "漢字" * 20, "e\u0301" * 300, "2026-12-31T00:00",
    "9999-12-31", "0001-01-01", "10000-01-01", "2026-02-30", "$argon2id$v=19$m=99999999,t=99,p=99$c2Fs$aGFz",
)  # fmt: skip
# A good row of each kind; # becomes a number.
GOOD: dict[str, dict[str, str]] = {
    "tariffs": {
        "code": "t#", "name": "A", "monthly_fee": "1.00", "group": "g", "description": "d", "includes": "i",
        "open": "yes", "allow_puk1": "no",
    },
    "rates": {"service": "s#", "unit": "m", "rate": "1.5", "from_date": "2026-01-01"},
    "contracts": {
        "contract": "5#", "customer": "c#", "kind": "person", "last_name": "a", "first_name": "b",
        "patronymic": "c", "company": "", "phone": "+37529#", "email": "a#@example.org", "address": "d",
        "tariff": "home20", "opened_on": "2026-01-01", "charged_through": "2026-10-31", "balance": "1.00",
        "payment": "prepaid", "status": "active", "password": "",
    },
    "payments": {
        "contract": "1001", "date": "2026-11-01", "amount": "1.00", "method": "cash", "status": "accepted",
        "reference": "K#", "reverses": "",
    },
    "charges": {"contract": "1001", "date": "2026-11-01", "amount": "1.00", "description": "d"},
    "cards": {
        "batch": "B1", "serial": "S#", "code": "10000000#", "value": "10.00", "expires_on": "2027-01-01",
    },
    "meters": {
        "contract": "1001", "meter": "M#", "service": "s", "supplier": "p", "unit": "m", "digits": "9",
        "verification_due": "2030-01-01", "accounted_on": "2026-10-31", "accounted_value": "5.125",
    },
    "readings": {"contract": "1001", "meter": "M1", "at": "2026-11-01", "value": "#"},
}  # fmt: skip


def attack(kind: str, column: str, folder: Path) -> Path:
    """A file with each of the cells in one column of rows that are good otherwise."""
    file = folder / f"{kind}-{column}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, GOOD[kind], lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        for number, cell in enumerate(NASTY, 100_000 + 1000 * list(GOOD[kind]).index(column)):
            row = {name: value.replace("#", str(number)) for name, value in GOOD[kind].items()}
            writer.writerow(row | {column: cell})
    return file


def texts(store: Store) -> list[str]:
    """Every text in the database."""
    found: list[Any] = []
    with store.read() as session:
        for table in Record.metadata.tables.values():
            columns = [column for column in table.columns if isinstance(column.type, Text)]
            for row in session.execute(select(*columns)) if columns else ():
                found += row
    return [text for text in found if text is not None]


def test_every_kind_and_column_is_attacked() -> None:
    columns = {name: [column.name for column in find(kind).columns] for name, kind in kinds().items()}
    assert {name: list(row) for name, row in GOOD.items()} == columns


@pytest.mark.parametrize("kind", GOOD)
def test_no_cell_does_harm(store: Store, tmp_path: Path, kind: str) -> None:
    customer(store)
    store.run(job(), define, NewTariff("home20", {"en": "Home"}, Money(2500), date(2026, 1, 1)))
    load(store, tmp_path, "meters", "contract,meter,service,unit", "1001,M1,s,m")
    words = Words(store.operator, "en")
    for column in GOOD[kind]:
        file = attack(kind, column, tmp_path)
        done: Imported = store.run(job(), IMPORT, kind, str(file), False, True, None)
        assert done.rows == done.applied + done.refused == len(NASTY)
        for fault in done.faults:
            said = words(fault.reason)
            assert fault.column
            assert harmless(said)
            assert len(said) < 300
        # Who names a payment to take back must say the amount below zero.
        allowed = {column, "amount"} if column == "reverses" else {column}
        assert {fault.column for fault in done.faults} <= allowed
    assert [text for text in texts(store) if not harmless(text) or len(text) > 1000] == []
    assert unsound(store) == []


@pytest.mark.parametrize("cell", NASTY)
def test_no_header_does_harm(store: Store, tmp_path: Path, cell: str) -> None:
    file = tmp_path / "file.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["contract", cell], ["1001", "1"]])
    done: Imported = store.run(job(), IMPORT, "payments", str(file), False, True, None)
    (fault,) = done.faults
    said = Words(store.operator, "en")(fault.reason)
    assert (fault.line, done.applied) == (1, 0)
    assert harmless(fault.column + said)
    assert len(fault.column + said) < 300
