"""The text boundary: whatever comes in, nothing acts on a terminal and nothing is made worse."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.core.text import clean, grouped, mask_contract, mask_email, mask_name, mask_phone, require_clean
from kiosk.core.work import Refusal

ANY = st.text(st.characters(categories=None), max_size=60)
UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(ANY, st.integers(1, 80))
@example("ab cd", 3)
@example("a\u200d\u0301", 80)
@example("\ud800\udfff", 80)
def test_cleaned_text_is_harmless_short_and_stays(text: str, most: int):
    kept = clean(text, most)
    assert not {unicodedata.category(c) for c in kept} & UNWANTED
    assert len(kept) <= most
    assert unicodedata.normalize("NFC", kept) == kept
    assert kept == " ".join(kept.split())
    assert clean(kept, most) == kept
    kept.encode()


@given(ANY)
def test_require_clean_refuses_or_changes_blanks_and_accents_only(text: str):
    composed = unicodedata.normalize("NFC", text)
    if {unicodedata.category(c) for c in composed} & UNWANTED:
        with pytest.raises(Refusal, match=r"text\.signs"):
            require_clean(text)
        return
    kept = require_clean(text)
    assert kept.split() == composed.split()
    assert clean(kept) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Иванов", "Иванов"), ("  a \t b\n", "a b"), ("\x1b[31mred\x1b[0m", "[31mred[0m"), ("a\x00b", "ab"),
     ("x\u202egnp.exe", "xgnp.exe"), ("a\u2028b", "a b"), ("e\u0301", "é"), ("\x9b2J", "2J"),
     ("\U000e0041tag", "tag"), ("👨\u200d👩", "👨👩"), ("[bold]", "[bold]"), ("\udcff", "")],
)  # fmt: skip
def test_what_is_kept(text: str, kept: str):
    assert clean(text) == kept


@pytest.mark.parametrize("text", ["\x07", "a\u200bb", "\u202e", "a\nb", "\x9b", "\ud800"])
def test_control_characters_are_refused(text: str):
    with pytest.raises(Refusal, match=r"text\.signs"):
        require_clean(text)


def test_text_that_is_too_long_is_refused():
    assert require_clean("x" * 200) == "x" * 200
    with pytest.raises(Refusal, match=r"text\.long"):
        require_clean("x" * 201)


@pytest.mark.parametrize(
    ("masked", "shown"),
    [(mask_name("Иван", "Иванов"), "Иван И."), (mask_name("", "Иванов"), "И."),
     (mask_name("Иван", ""), "Иван"),
     (mask_name("", "", "ООО «Ромашка»"), "ООО «Ромашка»"), (mask_contract("10015"), "•••15"),
     (mask_contract("12"), "•••2"), (mask_phone("+375291234567"), "+375•••67"), (mask_phone("12345"), ""),
     (mask_email("ivan@example.by"), "i•••@example.by"), (mask_email("nonsense"), "•••")],
)  # fmt: skip
def test_masks(masked: str, shown: str):
    """VEL-40: as strangers behind the customer may read it."""
    assert masked == shown


@given(st.text("0123456789", max_size=20))
def test_grouping_loses_no_digit(digits: str):
    """VEL-59: 4-4-4-2."""
    assert grouped(digits).replace(" ", "") == digits[:14]
    assert grouped("12345678901234") == "1234 5678 9012 34"
