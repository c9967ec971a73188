"""Colours: every text can be read on its ground, in every look and with the profile's brand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.core.operator import Brand, ProfileError, find_profile, load
from screens.theme import HIGH_CONTRAST, LEAST_CONTRAST, LOOKS, PAIRS, check_brand, colours, contrast

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("look", LOOKS)
def test_every_pair_can_be_read(look: str) -> None:
    """4.5:1, and 7:1 in the look "contrast"."""
    least = HIGH_CONTRAST if look == "contrast" else LEAST_CONTRAST
    shades = colours(look, Brand())
    faint = {
        pair: round(ratio, 2)
        for pair in PAIRS
        if (ratio := contrast(shades[pair[0]], shades[pair[1]])) < least
    }
    assert not faint


def test_pairs_are_those_of_the_styles() -> None:
    """A rule that sets text and ground, in styles or in code, is in the list."""
    used = set()
    for path in (ROOT / "styles").glob("*.tcss"):
        for rule in re.findall(r"\{([^}]*)\}", path.read_text(encoding="utf-8")):
            ground = re.search(r"background:\s*\$([\w-]+)", rule)
            text = re.search(r"(?<![\w-])color:\s*\$([\w-]+)", rule)
            if ground and text:
                used.add((text[1], ground[1]))
    for path in (ROOT / "screens").rglob("*.py"):
        used |= set(re.findall(r"\$([\w-]+) on \$([\w-]+)", path.read_text(encoding="utf-8")))
    assert used
    assert used - set(PAIRS) == set()


def test_contrast_as_wcag_has_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("brand", "reason"),
    [
        (Brand(primary="#9fd0e6"), "#9fd0e6 on #f4f1ea"),
        (Brand(accent="#ffcc00"), "#ffffff on #ffcc00"),
        (Brand("#9fd0e6", accent="#ffcc00"), r"brand\.primary: .*; brand\.accent: .* choose a darker colour"),
    ],
)
def test_a_brand_that_cannot_be_read_is_refused(brand: Brand, reason: str) -> None:
    with pytest.raises(ProfileError, match=reason):
        check_brand(brand)


def test_shipped_brands_can_be_read() -> None:
    for path in (ROOT / "data" / "operators").iterdir():
        check_brand(load(find_profile(path.name)).facts.brand)
