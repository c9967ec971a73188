"""The fees of the days: what a contract costs, charged day by day or for a period in advance."""

from kiosk.charging.rules import ChargingRules
from kiosk.core.module import Module

MODULE = Module(
    name="charging",
    settings=ChargingRules,
    records=True,
    unfit="kiosk.charging.opening:unfit",
    opened="kiosk.charging.opening:opened",
    imports={"charges": "kiosk.charging.files:CHARGES"},
    checks="kiosk.charging.proof:faults",
    needs=("tariffs",),
    commands={"charge": "kiosk.cli.charge:charge"},
    demo="kiosk.charging.demo:load",
    rank=20,
)
