"""The one form in which contract numbers, phones and e-mail addresses are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contracts.rules import contract_number, email_address, phone_number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1001", "1001"), (" 10-01 ", "1001"), ("ab 12", "AB12"), ("дог-7", "ДОГ7"), ("１００１", "1001")],
)
def test_a_contract_number_is_kept_in_one_form(typed: str, kept: str):
    assert contract_number(typed) == kept


@pytest.mark.parametrize("typed", ["", "-", "1" * 21, "10/01", "10;01", "\x1b[1m", "10\u20601", "1001\u0301"])
def test_what_is_no_contract_number(typed: str):
    assert contract_number(typed) is None


@given(st.text(max_size=40))
def test_the_form_of_a_number_is_its_own_form(typed: str):
    kept = contract_number(typed)
    assert kept is None or contract_number(kept) == kept


def test_phones_have_their_country():
    assert phone_number("+375 (29) 100-00-02") == "+375291000002"
    assert phone_number("80291000002") is None
    assert phone_number("+٣٧٥٢٩١٠٠٠٠٠٢") is None


def test_addresses_are_in_small_letters():
    assert email_address(" Office@Primer.Example ") == "office@primer.example"
    assert email_address("office@") is None
