"""Language, text size, hidden amounts: for this visit only (ISP-29)."""

from kiosk.core.locale import mark
from kiosk.core.module import Module

MODULE = Module(
    name="preferences",
    title=mark("Settings"),
    tile="kiosk.preferences.cases:tile",
)
