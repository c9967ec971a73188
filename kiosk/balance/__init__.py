"""Where a contract stands, and why."""

from kiosk.balance.rules import BalanceRules
from kiosk.core.locale import mark
from kiosk.core.module import Module

MODULE = Module(
    name="balance",
    title=mark("Balance and charges"),
    settings=BalanceRules,
    tile="kiosk.balance.cases:tile",
    commands={"statement": "kiosk.cli.statement:statement"},
)
