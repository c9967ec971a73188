"""Payments with their status, and reversals."""

from kiosk.core.module import Module

MODULE = Module(
    name="payments",
    records=True,
    checks="kiosk.payments.cases:faults",
    demo="kiosk.payments.demo:load",
    rank=30,
)
