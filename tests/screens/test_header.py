"""The header: what gives way where there is too little room (ISP-19, EIR-24)."""

from __future__ import annotations

import pytest

from screens.widgets.bars import Fact, Header

ADDRESS = "Lobnya, 1 Primernaya St., flat 14"


@pytest.mark.parametrize(
    ("width", "parts"),
    [
        (98, ["MosOblEIRC", "Account 50010001 · Ivan I.", "-3,837.19 RUB", ADDRESS]),
        (78, ["MosOblEIRC", "Account 50010001 · Ivan I.", "-3,837.19 RUB", "Lobnya, 1 …, flat 14"]),
        (64, ["MosO…IRC", "Account 50010001 · Ivan I.", "-3,837.19 RUB", "Lobn… 14"]),
        (60, ["MosO…IRC", "Account 50010001 · Ivan I.", "-3,837.19 RUB", "Lo…4"]),
    ],
)
def test_names_give_way_before_numbers(width: int, parts: list[str]):
    """An address first, then the operator's name, then the address wholly; amounts and numbers never."""
    header = Header()
    header.left = ("MosOblEIRC", "Account 50010001 · Ivan I.")
    header.right = (Fact("-3,837.19 RUB"), Fact(ADDRESS, yields=True))
    assert header._fitted(width) == parts
