"""The looks "paper", "night", "contrast", and the one for 16 colours; brand colours of the profile."""

from __future__ import annotations

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from kiosk.core.locale import mark
from kiosk.core.operator import Brand, ProfileError

LOOKS = {"paper": mark("light"), "night": mark("dark"), "contrast": mark("high contrast")}
CONSOLE = "console"
LEAST_CONTRAST = 4.5
HIGH_CONTRAST = 7.0

# Every text on a ground that the styles use: (text, ground). Kept honest by a test over styles/.
PAIRS = (
    ("foreground", "background"), ("foreground", "surface"), ("foreground", "panel"),
    ("muted", "background"), ("muted", "surface"), ("title", "background"), ("title", "surface"),
    ("on-brand", "primary"), ("on-brand", "secondary"), ("on-brand", "off"), ("on-accent", "accent"),
    ("foreground", "chosen"), ("muted", "chosen"), ("key", "panel"),
    ("good", "background"), ("good", "surface"), ("bad", "background"), ("bad", "surface"),
    ("think", "background"), ("think", "surface"),
)  # fmt: skip

_PAPER = {
    "foreground": "#16202a", "background": "#f4f1ea", "surface": "#ffffff", "panel": "#e7e1d4",
    "muted": "#5c6670", "on-brand": "#ffffff", "on-accent": "#ffffff", "off": "#5c6670",
    "chosen": "#fff2e2", "good": "#1d6b38", "bad": "#a3161b", "think": "#7d5200", "key": "#16202a",
}  # fmt: skip
_NIGHT = {
    "foreground": "#e8e6e1", "background": "#10161c", "surface": "#1a232c", "panel": "#26313b",
    "muted": "#a3adb6", "on-brand": "#ffffff", "on-accent": "#ffffff", "off": "#56616b",
    "chosen": "#3a2a1e", "good": "#6fd08c", "bad": "#ff9a94", "think": "#f0c060", "key": "#e8e6e1",
    "title": "#9fd0e6",
}  # fmt: skip
_CONTRAST = {
    "foreground": "#ffffff", "background": "#000000", "surface": "#1c1c1c", "panel": "#333333",
    "muted": "#d8d8d8", "on-brand": "#000000", "on-accent": "#000000", "off": "#9c9c9c",
    "chosen": "#000000", "good": "#7dff9e", "bad": "#ffb0ab", "think": "#ffe14d", "key": "#ffe14d",
    "title": "#ffe14d", "primary": "#ffe14d", "secondary": "#ffffff", "accent": "#ffffff",
}  # fmt: skip
# On a console that knows 16 colours the terminal's own palette decides what they look like.
_CONSOLE = {
    "primary": "ansi_blue", "secondary": "ansi_blue", "accent": "ansi_yellow",
    "foreground": "ansi_white", "background": "ansi_black", "surface": "ansi_black",
    "panel": "ansi_black", "muted": "ansi_white", "on-brand": "ansi_bright_white",
    "on-accent": "ansi_black", "off": "ansi_black", "chosen": "ansi_black", "good": "ansi_bright_green",
    "bad": "ansi_bright_red", "think": "ansi_bright_yellow", "key": "ansi_bright_yellow",
    "title": "ansi_bright_cyan",
}  # fmt: skip


def colours(look: str, brand: Brand) -> dict[str, str]:
    """The colours of a look by name, the brand's worked in."""
    own = {"primary": brand.primary, "secondary": brand.secondary, "accent": brand.accent}
    base = {"paper": _PAPER, "night": _NIGHT, "contrast": _CONTRAST}[look]
    return {**own, "title": brand.primary, **base}


def themes(brand: Brand) -> list[Theme]:
    """All looks for Textual. Raises ProfileError when a brand colour cannot be read on its ground."""
    check_brand(brand)
    made = [_theme(look, colours(look, brand), dark=look != "paper") for look in LOOKS]
    return [*made, _theme(CONSOLE, _CONSOLE, dark=True, ansi=True)]


def check_brand(brand: Brand) -> None:
    """Raises ProfileError with each of the colours that is too faint."""
    shades, reasons = colours("paper", brand), dict[str, str]()
    for text, ground in PAIRS:
        reached = contrast(shades[text], shades[ground])
        if reached >= LEAST_CONTRAST:
            continue
        # The grounds of the paper are light, and the texts on the brand's colours are white.
        reasons.setdefault(
            "primary" if text == "title" else ground,
            f"{shades[text]} on {shades[ground]} ({text} on {ground}) has a contrast of {reached:.1f}; "
            f"at least {LEAST_CONTRAST} is needed to be read: choose a darker colour",
        )
    if reasons:
        named = "; ".join(f"brand.{key}: {reason}" for key, reason in reasons.items())
        raise ProfileError(f"operator.toml: {named}")


def contrast(text: str, ground: str) -> float:
    """Contrast ratio of two colours as WCAG 2 defines it: 1 to 21."""
    lights = sorted(_luminance(Color.parse(colour)) for colour in (text, ground))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: Color) -> float:
    parts = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized)
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _theme(name: str, shades: dict[str, str], dark: bool, ansi: bool = False) -> Theme:
    known = ("primary", "secondary", "accent", "foreground", "background", "surface", "panel")
    own = {key: value for key, value in shades.items() if key not in known}
    if ansi:
        own = BUILTIN_THEMES["ansi-dark"].variables | own
    return Theme(
        name=name, dark=dark, ansi=ansi, primary=shades["primary"], secondary=shades["secondary"],
        accent=shades["accent"], foreground=shades["foreground"], background=shades["background"],
        surface=shades["surface"], panel=shades["panel"], boost=shades["surface"],
        success=shades["good"], error=shades["bad"], warning=shades["think"], variables=own,
    )  # fmt: skip
