"""Shortening, folding and breaking: no half word, which would be another one, and no half number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from screens.widgets.fit import ended, folded
from screens.wrapping import keep_numbers_whole


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("Tariff “Start” from 23 November 2026", 36, "Tariff “Start” from 23 November 2026"),
        ("Tariff “Start” from 23 November 2026", 35, "Tariff “Start” from 23 November…"),
        ("Hot water: 465 m³; cold water: 12 m³", 19, "Hot water: 465 m³…"),
        ("charged 5\u00a0129,62, paid 9\u00a0792,08", 28, "charged 5\u00a0129,62, paid…"),
        ("Hochgeschwindigkeitsanschluss", 10, "Hochgesch…"),
        ("one two", 4, "one…"),
    ],
)
def test_a_text_ends_behind_a_whole_word(text: str, cells: int, shown: str) -> None:
    assert ended(text, cells) == shown


@given(st.lists(st.text("abc", min_size=1, max_size=9)).map(" ".join), st.integers(1, 30))
def test_folding_keeps_every_word(text: str, width: int) -> None:
    assert " ".join(folded(text, width)) == text


def test_a_line_is_not_broken_within_an_amount() -> None:
    """Blanks between thousands are no-break ones; so is that before the currency."""
    keep_numbers_whole()
    lines = Content("Electricity: 12\u00a0667,12\u00a0kWh on one line").wrap(24)
    assert [line.plain for line in lines] == ["Electricity:", "12\u00a0667,12\u00a0kWh on one", "line"]
