"""Quantities: what people type and files write, and back (EIR-55)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.quantity import Quantity, parse, places, plain
from kiosk.core.work import Refusal

THOUSANDTHS = st.integers(0, 10**12 - 1).map(Quantity)


@given(THOUSANDTHS)
def test_what_is_written_reads_as_the_same(quantity: Quantity):
    assert parse(plain(quantity)) == quantity


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("127", 127_000), ("127,5", 127_500), ("127.500", 127_500), (" 12 345 ", 12_345_000), ("7,", 7_000)],
)
def test_comma_and_point(text: str, quantity: int):
    assert parse(text) == quantity


@pytest.mark.parametrize(
    ("text", "code"),
    [("twelve", "quantity.form"), ("", "quantity.form"), ("1.2.3", "quantity.form"),
     ("0.0001", "quantity.digits"), ("1" * 400, "quantity.long")],
)  # fmt: skip
def test_what_is_no_quantity(text: str, code: str):
    with pytest.raises(Refusal) as refused:
        parse(text)
    assert refused.value.code == code


@given(st.lists(THOUSANDTHS, max_size=5))
def test_a_column_has_the_places_that_all_of_them_need(quantities: list[Quantity]):
    count = places(quantities)
    assert all(one % 10 ** (3 - count) == 0 for one in quantities)
    assert count == 0 or any(one % 10 ** (4 - count) for one in quantities)
