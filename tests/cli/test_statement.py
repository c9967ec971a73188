"""`kiosk statement`: the movements of a month, for people and for scripts (ISP-22, ISP-24)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from kiosk.core.ledger import Reason
from kiosk.core.months import last_of, later
from kiosk.core.store import Store
from tests import people
from tests.cli.conftest import Kiosk
from tests.entries import moved

# The command goes by the real clock, so this is the month before the real one.
FIRST = later(datetime.now(UTC).date().replace(day=1), -1)
MONTH = f"{FIRST:%Y-%m}"


@pytest.fixture
def number(store: Store) -> str:
    """A contract to which something happened every few days, and something after the month."""
    contract = people.customer(store, "1001", balance=2500)
    fee = Reason("tariffs.fee", "Fee of the day, “{name:texts}”", {"name": '{"en":"Home 20","ru":"Дом 20"}'})
    moved(store, contract, (FIRST, -83, "fee"), reason=fee)
    moved(store, contract, (FIRST.replace(day=5), 1000, "payment"), (last_of(FIRST), -15, "charge"))
    moved(store, contract, (later(FIRST, 1), -1, "fee"))
    return "1001"


def test_a_script_reads_one_document(number: str, kiosk: Kiosk) -> None:
    done = kiosk("statement", number, "--month", MONTH, "--json")
    assert (done.status, done.err) == (0, "")
    day = str(FIRST.replace(day=5))
    assert json.loads(done.out) == {
        "contract": "1001",
        "currency": "BYN",
        "from": str(FIRST),
        "to": str(last_of(FIRST)),
        "opening": "25.00",
        "closing": "34.02",
        "charged": "0.98",
        "paid": "10.00",
        "lines": [
            {
                "date": str(FIRST),
                "kind": "fee",
                "description": "Fee of the day, “Home 20”",
                "amount": "-0.83",
            },
            {"date": day, "kind": "payment", "description": "Something", "amount": "10.00"},
            {"date": str(last_of(FIRST)), "kind": "charge", "description": "Something", "amount": "-0.15"},
        ],
    }


def test_a_person_reads_columns_and_totals(number: str, kiosk: Kiosk) -> None:
    """ISP-24: the totals stand at the end."""
    done = kiosk("statement", number, "--month", MONTH)
    assert (done.status, done.err) == (0, "")
    month = f"{FIRST:%m.%Y}"
    assert done.out.replace("\u00a0", " ").splitlines()[1:] == [
        "             25.00 BYN  balance before",
        f"01.{month}   -0.83 BYN  Fee of the day, “Home 20”",
        f"05.{month}  +10.00 BYN  Something",
        f"{last_of(FIRST):%d}.{month}   -0.15 BYN  Something",
        "             34.02 BYN  balance after",
        "Charged in all 0.98 BYN, paid in all 10.00 BYN.",
    ]
    assert done.out.startswith("Contract 1001, ")


def test_a_month_without_movements_has_its_balance(number: str, kiosk: Kiosk) -> None:
    done = kiosk("statement", " 10-01 ", "--month", f"{later(FIRST, -1):%Y-%m}", "--json")
    document = json.loads(done.out)
    assert (document["opening"], document["closing"], document["lines"]) == ("25.00", "25.00", [])


@pytest.mark.parametrize(
    ("contract", "month", "status", "said"),
    [
        ("1002", MONTH, 1, "There is no contract 1002."),
        ("../../etc", MONTH, 1, "There is no contract ../../etc."),
        ("1001", f"{later(FIRST, 3):%Y-%m}", 1, "is still to come"),
        ("1001", "1970-01", 1, "The month January 1970 is too long ago."),
        ("1001", "2026-13", 2, "“2026-13” is not a month. Write it like 2026-12."),
        ("1001", "0000-01", 2, "is not a month"),
        ("1001", "2026-1", 2, "is not a month"),
        ("1001", "2026-11-22", 2, "is not a month"),
        ("1001", "", 2, "is not a month"),
        ("1001", "\x1b]0;x\x07", 2, "is not a month"),
    ],
)
def test_what_cannot_be_stated_is_said(
    number: str, kiosk: Kiosk, contract: str, month: str, status: int, said: str
) -> None:
    done = kiosk("statement", contract, "--month", month, "--json")
    assert (done.status, done.out) == (status, "")
    assert said in done.err
    assert "\x1b" not in done.err


def test_the_month_is_needed(number: str, kiosk: Kiosk) -> None:
    assert kiosk("statement", number).status == 2
