"""Meters of a contract and their readings."""

from kiosk.core.locale import mark
from kiosk.core.module import Module
from kiosk.meters.rules import MeterRules

MODULE = Module(
    name="meters",
    title=mark("Meter readings"),
    settings=MeterRules,
    tile="kiosk.meters.cases:tile",
    records=True,
    imports={"meters": "kiosk.meters.files:METERS", "readings": "kiosk.meters.files:READINGS"},
    checks="kiosk.meters.cases:faults",
    doubts="kiosk.meters.doubts:doubts",
    needs=("receipts",),
    demo="kiosk.meters.demo:load",
    rank=32,
)
