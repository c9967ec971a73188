"""The QR code that fits, and that a decoder reads it (VEL-68, EIR-07)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.locale import Words
from kiosk.receipts.payload import parse, payload
from kiosk.receipts.qr import QUIET, Code, Mode, cells, fit, fixed
from tests.receipts.receipts import EN, RECEIPT, RU, read


def code_in(words: Words, rows: int, columns: int, mode: Mode = Mode.HALF) -> Code:
    code = fit(lambda budget: payload(RECEIPT, words, budget), rows, columns, mode)
    assert code is not None
    return code


# Sizes of the regions beside the text at 80x24, 100x30, 160x45.
@pytest.mark.parametrize("words", [RU, EN], ids=["ru", "en"])
@pytest.mark.parametrize(("rows", "columns"), [(23, 45), (29, 57), (40, 80)])
def test_every_receipt_reads_back(words: Words, rows: int, columns: int) -> None:
    code = code_in(words, rows, columns)
    assert read(code.modules) == code.payload
    assert parse(code.payload).number == RECEIPT.number


def test_more_room_means_more_words() -> None:
    assert words_in(code_in(EN, 23, 45)) == {"Paid"}
    assert words_in(code_in(EN, 29, 57)) == {"Paid", "Amount", "SVYAZ-SERVICE", "Terminal"}


def words_in(code: Code) -> set[str]:
    return {word for word in ("Paid", "Amount", "SVYAZ-SERVICE", "Terminal") if word in code.payload}


@given(st.integers(1, 60), st.integers(1, 200), st.sampled_from(Mode))
def test_a_code_never_exceeds_its_region(rows: int, columns: int, mode: Mode) -> None:
    code = fit(lambda budget: payload(RECEIPT, EN, budget), rows, columns, mode)
    if code is not None:
        high, wide = cells(len(code.modules), mode)
        assert high <= rows
        assert wide <= columns


def test_quiet_zone_is_always_four_modules() -> None:
    modules = code_in(EN, 23, 45).modules
    side = range(len(modules))
    edge = {*range(QUIET), *side[-QUIET:]}
    assert not any(modules[y][x] for y in side for x in side if y in edge or x in edge)
    assert all(modules[QUIET][QUIET : QUIET + 7])


def test_sizes_in_cells() -> None:
    assert cells(45, Mode.HALF) == (23, 45)
    assert cells(45, Mode.SPACES) == (45, 90)


def test_two_spaces_a_module_need_a_large_screen() -> None:
    assert fit(lambda budget: payload(RECEIPT, EN, budget), 24, 80, Mode.SPACES) is None
    assert read(code_in(EN, 44, 120, Mode.SPACES).modules).startswith("3-000184")


def test_no_region_no_code() -> None:
    assert fit(lambda budget: payload(RECEIPT, EN, budget), 14, 80) is None
    assert fit(fixed("x" * 300), 100, 200) is None


def test_an_address_takes_the_smallest_code_that_holds_it() -> None:
    code = fit(fixed("https://svyaz.example/app"), 23, 45)
    assert code is not None
    assert read(code.modules) == "https://svyaz.example/app"
    assert len(code.modules) == 25 + 2 * QUIET
