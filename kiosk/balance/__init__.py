"""Where a contract stands, and why."""

from kiosk.core.locale import mark
from kiosk.core.module import Module

MODULE = Module(
    name="balance",
    title=mark("Balance and charges"),
    tile="kiosk.balance.cases:tile",
)
