"""`kiosk receipt verify`: genuine or not, and what the genuine one states (VEL-68)."""

from __future__ import annotations

import io
import sys

import pytest

from kiosk.cards.cases import redeem
from kiosk.cards.rules import CardCode
from kiosk.core.locale import Words
from kiosk.core.operator import Operator
from kiosk.core.store import Store
from kiosk.receipts.payload import payload
from kiosk.receipts.views import Receipt
from tests import people
from tests.cli.conftest import Kiosk

CODE = "12345678901234"
STATED = "Paid by express card B1-0000001\nAmount 10.00\u00a0BYN, balance after it 10.00\u00a0BYN\n"


@pytest.fixture
def receipt(store: Store) -> Receipt:
    """A customer paid by a card."""
    contract = people.customer(store)
    people.cards(store, CODE)
    return store.run(people.owner(people.enter(store)), redeem, contract, CardCode(CODE))


@pytest.fixture
def scanned(receipt: Receipt, operator: Operator) -> str:
    """All that the receipt's QR code says."""
    text = payload(receipt, Words(operator, "ru"), 230)
    assert text
    return text


def test_a_genuine_code_is_told_with_what_it_states(receipt: Receipt, kiosk: Kiosk) -> None:
    done = kiosk("receipt", "verify", receipt.code.lower())
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(
        f"This receipt is genuine.\nReceipt {receipt.number}, 22.11.2026 15:00, terminal 1\n"
    )
    assert done.out.endswith(STATED)


def test_the_number_and_the_code_are_two_words(receipt: Receipt, kiosk: Kiosk) -> None:
    assert kiosk("receipt", "verify", receipt.number, receipt.code).status == 0


def test_a_qr_code_is_read_from_standard_input(
    scanned: str, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(scanned.encode())))
    assert kiosk("receipt", "verify", "-").status == 0


def test_another_amount_is_not_genuine_and_the_right_one_is_told(scanned: str, kiosk: Kiosk) -> None:
    assert "10,00" in scanned
    done = kiosk("receipt", "verify", scanned.replace("10,00", "90,00", 1))
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("This receipt is not genuine.\nThe genuine one with this check code says:\n")
    assert done.err.endswith(STATED)


def test_an_unknown_code_is_not_genuine(receipt: Receipt, kiosk: Kiosk) -> None:
    done = kiosk("receipt", "verify", "0000-0000")
    assert (done.status, done.err) == (1, "This receipt is not genuine.\n")


def test_text_that_is_no_receipt_is_refused(kiosk: Kiosk) -> None:
    done = kiosk("receipt", "verify", "https://example.com/\x1b]0;x\x07")
    assert done.status == 1
    assert "\x1b" not in done.err
