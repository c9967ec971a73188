"""Amounts: read exactly, written exactly, never by float."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.money import Money, digits, parse, plain
from kiosk.core.work import Refusal

CURRENCIES = st.sampled_from(["BYN", "JPY", "KWD"])


@given(st.integers(-(10**14), 10**14), CURRENCIES)
def test_what_is_written_is_read_back(amount: int, currency: str):
    assert parse(plain(Money(amount), currency), currency) == amount


def outcome(text: str, currency: str) -> int | str:
    try:
        return parse(text, currency)
    except Refusal as refusal:
        return refusal.code


@given(
    st.sampled_from(["", "-", "+"]), st.integers(0, 10**12), st.sampled_from(".,"),
    st.text("0123456789", max_size=40), CURRENCIES,
)  # fmt: skip
def test_exactly_or_not_at_all(sign: str, whole: int, point: str, part: str, currency: str):
    """As fractions say it: no digit is lost or rounded, however many there are."""
    text = f"{sign}{whole}" + (point + part if part else "")
    exact = Fraction(text.replace(",", ".")) * 10 ** digits(currency)
    assert outcome(text, currency) == (exact if exact.denominator == 1 else "money.digits")


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [("10", "BYN", 1000), ("10.00", "BYN", 1000), ("10,5", "BYN", 1050), (" 1 234,50 ", "BYN", 123450),
     ("1\u00a0234", "BYN", 123400), ("-0.01", "BYN", -1), ("+7", "BYN", 700), ("10.500", "BYN", 1050),
     ("500", "JPY", 500), ("500.0", "JPY", 500), ("1.005", "KWD", 1005), ("0.00", "BYN", 0)],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, currency: str, amount: int):
    assert parse(text, currency) == amount


@pytest.mark.parametrize(
    "text",
    ["", "-", ".5", "5.", "1.2.3", "1e5", "١٠", "１０", "½", "0x10", "1_000", "1'000", "ten", "10 BYN", "NaN",
     "Infinity", "--1", "1" * 16, "10\x00", "1\u200b0", "−5"],
)  # fmt: skip
def test_what_is_no_amount(text: str):
    with pytest.raises(Refusal, match=r"money\.form"):
        parse(text, "BYN")


@pytest.mark.parametrize(
    ("text", "currency"),
    [("10.005", "BYN"), ("0.1", "JPY"), ("1.0001", "KWD"), ("1.00" + "0" * 26 + "1", "BYN"),
     ("123456789012345.00000000000000001", "BYN")],
)  # fmt: skip
def test_digits_that_the_currency_has_not(text: str, currency: str):
    """Also beyond the 28 digits to which Decimal would round."""
    with pytest.raises(Refusal, match=r"money\.digits"):
        parse(text, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (3710, "BYN", "37.10"),
        (-5, "BYN", "-0.05"),
        (0, "BYN", "0.00"),
        (500, "JPY", "500"),
        (1, "KWD", "0.001"),
    ],
)
def test_plain(amount: int, currency: str, text: str):
    assert plain(Money(amount), currency) == text


def test_a_refusal_shows_no_control_characters():
    with pytest.raises(Refusal) as refused:
        parse("\x1b[2J10\n" + "x" * 100, "BYN")
    shown = refused.value.params["text"]
    assert (len(shown) <= 40, shown.isprintable()) == (True, True)
