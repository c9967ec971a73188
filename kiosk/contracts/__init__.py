"""Customers and their contracts."""

from kiosk.core.module import Module

MODULE = Module(
    name="contracts",
    records=True,
    checks="kiosk.contracts.holds:faults",
    doubts="kiosk.contracts.doubts:doubts",
    always=True,
    demo="kiosk.contracts.demo:load",
    rank=10,
)
