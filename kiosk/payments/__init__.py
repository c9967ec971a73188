"""Payments with their status, and reversals."""

from kiosk.core.module import Module
from kiosk.payments.rules import PaymentRules

MODULE = Module(
    name="payments",
    settings=PaymentRules,
    records=True,
    imports={"payments": "kiosk.payments.files:PAYMENTS"},
    checks="kiosk.payments.cases:faults",
    demo="kiosk.payments.demo:load",
    rank=30,
)
